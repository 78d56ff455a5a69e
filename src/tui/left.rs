//! What is left of the open course in the account, and what of it costs money.

use std::sync::Arc;

use jiff::Timestamp;

use crate::facts::Facts;
use crate::leftover::{Leftovers, Sum};
use crate::session::{AccountChoice, RequestId};

/// What is known of it, in a room.
#[derive(Clone, Debug, Default)]
pub struct Left {
    /// The question that is not answered yet.
    pub asking: Option<RequestId>,
    /// When it was last asked, by this machine's clock.
    pub asked_at: Option<Timestamp>,
    /// The last answer; it stays while the account is asked again.
    pub seen: Option<Seen>,
    /// Counts answers, for caches.
    pub revision: u64,
}

/// One answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    pub facts: Arc<Facts>,
    pub left: Leftovers,
}

/// What runs up a bill in a real account, for the reminder on quitting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bills {
    /// By course and account: what the course made costs an hour. Only what costs anything.
    pub running: Vec<(usize, AccountChoice, Sum)>,
    /// The learner was reminded.
    pub told: bool,
}

impl Bills {
    /// Keeps what a course costs now.
    pub fn keep(&mut self, course: usize, account: &AccountChoice, sum: Option<Sum>) {
        self.running.retain(|(known, there, _)| *known != course || there != account);
        self.running.extend(sum.map(|sum| (course, account.clone(), sum)));
    }
}
