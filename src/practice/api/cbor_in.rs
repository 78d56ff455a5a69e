//! CBOR to JSON: a request of RPC v2, and an answer of it in tests.
//!
//! A timestamp (tag 1 before a number) becomes the number of seconds and a byte string becomes base64 text, which is
//! what JSON would have carried, so that one reader serves both.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minicbor::data::Type;
use minicbor::decode::{Decoder, Error};
use serde_json::{Map, Number, Value};

use super::malformed::Malformed;
use super::read::DEPTH;

/// The one value that the bytes are.
pub(super) fn read(bytes: &[u8]) -> Result<Value, Malformed> {
    let mut decoder = Decoder::new(bytes);
    let read = value(&mut decoder, DEPTH).map_err(|_| Malformed::Unreadable)?;
    if decoder.position() == bytes.len() { Ok(read) } else { Err(Malformed::Unreadable) }
}

fn value(from: &mut Decoder<'_>, depth: usize) -> Result<Value, Error> {
    let depth = depth.checked_sub(1).ok_or_else(|| Error::message("too deep"))?;
    Ok(match from.datatype()? {
        Type::Bool => Value::Bool(from.bool()?),
        Type::Null | Type::Undefined => {
            from.skip()?;
            Value::Null
        }
        Type::U8 | Type::U16 | Type::U32 | Type::U64 => Value::from(from.u64()?),
        Type::I8 | Type::I16 | Type::I32 | Type::I64 => Value::from(from.i64()?),
        Type::F32 => float(f64::from(from.f32()?))?,
        Type::F64 => float(from.f64()?)?,
        Type::String | Type::StringIndef => Value::String(from.str_iter()?.collect::<Result<Vec<_>, _>>()?.concat()),
        Type::Bytes | Type::BytesIndef => {
            Value::String(STANDARD.encode(from.bytes_iter()?.collect::<Result<Vec<_>, _>>()?.concat()))
        }
        Type::Tag => {
            from.tag()?;
            value(from, depth)?
        }
        Type::Array | Type::ArrayIndef => {
            let mut left = from.array()?;
            let mut items = Vec::new();
            while more(from, &mut left)? {
                items.push(value(from, depth)?);
            }
            Value::Array(items)
        }
        Type::Map | Type::MapIndef => {
            let mut left = from.map()?;
            let mut map = Map::new();
            while more(from, &mut left)? {
                let Value::String(name) = value(from, depth)? else { return Err(Error::message("key")) };
                map.insert(name, value(from, depth)?);
            }
            Value::Object(map)
        }
        _ => return Err(Error::message("type")),
    })
}

/// Whether another item follows, in a container of a known length or up to its break.
fn more(from: &mut Decoder<'_>, left: &mut Option<u64>) -> Result<bool, Error> {
    match left {
        Some(0) => Ok(false),
        Some(count) => {
            *count -= 1;
            Ok(true)
        }
        None if from.datatype()? == Type::Break => from.skip().map(|()| false),
        None => Ok(true),
    }
}

fn float(float: f64) -> Result<Value, Error> {
    Number::from_f64(float).map(Value::Number).ok_or_else(|| Error::message("not a number"))
}
