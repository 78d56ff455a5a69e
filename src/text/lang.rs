//! The two languages that the program speaks, and how one is chosen.

use crate::course::model::Localized;

/// A language of the program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lang {
    #[default]
    Ja,
    En,
}

impl Lang {
    pub const ALL: [Self; 2] = [Self::Ja, Self::En];

    /// As `--lang` and the directories of the locales and lessons write it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ja => "ja",
            Self::En => "en",
        }
    }

    /// What `--lang` accepts: exactly the codes.
    #[must_use]
    pub fn parse(given: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| lang.code() == given)
    }

    /// The language of the environment: `LC_ALL`, else `LANG`. An empty variable counts as unset (POSIX).
    /// Japanese for `C`, `POSIX` or nothing; English for other languages.
    #[must_use]
    pub fn from_environment(lc_all: Option<&str>, lang: Option<&str>) -> Self {
        let set = |value: Option<&str>| value.filter(|text| !text.is_empty()).map(str::to_owned);
        let Some(locale) = set(lc_all).or_else(|| set(lang)) else { return Self::Ja };
        let language = locale.split(['.', '@', '_', '-']).next().unwrap_or_default();
        match language.to_ascii_lowercase().as_str() {
            "ja" | "japanese" | "c" | "posix" => Self::Ja,
            _ => Self::En,
        }
    }

    /// The text of a course in this language.
    #[must_use]
    pub fn pick(self, text: &Localized) -> &str {
        match self {
            Self::Ja => &text.ja,
            Self::En => &text.en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_decides_as_the_contract_says() {
        let table = [
            (None, None, Lang::Ja),
            (Some(""), Some(""), Lang::Ja),
            (None, Some("C"), Lang::Ja),
            (None, Some("C.UTF-8"), Lang::Ja),
            (Some("POSIX"), None, Lang::Ja),
            (None, Some("ja_JP.UTF-8"), Lang::Ja),
            (None, Some("ja"), Lang::Ja),
            (None, Some("en_US.UTF-8"), Lang::En),
            (None, Some("fr_FR@euro"), Lang::En),
            (Some("en_GB"), Some("ja_JP.UTF-8"), Lang::En),
            (Some("ja_JP.eucJP"), Some("en_US"), Lang::Ja),
            (Some(""), Some("en_US"), Lang::En),
        ];
        for (lc_all, lang, expected) in table {
            assert_eq!(Lang::from_environment(lc_all, lang), expected, "LC_ALL={lc_all:?} LANG={lang:?}");
        }
    }

    #[test]
    fn only_the_codes_are_accepted() {
        assert_eq!(Lang::parse("ja"), Some(Lang::Ja));
        assert_eq!(Lang::parse("en"), Some(Lang::En));
        assert_eq!(Lang::parse("jp"), None);
        assert_eq!(Lang::parse("JA"), None);
    }
}
