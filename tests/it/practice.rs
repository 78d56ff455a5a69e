//! The practice account from outside: the course taken by real clients, then wrecked, and what is seen of it.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::practice::{Server, lessons};
use crate::support::{peers, program};

/// Steps that need no visitors.
const STEPS: [&str; 9] =
    ["prereq", "alb-sg", "web-sg", "ami", "launch-template", "asg", "alb-attach-sg", "confirm", "scaling-policy"];
/// Practice seconds a second.
const FAST: &str = "300";

fn steps(named: &[&'static str]) -> Vec<&'static str> {
    named.iter().flat_map(|step| ["--step", step]).collect()
}

/// Checks that neither pass nor are the learner's to confirm.
fn open(document: &Value) -> Vec<(String, String, String)> {
    let checks = program::checks(document).into_iter();
    checks.filter(|(_, status, _)| status != "pass" && status != "manual").collect()
}

fn assert_finished(server: &Server) {
    let mut named = steps(&STEPS);
    named.extend(["--step", "stop-instance"]);
    let document = server.verify_until(&named, |document| open(document).is_empty());
    assert_eq!(open(&document), [], "{document:#}");
}

#[test]
fn the_lessons_commands_by_the_aws_cli_lead_to_the_end() {
    let server = Server::start(&["--empty", "--speed", FAST]);
    let course = lessons("ec-site");
    for part in [vec!["--start", "--to", "scaling-policy"], vec!["--from", "stop-instance", "--to", "stop-instance"]] {
        let (said, well) = server.script("course_by_cli.py", &[vec![course.as_str(), "--hurry"], part].concat());
        let failed: Vec<&str> = said.lines().filter(|line| !line.ends_with("\"status\": 0}")).collect();
        assert!(well && failed.is_empty(), "{failed:#?}");
    }
    assert_finished(&server);
}

#[test]
fn an_independent_route_through_boto3_leads_there_too() {
    let server = Server::start(&["--empty", "--speed", FAST]);
    let (said, well) = server.script("practice_by_boto3.py", &[]);
    assert!(well, "{said}");
    assert_finished(&server);
}

/// A wreck of `tests/peers/practice_wrecks.py`; the targets' state and reason and what a client of the load balancer
/// gets; the checks that fail.
const WRECKS: &[(&str, &str, &str)] = &[
    ("as_it_was", "healthy/none/200", ""),
    ("alb_group_closed", "healthy/none/refused", "alb-sg.http-open confirm.http"),
    ("alb_group_says_nothing", "unhealthy/Target.Timeout/504", "confirm.targets-healthy confirm.http"),
    ("web_group_closed", "unhealthy/Target.Timeout/504", "web-sg.from-alb confirm.targets-healthy confirm.http"),
    ("web_group_on_udp", "unhealthy/Target.Timeout/504", "web-sg.from-alb confirm.targets-healthy confirm.http"),
    ("web_group_open", "healthy/none/200", "web-sg.only-from-alb"),
    (
        "alb_with_the_servers_groups",
        "unhealthy/Target.Timeout/refused",
        "alb-attach-sg.groups confirm.targets-healthy confirm.http",
    ),
    ("health_path_missing", "unhealthy/Target.ResponseCodeMismatch/200", "confirm.targets-healthy"),
    ("health_code_other", "unhealthy/Target.ResponseCodeMismatch/200", "confirm.targets-healthy"),
    ("health_port_other", "unhealthy/Target.Timeout/200", "confirm.targets-healthy"),
    ("health_over_tls", "unhealthy/Target.FailedHealthChecks/200", "confirm.targets-healthy"),
    ("listener_gone", "unused/Target.NotInUse/refused", "asg.listener confirm.targets-healthy confirm.http"),
    ("listener_on_8080", "healthy/none/refused", "asg.listener confirm.http"),
    ("listener_to_nowhere", "unused/Target.NotInUse/503", "asg.listener confirm.targets-healthy confirm.http"),
    ("listener_weight_zero", "healthy/none/503", "asg.listener confirm.http"),
    ("listener_answers_itself", "unused/Target.NotInUse/418", "asg.listener confirm.targets-healthy confirm.http"),
    ("rule_before_the_listener", "healthy/none/404", "confirm.http"),
    ("balancer_gone", "unused/Target.NotInUse/refused", "asg.alb"),
    ("zone_not_enabled", "unused/Target.NotInUse/503", "confirm.target-zones confirm.targets-healthy confirm.http"),
    ("public_route_gone", "healthy/none/refused", "prereq.public-subnets asg.alb-subnets confirm.http"),
    ("acl_around_the_servers", "unhealthy/Target.Timeout/504", "confirm.targets-healthy confirm.http"),
    ("target_deregistered", "none/none/503", "confirm.targets-are-instances confirm.targets-healthy confirm.http"),
    (
        "target_draining",
        "draining/Target.DeregistrationInProgress/503",
        "confirm.targets-are-instances confirm.targets-healthy confirm.http",
    ),
    ("target_on_another_port", "unhealthy/Target.Timeout/504", "confirm.targets-healthy confirm.http"),
    (
        "target_group_detached",
        "none/none/503",
        "asg.target-group-attached confirm.targets-are-instances confirm.targets-healthy confirm.http",
    ),
    ("group_of_nobody", "none/none/503", "asg.size confirm.targets-are-instances confirm.targets-healthy confirm.http"),
    ("group_at_default_version", "healthy/none/200", "asg.template"),
    ("instance_stopped", "unused/Target.InvalidState/503", "confirm.targets-healthy confirm.http"),
    ("instance_terminated", "none/none/503", "confirm.targets-are-instances confirm.targets-healthy confirm.http"),
    (
        "template_image_gone",
        "none/none/503",
        "ami.available confirm.targets-are-instances confirm.targets-healthy confirm.http",
    ),
    (
        "template_of_a_bare_image",
        "unhealthy/Target.FailedHealthChecks/502",
        "launch-template.image confirm.targets-healthy confirm.http",
    ),
    (
        "template_that_clears_away",
        "unhealthy/Target.FailedHealthChecks/502",
        "launch-template.user-data confirm.targets-healthy confirm.http",
    ),
    (
        "template_without_web_group",
        "unhealthy/Target.Timeout/504",
        "launch-template.groups confirm.targets-healthy confirm.http",
    ),
];

#[test]
fn wrecks_show_as_on_aws_and_fail_the_right_checks() {
    for some in WRECKS.chunks(8) {
        let servers: Vec<Server> = some
            .iter()
            .map(|_| Server::start(&["--course", "ec-site", "--at", "scaling-policy", "--speed", FAST]))
            .collect();
        let arguments: Vec<String> = some
            .iter()
            .zip(&servers)
            .map(|((wreck, seen, _), server)| format!("{wreck}={}={seen}", server.endpoint()))
            .collect();
        let mut command = std::process::Command::new(peers::program("python"));
        command.arg(peers::script("practice_wrecks.py")).args(&arguments);
        let output = servers[0].used_by(&mut command).output().expect("python starts");
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        for (((wreck, expected, fails), server), line) in some.iter().zip(&servers).zip(said.lines()) {
            assert_eq!(seen(line), format!("{wreck} {expected}"));
            let fails: BTreeSet<String> = fails.split_whitespace().map(str::to_owned).collect();
            let named = steps(&STEPS[..8]);
            let document = server.verify_until(&named, |document| failing(document) == fails);
            assert_eq!(failing(&document), fails, "{wreck}: {document:#}");
        }
    }
}

/// `WRECK STATE/REASON/STATUS`, from the script's line.
fn seen(line: &str) -> String {
    let seen: Value = serde_json::from_str(line).expect("a line of JSON");
    let text = |value: &Value| value.as_str().expect("a string").to_owned();
    let health = seen["health"].as_array().expect("a list").iter();
    let health: Vec<String> = health.map(|one| format!("{}/{}", text(&one[0]), text(&one[1]))).collect();
    format!("{} {}/{}", text(&seen["wreck"]), health.join("+"), text(&seen["status"]))
}

fn failing(document: &Value) -> BTreeSet<String> {
    program::checks(document).into_iter().filter(|(_, status, _)| status == "fail").map(|(id, ..)| id).collect()
}

#[test]
fn a_teachers_fault_is_in_the_account_and_unknown_ones_are_refused() {
    let server = Server::start(&["--course", "ec-site", "--at", "scaling-policy", "--break", "web-sg-closed"]);
    let document = server.verify(&["--step", "web-sg"]);
    assert_eq!(failing(&document), BTreeSet::from(["web-sg.from-alb".to_owned()]));

    let home = tempfile::tempdir().expect("a directory");
    let run = |arguments: &[&str]| {
        let output = program::hanamaru(home.path()).arg("practice").args(arguments).output().expect("it starts");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    };
    let (status, _, said) = run(&["--break", "web-sg-close"]);
    assert_eq!(status, Some(2));
    assert!(said.contains("web-sg-closed"), "the nearest is named: {said}");
    let (status, _, said) = run(&["--empty", "--listen", "127.0.0.1:0", "--break", "listener-deleted"]);
    assert_eq!(status, Some(2));
    assert!(said.contains("no load balancer") || said.contains("no listener"), "{said}");
    let (status, list, _) = run(&["--break", "list"]);
    assert_eq!(status, Some(0));
    assert!(list.lines().count() > 60 && list.contains("health-path"), "{list}");
}
