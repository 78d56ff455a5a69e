//! The picture of an account: the course's load balancers with all that hangs on them, and the servers that the course
//! names.

use std::collections::{BTreeMap, BTreeSet};

use super::architecture::{
    Architecture, Balancer, Listener, Mark, Reach, ScalingGroup, Server, Subnet, TargetGroup, Zone,
};
use super::{broken, guard};
use crate::check::network::{effective_table, is_public};
use crate::course::{Course, Values};
use crate::facts::balancing::{self, Action, Condition, LoadBalancer, Rule, TargetHealth};
use crate::facts::compute::Instance;
use crate::facts::want::ResourceKind;
use crate::facts::{Facts, Section, network};

/// Draws what the facts show of a course's architecture. What was not seen is left out and named in
/// [`Architecture::unseen`].
#[must_use]
pub fn observe(course: &Course, values: &Values, facts: &Facts) -> Architecture {
    let view = View { course, values, facts };
    let balancers = view.balancers();
    let groups = view.target_groups(&balancers);
    let servers = view.servers(&balancers, &groups);
    let zones = view.zones(&balancers, &servers);
    let stands: BTreeSet<&str> = zones
        .iter()
        .flat_map(|zone| &zone.subnets)
        .flat_map(|subnet| &subnet.servers)
        .map(|one| one.id.as_str())
        .collect();
    let elsewhere = servers.iter().map(|(_, server)| server).filter(|server| !stands.contains(server.id.as_str()));
    let mut elsewhere: Vec<Server> = elsewhere.cloned().collect();
    elsewhere.dedup_by(|a, b| a.id == b.id);
    let mut picture = Architecture {
        vpc: view.vpc(&balancers, &groups),
        balancers: balancers.iter().map(|balancer| view.balancer(balancer, &groups)).collect(),
        target_groups: groups.iter().map(|group| view.target_group(group)).collect(),
        scaling_groups: view.scaling_groups(&groups),
        elsewhere,
        zones,
        unseen: view.unseen(),
        stops_at: None,
    };
    broken::mark(&mut picture, course, values, facts);
    picture
}

struct View<'a> {
    course: &'a Course,
    values: &'a Values,
    facts: &'a Facts,
}

/// Seen, and none of them when not.
fn all<T>(section: &Section<Vec<T>>) -> &[T] {
    section.value().map_or(&[], Vec::as_slice)
}

