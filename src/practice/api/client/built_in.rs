//! The words of one option to the value of its member: scalars, lists of words, JSON, or the shorthand syntax.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use super::super::check::scalar_kind;
use super::super::scalar;
use super::super::table::{Kind, Member, Shape, Table, Type};
use super::cli::{CliProblem, Files};
use super::options::{Given, one};
use super::shorthand::{self, Loose};

/// The value that an option gives to a member of this type.
pub(super) fn value(table: &Table, kind: Type, option: &Given, files: &Files) -> Result<Value, CliProblem> {
    if option.values.is_empty() {
        return flag(table, kind, true).ok_or_else(|| CliProblem::NoValue(option.name.clone()));
    }
    let wrong = |value: &str| CliProblem::Value { option: option.name.clone(), value: value.to_owned() };
    let index = match (scalar_kind(table, kind), kind) {
        (Some(Kind::Blob), _) => return blob(&one(option)?, files),
        // Flags take no value, but `--ebs-optimized true` is common in recipes and the CLI refuses it.
        (Some(Kind::Boolean), _) => return Err(CliProblem::Stray(option.values[0].clone())),
        (Some(kind), _) => {
            let text = content(&one(option)?, files)?;
            return scalar::from_text(kind, &text).map_err(|_| wrong(&text));
        }
        (None, Type::Shape(index)) => index,
        (None, Type::Scalar(..)) => return Err(wrong(&option.name)),
    };
    let Shape::List { item, .. } = table.shape(index) else {
        let text = content(&one(option)?, files)?;
        return complex(table, kind, &text).ok_or_else(|| wrong(&text));
    };
    if let [only] = option.values.as_slice() {
        let text = content(only, files)?;
        if text.trim_start().starts_with('[') {
            return serde_json::from_str(&text).map_err(|_| wrong(&text));
        }
    }
    let each = |word: &String| {
        let text = content(word, files)?;
        match scalar_kind(table, *item) {
            Some(kind) => scalar::from_text(kind, &text).map_err(|_| wrong(&text)),
            None => complex(table, *item, &text).ok_or_else(|| wrong(&text)),
        }
    };
    option.values.iter().map(each).collect()
}

/// What a flag gives: a boolean, or a structure around a single one (`AttributeBooleanValue`).
pub(super) fn flag(table: &Table, kind: Type, set: bool) -> Option<Value> {
    match (kind, single(table, kind)) {
        (Type::Scalar(Kind::Boolean, _), _) => Some(Value::Bool(set)),
        (_, Some(Member { name: name @ "Value", kind: Type::Scalar(Kind::Boolean, _), .. })) => {
            Some(Value::Object(Map::from_iter([((*name).to_owned(), Value::Bool(set))])))
        }
        _ => None,
    }
}

/// A word, or the text of the file that it names.
pub(super) fn content(word: &str, files: &Files) -> Result<String, CliProblem> {
    let Some(name) = word.strip_prefix("file://").or_else(|| word.strip_prefix("fileb://")) else {
        return Ok(word.to_owned());
    };
    let bytes = files.get(name).ok_or_else(|| CliProblem::File(name.to_owned()))?;
    Ok(String::from_utf8_lossy(bytes).into_owned())
}

/// Bytes: of a file as they are, of a word as base64 or, where it is none, as its own bytes.
fn blob(word: &str, files: &Files) -> Result<Value, CliProblem> {
    let bytes = if let Some(name) = word.strip_prefix("fileb://") {
        files.get(name).ok_or_else(|| CliProblem::File(name.to_owned()))?.clone()
    } else {
        let text = content(word, files)?;
        STANDARD.decode(text.trim()).unwrap_or_else(|_| text.into_bytes())
    };
    Ok(Value::String(STANDARD.encode(bytes)))
}

/// JSON or shorthand for a structure or a map.
fn complex(table: &Table, kind: Type, text: &str) -> Option<Value> {
    if text.trim_start().starts_with(['{', '[']) {
        return serde_json::from_str(text).ok();
    }
    match single(table, kind) {
        // The CLI takes the bare value of a structure with one scalar: `--instance-type m5.large`, `--targets i-1`.
        Some(member) if !text.contains('=') => {
            let value = typed(table, member.kind, Loose::Text(text.to_owned()))?;
            Some(Value::Object(Map::from_iter([(member.name.to_owned(), value)])))
        }
        _ => typed(table, kind, shorthand::parse(text)?),
    }
}

/// The only member of a structure, when it is a scalar.
fn single(table: &Table, kind: Type) -> Option<&Member> {
    let Type::Shape(index) = kind else { return None };
    match table.members(index) {
        [member] if scalar_kind(table, member.kind).is_some() => Some(member),
        _ => None,
    }
}

/// What shorthand gave, in the types of the shapes; a single word stands for a list of one.
fn typed(table: &Table, kind: Type, loose: Loose) -> Option<Value> {
    if let Some(kind) = scalar_kind(table, kind) {
        let Loose::Text(text) = loose else { return None };
        return match kind {
            Kind::Blob => blob(&text, &Files::new()).ok(),
            kind => scalar::from_text(kind, &text).ok(),
        };
    }
    let Type::Shape(index) = kind else { return None };
    match (table.shape(index), loose) {
        (Shape::List { item, .. }, Loose::List(items)) => {
            items.into_iter().map(|loose| typed(table, *item, loose)).collect()
        }
        (Shape::List { item, .. }, loose) => Some(Value::Array(vec![typed(table, *item, loose)?])),
        (Shape::Map { value, .. }, Loose::Pairs(pairs)) => {
            let pair = |(name, loose)| Some((name, typed(table, *value, loose)?));
            pairs.into_iter().map(pair).collect::<Option<Map<_, _>>>().map(Value::Object)
        }
        (Shape::Struct(members), Loose::Pairs(pairs)) => {
            let pair = |(name, loose): (String, Loose)| {
                let member = members.iter().find(|member| member.name == name)?;
                Some((name, typed(table, member.kind, loose)?))
            };
            pairs.into_iter().map(pair).collect::<Option<Map<_, _>>>().map(Value::Object)
        }
        _ => None,
    }
}
