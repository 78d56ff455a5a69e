//! Addresses, network interfaces and security groups.

use std::collections::BTreeSet;

use super::front::is_it;
use super::survey::Survey;
use super::{Item, Kind, names};
use crate::check::Finding;
use crate::check::label::label;
use crate::facts::holdings::{Address, NetworkInterface};
use crate::facts::network::{Peer, Permission, SecurityGroup};
use crate::facts::operations::{
    DESCRIBE_ADDRESSES, DESCRIBE_NETWORK_INTERFACES, DESCRIBE_SECURITY_GROUPS, DESCRIBE_VPCS,
};
use crate::facts::want::ResourceKind;

impl<'a> Survey<'a> {
    pub(super) fn network(&mut self) {
        self.addresses();
        let groups = self.groups();
        let ids: BTreeSet<&str> = groups.iter().map(|(group, _)| group.id.as_str()).collect();
        self.interfaces(&ids);
        for (group, certain) in groups {
            let item = self.group(group, &self.mine(Kind::SecurityGroup));
            if certain { self.left.items.push(item) } else { self.left.perhaps.push(item) }
        }
    }

    /// Elastic IPs that nothing uses. Nobody can tell who allocated them.
    fn addresses(&mut self) {
        let loose = |address: &&Address| !address.associated;
        for address in self.seen(&self.facts().addresses, DESCRIBE_ADDRESSES).iter().filter(loose) {
            let ip = address.public_ip.map(|ip| ip.to_string());
            let name = address.name.as_deref().or(ip.as_deref());
            let mut item = Item::new(Kind::Address, &address.id, name, Finding::new("leftover-why-address"));
            item.costs = self.address_costs(1).into_iter().collect();
            let item = item.command(&["ec2", "release-address", "--allocation-id", &address.id]);
            self.left.perhaps.push(item);
        }
    }

    /// The security groups that the course made, and whether they are certainly the ones: where its VPC is not known,
    /// another of the same name could be meant.
    fn groups(&mut self) -> Vec<(&'a SecurityGroup, bool)> {
        let made = names::made(self.cx.course, self.cx.values, ResourceKind::SecurityGroup);
        if made.is_empty() {
            return Vec::new();
        }
        let all = self.seen(&self.facts().security_groups, DESCRIBE_SECURITY_GROUPS);
        self.seen(&self.facts().vpcs, DESCRIBE_VPCS);
        let mut found = Vec::new();
        for made in made {
            let vpcs = names::vpcs(made.check, &self.cx);
            let inside = |group: &SecurityGroup| match &vpcs {
                Some(ids) if !ids.is_empty() => group.vpc_id.as_ref().is_some_and(|id| ids.contains(id)),
                _ => true,
            };
            let certain = made.check.vpc.is_none() || vpcs.as_ref().is_some_and(|ids| !ids.is_empty());
            let these = all.iter().filter(|group| is_it(&group.name, &group.id, made.name) && inside(group));
            found.extend(these.map(|group| (group, certain)));
        }
        found
    }

    /// Network interfaces that hang on nothing: in the course's groups its own, elsewhere nobody's business.
    fn interfaces(&mut self, groups: &BTreeSet<&str>) {
        let all = self.seen(&self.facts().network_interfaces, DESCRIBE_NETWORK_INTERFACES);
        let loose = |one: &&NetworkInterface| {
            one.state == "available"
                && !one.service_managed
                && one.group_ids.iter().any(|id| groups.contains(id.as_str()))
        };
        for interface in all.iter().filter(loose) {
            let why = Finding::new("leftover-why-interface");
            let mut item = Item::new(Kind::NetworkInterface, &interface.id, interface.description.as_deref(), why);
            item.state = Some(interface.state.clone());
            let delete = ["ec2", "delete-network-interface", "--network-interface-id", interface.id.as_str()];
            self.left.items.push(item.command(&delete));
        }
    }

