//! JSON against the shapes: what the JSON protocols carry, and what CBOR was turned into.

use serde_json::{Map, Value};

use super::check::{Path, limits, required, scalar_kind};
use super::malformed::{Constraint, Malformed};
use super::operation::Operation;
use super::read::DEPTH;
use super::scalar;
use super::table::{Shape, Table, Type};

/// The input of an operation, checked; timestamps become RFC 3339 text, null members vanish.
pub(super) fn read(operation: &Operation, input: Value) -> Result<Value, Malformed> {
    let table = operation.table();
    match (operation.input, input) {
        (Some(index), input) => value(table, Type::Shape(index), input, &Path::Top, DEPTH),
        (None, Value::Object(map)) => match map.keys().next() {
            Some(name) => Err(Malformed::Unknown { name: name.clone() }),
            None => Ok(Value::Object(map)),
        },
        (None, _) => Err(Malformed::Unreadable),
    }
}

/// The output of an operation as JSON protocols carry it, read back under the same rules.
pub(super) fn read_output(operation: &Operation, output: Value) -> Result<Value, Malformed> {
    match operation.output_type() {
        Some(kind) => value(operation.table(), kind, output, &Path::Top, DEPTH * 2),
        None => Ok(Value::Object(Map::new())),
    }
}

fn value(table: &'static Table, kind: Type, input: Value, path: &Path, depth: usize) -> Result<Value, Malformed> {
    let Some(depth) = depth.checked_sub(1) else { return Err(Malformed::TooLarge) };
    if let Some(scalar) = scalar_kind(table, kind) {
        let shown = shown(&input);
        let value = scalar::from_json(scalar, input).map_err(|constraint| path.invalid(&shown, constraint))?;
        limits(table, kind, &value, path)?;
        return Ok(value);
    }
    let Type::Shape(index) = kind else { return Err(Malformed::Unreadable) };
    match (table.shape(index), input) {
        (Shape::Struct(_), Value::Object(map)) => structure(table, index, map, path, depth),
        (Shape::List { item, limits, .. }, Value::Array(items)) => {
            let fits = scalar::length(*limits, items.len());
            let read = |(at, input)| value(table, *item, input, &Path::Place(path, at + 1), depth);
            let items = Value::Array(items.into_iter().enumerate().map(read).collect::<Result<_, _>>()?);
            fits.map_err(|constraint| path.invalid(&items.to_string(), constraint))?;
            Ok(items)
        }
        (Shape::Map { value: kind, key }, Value::Object(map)) => {
            let read = |(name, input): (String, Value)| {
                limits(table, *key, &Value::String(name.clone()), path)?;
                let value = value(table, *kind, input, &Path::Member(path, &name), depth)?;
                Ok((name, value))
            };
            map.into_iter().filter(|(_, value)| !value.is_null()).map(read).collect()
        }
        (Shape::List { .. }, input) => Err(path.invalid(&shown(&input), Constraint::List)),
        (_, input) => Err(path.invalid(&shown(&input), Constraint::Structure)),
    }
}

fn structure(
    table: &'static Table,
    index: usize,
    mut map: Map<String, Value>,
    path: &Path,
    depth: usize,
) -> Result<Value, Malformed> {
    let mut output = Map::new();
    for member in table.members(index) {
        if let Some(input) = map.remove(member.name).filter(|input| !input.is_null()) {
            let value = value(table, member.kind, input, &Path::Member(path, member.name), depth)?;
            output.insert(member.name.to_owned(), value);
        }
    }
    if let Some(name) = map.keys().next() {
        return Err(Malformed::Unknown { name: Path::Member(path, name).text() });
    }
    required(table, index, &output, path)?;
    Ok(Value::Object(output))
}

/// How the JSON protocols name a value of the wrong type.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => "NULL_VALUE",
        Value::Bool(true) => "TRUE_VALUE",
        Value::Bool(false) => "FALSE_VALUE",
        Value::Number(_) => "NUMBER_VALUE",
        Value::String(_) => "STRING_VALUE",
        Value::Array(_) => "START_ARRAY",
        Value::Object(_) => "START_OBJECT",
    }
    .to_owned()
}
