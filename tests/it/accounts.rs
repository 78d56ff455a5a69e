//! `verify ec-site` on accounts that boto3 built in an independent endpoint: complete, broken, and odd but right.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde_json::Value;

use crate::support::{moto, page, program};

/// Steps that the endpoint cannot play: it makes no alarms and no scaling activities.
const HISTORY: &[&str] = &["scale-out", "alarms", "activities"];

/// A change, and every check outside [`HISTORY`] and the checklist that must fail because of it. No other may.
const BROKEN: &[(&str, &[&str])] = &[
    ("no-igw-route", &["prereq.public-subnets", "asg.alb-subnets"]),
    ("private-is-public", &["prereq.private-subnets"]),
    ("alb-sg-closed", &["alb-sg.http-open"]),
    ("alb-sg-half", &["alb-sg.http-open"]),
    ("alb-sg-my-ip", &["alb-sg.http-open"]),
    ("alb-sg-udp", &["alb-sg.http-open"]),
    ("alb-sg-443", &["alb-sg.http-open"]),
    ("web-sg-open", &["web-sg.only-from-alb"]),
    ("web-sg-open-v6", &["web-sg.only-from-alb"]),
    ("web-sg-all-traffic", &["web-sg.only-from-alb"]),
    ("web-sg-range", &["web-sg.only-from-alb"]),
    ("web-sg-other-group", &["web-sg.only-from-alb"]),
    ("web-sg-by-cidr", &["web-sg.from-alb", "web-sg.only-from-alb"]),
    ("web-sg-closed", &["web-sg.from-alb"]),
    ("no-ami", &["ami.available"]),
    ("lt-type", &["launch-template.instance-type"]),
    ("lt-key", &["launch-template.no-key"]),
    ("lt-one-group", &["launch-template.groups"]),
    ("lt-no-tag", &["launch-template.name-tag"]),
    ("lt-no-profile", &["launch-template.profile"]),
    ("lt-other-profile", &["launch-template.profile"]),
    ("lt-no-user-data", &["launch-template.user-data"]),
    ("lt-placeholder", &["launch-template.user-data"]),
    ("lt-commented-start", &["launch-template.user-data"]),
    ("lt-base-image", &["launch-template.image"]),
    ("asg-default-version", &["asg.template"]),
    ("asg-number-version", &["asg.template"]),
    ("asg-public-subnet", &["asg.subnets"]),
    ("asg-one-subnet", &["asg.subnets"]),
    ("asg-max", &["asg.size"]),
    ("asg-detached", &["asg.target-group-attached", "confirm.targets-are-instances", "confirm.targets-healthy"]),
    ("tg-8080", &["asg.target-group-settings"]),
    ("listener-8080", &["asg.listener"]),
    ("listener-gone", &["asg.listener"]),
    ("listener-elsewhere", &["asg.listener"]),
    ("listener-fixed", &["asg.listener"]),
    ("listener-weight-0", &["asg.listener"]),
    ("alb-wrong-groups", &["alb-attach-sg.groups"]),
    ("target-foreign", &["confirm.targets-are-instances", "stop-instance.stopped"]),
    ("target-missing", &["confirm.targets-are-instances", "confirm.targets-healthy"]),
    ("policy-gone", &["scaling-policy.policy"]),
    ("policy-cpu", &["scaling-policy.policy"]),
    ("policy-50", &["scaling-policy.target-value"]),
    ("policy-label", &["scaling-policy.label"]),
    ("policy-no-scale-in", &["scaling-policy.scale-in"]),
    ("instance-running", &["stop-instance.stopped"]),
];

/// Changes after which everything still is right.
const ODD: &[&str] = &[
    "odd-twin-vpc",
    "odd-crowd",
    "odd-two-halves",
    "odd-range",
    "odd-all-traffic",
    "odd-ssh-open",
    "odd-interface-groups",
    "odd-role-arn",
    "odd-mixed-instances",
    "odd-forward-config",
    "odd-second-version",
    "odd-policy-name",
    "odd-desired-2",
    "odd-instance-terminated",
];

