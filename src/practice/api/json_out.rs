//! Answers in JSON: the output as it is, its timestamps as seconds since 1970.

use serde_json::{Map, Value};

use super::operation::Operation;
use super::scalar::moment;
use super::table::{Kind, Shape, Table, Type};

/// The bytes of an answer; an operation without an output answers an empty body, as AWS does.
pub(super) fn write(operation: &Operation, output: &Value) -> Vec<u8> {
    let Some(index) = operation.output else { return Vec::new() };
    let value = shaped(operation.table(), Type::Shape(index), output);
    serde_json::to_vec(&value).unwrap_or_default()
}

fn shaped(table: &Table, kind: Type, value: &Value) -> Value {
    match (kind, value) {
        (Type::Scalar(Kind::Timestamp, _), Value::String(text)) => {
            moment(text).map_or_else(|| value.clone(), |moment| seconds(moment.as_millisecond()))
        }
        (Type::Scalar(..), value) => value.clone(),
        (Type::Shape(index), value) => match (table.shape(index), value) {
            (Shape::Struct(members), Value::Object(map)) => {
                let member = |(name, value): (&String, &Value)| {
                    let member = members.iter().find(|member| member.name == name)?;
                    (!value.is_null()).then(|| (name.clone(), shaped(table, member.kind, value)))
                };
                Value::Object(map.iter().filter_map(member).collect::<Map<_, _>>())
            }
            (Shape::List { item, .. }, Value::Array(items)) => {
                Value::Array(items.iter().map(|value| shaped(table, *item, value)).collect())
            }
            (Shape::Map { value: kind, .. }, Value::Object(map)) => {
                map.iter().map(|(name, value)| (name.clone(), shaped(table, *kind, value))).collect()
            }
            (_, value) => value.clone(),
        },
    }
}

/// Milliseconds as seconds: whole where they are.
fn seconds(millis: i64) -> Value {
    if millis % 1000 == 0 {
        return Value::from(millis / 1000);
    }
    #[expect(clippy::cast_precision_loss, reason = "a date in milliseconds is far below 2^52")]
    let seconds = millis as f64 / 1000.0;
    Value::from(seconds)
}
