//! A roster before a class begins: can each account be reached, who would get into whose way, which limits are near.

use std::collections::BTreeMap;

use futures_util::stream::{self, StreamExt as _};

use super::doctor::{Item, State};
use super::event::AccountChoice;
use super::grade::{Pace, by_access, together};
use super::observe;
use super::options::Session;
use crate::check::Finding;
use crate::collect::Transport;
use crate::course::Course;
use crate::facts::want::{ResourceKind, Want, Wants};
use crate::facts::{Facts, Gap};
use crate::grade::class::Holdings;
use crate::grade::{Access, Roster, class};

/// Accounts asked at once: one short question each.
const AT_ONCE: usize = 32;

/// Examines a roster.
pub async fn foresee(session: &Session, caller: &AccountChoice, course: &Course, roster: &Roster) -> Vec<Item> {
    let transport = Transport::default();
    let groups = by_access(roster, &std::collections::BTreeSet::new());
    let asked = stream::iter(groups).map(|(access, learners)| {
        let transport = &transport;
        // What an account holds matters where many are to work in it.
        let wants = if learners.len() > 1 { shared() } else { Wants::from([Want::Identity]) };
        async move { (learners, facts(session, caller, course, &access, transport, &wants).await) }
    });
    let answers: Vec<_> = asked.buffered(AT_ONCE).collect().await;
    let mut items = Vec::new();
    let mut seen: Vec<Option<(String, String)>> = vec![None; roster.learners.len()];
    let mut held: BTreeMap<usize, Holdings> = BTreeMap::new();
    for (learners, answer) in answers {
        let named = |finding: Finding| {
            let ids = learners.iter().map(|place| roster.learners[*place].id.clone());
            finding.arg_some("learners", ids, learners.len())
        };
        match answer {
            Ok((account, facts)) => {
                let finding = named(Finding::new("class-account-good").arg("account", &account));
                items.push(Item { state: State::Good, finding });
                learners.iter().for_each(|place| seen[*place] = Some((account.clone(), facts.region.clone())));
                held.extend(learners.first().map(|place| (*place, holdings(&facts))));
            }
            Err(finding) => items.push(Item { state: State::Bad, finding: named(finding) }),
        }
    }
    let together = together(roster, &seen);
    let clashes = class::clashes(course, roster, &together);
    if clashes.is_empty() {
        let finding = Finding::new("class-good").arg("learners", roster.learners.len());
        items.push(Item { state: State::Good, finding });
    }
    items.extend(clashes.into_iter().map(|finding| Item { state: State::Bad, finding }));
    let limits = class::limits(course, roster, &together, &held);
    items.extend(limits.into_iter().map(|finding| Item { state: State::Note, finding }));
    items
}

/// What is asked of an account that several are to work in: what AWS limits by the region.
fn shared() -> Wants {
    Wants::from([Want::Identity, Want::LoadBalancers, Want::TargetGroups, Want::AutoScalingGroups])
}

/// What was seen; a list that was not counts for nothing.
fn holdings(facts: &Facts) -> Holdings {
    let balancers = facts.load_balancers.value().into_iter().flatten();
    let balancers = balancers.map(|one| (ResourceKind::LoadBalancer, one.name.clone()));
    let targets = facts.target_groups.value().into_iter().flatten();
    let targets = targets.map(|one| (ResourceKind::TargetGroup, one.name.clone()));
    let groups = facts.auto_scaling_groups.value().into_iter().flatten();
    let groups = groups.map(|one| (ResourceKind::AutoScalingGroup, one.name.clone()));
    balancers.chain(targets).chain(groups).collect()
}

/// The account behind an access and what was seen of it, or why it cannot be told.
async fn facts(
    session: &Session,
    caller: &AccountChoice,
    course: &Course,
    access: &Access,
    transport: &Transport,
    wants: &Wants,
) -> Result<(String, Facts), Finding> {
    let calls = Pace::default().calls;
    let connection = observe::open_access(session, access, caller, &course.region, transport, calls)
        .await
        .map_err(|problem| bad(&super::problem::gap(&problem)))?;
    let by = session.options.clock.moment() + session.options.timeout;
    let facts = connection.observe(wants, by, &|_, _| {}).await;
    match facts.identity.get("sts:GetCallerIdentity") {
        Ok((identity, _)) => Ok((identity.account.clone(), facts)),
        Err(gap) => Err(bad(&gap)),
    }
}

fn bad(gap: &Gap) -> Finding {
    let code = gap.code.as_deref().unwrap_or("-");
    Finding::new("class-account-bad").arg("code", format!("{} {code}", gap.action))
}
