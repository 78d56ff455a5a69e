//! Verdicts as documents. Floor 0: builds text, writes nothing.
//!
//! [`document::Document`] is the one source: judged checks with their sentences in one language. Every
//! format ([`human`], JSON itself, [`junit`], [`markdown`], [`html`]) is only a consumer of it, so none
//! can say more or less than another. [`outcome`] is the exit status it stands for; [`snapshot`] the file
//! of facts from which the same document can be made again.

pub mod console;
pub mod courses;
pub mod digest;
pub mod document;
pub mod explain;
pub mod html;
pub mod human;
pub mod junit;
pub mod leftover;
pub mod markdown;
pub mod outcome;
pub mod policy;
pub mod progress;
pub mod scaling;
pub mod schema;
pub mod snapshot;

#[cfg(test)]
mod tests;

pub use document::{Document, Judged};
pub use outcome::Outcome;
pub use snapshot::Snapshot;

use crate::check::Status;

/// The mark of a status, as in the trainer. They differ without colour and take one cell everywhere.
#[must_use]
pub const fn glyph(status: Status) -> &'static str {
    match status {
        Status::Pass => "✓",
        Status::Fail => "✗",
        Status::Inconclusive => "?",
        Status::Blocked => "⊘",
        Status::Manual => "✎",
        Status::Waiting => "⋯",
    }
}

/// Characters that turn the direction of the text around them: in a resource's name they would rearrange
/// the sentence that names it.
#[must_use]
pub(crate) const fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// The status as the contract writes it.
#[must_use]
pub const fn status_word(status: Status) -> &'static str {
    match status {
        Status::Pass => "pass",
        Status::Fail => "fail",
        Status::Inconclusive => "inconclusive",
        Status::Blocked => "blocked",
        Status::Manual => "manual",
        Status::Waiting => "waiting",
    }
}

/// Key of the word for a status in the catalogue.
#[must_use]
pub const fn status_key(status: Status) -> &'static str {
    match status {
        Status::Pass => "status-pass",
        Status::Fail => "status-fail",
        Status::Inconclusive => "status-inconclusive",
        Status::Blocked => "status-blocked",
        Status::Manual => "status-manual",
        Status::Waiting => "status-waiting",
    }
}
