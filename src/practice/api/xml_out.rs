//! Answers in XML, for both query protocols.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::operation::Operation;
use super::scalar::moment;
use super::table::{Kind, Shape, Table, Type};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// An element around text that is escaped here.
pub(super) fn leaf(into: &mut String, name: &str, text: &str) {
    around(into, name, |into| into.push_str(&escape(text)));
}

/// An element around what `inner` writes.
pub(super) fn around(into: &mut String, name: &str, inner: impl FnOnce(&mut String)) {
    into.extend(["<", name, ">"]);
    let start = into.len();
    inner(into);
    if into.len() == start {
        into.truncate(start - 1);
        into.push_str("/>");
    } else {
        into.extend(["</", name, ">"]);
    }
}

/// A document whose root element has a namespace.
pub(super) fn document(root: &str, xmlns: &str, inner: impl FnOnce(&mut String)) -> Vec<u8> {
    let mut into = format!("{HEAD}<{root} xmlns=\"{xmlns}\">");
    inner(&mut into);
    into.extend(["</", root, ">"]);
    into.into_bytes()
}

/// An answer of EC2; one without an output says `<return>true</return>`.
pub(super) fn ec2(operation: &Operation, output: &Value, request_id: &str) -> Vec<u8> {
    document(&format!("{}Response", operation.name()), operation.service().xmlns(), |into| {
        leaf(into, "requestId", request_id);
        match operation.output {
            Some(_) => answer(into, operation, output),
            None => leaf(into, "return", "true"),
        }
    })
}

/// An answer of the other query services: the result within the response.
pub(super) fn query(operation: &Operation, output: &Value, request_id: &str) -> Vec<u8> {
    document(&format!("{}Response", operation.name()), operation.service().xmlns(), |into| {
        if operation.output.is_some() {
            around(into, &format!("{}Result", operation.name()), |into| answer(into, operation, output));
        }
        around(into, "ResponseMetadata", |into| leaf(into, "RequestId", request_id));
    })
}

fn answer(into: &mut String, operation: &Operation, output: &Value) {
    let (Some(index), Value::Object(map)) = (operation.output, output) else { return };
    let table = operation.table();
    // A describe answer has its lists even when nothing is in them.
    let name = operation.name();
    let lists = (name.starts_with("Describe") || name.starts_with("List")) && !name.ends_with("Attribute");
    structure(into, table, index, map, lists);
}

fn structure(into: &mut String, table: &Table, index: usize, map: &Map<String, Value>, absent_lists: bool) {
    for member in table.members(index) {
        match map.get(member.name) {
            Some(value) if !value.is_null() => element(into, table, member.xml, member.kind, value),
            _ if absent_lists && is_list(table, member.kind) => around(into, member.xml, |_| ()),
            _ => {}
        }
    }
}

fn is_list(table: &Table, kind: Type) -> bool {
    matches!(kind, Type::Shape(index) if matches!(table.shape(index), Shape::List { flat: false, .. }))
}

fn element(into: &mut String, table: &Table, name: &str, kind: Type, value: &Value) {
    let index = match kind {
        Type::Scalar(kind, _) => return leaf(into, name, &text(kind, value)),
        Type::Shape(index) => index,
    };
    match (table.shape(index), value) {
        (Shape::Struct(_), Value::Object(map)) => {
            around(into, name, |into| structure(into, table, index, map, false));
        }
        (Shape::List { item, flat: true, .. }, Value::Array(items)) => {
            items.iter().for_each(|value| element(into, table, name, *item, value));
        }
        (Shape::List { item, item_name, .. }, Value::Array(items)) => around(into, name, |into| {
            items.iter().for_each(|value| element(into, table, item_name, *item, value));
        }),
        (Shape::Map { value: kind, .. }, Value::Object(map)) => around(into, name, |into| {
            for (key, value) in map {
                around(into, "entry", |into| {
                    leaf(into, "key", key);
                    element(into, table, "value", *kind, value);
                });
            }
        }),
        (_, value) => leaf(into, name, &text(Kind::String, value)),
    }
}

/// A scalar as XML has it.
pub(super) fn text(kind: Kind, value: &Value) -> Cow<'_, str> {
    match (kind, value) {
        (Kind::Timestamp, Value::String(text)) => match moment(text) {
            Some(moment) => moment.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string().into(),
            None => text.into(),
        },
        (Kind::Double | Kind::Float, Value::Number(number)) => {
            number.as_f64().map_or_else(|| number.to_string(), |float| format!("{float:?}")).into()
        }
        (_, Value::String(text)) => text.into(),
        (_, other) => other.to_string().into(),
    }
}

/// Text as character data. What XML 1.0 cannot hold becomes U+FFFD, as nothing else would parse.
fn escape(text: &str) -> Cow<'_, str> {
    let plain = |c: char| !matches!(c, '&' | '<' | '>' | '"' | '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    if text.chars().all(plain) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' => out.push(c),
            '\r' => out.push_str("&#13;"),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}
