//! *Now* by the account's own clock, out of the `Date` headers of its answers.
//!
//! One answer can carry an absurd date (a cache, a proxy with a wrong clock), so the answers vote: dates
//! that follow each other closely belong together, the largest such cluster is believed, and its latest
//! date is *now*. Clusters are chains, not spans: an account whose clock runs fast spreads one observation
//! over hours, yet each answer still follows close upon another.

use jiff::{SignedDuration, Timestamp};

/// Answers of one observation follow each other within this, by the account's clock.
const CLOSE: SignedDuration = SignedDuration::from_mins(2);

/// The latest date of the largest cluster. Of equally large clusters the one nearest to `machine` counts:
/// this machine's clock may be wrong, but it is then the only other witness. `None` without dates.
#[must_use]
pub fn agreed(dates: &[Timestamp], machine: Timestamp) -> Option<Timestamp> {
    let mut sorted = dates.to_vec();
    sorted.sort_unstable();
    let clusters = sorted.chunk_by(|earlier, later| later.duration_since(*earlier) <= CLOSE);
    let latest = clusters.filter_map(|cluster| Some((cluster.len(), *cluster.last()?)));
    let best = latest.max_by_key(|(size, at)| (*size, std::cmp::Reverse(at.duration_since(machine).abs())));
    best.map(|(_, at)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_795_000_000 + second).expect("a time")
    }

    #[test]
    fn the_answers_vote() {
        const YEAR: i64 = 365 * 86_400;
        let rows: &[(&str, &[i64], i64, Option<i64>)] = &[
            ("no answer", &[], 0, None),
            ("one answer, whatever this machine thinks", &[40 * YEAR], 0, Some(40 * YEAR)),
            ("the latest of those that agree", &[3, 0, 5, 4], 900, Some(5)),
            ("this machine's clock does not vote", &[0, 1, 2], 10 * YEAR, Some(2)),
            ("one absurd future", &[0, 1, 70 * YEAR, 2], 0, Some(2)),
            ("one absurd past", &[0, 1, -50 * YEAR, 2], 0, Some(2)),
            ("one that is an hour ahead", &[0, 1, 3600, 2], 3600, Some(2)),
            ("two absurd ones that do not agree", &[50 * YEAR, 0, 1, 2, 60 * YEAR], 0, Some(2)),
            ("two absurd ones that agree, outnumbered", &[50 * YEAR, 50 * YEAR, 0, 1, 2], 0, Some(2)),
            ("one against one: the nearer to this machine", &[0, 50 * YEAR], 30, Some(0)),
            ("a clock that runs fast chains", &[0, 90, 180, 270, 360], 0, Some(360)),
            ("a slow answer still belongs", &[0, 60, 119], 0, Some(119)),
            ("the ends of what a date can be", &[0, 1, -58_000_000_000, 250_000_000_000], 0, Some(1)),
        ];
        for (name, dates, machine, expected) in rows {
            let dates: Vec<Timestamp> = dates.iter().map(|second| at(*second)).collect();
            assert_eq!(agreed(&dates, at(*machine)), expected.map(at), "{name}");
        }
    }
}
