//! Words: languages, the Fluent catalogue, line breaking and width. Floor 0.
//!
//! - [`Lang`] — which language, and how it is chosen.
//! - [`Catalog`] — every word the program says: `Catalog::get(lang).text("key")`, `.with("key", […])`.
//! - [`Wording`] — a finding and its typed arguments in words.
//! - [`width`] — cells of a text; [`wrap`] — line breaking by the Japanese rules.

pub mod catalog;
pub mod decoded;
pub mod lang;
pub mod width;
pub mod wording;
pub mod wrap;

#[cfg(test)]
mod catalog_tests;

pub use catalog::Catalog;
pub use decoded::decoded;
pub use fluent::FluentValue;
pub use lang::Lang;
pub use width::Ambiguous;
pub use wording::{Wording, Words, word};

/// The nearest of `candidates` to what was typed, if any is near enough to suggest: one that begins so, else one a
/// few slips away.
#[must_use]
pub fn nearest<'a>(given: &str, candidates: impl Iterator<Item = &'a str>) -> Option<String> {
    let limit = (given.chars().count() / 3).max(2);
    candidates
        .map(|candidate| {
            let begun = given.chars().count() > 1 && candidate.starts_with(given);
            (!begun, strsim::damerau_levenshtein(given, candidate), candidate)
        })
        .filter(|(slipped, distance, _)| !slipped || *distance <= limit)
        .min()
        .map(|(.., candidate)| candidate.to_owned())
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn what_was_begun_comes_before_what_was_slipped() {
        let steps = ["prereq", "ami", "alb-attach-sg", "alb-sg", "web-sg"];
        let told = |given| nearest(given, steps.into_iter());
        assert_eq!(told("alb").as_deref(), Some("alb-sg"));
        assert_eq!(told("alb-attach").as_deref(), Some("alb-attach-sg"));
        assert_eq!(told("wbe-sg").as_deref(), Some("web-sg"));
        assert_eq!(told("a").as_deref(), Some("ami"), "one letter begins too much to mean anything");
        assert_eq!(told("nowhere"), None);
    }
}
