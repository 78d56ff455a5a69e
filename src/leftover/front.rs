//! Load balancers, what the course set on one that it did not make, and target groups.

use std::collections::BTreeSet;

use super::survey::Survey;
use super::{Item, Kind, names};
use crate::check::label::rule_label;
use crate::check::{Finding, routing};
use crate::facts::balancing::{LoadBalancer, TargetGroup};
use crate::facts::operations::{
    DESCRIBE_LISTENERS, DESCRIBE_LOAD_BALANCERS, DESCRIBE_RULES, DESCRIBE_TARGET_GROUP_ATTRIBUTES,
    DESCRIBE_TARGET_GROUPS,
};
use crate::facts::want::ResourceKind;

impl<'a> Survey<'a> {
    pub(super) fn front(&mut self) {
        let (course, values) = (self.cx.course, self.cx.values);
        for (balancer, path) in names::ruled(course, values) {
            self.rules(balancer, path);
        }
        for balancer in names::made_sticky(course, values) {
            self.stickiness(balancer);
        }
        let balancers = self.balancers();
        let made = names::made(course, values, ResourceKind::LoadBalancer);
        let is_made = |lb: &&LoadBalancer| made.iter().any(|made| is_it(&lb.name, &lb.arn, made.name));
        for lb in balancers.iter().filter(is_made) {
            let item = self.deleted(self.balancer(lb, Finding::new("leftover-why-made")));
            self.left.items.push(item);
        }
        self.target_groups();
        self.other_balancers();
    }

