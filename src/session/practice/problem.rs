//! What keeps a practice account from being there, as findings to be worded.

use super::commands::CommandProblem;
use super::proof::Unproven;
use crate::check::Finding;
use crate::check::verdict::Arg;
use crate::report;
use crate::session::event::PracticeProblem;

/// The finding for a problem.
#[must_use]
pub fn finding(problem: &PracticeProblem) -> Finding {
    match problem {
        PracticeProblem::CannotListen { address, reason } => {
            Finding::new("practice-cannot-listen").arg("address", address.as_str()).arg("reason", reason.as_str())
        }
        PracticeProblem::InUse { path } => Finding::new("practice-in-use").arg("path", path.as_str()),
        PracticeProblem::UnknownCourse { course } => {
            Finding::new("practice-unknown-course").arg("given", course.as_str())
        }
        PracticeProblem::Command(command) => of_command(command),
        PracticeProblem::NothingToBreak { fault, missing } => Finding::new("practice-nothing-to-break")
            .arg("fault", fault.as_str())
            .arg("missing", Arg::Message(format!("fault-part-{}", missing.to_lowercase().replace(' ', "-")))),
        PracticeProblem::BrokenOff => Finding::new("practice-broken-off"),
    }
}

fn of_command(problem: &CommandProblem) -> Finding {
    match problem {
        CommandProblem::Unreadable { command, .. } => {
            Finding::new("practice-command-unreadable").arg("command", command.as_str())
        }
        CommandProblem::Refused { command, code, message } => Finding::new("practice-command-refused")
            .arg("command", command.as_str())
            .arg("code", code.as_str())
            .arg("message", message.as_str()),
        CommandProblem::NothingCaptured { command, name } => Finding::new("practice-command-captured-nothing")
            .arg("command", command.as_str())
            .arg("name", name.as_str()),
        CommandProblem::NeverCame { command } => {
            Finding::new("practice-command-never-came").arg("command", command.as_str())
        }
    }
}

/// The finding for a step that a course does not prove.
#[must_use]
pub fn of_unproven(unproven: &Unproven) -> Finding {
    let finding = match unproven {
        Unproven::Start(problem) | Unproven::Command { problem, .. } => return of_command(problem),
        Unproven::PassesBefore { .. } => Finding::new("lint-unproven-before"),
        Unproven::NotAfter { check, status, .. } => Finding::new("lint-unproven-after")
            .arg("check", check.as_str())
            .arg("status", Arg::Message(report::status_key(*status).to_owned())),
        Unproven::NeverFails { check, .. } => Finding::new("lint-unproven-fault").arg("check", check.as_str()),
    };
    finding.arg("step", unproven.step().unwrap_or_default())
}
