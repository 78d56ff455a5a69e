//! What the answers add up to. Nothing here grows with the number of requests.

use std::collections::BTreeMap;
use std::time::Duration;

use hdrhistogram::Histogram;

/// A request that leaves later than this after it was due is counted as late.
pub const LATE: Duration = Duration::from_millis(10);
/// The longest time that is told apart from longer ones.
const LONGEST_US: u64 = 3_600_000_000;
/// Significant digits of a time.
const DIGITS: u8 = 3;
/// Targets that are told apart.
const MOST_TARGETS: usize = 256;

/// Why a request is no success.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The name has no address.
    Dns,
    /// No connection came about (refused, unreachable, no file descriptor left).
    Connect,
    /// The handshake failed, or the certificate is not to be trusted.
    Tls,
    /// `--connect-timeout` or `--max-time` passed.
    Timeout,
    /// The connection ended before the answer was complete.
    Reset,
    /// What came is not HTTP.
    Protocol,
    Status4xx,
    Status5xx,
    /// Under way when the run ended.
    Aborted,
}

impl Kind {
    pub const ALL: [Self; 9] = [
        Self::Dns,
        Self::Connect,
        Self::Tls,
        Self::Timeout,
        Self::Reset,
        Self::Protocol,
        Self::Status4xx,
        Self::Status5xx,
        Self::Aborted,
    ];

    /// Its name in every output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dns => "dns",
            Self::Connect => "connect",
            Self::Tls => "tls",
            Self::Timeout => "timeout",
            Self::Reset => "reset",
            Self::Protocol => "protocol",
            Self::Status4xx => "status-4xx",
            Self::Status5xx => "status-5xx",
            Self::Aborted => "aborted",
        }
    }

    /// An answer came, and refused.
    #[must_use]
    pub const fn is_status(self) -> bool {
        matches!(self, Self::Status4xx | Self::Status5xx)
    }

    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// One request. Times count from the start of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    pub due: Duration,
    pub sent: Duration,
    pub done: Duration,
    /// The status of a complete answer, or why there is none.
    pub outcome: Result<u16, Kind>,
    /// Bytes of the answer's body that arrived.
    pub bytes: u64,
}

/// Sums over a run, or over a part of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Statistics {
    pub requests: u64,
    /// Complete answers below 400.
    pub ok: u64,
    pub(super) errors: [u64; Kind::ALL.len()],
    pub status: BTreeMap<u16, u64>,
    pub bytes: u64,
    pub late: u64,
    /// Answers by the target that gave them, where targets tell who they are.
    pub targets: BTreeMap<String, u64>,
    /// Microseconds from due to done. Of complete answers, and of requests that ran into a limit: leaving
    /// those out would make a stall look short.
    pub latency: Histogram<u64>,
    /// Microseconds from sent to done, of the same requests.
    pub service: Histogram<u64>,
}

impl Default for Statistics {
    fn default() -> Self {
        Self {
            requests: 0,
            ok: 0,
            errors: [0; Kind::ALL.len()],
            status: BTreeMap::new(),
            bytes: 0,
            late: 0,
            targets: BTreeMap::new(),
            latency: histogram(),
            service: histogram(),
        }
    }
}

impl Statistics {
    pub fn record(&mut self, sample: &Sample) {
        self.requests += 1;
        self.bytes += sample.bytes;
        self.late += u64::from(sample.sent.saturating_sub(sample.due) > LATE);
        let kind = match sample.outcome {
            Ok(status) => {
                *self.status.entry(status).or_default() += 1;
                match status {
                    400..=499 => Some(Kind::Status4xx),
                    500.. => Some(Kind::Status5xx),
                    _ => None,
                }
            }
            Err(kind) => Some(kind),
        };
        match kind {
            Some(kind) => self.errors[kind as usize] += 1,
            None => self.ok += 1,
        }
        if matches!(sample.outcome, Ok(_) | Err(Kind::Timeout | Kind::Aborted)) {
            note(&mut self.latency, sample.done.saturating_sub(sample.due));
            note(&mut self.service, sample.done.saturating_sub(sample.sent));
        }
    }

    /// Counts an answer for the target that gave it. Whoever makes up a new name for every answer is no target.
    pub fn answered_by(&mut self, target: String) {
        if self.targets.len() < MOST_TARGETS || self.targets.contains_key(&target) {
            *self.targets.entry(target).or_default() += 1;
        }
    }

    /// Adds another part of the run, or another run, exactly.
    pub fn add(&mut self, other: &Self) {
        self.requests += other.requests;
        self.ok += other.ok;
        for (own, more) in self.errors.iter_mut().zip(other.errors) {
            *own += more;
        }
        for (status, count) in &other.status {
            *self.status.entry(*status).or_default() += count;
        }
        for (target, count) in &other.targets {
            if self.targets.len() < MOST_TARGETS || self.targets.contains_key(target) {
                *self.targets.entry(target.clone()).or_default() += count;
            }
        }
        self.bytes += other.bytes;
        self.late += other.late;
        // Both resize themselves and have the same digits: adding cannot fail.
        let _ = self.latency.add(&other.latency);
        let _ = self.service.add(&other.service);
    }

