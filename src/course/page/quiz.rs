//! The questions of `quiz.md`.
//!
//! One level-2 section a question, its anchor the question's id. Graded ones list their choices as an
//! ordered list. The model answer or explanation follows a level-3 heading `{#<id>-answer}`.

use super::{Block, Inline, Section};

/// One question as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuestionText<'a> {
    pub id: &'a str,
    pub title: &'a [Inline],
    /// What is asked, without the choices of a graded question.
    pub prompt: Vec<&'a Block>,
    /// The choices of a graded question, numbered from 1 by `course.toml`.
    pub choices: Vec<&'a [Block]>,
    /// The model answer or explanation; empty when the author gave none (lint refuses that).
    pub answer: &'a [Block],
}

/// The anchor of a question's answer.
#[must_use]
pub fn answer_anchor(id: &str) -> String {
    format!("{id}-answer")
}

impl Section {
    /// Reads the section as a question. `graded`: its last ordered list holds the choices.
    #[must_use]
    pub fn question(&self, graded: bool) -> QuestionText<'_> {
        let expected = answer_anchor(&self.anchor);
        let split =
            self.blocks.iter().position(|block| matches!(block, Block::Heading { anchor, .. } if *anchor == expected));
        let (asked, answer) = match split {
            Some(at) => (&self.blocks[..at], &self.blocks[at + 1..]),
            None => (&self.blocks[..], &[][..]),
        };
        let is_choices = |block: &&Block| matches!(block, Block::List { start: Some(_), .. });
        let list = if graded { asked.iter().rev().find(is_choices) } else { None };
        let choices = match list {
            Some(Block::List { items, .. }) => items.iter().map(Vec::as_slice).collect(),
            _ => Vec::new(),
        };
        let prompt = asked.iter().filter(|block| !list.is_some_and(|list| std::ptr::eq(*block, list))).collect();
        QuestionText { id: &self.anchor, title: &self.title, prompt, choices, answer }
    }
}
