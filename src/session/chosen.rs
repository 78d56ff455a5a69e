//! How somebody takes a course: what was typed and, where nothing was, their settings for that course.

use super::event::AccountChoice;
use crate::store::config::Config;

/// Account and names. Every face goes by the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chosen {
    pub account: AccountChoice,
    pub suffix: Option<String>,
    /// `NAME=VALUE`, the later one wins.
    pub set: Vec<String>,
}

impl Chosen {
    /// With the settings for a course where nothing was typed.
    #[must_use]
    pub fn for_course(&self, config: &Config, course: &str) -> Self {
        let Some(settings) = config.courses.get(course) else { return self.clone() };
        let either = |typed: &Option<String>, kept: &Option<String>| typed.clone().or_else(|| kept.clone());
        let kept = settings.set.iter().map(|(name, value)| format!("{name}={value}"));
        Self {
            account: AccountChoice {
                profile: either(&self.account.profile, &settings.profile),
                region: either(&self.account.region, &settings.region),
                endpoint_url: either(&self.account.endpoint_url, &settings.endpoint_url),
                ..self.account.clone()
            },
            suffix: either(&self.suffix, &settings.suffix),
            set: kept.chain(self.set.iter().cloned()).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::config::CourseSettings;

    #[test]
    fn what_is_typed_wins_over_what_is_kept_for_the_course() {
        let text = |text: &str| Some(text.to_owned());
        let kept = CourseSettings {
            profile: text("training"),
            region: text("us-east-1"),
            endpoint_url: None,
            suffix: text("-01"),
            set: [("alb".to_owned(), "kept".to_owned()), ("asg".to_owned(), "mine".to_owned())].into(),
        };
        let config = Config { courses: [("ec-site".to_owned(), kept)].into(), ..Config::default() };
        let typed = Chosen {
            account: AccountChoice { profile: text("typed"), ..AccountChoice::default() },
            suffix: None,
            set: vec!["alb=typed".to_owned()],
        };
        let chosen = typed.for_course(&config, "ec-site");
        let account = AccountChoice { region: text("us-east-1"), ..typed.account.clone() };
        assert_eq!(chosen.account, account);
        assert_eq!(chosen.suffix, text("-01"));
        assert_eq!(chosen.set, ["alb=kept", "asg=mine", "alb=typed"], "the last one wins");
        assert_eq!(typed.for_course(&config, "day13"), typed);
    }
}
