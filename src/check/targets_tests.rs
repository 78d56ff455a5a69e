//! Targets and their health, one fault at a time; and what no order of targets changes.
#![expect(clippy::too_many_lines, reason = "tables of cases, one row a case, with their makers")]

use proptest::prelude::*;

use super::testkit::{denied, seen};
use super::verdict::Status::{self, *};
use super::worlds::*;
use crate::course::kinds::*;

fn key(name: &str) -> String {
    name.to_owned()
}

fn healthy() -> TargetsHealthy {
    TargetsHealthy { load_balancer: key("alb"), target_group: key("tg"), group: Some(key("asg")), later: false }
}

#[test]
fn targets_healthy() {
    rows(
        &healthy(),
        &[
            ("complete", |_| {}, Pass, "targets-healthy"),
            (
                "draining aside",
                |f| healths(f, vec![target("i-1", "healthy", None), target("i-9", "draining", None)]),
                Pass,
                "targets-healthy",
            ),
            (
                "initial",
                |f| healths(f, vec![target("i-1", "initial", Some("Elb.InitialHealthChecking"))]),
                Waiting,
                "target-initial",
            ),
            (
                "unhealthy",
                |f| healths(f, vec![target("i-1", "unhealthy", Some("Target.FailedHealthChecks"))]),
                Fail,
                "target-failed-health-checks",
            ),
            (
                "codes",
                |f| healths(f, vec![target("i-1", "unhealthy", Some("Target.ResponseCodeMismatch"))]),
                Fail,
                "target-response-code-mismatch",
            ),
            (
                "timeout",
                |f| healths(f, vec![target("i-1", "unhealthy", Some("Target.Timeout"))]),
                Fail,
                "target-timeout",
            ),
            (
                "closed",
                |f| {
                    healths(f, vec![target("i-1", "unhealthy", Some("Target.Timeout"))]);
                    if let crate::facts::Section::Seen { value, .. } = &mut f.security_groups {
                        value[1].ingress.clear();
                    }
                },
                Fail,
                "target-closed-group",
            ),
            (
                "in grace",
                |f| {
                    healths(f, vec![target("i-1", "unhealthy", Some("Target.Timeout"))]);
                    f.activities.insert("asg".into(), seen(vec![launch("i-1", "", "Successful", 1)]));
                },
                Waiting,
                "target-in-grace-period",
            ),
            (
                "grace unseen",
                |f| {
                    healths(f, vec![target("i-1", "unhealthy", Some("Target.Timeout"))]);
                    f.activities.clear();
                    f.instances = denied("x");
                },
                Inconclusive,
                "unseen-denied",
            ),
            (
                "an instance that nobody lists",
                |f| {
                    healths(f, vec![target("i-1", "unhealthy", Some("Target.Timeout"))]);
                    f.activities.clear();
                    f.instances = seen(vec![]);
                },
                Inconclusive,
                "target-launch-unseen",
            ),
            (
                "not in use",
                |f| healths(f, vec![target("i-1", "unused", Some("Target.NotInUse"))]),
                Fail,
                "target-not-in-use",
            ),
            (
                "zone off",
                |f| {
                    healths(f, vec![target("i-1", "unused", Some("Target.NotInUse"))]);
                    first(&mut f.load_balancers, |lb| {
                        lb.zones.remove(0);
                    });
                },
                Fail,
                "target-zone-off",
            ),
            (
                "invalid",
                |f| healths(f, vec![target("i-1", "unused", Some("Target.InvalidState"))]),
                Fail,
                "target-invalid-state",
            ),
            (
                "ip",
                |f| healths(f, vec![target("i-1", "unused", Some("Target.IpUnusable"))]),
                Fail,
                "target-ip-unusable",
            ),
            (
                "not registered",
                |f| healths(f, vec![target("i-1", "unused", Some("Target.NotRegistered"))]),
                Fail,
                "target-not-registered",
            ),
            (
                "disabled",
                |f| healths(f, vec![target("i-1", "unavailable", Some("Target.HealthCheckDisabled"))]),
                Fail,
                "target-health-check-disabled",
            ),
            (
                "internal",
                |f| healths(f, vec![target("i-1", "unhealthy", Some("Elb.InternalError"))]),
                Inconclusive,
                "target-internal-error",
            ),
            (
                "unavailable",
                |f| healths(f, vec![target("i-1", "unavailable", None)]),
                Inconclusive,
                "target-state-unknown",
            ),
            ("no reason", |f| healths(f, vec![target("i-1", "unhealthy", None)]), Fail, "target-unhealthy"),
            (
                "denied",
                |f| {
                    f.target_health.insert(TG.into(), denied("x"));
                },
                Inconclusive,
                "unseen-denied",
            ),
            ("unregistered", |f| healths(f, vec![]), Fail, "targets-none-unregistered"),
            (
                "not attached",
                |f| {
                    healths(f, vec![]);
                    asg(f, |g| g.target_group_arns.clear());
                },
                Fail,
                "targets-none-not-attached",
            ),
            (
                "desired 0",
                |f| {
                    healths(f, vec![]);
                    asg(f, |g| {
                        g.desired_capacity = 0;
                        g.instances.clear();
                    });
                },
                Fail,
                "targets-none-desired-zero",
            ),
            (
                "suspended",
                |f| {
                    healths(f, vec![]);
                    asg(f, |g| g.suspended_processes.push("AddToLoadBalancer".into()));
                },
                Fail,
                "targets-none-suspended",
            ),
            (
                "pending",
                |f| {
                    healths(f, vec![]);
                    asg(f, |g| {
                        for i in &mut g.instances {
                            i.lifecycle_state = "Pending".into();
                        }
                    });
                },
                Waiting,
                "targets-launching",
            ),
            (
                "launch fails",
                |f| {
                    healths(f, vec![]);
                    asg(f, |g| g.instances.clear());
                    f.activities.insert("asg".into(), seen(vec![launch("", "", "Failed", 2)]));
                },
                Fail,
                "targets-none-launch-failed",
            ),
        ],
    );
}

