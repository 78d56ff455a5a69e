//! A run's results as JSON and CSV, and JSON read back to be added to others.
//!
//! Beside the figures stand the two histograms themselves (base64 of `HdrHistogram`'s V2 encoding): percentiles cannot be
//! added up, histograms can.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hdrhistogram::Histogram;
use hdrhistogram::serialization::{Deserializer, Serializer as _, V2DeflateSerializer};
use serde_json::{Map, Value, json};

use super::statistics::{Figures, Kind, Statistics};

/// A run's sums and how long it took.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Results {
    pub statistics: Statistics,
    pub duration: Duration,
}

/// Why a file cannot be merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unmergeable {
    /// Neither a result in JSON nor an `HdrHistogram` log.
    Format,
    /// A result without its histograms.
    NoHistograms,
    /// An `HdrHistogram` log of another program: the counts are missing.
    NoCounts,
}

impl Results {
    /// Requests per second.
    #[must_use]
    pub fn rate(&self) -> f64 {
        let seconds = self.duration.as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
        let requests = self.statistics.requests as f64;
        if seconds > 0.0 { requests / seconds } else { 0.0 }
    }

    /// Adds a run that took place at the same time.
    pub fn add(&mut self, other: &Self) {
        self.statistics.add(&other.statistics);
        self.duration = self.duration.max(other.duration);
    }

    /// The counts alone: what an `HdrHistogram` log cannot carry in itself.
    pub(super) fn counts(&self) -> Map<String, Value> {
        let own = &self.statistics;
        let errors: Map<String, Value> =
            own.kinds().map(|(kind, count)| (kind.name().to_owned(), count.into())).collect();
        let status: Map<String, Value> =
            own.status.iter().map(|(status, count)| (status.to_string(), (*count).into())).collect();
        let counts = json!({
            "requests": own.requests,
            "ok": own.ok,
            "errors": errors,
            "status": status,
            "rate": rounded(self.rate()),
            "duration_s": rounded(self.duration.as_secs_f64()),
            "bytes": own.bytes,
            "late": own.late,
        });
        let mut counts = counts.as_object().cloned().unwrap_or_default();
        if !own.targets.is_empty() {
            let targets: Map<String, Value> = own.targets.iter().map(|(id, n)| (id.clone(), (*n).into())).collect();
            counts.insert("targets".to_owned(), targets.into());
        }
        counts
    }

    /// The document of `--format json`.
    #[must_use]
    pub fn json(&self) -> Value {
        let mut document = self.counts();
        document.insert("latency_ms".to_owned(), figures(&self.statistics.latency));
        document.insert("service_ms".to_owned(), figures(&self.statistics.service));
        let own = json!({ "latency": encode(&self.statistics.latency), "service": encode(&self.statistics.service) });
        document.insert("histograms".to_owned(), own);
        Value::Object(document)
    }

    /// Two lines: names and figures.
    #[must_use]
    pub fn csv(&self) -> String {
        let own = &self.statistics;
        let (latency, service) = (Figures::of(&own.latency), Figures::of(&own.service));
        let mut columns: Vec<(String, String)> = vec![
            ("requests".into(), own.requests.to_string()),
            ("ok".into(), own.ok.to_string()),
            ("rate".into(), rounded(self.rate()).to_string()),
            ("duration_s".into(), rounded(self.duration.as_secs_f64()).to_string()),
            ("bytes".into(), own.bytes.to_string()),
            ("late".into(), own.late.to_string()),
        ];
        for (what, figures) in [("latency", latency), ("service", service)] {
            columns.extend(named(&figures).map(|(name, value)| (format!("{what}_ms_{name}"), value.to_string())));
        }
        columns.extend(Kind::ALL.map(|kind| (kind.name().to_owned(), own.errors(kind).to_string())));
        let (names, values): (Vec<String>, Vec<String>) = columns.into_iter().unzip();
        format!("{}\n{}\n", names.join(","), values.join(","))
    }

    /// Reads a result back: a document of [`json`](Self::json).
    ///
    /// # Errors
    /// It is none, or has no histograms.
    pub fn from_json(text: &str) -> Result<Self, Unmergeable> {
        let document: Value = serde_json::from_str(text).map_err(|_| Unmergeable::Format)?;
        let mut results = Self::from_counts(&document).ok_or(Unmergeable::Format)?;
        let histogram = |name: &str| document["histograms"][name].as_str().and_then(decode);
        results.statistics.latency = histogram("latency").ok_or(Unmergeable::NoHistograms)?;
        results.statistics.service = histogram("service").ok_or(Unmergeable::NoHistograms)?;
        Ok(results)
    }

