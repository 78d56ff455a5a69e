//! IAM as far as launching needs it: roles, instance profiles, attached policies.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Tags;

/// IAM is one for all regions. Keyed by name.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Iam {
    pub(crate) roles: BTreeMap<String, Role>,
    pub(crate) instance_profiles: BTreeMap<String, InstanceProfile>,
    /// Credentials that STS has given, by access key id.
    #[serde(default)]
    pub(crate) sessions: BTreeMap<String, Session>,
}

/// Who the holder of temporary credentials is, and until when.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Session {
    pub(crate) arn: String,
    pub(crate) user_id: String,
    pub(crate) expires: Timestamp,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Role {
    pub(crate) name: String,
    pub(crate) id: String,
    pub(crate) arn: String,
    pub(crate) path: String,
    pub(crate) created: Timestamp,
    pub(crate) description: String,
    /// The trust policy, JSON text.
    pub(crate) trust: String,
    /// ARNs of attached managed policies.
    pub(crate) attached: Vec<String>,
    /// Inline policies by name, JSON text.
    pub(crate) inline: BTreeMap<String, String>,
    pub(crate) max_session_seconds: i32,
    pub(crate) tags: Tags,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct InstanceProfile {
    pub(crate) name: String,
    pub(crate) id: String,
    pub(crate) arn: String,
    pub(crate) path: String,
    pub(crate) created: Timestamp,
    /// Name of its one role.
    pub(crate) role: Option<String>,
    pub(crate) tags: Tags,
}
