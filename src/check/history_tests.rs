//! Requests, activities and alarms, one fault at a time.
#![expect(
    clippy::items_after_statements,
    clippy::needless_pass_by_value,
    clippy::too_many_lines,
    reason = "tables of cases, one row a case, with their makers"
)]

use jiff::SignedDuration;
use serde_json::json;

use super::cause::raised_by_user;
use super::scaling_tests::{activities, key, policy, tracked};
use super::testkit::{at, denied, seen};
use super::verdict::Status::*;
use super::worlds::*;
use crate::course::kinds::*;
use crate::facts::Facts;

fn requests(facts: &mut Facts, minutes: serde_json::Value) {
    let metric = json!({ "from": ago(20_000), "to": at(), "per_minute": minutes });
    facts.request_metrics.insert(TG.to_owned(), seen(of(metric)));
}

/// What the alarm that scales out is known to have done.
fn changes(facts: &mut Facts, all: serde_json::Value) {
    facts.alarm_history.insert(HIGH.to_owned(), seen(of(all)));
}

/// A history without a word of ALARM.
fn never_fired(facts: &mut Facts) {
    changes(facts, json!([{ "at": ago(20), "from": null, "to": "OK" }]));
}

fn nothing_happened(facts: &mut Facts) {
    activities(facts, vec![]);
    never_fired(facts);
}

#[test]
fn history() {
    let check = RequestsExceededTarget { group: key("asg"), policy: key("policy"), target_group: key("tg") };
    rows(
        &check,
        &[
            ("complete", |_| {}, Pass, "requests-exceeded"),
            ("alarm says more", |f| requests(f, json!([[ago(50), 12.0]])), Inconclusive, "requests-contradiction"),
            (
                "the alarm's history says more",
                |f| {
                    activities(f, vec![]);
                    changes(f, json!([{ "at": ago(40), "from": "ALARM", "to": "OK" }]));
                    requests(f, json!([[ago(50), 12.0]]));
                },
                Inconclusive,
                "requests-contradiction",
            ),
            (
                "equal is not over",
                |f| {
                    nothing_happened(f);
                    requests(f, json!([[ago(50), 25.0]]));
                },
                Fail,
                "requests-below",
            ),
            (
                "none",
                |f| {
                    nothing_happened(f);
                    requests(f, json!([]));
                },
                Fail,
                "requests-none",
            ),
            (
                "minutes without a request",
                |f| {
                    nothing_happened(f);
                    requests(f, json!([[ago(3), 0.0], [ago(1), 0.0]]));
                },
                Fail,
                "requests-none",
            ),
            (
                "rising",
                |f| {
                    nothing_happened(f);
                    requests(f, json!([[ago(3), 5.0], [ago(1), 20.0]]));
                },
                Waiting,
                "requests-rising",
            ),
            (
                "a window of another time",
                |f| {
                    nothing_happened(f);
                    requests(f, json!([]));
                    f.now = at() + jiff::SignedDuration::from_hours(2);
                },
                Inconclusive,
                "requests-window-off",
            ),
            (
                "old group",
                |f| {
                    nothing_happened(f);
                    requests(f, json!([]));
                    asg(f, |g| g.created_at = Some(ago(30_000)));
                },
                Inconclusive,
                "requests-forgotten",
            ),
            (
                "denied",
                |f| {
                    f.request_metrics.insert(TG.into(), denied("x"));
                },
                Inconclusive,
                "unseen-denied",
            ),
        ],
    );
    let check = ScaledOutByAlarm { group: key("asg"), policy: key("policy"), max: 4 };
    let by_hand = "At … a user request update of AutoScalingGroup constraints to min: 1, max: 4, desired: 2 changing the desired capacity from 1 to 2.  At …";
    assert!(raised_by_user(by_hand));
    rows(
        &check,
        &[
            ("complete", |_| {}, Pass, "scaled-out"),
            (
                "under way",
                |f| activities(f, vec![launch("i-2", &cause("requests", HIGH, 1, 2), "PreInService", 1)]),
                Waiting,
                "scaled-out-under-way",
            ),
            (
                "failed",
                |f| activities(f, vec![launch("i-2", &cause("requests", HIGH, 1, 2), "Failed", 1)]),
                Fail,
                "scaled-out-failed",
            ),
            (
                "beyond",
                |f| activities(f, vec![launch("i-2", &cause("requests", HIGH, 4, 5), "Successful", 1)]),
                Fail,
                "scaled-out-beyond",
            ),
            ("the minimum was raised since", |f| asg(f, |g| g.min_size = 2), Pass, "scaled-out"),
            (
                "to the minimum only",
                |f| activities(f, vec![launch("i-2", &cause("requests", HIGH, 0, 1), "Successful", 1)]),
                Fail,
                "scaled-out-beyond",
            ),
            (
                "other alarm",
                |f| {
                    activities(
                        f,
                        vec![launch("i-2", &cause("cpu", "TargetTracking-asg-AlarmHigh-7", 1, 2), "Successful", 1)],
                    );
                },
                Fail,
                "scaled-out-other-alarm",
            ),
            (
                "by hand",
                |f| {
                    activities(
                        f,
                        vec![launch(
                            "i-2",
                            "At … a user request explicitly set group desired capacity changing the desired capacity from 1 to 2.",
                            "Successful",
                            1,
                        )],
                    );
                },
                Fail,
                "scaled-out-by-hand",
            ),
            ("never", |f| activities(f, vec![launch("i-1", "", "Successful", 1)]), Fail, "scaled-out-never"),
            (
                "suspended",
                |f| {
                    activities(f, vec![launch("i-1", "", "Successful", 1)]);
                    asg(f, |g| g.suspended_processes.push("Launch".into()));
                },
                Fail,
                "scaled-out-suspended",
            ),
            (
                "forgotten",
                |f| {
                    activities(f, vec![]);
                    asg(f, |g| g.created_at = Some(at() - SignedDuration::from_hours(24 * 50)));
                },
                Inconclusive,
                "activities-forgotten",
            ),
            ("contradiction", |f| activities(f, vec![]), Inconclusive, "activities-contradiction"),
            (
                "denied",
                |f| {
                    f.activities.insert("asg".into(), denied("x"));
                },
                Inconclusive,
                "unseen-denied",
            ),
        ],
    );
    let check = LaunchedByAlarm { group: key("asg"), policy: key("policy") };
    rows(
        &check,
        &[
            ("complete", |_| {}, Pass, "launched-by-alarm"),
            (
                "failed",
                |f| activities(f, vec![launch("i-2", &cause("requests", HIGH, 1, 2), "Failed", 1)]),
                Fail,
                "launched-failed",
            ),
            ("by hand", |f| activities(f, vec![launch("i-1", "", "Successful", 1)]), Fail, "launched-never"),
            (
                "under way",
                |f| activities(f, vec![launch("i-2", &cause("requests", HIGH, 1, 2), "InProgress", 1)]),
                Waiting,
                "launched-under-way",
            ),
        ],
    );
}

