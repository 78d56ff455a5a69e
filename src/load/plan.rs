//! What is sent in all: pace, number, limits, and the targets that may be loaded.

use std::net::IpAddr;
use std::time::Duration;

use super::curl::{Misuse, MisuseKind};
use super::pacer::{Point, Schedule};

/// More connections than this from one machine do not mean more load.
pub const MOST_CONNECTIONS: usize = 50_000;
/// Requests that one run may send unless the ceiling is lifted.
pub const MOST_REQUESTS: u64 = 2_000_000;
/// Seconds that one run may last unless the ceiling is lifted.
pub const LONGEST: Duration = Duration::from_hours(2);
/// Connections of a closed loop when none are given, and requests when nothing says when to stop.
const USUAL_CONNECTIONS: usize = 50;
const USUAL_REQUESTS: u64 = 200;
/// Requests under way at once at a given rate, when no number is given.
const MOST_UNDER_WAY: usize = 10_000;

/// The load's own flags.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub struct Options {
    /// `-n`.
    pub requests: Option<u64>,
    /// `-z`.
    pub duration: Option<Duration>,
    /// `-c`.
    pub connections: Option<usize>,
    /// `-q`.
    pub rate: Option<f64>,
    /// `--ramp`.
    pub ramp: Vec<Point>,
    pub no_keepalive: bool,
    pub format: Format,
    /// `--hdr`.
    pub hdr: Option<String>,
    /// `--shard I/N`, I from 0.
    pub shard: Option<(u32, u32)>,
    /// `--shard N`: one of N, which one the job's environment says.
    pub shards: Option<u32>,
    /// `--until-scale-out`: id of the course whose group is watched.
    pub until_scale_out: Option<String>,
    /// `--marker`: the header by which targets tell who they are.
    pub marker: Option<String>,
    /// `--streams`: requests under way at once on one HTTP/2 connection.
    pub streams: Option<usize>,
    /// `--yes`: no countdown.
    pub yes: bool,
    pub curl: bool,
    pub show_secrets: bool,
    /// `--i-own-this-host`.
    pub own_host: bool,
    /// `--lift-ceiling`.
    pub lift_ceiling: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    #[default]
    Human,
    Json,
    Csv,
}

impl Format {
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "human" => Some(Self::Human),
            "json" => Some(Self::Json),
            "csv" => Some(Self::Csv),
            _ => None,
        }
    }
}

/// How requests follow each other.
#[derive(Clone, Debug, PartialEq)]
pub enum Pattern {
    /// When they are due, whether or not earlier ones have returned.
    Open(Schedule),
    /// One after another on each connection, as fast as they are answered.
    Closed,
}

/// One run.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    pub pattern: Pattern,
    /// Connections of a closed loop; the most requests under way at once in an open one.
    pub connections: usize,
    /// This run's share, where it is one of several.
    pub requests: Option<u64>,
    pub duration: Option<Duration>,
    pub keepalive: bool,
    /// Requests under way at once on one HTTP/2 connection.
    pub streams: usize,
}

impl Plan {
    /// # Errors
    /// More is asked for than the ceilings allow.
    pub fn of(options: &Options) -> Result<Self, Misuse> {
        let open = schedule(options);
        // A ramp ends at its last point; otherwise something has to say when to stop.
        let mut duration = options.duration;
        if duration.is_none() && options.requests.is_none() && !options.ramp.is_empty() {
            duration = open.as_ref().map(Schedule::end).filter(|end| !end.is_zero());
        }
        let mut requests = options.requests;
        if requests.is_none() && duration.is_none() {
            requests = Some(USUAL_REQUESTS);
        }
        if !options.lift_ceiling {
            keep_below(open.as_ref(), requests, duration)?;
            // As fast as possible has no number of its own.
            requests = Some(requests.unwrap_or(MOST_REQUESTS));
        }
        let (index, count) = options.shard.map_or((0, 1), |(index, count)| (u64::from(index), u64::from(count)));
        let share = |whole: u64| whole / count + u64::from(index < whole % count);
        let usual = if open.is_some() { MOST_UNDER_WAY } else { USUAL_CONNECTIONS };
        Ok(Self {
            pattern: open.map_or(Pattern::Closed, |open| Pattern::Open(open.share(index, count))),
            connections: options.connections.unwrap_or(usual),
            requests: requests.map(share),
            duration,
            keepalive: !options.no_keepalive,
            streams: options.streams.unwrap_or(1),
        })
    }
}