impl<'a> View<'a> {
    /// The names that the course gives to resources of a kind.
    fn names(&self, kind: ResourceKind) -> Vec<&'a str> {
        let of_kind = self.course.values.iter().filter(|(_, value)| value.kind == kind);
        of_kind.map(|(key, _)| self.values.get(key)).filter(|name| !name.is_empty()).collect()
    }

    fn balancers(&self) -> Vec<&'a LoadBalancer> {
        let names = self.names(ResourceKind::LoadBalancer);
        let is_named = |one: &&LoadBalancer| names.iter().any(|name| *name == one.name || *name == one.arn);
        all(&self.facts.load_balancers).iter().filter(is_named).collect()
    }

    /// Those that the load balancers use, and those that the course names.
    fn target_groups(&self, balancers: &[&LoadBalancer]) -> Vec<&'a balancing::TargetGroup> {
        let names = self.names(ResourceKind::TargetGroup);
        let is_used = |group: &balancing::TargetGroup| {
            group.load_balancer_arns.iter().any(|arn| balancers.iter().any(|balancer| balancer.arn == *arn))
        };
        let is_named =
            |group: &balancing::TargetGroup| names.iter().any(|name| *name == group.name || *name == group.arn);
        all(&self.facts.target_groups).iter().filter(|group| is_used(group) || is_named(group)).collect()
    }

    fn rules(&self, listener: &balancing::Listener) -> &'a [Rule] {
        self.facts.rules.get(&listener.arn).and_then(Section::value).map_or(&[], Vec::as_slice)
    }

    fn listeners(&self, balancer: &LoadBalancer) -> &'a [balancing::Listener] {
        self.facts.listeners.get(&balancer.arn).and_then(Section::value).map_or(&[], Vec::as_slice)
    }

    fn health(&self, group: &balancing::TargetGroup) -> Option<&'a [TargetHealth]> {
        self.facts.target_health.get(&group.arn).and_then(Section::value).map(Vec::as_slice)
    }

    fn balancer(&self, balancer: &LoadBalancer, groups: &[&balancing::TargetGroup]) -> Balancer {
        let listeners: Vec<Listener> =
            self.listeners(balancer).iter().map(|listener| self.listener(listener, groups)).collect();
        let ports: Vec<u16> =
            self.listeners(balancer).iter().filter_map(|listener| u16::try_from(listener.port).ok()).collect();
        Balancer {
            name: balancer.name.clone(),
            kind: balancer.kind.clone(),
            scheme: balancer.scheme.clone(),
            state: balancer.state.clone(),
            mark: match balancer.state.as_str() {
                "active" => Mark::Good,
                "provisioning" => Mark::Waiting,
                _ => Mark::Broken,
            },
            listeners,
            guards: guard::guards(self.facts, &balancer.group_ids, &ports),
        }
    }

    fn listener(&self, listener: &balancing::Listener, groups: &[&balancing::TargetGroup]) -> Listener {
        let mut leads_to: Vec<String> = Vec::new();
        for rule in self.rules(listener).iter().filter(|rule| !rule.is_default) {
            let conditions: Vec<String> = rule.conditions.iter().map(condition).collect();
            leads_to.push(format!("{}  {}", conditions.join(" & "), outcome(&rule.actions, groups)));
        }
        leads_to.push(outcome(&listener.default_actions, groups));
        Listener { port: format!("{}:{}", listener.protocol, listener.port), leads_to, mark: Mark::Plain }
    }

    fn target_group(&self, group: &balancing::TargetGroup) -> TargetGroup {
        let healthy = self.health(group).map(|targets| {
            let live = targets.iter().filter(|target| !target.state.ends_with("draining"));
            live.fold((0, 0), |(healthy, count), target| (healthy + usize::from(target.state == "healthy"), count + 1))
        });
        let mark = match healthy {
            Some((_, 0)) | None => Mark::Plain,
            Some((0, _)) => Mark::Broken,
            Some((healthy, count)) if healthy == count => Mark::Good,
            Some(_) => Mark::Waiting,
        };
        let port = group.port.map_or_else(String::new, |port| format!(":{port}"));
        let port = format!("{}{port}", group.protocol.as_deref().unwrap_or("-"));
        TargetGroup { name: group.name.clone(), port, healthy, mark }
    }

    fn scaling_groups(&self, groups: &[&balancing::TargetGroup]) -> Vec<ScalingGroup> {
        let names = self.names(ResourceKind::AutoScalingGroup);
        all(&self.facts.auto_scaling_groups)
            .iter()
            .filter(|group| {
                names.contains(&group.name.as_str())
                    || groups.iter().any(|target_group| group.target_group_arns.contains(&target_group.arn))
            })
            .map(|group| ScalingGroup {
                name: group.name.clone(),
                min: group.min_size,
                desired: Some(group.desired_capacity),
                max: group.max_size,
                mark: Mark::Plain,
            })
            .collect()
    }

    /// Every target of the groups, the members of the course's Auto Scaling groups and the instances that the course
    /// names, each with its instance where it is one.
    fn servers(
        &self,
        balancers: &[&LoadBalancer],
        groups: &[&balancing::TargetGroup],
    ) -> Vec<(Option<&'a Instance>, Server)> {
        let mut servers: BTreeMap<String, (Option<&'a Instance>, Server)> = BTreeMap::new();
        for group in groups {
            for target in self.health(group).unwrap_or_default() {
                let instance = self.instance_of(target);
                let server = servers
                    .entry(target.target_id.clone())
                    .or_insert_with(|| (instance, plain(instance, &target.target_id)));
                let (state, mark) = health_words(target);
                if mark >= server.1.mark {
                    server.1.state = state;
                    server.1.mark = mark;
                }
                server.1.target_groups.push(group.name.clone());
                let port = target.port.or(group.port).and_then(|port| u16::try_from(port).ok());
                if let (Some(instance), Some(port)) = (instance, port) {
                    server.1.guards = self.guards(instance, port, group, balancers);
                }
            }
        }
        let (fleets, names) = (self.names(ResourceKind::AutoScalingGroup), self.names(ResourceKind::Instance));
        for instance in all(&self.facts.instances) {
            let is_gone = matches!(instance.state.as_str(), "terminated" | "shutting-down");
            let of_fleet = instance.auto_scaling_group.as_deref().is_some_and(|name| fleets.contains(&name));
            let is_named = names.iter().any(|name| Some(*name) == instance.name.as_deref() || *name == instance.id);
            if !is_gone && (of_fleet || is_named) {
                servers
                    .entry(instance.id.clone())
                    .or_insert_with(|| (Some(instance), plain(Some(instance), &instance.id)));
            }
        }
        servers.into_values().collect()
    }

    fn instance_of(&self, target: &TargetHealth) -> Option<&'a Instance> {
        let address = target.target_id.parse().ok();
        all(&self.facts.instances)
            .iter()
            .find(|one| one.id == target.target_id || (address.is_some() && one.private_ip == address))
    }

    /// An instance's groups, broken where together they keep its load balancer out.
    fn guards(
        &self,
        instance: &Instance,
        port: u16,
        group: &balancing::TargetGroup,
        balancers: &[&LoadBalancer],
    ) -> Vec<super::architecture::Guard> {
        let mut guards = guard::guards(self.facts, &instance.group_ids, &[port]);
        let user =
            balancers.iter().find(|one| group.load_balancer_arns.contains(&one.arn) && one.kind == "application");
        if let Some(user) = user
            && guard::admits_balancer(self.facts, &instance.group_ids, port, user) == Some(false)
        {
            guards.iter_mut().for_each(|guard| guard.mark = Mark::Broken);
        }
        guards
    }

    /// The zones with the subnets in which anything of this picture stands.
    fn zones(&self, balancers: &[&LoadBalancer], servers: &[(Option<&'a Instance>, Server)]) -> Vec<Zone> {
        let fleets = self.names(ResourceKind::AutoScalingGroup);
        let spanned: BTreeSet<&str> = all(&self.facts.auto_scaling_groups)
            .iter()
            .filter(|group| fleets.contains(&group.name.as_str()))
            .flat_map(|group| group.subnet_ids.iter().map(String::as_str))
            .collect();
        let named = self.names(ResourceKind::Subnet);
        let vpc = balancers.iter().find_map(|balancer| balancer.vpc_id.as_deref());
        let home = self.home().map(|vpc| &vpc.id);
        let mut zones: BTreeMap<&str, Vec<Subnet>> = BTreeMap::new();
        for subnet in all(&self.facts.subnets) {
            let nodes: Vec<String> = balancers
                .iter()
                .filter(|one| one.zones.iter().any(|zone| zone.subnet_id.as_deref() == Some(&subnet.id)))
                .map(|one| one.name.clone())
                .collect();
            let holds = |server: &Server| {
                let address = server.id.parse::<std::net::IpAddr>();
                address.is_ok_and(|address| subnet.cidr.is_some_and(|cidr| cidr.contains(&address)))
                    && vpc.is_none_or(|vpc| subnet.vpc_id == vpc)
            };
            let here = |(instance, server): &&(Option<&Instance>, Server)| {
                instance.map_or_else(|| holds(server), |one| one.subnet_id.as_deref() == Some(subnet.id.as_str()))
            };
            let servers: Vec<Server> = servers.iter().filter(here).map(|(_, server)| server.clone()).collect();
            let is_named =
                subnet.name.as_deref().is_some_and(|name| named.contains(&name)) || named.contains(&subnet.id.as_str());
            let is_named = is_named && vpc.is_none_or(|vpc| subnet.vpc_id == vpc);
            // Before there is a load balancer, the public subnets are where it will stand.
            let awaits = balancers.is_empty() && home == Some(&subnet.vpc_id) && self.reach(subnet) == Reach::Public;
            let spans = spanned.contains(subnet.id.as_str());
            if nodes.is_empty() && servers.is_empty() && !spans && !is_named && !awaits {
                continue;
            }
            zones.entry(subnet.availability_zone.as_str()).or_default().push(Subnet {
                name: subnet.name.clone().unwrap_or_else(|| subnet.id.clone()),
                reach: self.reach(subnet),
                nodes,
                servers,
                mark: Mark::Plain,
            });
        }
        zones
            .into_iter()
            .map(|(name, mut subnets)| {
                subnets.sort_by(|a, b| (a.reach, &a.name).cmp(&(b.reach, &b.name)));
                Zone { name: name.to_owned(), subnets }
            })
            .collect()
    }

    fn reach(&self, subnet: &network::Subnet) -> Reach {
        match self.facts.route_tables.value().and_then(|tables| effective_table(tables, subnet)) {
            Some(table) if is_public(table) => Reach::Public,
            Some(_) => Reach::Private,
            None => Reach::Unknown,
        }
    }

    /// The VPC that the course names.
    fn home(&self) -> Option<&'a network::Vpc> {
        let names = self.names(ResourceKind::Vpc);
        let is_named = |vpc: &&network::Vpc| {
            vpc.name.as_deref().is_some_and(|name| names.contains(&name)) || names.contains(&vpc.id.as_str())
        };
        all(&self.facts.vpcs).iter().find(is_named)
    }

    fn vpc(&self, balancers: &[&LoadBalancer], groups: &[&balancing::TargetGroup]) -> String {
        let of_balancer = balancers.iter().find_map(|one| one.vpc_id.as_deref());
        let of_group = groups.iter().find_map(|one| one.vpc_id.as_deref());
        let vpcs = all(&self.facts.vpcs);
        match of_balancer.or(of_group) {
            Some(id) => {
                let name = vpcs.iter().find(|vpc| vpc.id == id).and_then(|vpc| vpc.name.as_deref());
                name.map_or_else(|| id.to_owned(), |name| format!("{name} ({id})"))
            }
            None => self.home().map_or_else(String::new, |vpc| {
                vpc.name.as_ref().map_or_else(|| vpc.id.clone(), |name| format!("{name} ({})", vpc.id))
            }),
        }
    }

    fn unseen(&self) -> Vec<String> {
        let facts = self.facts;
        let mut unseen: Vec<String> = [
            gap(&facts.load_balancers),
            gap(&facts.target_groups),
            gap(&facts.instances),
            gap(&facts.subnets),
            gap(&facts.route_tables),
            gap(&facts.security_groups),
            gap(&facts.auto_scaling_groups),
        ]
        .into_iter()
        .flatten()
        .chain(facts.listeners.values().filter_map(gap))
        .chain(facts.target_health.values().filter_map(gap))
        .collect();
        unseen.sort();
        unseen.dedup();
        unseen
    }
}

