//! Courses as data: what an author writes in `lessons/<course>/`, and the names a learner replaces.
//!
//! Floor 0. [`model`] is the shape of `course.toml`; [`kinds`] the typed checks it can ask for;
//! [`values`] the names after `--set` and `--suffix`.

pub mod kinds;
pub mod model;
pub mod values;

pub use model::{Check, Course, Localized, Step};
pub use values::Values;
