//! The query protocols: a tree of dotted names against the shapes.
//!
//! EC2 writes a list as `Name.1`; the other services as `Names.member.1`, or with the item's own name in place of
//! `member`. Either is taken from anyone, as clients of both kinds are about.

use serde_json::{Map, Value};

use super::check::{Path, limits, required, scalar_kind};
use super::malformed::{Constraint, Malformed};
use super::operation::Operation;
use super::query_tree::Node;
use super::read::DEPTH;
use super::scalar;
use super::table::{Shape, Table, Type};

/// The input of an operation from its form parameters.
pub(super) fn read(operation: &Operation, pairs: &[(String, String)]) -> Result<Value, Malformed> {
    let tree = Node::of(pairs)?;
    match operation.input {
        Some(index) => structure(operation.table(), index, &tree, &Path::Top, DEPTH),
        None if tree.inner.is_empty() => Ok(Value::Object(Map::new())),
        None => Err(Malformed::Unknown { name: tree.first_name() }),
    }
}

fn value(table: &'static Table, kind: Type, node: &Node, path: &Path, depth: usize) -> Result<Value, Malformed> {
    let Some(depth) = depth.checked_sub(1) else { return Err(Malformed::TooLarge) };
    if let Some(scalar) = scalar_kind(table, kind) {
        if !node.inner.is_empty() {
            return Err(unknown(path, &node.first_name()));
        }
        let text = node.value.unwrap_or_default();
        let value = scalar::from_text(scalar, text).map_err(|constraint| path.invalid(text, constraint))?;
        limits(table, kind, &value, path)?;
        return Ok(value);
    }
    let Type::Shape(index) = kind else { return Err(Malformed::Unreadable) };
    match table.shape(index) {
        Shape::Struct(_) => structure(table, index, node, path, depth),
        Shape::List { item, item_name, limits, .. } => {
            let nodes = items(node, item_name, path)?;
            let read = |(at, node): (usize, &Node)| value(table, *item, node, &Path::Place(path, at + 1), depth);
            let items = nodes.into_iter().enumerate().map(read).collect::<Result<Vec<_>, _>>()?;
            let fits = scalar::length(*limits, items.len());
            let items = Value::Array(items);
            fits.map_err(|constraint| path.invalid(&items.to_string(), constraint))?;
            Ok(items)
        }
        Shape::Map { key, value } => map(table, (*key, *value), node, path, depth),
        Shape::Enum(_) => Err(Malformed::Unreadable),
    }
}

fn structure(table: &'static Table, index: usize, node: &Node, path: &Path, depth: usize) -> Result<Value, Malformed> {
    if let Some(text) = node.value.filter(|text| !text.is_empty()) {
        return Err(path.invalid(text, Constraint::Structure));
    }
    let members = table.members(index);
    let mut output = Map::new();
    for (name, node) in &node.inner {
        let Some(member) = members.iter().find(|member| member.query == *name) else {
            let rest = node.first_name();
            let name = if rest.is_empty() { (*name).to_owned() } else { format!("{name}.{rest}") };
            return Err(unknown(path, &name));
        };
        let value = value(table, member.kind, node, &Path::Sent(path, member.name, member.query), depth)?;
        output.insert(member.name.to_owned(), value);
    }
    required(table, index, &output, path)?;
    Ok(Value::Object(output))
}

/// The nodes of a list's items. `Names=` without items is a list that is sent empty.
fn items<'n, 'a>(node: &'n Node<'a>, item_name: &'n str, path: &Path) -> Result<Vec<&'n Node<'a>>, Malformed> {
    if let Some(text) = node.value.filter(|text| !text.is_empty()) {
        return Err(path.invalid(text, Constraint::List));
    }
    let wrapped = ["member", item_name].iter().find_map(|name| node.inner.get(name));
    let node = match wrapped {
        Some(inner) if node.inner.len() == 1 => inner,
        _ => node,
    };
    node.places().map_err(|step| unknown(path, step))
}

fn map(
    table: &'static Table,
    (key, kind): (Type, Type),
    node: &Node,
    path: &Path,
    depth: usize,
) -> Result<Value, Malformed> {
    let mut output = Map::new();
    for node in items(node, "entry", path)? {
        let Some(name) = node.inner.get("key").and_then(|node| node.value) else {
            return Err(Malformed::Missing { path: Path::Member(path, "key").text() });
        };
        limits(table, key, &Value::String(name.to_owned()), path)?;
        let Some(inner) = node.inner.get("value") else {
            return Err(Malformed::Missing { path: Path::Member(path, "value").text() });
        };
        output.insert(name.to_owned(), value(table, kind, inner, &Path::Member(path, name), depth)?);
    }
    Ok(Value::Object(output))
}

fn unknown(path: &Path, name: &str) -> Malformed {
    match path {
        Path::Top => Malformed::Unknown { name: name.to_owned() },
        path => Malformed::Unknown { name: format!("{}.{name}", path.sent()) },
    }
}
