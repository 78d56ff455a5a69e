//! What the schema cannot say about `course.toml`: references, ids, names, texts.

use std::collections::BTreeSet;

use super::Problem;
use super::literals;
use super::references::{Role, parameters};
use super::schema::unlike;
use super::source::Source;
use crate::check::Finding;
use crate::check::run::Plan;
use crate::course::command::{Piece, is_name, pieces};
use crate::course::model::{Check, Command, Course, Localized};
use crate::course::values::{ValueProblem, Values};
use crate::facts::want::ResourceKind;

/// Steps that every course has.
pub(super) const STANDING: [&str; 4] = ["prereq", "quiz", "diagram", "cleanup"];

/// Checks everything in `course.toml` that refers to something else in it.
pub(super) fn check(directory: &str, course: &Course, source: &Source<'_>, problems: &mut Vec<Problem>) {
    let mut meaning = Meaning { course, source, problems };
    meaning.header(directory);
    meaning.values();
    meaning.ids();
    meaning.checks();
    meaning.commands();
    meaning.practice();
    meaning.goal();
    super::quiz::answers(course, source, meaning.problems);
}

struct Meaning<'a> {
    course: &'a Course,
    source: &'a Source<'a>,
    problems: &'a mut Vec<Problem>,
}

/// The serialised name of a resource kind.
fn kind_name(kind: ResourceKind) -> String {
    serde_json::to_value(kind).ok().and_then(|json| json.as_str().map(str::to_owned)).unwrap_or_default()
}

