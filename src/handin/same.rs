//! Reports that show one thing twice: copies, and learners who looked at the same resources.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::read::Read;
use crate::check::Finding;
use crate::course::{Course, Values};
use crate::facts::want::ResourceKind;

/// What tells a report from all others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Digest of the facts: two who looked at an account themselves never have the same, to the millisecond of every
    /// observation.
    facts: String,
    /// The learner's own resources, each with the moment of its making: no two accounts have the same.
    resources: BTreeSet<(String, Timestamp)>,
}

impl Seen {
    #[must_use]
    pub fn of(read: &Read, course: &Course) -> Self {
        let report = &read.report;
        let values = Values::from_map(report.document.values.clone());
        let own = |kind: ResourceKind| -> BTreeSet<String> {
            let keys = course.values.iter().filter(|(_, value)| value.kind == kind && !value.shared);
            keys.map(|(key, _)| values.get(key).to_owned()).filter(|name| !name.is_empty()).collect()
        };
        let (balancers, groups) = (own(ResourceKind::LoadBalancer), own(ResourceKind::AutoScalingGroup));
        let instances = own(ResourceKind::Instance);
        let facts = &report.facts;
        let of_balancers = facts.load_balancers.value().into_iter().flatten();
        let of_balancers =
            of_balancers.filter(|one| balancers.contains(&one.name)).map(|one| (&one.arn, one.created_at));
        let of_groups = facts.auto_scaling_groups.value().into_iter().flatten();
        let of_groups = of_groups.filter(|one| groups.contains(&one.name)).map(|one| (&one.arn, one.created_at));
        let of_instances = facts.instances.value().into_iter().flatten();
        let of_instances = of_instances
            .filter(|one| one.name.as_ref().is_some_and(|name| instances.contains(name)))
            .map(|one| (&one.id, one.launched_at));
        let all = of_balancers.chain(of_groups).chain(of_instances);
        let resources = all.filter_map(|(id, at)| Some((id.clone(), at?))).collect();
        Self { facts: read.facts.clone(), resources }
    }
}

/// For each report, by its place, what it has in common with others. `all` are ids with what was seen.
#[must_use]
pub fn about_others(all: &[(&str, &Seen)]) -> Vec<Option<Finding>> {
    let mut by_facts: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut by_resource: BTreeMap<&(String, Timestamp), Vec<usize>> = BTreeMap::new();
    for (place, (_, seen)) in all.iter().enumerate() {
        by_facts.entry(&seen.facts).or_default().push(place);
        for resource in &seen.resources {
            by_resource.entry(resource).or_default().push(place);
        }
    }
    let about = |(place, (_, seen)): (usize, &(&str, &Seen))| {
        let copies = by_facts.get(seen.facts.as_str())?;
        if copies.len() > 1 {
            return Some(named("handin-copied", all, copies, place));
        }
        // The resource that most have in common: whoever shares another one with some of them shares this one, too.
        let shared =
            seen.resources.iter().filter_map(|resource| by_resource.get(resource)).max_by_key(|who| who.len())?;
        (shared.len() > 1).then(|| named("handin-same-resources", all, shared, place))
    };
    all.iter().enumerate().map(about).collect()
}

/// The finding with the ids of the others.
fn named(id: &'static str, all: &[(&str, &Seen)], places: &[usize], own: usize) -> Finding {
    let others = places.iter().filter(|place| **place != own).map(|place| all[*place].0.to_owned());
    Finding::new(id).arg_some("others", others, places.len() - 1)
}
