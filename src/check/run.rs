//! Evaluates a course: which checks a selection needs, which facts they want, and their verdicts.
//!
//! Dependencies are derived: a check that uses a value depends on the first check that proves that the
//! value's resource exists. A check held by a missing thing is `blocked` and names the root; one held by
//! something that could not be seen is `inconclusive`; one held by a transition is `waiting`.

use std::collections::{BTreeMap, BTreeSet};

use super::proof::{Context, Proof};
use super::table::proof;
use super::verdict::{Finding, Status, Verdict};
use super::wait;
use crate::course::{Course, Values};
use crate::facts::Facts;
use crate::facts::want::{Want, Wants};
use crate::progress::Memory;

/// The checks of a course with what each depends on, in an order in which everything comes after what it
/// depends on (the course's own order; lint refuses a dependency on a later check).
#[derive(Clone, Debug)]
pub struct Plan {
    /// `(full id, ids it depends on)`.
    order: Vec<(String, Vec<String>)>,
}

impl Plan {
    #[must_use]
    pub fn new(course: &Course) -> Self {
        let mut provider: BTreeMap<&str, String> = BTreeMap::new();
        for (_, id, check) in course.checks() {
            for value in proof(&check.proves).provides() {
                provider.entry(value).or_insert_with(|| id.clone());
            }
        }
        let order = course
            .checks()
            .map(|(_, id, check)| {
                let kind = proof(&check.proves);
                let mut needs: Vec<String> = Vec::new();
                let derived = kind.uses().into_iter().filter_map(|value| provider.get(value).cloned());
                for need in derived.chain(check.needs.iter().cloned()).chain(kind.sums_up().iter().cloned()) {
                    if need != id && !needs.contains(&need) {
                        needs.push(need);
                    }
                }
                (id, needs)
            })
            .collect();
        Self { order }
    }

    /// What a check depends on.
    #[must_use]
    pub fn needs(&self, id: &str) -> &[String] {
        self.order.iter().find(|(check, _)| check == id).map_or(&[], |(_, needs)| needs)
    }

    /// The given checks and everything that they depend on.
    #[must_use]
    pub fn closure<'a>(&self, ids: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
        let mut wanted: BTreeSet<String> = BTreeSet::new();
        let mut open: Vec<String> = ids.into_iter().map(str::to_owned).collect();
        while let Some(id) = open.pop() {
            if wanted.insert(id.clone()) {
                open.extend(self.needs(&id).iter().cloned());
            }
        }
        wanted
    }
}

/// The full ids of the checks of these steps.
#[must_use]
pub fn checks_of(course: &Course, steps: &BTreeSet<String>) -> Vec<String> {
    course.checks().filter(|(step, _, _)| steps.contains(&step.id)).map(|(_, id, _)| id).collect()
}

/// The facts that these checks (full ids, dependencies included) look at.
#[must_use]
pub fn wants(course: &Course, values: &Values, ids: &BTreeSet<String>) -> Wants {
    let kinds = || course.checks().filter(|(_, id, _)| ids.contains(id)).map(|(_, _, check)| proof(&check.proves));
    let mut wants: Wants = kinds().flat_map(|kind| kind.wants(values)).collect();
    wants.insert(Want::Identity);
    if kinds().any(Proof::recorded) {
        // A record speaks only of the VPC in which it was made.
        wants.insert(Want::Vpcs);
    }
    wants
}

/// Judges these checks (full ids, dependencies included).
#[must_use]
pub fn judge(
    course: &Course,
    values: &Values,
    facts: &Facts,
    memory: &Memory,
    ids: &BTreeSet<String>,
) -> BTreeMap<String, Verdict> {
    let plan = Plan::new(course);
    let world = crate::progress::world(course, values, facts);
    let mut verdicts: BTreeMap<String, Verdict> = BTreeMap::new();
    for (_, id, check) in course.checks().filter(|(_, id, _)| ids.contains(id)) {
        let kind = proof(&check.proves);
        let context = Context { course, values, facts, memory, id: &id, earlier: &verdicts };
        let relied_on = |need: &&String| check.needs.contains(*need) || !provided_anyway(&context, need);
        let needs = plan.needs(&id).iter().filter(relied_on).collect::<Vec<_>>();
        let held = if kind.sums_up().is_empty() { held(&needs, &verdicts) } else { None };
        let mut verdict = held.unwrap_or_else(|| kind.judge(&context));
        if kind.recorded()
            && verdict.status != Status::Pass
            && kind.record_stands(&verdict)
            && let Some(kept) = world.as_ref().and_then(|world| memory.record_for(&id, world))
            && kind.record_speaks(&context, &kept)
        {
            verdict = kept;
        }
        wait::tell(facts, &mut verdict);
        verdicts.insert(id, verdict);
    }
    verdicts
}

/// An earlier check failed, and what it provides is there all the same.
fn provided_anyway(context: &Context<'_>, earlier: &str) -> bool {
    let failed = context.earlier.get(earlier).is_some_and(|verdict| verdict.status == Status::Fail);
    let mut checks = context.course.checks();
    failed && checks.any(|(_, id, check)| id == earlier && proof(&check.proves).provides_anyway(context))
}

/// The verdict of a check whose dependencies do not stand, if that is so.
fn held(needs: &[&String], verdicts: &BTreeMap<String, Verdict>) -> Option<Verdict> {
    let find = |wanted: &[Status]| {
        needs.iter().copied().find_map(|id| verdicts.get(id).filter(|v| wanted.contains(&v.status)).map(|v| (id, v)))
    };
    let hold = |status, finding, id: &String, cause: &Verdict| {
        let root = cause.held_by.clone().unwrap_or_else(|| id.clone());
        let mut verdict = Verdict::new(status, Finding::new(finding)).arg("check", root.as_str());
        verdict.held_by = Some(root);
        verdict.until = cause.until;
        verdict
    };
    if let Some((id, cause)) = find(&[Status::Fail, Status::Blocked]) {
        return Some(hold(Status::Blocked, "held-by-missing", id, cause));
    }
    if let Some((id, cause)) = find(&[Status::Inconclusive]) {
        return Some(hold(Status::Inconclusive, "held-by-unseen", id, cause));
    }
    find(&[Status::Waiting]).map(|(id, cause)| hold(Status::Waiting, "held-by-waiting", id, cause))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::Library;
    use crate::course::load::Files;

    #[test]
    fn whatever_can_be_recorded_asks_in_which_vpc() {
        let library = Library::load(&Files::new());
        let course = &library.get("ec-site").expect("the course").course;
        let values = Values::resolve(course, None, &[]).expect("the course's own names");
        for (_, id, check) in course.checks().filter(|(_, _, check)| proof(&check.proves).recorded()) {
            let ids = Plan::new(course).closure([id.as_str()]);
            assert!(wants(course, &values, &ids).contains(&Want::Vpcs), "{id}: {:?}", check.proves);
        }
    }

    #[test]
    fn a_wrong_setting_of_a_target_group_holds_nothing_back() {
        let library = Library::load(&Files::new());
        let plan = Plan::new(&library.get("ec-site").expect("the course").course);
        let on_settings = |id: &&(String, Vec<String>)| id.1.iter().any(|need| need == "asg.target-group-settings");
        let held: Vec<&str> = plan.order.iter().filter(on_settings).map(|(id, _)| id.as_str()).collect();
        assert_eq!(held, ["checklist.target-group"], "only the point that sums it up");
        assert!(plan.needs("asg.target-group-settings").contains(&"asg.target-group".to_owned()));
    }
}
