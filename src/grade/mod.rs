//! Marks for a class. Floor 0: a roster, verdicts and scores as data and as documents; asks nobody anything.
//!
//! Reading order: [`roster`] (who is judged, and through which access) → [`score`] (what a verdict is worth) →
//! [`judged`] (what came of one learner) → [`document`] (the class as JSON, the source of every other format:
//! [`csv`], [`junit`], [`html`], [`human`]; [`json`] writes it learner by learner) → [`changes`] (between two runs), [`merge`] and [`shard`] (a class
//! that several machines judge), [`journal`] (a run that was broken off) → [`role`] (the learner's read-only
//! role) and [`class`] (what can be foreseen before anybody starts).

pub mod changes;
pub mod class;
pub mod csv;
pub mod document;
pub mod html;
pub mod human;
pub mod journal;
pub mod json;
pub mod judged;
pub mod junit;
pub mod merge;
pub mod role;
pub mod roster;
mod roster_words;
pub mod score;
pub mod shard;

#[cfg(test)]
mod class_tests;
#[cfg(test)]
mod tests;

pub use document::{GradeDocument, LearnerGrade};
pub use judged::Judged;
pub use roster::{Access, Learner, Roster, Way};
pub use shard::Shard;
