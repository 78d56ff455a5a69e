//! The way of the course's request, as it lies over the screen.

use crate::explain::Explanation;
use crate::session::RequestId;

/// What is shown of the way.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Way {
    /// The question that is not answered yet.
    pub asking: Option<RequestId>,
    /// The last answer, walked; it stays while the account is asked again.
    pub seen: Option<Explanation>,
    pub region: String,
    pub scroll: u16,
}
