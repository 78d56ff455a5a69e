//! Runs in few bytes: what is more than some hours old is read seldom, and there is much of it.
//!
//! Whole numbers, which most are, take as many bytes as they need; then everything is deflated, since one minute
//! looks much like the next. An hour of a metric that never stands still takes a few hundred bytes.

use std::io::{Read as _, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

use super::super::account::{Packed, Run, Stat};

/// Above this not every whole number is a float.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Packs runs of spans of so many minutes each. They are in order, and there is at least one.
pub(super) fn pack(span_minutes: i64, runs: &[Run]) -> Packed {
    let mut bytes = Vec::new();
    let mut before = 0;
    for Run(start, count, stat) in runs {
        signed(&mut bytes, start - before);
        unsigned(&mut bytes, u64::from(*count));
        before = start + i64::from(*count);
        let Stat(values, sum, least, most, buckets) = stat;
        [values, sum, least, most].into_iter().for_each(|value| number(&mut bytes, *value));
        unsigned(&mut bytes, buckets.len() as u64);
        for (bucket, values) in buckets {
            signed(&mut bytes, i64::from(*bucket));
            number(&mut bytes, *values);
        }
    }
    let mut deflated = DeflateEncoder::new(Vec::new(), Compression::default());
    // Nothing that is written to memory fails.
    let deflated = deflated.write_all(&bytes).and_then(|()| deflated.finish()).unwrap_or_default();
    Packed {
        span: span_minutes,
        from: runs.first().map_or(0, |run| run.0) * span_minutes,
        to: before * span_minutes,
        runs: STANDARD_NO_PAD.encode(deflated).into(),
    }
}

/// The runs again. What is damaged ends them early.
pub(super) fn unpack(packed: &Packed) -> Vec<Run> {
    let mut bytes = Vec::new();
    let deflated = STANDARD_NO_PAD.decode(packed.runs.as_bytes()).unwrap_or_default();
    let _ = DeflateDecoder::new(deflated.as_slice()).read_to_end(&mut bytes);
    let mut rest = bytes.as_slice();
    let (mut runs, mut before) = (Vec::new(), 0);
    while let Some(run) = read_run(&mut rest, before) {
        before = run.0 + i64::from(run.1);
        runs.push(run);
    }
    runs
}

fn read_run(rest: &mut &[u8], before: i64) -> Option<Run> {
    let start = before + read_signed(rest)?;
    let count = u32::try_from(read_unsigned(rest)?).ok()?;
    let [values, sum, least, most] = [read_number(rest)?, read_number(rest)?, read_number(rest)?, read_number(rest)?];
    let mut buckets = Vec::new();
    for _ in 0..read_unsigned(rest)? {
        buckets.push((i32::try_from(read_signed(rest)?).ok()?, read_number(rest)?));
    }
    Some(Run(start, count, Stat(values, sum, least, most, buckets)))
}

/// Seven bits a byte, the lowest first; the eighth says that more follow.
fn unsigned(to: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        to.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    to.push((value & 0x7f) as u8);
}

fn read_unsigned(rest: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for place in (0..64).step_by(7) {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        value |= u64::from(byte & 0x7f) << place;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

/// Small numbers of either sign are small: 0, −1, 1, −2, …
fn signed(to: &mut Vec<u8>, value: i64) {
    unsigned(to, ((value << 1) ^ (value >> 63)).cast_unsigned());
}

fn read_signed(rest: &mut &[u8]) -> Option<i64> {
    let value = read_unsigned(rest)?;
    Some((value >> 1).cast_signed() ^ -((value & 1).cast_signed()))
}

/// A whole number is twice itself; 1 announces any other, as its bits.
fn number(to: &mut Vec<u8>, value: f64) {
    if value.fract() == 0.0 && (0.0..EXACT).contains(&value) && value.is_sign_positive() {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole, and in range")]
        unsigned(to, (value as u64) << 1);
    } else {
        to.push(1);
        to.extend(value.to_le_bytes());
    }
}

fn read_number(rest: &mut &[u8]) -> Option<f64> {
    let value = read_unsigned(rest)?;
    if value & 1 == 0 {
        #[expect(clippy::cast_precision_loss, reason = "small enough to be exact")]
        return Some((value >> 1) as f64);
    }
    let (bits, after) = rest.split_first_chunk()?;
    *rest = after;
    Some(f64::from_le_bytes(*bits))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn value() -> impl Strategy<Value = f64> {
        prop_oneof![Just(0.0), (0_u32..5000).prop_map(f64::from), -1e18..1e18, 0.0..1.0]
    }

    proptest! {
        #[test]
        fn everything_comes_back(
            runs in prop::collection::vec(
                ((0_i64..100, 1_u32..5000), [value(), value(), value(), value()],
                 prop::collection::vec((-500_i32..500, value()), 0..4)), 1..50),
            start in -1_000_000_i64..50_000_000,
        ) {
            let mut at = start;
            let runs: Vec<Run> = runs.into_iter().map(|((gap, count), [a, b, c, d], buckets)| {
                let run = Run(at + gap, count, Stat(a, b, c, d, buckets));
                at += gap + i64::from(count);
                run
            }).collect();
            let packed = pack(5, &runs);
            prop_assert_eq!((packed.from, packed.to), (runs[0].0 * 5, at * 5));
            prop_assert_eq!(unpack(&packed), runs);
        }

        #[test]
        fn what_is_damaged_is_no_panic(text in "[A-Za-z0-9+/]{0,64}") {
            let packed = Packed { span: 1, from: 0, to: 1, runs: text.into() };
            let _ = unpack(&packed);
        }
    }
}
