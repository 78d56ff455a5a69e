//! What an operation's answer has that its shape has not: a misspelt member must not vanish silently.

use serde_json::Value;

use super::check::{Path, scalar_kind};
use super::operation::Operation;
use super::table::{Kind, Shape, Table, Type};

/// The paths in `output` that the operation's output does not know, or whose values are of another type.
#[must_use]
pub fn strangers(operation: &Operation, output: &Value) -> Vec<String> {
    let mut found = Vec::new();
    if let Some(kind) = operation.output_type() {
        look(operation.table(), kind, output, &Path::Top, &mut found);
    } else if !output.is_null() && output.as_object().is_none_or(|map| !map.is_empty()) {
        found.push(format!("{} has no output", operation.name()));
    }
    found
}

fn look(table: &Table, kind: Type, value: &Value, path: &Path, found: &mut Vec<String>) {
    if let Some(kind) = scalar_kind(table, kind) {
        let fits = match kind {
            Kind::String | Kind::Timestamp | Kind::Blob => value.is_string(),
            Kind::Integer | Kind::Long => value.is_i64() || value.is_u64(),
            Kind::Double | Kind::Float => value.is_number(),
            Kind::Boolean => value.is_boolean(),
        };
        if !fits {
            found.push(format!("{} is {value}, not {kind:?}", path.text()));
        }
        return;
    }
    let Type::Shape(index) = kind else { return };
    match (table.shape(index), value) {
        (Shape::Struct(members), Value::Object(map)) => {
            for (name, value) in map {
                let path = Path::Member(path, name);
                match members.iter().find(|member| member.name == name) {
                    Some(member) => look(table, member.kind, value, &path, found),
                    None => found.push(path.text()),
                }
            }
        }
        (Shape::List { item, .. }, Value::Array(items)) => {
            for (at, value) in items.iter().enumerate() {
                look(table, *item, value, &Path::Place(path, at + 1), found);
            }
        }
        (Shape::Map { value: kind, .. }, Value::Object(map)) => {
            map.iter().for_each(|(name, value)| look(table, *kind, value, &Path::Member(path, name), found));
        }
        _ => found.push(format!("{} is of another type", path.text())),
    }
}
