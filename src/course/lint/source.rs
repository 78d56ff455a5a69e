//! A TOML file with the place of every key.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Problem;
use crate::check::Finding;

/// The file, its values, and where each stands.
pub(crate) struct Source<'a> {
    file: &'a str,
    /// Byte offsets of line starts.
    lines: Vec<usize>,
    text: &'a str,
    pub(super) root: DeTable<'a>,
    /// By key path: where the value stands.
    places: BTreeMap<String, Range<usize>>,
}

impl<'a> Source<'a> {
    /// Reads the file as far as it can be read; what cannot be is a problem.
    pub(crate) fn read(file: &'a str, text: &'a str, problems: &mut Vec<Problem>) -> Self {
        let (root, errors) = DeTable::parse_recoverable(text);
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let mut source = Self { file, lines, text, root: root.into_inner(), places: BTreeMap::new() };
        let mut places = BTreeMap::new();
        place_table(&source.root, "", &mut places);
        source.places = places;
        problems.extend(errors.iter().map(|error| source.syntax(error)));
        source
    }

    /// What the TOML parser objects to.
    pub(crate) fn syntax(&self, error: &toml::de::Error) -> Problem {
        let at = error.span().map_or(0, |span| span.start);
        self.at(at, "", Finding::new("lint-toml-syntax").arg("detail", error.message().trim()))
    }

    /// A problem at a byte offset.
    pub(super) fn at(&self, offset: usize, key: &str, finding: Finding) -> Problem {
        let line = self.lines.partition_point(|start| *start <= offset);
        let start = self.lines[line - 1];
        let column = self.text.get(start..offset).map_or(0, |before| before.chars().count()) + 1;
        Problem { file: self.file.to_owned(), line, column, key: key.to_owned(), finding }
    }

    /// A problem with the value of a key, or with the nearest key above it that is written down.
    pub(crate) fn key(&self, key: &str, finding: Finding) -> Problem {
        let mut path = key;
        let offset = loop {
            if let Some(place) = self.places.get(path) {
                break place.start;
            }
            match path.rfind(['.', '[']) {
                Some(at) => path = &path[..at],
                None => break 0,
            }
        };
        self.at(offset, key, finding)
    }
}

fn place_table(table: &DeTable<'_>, path: &str, places: &mut BTreeMap<String, Range<usize>>) {
    for (key, value) in table {
        let path = join(path, key.get_ref());
        // A table of its own (`[values.x]`) has no single place but its name.
        let span = if matches!(value.get_ref(), DeValue::Table(_)) { key.span() } else { value.span() };
        places.insert(path.clone(), span);
        place_value(value, &path, places);
    }
}

fn place_value(value: &Spanned<DeValue<'_>>, path: &str, places: &mut BTreeMap<String, Range<usize>>) {
    match value.get_ref() {
        DeValue::Table(table) => place_table(table, path, places),
        DeValue::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                let path = format!("{path}[{index}]");
                places.insert(path.clone(), item.span());
                place_value(item, &path, places);
            }
        }
        _ => {}
    }
}

/// A key below a path.
pub(super) fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}
