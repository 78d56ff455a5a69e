//! An answer in XML back under API member names.

use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::{Map, Value};

use super::super::operation::Operation;
use super::super::scalar;
use super::super::service::Service;
use super::super::table::{Kind, Shape, Table, Type};

/// Why there is no output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoAnswer {
    /// The service answered an error.
    Fault {
        /// AWS's code.
        code: String,
        /// AWS's sentence.
        message: String,
    },
    /// It is not an answer of this operation.
    Unreadable,
}

/// How deep an answer may nest.
const DEPTH: usize = 64;

/// The output that an answer of either query protocol holds; members absent there are absent here.
pub fn from_xml(operation: &Operation, text: &str) -> Result<Value, NoAnswer> {
    let root = parse(text).ok_or(NoAnswer::Unreadable)?;
    if let Some(error) = root.find("Error").or_else(|| root.find("Errors")?.find("Error")) {
        let text = |name: &str| error.find(name).map(|leaf| leaf.text.clone()).unwrap_or_default();
        return Err(NoAnswer::Fault { code: text("Code"), message: text("Message") });
    }
    if root.name != format!("{}Response", operation.name()) {
        return Err(NoAnswer::Unreadable);
    }
    let Some(index) = operation.output else { return Ok(Value::Object(Map::new())) };
    let result = match operation.service() {
        Service::Ec2 => &root,
        _ => root.find(&format!("{}Result", operation.name())).ok_or(NoAnswer::Unreadable)?,
    };
    value(operation.table(), Type::Shape(index), result).ok_or(NoAnswer::Unreadable)
}

#[derive(Debug, Default)]
struct Element {
    name: String,
    text: String,
    inner: Vec<Element>,
}

impl Element {
    fn find(&self, name: &str) -> Option<&Element> {
        self.inner.iter().find(|element| element.name == name)
    }
}

/// The root element of a document; prefixes and attributes are left out.
fn parse(text: &str) -> Option<Element> {
    let mut reader = Reader::from_str(text);
    let mut open = vec![Element::default()];
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) if open.len() < DEPTH => open.push(element(start.local_name().as_ref())),
            Event::Start(_) => return None,
            Event::Empty(start) => open.last_mut()?.inner.push(element(start.local_name().as_ref())),
            Event::End(_) => {
                let closed = open.pop()?;
                open.last_mut()?.inner.push(closed);
            }
            Event::Text(text) => open.last_mut()?.text.push_str(&text),
            Event::CData(text) => open.last_mut()?.text.push_str(&text),
            Event::GeneralRef(reference) => {
                let letter = match reference.resolve_char_ref().ok()? {
                    Some(letter) => letter.to_string(),
                    None => quick_xml::escape::resolve_predefined_entity(&reference)?.to_owned(),
                };
                open.last_mut()?.text.push_str(&letter);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let top = open.pop().filter(|_| open.is_empty())?;
    top.inner.into_iter().next()
}

fn element(name: &str) -> Element {
    Element { name: name.to_owned(), ..Element::default() }
}

fn value(table: &Table, kind: Type, from: &Element) -> Option<Value> {
    let index = match kind {
        Type::Scalar(kind, _) => return scalar::from_text(kind, &from.text).ok(),
        Type::Shape(index) => index,
    };
    match table.shape(index) {
        Shape::Enum(_) => scalar::from_text(Kind::String, &from.text).ok(),
        Shape::List { item, .. } => from.inner.iter().map(|inner| value(table, *item, inner)).collect(),
        Shape::Map { value: kind, .. } => {
            let entry =
                |entry: &Element| Some((entry.find("key")?.text.clone(), value(table, *kind, entry.find("value")?)?));
            from.inner.iter().map(entry).collect::<Option<Map<_, _>>>().map(Value::Object)
        }
        Shape::Struct(members) => {
            let mut output = Map::new();
            for member in members {
                if let Some(inner) = from.find(member.xml) {
                    output.insert(member.name.to_owned(), value(table, member.kind, inner)?);
                }
            }
            Some(Value::Object(output))
        }
    }
}
