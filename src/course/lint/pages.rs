//! The prose of both languages beside the course.

use std::collections::BTreeSet;

use super::Problem;
use super::schema::unlike;
use super::source::Source;
use crate::check::Finding;
use crate::course::load::Files;
use crate::course::model::{Course, Step};
use crate::course::page::{Page, Section, anchor, placeholder};
use crate::text::{Lang, nearest};

/// Sections that every step's page has.
const REQUIRED: [&str; 6] = [anchor::GOAL, anchor::WHY, anchor::CONSOLE, anchor::CLI, anchor::MISTAKES, anchor::HINTS];

/// Checks every page, and that there is one of every step in every language.
pub(super) fn check(course: &Course, source: &Source<'_>, files: &Files, problems: &mut Vec<Problem>) {
    for lang in Lang::ALL {
        for (index, step) in course.steps.iter().enumerate() {
            // A second step of the same id has no page of its own.
            if course.step(&step.id).is_some_and(|first| !std::ptr::eq(first, step)) {
                continue;
            }
            let file = format!("{}/{}.md", lang.code(), step.id);
            if let Some(text) = files.get(&file) {
                Sheet { course, step, file, text, problems }.check();
            } else {
                let finding = Finding::new("lint-no-page").arg("path", file);
                problems.push(source.key(&format!("steps[{index}].id"), finding));
            }
        }
        let folder = format!("{}/", lang.code());
        for (file, name) in
            files.keys().filter_map(|file| Some((file, file.strip_prefix(&folder)?.strip_suffix(".md")?)))
        {
            if course.step(name).is_none() {
                let steps: Vec<&str> = course.steps.iter().map(|step| step.id.as_str()).collect();
                problems.push(problem(file, 0, 0, unlike("lint-stray-page", name, &steps)));
            }
        }
    }
    super::quiz::editions(course, files, problems);
}

pub(super) fn problem(file: &str, line: usize, column: usize, finding: Finding) -> Problem {
    Problem { file: file.to_owned(), line, column, key: String::new(), finding }
}

/// One page.
struct Sheet<'a> {
    course: &'a Course,
    step: &'a Step,
    file: String,
    text: &'a str,
    problems: &'a mut Vec<Problem>,
}

impl Sheet<'_> {
    fn report(&mut self, line: usize, column: usize, finding: Finding) {
        self.problems.push(problem(&self.file, line, column, finding));
    }

    fn check(mut self) {
        let page = Page::parse(self.text);
        if self.step.id == "quiz" {
            super::quiz::page(self.course, &self.file, &page, self.problems);
        } else {
            self.sections(&page);
        }
        self.placeholders();
        self.commands(&page);
    }

    fn sections(&mut self, page: &Page) {
        let mut seen = BTreeSet::new();
        let mut meant = Vec::new();
        for section in &page.sections {
            if section.anchor.is_empty() {
                self.report(section.line, 1, Finding::new("lint-no-anchor").arg("title", heading(section)));
            } else if !anchor::ALL.contains(&section.anchor.as_str()) {
                meant.extend(nearest(&section.anchor, anchor::ALL.into_iter()));
                self.report(section.line, 1, unlike("lint-unknown-anchor", &section.anchor, &anchor::ALL));
            } else if !seen.insert(section.anchor.clone()) {
                self.report(section.line, 1, Finding::new("lint-duplicate-anchor").arg("given", &section.anchor));
            } else if section.blocks.is_empty() {
                self.report(section.line, 1, Finding::new("lint-empty-section").arg("given", &section.anchor));
            }
        }
        for wanted in REQUIRED {
            if page.section(wanted).is_none() && !meant.iter().any(|meant| meant == wanted) {
                self.report(0, 0, Finding::new("lint-missing-section").arg("anchor", wanted));
            }
        }
        if let Some(section) = page.section(anchor::HINTS)
            && page.hints().is_empty()
            && !section.blocks.is_empty()
        {
            self.report(section.line, 1, Finding::new("lint-hints-without-list"));
        }
    }

    /// Every `{{…}}` names something that there is.
    fn placeholders(&mut self) {
        let values: Vec<&str> = self.course.values.keys().map(String::as_str).collect();
        let commands: Vec<&str> = self.step.commands.iter().map(|command| command.id.as_str()).collect();
        for (index, line) in self.text.lines().enumerate() {
            for found in placeholder::find(line) {
                let column = line[..found.range.start].chars().count() + 1;
                let finding = match found.kind {
                    "value" if values.contains(&found.name) => continue,
                    "value" => unlike("lint-unknown-value", found.name, &values),
                    "command" if !commands.contains(&found.name) => {
                        unlike("lint-unknown-command", found.name, &commands)
                    }
                    "command" if placeholder::only_commands(line).is_none() => {
                        Finding::new("lint-command-not-alone").arg("given", found.name)
                    }
                    "command" => continue,
                    other => unlike("lint-unknown-placeholder", other, &["value", "command"]),
                };
                self.report(index + 1, column, finding);
            }
        }
    }

    /// Every command of the step is shown on its page.
    fn commands(&mut self, page: &Page) {
        let shown: BTreeSet<&str> = page.commands().into_iter().map(|(id, _)| id).collect();
        let missing: Vec<&str> =
            self.step.commands.iter().map(|command| command.id.as_str()).filter(|id| !shown.contains(id)).collect();
        for id in missing {
            self.report(0, 0, Finding::new("lint-command-not-shown").arg("given", id));
        }
    }
}

/// The text of a heading.
pub(super) fn heading(section: &Section) -> String {
    section.title.iter().map(|run| run.text.as_str()).collect()
}
