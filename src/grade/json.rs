//! The class as JSON, learner by learner: a large one is never held as one text.

use super::document::{GradeDocument, LearnerGrade};

/// Where the learners stand in a document without any.
const PLACE: &str = "\"learners\": []";

/// The text before the learners and the text after them; `document` has none itself.
///
/// # Errors
/// The serialiser's, which plain data does not meet.
pub fn frame(document: &GradeDocument) -> Result<(String, String), serde_json::Error> {
    let whole = serde_json::to_string_pretty(document)? + "\n";
    // Only the version and the course's id come before it; whatever is typed by somebody comes after, and escaped.
    let (before, after) = whole.split_once(PLACE).unwrap_or((&whole, ""));
    Ok((format!("{before}\"learners\": ["), format!("]{after}")))
}

/// One learner with the line break that parts it from the one before.
///
/// # Errors
/// The serialiser's, which plain data does not meet.
pub fn learner(grade: &LearnerGrade, first: bool) -> Result<String, serde_json::Error> {
    let text = serde_json::to_string_pretty(grade)?;
    let mut out = String::with_capacity(text.len() * 5 / 4);
    for (at, line) in text.lines().enumerate() {
        out += if at > 0 || first { "\n    " } else { ",\n    " };
        out += line;
    }
    Ok(out)
}

/// What stands between the last learner and the text after.
#[must_use]
pub const fn end(any: bool) -> &'static str {
    if any { "\n  " } else { "" }
}
