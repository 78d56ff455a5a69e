//! What of a course still exists in an account, in the order of deletion: what each costs an hour, since when, and the
//! commands that remove it.
//!
//! Floor 0, and nothing in here (or anywhere) runs those commands on an account of AWS. [`survey`] reads facts and the
//! course's names. Three lists keep apart what is told: what the course made ([`Leftovers::items`]), what may be from
//! the course and wants to be looked at first ([`Leftovers::perhaps`]), what is the course's but was there before it
//! ([`Leftovers::kept`]). What could not be seen is named; it never reads as "nothing is left".
//!
//! - [`names`] — what the course made: what its step `cleanup` proves to be gone.
//! - [`price`] — prices as data.
//! - [`scaling`], [`front`], [`images`], [`network`], [`kept`] — one family of resources each.

mod cost;
mod front;
mod images;
mod kept;
mod names;
mod network;
pub mod price;
mod scaling;
mod survey;
#[cfg(test)]
pub(crate) mod tests;

use jiff::Timestamp;

use crate::check::Finding;
use crate::facts::Gap;
pub use names::wants;
pub use price::Money;
pub use survey::survey;

/// The step of every course that this is about.
pub const CLEANUP: &str = "cleanup";

/// The kinds, in the order of deletion: nothing can be deleted while something earlier still uses it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    AutoScalingGroup,
    Instance,
    Alarm,
    ListenerRule,
    /// A setting that the course turned on: cookies of a target group.
    Stickiness,
    LoadBalancer,
    TargetGroup,
    LaunchTemplate,
    Image,
    Snapshot,
    Volume,
    NatGateway,
    Address,
    NetworkInterface,
    SecurityGroup,
}

impl Kind {
    /// Message id of its name.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::AutoScalingGroup => "leftover-kind-auto-scaling-group",
            Self::Instance => "leftover-kind-instance",
            Self::Alarm => "leftover-kind-alarm",
            Self::ListenerRule => "leftover-kind-listener-rule",
            Self::Stickiness => "leftover-kind-stickiness",
            Self::LoadBalancer => "leftover-kind-load-balancer",
            Self::TargetGroup => "leftover-kind-target-group",
            Self::LaunchTemplate => "leftover-kind-launch-template",
            Self::Image => "leftover-kind-image",
            Self::Snapshot => "leftover-kind-snapshot",
            Self::Volume => "leftover-kind-volume",
            Self::NatGateway => "leftover-kind-nat-gateway",
            Self::Address => "leftover-kind-address",
            Self::NetworkInterface => "leftover-kind-network-interface",
            Self::SecurityGroup => "leftover-kind-security-group",
        }
    }
}

/// One thing that a bill may show.
#[derive(Clone, Debug, PartialEq)]
pub struct Cost {
    /// A message with a value: `t3.small`, `gp3 8 GiB`.
    pub what: Finding,
    /// `None`: the price table does not know it.
    pub hourly: Option<Money>,
}

/// One thing that exists.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    pub kind: Kind,
    /// Id, or the ARN or name where the kind has no id.
    pub id: String,
    pub name: Option<String>,
    /// AWS's word, where the kind has one.
    pub state: Option<String>,
    pub since: Option<Timestamp>,
    pub costs: Vec<Cost>,
    /// A message with a value: whose it is, why it is on the list.
    pub why: Finding,
    /// It is on its way out already.
    pub leaving: bool,
    /// What still uses it and is not deleted before it.
    pub held_by: Vec<String>,
    /// A message with a value: what AWS refuses to delete it for, and where the console switches that off. The
    /// commands begin with doing so.
    pub protection: Option<Finding>,
    /// AWS CLI arguments, one command a list, in order. None where it goes with something earlier.
    pub commands: Vec<Vec<String>>,
}

/// What is left.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Leftovers {
    /// Made by the course, in the order of deletion.
    pub items: Vec<Item>,
    /// Nobody can tell whether the course made it.
    pub perhaps: Vec<Item>,
    /// The course uses it, and it was there before.
    pub kept: Vec<Item>,
    /// What could not be seen, each action once.
    pub unseen: Vec<Gap>,
}

/// A sum of money, and whether every part of it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sum {
    pub hourly: Money,
    pub complete: bool,
}

impl Default for Sum {
    fn default() -> Self {
        Self { hourly: Money::default(), complete: true }
    }
}

impl Sum {
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self { hourly: self.hourly.plus(other.hourly), complete: self.complete && other.complete }
    }
}

impl Item {
    /// What it costs an hour.
    #[must_use]
    pub fn hourly(&self) -> Sum {
        let sum = |cost: &Cost| Sum { hourly: cost.hourly.unwrap_or_default(), complete: cost.hourly.is_some() };
        self.costs.iter().map(sum).fold(Sum::default(), Sum::plus)
    }
}

/// What these cost an hour together.
#[must_use]
pub fn total<'a>(items: impl IntoIterator<Item = &'a Item>) -> Sum {
    items.into_iter().map(Item::hourly).fold(Sum::default(), Sum::plus)
}

impl Leftovers {
    /// What the course's own and what was there before cost an hour.
    #[must_use]
    pub fn running(&self) -> Sum {
        let sum = total(self.items.iter().chain(&self.kept));
        Sum { complete: sum.complete && self.unseen.is_empty(), ..sum }
    }

    /// What the course made still costs money.
    #[must_use]
    pub fn costs(&self) -> bool {
        let sum = total(&self.items);
        !sum.hourly.is_zero() || !sum.complete
    }

    /// Nothing of the course is left, as far as anybody could tell.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.items.is_empty() && self.unseen.is_empty() && self.perhaps.iter().all(|item| item.costs.is_empty())
    }
}
