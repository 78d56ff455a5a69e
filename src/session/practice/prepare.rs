//! A practice account made ready for a course: its starting account, and every step before a given one done.

use std::time::Duration;

use super::commands::{CommandProblem, Desk};
use crate::course::{Course, Values};
use crate::practice::Practice;

/// Practice time that passes after a step's commands, so that what they set going has arrived when the next step
/// begins: an instance boots, deploys and passes its health checks well within it.
pub(super) const AFTER_A_STEP: Duration = Duration::from_mins(10);

/// Builds the course's starting account, then carries out every step before `at` (none when `at` is `None` or the
/// first step). The account should be empty.
///
/// # Errors
/// The first command that could not be carried out.
pub fn prepare(practice: &Practice, course: &Course, values: &Values, at: Option<&str>) -> Result<(), CommandProblem> {
    let mut desk = Desk::new(practice, &course.region, values);
    for command in &course.practice.start {
        desk.run(command)?;
    }
    let before = at.and_then(|at| course.steps.iter().position(|step| step.id == at)).unwrap_or(0);
    for step in &course.steps[..before] {
        carry_out(practice, course, values, &step.id)?;
        if step.commands.iter().any(|command| !command.reads) {
            practice.pass(AFTER_A_STEP);
        }
    }
    Ok(())
}

/// Runs the commands of one step, in order: its solution.
///
/// # Errors
/// The first command that could not be carried out; what was done before it stays.
pub fn carry_out(practice: &Practice, course: &Course, values: &Values, step: &str) -> Result<(), CommandProblem> {
    let Some(step) = course.steps.iter().find(|one| one.id == step) else { return Ok(()) };
    let mut desk = Desk::new(practice, &course.region, values);
    step.commands.iter().try_for_each(|command| desk.run(command))
}

/// Runs one part of a step's commands (see [`Step::parts`](crate::course::model::Step::parts)).
///
/// # Errors
/// As [`carry_out`].
pub fn carry_out_part(
    practice: &Practice,
    course: &Course,
    values: &Values,
    step: &str,
    part: usize,
) -> Result<(), CommandProblem> {
    let Some(step) = course.steps.iter().find(|one| one.id == step) else { return Ok(()) };
    let mut desk = Desk::new(practice, &course.region, values);
    step.parts().get(part).into_iter().copied().flatten().try_for_each(|command| desk.run(command))
}
