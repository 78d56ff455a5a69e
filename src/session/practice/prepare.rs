//! A practice account made ready for a course: its starting account, and every step before a given one done.

use std::net::SocketAddr;
use std::time::Duration;

use super::commands::{CommandProblem, Desk};
use super::visitors;
use crate::course::model::Step;
use crate::course::{Course, Values};
use crate::practice::Practice;
use crate::session::event::PracticeProblem;

/// Practice time that passes after a step's commands, so that what they set going has arrived when the next step
/// begins: an instance boots, deploys and passes its health checks well within it.
pub(super) const AFTER_A_STEP: Duration = Duration::from_mins(10);

/// Builds the course's starting account, then carries out every step before `at` (none when `at` is `None` or the
/// first step); what a step needs visitors for has been visited, through the account's own door. The account should
/// be empty.
///
/// # Errors
/// The first command that could not be carried out.
pub async fn open(
    practice: &Practice,
    door: SocketAddr,
    course: &Course,
    values: &Values,
    at: Option<&str>,
) -> Result<(), PracticeProblem> {
    let (mut rest, mut first) = (before(course, at), true);
    while first || !rest.is_empty() {
        // As many steps in one go as need no visitors in between.
        let count = rest.iter().position(|step| visitors::wanted(course, step)).map_or(rest.len(), |at| at + 1);
        let (now, later) = rest.split_at(count);
        let ids: Vec<String> = now.iter().map(|step| step.id.clone()).collect();
        let (account, own, names) = (practice.clone(), course.clone(), values.clone());
        let begins = std::mem::take(&mut first);
        blocking(move || {
            if begins {
                start(&account, &own, &names)?;
            }
            ids.iter().try_for_each(|id| done(&account, &own, &names, id))
        })
        .await?;
        if now.last().is_some_and(|step| visitors::wanted(course, step)) {
            visitors::come(practice, door, &course.region).await;
            practice.pass(AFTER_A_STEP);
        }
        rest = later;
    }
    Ok(())
}

/// As [`open`], but nobody visits.
///
/// # Errors
/// The first command that could not be carried out.
pub fn prepare(practice: &Practice, course: &Course, values: &Values, at: Option<&str>) -> Result<(), CommandProblem> {
    start(practice, course, values)?;
    before(course, at).iter().try_for_each(|step| done(practice, course, values, &step.id))
}

fn before<'a>(course: &'a Course, at: Option<&str>) -> &'a [Step] {
    let count = at.and_then(|at| course.steps.iter().position(|step| step.id == at)).unwrap_or(0);
    &course.steps[..count]
}

fn start(practice: &Practice, course: &Course, values: &Values) -> Result<(), CommandProblem> {
    let mut desk = Desk::new(practice, &course.region, values);
    course.practice.start.iter().try_for_each(|command| desk.run(command))
}

/// A step, and the time that what it changes takes.
fn done(practice: &Practice, course: &Course, values: &Values, id: &str) -> Result<(), CommandProblem> {
    carry_out(practice, course, values, id)?;
    let step = course.steps.iter().find(|step| step.id == id);
    if step.is_some_and(|step| step.commands.iter().any(|command| !command.reads)) {
        practice.pass(AFTER_A_STEP);
    }
    Ok(())
}

/// Commands compute (and let practice time pass); they are kept off the threads that wait for sockets.
pub(super) async fn blocking(
    work: impl FnOnce() -> Result<(), CommandProblem> + Send + 'static,
) -> Result<(), PracticeProblem> {
    match tokio::task::spawn_blocking(work).await {
        Ok(outcome) => outcome.map_err(PracticeProblem::Command),
        Err(_) => Err(PracticeProblem::BrokenOff),
    }
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
