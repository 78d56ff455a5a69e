//! What can be foreseen before a class begins: learners on the same resources, and limits of a shared account.

use std::collections::{BTreeMap, BTreeSet};

use super::roster::Roster;
use crate::check::Finding;
use crate::course::Course;
use crate::course::kinds::CheckKind;
use crate::facts::want::ResourceKind;

/// Learners, by their place in the roster, who work in one account and region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Together {
    /// Places in the roster.
    pub learners: Vec<usize>,
    /// What the account is called in a sentence: its number, or the access where that is not known.
    pub account: String,
}

/// AWS's default limits in one region, for the kinds that a course makes.
///
/// Source: the default quotas of Elastic Load Balancing (load balancers 50, target groups 3000), Amazon EC2 Auto
/// Scaling (groups 500), Amazon VPC (VPCs 5, security groups 2500) and Amazon EC2 (launch templates 5000). An
/// account may have others.
const LIMITS: &[(ResourceKind, usize)] = &[
    (ResourceKind::LoadBalancer, 50),
    (ResourceKind::TargetGroup, 3000),
    (ResourceKind::AutoScalingGroup, 500),
    (ResourceKind::SecurityGroup, 2500),
    (ResourceKind::LaunchTemplate, 5000),
    (ResourceKind::Vpc, 5),
];
/// vCPUs of running On-Demand standard instances that a new account starts with; AWS raises it by itself with use.
const FIRST_VCPUS: usize = 5;
/// vCPUs of the instance types that courses use, t3.small among them.
const VCPUS_EACH: usize = 2;

/// Learners who would work on the same resource: each such resource once, with everybody who names it.
#[must_use]
pub fn clashes(course: &Course, roster: &Roster, together: &[Together]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for group in together {
        // By the set of people: one line for everything that the same people share.
        let mut shared: BTreeMap<Vec<usize>, Vec<String>> = BTreeMap::new();
        for (key, value) in &course.values {
            if value.shared || matches!(value.kind, ResourceKind::Text | ResourceKind::ScalingPolicy) {
                continue;
            }
            let mut owners: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
            for place in &group.learners {
                let name = roster.learners[*place].values.get(key);
                if !name.is_empty() {
                    owners.entry(name).or_default().push(*place);
                }
            }
            for (name, owners) in owners.into_iter().filter(|(_, owners)| owners.len() > 1) {
                shared.entry(owners).or_default().push(name.to_owned());
            }
        }
        for (owners, names) in shared {
            let ids = owners.iter().map(|place| roster.learners[*place].id.clone());
            let line = owners.iter().map(|place| roster.learners[*place].line).max().unwrap_or(0);
            let finding = Finding::new("class-clash").arg_some("learners", ids, owners.len());
            let finding = finding.arg("names", names).arg("line", line);
            findings.push(finding.arg("account", group.account.as_str()));
        }
    }
    findings
}

/// Others of whom one learner is told exactly how many there are.
const COUNTED: usize = 50;

/// For each place in the roster where somebody shares a resource that is not meant to be shared: with whom.
#[must_use]
pub fn sharing(course: &Course, roster: &Roster, together: &[Together]) -> BTreeMap<usize, Finding> {
    let own = |place: usize| {
        let values = &roster.learners[place].values;
        let named = course.values.iter().filter(|(_, value)| {
            !value.shared && !matches!(value.kind, ResourceKind::Text | ResourceKind::ScalingPolicy)
        });
        named.map(|(key, _)| (key.as_str(), values.get(key))).filter(|(_, name)| !name.is_empty())
    };
    let mut sharing = BTreeMap::new();
    for group in together {
        let mut owners: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
        for place in &group.learners {
            own(*place).for_each(|resource| owners.entry(resource).or_default().push(*place));
        }
        for place in &group.learners {
            let (mut others, mut most) = (BTreeSet::new(), 0);
            for owners in own(*place).filter_map(|resource| owners.get(&resource)) {
                most = most.max(owners.len() - 1);
                others.extend(owners.iter().copied().filter(|other| other != place).take(COUNTED));
            }
            if !others.is_empty() {
                let total = most.max(others.len());
                let ids = others.into_iter().map(|other| roster.learners[other].id.clone());
                sharing.insert(*place, Finding::new("grade-shares").arg_some("others", ids, total));
            }
        }
    }
    sharing
}

/// What an account holds already, by kind and name.
pub type Holdings = BTreeSet<(ResourceKind, String)>;

/// Limits that a class in one account will come near or over, with what AWS allows at first. `held` is what was seen
/// in the accounts of some of the learners, by their place in the roster.
#[must_use]
pub fn limits(
    course: &Course,
    roster: &Roster,
    together: &[Together],
    held: &BTreeMap<usize, Holdings>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for group in together.iter().filter(|group| group.learners.len() > 1) {
        let account = group.account.as_str();
        let learners = group.learners.len();
        let held: BTreeSet<&(ResourceKind, String)> =
            group.learners.iter().filter_map(|place| held.get(place)).flatten().collect();
        for (kind, limit) in LIMITS {
            let keys: Vec<&String> =
                course.values.iter().filter(|(_, value)| value.kind == *kind).map(|(key, _)| key).collect();
            let values = |place: &usize| &roster.learners[*place].values;
            let names = group.learners.iter().flat_map(|place| keys.iter().map(move |key| values(place).get(key)));
            let wanted: BTreeSet<&str> = names.filter(|name| !name.is_empty()).collect();
            // What bears a learner's name is the learner's own, made before.
            let others = held.iter().filter(|(other, name)| other == kind && !wanted.contains(name.as_str())).count();
            if !wanted.is_empty() && wanted.len() + others > *limit {
                let finding = Finding::new("class-limit").arg("wanted", wanted.len()).arg("limit", *limit);
                let finding = finding.arg("others", others);
                let kind = crate::check::Arg::Message(format!("class-kind-{}", kind_word(*kind)));
                findings.push(finding.arg("kind", kind).arg("account", account).arg("learners", learners));
            }
        }
        let vcpus = learners * instances(course) * VCPUS_EACH;
        if vcpus > FIRST_VCPUS {
            let finding = Finding::new("class-limit-vcpus").arg("wanted", vcpus).arg("limit", FIRST_VCPUS);
            findings.push(finding.arg("account", account).arg("learners", learners));
        }
    }
    findings
}

/// How many instances one learner runs at the most: those of the groups at their largest, and those named.
fn instances(course: &Course) -> usize {
    let largest = |kind: &CheckKind| match kind {
        CheckKind::AutoScalingGroupSize(check) => usize::try_from(check.max).unwrap_or(0),
        CheckKind::InstanceExists(_) => 1,
        _ => 0,
    };
    course.checks().map(|(_, _, check)| largest(&check.proves)).sum()
}

const fn kind_word(kind: ResourceKind) -> &'static str {
    match kind {
        ResourceKind::LoadBalancer => "load-balancer",
        ResourceKind::TargetGroup => "target-group",
        ResourceKind::AutoScalingGroup => "auto-scaling-group",
        ResourceKind::SecurityGroup => "security-group",
        ResourceKind::LaunchTemplate => "launch-template",
        _ => "vpc",
    }
}
