//! Account ids hidden but for their last four digits, everywhere alike, so that what was equal stays equal.
//!
//! A masked id still has twelve digits: whatever reads an ARN reads it as before, and every check comes to the same.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::facts::Facts;
use crate::progress::Memory;

/// Which id stands for which.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mask(BTreeMap<String, String>);

impl Mask {
    /// For every account that these speak of.
    #[must_use]
    pub fn of(facts: &Facts, memory: &Memory) -> Self {
        let mut accounts: BTreeSet<String> =
            facts.identity.value().map(|who| who.account.clone()).into_iter().collect();
        for value in [serde_json::to_value(facts), serde_json::to_value(memory)].iter().flatten() {
            gather(value, &mut accounts);
        }
        let mut taken: BTreeMap<String, usize> = BTreeMap::new();
        let hidden = accounts.into_iter().filter(|account| is_account(account)).map(|account| {
            let tail = account[8..].to_owned();
            let count = taken.entry(tail.clone()).or_default();
            let masked = format!("{count:08}{tail}");
            // Two accounts that end alike stay two.
            *count += 1;
            (account, masked)
        });
        Self(hidden.collect())
    }

    /// The same with every account id hidden. `None` where it cannot be written as JSON and read back.
    #[must_use]
    pub fn hide<T: Serialize + DeserializeOwned + Clone>(&self, thing: &T) -> Option<T> {
        if self.0.is_empty() {
            return Some(thing.clone());
        }
        let value = serde_json::to_value(thing).ok()?;
        serde_json::from_value(self.value(value)).ok()
    }

    fn value(&self, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(&text)),
            Value::Array(items) => items.into_iter().map(|item| self.value(item)).collect(),
            Value::Object(map) => map.into_iter().map(|(key, item)| (self.text(&key), self.value(item))).collect(),
            other => other,
        }
    }

    /// Replaces ids that stand by themselves: a longer number is no account.
    fn text(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
            let (before, from) = rest.split_at(start);
            let end = from.find(|c: char| !c.is_ascii_digit()).unwrap_or(from.len());
            let (number, after) = from.split_at(end);
            out += before;
            out += self.0.get(number).map_or(number, String::as_str);
            rest = after;
        }
        out + rest
    }
}

/// How an account is shown to people: `********9012`, or as it is.
#[must_use]
pub fn shown(account: &str, whole: bool) -> String {
    if whole || !is_account(account) { account.to_owned() } else { format!("********{}", &account[8..]) }
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The account ids of every ARN and of every field that is one by name.
fn gather(value: &Value, accounts: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            for arn in text.match_indices("arn:").map(|(at, _)| &text[at..]) {
                accounts.extend(arn.split(':').nth(4).filter(|part| is_account(part)).map(str::to_owned));
            }
        }
        Value::Array(items) => items.iter().for_each(|item| gather(item, accounts)),
        Value::Object(map) => {
            for (key, item) in map {
                gather(&Value::String(key.clone()), accounts);
                if let (true, Some(text)) = (key.contains("account") || key.contains("owner"), item.as_str()) {
                    accounts.extend(Some(text).filter(|text| is_account(text)).map(str::to_owned));
                }
                gather(item, accounts);
            }
        }
        _ => {}
    }
}
