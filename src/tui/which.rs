//! The question which of several resources of one name is meant, as plain data.

/// A question with its candidates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Which {
    /// The course's value that names the resource.
    pub key: String,
    /// The name that all of them carry.
    pub name: String,
    pub candidates: Vec<Candidate>,
    pub selected: usize,
}

/// One that can be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub id: String,
    /// What tells it from the others.
    pub about: String,
}