fn alarms(facts: &mut Facts, change: impl FnOnce(&mut Vec<crate::facts::monitoring::Alarm>)) {
    if let Some(crate::facts::Section::Seen { value, .. }) = facts.alarms.get_mut("asg") {
        change(value);
    }
}

#[test]
fn alarm_exists_and_fired() {
    let check = ScalingAlarm { group: key("asg"), policy: key("policy"), side: AlarmSide::High };
    rows(
        &check,
        &[
            ("complete", |_| {}, Pass, "alarm-high"),
            (
                "another policy's",
                |f| alarms(f, |a| a[0].alarm_actions = vec!["other".into()]),
                Fail,
                "alarm-without-policy",
            ),
            ("actions off", |f| alarms(f, |a| a[0].actions_enabled = false), Fail, "alarm-actions-off"),
            ("unlisted", |f| alarms(f, std::vec::Vec::clear), Inconclusive, "alarm-unlisted"),
            (
                "stranger",
                |f| {
                    policy(f, |p| p.alarms.clear());
                    alarms(f, |a| a[0].alarm_actions.clear());
                },
                Fail,
                "alarm-without-policy",
            ),
            ("found by its action", |f| policy(f, |p| p.alarms.clear()), Pass, "alarm-high"),
            (
                "none",
                |f| {
                    policy(f, |p| p.alarms.clear());
                    alarms(f, std::vec::Vec::clear);
                },
                Fail,
                "alarms-none",
            ),
            (
                "one side",
                |f| {
                    policy(f, |p| {
                        p.alarms.remove(0);
                    });
                    alarms(f, |a| {
                        a.remove(0);
                    });
                },
                Fail,
                "alarm-missing",
            ),
            (
                "denied",
                |f| {
                    f.alarms.insert("asg".into(), denied("x"));
                },
                Inconclusive,
                "unseen-denied",
            ),
        ],
    );
    let check = ScalingAlarm { group: key("asg"), policy: key("policy"), side: AlarmSide::Low };
    rows(
        &check,
        &[
            ("complete", |_| {}, Pass, "alarm-low"),
            (
                "scale-in off",
                |f| {
                    policy(f, |p| {
                        p.alarms.remove(1);
                    });
                    alarms(f, |a| {
                        a.remove(1);
                    });
                    tracked(f, |t| t.disable_scale_in = true);
                },
                Fail,
                "alarm-low-scale-in-off",
            ),
        ],
    );
    fn quiet(facts: &mut Facts) {
        activities(facts, vec![launch("i-1", "", "Successful", 290)]);
        never_fired(facts);
    }
    rows(
        &ScalingAlarmFired { group: key("asg"), policy: key("policy") },
        &[
            ("by activity", |_| {}, Pass, "alarm-fired-by-activity"),
            ("by history", |f| activities(f, vec![launch("i-1", "", "Successful", 290)]), Pass, "alarm-fired"),
            (
                "of its history only the exit is left",
                |f| {
                    quiet(f);
                    changes(f, json!([{ "at": ago(20), "from": "ALARM", "to": "OK" }]));
                },
                Pass,
                "alarm-fired",
            ),
            (
                "now",
                |f| {
                    quiet(f);
                    alarms(f, |a| a[0].state = "ALARM".into());
                },
                Pass,
                "alarm-fired",
            ),
            ("never", quiet, Fail, "alarm-never-fired"),
            (
                "contradiction",
                |f| {
                    quiet(f);
                    f.alarm_history.insert(HIGH.into(), seen(vec![]));
                },
                Inconclusive,
                "alarm-history-contradiction",
            ),
            (
                "old group",
                |f| {
                    quiet(f);
                    asg(f, |g| g.created_at = Some(at() - SignedDuration::from_hours(24 * 31)));
                },
                Inconclusive,
                "alarm-history-forgotten",
            ),
            (
                "no alarm",
                |f| {
                    quiet(f);
                    alarms(f, std::vec::Vec::clear);
                },
                Inconclusive,
                "alarm-high-not-seen",
            ),
            (
                "history denied",
                |f| {
                    quiet(f);
                    f.alarm_history.insert(HIGH.into(), denied("x"));
                },
                Inconclusive,
                "unseen-denied",
            ),
        ],
    );
}