fn schedule(options: &Options) -> Option<Schedule> {
    if options.ramp.is_empty() {
        return options.rate.map(Schedule::steady);
    }
    let start = options.rate.map(|rate| Point { at: 0.0, rate });
    let points: Vec<Point> = start.into_iter().chain(options.ramp.iter().copied()).collect();
    Some(Schedule::through(&points))
}

fn keep_below(open: Option<&Schedule>, requests: Option<u64>, duration: Option<Duration>) -> Result<(), Misuse> {
    let by_number = requests.unwrap_or(u64::MAX);
    let by_time = match (open, duration) {
        (Some(open), Some(duration)) => open.total(duration),
        _ => f64::INFINITY,
    };
    #[expect(clippy::cast_precision_loss, reason = "compared with a ceiling far below 2^52")]
    let planned = by_time.min(by_number as f64);
    #[expect(clippy::cast_precision_loss, reason = "a small constant")]
    let most = MOST_REQUESTS as f64;
    let endless = open.is_none() && requests.is_none();
    if (planned > most && !endless) || duration.is_some_and(|duration| duration > LONGEST) {
        return Err(Misuse::new(MisuseKind::Ceiling, "--lift-ceiling", &format!("{planned:.0}")));
    }
    Ok(())
}

/// Whether a host may be loaded without anyone vouching for it: this machine, by address or by a name that
/// RFC 6761 keeps for it.
#[must_use]
pub fn is_loopback(host: &str) -> bool {
    let name = host.trim_start_matches('[').trim_end_matches(']').trim_end_matches('.').to_ascii_lowercase();
    match name.parse::<IpAddr>() {
        Ok(address) => address.to_canonical().is_loopback(),
        Err(_) => name == "localhost" || name.ends_with(".localhost"),
    }
}

/// A whole number from 1.
pub(super) fn count(text: &str) -> Option<u64> {
    text.parse().ok().filter(|count| *count > 0)
}

/// Requests per second: more than 0, at most a million.
pub(super) fn rate(text: &str) -> Option<f64> {
    number(text).filter(|rate| *rate > 0.0 && *rate <= 1_000_000.0)
}

fn number(text: &str) -> Option<f64> {
    let digits = text.chars().all(|c| c.is_ascii_digit() || c == '.');
    text.parse::<f64>().ok().filter(|number| digits && number.is_finite())
}

/// `10`, `500ms`, `10s`, `1m30s`, `1h`: more than nothing.
#[must_use]
pub fn duration(text: &str) -> Option<Duration> {
    span(text).filter(|duration| !duration.is_zero())
}

fn span(text: &str) -> Option<Duration> {
    if let Some(seconds) = number(text) {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let mut rest = text;
    let mut sum = 0.0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let amount = number(&rest[..digits])?;
        rest = &rest[digits..];
        let end = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        sum += amount
            * match &rest[..end] {
                "ms" => 0.001,
                "s" => 1.0,
                "m" => 60.0,
                "h" => 3600.0,
                _ => return None,
            };
        rest = &rest[end..];
    }
    Duration::try_from_secs_f64(sum).ok().filter(|_| !text.is_empty())
}

/// `RATE@TIME,…` in order of time.
pub(super) fn ramp(text: &str) -> Option<Vec<Point>> {
    let one = |part: &str| {
        let (rate, at) = part.trim().split_once('@')?;
        let rate = number(rate).filter(|rate| *rate <= 1_000_000.0)?;
        Some(Point { rate, at: span(at)?.as_secs_f64() })
    };
    let points: Vec<Point> = text.split(',').map(one).collect::<Option<_>>()?;
    let ordered = points.windows(2).all(|pair| pair[0].at <= pair[1].at);
    (ordered && points.iter().any(|point| point.rate > 0.0)).then_some(points)
}

/// `I/N`, I from 0 to N−1.
#[must_use]
pub fn shard(text: &str) -> Option<(u32, u32)> {
    let (index, count) = text.split_once('/')?;
    let (index, count) = (index.parse().ok()?, count.parse().ok()?);
    (index < count).then_some((index, count))
}

