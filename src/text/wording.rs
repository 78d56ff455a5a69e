//! Words a finding: turns its typed arguments into the text of one language.

use fluent::{FluentArgs, FluentValue};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Catalog, Lang};
use crate::check::verdict::{Arg, Finding};
use crate::course::Course;

/// The sentences of a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    pub expected: String,
    pub actual: String,
    /// What to do about it; passes usually have none.
    pub hint: Option<String>,
}

/// One language, one time zone, and the course whose check titles stand for check ids.
#[derive(Clone, Debug)]
pub struct Wording<'a> {
    pub lang: Lang,
    /// Times are shown local with their zone.
    pub zone: TimeZone,
    /// Arguments named `check` or `checks` hold full check ids; titles are shown for those known here.
    pub course: Option<&'a Course>,
}

/// Words a finding in a language, times in `zone`.
#[must_use]
pub fn word(lang: Lang, zone: &TimeZone, course: Option<&Course>, finding: &Finding) -> Words {
    Wording { lang, zone: zone.clone(), course }.words(finding)
}

impl Wording<'_> {
    #[must_use]
    pub fn catalog(&self) -> &'static Catalog {
        Catalog::get(self.lang)
    }

    /// The sentences of a check's finding.
    #[must_use]
    pub fn words(&self, finding: &Finding) -> Words {
        let catalog = self.catalog();
        let args = self.args(finding);
        let attribute = |name: &str| catalog.format(&format!("{}.{name}", finding.id), Some(&args));
        let hint = format!("{}.hint", finding.id);
        Words {
            expected: attribute("expected"),
            actual: attribute("actual"),
            hint: catalog.has(&hint).then(|| catalog.format(&hint, Some(&args))),
        }
    }

    /// The sentence of a piece of advice.
    #[must_use]
    pub fn advice(&self, finding: &Finding) -> String {
        self.catalog().format(&finding.id, Some(&self.args(finding)))
    }

    /// `2026-11-22 10:02:03 JST`.
    #[must_use]
    pub fn time(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone.clone()).strftime("%Y-%m-%d %H:%M:%S %Z").to_string()
    }

    /// `10:02:03`, for clocks whose day is plain.
    #[must_use]
    pub fn clock(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone.clone()).strftime("%H:%M:%S").to_string()
    }

    /// `3分20秒`; the two largest units that are not zero.
    #[must_use]
    pub fn duration(&self, seconds: i64) -> String {
        let total = seconds.unsigned_abs();
        let units = [("day", total / 86_400), ("hour", total / 3600 % 24), ("minute", total / 60 % 60)];
        let mut parts: Vec<(&str, u64)> = units.into_iter().collect();
        parts.push(("second", total % 60));
        let shown: Vec<String> = parts
            .iter()
            .skip_while(|(_, count)| *count == 0)
            .take(2)
            .filter(|(_, count)| *count != 0)
            .map(|(unit, count)| self.catalog().with(&format!("duration-{unit}"), [("n", FluentValue::from(*count))]))
            .collect();
        match shown.as_slice() {
            [] => self.catalog().with("duration-second", [("n", FluentValue::from(0))]),
            parts => parts.join(&self.catalog().text("duration-joint.text")),
        }
    }

    /// Several things in one sentence: `a、b、c` or `a, b, c`.
    #[must_use]
    pub fn list<S: AsRef<str>>(&self, items: &[S]) -> String {
        let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
        items.join(match self.lang {
            Lang::Ja => "、",
            Lang::En => ", ",
        })
    }

    /// The title of a check, or the id itself where the course does not know it.
    #[must_use]
    pub fn check_title(&self, id: &str) -> String {
        let find = |course: &Course| {
            let (step, check) = id.split_once('.')?;
            let check = course.step(step)?.checks.iter().find(|candidate| candidate.id == check)?;
            Some(self.lang.pick(&check.title).to_owned())
        };
        self.course.and_then(find).unwrap_or_else(|| id.to_owned())
    }

    /// Who confirmed something: a name, or "the learner" where the machine told none (`-`).
    #[must_use]
    pub fn person(&self, name: &str) -> String {
        if name == "-" { self.catalog().text("person-unnamed") } else { name.to_owned() }
    }

    /// The arguments of a finding as Fluent takes them.
    #[must_use]
    pub fn args(&self, finding: &Finding) -> FluentArgs<'static> {
        finding.args.iter().map(|(name, arg)| (name.clone(), self.value(name, arg))).collect()
    }

    fn value(&self, name: &str, arg: &Arg) -> FluentValue<'static> {
        let text: String = match arg {
            Arg::Number(number) => return FluentValue::from(*number),
            Arg::Text(text) if name == "check" => self.check_title(text),
            Arg::Text(text) if name == "by" => self.person(text),
            Arg::List(items) if name == "checks" => {
                // Titles are whole sentences: only quotation marks keep them apart.
                let quoted = |open, close| -> Vec<String> {
                    items.iter().map(|id| format!("{open}{}{close}", self.check_title(id))).collect()
                };
                match self.lang {
                    Lang::Ja => quoted('「', '」').concat(),
                    Lang::En => self.list(&quoted('“', '”')),
                }
            }
            Arg::Text(text) => text.clone(),
            Arg::List(items) => self.list(items),
            Arg::Time(at) => self.time(*at),
            Arg::Duration(seconds) => self.duration(*seconds),
            Arg::Message(id) => self.catalog().text(id),
        };
        FluentValue::from(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wording(lang: Lang) -> Wording<'static> {
        Wording { lang, zone: TimeZone::fixed(jiff::tz::offset(9)), course: None }
    }

    #[test]
    fn durations_show_two_units() {
        let table = [
            (0, "0秒", "0 s"),
            (45, "45秒", "45 s"),
            (200, "3分20秒", "3 min 20 s"),
            (3600, "1時間", "1 h"),
            (3605, "1時間", "1 h"),
            (5400, "1時間30分", "1 h 30 min"),
            (90_000, "1日1時間", "1 d 1 h"),
        ];
        for (seconds, ja, en) in table {
            assert_eq!(wording(Lang::Ja).duration(seconds), ja);
            assert_eq!(wording(Lang::En).duration(seconds), en);
        }
    }

    #[test]
    fn times_are_local_with_their_zone() {
        let at: Timestamp = "2026-11-22T01:02:03Z".parse().unwrap();
        assert_eq!(wording(Lang::Ja).time(at), "2026-11-22 10:02:03 +09");
        let tokyo = Wording { zone: TimeZone::get("Asia/Tokyo").unwrap(), ..wording(Lang::En) };
        assert_eq!(tokyo.time(at), "2026-11-22 10:02:03 JST");
    }

    #[test]
    fn numbers_are_not_grouped_and_lists_are_joined() {
        let wording = wording(Lang::Ja);
        assert_eq!(wording.value("port", &Arg::from(65_535_i32)).as_string_for_test(), "65535");
        assert_eq!(wording.value("target", &Arg::from(25.5)).as_string_for_test(), "25.5");
        assert_eq!(wording.list(&["a", "b"]), "a、b");
    }

    #[test]
    fn a_learner_without_a_name_is_the_learner() {
        assert_eq!(wording(Lang::Ja).value("by", &Arg::from("-")).as_string_for_test(), "受講者");
        assert_eq!(wording(Lang::En).value("by", &Arg::from("hana")).as_string_for_test(), "hana");
    }

    trait Shown {
        fn as_string_for_test(&self) -> String;
    }
    impl Shown for FluentValue<'_> {
        fn as_string_for_test(&self) -> String {
            match self {
                FluentValue::Number(number) => number.as_string().into_owned(),
                FluentValue::String(text) => text.to_string(),
                _ => String::new(),
            }
        }
    }
}
