//! One scalar from text or JSON, checked against its kind and limits.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use serde_json::{Number, Value};

use super::malformed::Constraint;
use super::table::{Kind, Limits};

/// A scalar written as text, as in a query, an XML answer or on a command line.
pub(super) fn from_text(kind: Kind, text: &str) -> Result<Value, Constraint> {
    let wrong = Constraint::Kind(kind);
    Ok(match kind {
        Kind::String => Value::String(text.to_owned()),
        Kind::Integer => Value::from(text.trim().parse::<i32>().map_err(|_| wrong)?),
        Kind::Long => Value::from(text.trim().parse::<i64>().map_err(|_| wrong)?),
        Kind::Boolean if text.eq_ignore_ascii_case("true") => Value::Bool(true),
        Kind::Boolean if text.eq_ignore_ascii_case("false") => Value::Bool(false),
        Kind::Boolean => return Err(wrong),
        Kind::Double | Kind::Float => number(text.trim().parse().map_err(|_| wrong.clone())?).ok_or(wrong)?,
        Kind::Timestamp => Value::String(moment(text.trim()).ok_or(wrong)?.to_string()),
        Kind::Blob => Value::String(STANDARD.decode(text).map(|bytes| STANDARD.encode(bytes)).map_err(|_| wrong)?),
    })
}

/// A scalar of JSON, or of CBOR turned to JSON.
pub(super) fn from_json(kind: Kind, value: Value) -> Result<Value, Constraint> {
    let wrong = Constraint::Kind(kind);
    match (kind, value) {
        (Kind::String, Value::String(text)) => Ok(Value::String(text)),
        (Kind::Timestamp | Kind::Blob, Value::String(text)) => from_text(kind, &text),
        (Kind::Boolean, Value::Bool(flag)) => Ok(Value::Bool(flag)),
        (Kind::Integer | Kind::Long, Value::Number(n)) => whole(kind, &n).map(Value::from).ok_or(wrong),
        (Kind::Double | Kind::Float, Value::Number(n)) => n.as_f64().and_then(number).ok_or(wrong),
        (Kind::Timestamp, Value::Number(n)) => {
            let seconds = n.as_f64().ok_or_else(|| wrong.clone())?;
            Ok(Value::String(epoch(seconds).ok_or(wrong)?.to_string()))
        }
        _ => Err(wrong),
    }
}

/// Whether a scalar of the right kind is within its limits.
pub(super) fn within(kind: Kind, limits: Limits, value: &Value) -> Result<(), Constraint> {
    if limits == Limits::default() {
        return Ok(());
    }
    match (kind, value) {
        (Kind::String, Value::String(text)) => length(limits, text.chars().count()),
        (Kind::Blob, Value::String(text)) => length(limits, STANDARD.decode(text).map_or(0, |bytes| bytes.len())),
        (_, Value::Number(number)) => {
            let at = number.as_f64().unwrap_or_default();
            // The limits of the tables are far below 2^52.
            #[expect(clippy::cast_precision_loss, reason = "limits are small whole numbers")]
            let as_float = |limit: i64| limit as f64;
            match limits {
                Limits { least: Some(least), .. } if at < as_float(least) => Err(Constraint::LeastValue(least)),
                Limits { most: Some(most), .. } if at > as_float(most) => Err(Constraint::MostValue(most)),
                _ => Ok(()),
            }
        }
        _ => Ok(()),
    }
}

/// Whether a length or a count is within limits.
pub(super) fn length(limits: Limits, length: usize) -> Result<(), Constraint> {
    let length = i64::try_from(length).unwrap_or(i64::MAX);
    match limits {
        Limits { least: Some(least), .. } if length < least => Err(Constraint::LeastLength(least)),
        Limits { most: Some(most), .. } if length > most => Err(Constraint::MostLength(most)),
        _ => Ok(()),
    }
}

/// A moment in ISO 8601, or in seconds since 1970; without an offset it is UTC, as AWS takes it.
pub(super) fn moment(text: &str) -> Option<Timestamp> {
    let civil = || text.parse::<DateTime>().ok().or_else(|| Some(text.parse::<Date>().ok()?.at(0, 0, 0, 0)));
    text.parse().ok().or_else(|| Offset::UTC.to_timestamp(civil()?).ok()).or_else(|| epoch(text.parse().ok()?))
}

/// Seconds since 1970, to the millisecond: finer than that no AWS answer is.
fn epoch(seconds: f64) -> Option<Timestamp> {
    let millis = (seconds * 1000.0).round();
    // 9999-12-31 in milliseconds; NaN fails too.
    (millis.abs() < 253_402_300_800_000.0)
        .then(|| {
            #[expect(clippy::cast_possible_truncation, reason = "held within range above")]
            let millis = millis as i64;
            Timestamp::from_millisecond(millis).ok()
        })
        .flatten()
}

fn whole(kind: Kind, number: &Number) -> Option<i64> {
    let whole = number.as_i64().or_else(|| {
        let float = number.as_f64()?;
        // A client in a language without integers writes 80.0.
        #[expect(clippy::cast_possible_truncation, reason = "held within range by the condition")]
        let whole = (float.fract() == 0.0 && float.abs() < 9_007_199_254_740_992.0).then_some(float as i64);
        whole
    })?;
    (kind == Kind::Long || i32::try_from(whole).is_ok()).then_some(whole)
}

fn number(float: f64) -> Option<Value> {
    Number::from_f64(float).map(Value::Number)
}
