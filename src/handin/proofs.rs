//! Which reports a board has proved to be handed in by whom: read from the board's own file, or from the day that the
//! instructor took home. A report never vouches for itself.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::identity::Proved;
use crate::board::handed::Handed;

/// What AWS said about whoever handed in a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The name in the class.
    pub name: String,
    pub proved: Proved,
    /// Names of others of the class who proved to be the same.
    pub others: Vec<String>,
}

/// By the report's digest. More than one has handed in a report that went from hand to hand.
pub type Proofs = BTreeMap<String, Vec<Proof>>;

/// What a board's file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub nonce: String,
    pub proofs: Proofs,
}

#[derive(Deserialize)]
struct Learner {
    name: String,
    #[serde(default)]
    handed: Option<Handed>,
}

/// Reads a board's file, or its exported JSON. `None`: it is neither.
#[must_use]
pub fn read(text: &str) -> Option<Kept> {
    let whole: Value = serde_json::from_str(text).ok()?;
    let class = whole.get("board").unwrap_or(&whole);
    let nonce = class.get("nonce")?.as_str()?.to_owned();
    let mut learners: Vec<Learner> = match class.get("learners")? {
        Value::Object(by_number) => by_number.values().map(Learner::deserialize).collect::<Result<_, _>>().ok()?,
        Value::Array(list) => list.iter().map(Learner::deserialize).collect::<Result<_, _>>().ok()?,
        _ => return None,
    };
    // What was handed in outlasts those who have left.
    let left = class.get("left").and_then(Value::as_array).into_iter().flatten();
    learners.extend(left.filter_map(|left| Learner::deserialize(left).ok()));
    let proved: Vec<(&str, &Handed, &Proved)> = learners
        .iter()
        .filter_map(|learner| {
            let handed = learner.handed.as_ref()?;
            Some((learner.name.as_str(), handed, handed.identity.proved()?))
        })
        .collect();
    let mut proofs = Proofs::new();
    for (name, handed, own) in &proved {
        let others = proved.iter().filter(|(other, _, proved)| other != name && proved.arn == own.arn);
        let others = others.map(|(other, _, _)| (*other).to_owned()).collect();
        let proof = Proof { name: (*name).to_owned(), proved: (*own).clone(), others };
        proofs.entry(handed.digest.clone()).or_default().push(proof);
    }
    Some(Kept { nonce, proofs })
}
