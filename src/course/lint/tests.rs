//! The corpus of bad courses, and the courses that come with the program.

use std::path::Path;

use super::lint;
use crate::course::lint::references::{Role, role};
use crate::course::load::{Files, by_directory, embedded};
use crate::text::Lang;

#[test]
fn the_courses_that_come_with_the_program_are_clean() {
    for (directory, files) in by_directory(&embedded()) {
        let problems: Vec<String> = lint(&directory, &files)
            .iter()
            .map(|p| format!("{}:{} {} {:?}", p.file, p.line, p.key, p.finding))
            .collect();
        assert!(problems.is_empty(), "{directory}:\n{}", problems.join("\n"));
    }
}

/// Every parameter that is text is either known to be no reference, or known what it refers to.
#[test]
fn every_text_parameter_has_a_role() {
    let literal = [
        "description",
        "from",
        "version-description",
        "instance-type",
        "key",
        "also",
        "type",
        "scheme",
        "protocol",
        "target-type",
        "address-type",
        "protocol-version",
        "zones",
        "path",
        "version",
        "side",
        "url",
        "contains",
        "resource",
    ];
    let schema = crate::course::schema();
    let kinds = schema["$defs"]["CheckKind"]["oneOf"].as_array().unwrap();
    for kind in kinds {
        let name = kind["properties"]["kind"]["const"].as_str().unwrap();
        for (field, of) in kind["properties"].as_object().unwrap() {
            let types = of.to_string();
            let text = types.contains("\"string\"") || types.contains("$ref");
            let known = field == "kind" || literal.contains(&field.as_str()) || role(name, field) != Role::Literal;
            assert!(!text || known, "{name}.{field} has no role in references.rs");
        }
    }
}

fn read(root: &Path, at: &Path, files: &mut Files) {
    for entry in std::fs::read_dir(at).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(root, &path, files);
        } else {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            files.insert(name, std::fs::read_to_string(&path).unwrap().into());
        }
    }
}

/// `file:line:column key: sentence`, in English.
fn worded(files: &Files) -> String {
    let wording = crate::text::Wording { lang: Lang::En, zone: jiff::tz::TimeZone::UTC, course: None };
    let line = |problem: &super::Problem| {
        let key = if problem.key.is_empty() { String::new() } else { format!(" {}", problem.key) };
        let place = if problem.line == 0 { String::new() } else { format!(":{}:{}", problem.line, problem.column) };
        format!("{}{place}{key}: {}\n", problem.file, wording.advice(&problem.finding))
    };
    lint("bad", files).iter().map(line).collect()
}

/// Each directory of `tests/lint` holds what differs from `tests/lint/base`, a course without fault, and
/// the one complaint that it gets. An empty file stands for one that is missing.
#[test]
fn every_bad_course_gets_its_message() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lint");
    let mut base = Files::new();
    read(&corpus.join("base"), &corpus.join("base"), &mut base);
    assert_eq!(worded(&base), "", "the base course is clean");
    let mut cases = 0;
    let mut wrong = Vec::new();
    for entry in std::fs::read_dir(&corpus).unwrap() {
        let path = entry.unwrap().path();
        if path.ends_with("base") {
            continue;
        }
        let mut own = Files::new();
        read(&path, &path, &mut own);
        let expected = own.remove("expected.txt").unwrap_or_else(|| panic!("{} lacks expected.txt", path.display()));
        let mut files = base.clone();
        files.extend(own);
        files.retain(|_, text| !text.is_empty());
        let found = worded(&files);
        if found != expected {
            wrong.push(format!("--- {}\nexpected {expected}found    {found}", path.display()));
        }
        cases += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(cases >= 30, "{cases} cases");
}
