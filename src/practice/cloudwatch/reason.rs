//! Why an alarm is in its state, in AWS's words: the sentence and its JSON.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::super::account::AlarmState;
use super::evaluate::{Found, Missing, Test};

/// Datapoints that a sentence lists at most.
const LISTED: usize = 5;

/// A moment as CloudWatch's JSON has it: `2026-11-22T01:02:03.000+0000`.
pub(super) fn moment(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.3f+0000").to_string()
}

/// What was judged.
pub(super) struct Judged<'a> {
    pub(super) test: &'a Test,
    pub(super) found: &'a Found,
    /// Start and value of the datapoints that decided, newest first.
    pub(super) points: Vec<(Timestamp, f64)>,
    pub(super) statistic: Option<&'a str>,
    pub(super) period_seconds: i64,
    /// Whether the alarm says how many datapoints it takes.
    pub(super) counted: bool,
    pub(super) before: AlarmState,
    pub(super) now: Timestamp,
}

fn plural(count: usize, one: &str, more: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { more })
}

impl Judged<'_> {
    pub(super) fn sentence(&self, state: AlarmState) -> String {
        let test = self.test;
        if state == AlarmState::InsufficientData {
            let unknown = test.periods;
            return format!("Insufficient Data: {} unknown.", plural(unknown, "datapoint was", "datapoints were"));
        }
        let alarm = state == AlarmState::Alarm;
        if self.points.is_empty() {
            return format!(
                "Threshold Crossed: no datapoints were received for {} and {} treated as [{}].",
                plural(test.periods, "period", "periods"),
                plural(self.found.filled, "missing datapoint was", "missing datapoints were"),
                test.missing.words(),
            );
        }
        let holds = |value: f64| test.comparison.holds(value, test.threshold) == alarm;
        let deciding: Vec<(Timestamp, f64)> = self.points.iter().copied().filter(|(_, value)| holds(*value)).collect();
        let deciding = if deciding.is_empty() { self.points.clone() } else { deciding };
        let listed: Vec<String> = deciding
            .iter()
            .take(LISTED)
            .map(|(at, value)| format!("{value:?} ({})", at.strftime("%d/%m/%y %H:%M:%S")))
            .collect();
        let listed = listed.join(", ");
        let not = if alarm { "" } else { "not " };
        let compared = format!("{not}{} the threshold ({:?})", test.comparison.words(), test.threshold);
        let many = deciding.len() > LISTED;
        let listed_here = if many { String::new() } else { format!(" [{listed}]") };
        let (count, all) = (deciding.len(), self.points.len());
        let were = if count == 1 { "was" } else { "were" };
        let of = if self.counted {
            format!("{count} out of the last {}{listed_here} {were}", plural(all, "datapoint", "datapoints"))
        } else {
            format!("{}{listed_here} {were}", plural(count, "datapoint", "datapoints"))
        };
        let recent = format!(". The most recent datapoints which crossed the threshold: [{listed}]");
        let recent = if many { recent } else { String::new() };
        format!("Threshold Crossed: {of} {compared}{recent}{}.", self.end(state))
    }

    /// How many datapoints the transition takes, and how many missing ones were filled in.
    fn end(&self, state: AlarmState) -> String {
        let filled = if self.found.filled > 0 && matches!(self.test.missing, Missing::Breaching | Missing::NotBreaching)
        {
            let missing = plural(self.found.filled, "missing datapoint was", "missing datapoints were");
            format!(" and {missing} treated as [{}]", self.test.missing.words())
        } else {
            String::new()
        };
        let needed =
            if state == AlarmState::Alarm { self.test.to_alarm } else { self.test.periods - self.test.to_alarm + 1 };
        let minimum = if self.counted {
            let count = plural(needed, "datapoint", "datapoints");
            format!(" (minimum {count} for {} -> {} transition)", self.before.name(), state.name())
        } else {
            String::new()
        };
        filled + &minimum
    }

    /// `StateReasonData`.
    pub(super) fn data(&self) -> Value {
        let evaluated: Vec<Value> =
            self.points.iter().map(|(at, value)| json!({ "timestamp": moment(*at), "value": value })).collect();
        let recent: Vec<f64> = self.points.iter().rev().map(|(_, value)| *value).collect();
        let mut data = json!({
            "version": "1.0",
            "queryDate": moment(self.now),
            "period": self.period_seconds,
            "recentDatapoints": recent,
            "threshold": self.test.threshold,
            "evaluatedDatapoints": evaluated,
        });
        if let Some((oldest, _)) = self.points.last() {
            data["startDate"] = json!(moment(*oldest));
        }
        if let Some(statistic) = self.statistic {
            data["statistic"] = json!(statistic);
        }
        data
    }
}
