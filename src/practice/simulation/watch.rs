//! What always holds, whatever is done: looked at after every act.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::super::account::{Account, AutoScalingGroup, InstanceState, Lifecycle, Region};
use super::super::autoscaling::capacity;
use super::super::front;
use super::super::handle::Changes;
use super::super::life;
use super::shop::Shop;

/// What was seen before.
#[derive(Debug, Default)]
pub(super) struct Watch {
    now: Option<Timestamp>,
    /// Ids that were ever given, and those that are there now.
    given: BTreeSet<String>,
    there: BTreeSet<String>,
    /// State of each alarm, and what its history ended with.
    alarms: BTreeMap<String, &'static str>,
    /// The sockets that the account wanted, of which state, and when it wants others.
    doors: Option<(BTreeSet<String>, Changes, Option<Timestamp>)>,
}

/// Status codes of activities that have not ended.
const UNDER_WAY: [&str; 5] =
    ["InProgress", "WaitingForELBConnectionDraining", "PreInService", "MidLifecycleAction", "WaitingForInstanceWarmup"];

type Held = Result<(), String>;

fn hold(holds: bool, told: impl FnOnce() -> String) -> Held {
    if holds { Ok(()) } else { Err(told()) }
}

impl Watch {
    /// Looks at the account.
    pub(super) fn look(&mut self, shop: &Shop) -> Held {
        let changes = shop.practice.changed();
        shop.practice.look(|world| {
            hold(self.now.is_none_or(|before| before <= world.now), || "time went back".to_owned())?;
            self.now = Some(world.now);
            self.ids(&world.account)?;
            for region in world.account.regions.values() {
                region.auto_scaling_groups.values().try_for_each(|group| sizes(region, group, world.now))?;
                self.alarms(region)?;
                orphans(region)?;
            }
            let (doors, next) = front::doors(world);
            if let Some((before, of, awaited)) = &self.doors {
                let told = (of.asked, of.passed) != (changes.asked, changes.passed)
                    || awaited.is_some_and(|at| at <= world.now);
                hold(told || *before == doors, || "other sockets are wanted, and nobody was told".to_owned())?;
            }
            self.doors = Some((doors, changes, next));
            Ok(())
        })
    }

    /// After a restart changes are counted anew.
    pub(super) fn restarted(&mut self) {
        self.doors = None;
    }

    fn ids(&mut self, account: &Account) -> Held {
        let mut there = BTreeSet::new();
        for region in account.regions.values() {
            let groups = region.auto_scaling_groups.values();
            let activities = groups.flat_map(|group| group.activities.iter().map(|one| &one.id));
            let all = region.vpcs.keys().chain(region.subnets.keys()).chain(region.route_tables.keys());
            let all = all.chain(region.internet_gateways.keys()).chain(region.nat_gateways.keys());
            let all = all.chain(region.addresses.keys()).chain(region.network_acls.keys());
            let all = all.chain(region.network_interfaces.keys()).chain(region.security_groups.keys());
            let all = all.chain(region.security_group_rules.keys()).chain(region.instances.keys());
            let all = all.chain(region.images.keys()).chain(region.snapshots.keys()).chain(region.volumes.keys());
            let all = all.chain(region.launch_templates.keys()).chain(region.load_balancers.keys());
            let all = all.chain(region.listeners.keys()).chain(region.rules.keys()).chain(region.target_groups.keys());
            for id in all.chain(activities) {
                hold(there.insert(id.clone()), || format!("{id} is there twice"))?;
            }
        }
        for id in there.difference(&self.there) {
            hold(self.given.insert(id.clone()), || format!("{id} was given before"))?;
        }
        self.there = there;
        Ok(())
    }

    /// Every change of state is in the history, and leads from where the one before led to.
    fn alarms(&mut self, region: &Region) -> Held {
        self.alarms.retain(|name, _| region.monitoring.alarms.contains_key(name));
        for alarm in region.monitoring.alarms.values() {
            let (name, state) = (&alarm.name, alarm.state.name());
            let items = region.monitoring.history.get(name);
            let mut at = None;
            for item in items.into_iter().flatten() {
                if item.summary.ends_with("created") || item.summary.ends_with("deleted") {
                    at = Some("INSUFFICIENT_DATA".to_owned());
                }
                if item.kind != "StateUpdate" {
                    continue;
                }
                let (from, to) =
                    item.summary.trim_start_matches("Alarm updated from ").split_once(" to ").unwrap_or_default();
                hold(at.as_ref().is_none_or(|at| at == from), || {
                    format!("{name}: history leads to {at:?}, then {}", item.summary)
                })?;
                at = Some(to.to_owned());
            }
            hold(at.as_deref().is_none_or(|at| at == state), || format!("{name} is {state}, its history ends {at:?}"))?;
            let before = self.alarms.insert(name.clone(), state);
            let changed = before.is_some_and(|before| before != state);
            hold(!changed || at.is_some(), || format!("{name} became {state}, its history says nothing"))?;
        }
        Ok(())
    }
}

