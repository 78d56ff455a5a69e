//! Words: languages, the Fluent catalogue, line breaking and width. Floor 0.
//!
//! - [`Lang`] — which language, and how it is chosen.
//! - [`Catalog`] — every word the program says: `Catalog::get(lang).text("key")`, `.with("key", […])`.
//! - [`Wording`] — a finding and its typed arguments in words.
//! - [`width`] — cells of a text; [`wrap`] — line breaking by the Japanese rules.

pub mod catalog;
pub mod lang;
pub mod width;
pub mod wording;
pub mod wrap;

#[cfg(test)]
mod catalog_tests;

pub use catalog::Catalog;
pub use fluent::FluentValue;
pub use lang::Lang;
pub use width::Ambiguous;
pub use wording::{Wording, Words, word};

/// The nearest of `candidates` to what was typed, if any is near enough to suggest.
#[must_use]
pub fn nearest<'a>(given: &str, candidates: impl Iterator<Item = &'a str>) -> Option<String> {
    let limit = (given.chars().count() / 3).max(2);
    candidates
        .map(|candidate| (strsim::damerau_levenshtein(given, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate.to_owned())
}
