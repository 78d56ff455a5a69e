//! Builders of small accounts for the tests of the checks.

use std::collections::BTreeMap;

use ipnet::IpNet;
use jiff::Timestamp;

use super::proof::{Context, Proof};
use super::verdict::Verdict;
use crate::course::{Course, Localized, Values};
use crate::facts::compute::{Image, Instance, LaunchTemplate, LaunchTemplateVersion, UserDataFindings};
use crate::facts::network::{Peer, Permission, PrefixList, Route, RouteTable, SecurityGroup, Subnet, Vpc};
use crate::facts::{Facts, Gap, GapKind, Section};
use crate::progress::Memory;

/// The VPC's id in [`World::new`].
pub(super) const VPC: &str = "vpc-00000000000000001";

/// When everything in these tests was observed.
pub(super) fn at() -> Timestamp {
    Timestamp::from_second(1_795_000_000).expect("a valid second")
}

pub(super) fn seen<T>(value: T) -> Section<T> {
    Section::seen(at(), value)
}

/// A denied question.
pub(super) fn denied<T>(action: &str) -> Section<T> {
    let (host, code) = (None, Some("UnauthorizedOperation".to_owned()));
    Section::Gap { gap: Gap { kind: GapKind::Denied, action: action.to_owned(), host, code } }
}

/// What a check is given, owned.
#[derive(Clone, Debug)]
pub(super) struct World {
    pub(super) course: Course,
    pub(super) values: BTreeMap<String, String>,
    pub(super) facts: Facts,
    pub(super) memory: Memory,
    /// Full id of the check that is judged.
    pub(super) id: String,
    pub(super) earlier: BTreeMap<String, Verdict>,
}

impl World {
    /// An account in which everything was seen and there is nothing but the VPC `shop` (value `vpc`).
    pub(super) fn new() -> Self {
        let mut facts = Facts::empty("us-east-1", at());
        facts.vpcs = seen(vec![vpc(VPC, "shop")]);
        facts.subnets = seen(Vec::new());
        facts.route_tables = seen(Vec::new());
        facts.security_groups = seen(Vec::new());
        facts.instances = seen(Vec::new());
        facts.images = seen(Vec::new());
        facts.snapshots = seen(Vec::new());
        facts.load_balancers = seen(Vec::new());
        facts.target_groups = seen(Vec::new());
        facts.auto_scaling_groups = seen(Vec::new());
        let values = BTreeMap::from([("vpc".to_owned(), "shop".to_owned())]);
        let (memory, earlier) = (Memory::default(), BTreeMap::new());
        Self { course: course(), values, facts, memory, id: "step.check".to_owned(), earlier }
    }

    pub(super) fn value(mut self, key: &str, value: &str) -> Self {
        self.values.insert(key.to_owned(), value.to_owned());
        self
    }

    /// Changes the facts.
    pub(super) fn with(mut self, change: impl FnOnce(&mut Facts)) -> Self {
        change(&mut self.facts);
        self
    }

    pub(super) fn groups(self, groups: Vec<SecurityGroup>) -> Self {
        self.with(|facts| facts.security_groups = seen(groups))
    }

    pub(super) fn instances(self, instances: Vec<Instance>) -> Self {
        self.with(|facts| facts.instances = seen(instances))
    }

    pub(super) fn images(self, images: Vec<Image>) -> Self {
        self.with(|facts| facts.images = seen(images))
    }

    pub(super) fn prefix_list(self, id: &str, entries: &[&str]) -> Self {
        let entries = entries.iter().map(|entry| net(entry)).collect();
        self.with(|facts| {
            facts.prefix_lists.insert(id.to_owned(), seen(PrefixList { id: id.to_owned(), entries }));
        })
    }

    pub(super) fn template(self, template: LaunchTemplate) -> Self {
        self.with(|facts| {
            facts.launch_templates.insert(template.name.clone(), seen(Some(template)));
        })
    }

    pub(super) fn judge(&self, check: &impl Proof) -> Verdict {
        self.look(|cx| check.judge(cx))
    }

