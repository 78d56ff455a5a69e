//! What the course uses and did not make: it stays, and costs all the same.

use std::collections::BTreeSet;

use super::front::is_it;
use super::scaling::{is_named, is_there};
use super::survey::Survey;
use super::{Item, Kind, names};
use crate::check::Finding;
use crate::facts::compute::Instance;
use crate::facts::holdings::NatGateway;
use crate::facts::operations::DESCRIBE_NAT_GATEWAYS;
use crate::facts::want::ResourceKind;

impl Survey<'_> {
    pub(super) fn kept(&mut self) {
        let (course, values) = (self.cx.course, self.cx.values);
        let before = names::there_before(course);
        let has_group = !names::made(course, values, ResourceKind::AutoScalingGroup).is_empty();
        for (key, name) in names::found(course, values, ResourceKind::Instance) {
            let known = self.known(Kind::Instance);
            // A name that a launch template gives says nothing of when an instance was made.
            let certain = before.contains(key) || !has_group;
            let named = |i: &&Instance| is_named(i, name) && is_there(i) && !known.contains(&i.id);
            let instances = self.facts().instances.value().into_iter().flatten();
            for instance in instances.filter(named) {
                let why = match (certain, instance.state.as_str()) {
                    (false, _) => "leftover-why-named",
                    (true, "stopped" | "stopping") => "leftover-keep-stopped",
                    (true, _) => "leftover-keep-before",
                };
                let item = self.instance(instance, Finding::new(why));
                if certain { self.left.kept.push(item) } else { self.left.perhaps.push(item) }
            }
        }
        let spoken_of = names::found(course, values, ResourceKind::LoadBalancer);
        for lb in self.balancers() {
            if spoken_of.iter().any(|(_, name)| is_it(&lb.name, &lb.arn, name)) {
                let item = self.balancer(lb, Finding::new("leftover-keep-before"));
                self.left.kept.push(item);
            }
        }
        self.gateways();
    }

    /// The NAT gateways of the VPCs in which the course is.
    fn gateways(&mut self) {
        let vpcs = self.vpcs();
        let there = |gateway: &&NatGateway| {
            !matches!(gateway.state.as_str(), "deleted" | "failed")
                && gateway.vpc_id.as_ref().is_some_and(|id| vpcs.contains(id))
        };
        for gateway in self.seen(&self.facts().nat_gateways, DESCRIBE_NAT_GATEWAYS).iter().filter(there) {
            let why = Finding::new("leftover-keep-nat");
            let mut item = Item::new(Kind::NatGateway, &gateway.id, gateway.name.as_deref(), why);
            item.state = Some(gateway.state.clone());
            item.since = gateway.created_at;
            item.leaving = gateway.state == "deleting";
            item.costs = self.gateway_costs(gateway);
            self.left.kept.push(item);
        }
    }

    /// Ids of the VPCs that the course names.
    fn vpcs(&self) -> BTreeSet<String> {
        let named = names::found(self.cx.course, self.cx.values, ResourceKind::Vpc);
        let all = self.facts().vpcs.value().into_iter().flatten();
        let is_course = |id: &str, name: Option<&str>, default: bool| {
            named
                .iter()
                .any(|(_, wanted)| is_it(name.unwrap_or_default(), id, wanted) || (default && *wanted == "default"))
        };
        let these = all.filter(|vpc| is_course(&vpc.id, vpc.name.as_deref(), vpc.is_default));
        these.map(|vpc| vpc.id.clone()).collect()
    }
}