    pub(super) fn from_counts(document: &Value) -> Option<Self> {
        let mut own = Statistics {
            requests: document["requests"].as_u64()?,
            ok: document["ok"].as_u64()?,
            bytes: document["bytes"].as_u64()?,
            late: document["late"].as_u64()?,
            ..Statistics::default()
        };
        for (name, count) in document["errors"].as_object()? {
            own.set_errors(Kind::of_name(name)?, count.as_u64()?);
        }
        for (status, count) in document["status"].as_object()? {
            own.status.insert(status.parse().ok()?, count.as_u64()?);
        }
        for (target, count) in document["targets"].as_object().into_iter().flatten() {
            own.targets.insert(target.clone(), count.as_u64()?);
        }
        let seconds = document["duration_s"].as_f64()?;
        Some(Self { statistics: own, duration: Duration::try_from_secs_f64(seconds).ok()? })
    }
}

fn named(figures: &Figures) -> [(&'static str, f64); 6] {
    [
        ("p50", figures.p50),
        ("p90", figures.p90),
        ("p99", figures.p99),
        ("p99.9", figures.p999),
        ("max", figures.max),
        ("mean", figures.mean),
    ]
    .map(|(name, value)| (name, rounded(value)))
}

fn figures(histogram: &Histogram<u64>) -> Value {
    named(&Figures::of(histogram)).into_iter().map(|(name, value)| (name.to_owned(), Value::from(value))).collect()
}

/// To a thousandth: a microsecond where the unit is a millisecond.
fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

fn encode(histogram: &Histogram<u64>) -> String {
    let mut bytes = Vec::new();
    // Writing to memory cannot fail.
    let _ = V2DeflateSerializer::new().serialize(histogram, &mut bytes);
    STANDARD.encode(bytes)
}

pub(super) fn decode(text: &str) -> Option<Histogram<u64>> {
    let bytes = STANDARD.decode(text).ok()?;
    let mut read: Histogram<u64> = Deserializer::new().deserialize(&mut bytes.as_slice()).ok()?;
    read.auto(true);
    Some(read)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::load::Sample;

    pub(in crate::load) fn results(times: &[u64]) -> Results {
        let mut statistics = Statistics::default();
        for time in times {
            let outcome = if time % 5 == 0 { Ok(503) } else { Ok(200) };
            let done = Duration::from_micros(*time);
            let sent = done / 2;
            statistics.record(&Sample { due: Duration::ZERO, sent, done, outcome, bytes: 3 });
        }
        statistics.record(&Sample {
            due: Duration::ZERO,
            sent: Duration::ZERO,
            done: Duration::from_secs(1),
            outcome: Err(Kind::Timeout),
            bytes: 0,
        });
        Results { statistics, duration: Duration::from_millis(1500) }
    }

    #[test]
    fn the_document_is_what_the_contract_says() {
        let document = results(&[1000, 2001, 3002]).json();
        assert_eq!(document["requests"], 4);
        assert_eq!(document["ok"], 2);
        assert_eq!(document["errors"], json!({ "timeout": 1, "status-5xx": 1 }));
        assert_eq!(document["status"], json!({ "200": 2, "503": 1 }));
        assert_eq!(document["rate"], 2.667);
        assert_eq!(document["duration_s"], 1.5);
        assert_eq!((&document["bytes"], &document["late"]), (&json!(9), &json!(0)));
        for what in ["latency_ms", "service_ms"] {
            let keys: Vec<&str> = document[what].as_object().unwrap().keys().map(String::as_str).collect();
            assert_eq!(keys, ["max", "mean", "p50", "p90", "p99", "p99.9"]);
            assert!(document[what].as_object().unwrap().values().all(Value::is_f64));
        }
        assert!((document["latency_ms"]["max"].as_f64().unwrap() - 1000.0).abs() < 1.0);
    }

    #[test]
    fn results_are_merged_exactly() {
        let (one, other, both) = (results(&[10, 999, 70_001]), results(&[13, 5]), results(&[10, 999, 70_001, 13, 5]));
        let read = |results: &Results| Results::from_json(&results.json().to_string()).unwrap();
        assert_eq!(read(&one).json(), one.json());
        let mut sum = read(&one);
        sum.add(&read(&other));
        let mut whole = both;
        whole.statistics.record(&Sample {
            due: Duration::ZERO,
            sent: Duration::ZERO,
            done: Duration::from_secs(1),
            outcome: Err(Kind::Timeout),
            bytes: 0,
        });
        assert_eq!(sum.json(), whole.json());
        assert_eq!(Results::from_json("{}"), Err(Unmergeable::Format));
        let mut bare = one.json();
        bare.as_object_mut().unwrap().remove("histograms");
        assert_eq!(Results::from_json(&bare.to_string()), Err(Unmergeable::NoHistograms));
    }

    #[test]
    fn csv_has_as_many_figures_as_names() {
        let csv = results(&[5]).csv();
        let lines: Vec<&str> = csv.lines().collect();
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0].split(',').count(), lines[1].split(',').count());
    }
}
