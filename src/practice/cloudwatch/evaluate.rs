//! Whether datapoints put an alarm into another state: AWS's rules, with numbers only.

use super::super::account::AlarmState;

/// What an alarm compares with what, and how often it has to be so.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Test {
    pub(super) comparison: Comparison,
    pub(super) threshold: f64,
    /// M of N.
    pub(super) to_alarm: usize,
    pub(super) periods: usize,
    pub(super) missing: Missing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

/// `TreatMissingData`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missing {
    Unknown,
    Ignore,
    Breaching,
    NotBreaching,
}

/// What an evaluation finds.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Found {
    /// None: it stays as it is.
    pub(super) state: Option<AlarmState>,
    /// The datapoints that decided, newest first, by their place in the range.
    pub(super) used: Vec<usize>,
    /// How many missing ones were filled in.
    pub(super) filled: usize,
}

/// How many more datapoints than its periods an alarm looks back: late ones are found, and gaps do not count at once.
pub(super) const MORE: usize = 2;

impl Comparison {
    pub(super) fn parsed(name: &str) -> Option<Self> {
        Some(match name {
            "GreaterThanThreshold" => Self::Greater,
            "GreaterThanOrEqualToThreshold" => Self::GreaterOrEqual,
            "LessThanThreshold" => Self::Less,
            "LessThanOrEqualToThreshold" => Self::LessOrEqual,
            _ => return None,
        })
    }

    pub(super) fn holds(self, value: f64, threshold: f64) -> bool {
        match self {
            Self::Greater => value > threshold,
            Self::GreaterOrEqual => value >= threshold,
            Self::Less => value < threshold,
            Self::LessOrEqual => value <= threshold,
        }
    }

    /// As reasons say it.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Greater => "greater than",
            Self::GreaterOrEqual => "greater than or equal to",
            Self::Less => "less than",
            Self::LessOrEqual => "less than or equal to",
        }
    }
}

impl Missing {
    pub(super) fn parsed(name: Option<&str>) -> Option<Self> {
        Some(match name {
            None | Some("missing") => Self::Unknown,
            Some("ignore") => Self::Ignore,
            Some("breaching") => Self::Breaching,
            Some("notBreaching") => Self::NotBreaching,
            Some(_) => return None,
        })
    }

    /// As reasons say it.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Unknown => "Missing",
            Self::Ignore => "Ignore",
            Self::Breaching => "Breaching",
            Self::NotBreaching => "NonBreaching",
        }
    }
}

/// Judges the evaluation range, newest datapoint first.
///
/// With enough datapoints in the range the newest of them decide and gaps do not matter. With fewer, those that are
/// missing are filled as the alarm says. An alarm that takes missing ones as missing goes off early only when its
/// oldest breaching datapoint is old enough for all newer ones to be breaching or missing.
pub(super) fn judge(test: &Test, range: &[Option<f64>]) -> Found {
    let there: Vec<usize> = range.iter().enumerate().filter(|(_, point)| point.is_some()).map(|(n, _)| n).collect();
    let breaching = |n: &&usize| {
        range.get(**n).copied().flatten().is_some_and(|value| test.comparison.holds(value, test.threshold))
    };
    let used: Vec<usize> = there.iter().copied().take(test.periods).collect();
    let breaches = used.iter().filter(breaching).count();
    let filled = test.periods.saturating_sub(used.len());
    let decided = |alarm: bool| Some(if alarm { AlarmState::Alarm } else { AlarmState::Ok });
    if filled == 0 {
        return Found { state: decided(breaches >= test.to_alarm), used, filled };
    }
    let state = match test.missing {
        Missing::Breaching => decided(breaches + filled >= test.to_alarm),
        Missing::NotBreaching => decided(breaches >= test.to_alarm),
        _ if breaches >= test.to_alarm => decided(true),
        Missing::Unknown | Missing::Ignore if used.is_empty() => {
            (test.missing == Missing::Unknown).then_some(AlarmState::InsufficientData)
        }
        _ if breaches < used.len() => decided(false),
        Missing::Ignore => None,
        _ => early(test, range),
    };
    Found { state, used, filled }
}

fn early(test: &Test, range: &[Option<f64>]) -> Option<AlarmState> {
    let breaching = |point: &Option<f64>| point.is_some_and(|value| test.comparison.holds(value, test.threshold));
    let within = &range[..range.len().min(test.periods)];
    let oldest = within.iter().rposition(breaching)?;
    let unbroken = within[..=oldest].iter().all(|point| point.is_none() || breaching(point));
    (unbroken && oldest + 1 >= test.to_alarm).then_some(AlarmState::Alarm)
}