/// Where a learner stands before each step, and the first step that is not done then.
const UNDER_WAY: &[(&str, &str)] = &[
    ("before-groups", "prereq"),
    ("before-launch_template", "launch-template"),
    ("before-balancer", "asg"),
    ("before-scaling_group", "asg"),
    ("before-policy", "scaling-policy"),
    ("before-finish", "stop-instance"),
];

fn verify(changes: &[&str]) -> Value {
    let moto = moto::shared();
    let account = moto.ec_site(changes);
    let page = page::serve(200, "<html><body>shop</body></html>");
    let home = tempfile::tempdir().expect("a directory");
    let mut command = program::hanamaru(home.path());
    program::with_account(&mut command, moto, &account);
    let output = command
        .args(["verify", "ec-site", "--format", "json", "--timeout", "300", "--connect-to", &format!("::{page}")])
        .output()
        .expect("the program starts");
    program::document(&output)
}

/// Checks of a status, history and checklist left out.
fn of_status(document: &Value, wanted: &str) -> BTreeSet<String> {
    let outside = |id: &str| !HISTORY.iter().chain(&["checklist"]).any(|step| id.starts_with(&format!("{step}.")));
    program::checks(document)
        .into_iter()
        .filter(|(id, status, _)| status == wanted && outside(id))
        .map(|(id, _, _)| id)
        .collect()
}

/// Runs a function over the rows, a few at a time, and collects what it complains of.
pub(crate) fn over<T: Sync>(rows: &[T], complain: impl Fn(&T) -> Vec<String> + Sync) -> Vec<String> {
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        let worker = || {
            let mut found = Vec::new();
            while let Some(row) = rows.get(next.fetch_add(1, Ordering::Relaxed)) {
                found.extend(complain(row));
            }
            found
        };
        let workers: Vec<_> = (0..3).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("no panic")).collect()
    })
}

/// Steps outside history that neither pass nor wait for the learner's own word.
fn not_done(document: &Value) -> Vec<String> {
    program::steps(document)
        .into_iter()
        .filter(|(id, status)| {
            let by_hand = ["ami", "quiz", "diagram", "checklist"].contains(&id.as_str()) && status == "manual";
            status != "pass" && !by_hand && !HISTORY.contains(&id.as_str()) && id != "checklist"
        })
        .map(|(id, status)| format!("{id} is {status}"))
        .collect()
}

#[test]
fn complete_and_odd_accounts_pass() {
    let mut rows: Vec<Vec<&str>> = ODD.iter().map(|change| vec![*change]).collect();
    rows.push(Vec::new());
    let found = over(&rows, |changes| {
        let document = verify(changes);
        not_done(&document).into_iter().map(|problem| format!("{changes:?}: {problem}")).collect()
    });
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn broken_accounts_fail_in_the_right_check() {
    let found = over(BROKEN, |(change, expected)| {
        let seen = of_status(&verify(&[change]), "fail");
        let expected: BTreeSet<String> = expected.iter().map(|id| (*id).to_owned()).collect();
        if seen == expected { Vec::new() } else { vec![format!("{change}: expected {expected:?}, saw {seen:?}")] }
    });
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_course_under_way_fails_first_where_the_learner_stands() {
    let found = over(UNDER_WAY, |(change, expected)| {
        let document = verify(&[change]);
        let first = program::steps(&document).into_iter().find(|(_, status)| status == "fail").map(|(id, _)| id);
        if first.as_deref() == Some(expected) {
            Vec::new()
        } else {
            vec![format!("{change}: {expected}, saw {first:?}")]
        }
    });
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn an_account_built_in_another_region_is_found_there() {
    let document = verify(&["region-eu-west-1"]);
    let steps = document["steps"].as_array().expect("steps");
    let vpc = &steps[0]["checks"][0];
    assert_eq!(vpc["status"], "fail");
    assert!(vpc.to_string().contains("eu-west-1"), "{vpc}");
}
