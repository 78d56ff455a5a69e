//! What stands where and how it hangs together: what was seen in an account, or what a course leads to.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::explain::Hop;

/// How something is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// Nothing to say of it.
    #[default]
    Plain,
    Good,
    /// In transition.
    Waiting,
    /// It could not be seen.
    Unknown,
    /// A request stops here.
    Broken,
}

impl Mark {
    /// Says it without colour, with a space behind it.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Good => "✓ ",
            Self::Waiting => "⋯ ",
            Self::Unknown => "? ",
            Self::Broken => "✗ ",
        }
    }
}

/// A whole picture. In a course's file `{name}` stands for a value of the course.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Architecture {
    /// Name and id of the VPC; empty when there is none.
    pub vpc: String,
    pub balancers: Vec<Balancer>,
    pub target_groups: Vec<TargetGroup>,
    pub scaling_groups: Vec<ScalingGroup>,
    /// By name.
    pub zones: Vec<Zone>,
    /// Targets that stand in none of the zones: addresses outside of the VPC, functions, what is gone.
    pub elsewhere: Vec<Server>,
    /// What could not be seen: the IAM actions.
    pub unseen: Vec<String>,
    /// The first hop of the course's request that is certainly broken; never in a goal.
    #[serde(skip)]
    pub stops_at: Option<Hop>,
}

/// A load balancer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Balancer {
    pub name: String,
    /// `application`, `network` or `gateway`.
    pub kind: String,
    /// `internet-facing` or `internal`.
    pub scheme: String,
    /// AWS's word, such as `active`; empty in a goal.
    pub state: String,
    pub mark: Mark,
    pub listeners: Vec<Listener>,
    pub guards: Vec<Guard>,
}

/// Where requests come in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Listener {
    /// `HTTP:80`.
    pub port: String,
    /// Names of target groups, or what else it does: `302 HTTPS:443`, `404`. One entry a rule, its condition first.
    pub leads_to: Vec<String>,
    pub mark: Mark,
}

/// A security group, and whom it lets in at the port in question.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Guard {
    pub name: String,
    /// `80 ← 0.0.0.0/0`; none: nobody.
    pub admits: Vec<Admission>,
    pub mark: Mark,
}

/// A port and a source.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Admission {
    pub port: u16,
    /// A CIDR block, or the name of a security group or prefix list.
    pub from: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct TargetGroup {
    pub name: String,
    /// `HTTP:80`.
    pub port: String,
    /// Registered targets, and how many of them are healthy; `None`: not seen, or a goal.
    pub healthy: Option<(usize, usize)>,
    pub mark: Mark,
}

/// An Auto Scaling group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct ScalingGroup {
    pub name: String,
    pub min: i32,
    /// `None` in a goal.
    pub desired: Option<i32>,
    pub max: i32,
    pub mark: Mark,
}

/// An Availability Zone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Zone {
    pub name: String,
    /// Public ones first.
    pub subnets: Vec<Subnet>,
}

/// Whether a subnet has a default route to an internet gateway.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Reach {
    Public,
    Private,
    #[default]
    Unknown,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Subnet {
    pub name: String,
    pub reach: Reach,
    /// Names of the load balancers that stand in it.
    pub nodes: Vec<String>,
    pub servers: Vec<Server>,
    pub mark: Mark,
}

/// An instance or another target.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Server {
    pub id: String,
    /// Its `Name` tag; empty when it has none.
    pub name: String,
    /// AWS's words: its health as a target and the reason, or else its state.
    pub state: String,
    pub mark: Mark,
    /// Names of the target groups that it is in.
    pub target_groups: Vec<String>,
    /// Name of its Auto Scaling group; empty when it has none.
    pub scaling_group: String,
    pub guards: Vec<Guard>,
}

impl Architecture {
    /// A goal with its `{name}`s filled in by `value`.
    #[must_use]
    pub fn filled(&self, value: impl Fn(&str) -> String) -> Self {
        let mut filled = self.clone();
        let fill = |text: &mut String| *text = value(text);
        fill(&mut filled.vpc);
        for balancer in &mut filled.balancers {
            fill(&mut balancer.name);
            balancer.listeners.iter_mut().flat_map(|listener| &mut listener.leads_to).for_each(fill);
            balancer.guards.iter_mut().for_each(|guard| guard.fill(&fill));
        }
        filled.target_groups.iter_mut().for_each(|group| fill(&mut group.name));
        filled.scaling_groups.iter_mut().for_each(|group| fill(&mut group.name));
        for subnet in filled.zones.iter_mut().flat_map(|zone| &mut zone.subnets) {
            fill(&mut subnet.name);
            subnet.nodes.iter_mut().for_each(fill);
            for server in &mut subnet.servers {
                for text in [&mut server.id, &mut server.name, &mut server.scaling_group] {
                    fill(text);
                }
                server.target_groups.iter_mut().for_each(fill);
                server.guards.iter_mut().for_each(|guard| guard.fill(&fill));
            }
        }
        filled
    }

    /// Whether there is anything to draw.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.balancers.is_empty() && self.zones.is_empty() && self.elsewhere.is_empty()
    }
}

impl Guard {
    fn fill(&mut self, fill: &impl Fn(&mut String)) {
        fill(&mut self.name);
        self.admits.iter_mut().for_each(|admission| fill(&mut admission.from));
    }
}
