//! Courses as data: what an author writes in `lessons/<course>/`, and the names a learner replaces.
//!
//! Floor 0. Reading order: [`model`] is the shape of `course.toml`; [`kinds`] the typed checks it can ask
//! for; [`values`] the names after `--set` and `--suffix`; [`page`] the prose as a neutral document;
//! [`command`] an AWS CLI command as a shell line;
//! [`load`] the library of courses;
//! [`lint`] what is wrong with a course that somebody is writing.

pub mod command;
pub mod kinds;
pub mod lint;
pub mod load;
pub mod model;
pub mod page;
pub mod values;

/// A language edition of a course is named like the language that it is in.
pub use crate::text::Lang as Locale;
pub use command::{Shell, Target};
pub use load::{Files, Library, LoadedCourse};
pub use model::{Check, Course, Localized, Step};
pub use page::{Block, Inline, Page, Section};
pub use values::Values;

/// The step that is looked at only when it is named: it asks for what the course built to be gone.
pub const CLEANUP: &str = "cleanup";

/// The JSON Schema of `course.toml`, for authors' editors. `lint` reads files by the same schema.
#[must_use]
pub fn schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(Course);
    schema.insert("$id".to_owned(), "hanamaru-course-1".into());
    schema.into()
}
