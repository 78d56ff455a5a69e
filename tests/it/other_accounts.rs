//! `verify` of the four other courses on accounts that boto3 built in an independent endpoint: complete, broken in one
//! place, and odd but right. `ec-site` has its own file.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::accounts::over;
use crate::support::{moto, page, program};

/// What every account of a course leaves open, complete or not: nobody here speaks TLS for the domain, the chapter
/// with the targets comes later, and no target was made to fail.
const OPEN: &[&str] = &["https.handshake", "targets.healthy", "health-check.kept-serving", "health-check.recovered"];

/// A course, a change, and every check that must fail because of it. No other may.
const BROKEN: &[(&str, &str, &[&str])] = &[
    ("zenn-clone", "sg-v4-only", &["alb-sg.inbound"]),
    ("zenn-clone", "sg-no-https", &["alb-sg.inbound"]),
    ("zenn-clone", "sg-https-v4-only", &["alb-sg.inbound"]),
    ("zenn-clone", "sg-out-closed", &["alb-sg.outbound"]),
    ("zenn-clone", "sg-out-443", &["alb-sg.outbound"]),
    ("zenn-clone", "sg-out-to-itself", &["alb-sg.outbound"]),
    ("zenn-clone", "sg-out-half-vpc", &["alb-sg.outbound"]),
    ("zenn-clone", "tg-instance", &["target-group.settings"]),
    ("zenn-clone", "tg-8080", &["target-group.settings"]),
    ("zenn-clone", "tg-http2", &["target-group.settings"]),
    ("zenn-clone", "tg-path", &["target-group.health-check"]),
    ("zenn-clone", "tg-path-slash", &["target-group.health-check"]),
    ("zenn-clone", "alb-internal", &["load-balancer.scheme"]),
    ("zenn-clone", "alb-other-group", &["load-balancer.alb-sg"]),
    ("zenn-clone", "no-gateway", &["prereq.public-subnets", "load-balancer.public"]),
    ("zenn-clone", "http-gone", &["listeners.http"]),
    ("zenn-clone", "https-gone", &["listeners.https-exists"]),
    ("zenn-clone", "https-fixed", &["listeners.https"]),
    ("zenn-clone", "http-redirect-elsewhere", &["listeners.http"]),
    ("zenn-clone", "http-redirect-http", &["listeners.http"]),
    ("zenn-clone", "policy-2016", &["https.policy"]),
    ("zenn-clone", "policy-tls11", &["https.policy"]),
    ("zenn-clone", "cert-other-name", &["https.certificate"]),
    ("zenn-clone", "cert-two-labels", &["https.certificate"]),
    ("zenn-clone", "cert-parent-wildcard-deep", &["https.certificate"]),
    ("aws-hands-on", "two-zones", &["load-balancer.zones"]),
    ("aws-hands-on", "internal", &["load-balancer.scheme"]),
    ("aws-hands-on", "network-type", &["load-balancer.exists"]),
    ("aws-hands-on", "alb-closed", &["alb-sg.open"]),
    ("aws-hands-on", "alb-443", &["alb-sg.open"]),
    ("aws-hands-on", "alb-my-address", &["alb-sg.open"]),
    ("aws-hands-on", "tg-80", &["target-group.registered"]),
    ("aws-hands-on", "tg-https", &["target-group.settings"]),
    ("aws-hands-on", "not-registered", &["target-group.registered", "health.healthy"]),
    ("aws-hands-on", "listener-8000", &["listener.forwards"]),
    ("aws-hands-on", "listener-elsewhere", &["listener.forwards"]),
    ("aws-hands-on", "ec2-still-open", &["restrict-ec2.only-from-alb"]),
    ("aws-hands-on", "ec2-open-v6", &["restrict-ec2.only-from-alb"]),
    ("aws-hands-on", "ec2-range-open", &["restrict-ec2.only-from-alb"]),
    ("aws-hands-on", "ec2-from-80", &["restrict-ec2.from-alb"]),
    ("aws-hands-on", "ec2-by-cidr", &["restrict-ec2.from-alb", "restrict-ec2.only-from-alb"]),
    ("aws-hands-on", "ec2-closed", &["restrict-ec2.from-alb"]),
    ("day13", "tg-path", &["target-group.health-check"]),
    ("day13", "tg-8080", &["target-group.settings", "target-group.registered"]),
    ("day13", "tg-ip", &["target-group.settings", "target-group.registered"]),
    ("day13", "not-registered", &["target-group.registered", "active.healthy"]),
    ("day13", "alb-443-closed", &["alb-sg.open"]),
    ("day13", "alb-80-closed", &["alb-sg.open"]),
    ("day13", "alb-group-not-attached", &["alb-sg.attached"]),
    ("day13", "internal", &["load-balancer.scheme"]),
    ("day13", "no-route", &["prereq.public-subnets", "load-balancer.zones"]),
    ("day13", "listener-gone", &["listener.forwards"]),
    ("day13", "listener-weight-0", &["listener.forwards"]),
    ("day13", "backend-443-missing", &["backend-sg.from-alb"]),
    ("day13", "backend-open", &["backend-sg.only-from-alb"]),
    ("day13", "backend-443-open", &["backend-sg.only-from-alb"]),
    ("day13", "backend-all-traffic", &["backend-sg.only-from-alb"]),
    ("lb-basics", "no-rule", &["listener-rules.rule"]),
    ("lb-basics", "rule-fixed", &["listener-rules.rule"]),
    ("lb-basics", "not-sticky", &["sticky.on"]),
];

