//! What a learner has handed in, as the board keeps it: the report itself is a file of its own.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::check::Status;
use crate::handin::identity::{IdentityProblem, Proved};

/// The latest hand-in of a learner, and the board's answer to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handed {
    pub at: Timestamp,
    /// Digest of the report, as the report has it.
    pub digest: String,
    /// Name of the file in which the report is kept.
    pub file: String,
    /// Whether the load balancer carries this class's nonce, by the report; `None`: the report is not about this class.
    pub word: Option<Status>,
    pub identity: Identity,
}

/// What STS said of whoever handed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Identity {
    Proved(Proved),
    Unproved(IdentityProblem),
}

impl Identity {
    #[must_use]
    pub const fn proved(&self) -> Option<&Proved> {
        match self {
            Self::Proved(proved) => Some(proved),
            Self::Unproved(_) => None,
        }
    }
}

impl Handed {
    /// A report that is handed in again loses no proof that it had: AWS was away, or the answer was lost.
    #[must_use]
    pub fn after(self, before: Option<&Self>) -> Self {
        match before {
            Some(known) if known.digest == self.digest && self.identity.proved().is_none() => {
                Self { identity: known.identity.clone(), ..self }
            }
            _ => self,
        }
    }
}
