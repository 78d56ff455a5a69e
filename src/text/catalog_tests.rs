//! Both languages say the same things, and everything that the code names exists.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use fluent_syntax::ast::{CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser::parse;

use super::catalog::sources;
use super::{Catalog, Lang};

/// Key (`id` or `id.attribute`) → variables, by file.
type Keys = BTreeMap<String, BTreeMap<String, BTreeSet<String>>>;

fn keys(lang: Lang) -> Keys {
    sources(lang).map(|(file, text)| (file.to_owned(), keys_of(file, text))).collect()
}

fn keys_of(file: &str, text: &str) -> BTreeMap<String, BTreeSet<String>> {
    let resource = match parse(text.to_owned()) {
        Ok(resource) => resource,
        Err((_, errors)) => panic!("{file}: {errors:?}"),
    };
    let mut keys = BTreeMap::new();
    for entry in &resource.body {
        let Entry::Message(message) = entry else { continue };
        let id = &message.id.name;
        if let Some(value) = &message.value {
            assert!(keys.insert(id.clone(), variables(value)).is_none(), "{file}: {id} is there twice");
        }
        for attribute in &message.attributes {
            let key = format!("{id}.{}", attribute.id.name);
            assert!(keys.insert(key.clone(), variables(&attribute.value)).is_none(), "{file}: {key} is there twice");
        }
    }
    keys
}

fn variables(pattern: &Pattern<String>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            in_expression(expression, &mut found);
        }
    }
    found
}

fn in_expression(expression: &Expression<String>, found: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => in_inline(inline, found),
        Expression::Select { selector, variants } => {
            in_inline(selector, found);
            for variant in variants {
                found.extend(variables(&variant.value));
            }
        }
    }
}

fn in_inline(inline: &InlineExpression<String>, found: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            found.insert(id.name.clone());
        }
        InlineExpression::FunctionReference { arguments: CallArguments { positional, .. }, .. } => {
            positional.iter().for_each(|argument| in_inline(argument, found));
        }
        InlineExpression::Placeable { expression } => in_expression(expression, found),
        _ => {}
    }
}

#[test]
fn both_languages_have_the_same_files_keys_and_variables() {
    let (ja, en) = (keys(Lang::Ja), keys(Lang::En));
    assert!(!ja.is_empty());
    assert_eq!(ja.keys().collect::<Vec<_>>(), en.keys().collect::<Vec<_>>(), "files");
    for (file, ja) in &ja {
        let en = &en[file];
        let missing = |from: &BTreeMap<String, _>, to: &BTreeMap<String, _>| -> Vec<String> {
            from.keys().filter(|key| !to.contains_key(*key)).cloned().collect()
        };
        assert_eq!(missing(ja, en), Vec::<String>::new(), "{file}: only in Japanese");
        assert_eq!(missing(en, ja), Vec::<String>::new(), "{file}: only in English");
        for (key, variables) in ja {
            assert_eq!(variables, &en[key], "{file}: variables of {key}");
        }
    }
}

#[test]
fn no_message_is_defined_in_two_files() {
    let mut owner: BTreeMap<String, String> = BTreeMap::new();
    for (file, keys) in keys(Lang::Ja) {
        for id in keys.keys().map(|key| key.split('.').next().unwrap_or(key).to_owned()).collect::<BTreeSet<_>>() {
            if let Some(other) = owner.insert(id.clone(), file.clone()) {
                panic!("{id} is in {other} and in {file}");
            }
        }
    }
}

#[test]
fn findings_say_what_was_expected_and_what_was_seen() {
    for (file, keys) in keys(Lang::Ja) {
        if !file.starts_with("findings") {
            continue;
        }
        let ids: BTreeSet<&str> = keys.keys().filter_map(|key| key.split_once('.')).map(|(id, _)| id).collect();
        for id in ids {
            assert!(!keys.contains_key(id), "{file}: {id} has a value and attributes");
            for attribute in ["expected", "actual"] {
                assert!(keys.contains_key(&format!("{id}.{attribute}")), "{file}: {id} has no .{attribute}");
            }
        }
    }
}

/// The Rust sources under a directory, tests left out.
fn rust_files(directory: &Path, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.display().to_string();
            if !name.contains("test") {
                let text = std::fs::read_to_string(&path).unwrap();
                let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned();
                found.push((name, code));
            }
        }
    }
}

/// Every literal that stands in one of these calls, with the file that has it.
fn literals(under: &str, calls: &str) -> Vec<(String, String)> {
    let mut files = Vec::new();
    rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join(under), &mut files);
    let pattern = regex_lite::Regex::new(&format!(r#"(?:{calls})\(\s*"([a-z][a-z0-9.-]*)""#)).unwrap();
    let in_file = |(file, code): &(String, String)| {
        pattern.captures_iter(code).map(|found| (file.clone(), found[1].to_owned())).collect::<Vec<_>>()
    };
    files.iter().flat_map(in_file).collect()
}

#[test]
fn every_finding_that_the_code_names_exists() {
    let calls = "Verdict::pass|Verdict::fail|Verdict::inconclusive|Verdict::waiting|Finding::new";
    let catalog = Catalog::get(Lang::Ja);
    let missing: Vec<_> = literals("src", calls)
        .into_iter()
        .filter(|(_, id)| !catalog.has(id) && !(catalog.has(&format!("{id}.expected"))))
        .collect();
    assert!(missing.is_empty(), "no message for {missing:#?}");
}

#[test]
fn every_key_that_a_face_names_exists() {
    let calls = r"\.text|\.with|\.say|\.tell|\.format|Arg::Message";
    let catalog = Catalog::get(Lang::Ja);
    let faces = ["src/report", "src/cli", "src/tui", "src/check"];
    let named = faces.iter().flat_map(|under| literals(under, calls));
    let missing: Vec<_> = named.filter(|(_, key)| !catalog.has(key)).collect();
    assert!(missing.is_empty(), "no message for {missing:#?}");
}

#[test]
fn a_missing_key_shows_itself() {
    assert_eq!(Catalog::get(Lang::Ja).text("no-such-key"), "no-such-key");
    assert_eq!(Catalog::get(Lang::En).text("status-pass.none"), "status-pass.none");
}
