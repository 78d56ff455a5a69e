//! One request's way: every hop in order, each judged by its own facts.

use std::collections::BTreeMap;

use super::aim::Aim;
use super::{Crossing, Explanation, Hop, Standing, entrance, forward, servers};
use crate::check::Context;
use crate::check::find;
use crate::check::verdict::{Finding, Status, Verdict};
use crate::course::{Course, Values};
use crate::facts::balancing::{Action, LoadBalancer, TargetGroup};
use crate::facts::reachability::HttpObservation;
use crate::facts::{Facts, Gap};
use crate::progress::Memory;

impl Crossing {
    pub(super) fn new(hop: Hop, resource: &str, standing: Standing, seen: Finding) -> Self {
        Self { hop, resource: resource.to_owned(), standing, seen, commands: Vec::new(), affected: Vec::new() }
    }

    pub(super) fn sound(hop: Hop, resource: &str, seen: Finding) -> Self {
        Self::new(hop, resource, Standing::Sound, seen)
    }

    pub(super) fn broken(hop: Hop, resource: &str, seen: Finding) -> Self {
        Self::new(hop, resource, Standing::Broken, seen)
    }

    pub(super) fn unseen(hop: Hop, resource: &str, seen: Finding) -> Self {
        Self::new(hop, resource, Standing::Unseen, seen)
    }

    /// A part of the account that could not be seen.
    pub(super) fn gap(hop: Hop, resource: &str, gap: &Gap) -> Self {
        Self::unseen(hop, resource, Verdict::unseen(gap).finding)
    }

    /// Nothing can be said yet.
    pub(super) fn beyond(hop: Hop) -> Self {
        Self::new(hop, "", Standing::Beyond, Finding::new("explain-beyond"))
    }

    pub(super) fn command(mut self, command: Vec<String>) -> Self {
        self.commands.push(command);
        self
    }
}

/// What the hops behind the load balancer's name are judged with.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    pub(super) cx: Context<'a>,
    pub(super) aim: &'a Aim,
    pub(super) lb: &'a LoadBalancer,
}

impl<'a> Scene<'a> {
    pub(super) const fn facts(&self) -> &'a Facts {
        self.cx.facts
    }

    /// What was answered at the request's URL.
    pub(super) fn answer(&self) -> Option<&'a HttpObservation> {
        let url = self.aim.url()?.replace("{dns}", self.lb.dns_name.as_deref()?);
        self.facts().http.get(&url)?.value()
    }

    /// Something was answered that a load balancer does not say by itself: the servers and it understand each other.
    pub(super) fn understood(&self) -> bool {
        matches!(self.answer(), Some(HttpObservation::Answered { status, .. }) if !matches!(*status, 502..=504))
    }

    /// The wanted page was answered: somebody's request went all the way.
    pub(super) fn arrived(&self) -> bool {
        matches!(self.answer(), Some(HttpObservation::Answered { status, contains, .. })
            if self.aim.status.map_or(*status < 400, |wanted| *status == wanted)
                && contains.iter().all(|(_, found)| *found))
    }
}

/// Walks all hops.
pub(super) fn walk(course: &Course, values: &Values, facts: &Facts, aim: &Aim) -> Explanation {
    let (memory, earlier) = (Memory::default(), BTreeMap::new());
    let cx = Context { course, values, facts, memory: &memory, id: "explain", earlier: &earlier };
    let mut way = Explanation { door: format!("{}:{}", aim.protocol, aim.port), path: Vec::new(), targets: Vec::new() };
    match find::load_balancer(&cx, &aim.load_balancer) {
        Ok(lb) => {
            let listeners = facts.listeners.get(&lb.arn).and_then(|section| section.value());
            let there = aim.at_a_listener(listeners.map_or(&[], Vec::as_slice));
            // A listener at a port that the groups keep closed, while they open the usual one: it is the listener
            // that stands at the wrong port.
            let open = |port| entrance::is_open(facts, lb.item, port);
            let same = there.protocol == aim.protocol && there.port != aim.port;
            let misplaced = same && open(aim.port) && !open(there.port);
            let aim = if misplaced { aim.clone() } else { there };
            way.door = format!("{}:{}", aim.protocol, aim.port);
            behind_name(Scene { cx, aim: &aim, lb: lb.item }, &mut way);
        }
        Err(verdict) => {
            way.path.push(entrance::no_load_balancer(&cx, aim, &verdict));
            way.path.extend(Hop::ALL.into_iter().skip(1).map(Crossing::beyond));
        }
    }
    way
}

fn behind_name(scene: Scene<'_>, way: &mut Explanation) {
    way.path.push(entrance::dns(scene));
    way.path.push(entrance::state(scene));
    way.path.push(entrance::subnets(scene));
    way.path.push(entrance::groups(scene));
    let named = scene.aim.target_group.as_ref().map(|key| find::target_group(&scene.cx, key));
    let wanted = named.as_ref().and_then(|named| named.as_ref().ok()).map(|found| found.item);
    let followed = forward::follow(scene, wanted);
    way.path.push(followed.listener);
    way.path.push(followed.rule);
    let target_group = wanted.or_else(|| listed(scene.facts(), followed.target_group.as_deref()));
    match (target_group, named) {
        (Some(tg), _) => servers::walk(scene, tg, way),
        (None, Some(Err(verdict))) => nothing_behind(way, forward::no_target_group(scene, &verdict)),
        (None, _) => nothing_behind(way, Crossing::beyond(Hop::TargetGroup)),
    }
}

fn listed<'a>(facts: &'a Facts, arn: Option<&str>) -> Option<&'a TargetGroup> {
    let arn = arn?;
    facts.target_groups.value()?.iter().find(|tg| tg.arn == arn)
}

fn nothing_behind(way: &mut Explanation, target_group: Crossing) {
    way.path.push(target_group);
    let rest = Hop::ALL.into_iter().filter(|hop| *hop > Hop::TargetGroup);
    way.path.extend(rest.map(Crossing::beyond));
}

/// Whether a lookup failed because the thing is not there (and not because it could not be told). What another
/// answer speaks of is no absence but a contradiction.
pub(super) fn is_absent(facts: &Facts, verdict: &Verdict, name: &str) -> bool {
    let not_found = verdict.status == Status::Fail || verdict.finding.id == "contradiction-not-found";
    let groups = facts.target_groups.value().into_iter().flatten().flat_map(|tg| &tg.load_balancer_arns);
    let attached = facts.auto_scaling_groups.value().into_iter().flatten().flat_map(|group| &group.target_group_arns);
    let listeners = facts.listeners.values().filter_map(|section| section.value()).flatten();
    let forwarded = listeners.flat_map(|listener| &listener.default_actions).flat_map(Action::target_groups);
    let names = |arn: &String| arn == name || arn.split('/').any(|part| part == name);
    not_found && !groups.chain(attached).chain(forwarded).any(names)
}
