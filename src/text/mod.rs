//! Words: languages, the Fluent catalogue, line breaking and width. Floor 0.

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
