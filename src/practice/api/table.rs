//! The table of one service: its text, written by `tests/peers/api_tables.py`, parsed once when first asked for.
//!
//! The format is described at the head of that script. A line that is not understood is kept in `problems`, which a
//! test holds empty: a damaged table cannot reach a release.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::operation::{Operation, Waiter, WaiterCase};
use super::service::Service;

/// What a scalar is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text; limits are lengths in characters.
    String,
    /// A whole number of 32 bits; limits are values.
    Integer,
    /// A whole number of 64 bits.
    Long,
    /// True or false.
    Boolean,
    /// A number of 64 bits.
    Double,
    /// A number of 32 bits.
    Float,
    /// A moment.
    Timestamp,
    /// Bytes; limits are lengths in bytes.
    Blob,
}

/// The least and the most that a length, a number or a count may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Limits {
    pub(super) least: Option<i64>,
    pub(super) most: Option<i64>,
}

/// The type of a member: a scalar in place, or one of the table's shapes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    Scalar(Kind, Limits),
    Shape(usize),
}

/// A type with a name of its own.
#[derive(Debug)]
pub(super) enum Shape {
    Struct(Vec<Member>),
    List { item: Type, item_name: &'static str, limits: Limits, flat: bool },
    Map { key: Type, value: Type },
    Enum(Vec<&'static str>),
}

/// A member of a structure, under its API name and its names on the wire.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) name: &'static str,
    pub(super) kind: Type,
    pub(super) required: bool,
    pub(super) query: &'static str,
    pub(super) xml: &'static str,
}

/// An error that the service declares.
#[derive(Debug)]
pub(super) struct Declared {
    pub(super) code: &'static str,
    pub(super) shape: &'static str,
    pub(super) status: u16,
}

/// All that is known of one service.
#[derive(Debug, Default)]
pub(super) struct Table {
    shapes: Vec<Shape>,
    index: HashMap<&'static str, usize>,
    pub(super) operations: Vec<Operation>,
    pub(super) waiters: Vec<Waiter>,
    pub(super) errors: Vec<Declared>,
    pub(super) problems: Vec<&'static str>,
}

static TABLES: [OnceLock<Table>; Service::ALL.len()] = [const { OnceLock::new() }; Service::ALL.len()];

impl Table {
    /// The table of a service.
    pub(super) fn of(service: Service) -> &'static Table {
        TABLES[service as usize].get_or_init(|| Table::parse(service))
    }

    /// The shape at an index that a [`Type`] of this table holds.
    pub(super) fn shape(&self, index: usize) -> &Shape {
        &self.shapes[index]
    }

    /// The members of a structure; none where the shape is another kind.
    pub(super) fn members(&self, index: usize) -> &[Member] {
        match &self.shapes[index] {
            Shape::Struct(members) => members,
            _ => &[],
        }
    }

    fn parse(service: Service) -> Table {
        let mut table = Table::default();
        let lines = || service.table_text().lines().filter(|line| !line.starts_with('#'));
        for line in lines() {
            let mut words = line.split(' ');
            if matches!(words.next(), Some("enum" | "list" | "map" | "struct"))
                && let Some(name) = words.next()
            {
                let next = table.index.len();
                table.index.insert(name, next);
            }
        }
        for line in lines() {
            if table.line(service, line).is_none() {
                table.problems.push(line);
            }
        }
        table
    }

    /// Takes one line in; `None` when it cannot be understood.
    fn line(&mut self, service: Service, line: &'static str) -> Option<()> {
        if let Some(inner) = line.strip_prefix("  ") {
            return self.inner(inner);
        }
        let mut words = line.split(' ');
        let first = words.next()?;
        let name = words.next()?;
        match first {
            "op" => {
                let (input, output) = (words.next()?, words.next()?);
                let end = |name: &str| self.index.get(name).copied();
                let operation = Operation::new(service, name, end(input), end(output));
                self.operations.push(operation);
            }
            "wait" => self.waiters.push(Waiter::new(name, words.next()?)),
            "error" => {
                let (shape, status) = (words.next()?, words.next()?.parse().ok()?);
                self.errors.push(Declared { code: name, shape, status });
            }
            "enum" => self.shapes.push(Shape::Enum(words.collect())),
            "map" => {
                let shape = Shape::Map { key: self.kind(words.next()?)?, value: self.kind(words.next()?)? };
                self.shapes.push(shape);
            }
            "struct" => self.shapes.push(Shape::Struct(Vec::new())),
            "list" => {
                let (item, item_name) = (self.kind(words.next()?)?, words.next()?);
                let (mut limits, mut flat) = (Limits::default(), false);
                for word in words {
                    if word == "flat" {
                        flat = true;
                    } else {
                        limits = Limits::parse(word)?;
                    }
                }
                self.shapes.push(Shape::List { item, item_name, limits, flat });
            }
            _ => return None,
        }
        Some(())
    }

    /// Takes in an indented line: a member of the last structure, or a case of the last waiter.
    fn inner(&mut self, line: &'static str) -> Option<()> {
        if self.shapes.is_empty() {
            self.waiters.last_mut()?.cases.push(WaiterCase::parse(line)?);
            return Some(());
        }
        let mut words = line.split(' ');
        let name = words.next()?;
        let kind = words.next()?;
        let (kind, required) = kind.strip_suffix('!').map_or((kind, false), |kind| (kind, true));
        let mut member = Member { name, kind: self.kind(kind)?, required, query: name, xml: name };
        for word in words {
            match word.split_at_checked(1)? {
                (">", wire) => member.query = wire,
                ("<", wire) => member.xml = wire,
                _ => return None,
            }
        }
        match self.shapes.last_mut()? {
            Shape::Struct(members) => members.push(member),
            _ => return None,
        }
        Some(())
    }

    fn kind(&self, word: &str) -> Option<Type> {
        if let Some(index) = self.index.get(word) {
            return Some(Type::Shape(*index));
        }
        let (name, limits) = match word.split_once('(') {
            Some((name, limits)) => (name, Limits::parse(limits.strip_suffix(')')?)?),
            None => (word, Limits::default()),
        };
        let kind = match name {
            "string" => Kind::String,
            "integer" => Kind::Integer,
            "long" => Kind::Long,
            "boolean" => Kind::Boolean,
            "double" => Kind::Double,
            "float" => Kind::Float,
            "timestamp" => Kind::Timestamp,
            "blob" => Kind::Blob,
            _ => return None,
        };
        Some(Type::Scalar(kind, limits))
    }
}

impl Limits {
    /// `1..255`, either end left out; a bound written as a decimal number counts by its whole part.
    fn parse(text: &str) -> Option<Limits> {
        let (least, most) = text.split_once("..")?;
        let bound = |text: &str| match text.split('.').next() {
            None | Some("") => Some(None),
            Some(whole) => whole.parse().ok().map(Some),
        };
        Some(Limits { least: bound(least)?, most: bound(most)? })
    }
}
