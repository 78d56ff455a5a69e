//! The way of a request, walked in the facts: where it breaks first, what was read where, and the one change that
//! mends it.
//!
//! Floor 0. It sees facts and the course's values, nothing else: the same facts give the same way. Configuration
//! decides; what the network answered only tells what configuration cannot. What could not be seen is never blamed
//! ([`Standing::Unseen`]), and what cannot be judged while an earlier hop is broken says so ([`Standing::Beyond`]).
//!
//! - [`aim`] — what a course's request aims at.
//! - [`walk`] — all hops of one request; one family of hops a file.
//! - [`draw`] — the way as lines of text.

mod acl;
pub mod aim;
mod answer;
pub mod draw;
mod entrance;
mod forward;
mod health;
mod network;
mod remedy;
mod servers;
mod target;
#[cfg(test)]
pub(crate) mod tests;
mod walk;

use crate::check::verdict::Finding;
use crate::course::{Course, Values};
use crate::facts::Facts;

pub use aim::{Aim, aims, shows_the_way, wants};

/// A hop of a request, in the order of its way. The names are the contract's.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Hop {
    Dns,
    LoadBalancer,
    LoadBalancerSubnet,
    LoadBalancerGroup,
    Listener,
    Rule,
    TargetGroup,
    Target,
    TargetAz,
    TargetGroupMembership,
    TargetSecurityGroup,
    HealthCheck,
    Application,
}

impl Hop {
    pub const ALL: [Self; 13] = [
        Self::Dns,
        Self::LoadBalancer,
        Self::LoadBalancerSubnet,
        Self::LoadBalancerGroup,
        Self::Listener,
        Self::Rule,
        Self::TargetGroup,
        Self::Target,
        Self::TargetAz,
        Self::TargetGroupMembership,
        Self::TargetSecurityGroup,
        Self::HealthCheck,
        Self::Application,
    ];

    /// As the contract writes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dns => "dns",
            Self::LoadBalancer => "load-balancer",
            Self::LoadBalancerSubnet => "load-balancer-subnet",
            Self::LoadBalancerGroup => "load-balancer-group",
            Self::Listener => "listener",
            Self::Rule => "rule",
            Self::TargetGroup => "target-group",
            Self::Target => "target",
            Self::TargetAz => "target-az",
            Self::TargetGroupMembership => "target-group-membership",
            Self::TargetSecurityGroup => "target-security-group",
            Self::HealthCheck => "health-check",
            Self::Application => "application",
        }
    }
}

/// How a hop stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The request passes.
    Sound,
    /// It certainly does not, or not everywhere.
    Broken,
    /// It could not be told.
    Unseen,
    /// Nothing can be said while an earlier hop is broken or unseen.
    Beyond,
}

/// One hop of the way.
#[derive(Clone, Debug, PartialEq)]
pub struct Crossing {
    pub hop: Hop,
    /// Id, ARN or name of what was looked at.
    pub resource: String,
    pub standing: Standing,
    /// What was read there. A message with a value (and `.fix` where it is broken), or a finding of a check, whose
    /// `.actual` says it.
    pub seen: Finding,
    /// AWS CLI arguments, one command a list, that mend it (or show what to mend). Only where it is broken.
    pub commands: Vec<Vec<String>>,
    /// The targets that it concerns, where it is about single targets.
    pub affected: Vec<String>,
}

/// One registered target and how far a request comes with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetSeen {
    /// As registered: an instance id or an address.
    pub id: String,
    pub port: Option<i32>,
    pub zone: Option<String>,
    /// State and reason as AWS gives them.
    pub state: String,
    pub reason: Option<String>,
    /// The first hop that is broken for it.
    pub broken: Option<Hop>,
}

/// The way of one request.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// `HTTP:80`.
    pub door: String,
    /// All hops in order.
    pub path: Vec<Crossing>,
    pub targets: Vec<TargetSeen>,
}

impl Explanation {
    /// Every hop that is certainly broken, in order.
    pub fn all_broken(&self) -> impl Iterator<Item = &Crossing> {
        self.path.iter().filter(|crossing| crossing.standing == Standing::Broken)
    }

    /// The first hop that is certainly broken.
    #[must_use]
    pub fn broken(&self) -> Option<&Crossing> {
        self.all_broken().next()
    }

    /// What could not be told.
    pub fn unseen(&self) -> impl Iterator<Item = &Crossing> {
        self.path.iter().filter(|crossing| crossing.standing == Standing::Unseen)
    }
}

/// Walks the requests of a course (those that `step` is about) and explains the one that breaks first; else the first
/// that could not be seen to its end; else the first. `None`: the course has no load balancer.
#[must_use]
pub fn explain(course: &Course, values: &Values, facts: &Facts, step: Option<&str>) -> Option<Explanation> {
    let ways = aims(course, step).into_iter().map(|aim| walk::walk(course, values, facts, &aim));
    ways.min_by_key(|way| {
        let unseen = way.unseen().next().is_none();
        way.broken().map_or((1, None, unseen), |broken| (0, Some(broken.hop), false))
    })
}
