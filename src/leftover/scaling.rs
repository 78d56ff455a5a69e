//! The Auto Scaling group, its instances and its alarms.

use std::collections::BTreeSet;

use super::survey::Survey;
use super::{Item, Kind, names};
use crate::check::Finding;
use crate::facts::compute::Instance;
use crate::facts::operations::{DESCRIBE_ALARMS, DESCRIBE_AUTO_SCALING_GROUPS, DESCRIBE_INSTANCES};
use crate::facts::scaling::AutoScalingGroup;
use crate::facts::want::ResourceKind;

impl<'a> Survey<'a> {
    pub(super) fn scaling(&mut self) {
        let (course, values) = (self.cx.course, self.cx.values);
        for made in names::made(course, values, ResourceKind::AutoScalingGroup) {
            let groups = self.seen(&self.facts().auto_scaling_groups, DESCRIBE_AUTO_SCALING_GROUPS);
            let group = groups.iter().find(|group| group.name == made.name || group.arn == made.name);
            let name = group.map_or(made.name, |group| &group.name);
            let members = self.members(name);
            if let Some(group) = group {
                let mut item = Item::new(Kind::AutoScalingGroup, name, None, Finding::new("leftover-why-made"));
                item.since = group.created_at;
                item.state.clone_from(&group.status);
                item.leaving = group.status.is_some();
                if !item.leaving {
                    item = unprotected(item, group);
                    let delete = ["autoscaling", "delete-auto-scaling-group", "--auto-scaling-group-name", name];
                    item = item.command(&[&delete[..], &["--force-delete"]].concat());
                }
                if !members.is_empty() {
                    let ids = members.iter().map(|member| member.id.as_str());
                    let wait: Vec<&str> =
                        ["ec2", "wait", "instance-terminated", "--instance-ids"].into_iter().chain(ids).collect();
                    item = item.command(&wait);
                }
                self.left.items.push(item);
            }
            for member in members {
                let why = if group.is_some() { "leftover-why-of-group" } else { "leftover-why-group-gone" };
                let item = self.instance(member, Finding::new(why).arg("group", name));
                self.left.items.push(if group.is_some() { item } else { self.terminated(item, member) });
            }
            self.alarms(name, group.is_some());
        }
        self.of_images();
        for made in names::made(course, values, ResourceKind::Instance) {
            let known = self.known(Kind::Instance);
            let named = |i: &&Instance| is_named(i, made.name) && is_there(i) && !known.contains(&i.id);
            for instance in self.instances().iter().filter(named) {
                let item = self.terminated(self.instance(instance, Finding::new("leftover-why-made")), instance);
                self.left.items.push(item);
            }
        }
    }

    pub(super) fn instances(&mut self) -> &'a [Instance] {
        self.seen(&self.facts().instances, DESCRIBE_INSTANCES)
    }

    /// The instances that the group started, whether or not it is still there.
    fn members(&mut self, group: &str) -> Vec<&'a Instance> {
        let all = self.seen(&self.facts().instances, DESCRIBE_INSTANCES);
        all.iter().filter(|i| i.auto_scaling_group.as_deref() == Some(group) && is_there(i)).collect()
    }

    /// An instance as an item, without what removes it.
    pub(super) fn instance(&self, instance: &Instance, why: Finding) -> Item {
        let mut item = Item::new(Kind::Instance, &instance.id, instance.name.as_deref(), why);
        item.state = Some(instance.state.clone());
        item.since = instance.launched_at;
        item.leaving = instance.state == "shutting-down";
        item.costs = self.instance_costs(instance);
        item
    }

    /// Instances of the course's image that no group counts as its own any more, or that were started by hand.
    fn of_images(&mut self) {
        let (course, values) = (self.cx.course, self.cx.values);
        let names: BTreeSet<&str> =
            names::made(course, values, ResourceKind::Image).iter().map(|made| made.name).collect();
        let images = self.facts().images.value().into_iter().flatten();
        let ours: Vec<_> = images
            .filter(|image| {
                names.contains(image.id.as_str()) || image.name.as_deref().is_some_and(|n| names.contains(n))
            })
            .collect();
        let known = self.known(Kind::Instance);
        let before: BTreeSet<&str> = names::found(course, values, ResourceKind::Instance)
            .into_iter()
            .filter(|(key, _)| names::there_before(course).contains(key))
            .map(|(_, name)| name)
            .collect();
        for image in ours {
            let instances = self.facts().instances.value().into_iter().flatten();
            let strays = instances.filter(|i| {
                i.image_id.as_deref() == Some(image.id.as_str())
                    && is_there(i)
                    && !known.contains(&i.id)
                    && !before.iter().any(|name| is_named(i, name))
            });
            for stray in strays {
                let why =
                    Finding::new("leftover-why-from-image").arg("image", image.name.as_deref().unwrap_or(&image.id));
                let item = self.terminated(self.instance(stray, why), stray);
                self.left.items.push(item);
            }
        }
    }

    /// With what ends an instance. Whether it is protected against that, only a call for each would tell; where the
    /// course's launch template says so, its instances are.
    fn terminated(&self, mut item: Item, instance: &Instance) -> Item {
        if item.leaving {
            return item;
        }
        let id = item.id.clone();
        let templates = self.facts().launch_templates.values().filter_map(|section| section.value()?.as_ref());
        let mut versions = templates.flat_map(|one| std::iter::once(&one.latest).chain(&one.default));
        if versions.any(|one| one.termination_protected && one.image_id == instance.image_id) {
            let off =
                ["ec2", "modify-instance-attribute", "--instance-id", id.as_str(), "--no-disable-api-termination"];
            item = item.protected(Finding::new("leftover-protected-instance"), &off);
        }
        let end = ["ec2", "terminate-instances", "--instance-ids", id.as_str()];
        item.command(&end).command(&["ec2", "wait", "instance-terminated", "--instance-ids", &id])
    }

    /// A deleted group takes its policies' alarms along; what is left without one has to be deleted by hand.
    fn alarms(&mut self, group: &str, there: bool) {
        let Some(alarms) = self.seen_of(&self.facts().alarms, group, DESCRIBE_ALARMS) else { return };
        for alarm in alarms {
            let why = if there { "leftover-why-alarm-of-group" } else { "leftover-why-alarm" };
            let mut item = Item::new(Kind::Alarm, &alarm.name, None, Finding::new(why).arg("group", group));
            item.state = Some(alarm.state.clone());
            item.costs = vec![self.alarm_cost()];
            if !there {
                item = item.command(&["cloudwatch", "delete-alarms", "--alarm-names", &alarm.name]);
            }
            self.left.items.push(item);
        }
    }
}

/// A group that is protected against deletion refuses it, by force above all. Instances that are protected against
/// scale-in, or against termination, go with a group all the same.
fn unprotected(item: Item, group: &AutoScalingGroup) -> Item {
    if group.deletion_protection.is_none() {
        return item;
    }
    let update = ["autoscaling", "update-auto-scaling-group", "--auto-scaling-group-name", group.name.as_str()];
    let why = Finding::new("leftover-protected-group").arg("name", &group.name);
    item.protected(why, &[&update[..], &["--deletion-protection", "none"]].concat())
}

pub(super) fn is_named(instance: &Instance, name: &str) -> bool {
    instance.id == name || instance.name.as_deref() == Some(name)
}

/// AWS lists a terminated instance for about an hour.
pub(super) fn is_there(instance: &Instance) -> bool {
    instance.state != "terminated"
}
