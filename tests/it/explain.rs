//! `explain ec-site` on accounts that boto3 built in an independent endpoint: complete, broken, half built.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Output;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde_json::Value;

use crate::support::{moto, page, program};

/// A change to the complete account, and the hop that it breaks. `None`: a request still comes through.
const ACCOUNTS: &[(&str, Option<&str>)] = &[
    ("no-igw-route", Some("load-balancer-subnet")),
    ("private-is-public", None),
    ("alb-sg-closed", Some("load-balancer-group")),
    ("alb-sg-half", Some("load-balancer-group")),
    ("alb-sg-my-ip", Some("load-balancer-group")),
    ("alb-sg-udp", Some("load-balancer-group")),
    ("alb-sg-443", Some("load-balancer-group")),
    ("web-sg-open", None),
    ("web-sg-open-v6", None),
    ("web-sg-all-traffic", None),
    ("web-sg-range", None),
    ("web-sg-by-cidr", None),
    ("web-sg-closed", Some("target-security-group")),
    ("no-ami", None),
    ("lt-type", None),
    ("asg-detached", Some("target-group-membership")),
    ("listener-8080", Some("listener")),
    ("listener-gone", Some("listener")),
    ("listener-elsewhere", Some("listener")),
    ("listener-fixed", Some("listener")),
    ("listener-weight-0", Some("listener")),
    ("target-missing", Some("target-group-membership")),
    ("policy-gone", None),
    ("odd-two-halves", None),
    ("odd-crowd", None),
    ("odd-forward-config", None),
    ("odd-mixed-instances", None),
    ("before-groups", Some("dns")),
    ("before-launch_template", Some("dns")),
    ("before-balancer", Some("dns")),
];

fn explain(account: &moto::Account, home: &Path, arguments: &[&str]) -> Output {
    let page = page::serve(200, "<html><body>shop</body></html>");
    let mut command = program::hanamaru(home);
    program::with_account(&mut command, moto::shared(), account);
    command.args(["explain", "ec-site", "--connect-to", &format!("::{page}")]).args(arguments);
    command.output().expect("the program starts")
}

#[test]
fn accounts_are_explained() {
    let next = AtomicUsize::new(0);
    let wrong = |(change, expected): &(&str, Option<&str>)| {
        let account = moto::shared().ec_site(&[change]);
        let home = tempfile::tempdir().expect("a directory");
        let output = explain(&account, home.path(), &["--format", "json"]);
        let document = program::document(&output);
        let found = document["broken"]["hop"].as_str();
        let exit = output.status.code();
        let stands = found == *expected && exit == Some(i32::from(expected.is_some()));
        (!stands).then(|| format!("{change}: expected {expected:?}, found {found:?}, exit {exit:?}: {document:#}"))
    };
    let found: Vec<String> = thread::scope(|scope| {
        let worker = || {
            let mut found = Vec::new();
            while let Some(row) = ACCOUNTS.get(next.fetch_add(1, Ordering::Relaxed)) {
                found.extend(wrong(row));
            }
            found
        };
        let workers: Vec<_> = (0..3).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("no panic")).collect()
    });
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_document_is_the_schema_s_and_the_same_offline_and_its_calls_are_in_the_policy() {
    let home = tempfile::tempdir().expect("a directory");
    let account = moto::shared().ec_site(&["web-sg-closed"]);
    let (kept, log) = (home.path().join("snapshot.json"), home.path().join("calls.log"));
    let (kept, log) = (kept.to_str().expect("UTF-8"), log.to_str().expect("UTF-8"));
    let arguments = ["--format", "json", "--save-snapshot", kept, "--log-calls", log];
    let live = explain(&account, home.path(), &arguments);
    let document = program::document(&live);
    let schema = program::hanamaru(home.path()).args(["explain", "--schema"]).output().expect("the program starts");
    let schema: Value = serde_json::from_slice(&schema.stdout).expect("a schema");
    let validator = jsonschema::validator_for(&schema).expect("a valid schema");
    let errors: Vec<String> = validator.iter_errors(&document).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let again = program::hanamaru(home.path())
        .args(["explain", "ec-site", "--format", "json", "--offline", kept])
        .output()
        .expect("the program starts");
    assert_eq!(String::from_utf8_lossy(&live.stdout), String::from_utf8_lossy(&again.stdout));
    assert_eq!((live.status.code(), again.status.code()), (Some(1), Some(1)));
    let remedy = document["broken"]["remedy"].as_str().expect("a remedy");
    assert!(remedy.contains("aws ec2 authorize-security-group-ingress --group-id sg-"), "{remedy}");

    let policy = program::hanamaru(home.path()).args(["policy", "ec-site"]).output().expect("the program starts");
    let policy = program::document(&policy);
    let allowed: BTreeSet<&str> =
        policy["Statement"][0]["Action"].as_array().expect("actions").iter().filter_map(Value::as_str).collect();
    assert!(allowed.contains("ec2:DescribeNetworkAcls") && allowed.contains("elasticloadbalancing:DescribeRules"));
    let calls = std::fs::read_to_string(log).expect("the log");
    for call in ["DescribeNetworkAcls", "DescribeRules", "DescribeTargetHealth"] {
        assert_eq!(calls.matches(call).count(), 1, "{call}: {calls}");
    }
}

#[test]
fn mistakes_are_told_before_anything_is_asked() {
    let home = tempfile::tempdir().expect("a directory");
    for arguments in [&["explain", "ec-sit"][..], &["explain", "ec-site", "--step", "confrim"], &["explain"]] {
        let output = program::hanamaru(home.path()).args(arguments).output().expect("the program starts");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    }
}
