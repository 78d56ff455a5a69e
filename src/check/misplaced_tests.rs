//! The right thing on the wrong resource, and accounts of which a part is already deleted: explained, and nobody is
//! blamed for what cannot be told.

use super::testkit::{World, group, peers, seen, tcp};
use super::verdict::Status::{self, *};
use super::worlds::*;
use super::{Proof, Verdict};
use crate::course::kinds::*;
use crate::facts::Facts;
use crate::facts::balancing::{Action, WeightedTargetGroup};

fn key(name: &str) -> String {
    name.to_owned()
}

fn advised(verdict: &Verdict) -> Vec<&str> {
    verdict.advice.iter().map(|advice| advice.id.as_ref()).collect()
}

/// A second resource of the kind of the first, with another name and ARN.
fn twin<T: Clone>(section: &mut crate::facts::Section<Vec<T>>, change: impl FnOnce(&mut T)) {
    let mut all = section.value().expect("seen").clone();
    let mut other = all[0].clone();
    change(&mut other);
    all.push(other);
    *section = seen(all);
}

#[test]
fn what_was_put_on_the_wrong_resource_is_found_there() {
    let rule = IngressAllowsGroup { vpc: key("vpc"), group: key("web_sg"), ports: vec![80], source: key("alb_sg") };
    let world = shop().with(|facts| {
        facts.security_groups = seen(vec![
            group("sg-alb", "alb-sg", vec![]),
            group("sg-web", "web-sg", vec![]),
            group("sg-db", "db-sg", vec![tcp(80, 80, peers(&["sg-alb"]))]),
        ]);
    });
    told(&world, &rule, "ingress-not-from-group", "advice-rule-on-other-group");

    let attached = AutoScalingGroupTargetGroup { group: key("asg"), target_group: key("tg") };
    let world = shop().with(|facts| {
        twin(&mut facts.auto_scaling_groups, |other| {
            (other.name, other.arn) = ("old-asg".to_owned(), "arn:old-asg".to_owned());
        });
        asg(facts, |group| group.target_group_arns.clear());
    });
    told(&world, &attached, "group-target-group-none", "advice-attached-to-other-group");

    let groups = groups();
    let other_balancer = |facts: &mut Facts| {
        twin(&mut facts.load_balancers, |other| {
            (other.name, other.arn) = ("old-alb".to_owned(), "arn:old-alb".to_owned());
        });
    };
    let world = shop().with(other_balancer).with(|facts| {
        first(&mut facts.load_balancers, |lb| lb.group_ids = vec!["sg-web".to_owned()]);
    });
    told(&world, &groups, "load-balancer-groups-other", "advice-group-on-other-load-balancer");

    let forwards = forwards();
    let world = shop().with(other_balancer).with(|facts| {
        first(&mut facts.target_groups, |tg| tg.load_balancer_arns = vec!["arn:old-alb".to_owned()]);
        facts.listeners.values_mut().for_each(|section| *section = seen(Vec::new()));
    });
    told(&world, &forwards, "listener-none", "advice-target-group-on-other-load-balancer");

    // In its place, nothing is said.
    for verdict in [shop().judge(&rule), shop().judge(&attached), shop().judge(&groups), shop().judge(&forwards)] {
        assert_eq!((verdict.status, advised(&verdict)), (Pass, Vec::new()), "{verdict:?}");
    }
}

#[track_caller]
fn told(world: &World, check: &impl Proof, finding: &str, advice: &str) {
    let verdict = world.judge(check);
    assert_eq!((verdict.status, verdict.finding.id.as_ref()), (Fail, finding), "{verdict:?}");
    assert_eq!(advised(&verdict), [advice]);
    worded(&verdict);
}

/// What half a deletion leaves behind, and what the whole course's checks say: no pass that was not one before, no
/// failure whose cause is not there.
#[test]
fn half_deleted_accounts_are_told_apart() {
    type Wreck = fn(&mut Facts);
    let healthy =
        TargetsHealthy { load_balancer: key("alb"), target_group: key("tg"), group: Some(key("asg")), later: false };
    let exists = LoadBalancerExists { load_balancer: key("alb"), vpc: None, r#type: key("application") };
    let running = AutoScalingGroupExists { group: key("asg") };
    let template = AutoScalingGroupTemplate { group: key("asg"), template: key("template"), version: key("$Latest") };
    let gone_alb = Gone { name: key("alb"), resource: crate::facts::want::ResourceKind::LoadBalancer, vpc: None };
    let active = LoadBalancerActive { load_balancer: key("alb") };
    let gone_asg = Gone { name: key("asg"), resource: crate::facts::want::ResourceKind::AutoScalingGroup, vpc: None };
    let rows: &[(&str, Wreck, &dyn Judge, Status)] = &[
        ("the balancer is gone, its target group stays", without_balancer, &exists, Fail),
        ("the balancer is gone: clean", without_balancer, &gone_alb, Pass),
        ("its targets wait for nobody", unused, &healthy, Fail),
        ("the group is being deleted", deleting, &running, Fail),
        ("that is on its way", deleting, &gone_asg, Waiting),
        ("the template is gone, the group still names it", without_template, &template, Fail),
        ("the balancer carries a group that is gone", with_a_gone_group, &groups(), Fail),
        ("the listener forwards to a target group that nobody lists", to_nowhere, &forwards(), Inconclusive),
        ("a state that is new to us", unknown_state, &active, Inconclusive),
    ];
    for (what, wreck, check, status) in rows {
        let verdict = check.verdict(&shop().with(wreck));
        assert_eq!(verdict.status, *status, "{what}: {verdict:?}");
        worded(&verdict);
    }
}

fn groups() -> LoadBalancerGroups {
    LoadBalancerGroups { load_balancer: key("alb"), vpc: key("vpc"), groups: vec![key("alb_sg")] }
}

fn forwards() -> ListenerForwards {
    ListenerForwards {
        load_balancer: key("alb"),
        port: 80,
        protocol: key("HTTP"),
        target_group: key("tg"),
        or_redirects_to_https: false,
        domain: None,
    }
}

/// A table of checks of several kinds.
trait Judge {
    fn verdict(&self, world: &World) -> Verdict;
}
impl<T: Proof> Judge for T {
    fn verdict(&self, world: &World) -> Verdict {
        world.judge(self)
    }
}

fn without_balancer(facts: &mut Facts) {
    facts.load_balancers = seen(Vec::new());
    facts.listeners.clear();
    first(&mut facts.target_groups, |tg| tg.load_balancer_arns.clear());
}

fn unused(facts: &mut Facts) {
    healths(facts, vec![target("i-1", "unused", Some("Target.NotInUse"))]);
}

fn deleting(facts: &mut Facts) {
    asg(facts, |group| group.status = Some("Delete in progress".to_owned()));
}

fn with_a_gone_group(facts: &mut Facts) {
    first(&mut facts.load_balancers, |lb| lb.group_ids = vec!["sg-gone".to_owned()]);
}

fn unknown_state(facts: &mut Facts) {
    first(&mut facts.load_balancers, |lb| lb.state = "deleting".to_owned());
}

fn to_nowhere(facts: &mut Facts) {
    for section in facts.listeners.values_mut() {
        first(section, |listener| {
            let targets = vec![WeightedTargetGroup { arn: "arn:gone".to_owned(), weight: 1 }];
            listener.default_actions = vec![Action::Forward { targets, stickiness: false }];
        });
    }
}

fn without_template(facts: &mut Facts) {
    facts.launch_templates.values_mut().for_each(|section| *section = seen(None));
    facts.launch_template_names = seen(Vec::new());
}
