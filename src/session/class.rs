//! A roster before a class begins: can each account be reached, who would get into whose way, which limits are near.

use futures_util::stream::{self, StreamExt as _};

use super::doctor::{Item, State};
use super::event::AccountChoice;
use super::grade::{Pace, by_access, together};
use super::observe;
use super::options::Session;
use crate::check::Finding;
use crate::collect::Transport;
use crate::course::Course;
use crate::facts::{Gap, Section};
use crate::grade::{Access, Roster, class};

/// Accounts asked at once: one short question each.
const AT_ONCE: usize = 32;

/// Examines a roster.
pub async fn foresee(session: &Session, caller: &AccountChoice, course: &Course, roster: &Roster) -> Vec<Item> {
    let transport = Transport::default();
    let groups = by_access(roster, &std::collections::BTreeSet::new());
    let asked = stream::iter(groups).map(|(access, learners)| {
        let transport = &transport;
        async move { (learners, who(session, caller, course, &access, transport).await) }
    });
    let answers: Vec<_> = asked.buffered(AT_ONCE).collect().await;
    let mut items = Vec::new();
    let mut seen: Vec<Option<(String, String)>> = vec![None; roster.learners.len()];
    for (learners, answer) in answers {
        let named = |finding: Finding| {
            let ids = learners.iter().map(|place| roster.learners[*place].id.clone());
            finding.arg_some("learners", ids, learners.len())
        };
        match answer {
            Ok((account, region)) => {
                let finding = named(Finding::new("class-account-good").arg("account", &account));
                items.push(Item { state: State::Good, finding });
                learners.iter().for_each(|place| seen[*place] = Some((account.clone(), region.clone())));
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
    let limits = class::limits(course, roster, &together);
    items.extend(limits.into_iter().map(|finding| Item { state: State::Note, finding }));
    items
}

/// The account and region behind an access, or why they cannot be told.
async fn who(
    session: &Session,
    caller: &AccountChoice,
    course: &Course,
    access: &Access,
    transport: &Transport,
) -> Result<(String, String), Finding> {
    let calls = Pace::default().calls;
    let connection = observe::open_access(session, access, caller, &course.region, transport, calls)
        .await
        .map_err(|problem| bad(&super::problem::gap(&problem)))?;
    match connection.identity().await {
        Section::Seen { value, .. } => Ok((value.account, connection.region().to_owned())),
        Section::Gap { gap } => Err(bad(&gap)),
        Section::NotAsked => Err(bad(&Gap::not_asked("sts:GetCallerIdentity"))),
    }
}

fn bad(gap: &Gap) -> Finding {
    let code = gap.code.as_deref().unwrap_or("-");
    Finding::new("class-account-bad").arg("code", format!("{} {code}", gap.action))
}