    /// How many failed for this reason.
    #[must_use]
    pub const fn errors(&self, kind: Kind) -> u64 {
        self.errors[kind as usize]
    }

    pub(super) const fn set_errors(&mut self, kind: Kind, count: u64) {
        self.errors[kind as usize] = count;
    }

    /// Kinds that occurred.
    pub fn kinds(&self) -> impl Iterator<Item = (Kind, u64)> {
        Kind::ALL.into_iter().map(|kind| (kind, self.errors(kind))).filter(|(_, count)| *count > 0)
    }

    /// Whether any answer came at all.
    #[must_use]
    pub fn answered(&self) -> bool {
        !self.status.is_empty()
    }
}

/// A histogram that begins small and grows with the longest time, not with their number.
#[must_use]
pub(super) fn histogram() -> Histogram<u64> {
    let made = Histogram::new(DIGITS);
    #[expect(clippy::expect_used, reason = "fails only for digits above 5")]
    let mut made = made.expect("3 digits are few enough");
    made.auto(true);
    made
}

fn note(histogram: &mut Histogram<u64>, time: Duration) {
    let micros = u64::try_from(time.as_micros()).unwrap_or(LONGEST_US).min(LONGEST_US);
    // Resizes itself up to the longest time: recording cannot fail.
    let _ = histogram.record(micros);
}

/// A histogram's figures in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Figures {
    pub p50: f64,
    pub p90: f64,
    pub p99: f64,
    pub p999: f64,
    pub max: f64,
    pub mean: f64,
}

impl Figures {
    #[must_use]
    pub fn of(histogram: &Histogram<u64>) -> Self {
        if histogram.is_empty() {
            return Self::default();
        }
        #[expect(clippy::cast_precision_loss, reason = "an hour of microseconds is below 2^52")]
        // The upper end of a bucket may lie above the highest value in it.
        let at = |quantile| histogram.value_at_quantile(quantile).min(histogram.max()) as f64 / 1000.0;
        Self {
            p50: at(0.5),
            p90: at(0.9),
            p99: at(0.99),
            p999: at(0.999),
            max: at(1.0),
            mean: (histogram.mean() / 1000.0).min(at(1.0)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sample(due: u64, sent: u64, done: u64, outcome: Result<u16, Kind>) -> Sample {
        let ms = Duration::from_millis;
        Sample { due: ms(due), sent: ms(sent), done: ms(done), outcome, bytes: 7 }
    }

    #[test]
    fn latency_counts_from_when_a_request_was_due() {
        let mut statistics = Statistics::default();
        // A server that stalls for two seconds: one request waits, and the one after it leaves late.
        statistics.record(&sample(0, 0, 2000, Ok(200)));
        statistics.record(&sample(100, 2000, 2001, Ok(200)));
        let latency = Figures::of(&statistics.latency);
        let service = Figures::of(&statistics.service);
        assert!((latency.p50 - 1901.0).abs() < 2.0, "{latency:?}");
        assert!((service.p50 - 1.0).abs() < 0.1, "{service:?}");
        assert_eq!((statistics.late, statistics.ok, statistics.bytes), (1, 2, 14));
    }

    #[test]
    fn every_request_is_a_success_or_an_error() {
        let mut statistics = Statistics::default();
        let outcomes = [Ok(200), Ok(304), Ok(404), Ok(503), Err(Kind::Dns), Err(Kind::Timeout), Err(Kind::Reset)];
        for outcome in outcomes {
            statistics.record(&sample(0, 0, 1, outcome));
        }
        let errors: u64 = statistics.kinds().map(|(_, count)| count).sum();
        assert_eq!((statistics.requests, statistics.ok, errors), (7, 2, 5));
        assert_eq!(statistics.latency.len(), 5, "answers, and what ran into a limit");
        assert_eq!(statistics.errors(Kind::Status4xx), 1);
    }

    proptest! {
        #[test]
        fn parts_add_up_to_the_whole(times in prop::collection::vec((0..10_000_000u64, 0..3u8), 0..200), cut in 0..200usize) {
            let all: Vec<Sample> = times.iter().map(|(time, kind)| Sample {
                due: Duration::ZERO,
                sent: Duration::ZERO,
                done: Duration::from_micros(*time),
                outcome: [Ok(200), Ok(500), Err(Kind::Timeout)][usize::from(*kind)],
                bytes: 1,
            }).collect();
            let cut = cut.min(all.len());
            let sum = |samples: &[Sample]| {
                let mut statistics = Statistics::default();
                samples.iter().for_each(|sample| statistics.record(sample));
                statistics
            };
            let mut parts = sum(&all[..cut]);
            parts.add(&sum(&all[cut..]));
            prop_assert_eq!(parts, sum(&all));
        }
    }
}
