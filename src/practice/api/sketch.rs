//! For tests: inputs made up from an operation's table. Right in form for the most part; what they say is chance.

use serde_json::{Map, Value};

use super::operation::Operation;
use super::table::{Kind, Limits, Shape, Table, Type};

/// Where the content comes from.
pub(crate) trait Ideas {
    /// A number below another.
    fn below(&mut self, end: u64) -> u64;
    /// A text for a member of this name.
    fn text(&mut self, member: &str) -> String;
    /// A moment, RFC 3339.
    fn moment(&mut self) -> String;
}

const NUMBERS: [i64; 16] = [0, 1, 1, 2, 3, 4, 5, 10, 25, 30, 60, 80, 300, 443, 3600, -1];
/// Structures within structures go no deeper.
const DEEPEST: u32 = 4;

/// An input for an operation.
pub(crate) fn input(operation: &Operation, ideas: &mut dyn Ideas) -> Value {
    let members = operation.input.map(|shape| structure(operation.table(), shape, ideas, 0));
    Value::Object(members.unwrap_or_default())
}

fn structure(table: &Table, shape: usize, ideas: &mut dyn Ideas, depth: u32) -> Map<String, Value> {
    let mut map = Map::new();
    for member in table.members(shape) {
        let wanted = if member.required { ideas.below(50) > 0 } else { ideas.below(5) == 0 };
        // A request that is only tried changes nothing: a few are enough.
        let tried = member.name == "DryRun" && ideas.below(10) > 0;
        if wanted && !tried {
            let value = value(table, member.kind, member.name, ideas, depth);
            map.extend(value.map(|value| (member.name.to_owned(), value)));
        }
    }
    map
}

fn value(table: &Table, kind: Type, name: &str, ideas: &mut dyn Ideas, depth: u32) -> Option<Value> {
    let index = match kind {
        Type::Scalar(kind, limits) => return Some(scalar(kind, limits, name, ideas)),
        Type::Shape(index) => index,
    };
    match table.shape(index) {
        Shape::Enum(values) => {
            let at = usize::try_from(ideas.below(values.len() as u64)).ok()?;
            values.get(at).map(|value| Value::from(*value))
        }
        _ if depth >= DEEPEST => None,
        Shape::Struct(_) => Some(Value::Object(structure(table, index, ideas, depth + 1))),
        Shape::List { item, .. } => {
            let items = (0..=ideas.below(2)).filter_map(|_| value(table, *item, name, ideas, depth + 1));
            Some(Value::Array(items.collect()))
        }
        Shape::Map { key, value: held, .. } => {
            let key = value(table, *key, name, ideas, depth + 1)?;
            let held = value(table, *held, name, ideas, depth + 1)?;
            Some(Value::Object(Map::from_iter([(key.as_str()?.to_owned(), held)])))
        }
    }
}

fn scalar(kind: Kind, limits: Limits, name: &str, ideas: &mut dyn Ideas) -> Value {
    match kind {
        Kind::String => Value::from(ideas.text(name)),
        Kind::Timestamp => Value::from(ideas.moment()),
        Kind::Boolean => Value::from(ideas.below(2) == 0),
        Kind::Blob => Value::from("aGFuYW1hcnU="),
        Kind::Integer | Kind::Long | Kind::Double | Kind::Float => {
            let at = usize::try_from(ideas.below(NUMBERS.len() as u64)).unwrap_or(0);
            let (least, most) = (limits.least.unwrap_or(i64::MIN), limits.most.unwrap_or(i64::MAX));
            let inside = if least <= most { NUMBERS[at].clamp(least, most) } else { NUMBERS[at] };
            Value::from(if ideas.below(8) == 0 { NUMBERS[at] } else { inside })
        }
    }
}
