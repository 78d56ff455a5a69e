//! A load that is meant to scale a group, in words: what it will do, what has happened, what it waits for.

use crate::check::{Arg, Finding};
use crate::load::scaling::prediction::Choice;
use crate::load::scaling::story::short;
use crate::load::scaling::{Prediction, Stage, Story};
use crate::text::Wording;

/// What the load will do, a sentence an item.
#[must_use]
pub fn briefing(wording: &Wording<'_>, prediction: &Prediction) -> Vec<String> {
    let findings = [
        Some(rate(prediction)),
        (prediction.speed > 1.0).then(|| clock(prediction)),
        Some(metric(prediction)),
        Some(alarm(prediction)),
        prediction.earliest.is_some().then(|| capacity(prediction)),
        (prediction.capacity > prediction.desired).then(|| cost(prediction)),
    ];
    findings.into_iter().flatten().map(|finding| wording.advice(&finding)).collect()
}

fn rate(prediction: &Prediction) -> Finding {
    let finding = Finding::new(match prediction.choice {
        Choice::Given => "scaling-brief-rate-given",
        Choice::Tutorial => "scaling-brief-rate-tutorial",
        Choice::Arithmetic => "scaling-brief-rate-arithmetic",
    });
    finding.arg("rate", short(prediction.rate))
}

fn clock(prediction: &Prediction) -> Finding {
    let minute = short(60.0 / prediction.speed);
    Finding::new("scaling-brief-clock").arg("speed", short(prediction.speed)).arg("minute", minute)
}

fn metric(prediction: &Prediction) -> Finding {
    let now = prediction.now.map_or_else(|| "?".to_owned(), short);
    let targets = i64::from(prediction.targets);
    let finding = Finding::new("scaling-brief-metric").arg("now", now).arg("then", short(prediction.then));
    finding.arg("value", short(prediction.value)).arg("targets", targets)
}

fn alarm(prediction: &Prediction) -> Finding {
    let Some(firing) = &prediction.firing else { return Finding::new("scaling-brief-alarm-unseen") };
    let threshold = short(firing.threshold);
    let (Some(earliest), Some(here)) = (prediction.earliest, prediction.earliest_here()) else {
        return Finding::new("scaling-brief-never").arg("threshold", threshold);
    };
    let finding = Finding::new(if prediction.speed > 1.0 { "scaling-brief-alarm-fast" } else { "scaling-brief-alarm" });
    let seconds = |time: std::time::Duration| Arg::Duration(i64::try_from(time.as_secs()).unwrap_or(i64::MAX));
    let period = Arg::Duration(i64::from(firing.period_seconds));
    let finding = finding.arg("threshold", threshold).arg("period", period).arg("datapoints", firing.datapoints);
    finding.arg("periods", firing.periods).arg("earliest", seconds(earliest)).arg("here", seconds(here))
}

fn capacity(prediction: &Prediction) -> Finding {
    let id = if prediction.wanted > prediction.max { "scaling-brief-capacity-max" } else { "scaling-brief-capacity" };
    let finding = Finding::new(id).arg("desired", prediction.desired).arg("capacity", prediction.capacity);
    finding.arg("wanted", prediction.wanted).arg("max", prediction.max)
}

fn cost(prediction: &Prediction) -> Finding {
    let more = prediction.capacity - prediction.desired;
    let kind = prediction.instance_type.as_deref().unwrap_or("-");
    let finding = match prediction.cost {
        Some(cost) => Finding::new("scaling-brief-cost").arg("cost", format!("{cost:.2}")),
        None => Finding::new("scaling-brief-cost-unknown"),
    };
    finding.arg("more", more).arg("type", kind)
}

/// One line of the story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub stage: Stage,
    /// `10:02:03` by the account's clock; empty while it has not come about.
    pub clock: String,
    /// `+ 2:31` after the link before it, by the account's clock.
    pub delay: String,
    pub text: String,
}

/// All links, those that have not come about by their names.
#[must_use]
pub fn timeline(wording: &Wording<'_>, story: &Story) -> Vec<Row> {
    let mut rows: Vec<Row> = story
        .told()
        .map(|(stage, link, delay)| Row {
            stage,
            clock: wording.clock(link.at),
            delay: delay.map(|delay| minutes(delay.as_secs())).unwrap_or_default(),
            text: wording.advice(&link.what),
        })
        .collect();
    for stage in Stage::ALL.into_iter().filter(|stage| story.link(*stage).is_none()) {
        let text = wording.catalog().text(stage.label());
        rows.push(Row { stage, clock: String::new(), delay: String::new(), text });
    }
    rows.sort_by_key(|row| row.stage);
    rows
}

/// `+ 2:31`, in seven cells whatever it is.
fn minutes(seconds: i64) -> String {
    format!("+{:>3}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::load::scaling::prediction::{Firing, TUTORIAL_RATE};
    use crate::text::Lang;

    fn prediction() -> Prediction {
        Prediction {
            rate: TUTORIAL_RATE,
            choice: Choice::Tutorial,
            speed: 8.0,
            targets: 1,
            now: Some(0.0),
            then: 62.25,
            value: 25.0,
            firing: Some(Firing { threshold: 25.0, period_seconds: 60, datapoints: 3, periods: 3 }),
            earliest: Some(std::time::Duration::from_mins(3)),
            desired: 1,
            wanted: 3,
            capacity: 3,
            max: 4,
            cost: Some(0.0208),
            instance_type: Some("t3.small".to_owned()),
        }
    }

    #[test]
    fn the_briefing_gives_every_figure() {
        let wording = |lang| Wording { lang, zone: TimeZone::UTC, course: None };
        let said = |lang, prediction: &Prediction| briefing(&wording(lang), prediction).join("\n");
        let text = said(Lang::Ja, &prediction());
        for figure in ["8.3", "62.3", "25", "3分", "22秒", "1台から3台", "0.02"] {
            assert!(text.contains(figure), "{figure} is not in\n{text}");
        }
        let text = said(Lang::En, &Prediction { wanted: 20, capacity: 4, speed: 1.0, ..prediction() });
        assert!(text.contains("20") && text.contains('4') && !text.contains("clock"), "{text}");
        let text = said(Lang::En, &Prediction { earliest: None, capacity: 1, ..prediction() });
        assert!(text.contains("will not") && !text.contains("US$"), "{text}");
    }

    #[test]
    fn delays_do_not_jitter() {
        assert_eq!([minutes(5), minutes(151), minutes(6000)], ["+  0:05", "+  2:31", "+100:00"]);
    }
}
