//! Courses as data: what an author writes in `lessons/<course>/`, and the names a learner replaces.
//!
//! Floor 0. Reading order: [`model`] is the shape of `course.toml`; [`kinds`] the typed checks it can ask
//! for; [`values`] the names after `--set` and `--suffix`; [`page`] the prose as a neutral document;
//! [`command`] an AWS CLI command as a shell line; [`load`] the library of courses.

pub mod command;
pub mod kinds;
pub mod load;
pub mod model;
pub mod page;
pub mod values;

pub use command::{Shell, Target};
pub use load::{Files, Library, LoadedCourse, Locale};
pub use model::{Check, Course, Localized, Step};
pub use page::{Block, Inline, Page, Section};
pub use values::Values;
