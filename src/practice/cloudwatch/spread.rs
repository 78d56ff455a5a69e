//! How values spread, in buckets that grow by a tenth: enough for percentiles, and never many.

use super::super::account::Stat;

const GROWTH: f64 = 1.1;
/// Zero and below.
const LOWEST: i32 = i32::MIN;

fn bucket(value: f64) -> i32 {
    if value <= 0.0 || !value.is_finite() {
        return LOWEST;
    }
    #[expect(clippy::cast_possible_truncation, reason = "a double's logarithm to 1.1 is within ±8,000")]
    let number = (value.ln() / GROWTH.ln()).round() as i32;
    number
}

/// The buckets of a statistic set; one of which only the ends are known stands at its average.
fn buckets(stat: &Stat) -> Vec<(i32, f64)> {
    if stat.4.is_empty() { vec![(bucket(stat.average()), stat.0)] } else { stat.4.clone() }
}

/// Joins the buckets of another set into one.
pub(super) fn join(stat: &mut Stat, other: &Stat) {
    let mut joined = buckets(stat);
    for (number, count) in buckets(other) {
        match joined.binary_search_by_key(&number, |one| one.0) {
            Ok(place) => joined[place].1 += count,
            Err(place) => joined.insert(place, (number, count)),
        }
    }
    stat.4 = joined;
}

/// The value below which a share of all values lies, within a twentieth.
pub(super) fn percentile(stat: &Stat, percent: f64) -> f64 {
    if stat.4.is_empty() || percent >= 100.0 {
        return if percent >= 100.0 { stat.3 } else { stat.average() };
    }
    if percent <= 0.0 {
        return stat.2;
    }
    let wanted = stat.0 * percent / 100.0;
    let mut seen = 0.0;
    for (number, count) in &stat.4 {
        seen += count;
        if seen >= wanted {
            let value = if *number == LOWEST { stat.2.min(0.0) } else { GROWTH.powi(*number) };
            return value.clamp(stat.2, stat.3);
        }
    }
    stat.3
}