fn sizes(region: &Region, group: &AutoScalingGroup, now: Timestamp) -> Held {
    let name = &group.name;
    let within = group.deleting || (group.min..=group.max).contains(&group.desired);
    hold(within, || format!("{name}: {} is not in {}..={}", group.desired, group.min, group.max))?;
    let mut last = now;
    for activity in &group.activities {
        let told = || format!("{activity:?}");
        hold(activity.cause.starts_with("At "), || format!("no cause: {}", told()))?;
        hold(activity.started <= last, || format!("out of order: {}", told()))?;
        last = activity.started;
        hold(activity.ended.is_none_or(|ended| ended >= activity.started && ended <= now), told)?;
        let under_way = UNDER_WAY.contains(&activity.status.as_str());
        hold(under_way == activity.ended.is_none(), || format!("status and end: {}", told()))?;
        let drains = activity.status == "WaitingForELBConnectionDraining";
        let says = activity.description.ends_with("Waiting For ELB Connection Draining.");
        hold(drains == says, || format!("draining: {}", told()))?;
        hold((activity.progress == 100) == activity.ended.is_some(), || format!("progress: {}", told()))?;
        let someones = group.members.values().any(|member| member.activity.as_deref() == Some(&activity.id));
        hold(!under_way || someones, || format!("under way for nobody: {}", told()))?;
    }
    for member in group.members.values() {
        let instance = region.instances.get(&member.instance_id);
        let of = instance.and_then(|instance| instance.auto_scaling_group.as_ref());
        hold(instance.is_none() || of == Some(name), || format!("{} is not {name}'s: {of:?}", member.instance_id))?;
        hold(instance.is_some() || member.lifecycle != Lifecycle::Pending, || format!("{member:?} is not there"))?;
    }
    Ok(())
}

/// Nothing is left of what has gone.
fn orphans(region: &Region) -> Held {
    let nodes: BTreeSet<&String> =
        region.load_balancers.values().flat_map(|one| one.zones.iter().map(|zone| &zone.interface)).collect();
    for id in &nodes {
        hold(region.network_interfaces.contains_key(*id), || format!("a load balancer's {id} is not there"))?;
    }
    for interface in region.network_interfaces.values() {
        let id = &interface.id;
        hold(region.subnets.contains_key(&interface.subnet_id), || format!("{id} is in no subnet"))?;
        let of_balancer = interface.requester.as_deref() == Some("amazon-elb");
        hold(!of_balancer || nodes.contains(id), || format!("{id} is of a load balancer that has gone"))?;
        let Some(instance) = interface.attachment.as_ref().and_then(|one| one.instance_id.as_ref()) else { continue };
        let has = region.instances.get(instance).is_some_and(|one| one.interfaces.contains(id));
        hold(has, || format!("{id} is attached to {instance}, which has it not"))?;
    }
    for volume in region.volumes.values() {
        let Some(attached) = &volume.attachment else { continue };
        let has = region.instances.get(&attached.instance_id).is_some_and(|one| one.volumes.contains(&volume.id));
        hold(has, || format!("{} is attached to {}, which has it not", volume.id, attached.instance_id))?;
    }
    for listener in region.listeners.values() {
        hold(region.load_balancers.contains_key(&listener.load_balancer), || format!("{} is nobody's", listener.arn))?;
    }
    for rule in region.rules.values() {
        hold(region.listeners.contains_key(&rule.listener), || format!("{} is nobody's", rule.arn))?;
    }
    for rule in region.security_group_rules.values() {
        hold(region.security_groups.contains_key(&rule.group_id), || format!("{} is nobody's", rule.id))?;
    }
    for instance in region.instances.values() {
        let id = &instance.id;
        let gone = matches!(instance.state, InstanceState::Terminated | InstanceState::ShuttingDown);
        let group = instance.auto_scaling_group.as_ref().filter(|_| !gone);
        let member = group.is_none_or(|name| {
            region.auto_scaling_groups.get(name).is_some_and(|group| group.members.contains_key(id))
        });
        hold(member, || format!("{id} says that it is {group:?}'s, which does not know it"))?;
        hold(instance.process.is_none() || instance.state == InstanceState::Running, || {
            format!("{id} is {:?} and has a process", instance.state)
        })?;
    }
    Ok(())
}

/// After so long without a change every target has been asked often enough: its health says what it would answer
/// now. And a group that can has the size that it should have.
pub(super) fn rest(shop: &Shop, since: Timestamp) -> Held {
    shop.practice.look(|world| {
        for region in world.account.regions.values() {
            region.auto_scaling_groups.values().try_for_each(size)?;
            for (target, state, passes) in life::answers(region, since, world.now) {
                let healthy = state == "healthy";
                hold(healthy == passes, || format!("{target} is {state}, and asked now it passes: {passes}"))?;
            }
        }
        Ok(())
    })
}

fn size(group: &AutoScalingGroup) -> Held {
    let (actual, desired) = (capacity::actual(group), capacity::desired(group));
    let hindered = !group.suspended.is_empty()
        || group.failures > 0
        || group.deleting
        || group.look_at.is_some()
        || group.balancing;
    let refreshed = group.instance_refreshes.iter().any(|refresh| refresh.ended.is_none());
    let protected = actual > desired && group.members.values().any(|member| member.protected);
    hold(hindered || refreshed || protected || actual == desired, || {
        format!("{} has {actual} instances and should have {desired}", group.name)
    })
}

/// How many seconds health checks take to be sure.
pub(super) fn patience(shop: &Shop) -> u64 {
    shop.region(|region| {
        let groups = region.target_groups.values().map(|group| {
            let check = &group.health_check;
            u64::from(check.interval_seconds) * (1 + u64::from(check.healthy_threshold.max(check.unhealthy_threshold)))
        });
        groups.max().unwrap_or(0) * 2 + 60
    })
}
