//! Requests that were carried out under a client token: repeated, they make nothing a second time.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct RememberedRequest {
    pub(crate) operation: String,
    /// The input without its token.
    pub(crate) input: Value,
    pub(crate) answer: Value,
    /// Until when it is remembered.
    pub(crate) until: Timestamp,
}