/// Accounts in which everything is right, however odd: nothing fails, is blocked or waits.
const RIGHT: &[&str] = &[
    "zenn-clone",
    "zenn-clone odd-wildcard",
    "zenn-clone odd-second-name",
    "zenn-clone odd-upper-case",
    "zenn-clone odd-non-default",
    "zenn-clone odd-redirect",
    "zenn-clone odd-redirect-bare",
    "zenn-clone odd-out-cidr",
    "zenn-clone odd-out-all",
    "zenn-clone odd-out-range",
    "zenn-clone odd-ranges",
    "zenn-clone odd-halves",
    "zenn-clone odd-registered",
    "zenn-clone odd-policy-res",
    "zenn-clone odd-weight",
    "zenn-clone odd-twin",
    "aws-hands-on",
    "aws-hands-on odd-wizard-group",
    "aws-hands-on odd-two-groups",
    "aws-hands-on odd-target-port",
    "aws-hands-on odd-ssh",
    "aws-hands-on odd-range",
    "aws-hands-on odd-listener-rule",
    "aws-hands-on odd-halves",
    "day13",
    "day13-other-vpc",
    "day13 odd-thresholds",
    "day13 odd-range",
    "day13 odd-description",
    "day13 odd-twin",
    "day13 odd-second-group",
    "day13 odd-https-listener",
    "day13 odd-more-targets",
    "day13 odd-all-open",
    "lb-basics",
    "lb-basics odd-host-rule",
    "lb-basics odd-source-rule",
    "lb-basics odd-app-cookie",
    "lb-basics odd-network",
];

/// The verdicts of a course on an account. Ports 80 and 443 of every host lead to a page here, the instance's 8000 to
/// a port where nothing listens: only loopback is ever asked.
fn verify(line: &str, account: &moto::Account) -> Value {
    let course = line.split(' ').next().expect("a course").trim_end_matches("-other-vpc");
    let page = page::serve_with(
        200,
        "Set-Cookie: AWSALB=one; Path=/\r\nSet-Cookie: AWSALBAPP-0=one; Path=/\r\n",
        "<html><body>Hello from My AWS EC2 Web Server!</body></html>",
    );
    let home = tempfile::tempdir().expect("a directory");
    let mut command = program::hanamaru(home.path());
    program::with_account(&mut command, moto::shared(), account);
    command.args(["verify", course, "--format", "json", "--timeout", "300"]);
    for port in ["80", "443"] {
        command.args(["--connect-to", &format!(":{port}:{page}")]);
    }
    command.args(["--connect-to", ":8000:127.0.0.1:1"]);
    if course == "zenn-clone" {
        command.args(["--set", "domain=api.example.com"]);
    }
    program::document(&command.output().expect("the program starts"))
}

/// Ids of the checks of a status, without those that are open on every account.
fn of_status(document: &Value, wanted: &str) -> BTreeSet<String> {
    let is_it = |(id, status, _): &(String, String, String)| status == wanted && !OPEN.contains(&id.as_str());
    program::checks(document).into_iter().filter(is_it).map(|(id, _, _)| id).collect()
}

/// Builds an account for each line and judges it.
fn judge<T: Sync>(rows: &[T], line: impl Fn(&T) -> String, complain: impl Fn(&T, &Value) -> Vec<String> + Sync) {
    let lines: Vec<String> = rows.iter().map(line).collect();
    let accounts = moto::shared().other_courses(&lines);
    assert_eq!(accounts.len(), rows.len());
    let all: Vec<_> = rows.iter().zip(lines).zip(accounts).collect();
    let found = over(&all, |((row, line), account)| {
        let complaints = complain(row, &verify(line, account));
        complaints.into_iter().map(|complaint| format!("{line}: {complaint}")).collect()
    });
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn broken_accounts_of_the_other_courses_fail_in_the_right_check() {
    judge(
        BROKEN,
        |(course, change, _)| format!("{course} {change}"),
        |(_, _, expected), document| {
            let seen = of_status(document, "fail");
            let expected: BTreeSet<String> = expected.iter().map(|id| (*id).to_owned()).collect();
            if seen == expected { Vec::new() } else { vec![format!("expected {expected:?}, saw {seen:?}")] }
        },
    );
}

#[test]
fn complete_and_odd_accounts_of_the_other_courses_pass() {
    judge(
        RIGHT,
        |line| (*line).to_owned(),
        |line, document| {
            let unreached = |id: &String| *line == "lb-basics odd-source-rule" && id == "listener-rules.reached";
            ["fail", "blocked", "waiting", "inconclusive"]
                .iter()
                .flat_map(|status| of_status(document, status).into_iter().map(move |id| (*status, id)))
                .filter(|(status, id)| !(*status == "inconclusive" && unreached(id)))
                .map(|(status, id)| format!("{id} is {status}"))
                .collect()
        },
    );
}
