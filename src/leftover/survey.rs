//! The survey: goes through the families of resources and keeps what it finds.

use std::collections::{BTreeMap, BTreeSet};

use super::price::Prices;
use super::{Item, Kind, Leftovers};
use crate::check::{Context, Finding};
use crate::course::{Course, Values};
use crate::facts::operations::Operation;
use crate::facts::section::get_by_key;
use crate::facts::{Facts, Gap, Section};
use crate::progress::Memory;

/// What is left of a course, as far as the facts tell.
#[must_use]
pub fn survey(course: &Course, values: &Values, facts: &Facts) -> Leftovers {
    let (memory, earlier) = (Memory::default(), BTreeMap::new());
    let cx = Context { course, values, facts, memory: &memory, id: "", earlier: &earlier };
    let mut survey =
        Survey { cx, prices: Prices::of(&facts.region), left: Leftovers::default(), gaps: BTreeMap::new() };
    survey.scaling();
    survey.front();
    survey.images();
    survey.network();
    survey.kept();
    let Survey { mut left, gaps, .. } = survey;
    left.items.sort_by_key(|item| item.kind);
    left.perhaps.sort_by_key(|item| item.kind);
    left.kept.sort_by_key(|item| item.kind);
    left.unseen = gaps.into_values().collect();
    left
}

/// A survey under way.
pub(super) struct Survey<'a> {
    pub(super) cx: Context<'a>,
    pub(super) prices: Option<&'static Prices>,
    pub(super) left: Leftovers,
    /// By action.
    gaps: BTreeMap<String, Gap>,
}

impl<'a> Survey<'a> {
    pub(super) const fn facts(&self) -> &'a Facts {
        self.cx.facts
    }

    /// What was seen; nothing, and the gap kept, where it was not.
    pub(super) fn seen<T>(&mut self, section: &'a Section<Vec<T>>, operation: Operation) -> &'a [T] {
        match section.get(operation.action.unwrap_or_default()) {
            Ok((value, _)) => value,
            Err(gap) => {
                self.unseen(gap);
                &[]
            }
        }
    }

    /// The same, for a part that is kept by its parent's key.
    pub(super) fn seen_of<T>(
        &mut self,
        map: &'a BTreeMap<String, Section<T>>,
        key: &str,
        operation: Operation,
    ) -> Option<&'a T> {
        match get_by_key(map, key, operation.action.unwrap_or_default()) {
            Ok((value, _)) => Some(value),
            Err(gap) => {
                self.unseen(gap);
                None
            }
        }
    }

    pub(super) fn unseen(&mut self, gap: Gap) {
        self.gaps.entry(gap.action.clone()).or_insert(gap);
    }

    /// Ids of a kind that are on one of the lists already.
    pub(super) fn known(&self, kind: Kind) -> BTreeSet<String> {
        let lists = [&self.left.items, &self.left.perhaps, &self.left.kept];
        lists.into_iter().flatten().filter(|item| item.kind == kind).map(|item| item.id.clone()).collect()
    }

    /// Ids of a kind that the course made.
    pub(super) fn mine(&self, kind: Kind) -> BTreeSet<String> {
        self.left.items.iter().filter(|item| item.kind == kind).map(|item| item.id.clone()).collect()
    }
}

impl Item {
    /// Something that costs nothing by itself.
    pub(super) fn new(kind: Kind, id: &str, name: Option<&str>, why: Finding) -> Self {
        Self {
            kind,
            id: id.to_owned(),
            name: name.filter(|name| *name != id).map(str::to_owned),
            state: None,
            since: None,
            costs: Vec::new(),
            why,
            leaving: false,
            held_by: Vec::new(),
            protection: None,
            commands: Vec::new(),
        }
    }

    /// It is protected: `run` switches that off, before anything else.
    pub(super) fn protected(mut self, why: Finding, run: &[&str]) -> Self {
        self.protection = Some(why);
        self.command(run)
    }

    /// Adds a command, given as the CLI's arguments.
    pub(super) fn command(mut self, run: &[&str]) -> Self {
        self.commands.push(run.iter().map(|word| (*word).to_owned()).collect());
        self
    }
}
