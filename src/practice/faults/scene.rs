//! What a fault finds in the account: a load balancer and everything that a request through it meets.

use super::super::account::{
    Instance, Listener, LoadBalancer, LoadBalancerKind, Peer, Region, SecurityGroupRule, Tags, TargetGroup,
};
use super::super::call::Call;
use super::super::routing::{Place, place_of};
use super::Unbroken;

/// Which resources to break; what is not named is found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    /// A load balancer's name.
    pub(crate) load_balancer: Option<String>,
}

/// The way of a request, by ids.
pub(crate) struct Scene<'a, 'c> {
    pub(super) call: &'a mut Call<'c>,
    balancer: Option<String>,
    listener: Option<String>,
    group: Option<String>,
}

impl<'a, 'c> Scene<'a, 'c> {
    pub(super) fn find(call: &'a mut Call<'c>, names: &Names) -> Self {
        let region = call.region();
        let wanted = |one: &&LoadBalancer| names.load_balancer.as_ref().is_none_or(|name| *name == one.name);
        let order = |one: &&LoadBalancer| (one.kind != LoadBalancerKind::Application, one.created, one.arn.clone());
        let balancer = region.load_balancers.values().filter(wanted).min_by_key(order).map(|one| one.arn.clone());
        let of_balancer = |one: &&Listener| Some(&one.load_balancer) == balancer.as_ref();
        let listener = region.listeners.values().filter(of_balancer).min_by_key(|one| one.port);
        let actions = listener.map(|one| one.default_actions.as_slice()).unwrap_or_default();
        let forwarded = actions.iter().find_map(|action| {
            let weighted = action.forward_config.iter().flat_map(|config| &config.target_groups);
            let first = weighted.map(|group| &group.target_group_arn).next();
            action.target_group_arn.as_ref().or(first).cloned()
        });
        let any = || region.target_groups.keys().next().cloned();
        let (listener, group) = (listener.map(|one| one.arn.clone()), forwarded.or_else(any));
        Self { call, balancer, listener, group }
    }

    pub(super) fn region(&mut self) -> &mut Region {
        self.call.region()
    }

    pub(super) fn balancer(&mut self) -> Result<&mut LoadBalancer, Unbroken> {
        let arn = self.balancer.clone().unwrap_or_default();
        self.region().load_balancers.get_mut(&arn).ok_or(Unbroken::Missing("load balancer"))
    }

    pub(super) fn listener(&mut self) -> Result<&mut Listener, Unbroken> {
        let arn = self.listener.clone().unwrap_or_default();
        self.region().listeners.get_mut(&arn).ok_or(Unbroken::Missing("listener"))
    }

    pub(super) fn target_group(&mut self) -> Result<&mut TargetGroup, Unbroken> {
        let arn = self.group.clone().unwrap_or_default();
        self.region().target_groups.get_mut(&arn).ok_or(Unbroken::Missing("target group"))
    }

    /// The instances among the targets, by id or by address; there is one at least.
    pub(super) fn instances(&mut self) -> Result<Vec<String>, Unbroken> {
        let group = self.target_group()?.clone();
        let region = self.region();
        let instance = |id: &String| match place_of(region, &group, id) {
            Place::Instance { instance, .. } => Some(instance.id.clone()),
            _ => None,
        };
        let found: Vec<String> = group.targets.iter().filter_map(|target| instance(&target.id)).collect();
        if found.is_empty() { Err(Unbroken::Missing("target that is an instance")) } else { Ok(found) }
    }

    /// Does something to every instance behind the load balancer.
    pub(super) fn each_instance(&mut self, change: impl Fn(&mut Instance)) -> Result<(), Unbroken> {
        for id in self.instances()? {
            if let Some(instance) = self.region().instances.get_mut(&id) {
                change(instance);
            }
        }
        Ok(())
    }

    /// The security groups of the load balancer.
    pub(super) fn balancer_groups(&mut self) -> Result<Vec<String>, Unbroken> {
        let groups = self.balancer()?.security_groups.clone();
        if groups.is_empty() { Err(Unbroken::Missing("security group of the load balancer")) } else { Ok(groups) }
    }

    /// The group that lets the load balancer in to the first instance: the one with such a rule, else its first.
    pub(super) fn web_group(&mut self) -> Result<String, Unbroken> {
        let first = self.instances()?.swap_remove(0);
        let balancers = self.balancer_groups().unwrap_or_default();
        let region = self.region();
        let interface = region.instances.get(&first).and_then(|one| one.interfaces.first());
        let groups = interface.and_then(|id| region.network_interfaces.get(id)).map(|one| one.groups.clone());
        let groups = groups.unwrap_or_default();
        let admits = |group: &&String| {
            let mut rules = region.rules_of(group, false);
            rules.any(|rule| matches!(&rule.peer, Peer::Group { id, .. } if balancers.contains(id)))
        };
        groups.iter().find(admits).or(groups.first()).cloned().ok_or(Unbroken::Missing("security group of a target"))
    }

    /// The port at which the first target is asked.
    pub(super) fn port(&mut self) -> Result<u16, Unbroken> {
        let group = self.target_group()?;
        Ok(group.targets.first().map_or(group.port, |target| target.port))
    }

    /// Takes every inbound (or outbound) rule of a group away.
    pub(super) fn clear(&mut self, group: &str, egress: bool) {
        self.region().security_group_rules.retain(|_, rule| rule.group_id != group || rule.egress != egress);
    }

    /// Adds an inbound rule.
    pub(super) fn admit(&mut self, group: &str, protocol: &str, ports: Option<(u16, u16)>, peer: Peer) {
        let id = self.call.id("sgr");
        let rule = SecurityGroupRule {
            id: id.clone(),
            group_id: group.to_owned(),
            egress: false,
            protocol: protocol.to_owned(),
            from_port: ports.map(|ports| i32::from(ports.0)),
            to_port: ports.map(|ports| i32::from(ports.1)),
            peer,
            description: None,
            tags: Tags::new(),
        };
        self.region().security_group_rules.insert(id, rule);
    }
}
