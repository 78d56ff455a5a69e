//! Seen, or a gap with its reason: the shape of every part of [`Facts`](super::Facts).

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Why something could not be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GapKind {
    /// Nobody asked.
    NotAsked,
    /// AWS refused: the identity lacks the IAM action.
    Denied,
    /// AWS asked us to slow down until our time was up.
    Throttled,
    /// No connection to the endpoint.
    Unreachable,
    /// No complete answer within the time limit.
    TimedOut,
    /// No credentials, or they are expired or not accepted.
    Credentials,
    /// An answer whose body is not a complete document or lacks its result element.
    Incomplete,
    /// Any other error answer.
    Failed,
}

/// A part of the account that could not be seen: what was asked and why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gap {
    pub kind: GapKind,
    /// The IAM action that the question needs, for example `ec2:DescribeVpcs`, or the name of the
    /// probe (`dns`, `tcp`, `tls`, `http`).
    pub action: String,
    /// The host asked, where known.
    pub host: Option<String>,
    /// AWS's error code, or the program's own word for the failure. Never a free text of the answer.
    pub code: Option<String>,
}

impl Gap {
    #[must_use]
    pub fn not_asked(action: &str) -> Self {
        Self { kind: GapKind::NotAsked, action: action.to_owned(), host: None, code: None }
    }

    /// The endpoint answered, but its certificate is not trusted: why, as a word of the program
    /// (`tls-expired`, `tls-not-yet-valid`, `tls-wrong-name`, `tls-unknown-issuer`,
    /// `tls-authority-as-server`).
    #[must_use]
    pub fn untrusted(&self) -> Option<&str> {
        self.code.as_deref().filter(|code| self.kind == GapKind::Unreachable && code.starts_with("tls-"))
    }
}

/// One part of the facts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum Section<T> {
    /// Nobody asked.
    #[default]
    NotAsked,
    /// Observed at `at` (the answer's `Date` header where there is one).
    Seen { at: Timestamp, value: T },
    /// Asked, but there is no answer to rely on.
    Gap { gap: Gap },
}

impl<T> Section<T> {
    #[must_use]
    pub const fn seen(at: Timestamp, value: T) -> Self {
        Self::Seen { at, value }
    }

    /// The value and when it was observed, or the gap. `action` names the question for a section that
    /// nobody asked.
    ///
    /// # Errors
    /// The gap, when there is no observation.
    pub fn get(&self, action: &str) -> Result<(&T, Timestamp), Gap> {
        match self {
            Self::Seen { at, value } => Ok((value, *at)),
            Self::Gap { gap } => Err(gap.clone()),
            Self::NotAsked => Err(Gap::not_asked(action)),
        }
    }

    /// When it was seen, if it was.
    #[must_use]
    pub const fn seen_at(&self) -> Option<Timestamp> {
        match self {
            Self::Seen { at, .. } => Some(*at),
            Self::NotAsked | Self::Gap { .. } => None,
        }
    }

    /// The value, when it was seen.
    #[must_use]
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Seen { value, .. } => Some(value),
            Self::NotAsked | Self::Gap { .. } => None,
        }
    }
}

/// [`Section::get`] for a part that is kept by its parent's key.
///
/// # Errors
/// The gap, when there is no observation or nobody asked about this key.
pub fn get_by_key<'a, T>(
    map: &'a BTreeMap<String, Section<T>>,
    key: &str,
    action: &str,
) -> Result<(&'a T, Timestamp), Gap> {
    map.get(key).map_or_else(|| Err(Gap::not_asked(action)), |section| section.get(action))
}
