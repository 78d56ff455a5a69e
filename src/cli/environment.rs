//! The environment variables that the faces read, gathered once. (AWS's own are read by the SDK.)

use crate::text::Lang;

/// Looks variables up; tests bring their own.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    variables: Vec<(String, String)>,
}

/// What is looked at.
const NAMES: &[&str] = &[
    "LC_ALL",
    "LANG",
    "NO_COLOR",
    "TERM",
    "COLORTERM",
    "COLORFGBG",
    "COLUMNS",
    "USER",
    "USERNAME",
    "AWS_BATCH_JOB_ARRAY_INDEX",
    "JOB_COMPLETION_INDEX",
    "HANAMARU_CONNECT_TO",
    "HANAMARU_LOG",
    "AWS_BATCH_JOB_ARRAY_INDEX",
    "JOB_COMPLETION_INDEX",
];

impl Environment {
    /// This process's.
    #[must_use]
    pub fn of_process() -> Self {
        let read = |name: &&str| std::env::var(name).ok().map(|value| ((*name).to_owned(), value));
        Self { variables: NAMES.iter().filter_map(read).collect() }
    }

    /// Made in a test.
    #[must_use]
    pub fn of(variables: &[(&str, &str)]) -> Self {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Self { variables: variables.iter().map(own).collect() }
    }

    /// A variable that is set and not empty.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.variables.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    #[must_use]
    pub fn lang(&self) -> Lang {
        Lang::from_environment(self.get("LC_ALL"), self.get("LANG"))
    }
}
