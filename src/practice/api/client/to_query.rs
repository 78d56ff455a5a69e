//! An input as the form of a query, as the SDKs write it.

use serde_json::Value;

use super::super::operation::Operation;
use super::super::service::Service;
use super::super::table::{Kind, Shape, Table, Type};
use super::super::xml_out::text;

/// The pairs of a query for an input: `Action`, `Version`, and the parameters. Members that the operation does not
/// have are left out; [`check`](super::super::check()) finds them.
#[must_use]
pub fn to_query(operation: &Operation, input: &Value) -> Vec<(String, String)> {
    let service = operation.service();
    let mut pairs = vec![
        ("Action".to_owned(), operation.name().to_owned()),
        ("Version".to_owned(), service.api_version().to_owned()),
    ];
    if let Some(index) = operation.input {
        let mut writer = Writer { table: operation.table(), ec2: service == Service::Ec2, pairs: &mut pairs };
        writer.value(Type::Shape(index), "", input);
    }
    pairs
}

struct Writer<'a> {
    table: &'static Table,
    ec2: bool,
    pairs: &'a mut Vec<(String, String)>,
}

impl Writer<'_> {
    fn value(&mut self, kind: Type, name: &str, input: &Value) {
        let index = match kind {
            Type::Scalar(kind, _) => return self.leaf(name, kind, input),
            Type::Shape(index) => index,
        };
        let table = self.table;
        match (table.shape(index), input) {
            (Shape::Struct(members), Value::Object(map)) => {
                for member in members {
                    if let Some(input) = map.get(member.name).filter(|input| !input.is_null()) {
                        self.value(member.kind, &join(name, member.query), input);
                    }
                }
            }
            (Shape::List { item, item_name, flat, .. }, Value::Array(items)) => {
                let prefix = if self.ec2 || *flat { name.to_owned() } else { join(name, item_name) };
                if items.is_empty() && !self.ec2 {
                    self.pairs.push((name.to_owned(), String::new()));
                }
                for (at, input) in items.iter().enumerate() {
                    self.value(*item, &format!("{prefix}.{}", at + 1), input);
                }
            }
            (Shape::Map { value, .. }, Value::Object(map)) => {
                for (at, (key, input)) in map.iter().enumerate() {
                    let entry = format!("{name}.entry.{}", at + 1);
                    self.pairs.push((format!("{entry}.key"), key.clone()));
                    self.value(*value, &format!("{entry}.value"), input);
                }
            }
            (_, input) => self.leaf(name, Kind::String, input),
        }
    }

    fn leaf(&mut self, name: &str, kind: Kind, input: &Value) {
        self.pairs.push((name.to_owned(), text(kind, input).into_owned()));
    }
}

fn join(name: &str, step: &str) -> String {
    if name.is_empty() { step.to_owned() } else { format!("{name}.{step}") }
}
