//! Attributes: named settings with a default and a rule for their values, alike for load balancers, target groups
//! and listeners. The tables themselves stand with what they belong to.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::fault::Fault;

/// A setting as requests carry it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Setting {
    #[serde(default)]
    pub(super) key: String,
    #[serde(default)]
    pub(super) value: String,
}

/// One attribute of a table.
pub(super) struct Attribute {
    pub(super) key: &'static str,
    pub(super) default: &'static str,
    pub(super) rule: Rule,
}

/// What a value has to be.
pub(super) enum Rule {
    Switch,
    OneOf(&'static [&'static str]),
    Number(u32, u32),
    /// 0 (off), or a number in this range.
    ZeroOr(u32, u32),
    /// `off`, or a number in this range.
    OffOr(u32, u32),
    /// At most this long.
    Text(usize),
}

/// An attribute, briefly.
pub(super) const fn attribute(key: &'static str, default: &'static str, rule: Rule) -> Attribute {
    Attribute { key, default, rule }
}

impl Rule {
    /// Why a value is refused.
    fn refuses(&self, key: &str, value: &str) -> Option<String> {
        let number = value.parse::<u32>().ok();
        let between = |least: &u32, most: &u32| number.is_some_and(|number| (*least..=*most).contains(&number));
        let (good, must) = match self {
            Self::Switch => (matches!(value, "true" | "false"), "be one of '[true, false]'".to_owned()),
            Self::OneOf(words) => (words.contains(&value), format!("be one of '[{}]'", words.join(", "))),
            Self::Number(least, most) => (between(least, most), format!("be between '{least}-{most}' inclusive")),
            Self::ZeroOr(least, most) => {
                (number == Some(0) || between(least, most), format!("be '0' or between '{least}-{most}' inclusive"))
            }
            Self::OffOr(least, most) => {
                (value == "off" || between(least, most), format!("be 'off' or between '{least}-{most}' inclusive"))
            }
            Self::Text(most) => (value.chars().count() <= *most, format!("not be longer than '{most}' characters")),
        };
        (!good).then(|| format!("'{key}' value '{value}' must {must}"))
    }
}

/// Checks settings against a table. `what` is the noun of the refusals (`Load balancer`).
pub(super) fn check(settings: &[Setting], table: &[&Attribute], what: &str) -> Result<BTreeMap<String, String>, Fault> {
    let mut kept = BTreeMap::new();
    for Setting { key, value } in settings {
        let Some(attribute) = table.iter().find(|attribute| attribute.key == key) else {
            return Err(Fault::validation(format!("{what} attribute key '{key}' is not recognized")));
        };
        if let Some(why) = attribute.rule.refuses(key, value) {
            return Err(Fault::validation(why));
        }
        if kept.insert(key.clone(), value.clone()).is_some() {
            let message = format!("{what} attribute key '{key}' cannot be specified multiple times");
            return Err(Fault::validation(message));
        }
    }
    Ok(kept)
}

/// `[{Key, Value}]` of some attributes.
pub(super) fn shown(attributes: impl IntoIterator<Item = (String, String)>) -> Value {
    attributes.into_iter().map(|(key, value)| json!({ "Key": key, "Value": value })).collect()
}
