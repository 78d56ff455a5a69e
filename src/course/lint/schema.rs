//! `course.toml` beside its JSON Schema: unknown and missing keys, wrong types, unknown kinds and choices.

use serde_json::Value as Json;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Problem;
use super::source::{Source, join};
use crate::check::{Arg, Finding};
use crate::text::nearest;

/// Finds every place where the file is not what the schema describes.
pub(crate) fn walk(source: &Source<'_>, schema: &Json, problems: &mut Vec<Problem>) {
    let mut walk = Walk { source, schema, problems };
    walk.table(&source.root, 0, schema, "");
}

struct Walk<'a, 'b> {
    source: &'a Source<'b>,
    /// The whole schema, for its definitions.
    schema: &'a Json,
    problems: &'a mut Vec<Problem>,
}

impl<'a> Walk<'a, '_> {
    fn report(&mut self, offset: usize, key: &str, finding: Finding) {
        self.problems.push(self.source.at(offset, key, finding));
    }

    /// Follows `$ref`, and takes what is optional for what it is when it is there.
    fn resolved(&self, schema: &'a Json) -> &'a Json {
        let present = |option: &&'a Json| option["type"] != "null";
        let schema = schema["anyOf"].as_array().and_then(|options| options.iter().find(present)).unwrap_or(schema);
        let name = schema["$ref"].as_str().and_then(|path| path.strip_prefix("#/$defs/"));
        name.map_or(schema, |name| &self.schema["$defs"][name])
    }

    fn value(&mut self, value: &Spanned<DeValue<'_>>, schema: &'a Json, path: &str) {
        let schema = self.resolved(schema);
        let at = value.span().start;
        if let Some(options) = schema["oneOf"].as_array() {
            return self.one_of(value, options, path);
        }
        match value.get_ref() {
            DeValue::Table(table) if accepts(schema, "object") => self.table(table, at, schema, path),
            DeValue::Array(items) if accepts(schema, "array") => {
                for (index, item) in items.iter().enumerate() {
                    self.value(item, &schema["items"], &format!("{path}[{index}]"));
                }
            }
            found => {
                if type_of(found).is_some_and(|name| accepts(schema, name)) {
                    if let Some(finding) = out_of_range(found, schema) {
                        self.report(at, path, finding);
                    }
                } else {
                    let finding = Finding::new("lint-wrong-type")
                        .arg("expected", Arg::Message(format!("lint-type-{}", expected(schema))))
                        .arg("found", Arg::Message(format!("lint-type-{}", type_of(found).unwrap_or("date"))));
                    self.report(at, path, finding);
                }
            }
        }
    }

    fn table(&mut self, table: &DeTable<'_>, at: usize, schema: &'a Json, path: &str) {
        let none = serde_json::Map::new();
        let known = schema["properties"].as_object().unwrap_or(&none);
        // A key that is meant by one that was mistyped is not missing as well.
        let mut meant: Vec<String> = Vec::new();
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            let path = join(path, name);
            match (schema["properties"].get(name), &schema["additionalProperties"]) {
                (Some(schema), _) => self.value(value, schema, &path),
                (None, any @ Json::Object(_)) => self.value(value, any, &path),
                (None, _) => {
                    let known: Vec<&str> = known.keys().map(String::as_str).collect();
                    meant.extend(nearest(name, known.iter().copied()));
                    self.report(key.span().start, &path, unlike("lint-unknown-key", name, &known));
                }
            }
        }
        let required = schema["required"].as_array().map(Vec::as_slice).unwrap_or_default();
        for name in required.iter().filter_map(Json::as_str) {
            if !table.contains_key(name) && !meant.iter().any(|meant| meant == name) {
                self.report(at, &join(path, name), Finding::new("lint-missing-key").arg("name", name));
            }
        }
    }

    /// A choice of texts, or tables told apart by `kind`.
    fn one_of(&mut self, value: &Spanned<DeValue<'_>>, options: &'a [Json], path: &str) {
        let at = value.span().start;
        let tagged = |option: &'a Json| option["properties"]["kind"]["const"].as_str();
        let kinds: Vec<&str> = options.iter().filter_map(tagged).collect();
        if kinds.is_empty() {
            let choices: Vec<&str> = options.iter().flat_map(texts).collect();
            return match value.get_ref() {
                DeValue::String(text) if choices.contains(&text.as_ref()) => {}
                DeValue::String(text) => self.report(at, path, unlike("lint-unknown-choice", text, &choices)),
                found => {
                    let finding = Finding::new("lint-wrong-type")
                        .arg("expected", Arg::Message("lint-type-string".to_owned()))
                        .arg("found", Arg::Message(format!("lint-type-{}", type_of(found).unwrap_or("date"))));
                    self.report(at, path, finding);
                }
            };
        }
        let DeValue::Table(table) = value.get_ref() else {
            let finding = Finding::new("lint-wrong-type")
                .arg("expected", Arg::Message("lint-type-object".to_owned()))
                .arg("found", Arg::Message(format!("lint-type-{}", type_of(value.get_ref()).unwrap_or("date"))));
            return self.report(at, path, finding);
        };
        let kind = table.get("kind").map(|kind| (kind.span().start, kind.get_ref().as_str()));
        match kind {
            Some((at, Some(kind))) => match options.iter().find(|option| tagged(option) == Some(kind)) {
                Some(option) => self.table(table, value.span().start, option, path),
                None => self.report(at, &join(path, "kind"), unlike("lint-unknown-kind", kind, &kinds)),
            },
            _ => self.report(at, &join(path, "kind"), Finding::new("lint-missing-key").arg("name", "kind")),
        }
    }
}