/// Variables in which an array job is told its index: AWS Batch's, and that of a Kubernetes Indexed Job.
pub const JOB_INDEX: [&str; 2] = ["AWS_BATCH_JOB_ARRAY_INDEX", "JOB_COMPLETION_INDEX"];

impl Options {
    /// Puts the index that the job's environment gives in `--shard N`.
    ///
    /// # Errors
    /// There is none, or it is not one of N.
    pub fn in_job(&mut self, index: Option<&str>) -> Result<(), Misuse> {
        let Some(count) = self.shards.take() else { return Ok(()) };
        let given = index.unwrap_or("-");
        let shard = shard(&format!("{given}/{count}"));
        self.shard = Some(shard.ok_or_else(|| Misuse::new(MisuseKind::NoShardIndex, "--shard", given))?);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(options: &Options) -> Result<Plan, MisuseKind> {
        Plan::of(options).map_err(|misuse| misuse.kind)
    }

    #[test]
    fn durations_are_read() {
        let ms = |text| duration(text).map(|duration| duration.as_millis());
        let table = [("10", Some(10_000)), ("500ms", Some(500)), ("1m30s", Some(90_000)), ("1.5h", Some(5_400_000))];
        for (text, expected) in table {
            assert_eq!(ms(text), expected, "{text}");
        }
        for text in ["", "0", "s", "5x", "-1", "1e9", "10s5", "nan", "1h ", "99999999999999999999999999h"] {
            assert_eq!(duration(text), None, "{text}");
        }
    }

    #[test]
    fn something_always_ends_a_run() {
        let nothing = plan(&Options::default()).unwrap();
        assert_eq!((nothing.requests, nothing.duration, nothing.connections), (Some(200), None, 50));
        let ramp = Options { ramp: ramp("0@0,10@30s").unwrap(), ..Options::default() };
        assert_eq!(plan(&ramp).unwrap().duration, Some(Duration::from_secs(30)));
        let long = Options { duration: Some(Duration::from_secs(10)), ..Options::default() };
        assert_eq!(plan(&long).unwrap().requests, Some(MOST_REQUESTS));
    }

    #[test]
    fn ceilings_hold_until_they_are_lifted() {
        let rate = |rate, seconds, lift_ceiling| {
            plan(&Options {
                rate: Some(rate),
                duration: Some(Duration::from_secs(seconds)),
                lift_ceiling,
                ..Options::default()
            })
        };
        assert!(rate(200.0, 3600, false).is_ok());
        assert_eq!(rate(20_000.0, 3600, false).unwrap_err(), MisuseKind::Ceiling);
        assert_eq!(rate(1.0, 86_400, false).unwrap_err(), MisuseKind::Ceiling);
        assert!(rate(20_000.0, 3600, true).is_ok());
        let many = Options { requests: Some(MOST_REQUESTS + 1), ..Options::default() };
        assert_eq!(plan(&many).unwrap_err(), MisuseKind::Ceiling);
    }

    #[test]
    fn shards_add_up() {
        let share = |index| {
            let options = Options { requests: Some(10), shard: Some((index, 3)), ..Options::default() };
            plan(&options).unwrap().requests.unwrap()
        };
        assert_eq!([share(0), share(1), share(2)], [4, 3, 3]);
    }

    #[test]
    fn an_array_job_gives_the_index() {
        let job = |index: Option<&str>| {
            let mut options = Options { shards: Some(3), ..Options::default() };
            options.in_job(index).map(|()| options.shard).map_err(|misuse| misuse.kind)
        };
        assert_eq!(job(Some("2")), Ok(Some((2, 3))));
        for index in [None, Some("3"), Some(""), Some("x"), Some("1/2")] {
            assert_eq!(job(index), Err(MisuseKind::NoShardIndex), "{index:?}");
        }
        let mut plain = Options { shard: Some((1, 2)), ..Options::default() };
        plain.in_job(Some("9")).unwrap();
        assert_eq!(plain.shard, Some((1, 2)), "what is typed whole stands");
    }

    #[test]
    fn this_machine_is_its_own() {
        for host in ["127.0.0.1", "127.9.9.9", "[::1]", "::1", "localhost", "a.elb.localhost.", "[::ffff:127.0.0.1]"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in ["example.com", "10.0.0.1", "localhost.example.com", "notlocalhost", "0.0.0.0", "", "[::2]"] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
