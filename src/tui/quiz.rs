//! The quiz of an open course: which question, what was chosen or written, and the score.

use std::collections::{BTreeMap, BTreeSet};

use super::field::Field;
use super::room::QUIZ;
use crate::course::Course;
use crate::course::model::{Question, QuestionForm};

/// Where the learner is in the quiz.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quiz {
    /// Which question is shown.
    pub question: usize,
    /// Which choice is under the cursor.
    pub cursor: usize,
    /// The text field has the keys.
    pub writing: bool,
    /// An answer was just handed in: what is said to it is brought into view, until the learner scrolls.
    pub reveal: bool,
    /// What was written for the why-question shown.
    pub field: Field,
    /// Choices marked (from 1), by question id.
    pub marked: BTreeMap<String, BTreeSet<usize>>,
    /// Questions whose answer has been handed in: their explanation is open.
    pub answered: BTreeSet<String>,
}

impl Quiz {
    /// The quiz as it was left: what is saved was handed in.
    #[must_use]
    pub fn restored(course: &Course, answers: &BTreeMap<String, String>) -> Self {
        let mut quiz = Self::default();
        for question in &course.quiz {
            let Some(answer) = answers.get(&question.id) else { continue };
            if question.form != QuestionForm::Why {
                let marks = answer.split(',').filter_map(|number| number.trim().parse().ok()).collect();
                quiz.marked.insert(question.id.clone(), marks);
            }
            quiz.answered.insert(question.id.clone());
        }
        quiz
    }

    /// A wrong answer to a question of a step that teaches can be given again. Returns whether it is open again.
    pub fn open_again(&mut self, question: &Question) -> bool {
        let again = question.step() != QUIZ && question.graded() && !self.right(question);
        if again {
            self.answered.remove(&question.id);
            self.marked.remove(&question.id);
        }
        again
    }

    /// The answer to a graded question as it is saved: `1,3`.
    #[must_use]
    pub fn marks(&self, id: &str) -> String {
        let marks = self.marked.get(id).into_iter().flatten();
        marks.map(usize::to_string).collect::<Vec<_>>().join(",")
    }

    /// Whether a graded question was answered rightly.
    #[must_use]
    pub fn right(&self, question: &Question) -> bool {
        let wanted: BTreeSet<usize> = question.answers.iter().copied().collect();
        self.answered.contains(&question.id) && self.marked.get(&question.id) == Some(&wanted)
    }

    /// The step's graded questions answered rightly, of how many.
    #[must_use]
    pub fn score(&self, course: &Course, step: &str) -> (usize, usize) {
        let graded: Vec<&Question> = course.quiz.iter().filter(|q| q.step() == step && q.graded()).collect();
        (graded.iter().filter(|question| self.right(question)).count(), graded.len())
    }

    /// Every question of the step has been answered.
    #[must_use]
    pub fn complete(&self, course: &Course, step: &str) -> bool {
        course.quiz.iter().filter(|q| q.step() == step).all(|question| self.answered.contains(&question.id))
    }
}