impl Meaning<'_> {
    fn report(&mut self, key: &str, finding: Finding) {
        self.problems.push(self.source.key(key, finding));
    }

    fn header(&mut self, directory: &str) {
        let course = self.course;
        if course.schema != 1 {
            self.report("schema", Finding::new("lint-schema-version").arg("given", i64::from(course.schema)));
        }
        if !directory.is_empty() && directory != course.id {
            self.report("id", Finding::new("lint-id-directory").arg("given", &course.id).arg("directory", directory));
        }
        if !is_region(&course.region) {
            self.report("region", Finding::new("lint-bad-region").arg("given", &course.region));
        }
        self.text("title", &course.title);
        self.text("summary", &course.summary);
        for id in STANDING {
            if course.step(id).is_none() {
                self.report("steps", Finding::new("lint-missing-step").arg("step", id));
            }
        }
    }

    /// A text in both languages: neither empty, and the Japanese one Japanese.
    fn text(&mut self, key: &str, text: &Localized) {
        for (lang, text) in [("ja", &text.ja), ("en", &text.en)] {
            if text.trim().is_empty() {
                self.report(&format!("{key}.{lang}"), Finding::new("lint-empty-text"));
            }
        }
        if !text.ja.trim().is_empty() && !text.ja.chars().any(is_japanese) {
            self.report(&format!("{key}.ja"), Finding::new("lint-not-japanese").arg("given", &text.ja));
        }
    }

    fn values(&mut self) {
        let course = self.course;
        for (name, value) in &course.values {
            let key = format!("values.{name}");
            if !is_name(name) {
                self.report(&key, Finding::new("lint-bad-value-name").arg("given", name));
            }
            if value.kind == ResourceKind::Text && !value.shared {
                self.report(&format!("{key}.shared"), Finding::new("lint-text-not-shared").arg("value", name));
            }
            if value.label.ja.trim().is_empty() || value.label.en.trim().is_empty() {
                self.report(&format!("{key}.label"), Finding::new("lint-empty-text"));
            }
        }
        for problem in Values::resolve(course, None, &[]).err().unwrap_or_default() {
            match problem {
                ValueProblem::TooLong { name, value, limit } => {
                    let finding = Finding::new("lint-name-too-long").arg("given", value).arg("limit", limit);
                    self.report(&format!("values.{name}.default"), finding);
                }
                ValueProblem::BadCharacters { name, value, .. } => {
                    let finding = Finding::new("lint-name-characters").arg("given", value);
                    self.report(&format!("values.{name}.default"), finding);
                }
                ValueProblem::Malformed { .. } | ValueProblem::Unknown { .. } | ValueProblem::Empty { .. } => {}
            }
        }
    }

    /// Every id is well-formed and stands for one thing only.
    fn ids(&mut self) {
        let course = self.course;
        let mut ids: Vec<(String, String, &str)> = vec![(String::new(), "id".to_owned(), &course.id)];
        for (s, step) in course.steps.iter().enumerate() {
            ids.push(("step".into(), format!("steps[{s}].id"), &step.id));
            for (c, check) in step.checks.iter().enumerate() {
                ids.push((format!("check {}", step.id), format!("steps[{s}].checks[{c}].id"), &check.id));
            }
            for (c, command) in step.commands.iter().enumerate() {
                ids.push(("command".into(), format!("steps[{s}].commands[{c}].id"), &command.id));
            }
        }
        for (c, command) in course.practice.start.iter().enumerate() {
            ids.push(("start".into(), format!("practice.start[{c}].id"), &command.id));
        }
        for (q, question) in course.quiz.iter().enumerate() {
            ids.push(("question".into(), format!("quiz[{q}].id"), &question.id));
        }
        let mut seen = BTreeSet::new();
        for (scope, key, id) in &ids {
            if !is_id(id) {
                self.report(key, Finding::new("lint-bad-id").arg("given", *id));
            }
            if !seen.insert((scope, id)) {
                self.report(key, Finding::new("lint-duplicate-id").arg("given", *id));
            }
        }
    }

    fn checks(&mut self) {
        let course = self.course;
        let plan = Plan::new(course);
        let all: Vec<String> = course.checks().map(|(_, id, _)| id).collect();
        let mut earlier: BTreeSet<&str> = BTreeSet::new();
        let mut at = all.iter();
        for (s, step) in course.steps.iter().enumerate() {
            self.text(&format!("steps[{s}].title"), &step.title);
            for (c, check) in step.checks.iter().enumerate() {
                let key = format!("steps[{s}].checks[{c}]");
                let Some(id) = at.next() else { return };
                self.text(&format!("{key}.title"), &check.title);
                let written = self.references(check, (id, &key), &all, &earlier);
                for need in plan.needs(id) {
                    if all.contains(need) && !earlier.contains(need.as_str()) && !written.contains(need) {
                        self.report(&format!("{key}.proves"), Finding::new("lint-later-provider").arg("check", need));
                    }
                }
                literals::check(&check.proves, &format!("{key}.proves"), self.source, self.problems);
                earlier.insert(id);
            }
        }
    }

    /// The references of one check. Returns the ids of checks that are written down in it.
    fn references(
        &mut self,
        check: &Check,
        (id, key): (&str, &str),
        all: &[String],
        earlier: &BTreeSet<&str>,
    ) -> BTreeSet<String> {
        let mut written = BTreeSet::new();
        let mut named: Vec<(String, String)> =
            check.needs.iter().enumerate().map(|(n, id)| (format!("{key}.needs[{n}]"), id.clone())).collect();
        let (kind, parameters) = parameters(&check.proves);
        let resource = parameters.iter().find(|(field, ..)| field == "resource").map(|(_, _, text)| text.clone());
        for (field, role, text) in parameters {
            let key = format!("{key}.proves.{field}");
            match role {
                Role::Value(wanted) => self.value(&key, &text, &kind_name(wanted)),
                Role::ValueOfResource => self.value(&key, &text, resource.as_deref().unwrap_or_default()),
                Role::Tag => {
                    self.known_value(&key, &text);
                }
                Role::Literal => {}
                Role::Pattern => self.pattern(&key, &text),
                Role::Checks => named.push((key, text)),
            }
        }
        let step = id.split_once('.').map_or(id, |(step, _)| step);
        if kind == "quiz" && !self.course.quiz.iter().any(|question| question.step() == step) {
            self.report(&format!("{key}.proves"), Finding::new("lint-quiz-without-questions"));
        }
        for (key, id) in named {
            if !all.contains(&id) {
                let known: Vec<&str> = all.iter().map(String::as_str).collect();
                self.report(&key, unlike("lint-unknown-check", &id, &known));
            } else if !earlier.contains(id.as_str()) {
                self.report(&key, Finding::new("lint-later-check").arg("given", &id));
            }
            written.insert(id);
        }
        written
    }

    fn known_value(&mut self, key: &str, name: &str) -> bool {
        let known = self.course.values.contains_key(name);
        if !known {
            let names: Vec<&str> = self.course.values.keys().map(String::as_str).collect();
            self.report(key, unlike("lint-unknown-value", name, &names));
        }
        known
    }

    fn value(&mut self, key: &str, name: &str, wanted: &str) {
        if !self.known_value(key, name) {
            return;
        }
        let found = kind_name(self.course.values[name].kind);
        if found != wanted {
            let finding =
                Finding::new("lint-value-kind").arg("given", name).arg("found", found).arg("expected", wanted);
            self.report(key, finding);
        }
    }

    /// A regular expression, or the value that holds one.
    fn pattern(&mut self, key: &str, text: &str) {
        let held = self.course.values.get(text).map(|value| value.default.as_str());
        let (key, pattern) = match held {
            Some(pattern) => (format!("values.{text}.default"), pattern),
            None => (key.to_owned(), text),
        };
        if regex_lite::Regex::new(pattern).is_err() {
            self.report(&key, Finding::new("lint-bad-pattern").arg("given", pattern));
        }
    }

    /// Arguments refer to values, and to what an earlier command captured.
    fn commands(&mut self) {
        let course = self.course;
        let mut captured: BTreeSet<String> = BTreeSet::new();
        for (s, step) in course.steps.iter().enumerate() {
            for (c, command) in step.commands.iter().enumerate() {
                let key = format!("steps[{s}].commands[{c}]");
                self.text(&format!("{key}.title"), &command.title);
                self.command(command, &key, &mut captured);
            }
        }
    }

    /// The practice account's start stands by itself: nothing was captured before it.
    fn practice(&mut self) {
        let course = self.course;
        for name in course.practice.values.keys() {
            self.known_value(&format!("practice.values.{name}"), name);
        }
        let mut captured: BTreeSet<String> = BTreeSet::new();
        for (c, command) in course.practice.start.iter().enumerate() {
            let key = format!("practice.start[{c}]");
            self.text(&format!("{key}.title"), &command.title);
            self.command(command, &key, &mut captured);
        }
    }

    /// The picture of the goal names values.
    fn goal(&mut self) {
        let mut names: BTreeSet<String> = BTreeSet::new();
        if let Some(goal) = &self.course.goal {
            let found = std::cell::RefCell::new(&mut names);
            let _ = goal.filled(|text| {
                let values = pieces(text).into_iter().filter_map(|piece| match piece {
                    Piece::Value(name) => Some(name.to_owned()),
                    Piece::Literal(_) | Piece::Captured(_) => None,
                });
                found.borrow_mut().extend(values);
                String::new()
            });
        }
        for name in names {
            self.known_value("goal", &name);
        }
    }

    fn command(&mut self, command: &Command, key: &str, captured: &mut BTreeSet<String>) {
        if let Some(file) = &command.file {
            self.arguments(&file.content, &format!("{key}.file.content"), None);
            captured.insert(file.base64.clone());
        }
        if command.run.is_empty() {
            self.report(&format!("{key}.run"), Finding::new("lint-empty-list"));
        }
        for (index, argument) in command.run.iter().enumerate() {
            let key = format!("{key}.run[{index}]");
            if !command.capture.is_empty() && (argument == "--query" || argument == "--output") {
                self.report(&key, Finding::new("lint-query-and-capture").arg("option", argument));
            }
            self.arguments(argument, &key, Some(captured));
        }
        for (name, query) in &command.capture {
            self.arguments(query, &format!("{key}.capture.{name}"), None);
        }
        for name in command.capture.keys().chain(command.file.as_ref().map(|file| &file.base64)) {
            if !is_name(name) {
                self.report(&format!("{key}.capture.{name}"), Finding::new("lint-bad-value-name").arg("given", name));
            }
        }
        for name in command.after.keys().filter(|name| !command.capture.contains_key(*name)) {
            self.report(&format!("{key}.after.{name}"), Finding::new("lint-not-captured").arg("given", name));
        }
        captured.extend(command.capture.keys().cloned());
    }

    /// `captured`: what may be referred to; `None` where captures mean nothing.
    fn arguments(&mut self, text: &str, key: &str, captured: Option<&BTreeSet<String>>) {
        for piece in pieces(text) {
            match (piece, captured) {
                (Piece::Value(name), _) => {
                    self.known_value(key, name);
                }
                (Piece::Captured(name), Some(captured)) if !captured.contains(name) => {
                    self.report(key, Finding::new("lint-not-captured").arg("given", name));
                }
                _ => {}
            }
        }
    }
}

/// A lower-case letter, then letters, digits and single hyphens.
fn is_id(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        && !text.ends_with('-')
        && !text.contains("--")
}

/// The form of every region's name so far: `us-east-1`, `us-gov-west-1`, `eusc-de-east-1`.
pub(crate) fn is_region(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let words = &parts[..parts.len().saturating_sub(1)];
    words.len() >= 2
        && words.iter().all(|word| word.len() >= 2 && word.chars().all(|c| c.is_ascii_lowercase()))
        && parts.last().is_some_and(|last| last.len() <= 2 && last.parse::<u8>().is_ok_and(|number| number > 0))
}

/// Kana or kanji.
fn is_japanese(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ff66}'..='\u{ff9d}' | '々')
}
