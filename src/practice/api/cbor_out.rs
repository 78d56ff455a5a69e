//! Answers in CBOR, as RPC v2 has them: timestamps under tag 1, blobs as byte strings, doubles as doubles.

use std::convert::Infallible;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minicbor::data::{IanaTag, Tag};
use minicbor::encode::{Encoder, Error};
use serde_json::{Map, Value};

use super::operation::Operation;
use super::scalar::moment;
use super::table::{Kind, Member, Shape, Table, Type};

type Out = Encoder<Vec<u8>>;
type Done = Result<(), Error<Infallible>>;

/// The bytes of an answer; an operation without an output answers an empty map, which every client takes.
pub(super) fn write(operation: &Operation, output: &Value) -> Vec<u8> {
    let mut out = Encoder::new(Vec::new());
    let written = match operation.output {
        Some(index) => value(&mut out, operation.table(), Type::Shape(index), output),
        None => out.map(0).map(|_| ()),
    };
    debug_assert!(written.is_ok(), "a Vec takes every byte");
    out.into_writer()
}

/// A map of texts, for errors.
pub(super) fn texts(pairs: &[(&str, &str)]) -> Vec<u8> {
    let map: Map<String, Value> = pairs.iter().map(|(k, v)| ((*k).to_owned(), Value::from(*v))).collect();
    let mut out = Encoder::new(Vec::new());
    let written = plain(&mut out, &Value::Object(map));
    debug_assert!(written.is_ok(), "a Vec takes every byte");
    out.into_writer()
}

fn value(out: &mut Out, table: &Table, kind: Type, input: &Value) -> Done {
    let index = match kind {
        Type::Scalar(kind, _) => return scalar(out, kind, input),
        Type::Shape(index) => index,
    };
    match (table.shape(index), input) {
        (Shape::Struct(members), Value::Object(map)) => structure(out, table, members, map),
        (Shape::List { item, .. }, Value::Array(items)) => {
            out.array(items.len() as u64)?;
            items.iter().try_for_each(|input| value(out, table, *item, input))
        }
        (Shape::Map { value: kind, .. }, Value::Object(map)) => {
            out.map(map.len() as u64)?;
            map.iter().try_for_each(|(name, input)| {
                out.str(name)?;
                value(out, table, *kind, input)
            })
        }
        (_, input) => plain(out, input),
    }
}

fn structure(out: &mut Out, table: &Table, members: &[Member], map: &Map<String, Value>) -> Done {
    let known = |member: &&Member| map.get(member.name).is_some_and(|value| !value.is_null());
    out.map(members.iter().filter(known).count() as u64)?;
    members.iter().filter(known).try_for_each(|member| {
        out.str(member.name)?;
        value(out, table, member.kind, &map[member.name])
    })
}

fn scalar(out: &mut Out, kind: Kind, input: &Value) -> Done {
    match (kind, input) {
        (Kind::Timestamp, Value::String(text)) if let Some(moment) = moment(text) => {
            out.tag(Tag::from(IanaTag::Timestamp))?;
            #[expect(clippy::cast_precision_loss, reason = "a date in milliseconds is far below 2^52")]
            out.f64(moment.as_millisecond() as f64 / 1000.0)?;
        }
        (Kind::Blob, Value::String(text)) if let Ok(bytes) = STANDARD.decode(text) => {
            out.bytes(&bytes)?;
        }
        (Kind::Double | Kind::Float, Value::Number(number)) => {
            out.f64(number.as_f64().unwrap_or_default())?;
        }
        (_, input) => plain(out, input)?,
    }
    Ok(())
}

/// A value by its own JSON type.
fn plain(out: &mut Out, input: &Value) -> Done {
    match input {
        Value::Null => out.null()?,
        Value::Bool(flag) => out.bool(*flag)?,
        Value::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(whole), _) => out.i64(whole)?,
            (None, Some(whole)) => out.u64(whole)?,
            (None, None) => out.f64(number.as_f64().unwrap_or_default())?,
        },
        Value::String(text) => out.str(text)?,
        Value::Array(items) => {
            out.array(items.len() as u64)?;
            return items.iter().try_for_each(|input| plain(out, input));
        }
        Value::Object(map) => {
            out.map(map.len() as u64)?;
            return map.iter().try_for_each(|(name, input)| {
                out.str(name)?;
                plain(out, input)
            });
        }
    };
    Ok(())
}