    /// Runs something that needs a context.
    pub(super) fn look<T>(&self, with: impl FnOnce(&Context<'_>) -> T) -> T {
        let values = Values::from_map(self.values.clone());
        with(&Context {
            course: &self.course,
            values: &values,
            facts: &self.facts,
            memory: &self.memory,
            id: &self.id,
            earlier: &self.earlier,
        })
    }
}

/// A course without checks.
pub(super) fn course() -> Course {
    let text = || Localized { ja: "試".to_owned(), en: "test".to_owned() };
    Course {
        schema: 1,
        id: "test".to_owned(),
        title: text(),
        summary: text(),
        region: "us-east-1".to_owned(),
        values: BTreeMap::new(),
        steps: Vec::new(),
        quiz: Vec::new(),
        practice: crate::course::model::Practice::default(),
        goal: None,
    }
}

pub(super) fn net(text: &str) -> IpNet {
    text.parse().expect("a CIDR block")
}

pub(super) fn vpc(id: &str, name: &str) -> Vpc {
    Vpc {
        id: id.to_owned(),
        name: Some(name.to_owned()),
        cidrs: vec![net("10.0.0.0/16")],
        is_default: false,
        state: "available".to_owned(),
    }
}

/// A subnet of [`VPC`].
pub(super) fn subnet(id: &str, name: &str, zone: &str) -> Subnet {
    Subnet {
        id: id.to_owned(),
        name: Some(name.to_owned()),
        vpc_id: VPC.to_owned(),
        availability_zone: zone.to_owned(),
        cidr: Some(net("10.0.0.0/24")),
    }
}

/// A route table of [`VPC`] with active routes `(destination, target)` besides the local one.
pub(super) fn route_table(id: &str, subnets: &[&str], routes: &[(&str, &str)]) -> RouteTable {
    let route = |(destination, target): &(&str, &str)| Route {
        destination: (*destination).to_owned(),
        target: Some((*target).to_owned()),
        state: "active".to_owned(),
    };
    let local = ("10.0.0.0/16", "local");
    RouteTable {
        id: id.to_owned(),
        vpc_id: VPC.to_owned(),
        is_main: false,
        subnet_ids: subnets.iter().map(|id| (*id).to_owned()).collect(),
        routes: std::iter::once(&local).chain(routes).map(route).collect(),
    }
}

/// A security group of [`VPC`].
pub(super) fn group(id: &str, name: &str, ingress: Vec<Permission>) -> SecurityGroup {
    SecurityGroup {
        id: id.to_owned(),
        name: name.to_owned(),
        description: String::new(),
        vpc_id: Some(VPC.to_owned()),
        ingress,
        egress: Vec::new(),
    }
}

/// A permission for `from`–`to`; the ports are absent for the protocol `-1`.
pub(super) fn permission(protocol: &str, from: i32, to: i32, peers: Vec<Peer>) -> Permission {
    let ports = protocol != "-1";
    Permission { protocol: protocol.to_owned(), from_port: ports.then_some(from), to_port: ports.then_some(to), peers }
}

pub(super) fn tcp(from: i32, to: i32, peers: Vec<Peer>) -> Permission {
    permission("tcp", from, to, peers)
}

/// A source: a CIDR block, `sg-…`, `account/sg-…` or `pl-…`.
pub(super) fn peer(text: &str) -> Peer {
    let owned = str::to_owned;
    if text.starts_with("pl-") {
        return Peer::PrefixList { id: owned(text) };
    }
    match text.split_once("/sg-") {
        Some((account, id)) => Peer::Group { id: format!("sg-{id}"), account: Some(owned(account)) },
        None if text.starts_with("sg-") => Peer::Group { id: owned(text), account: None },
        None => Peer::Cidr { cidr: net(text) },
    }
}

pub(super) fn peers(texts: &[&str]) -> Vec<Peer> {
    texts.iter().map(|text| peer(text)).collect()
}

/// A running instance of [`VPC`].
pub(super) fn instance(id: &str, name: &str) -> Instance {
    Instance {
        id: id.to_owned(),
        name: Some(name.to_owned()),
        state: "running".to_owned(),
        vpc_id: Some(VPC.to_owned()),
        subnet_id: None,
        availability_zone: Some("us-east-1a".to_owned()),
        image_id: None,
        instance_type: Some("t3.small".to_owned()),
        private_ip: None,
        public_ip: None,
        group_ids: Vec::new(),
        instance_profile: None,
        auto_scaling_group: None,
        launched_at: Some(at()),
    }
}

/// An instance in another state; one that is terminated has lost its VPC.
pub(super) fn instance_in_state(id: &str, name: &str, state: &str) -> Instance {
    let mut instance = instance(id, name);
    state.clone_into(&mut instance.state);
    if state == "terminated" {
        instance.vpc_id = None;
    }
    instance
}

pub(super) fn image(id: &str, name: &str, state: &str) -> Image {
    Image {
        id: id.to_owned(),
        name: Some(name.to_owned()),
        description: None,
        state: state.to_owned(),
        state_reason: None,
        source_instance_id: None,
        snapshot_ids: Vec::new(),
        created_at: Some(at()),
        deregistration_protected: false,
    }
}

/// A template whose version 1 is both latest and default, and says nothing.
pub(super) fn template(id: &str, name: &str) -> LaunchTemplate {
    LaunchTemplate { id: id.to_owned(), name: name.to_owned(), latest: version(1), default: Some(version(1)) }
}

pub(super) fn version(number: i64) -> LaunchTemplateVersion {
    LaunchTemplateVersion {
        number,
        description: None,
        image_id: None,
        instance_type: None,
        key_name: None,
        group_ids: Vec::new(),
        group_names: Vec::new(),
        instance_tags: Vec::new(),
        instance_profile: None,
        user_data: None,
        termination_protected: false,
    }
}

/// User data in which everything is right.
pub(super) fn user_data(start_pattern: &str) -> UserDataFindings {
    UserDataFindings {
        readable: true,
        runnable: true,
        secret_arn: true,
        placeholders: Vec::new(),
        start_patterns: vec![(start_pattern.to_owned(), true)],
        sets_home: true,
        mentions: Vec::new(),
    }
}
