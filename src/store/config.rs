//! A person's settings: `config.toml` in the platform's place. Read, never written.
//!
//! ```toml
//! lang = "ja"                  # or "en"
//! theme = "dark"               # "light", "none"
//! ambiguous-width = "wide"     # "narrow"
//!
//! [courses.ec-site]
//! profile = "training"
//! region = "us-east-1"
//! suffix = "-01"
//! set = { alb = "shop-alb" }
//! ```

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// What the file says. Everything may be left out; unknown keys are refused.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    pub lang: Option<LangSetting>,
    pub theme: Option<Theme>,
    pub ambiguous_width: Option<Width>,
    /// By course id.
    #[serde(default)]
    pub courses: BTreeMap<String, CourseSettings>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LangSetting {
    Ja,
    En,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Theme {
    Dark,
    Light,
    /// Without colours.
    None,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Width {
    Narrow,
    Wide,
}

/// How somebody takes a course. What is typed on the command line wins.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CourseSettings {
    pub profile: Option<String>,
    pub region: Option<String>,
    pub endpoint_url: Option<String>,
    pub suffix: Option<String>,
    #[serde(default)]
    pub set: BTreeMap<String, String>,
}

/// Settings that cannot be used. The file is left as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfigProblem {
    Unreadable {
        path: PathBuf,
        kind: std::io::ErrorKind,
    },
    /// Line and column from 1; `detail` is the TOML reader's own (English) word on it.
    Malformed {
        path: PathBuf,
        line: usize,
        column: usize,
        detail: String,
    },
}

/// Where the file is looked for. `None`: this machine names no place for it.
#[must_use]
pub fn path() -> Option<PathBuf> {
    super::place::config_directory().map(|directory| directory.join("config.toml"))
}

/// Reads the settings; no file means none.
///
/// # Errors
/// The file is there and cannot be read or understood.
pub fn load() -> Result<Config, ConfigProblem> {
    path().map_or_else(|| Ok(Config::default()), |path| read(&path))
}

/// [`load`] from a given file.
///
/// # Errors
/// As [`load`].
pub fn read(path: &Path) -> Result<Config, ConfigProblem> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Config::default()),
        Err(error) => return Err(ConfigProblem::Unreadable { path: path.to_owned(), kind: error.kind() }),
    };
    toml::from_str(&text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        ConfigProblem::Malformed {
            path: path.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before.chars().rev().take_while(|c| *c != '\n').count() + 1,
            detail: error.message().trim().to_owned(),
        }
    })
}
