//! The only caller of the edges: takes [`Effect`]s, gives [`Event`]s.
//!
//! Floor 2. The trainer, `verify` and what comes later (grading, reports, the board) all live off the one
//! event type. Every effect that is answered carries a [`RequestId`]; the face drops stale answers.

pub mod event;

pub use event::{AccountChoice, AccountInfo, Effect, Event, Observation, ProfileInfo, ProgressKey, RequestId};