/// A whole number that the program cannot hold, or that means nothing.
fn out_of_range(value: &DeValue<'_>, schema: &Json) -> Option<Finding> {
    let DeValue::Integer(number) = value else { return None };
    let (least, most) = match schema["format"].as_str()? {
        "uint16" => (0, i64::from(u16::MAX)),
        "uint32" => (0, i64::from(u32::MAX)),
        "int32" => (i64::from(i32::MIN), i64::from(i32::MAX)),
        "uint" | "uint64" => (0, i64::MAX),
        _ => return None,
    };
    let inside =
        i64::from_str_radix(number.as_str(), number.radix()).is_ok_and(|number| (least..=most).contains(&number));
    let finding = || Finding::new("lint-out-of-range").arg("least", least.to_string()).arg("most", most.to_string());
    (!inside).then(finding)
}

/// The texts that one option of a choice allows.
fn texts(option: &Json) -> Vec<&str> {
    let several = option["enum"].as_array().map(Vec::as_slice).unwrap_or_default();
    several.iter().chain(std::iter::once(&option["const"])).filter_map(Json::as_str).collect()
}

/// `<id>` with the nearest candidate, or `<id>-of` with all of them when none is near.
pub(super) fn unlike(id: &'static str, given: &str, candidates: &[&str]) -> Finding {
    let plain = Finding::new(id).arg("given", given);
    if let Some(near) = nearest(given, candidates.iter().copied()) {
        plain.arg("nearest", near)
    } else {
        let list: Vec<String> = candidates.iter().map(|text| (*text).to_owned()).collect();
        Finding { id: format!("{id}-of").into(), ..plain }.arg("candidates", list)
    }
}

/// The JSON name of a TOML type; `None` for dates, which no key takes.
const fn type_of(value: &DeValue<'_>) -> Option<&'static str> {
    match value {
        DeValue::String(_) => Some("string"),
        DeValue::Integer(_) => Some("integer"),
        DeValue::Float(_) => Some("number"),
        DeValue::Boolean(_) => Some("boolean"),
        DeValue::Array(_) => Some("array"),
        DeValue::Table(_) => Some("object"),
        DeValue::Datetime(_) => None,
    }
}

/// A whole number is a number too.
fn accepts(schema: &Json, name: &str) -> bool {
    let is =
        |json: &Json| json.as_str().is_some_and(|wanted| wanted == name || (wanted == "number" && name == "integer"));
    is(&schema["type"]) || schema["type"].as_array().is_some_and(|types| types.iter().any(is))
}

/// The type to name in a message.
fn expected(schema: &Json) -> &str {
    let first = schema["type"].as_array().and_then(|types| types.first());
    first.unwrap_or(&schema["type"]).as_str().unwrap_or("object")
}
