//! The checks that every protocol shares: one scalar against its type, enum values, required members.

use serde_json::{Map, Value};

use super::malformed::{Constraint, Malformed};
use super::scalar;
use super::table::{Kind, Shape, Table, Type};

/// Where in the request we are, for messages; a cheap linked list, written out only for an error.
#[derive(Clone, Copy)]
pub(super) enum Path<'a> {
    Top,
    Member(&'a Path<'a>, &'a str),
    /// A member of a query, which has another name there.
    Sent(&'a Path<'a>, &'a str, &'a str),
    /// A place in a list, counted from 1.
    Place(&'a Path<'a>, usize),
}

impl Path<'_> {
    /// In API names.
    pub(super) fn text(&self) -> String {
        self.spell(false)
    }

    /// In the names that were sent.
    pub(super) fn sent(&self) -> String {
        self.spell(true)
    }

    fn spell(&self, sent: bool) -> String {
        let (up, step) = match self {
            Path::Top => return String::new(),
            Path::Member(up, name) => (up, (*name).to_owned()),
            Path::Sent(up, name, wire) => (up, if sent { *wire } else { *name }.to_owned()),
            Path::Place(up, place) => (up, place.to_string()),
        };
        match up {
            Path::Top => step,
            up => format!("{}.{step}", up.spell(sent)),
        }
    }

    pub(super) fn invalid(&self, value: &str, constraint: Constraint) -> Malformed {
        Malformed::invalid(&self.text(), value, constraint)
    }
}

/// The scalar kind of a type, enums being strings; `None` for structures, lists and maps.
pub(super) fn scalar_kind(table: &Table, kind: Type) -> Option<Kind> {
    match kind {
        Type::Scalar(kind, _) => Some(kind),
        Type::Shape(index) => matches!(table.shape(index), Shape::Enum(_)).then_some(Kind::String),
    }
}

/// Holds a converted scalar to its limits, or to its enum's values.
pub(super) fn limits(table: &'static Table, kind: Type, value: &Value, path: &Path) -> Result<(), Malformed> {
    let shown = || value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
    match kind {
        Type::Scalar(kind, limits) => {
            scalar::within(kind, limits, value).map_err(|constraint| path.invalid(&shown(), constraint))
        }
        Type::Shape(index) => match table.shape(index) {
            Shape::Enum(values) if !value.as_str().is_some_and(|value| values.contains(&value)) => {
                Err(path.invalid(&shown(), Constraint::OneOf(values)))
            }
            _ => Ok(()),
        },
    }
}

/// Whether every required member of a structure is there.
pub(super) fn required(table: &Table, index: usize, map: &Map<String, Value>, path: &Path) -> Result<(), Malformed> {
    match table.members(index).iter().find(|member| member.required && !map.contains_key(member.name)) {
        Some(member) => Err(Malformed::Missing { path: Path::Member(path, member.name).text() }),
        None => Ok(()),
    }
}