fn gap<T>(section: &Section<T>) -> Option<String> {
    if let Section::Gap { gap } = section { Some(gap.action.clone()) } else { None }
}

/// An instance that is in no target group.
fn plain(instance: Option<&Instance>, id: &str) -> Server {
    let state = instance.map_or("", |instance| instance.state.as_str());
    Server {
        id: id.to_owned(),
        name: instance.and_then(|instance| instance.name.clone()).unwrap_or_default(),
        state: state.to_owned(),
        mark: if matches!(state, "pending" | "stopping") { Mark::Waiting } else { Mark::Plain },
        target_groups: Vec::new(),
        scaling_group: instance.and_then(|instance| instance.auto_scaling_group.clone()).unwrap_or_default(),
        guards: Vec::new(),
    }
}

fn health_words(target: &TargetHealth) -> (String, Mark) {
    let mark = match target.state.as_str() {
        "healthy" => Mark::Good,
        "initial" | "draining" | "unhealthy.draining" => Mark::Waiting,
        "unavailable" => Mark::Unknown,
        _ => Mark::Broken,
    };
    let words = match &target.reason {
        Some(reason) if mark != Mark::Good => format!("{} {reason}", target.state),
        _ => target.state.clone(),
    };
    (words, mark)
}

/// Where the last of a rule's actions leads, by name.
/// A rule's condition, as short as it stays clear: `/api/*`, `POST | PUT`, `X-Stage: beta`, `?v=2`.
fn condition(condition: &Condition) -> String {
    let values = condition.values.join(" | ");
    match (condition.field.as_str(), &condition.name) {
        ("http-header", Some(name)) => format!("{name}: {values}"),
        ("query-string", _) => format!("?{values}"),
        ("source-ip", _) => format!("← {values}"),
        _ => values,
    }
}

fn outcome(actions: &[Action], groups: &[&balancing::TargetGroup]) -> String {
    let name = |arn: &str| {
        groups.iter().find(|group| group.arn == arn).map_or_else(|| arn.to_owned(), |group| group.name.clone())
    };
    match actions.last() {
        Some(Action::Forward { targets, .. }) => {
            let weighed = targets.len() > 1;
            let one = |target: &balancing::WeightedTargetGroup| {
                if weighed { format!("{} ({})", name(&target.arn), target.weight) } else { name(&target.arn) }
            };
            format!("→ {}", targets.iter().map(one).collect::<Vec<_>>().join(", "))
        }
        Some(Action::Redirect { protocol, port, status, .. }) => format!("→ {status} {protocol}:{port}"),
        Some(Action::FixedResponse { status }) => format!("→ {status}"),
        Some(Action::Other { name }) => format!("→ {name}"),
        None => "→ -".to_owned(),
    }
}