    pub(super) fn balancers(&mut self) -> &'a [LoadBalancer] {
        self.seen(&self.facts().load_balancers, DESCRIBE_LOAD_BALANCERS)
    }

    fn all_target_groups(&mut self) -> &'a [TargetGroup] {
        self.seen(&self.facts().target_groups, DESCRIBE_TARGET_GROUPS)
    }

    /// A load balancer as an item, without what removes it.
    pub(super) fn balancer(&self, lb: &LoadBalancer, why: Finding) -> Item {
        let mut item = Item::new(Kind::LoadBalancer, &lb.arn, Some(&lb.name), why);
        item.state = Some(lb.state.clone());
        item.since = lb.created_at;
        item.costs = self.balancer_costs(lb);
        item
    }

    /// With what removes a load balancer. AWS refuses (`OperationNotPermitted`) while it is protected.
    fn deleted(&self, mut item: Item) -> Item {
        let arn = item.id.clone();
        let attributes = self.facts().load_balancer_attributes.get(&arn).and_then(|section| section.value());
        match attributes.and_then(|all| all.get("deletion_protection.enabled")).map(String::as_str) {
            Some("true") => {
                let why =
                    Finding::new("leftover-protected-load-balancer").arg("name", item.name.as_deref().unwrap_or("-"));
                let set = ["elbv2", "modify-load-balancer-attributes", "--load-balancer-arn", arn.as_str()];
                let off = ["--attributes", "Key=deletion_protection.enabled,Value=false"];
                item = item.protected(why, &[&set[..], &off].concat());
            }
            Some(_) => {}
            None => item.protection = Some(Finding::new("leftover-protection-unseen")),
        }
        let delete = ["elbv2", "delete-load-balancer", "--load-balancer-arn", arn.as_str()];
        let wait = ["elbv2", "wait", "load-balancers-deleted", "--load-balancer-arns", arn.as_str()];
        item.command(&delete).command(&wait)
    }

    fn target_groups(&mut self) {
        let made = names::made(self.cx.course, self.cx.values, ResourceKind::TargetGroup);
        let going = self.mine(Kind::LoadBalancer);
        let balancers = self.facts().load_balancers.value();
        // One that is gone holds nothing, whatever the target group still says.
        let label = |arn: &String| match balancers {
            Some(all) => all.iter().find(|lb| lb.arn == *arn).map(|lb| lb.name.clone()),
            None => Some(arn.clone()),
        };
        for group in self.all_target_groups() {
            if !made.iter().any(|made| is_it(&group.name, &group.arn, made.name)) {
                continue;
            }
            let why = Finding::new("leftover-why-made");
            let mut item = Item::new(Kind::TargetGroup, &group.arn, Some(&group.name), why);
            let held = group.load_balancer_arns.iter().filter(|arn| !going.contains(*arn));
            item.held_by = held.filter_map(&label).collect();
            item.held_by.dedup();
            let item = item.command(&["elbv2", "delete-target-group", "--target-group-arn", &group.arn]);
            self.left.items.push(item);
        }
    }

    /// Load balancers of other names that use the course's target groups or security groups: made in a second attempt,
    /// perhaps, or under the name that the console proposed.
    fn other_balancers(&mut self) {
        let (course, values) = (self.cx.course, self.cx.values);
        let known = self.known(Kind::LoadBalancer);
        let spoken_of = names::found(course, values, ResourceKind::LoadBalancer);
        let made = names::made(course, values, ResourceKind::SecurityGroup);
        let groups = self.facts().security_groups.value().into_iter().flatten();
        let own_groups: BTreeSet<&str> = groups
            .filter(|group| made.iter().any(|made| is_it(&group.name, &group.id, made.name)))
            .map(|group| group.id.as_str())
            .collect();
        let target_groups = self.mine(Kind::TargetGroup);
        let all = self.facts().target_groups.value().into_iter().flatten();
        let used: BTreeSet<&str> = all
            .filter(|group| target_groups.contains(&group.arn))
            .flat_map(|group| group.load_balancer_arns.iter().map(String::as_str))
            .collect();
        for lb in self.balancers() {
            let is_ours =
                used.contains(lb.arn.as_str()) || lb.group_ids.iter().any(|id| own_groups.contains(id.as_str()));
            let is_known = known.contains(&lb.arn) || spoken_of.iter().any(|(_, name)| is_it(&lb.name, &lb.arn, name));
            if is_ours && !is_known {
                let item = self.deleted(self.balancer(lb, Finding::new("leftover-why-other-balancer")));
                self.left.perhaps.push(item);
            }
        }
    }

    /// The course's rules on a load balancer that it did not make.
    fn rules(&mut self, balancer: &str, path: &str) {
        let facts = self.facts();
        for lb in self.balancers().iter().filter(|lb| is_it(&lb.name, &lb.arn, balancer)) {
            let Some(listeners) = self.seen_of(&facts.listeners, &lb.arn, DESCRIBE_LISTENERS) else { continue };
            for listener in listeners {
                let rules = self.seen_of(&facts.rules, &listener.arn, DESCRIBE_RULES).into_iter().flatten();
                for rule in rules.filter(|rule| routing::has_path(rule, path)) {
                    let item = Item::new(Kind::ListenerRule, &rule.arn, Some(&rule_label(rule)), made_on(lb));
                    self.left.items.push(item.command(&["elbv2", "delete-rule", "--rule-arn", &rule.arn]));
                }
            }
        }
    }

    /// Stickiness that is still on behind a load balancer that the course did not make.
    fn stickiness(&mut self, balancer: &str) {
        let facts = self.facts();
        for lb in self.balancers().iter().filter(|lb| is_it(&lb.name, &lb.arn, balancer)) {
            let behind = self.all_target_groups().iter().filter(|group| group.load_balancer_arns.contains(&lb.arn));
            for group in behind {
                self.seen_of(&facts.target_group_attributes, &group.arn, DESCRIBE_TARGET_GROUP_ATTRIBUTES);
                if routing::is_sticky(facts, &group.arn) == Some(true) {
                    let item = Item::new(Kind::Stickiness, &group.arn, Some(&group.name), made_on(lb));
                    let set = ["elbv2", "modify-target-group-attributes", "--target-group-arn", group.arn.as_str()];
                    let off = ["--attributes", "Key=stickiness.enabled,Value=false"];
                    self.left.items.push(item.command(&[&set[..], &off].concat()));
                }
            }
        }
    }
}

fn made_on(lb: &LoadBalancer) -> Finding {
    Finding::new("leftover-why-made-on").arg("name", lb.name.as_str())
}

/// Whether a resource is the one of this name or ARN.
pub(super) fn is_it(name: &str, id: &str, wanted: &str) -> bool {
    name == wanted || id == wanted
}
