//! What a document means to the caller: the exit statuses of the contract, as a pure function.

use super::document::Summary;

/// How a command ended. The number is the process's exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Every automatic check passes; or the command did what was asked.
    Good,
    /// At least one check fails.
    Failed,
    /// What was typed is wrong, or a course is broken.
    Misused,
    /// Nothing fails, but something could not be determined, is blocked or is still waiting.
    Undetermined,
}

impl Outcome {
    #[must_use]
    pub const fn status(self) -> u8 {
        match self {
            Self::Good => 0,
            Self::Failed => 1,
            Self::Misused => 2,
            Self::Undetermined => 3,
        }
    }

    /// The outcome of a verification. What only the learner can say holds nothing back.
    #[must_use]
    pub const fn of(summary: &Summary) -> Self {
        if summary.fail > 0 {
            Self::Failed
        } else if summary.inconclusive > 0 || summary.blocked > 0 || summary.waiting > 0 {
            Self::Undetermined
        } else {
            Self::Good
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_exit_statuses() {
        let none = Summary::default();
        let table = [
            (none, 0),
            (Summary { pass: 30, ..none }, 0),
            (Summary { pass: 30, manual: 2, ..none }, 0),
            (Summary { pass: 1, fail: 1, inconclusive: 1, blocked: 1, waiting: 1, manual: 1 }, 1),
            (Summary { fail: 1, ..none }, 1),
            (Summary { pass: 9, inconclusive: 1, ..none }, 3),
            (Summary { pass: 9, blocked: 1, ..none }, 3),
            (Summary { pass: 9, waiting: 1, ..none }, 3),
        ];
        for (summary, status) in table {
            assert_eq!(Outcome::of(&summary).status(), status, "{summary:?}");
        }
        assert_eq!(Outcome::Misused.status(), 2);
    }
}
