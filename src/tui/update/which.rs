//! Several resources carry one name: the learner is asked which is meant, once, and the answer is kept with the
//! progress of this course, account and region.

use std::collections::BTreeMap;

use super::{observe, progress};
use crate::check::verdict::{Arg, Status, Verdict};
use crate::course::{Course, Values};
use crate::facts::Facts;
use crate::tui::keys::Action;
use crate::tui::message::Command;
use crate::tui::room::Room;
use crate::tui::state::{Overlay, State};
use crate::tui::which::{Candidate, Which};

/// The question that the open course raises, if one does: the first, in the course's order, that concerns the open step
/// (its own checks, or what holds them).
pub(in crate::tui) fn question(room: &Room) -> Option<Which> {
    let own = room.check_ids(room.step);
    let holders = own.iter().filter_map(|id| room.verdicts.get(id)?.verdict.held_by.clone());
    let mut ids: Vec<String> = own.iter().cloned().chain(holders).collect();
    ids.dedup();
    ids.iter().find_map(|id| of_verdict(&room.verdicts.get(id)?.verdict, room.facts.as_deref()))
}

fn of_verdict(verdict: &Verdict, facts: Option<&Facts>) -> Option<Which> {
    let several = verdict.status == Status::Inconclusive && verdict.finding.id.ends_with("-ambiguous");
    let text = |name: &str| match verdict.finding.args.get(name) {
        Some(Arg::Text(text)) => Some(text.clone()),
        _ => None,
    };
    let Some(Arg::List(found)) = verdict.finding.args.get("found").filter(|_| several) else { return None };
    let candidates = found.iter().map(|id| Candidate { id: id.clone(), about: about(facts, id) }).collect();
    Some(Which { key: text("key")?, name: text("name")?, candidates, selected: 0 })
}

/// What tells one from the other: figures and names of the account, no words.
fn about(facts: Option<&Facts>, id: &str) -> String {
    let Some(facts) = facts else { return String::new() };
    let group = facts.security_groups.value().into_iter().flatten().find(|group| group.id == id);
    let instance = facts.instances.value().into_iter().flatten().find(|instance| instance.id == id);
    let subnet = facts.subnets.value().into_iter().flatten().find(|subnet| subnet.id == id);
    let vpc = facts.vpcs.value().into_iter().flatten().find(|vpc| vpc.id == id);
    let image = facts.images.value().into_iter().flatten().find(|image| image.id == id);
    let parts: Vec<String> = if let Some(group) = group {
        [group.vpc_id.clone(), Some(group.description.clone())].into_iter().flatten().collect()
    } else if let Some(instance) = instance {
        let address = instance.private_ip.map(|address| address.to_string());
        let rest = [instance.availability_zone.clone(), address, instance.vpc_id.clone()];
        [Some(instance.state.clone())].into_iter().chain(rest).flatten().collect()
    } else if let Some(subnet) = subnet {
        vec![subnet.availability_zone.clone(), subnet.vpc_id.clone()]
    } else if let Some(vpc) = vpc {
        vpc.cidrs.iter().map(ToString::to_string).collect()
    } else if let Some(image) = image {
        [image.created_at.map(|at| at.to_string()), image.description.clone()].into_iter().flatten().collect()
    } else {
        Vec::new()
    };
    parts.join("  ")
}

/// Asks, where something is to be asked that was not asked before.
pub(super) fn ask(state: &mut State) {
    if !state.overlays.is_empty() {
        return;
    }
    let Some(room) = state.room_mut() else { return };
    let Some(which) = question(room).filter(|which| !room.asked_which.contains(&which.key)) else { return };
    room.asked_which.insert(which.key.clone());
    state.overlays.push(Overlay::Which(Box::new(which)));
}

/// Opens the question again. Where it was answered, the answer is taken back: the next look asks anew.
pub(super) fn open(state: &mut State) -> Vec<Command> {
    if let Some(which) = state.room().and_then(question) {
        state.overlays.push(Overlay::Which(Box::new(which)));
        return Vec::new();
    }
    let Some(room) = state.room_mut() else { return Vec::new() };
    let picked = std::mem::take(&mut room.progress.picked);
    if picked.is_empty() {
        state.say("which-none", &[]);
        return Vec::new();
    }
    room.asked_which.retain(|key| !picked.contains_key(key));
    apply(state);
    state.say("which-again", &[]);
    progress::changed(state);
    observe::everything(state)
}

/// Keys while the question lies over the screen.
pub(super) fn act(state: &mut State, action: Action) -> Vec<Command> {
    let Some(Overlay::Which(which)) = state.overlays.last_mut() else { return Vec::new() };
    let last = which.candidates.len().saturating_sub(1);
    match action {
        Action::Up => which.selected = which.selected.saturating_sub(1),
        Action::Down => which.selected = (which.selected + 1).min(last),
        Action::Pick(number) if (1..=last + 1).contains(&usize::from(number)) => {
            which.selected = usize::from(number) - 1;
        }
        Action::Open => return choose(state),
        _ => {}
    }
    Vec::new()
}

fn choose(state: &mut State) -> Vec<Command> {
    let Some(Overlay::Which(which)) = state.overlays.pop() else { return Vec::new() };
    let Some(id) = which.candidates.get(which.selected).map(|candidate| candidate.id.clone()) else {
        return Vec::new();
    };
    if let Some(room) = state.room_mut() {
        room.progress.picked.insert(which.key.clone(), id.clone());
    }
    apply(state);
    state.say("which-kept", &[("name", &which.name), ("id", &id), ("key", &which.key)]);
    progress::changed(state);
    observe::everything(state)
}

/// The values of a course with what was picked; what was typed wins.
fn values(state: &State, course: &Course, index: usize, picked: &BTreeMap<String, String>) -> Option<Values> {
    let chosen = state.chosen(index);
    let resolve = if state.practising() { Values::for_practice } else { Values::resolve };
    let known = picked.iter().filter(|(key, _)| course.values.contains_key(*key));
    let picked = known.map(|(key, id)| format!("{key}={id}"));
    let set: Vec<String> = picked.chain(chosen.set.iter().cloned()).collect();
    resolve(course, chosen.suffix.as_deref(), &set).ok()
}

/// Brings the names in force in line with what was picked.
pub(super) fn apply(state: &mut State) {
    let Some(room) = state.room() else { return };
    if let Some(values) = values(state, room.course(), room.index, &room.progress.picked)
        && let Some(room) = state.room_mut()
    {
        room.values = values;
        room.revision += 1;
    }
}

/// Takes back what was picked where it is not there any more. Returns whether anything was.
pub(super) fn forget_gone(state: &mut State) -> bool {
    let Some(room) = state.room_mut() else { return false };
    let gone = |key: &str, id: &str| {
        room.verdicts.values().any(|seen| {
            let finding = &seen.verdict.finding;
            let says = |name: &str, text: &str| finding.args.get(name) == Some(&Arg::Text(text.to_owned()));
            let absent = seen.verdict.missing.is_some() || finding.id == "contradiction-not-found";
            absent && says("key", key) && says("name", id)
        })
    };
    let lost: Vec<String> =
        room.progress.picked.iter().filter(|(key, id)| gone(key, id)).map(|(key, _)| key.clone()).collect();
    for key in &lost {
        room.progress.picked.remove(key);
        room.asked_which.remove(key);
    }
    if lost.is_empty() {
        return false;
    }
    apply(state);
    state.say("which-gone", &[]);
    true
}
