//! Statistics by AWS's names: `Sum`, `Average`, `p99`, …

use super::super::account::Stat;
use super::spread;

/// A statistic's value; none when the name is not one that this account computes.
pub(super) fn value(stat: &Stat, name: &str) -> Option<f64> {
    Some(match name {
        "SampleCount" => stat.0,
        "Average" => stat.average(),
        "Sum" => stat.1,
        "Minimum" => stat.2,
        "Maximum" => stat.3,
        other => spread::percentile(stat, percentile(other)?),
    })
}

/// `p0` to `p100`, with up to ten decimals; `IQM` and the trimmed statistics are not computed here.
pub(super) fn percentile(name: &str) -> Option<f64> {
    let percent: f64 = name.strip_prefix('p')?.parse().ok()?;
    (0.0..=100.0).contains(&percent).then_some(percent)
}

/// Whether a name is a statistic that can be asked for.
pub(super) fn known(name: &str) -> bool {
    value(&Stat::default(), name).is_some()
}