#[test]
fn targets_are_instances_in_enabled_zones() {
    let check = TargetsAreGroupInstances { target_group: key("tg"), group: key("asg") };
    rows(
        &check,
        &[
            ("complete", |_| {}, Pass, "targets-are-instances"),
            (
                "foreign",
                |f| healths(f, ["i-0", "i-1", "i-2"].map(|id| target(id, "healthy", None)).to_vec()),
                Fail,
                "targets-foreign",
            ),
            (
                "foreign, whatever the list of instances",
                |f| {
                    healths(f, ["i-0", "i-1", "i-2"].map(|id| target(id, "healthy", None)).to_vec());
                    f.instances = denied("x");
                },
                Fail,
                "targets-foreign",
            ),
            (
                "perhaps one that the group ended, the instances unseen",
                |f| {
                    let ended = target("i-0", "unused", Some("Target.InvalidState"));
                    healths(f, vec![target("i-1", "healthy", None), target("i-2", "healthy", None), ended]);
                    f.instances = denied("x");
                },
                Inconclusive,
                "unseen-denied",
            ),
            (
                "by its address, the instances unseen",
                |f| {
                    healths(f, vec![target("10.0.0.5", "healthy", None), target("i-2", "healthy", None)]);
                    f.instances = denied("x");
                },
                Inconclusive,
                "unseen-denied",
            ),
            ("unregistered", |f| healths(f, vec![target("i-1", "healthy", None)]), Fail, "targets-unregistered"),
            ("standby", |f| asg(f, |g| g.instances[0].lifecycle_state = "Standby".into()), Fail, "targets-standby"),
            (
                "pending",
                |f| asg(f, |g| g.instances[0].lifecycle_state = "Pending:Wait".into()),
                Waiting,
                "targets-launching",
            ),
            (
                "terminating",
                |f| asg(f, |g| g.instances[0].lifecycle_state = "Terminating".into()),
                Pass,
                "targets-are-instances",
            ),
            (
                "empty",
                |f| {
                    healths(f, vec![]);
                    asg(f, |g| {
                        g.instances.clear();
                        g.desired_capacity = 0;
                    });
                },
                Fail,
                "targets-group-empty",
            ),
            ("denied", |f| f.auto_scaling_groups = denied("x"), Inconclusive, "unseen-denied"),
        ],
    );
    let check = TargetZonesEnabled { load_balancer: key("alb"), target_group: key("tg") };
    rows(
        &check,
        &[
            ("complete", |_| {}, Pass, "target-zones-enabled"),
            (
                "off",
                |f| {
                    first(&mut f.load_balancers, |lb| {
                        lb.zones.remove(0);
                    });
                },
                Fail,
                "target-zones-off",
            ),
            ("unknown", |f| healths(f, vec![target("i-77", "healthy", None)]), Inconclusive, "target-zones-unknown"),
            ("no target", |f| healths(f, vec![]), Inconclusive, "target-zones-no-target"),
        ],
    );
}

fn a_target() -> impl Strategy<Value = (u8, &'static str)> {
    (0u8..4, prop::sample::select(vec!["healthy", "initial", "unhealthy", "unused", "draining", "unavailable"]))
}

fn status_of(targets: &[(u8, &'static str)]) -> Status {
    let targets = targets.iter().map(|(id, state)| target(&format!("i-{id}"), state, None)).collect();
    shop().with(|facts| healths(facts, targets)).judge(&healthy()).status
}

proptest! {
    #[test]
    fn the_order_of_targets_never_matters(targets in prop::collection::vec(a_target(), 0..6)) {
        let mut turned = targets.clone();
        turned.reverse();
        prop_assert_eq!(status_of(&targets), status_of(&turned));
    }

    #[test]
    fn one_more_unhealthy_target_never_passes(mut targets in prop::collection::vec(a_target(), 0..6)) {
        targets.push((9, "unhealthy"));
        prop_assert_eq!(status_of(&targets), Fail);
    }
}
