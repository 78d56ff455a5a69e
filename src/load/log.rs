//! The `HdrHistogram` log of `--hdr`: one interval, latency and service under a tag each, in microseconds.
//!
//! Other tools read it as it is. A comment carries the counts, so that our own `--merge` adds up everything.

use std::time::Duration;

use hdrhistogram::serialization::V2DeflateSerializer;
use hdrhistogram::serialization::interval_log::{IntervalLogIterator, IntervalLogWriterBuilder, LogEntry, Tag};
use serde_json::Value;

use super::document::{Results, Unmergeable, decode};

/// Begins the comment with the counts.
const COUNTS: &str = "hanamaru ";

/// The log's text.
#[must_use]
pub fn write(results: &Results) -> String {
    let mut bytes = Vec::new();
    let mut serializer = V2DeflateSerializer::new();
    let counts = format!("{COUNTS}{}", Value::Object(results.counts()));
    let mut builder = IntervalLogWriterBuilder::new();
    builder.add_comment(&counts).with_max_value_divisor(1.0);
    if let Ok(mut log) = builder.begin_log_with(&mut bytes, &mut serializer) {
        let own = &results.statistics;
        for (name, histogram) in [("latency", &own.latency), ("service", &own.service)] {
            // Writing to memory cannot fail.
            let _ = log.write_histogram(histogram, Duration::ZERO, results.duration, Tag::new(name));
        }
    }
    String::from_utf8(bytes).unwrap_or_default()
}

/// Reads a log or a JSON document of ours.
///
/// # Errors
/// It is neither, or lacks what is to be added up.
pub fn read(text: &str) -> Result<Results, Unmergeable> {
    if text.trim_start().starts_with('{') {
        return Results::from_json(text);
    }
    let comment = text.lines().find_map(|line| line.strip_prefix('#')?.trim_start().strip_prefix(COUNTS));
    let mut results = match comment {
        Some(counts) => {
            let counts = serde_json::from_str(counts).map_err(|_| Unmergeable::Format)?;
            Results::from_counts(&counts).ok_or(Unmergeable::Format)?
        }
        None if text.starts_with('#') => return Err(Unmergeable::NoCounts),
        None => return Err(Unmergeable::Format),
    };
    let (mut latency, mut service) = (None, None);
    for entry in IntervalLogIterator::new(text.as_bytes()) {
        let Ok(LogEntry::Interval(interval)) = entry else { continue };
        match interval.tag().map(|tag| tag.as_str()) {
            Some("latency") => latency = decode(interval.encoded_histogram()),
            Some("service") => service = decode(interval.encoded_histogram()),
            _ => {}
        }
    }
    results.statistics.latency = latency.ok_or(Unmergeable::NoHistograms)?;
    results.statistics.service = service.ok_or(Unmergeable::NoHistograms)?;
    Ok(results)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::document::tests::results;

    #[test]
    fn a_log_is_read_back_exactly() {
        let one = results(&[10, 999, 70_001]);
        let text = write(&one);
        assert!(text.lines().all(|line| line.starts_with('#') || line.starts_with('"') || line.starts_with("Tag=")));
        assert_eq!(read(&text).unwrap().json(), one.json());
        assert_eq!(read(&one.json().to_string()).unwrap().json(), one.json());
        assert_eq!(read("hello"), Err(Unmergeable::Format));
        assert_eq!(read("#[Histogram log]\n"), Err(Unmergeable::NoCounts));
    }
}
