//! A course proves itself: it is taken in an account made for this alone, by its own commands, and every step is
//! looked at before and after, through the same connection and checks as a learner's.
//!
//! - A step that changes something does not pass before its commands and passes after them.
//! - A step that only observes passes on the finished account and not on one with a fault in it.
//! - A step whose proof needs visitors gets them.
//!
//! Practice time is skipped, so a whole course takes seconds.

pub(super) mod stage;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use stage::Stage;

use super::commands::CommandProblem;
use super::{prepare, visitors};
use crate::check::verdict::{Status, Verdict};
use crate::course::model::Step;
use crate::course::{Course, Values};
use crate::practice::{Options, Practice};
use crate::session::Session;
use crate::session::event::PracticeProblem;

/// Practice time until what a fault does has shown.
const AFTER_A_FAULT: Duration = Duration::from_mins(5);
/// How often a step that still waits is given more time.
const TURNS: u32 = 3;
/// AWS's code for what the practice account does not offer: it is no proof against the course.
const NOT_HERE: &str = "InvalidAction";

/// Why a step is not proved.
#[derive(Clone, Debug, PartialEq)]
pub enum Unproven {
    /// The starting account could not be built.
    Start(CommandProblem),
    /// A command of the step was not carried out.
    Command { step: String, problem: CommandProblem },
    /// All of its checks pass before anything has been done.
    PassesBefore { step: String },
    /// A check does not pass after the step's commands.
    NotAfter { step: String, check: String, status: Status },
    /// A check passed whatever was wrong.
    NeverFails { step: String, check: String },
}

impl Unproven {
    /// The step, unless it is the starting account.
    #[must_use]
    pub fn step(&self) -> Option<&str> {
        match self {
            Self::Start(_) => None,
            Self::Command { step, .. }
            | Self::PassesBefore { step }
            | Self::NotAfter { step, .. }
            | Self::NeverFails { step, .. } => Some(step),
        }
    }
}

/// Takes the course, step by step, and tells what is not proved. A course without a starting account is not taken.
///
/// # Errors
/// The account could not be served on this machine.
pub async fn prove(session: &Session, course: &Course, values: &Values) -> Result<Vec<Unproven>, PracticeProblem> {
    if course.practice.start.is_empty() {
        return Ok(Vec::new());
    }
    let clock = crate::clock::Clock::by_hand(session.options.clock.now());
    let practice = Practice::new(Options { default_vpcs: false, clock, ..Options::default() });
    let mut proof = Proof {
        stage: Stage::open(session, course, values, practice).await?,
        failed: BTreeSet::new(),
        unproven: Vec::new(),
    };
    proof.look().await;
    if let Err(problem) = prepare::prepare(proof.practice(), course, values, None) {
        return Ok(vec![Unproven::Start(problem)]);
    }
    for step in &course.steps {
        if !proof.step(step).await? {
            break;
        }
    }
    Ok(proof.unproven)
}

struct Proof<'a> {
    stage: Stage<'a>,
    /// Checks that were seen not to pass.
    failed: BTreeSet<String>,
    unproven: Vec<Unproven>,
}

impl Proof<'_> {
    fn practice(&self) -> &Practice {
        &self.stage.practice
    }

    async fn look(&mut self) -> BTreeMap<String, Verdict> {
        let seen = self.stage.look().await;
        let not = |verdict: &Verdict| matches!(verdict.status, Status::Fail | Status::Blocked | Status::Waiting);
        self.failed.extend(seen.iter().filter(|(_, verdict)| not(verdict)).map(|(id, _)| id.clone()));
        seen
    }

    /// One step; false when those after it cannot be judged.
    async fn step(&mut self, step: &Step) -> Result<bool, PracticeProblem> {
        let checks = Stage::checks(step);
        let before = self.look().await;
        if let Err(problem) = self.solve(step).await {
            let not_here = matches!(&problem, CommandProblem::Refused { code, .. } if code == NOT_HERE);
            if !not_here {
                self.unproven.push(Unproven::Command { step: step.id.clone(), problem });
            }
            return Ok(not_here);
        }
        let changes = !step.observation && step.commands.iter().any(|command| !command.reads);
        if changes && !checks.is_empty() && checks.iter().all(|id| passes(&before, id)) {
            self.unproven.push(Unproven::PassesBefore { step: step.id.clone() });
        }
        let after = self.settled(step, &checks).await;
        let unseen = after.values().any(|verdict| verdict.status == Status::Inconclusive);
        for id in checks.iter().filter(|id| !passes(&after, id)) {
            // What rests on something that the practice account does not show is not held against the course.
            if unseen && visitors::rests_on_history(self.stage.course, id) {
                continue;
            }
            let status = after.get(id).map_or(Status::Inconclusive, |verdict| verdict.status);
            self.unproven.push(Unproven::NotAfter { step: step.id.clone(), check: id.clone(), status });
        }
        if step.observation {
            self.faults(step, checks.into_iter().filter(|id| passes(&after, id)).collect()).await?;
        }
        Ok(true)
    }

    /// Runs the step's commands; where they come in parts, what each has done is looked at before the next.
    async fn solve(&mut self, step: &Step) -> Result<(), CommandProblem> {
        for part in 0..step.parts().len() {
            if part > 0 {
                self.practice().pass(AFTER_A_FAULT);
                self.look().await;
            }
            prepare::carry_out_part(self.practice(), self.stage.course, self.stage.values, &step.id, part)?;
        }
        Ok(())
    }

    /// Gives time, and visitors where they are needed, until the step's checks pass or no hope is left.
    async fn settled(&mut self, step: &Step, checks: &BTreeSet<String>) -> BTreeMap<String, Verdict> {
        let mut seen = self.look().await;
        for _ in 0..TURNS {
            let open: Vec<&String> = checks.iter().filter(|id| !passes(&seen, id)).collect();
            if open.is_empty() {
                break;
            }
            if visitors::wanted(self.stage.course, step) {
                visitors::come(self.practice(), self.stage.front.address(), &self.stage.course.region).await;
            }
            self.practice().pass(prepare::AFTER_A_STEP);
            seen = self.look().await;
        }
        seen
    }

    /// Puts one fault for each hop of a request into copies of the account until each of the checks has not passed.
    async fn faults(&mut self, step: &Step, mut checks: BTreeSet<String>) -> Result<(), PracticeProblem> {
        let mut hops = BTreeSet::new();
        let faults: Vec<&str> = Practice::faults().filter(|one| hops.insert(one.hop)).map(|one| one.id).collect();
        checks.retain(|id| !visitors::rests_on_history(self.stage.course, id));
        let finished = self.look().await;
        checks.retain(|id| finished.get(id).is_some_and(|verdict| verdict.status == Status::Pass));
        let region = self.stage.course.region.as_str();
        for fault in faults {
            if checks.is_empty() {
                return Ok(());
            }
            let Some(mut copy) = self.stage.copy().await? else { break };
            if copy.practice.break_with(region, &[fault], None).is_err() {
                continue;
            }
            copy.practice.pass(AFTER_A_FAULT);
            let seen = copy.look().await;
            checks.retain(|id| passes(&seen, id));
        }
        for check in checks.into_iter().filter(|id| !self.failed.contains(id)) {
            self.unproven.push(Unproven::NeverFails { step: step.id.clone(), check });
        }
        Ok(())
    }
}

/// Whether a check passes; one for the learner to confirm does not stand in the way.
fn passes(seen: &BTreeMap<String, Verdict>, id: &str) -> bool {
    seen.get(id).is_some_and(|verdict| matches!(verdict.status, Status::Pass | Status::Manual))
}
