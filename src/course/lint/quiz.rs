//! The quiz: answers in `course.toml` beside questions and choices in `quiz.md`.

use std::collections::BTreeSet;

use super::Problem;
use super::pages::{heading, problem};
use super::schema::unlike;
use super::source::Source;
use crate::check::Finding;
use crate::course::load::Files;
use crate::course::model::{Course, Question, QuestionForm};
use crate::course::page::{Block, Page, anchor};
use crate::text::{Lang, nearest};

/// Whether the answers fit the form of their question.
pub(super) fn answers(course: &Course, source: &Source<'_>, problems: &mut Vec<Problem>) {
    for (index, question) in course.quiz.iter().enumerate() {
        if course.step(question.step()).is_none() {
            let steps: Vec<&str> = course.steps.iter().map(|step| step.id.as_str()).collect();
            problems
                .push(source.key(&format!("quiz[{index}].step"), unlike("lint-unknown-step", question.step(), &steps)));
        }
        let given = &question.answers;
        let finding = match question.form {
            QuestionForm::Why if !given.is_empty() => "lint-why-with-answers",
            QuestionForm::Single if given.len() != 1 => "lint-single-answer",
            QuestionForm::Multiple if given.is_empty() => "lint-no-answers",
            _ if given.iter().collect::<BTreeSet<_>>().len() != given.len() => "lint-duplicate-answer",
            _ => continue,
        };
        problems
            .push(source.key(&format!("quiz[{index}].answers"), Finding::new(finding).arg("question", &question.id)));
    }
}

/// The number of a choice that an explanation calls right. Choices are shown in another order to every learner.
fn names_a_number(block: &Block) -> Option<String> {
    let Block::Paragraph(inlines) = block else { return None };
    let text: String = inlines.iter().filter(|inline| !inline.style.code).map(|inline| inline.text.as_str()).collect();
    let named = [
        r"正解は\s*([1-9１-９])\s*(?:番|です|と|、|。)",
        r"(?i)\b([1-9])(?:,? and [1-9])? (?:is|are) (?:right|correct)",
        r"(?i)answers? (?:is|are) ([1-9])(?:[.,;:]| and )",
    ];
    named.iter().find_map(|pattern| Some(regex_lite::Regex::new(pattern).ok()?.captures(&text)?[1].to_owned()))
}

fn graded(question: &Question) -> bool {
    question.form != QuestionForm::Why
}

/// One edition of `quiz.md`: a section for every question, with its choices and its answer.
pub(super) fn page(course: &Course, file: &str, page: &Page, problems: &mut Vec<Problem>) {
    let mut report = |line, finding| problems.push(problem(file, line, usize::from(line > 0), finding));
    let ids: Vec<&str> = course.quiz.iter().map(|question| question.id.as_str()).collect();
    let mut seen = BTreeSet::new();
    let mut meant = Vec::new();
    for section in &page.sections {
        let name = section.anchor.as_str();
        if name.is_empty() {
            report(section.line, Finding::new("lint-no-anchor").arg("title", heading(section)));
        } else if !ids.contains(&name) && !anchor::ALL.contains(&name) {
            meant.extend(nearest(name, ids.iter().copied()));
            report(section.line, unlike("lint-unknown-question", name, &ids));
        } else if !seen.insert(name) {
            report(section.line, Finding::new("lint-duplicate-anchor").arg("given", name));
        }
    }
    for question in &course.quiz {
        let Some(section) = page.section(&question.id) else {
            if !meant.contains(&question.id) {
                report(0, Finding::new("lint-no-question").arg("question", &question.id));
            }
            continue;
        };
        let text = section.question(graded(question));
        if text.answer.is_empty() {
            report(section.line, Finding::new("lint-no-answer-section").arg("question", &question.id));
        }
        if let Some(number) = text.answer.iter().find_map(names_a_number).filter(|_| graded(question)) {
            let finding = Finding::new("lint-answer-by-number").arg("question", &question.id);
            report(section.line, finding.arg("number", number));
        }
        if graded(question) {
            let choices = text.choices.len();
            if choices < 2 {
                report(section.line, Finding::new("lint-no-choices").arg("question", &question.id));
            } else if let Some(beyond) = question.answers.iter().find(|answer| **answer == 0 || **answer > choices) {
                let finding = Finding::new("lint-answer-beyond-choices");
                report(section.line, finding.arg("answer", *beyond).arg("choices", choices));
            }
        }
    }
}

/// The editions offer the same number of choices.
pub(super) fn editions(course: &Course, files: &Files, problems: &mut Vec<Problem>) {
    let read = |lang: Lang| files.get(&format!("{}/quiz.md", lang.code())).map(|text| Page::parse(text));
    let (Some(ja), Some(en)) = (read(Lang::Ja), read(Lang::En)) else { return };
    for question in course.quiz.iter().filter(|question| graded(question)) {
        let (Some(ja), Some(en)) = (ja.section(&question.id), en.section(&question.id)) else { continue };
        let (here, there) = (en.question(true).choices.len(), ja.question(true).choices.len());
        if here != there && here > 1 && there > 1 {
            let finding = Finding::new("lint-choices-differ").arg("question", &question.id);
            problems.push(problem("en/quiz.md", en.line, 1, finding.arg("en", here).arg("ja", there)));
        }
    }
}
