//! Requests that were carried out under a client token: repeated, they make nothing a second time.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A script that Systems Manager ran on an instance.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct CommandRun {
    /// `CommandId`; one command may run on several instances.
    pub(crate) id: String,
    pub(crate) instance: String,
    pub(crate) comment: Option<String>,
    pub(crate) at: Timestamp,
    /// The last command's exit status.
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) errors: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct RememberedRequest {
    pub(crate) operation: String,
    /// The input without its token.
    pub(crate) input: Value,
    pub(crate) answer: Value,
    /// Until when it is remembered.
    pub(crate) until: Timestamp,
}