    /// A security group: what refers to it lets go first, then what wears it. `gone`: groups that are deleted before
    /// it, and their rules with them.
    fn group(&self, group: &SecurityGroup, gone: &BTreeSet<String>) -> Item {
        let why = Finding::new("leftover-why-made");
        let mut item = Item::new(Kind::SecurityGroup, &group.id, Some(&group.name), why);
        let others = self.facts().security_groups.value().into_iter().flatten();
        for other in others.filter(|other| other.id != group.id && !gone.contains(&other.id)) {
            for (direction, permissions) in [("ingress", &other.ingress), ("egress", &other.egress)] {
                for rule in permissions.iter().filter_map(|permission| reference(permission, &group.id)) {
                    let revoke = format!("revoke-security-group-{direction}");
                    item = item.command(&["ec2", &revoke, "--group-id", &other.id, "--ip-permissions", &rule]);
                }
            }
        }
        let item = self.let_go(item, &group.id);
        item.command(&["ec2", "delete-security-group", "--group-id", &group.id])
    }

    /// Takes the group off whatever stays. What would be left without any group is only named.
    fn let_go(&self, mut item: Item, group: &str) -> Item {
        let (going, balancers) = (self.mine(Kind::Instance), self.mine(Kind::LoadBalancer));
        let interfaces = self.facts().network_interfaces.value().into_iter().flatten();
        let stay = interfaces.filter(|one| {
            let goes = one.instance_id.as_ref().is_some_and(|id| going.contains(id)) || one.state == "available";
            !one.service_managed && !goes && one.group_ids.iter().any(|id| id == group)
        });
        for interface in stay {
            item.held_by.push(match &interface.instance_id {
                Some(instance) => label(Some(instance), &interface.id),
                None => interface.id.clone(),
            });
            let rest = without(&interface.group_ids, group);
            let modify = ["ec2", "modify-network-interface-attribute", "--network-interface-id", interface.id.as_str()];
            if !rest.is_empty() {
                item = item.command(&[&modify[..], &["--groups"], &rest].concat());
            }
        }
        item.held_by.extend(self.services(group));
        let wearing = self.facts().load_balancers.value().into_iter().flatten();
        for lb in wearing.filter(|lb| !balancers.contains(&lb.arn) && lb.group_ids.iter().any(|id| id == group)) {
            item.held_by.push(lb.name.clone());
            let rest = without(&lb.group_ids, group);
            let set = ["elbv2", "set-security-groups", "--load-balancer-arn", lb.arn.as_str(), "--security-groups"];
            if !rest.is_empty() {
                item = item.command(&[&set[..], &rest].concat());
            }
        }
        item
    }
    /// Interfaces of AWS services that wear the group: a database's, an endpoint's, or those of a load balancer that
    /// is gone and has not let go yet. Those of a load balancer that is there are its own affair.
    fn services(&self, group: &str) -> Vec<String> {
        let Some(balancers) = self.facts().load_balancers.value() else { return Vec::new() };
        let is_of = |description: &str| {
            let path = description.strip_prefix("ELB ");
            path.is_some_and(|path| balancers.iter().any(|lb| lb.arn.ends_with(&format!("/{path}"))))
        };
        let interfaces = self.facts().network_interfaces.value().into_iter().flatten();
        let worn = interfaces.filter(|one| one.service_managed && one.group_ids.iter().any(|id| id == group));
        let others = worn.filter(|one| !one.description.as_deref().is_some_and(is_of));
        others.map(|one| label(one.description.as_deref(), &one.id)).collect()
    }
}

fn without<'g>(groups: &'g [String], group: &str) -> Vec<&'g str> {
    groups.iter().map(String::as_str).filter(|id| *id != group).collect()
}

/// The part of a permission that refers to a group, in the CLI's shorthand.
fn reference(permission: &Permission, group: &str) -> Option<String> {
    let refers = permission.peers.iter().any(|peer| matches!(peer, Peer::Group { id, .. } if id == group));
    let ports = match (permission.from_port, permission.to_port) {
        (Some(from), Some(to)) => format!("FromPort={from},ToPort={to},"),
        _ => String::new(),
    };
    let protocol = &permission.protocol;
    refers.then(|| format!("IpProtocol={protocol},{ports}UserIdGroupPairs=[{{GroupId={group}}}]"))
}
