//! Puts the parts of a class together that several machines judged.

use std::collections::BTreeSet;

use super::document::GradeDocument;
use super::shard::Shard;
use crate::check::Finding;

/// A document that `grade --format json` wrote.
///
/// # Errors
/// It is not one, or is of a newer version.
pub fn read(path: &str, text: &str) -> Result<GradeDocument, Finding> {
    // The usual case takes no detour: parts of a large class are large.
    if let Ok(document) = serde_json::from_str::<GradeDocument>(text)
        && document.schema == 1
        && document.shard.is_none_or(|shard| shard.index < shard.of)
    {
        return Ok(document);
    }
    let finding = |id| Finding::new(id).arg("path", path);
    let value: serde_json::Value = serde_json::from_str(text)
        .map_err(|error| finding("grade-file-broken").arg("line", error.line()).arg("column", error.column()))?;
    match (value["schema"].as_u64(), value.get("learners")) {
        (Some(schema), Some(_)) if schema > 1 => Err(finding("grade-file-newer")),
        _ => Err(finding("grade-file-foreign")),
    }
}

/// One class of these parts (with the files they come from), and what is missing of it.
///
/// # Errors
/// Parts of different courses or classes, or a learner twice.
pub fn merge(parts: Vec<(String, GradeDocument)>) -> Result<(GradeDocument, Vec<Finding>), Finding> {
    let mut whole: Option<GradeDocument> = None;
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut shards = BTreeSet::new();
    for (path, part) in parts {
        let finding = |id| Finding::new(id).arg("path", path.as_str());
        if let Some(other) = whole.as_ref().filter(|whole| whole.course != part.course) {
            return Err(finding("grade-merge-course").arg("course", &part.course).arg("other", &other.course));
        }
        if let Some(twice) = part.learners.iter().find(|learner| !seen.insert(learner.id.clone())) {
            return Err(finding("grade-merge-twice").arg("id", &twice.id));
        }
        shards.extend(part.shard);
        match &mut whole {
            None => whole = Some(GradeDocument { shard: None, changes: None, ..part }),
            Some(whole) => whole.learners.extend(part.learners),
        }
    }
    let whole = whole.ok_or_else(|| Finding::new("grade-merge-nothing"))?;
    let of = shards.iter().map(|shard| shard.of).max().unwrap_or(0);
    if let Some(other) = shards.iter().find(|shard| shard.of != of) {
        return Err(Finding::new("grade-merge-shards").arg("one", i64::from(of)).arg("other", i64::from(other.of)));
    }
    let absent = usize::try_from(of).unwrap_or(usize::MAX).saturating_sub(shards.len());
    let missing = (0..of).filter(|index| !shards.contains(&Shard { index: *index, of }));
    let missing = missing.map(|index| format!("{index}/{of}"));
    let note = (absent > 0).then(|| Finding::new("grade-merge-missing").arg_some("shards", missing, absent));
    Ok((whole, note.into_iter().collect()))
}
