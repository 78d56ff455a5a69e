//! Every API action denied, throttled, reset, garbled, emptied, cut or hung in turn: never a false pass,
//! never a fail for what could not be seen, always a document and an exit status in bounded time.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde_json::Value;

use crate::support::meddler::{self, Meddling};
use crate::support::moto::{self, Account};
use crate::support::{page, program};

const ACTIONS: &[&str] = &[
    "GetCallerIdentity",
    "DescribeVpcs",
    "DescribeSubnets",
    "DescribeRouteTables",
    "DescribeSecurityGroups",
    "DescribeInstances",
    "DescribeImages",
    "DescribeLaunchTemplateVersions",
    "DescribeLoadBalancers",
    "DescribeTargetGroups",
    "DescribeListeners",
    "DescribeTargetHealth",
    "DescribeAutoScalingGroups",
    "DescribePolicies",
    "DescribeScalingActivities",
    "DescribeAlarms",
    "DescribeAlarmHistory",
    "GetMetricData",
];

fn verify(endpoint: &str, account: &Account, page: &str, home: &std::path::Path) -> (Option<i32>, Value) {
    let mut command = program::hanamaru(home);
    command
        .args(["verify", "ec-site", "--format", "json", "--timeout", "8"])
        .args(["--connect-to", &format!("::{page}")])
        .env("AWS_ENDPOINT_URL", endpoint)
        .env("AWS_ACCESS_KEY_ID", &account.keys["AccessKeyId"])
        .env("AWS_SECRET_ACCESS_KEY", &account.keys["SecretAccessKey"])
        .env("AWS_SESSION_TOKEN", &account.keys["SessionToken"]);
    let output = command.output().expect("the program starts");
    (output.status.code(), program::document(&output))
}

fn statuses(document: &Value) -> BTreeMap<String, String> {
    program::checks(document).into_iter().map(|(id, status, _)| (id, status)).collect()
}

/// What is wrong with the verdicts under a meddling, beside those of the whole account.
fn wrongs(whole: &BTreeMap<String, String>, seen: &BTreeMap<String, String>) -> Vec<String> {
    let mut wrongs: Vec<String> = seen
        .iter()
        .filter_map(|(id, status)| {
            let before = whole.get(id).map_or("absent", String::as_str);
            let invented = matches!(status.as_str(), "pass" | "fail") && before != status;
            invented.then(|| format!("{id}: {before} became {status}"))
        })
        .collect();
    if seen.len() != whole.len() {
        wrongs.push(format!("{} checks became {}", whole.len(), seen.len()));
    }
    wrongs
}

#[test]
fn whatever_cannot_be_seen_is_neither_pass_nor_fail() {
    let moto = moto::shared();
    let account = moto.ec_site(&[]);
    let page = page::serve(200, "<html><body>shop</body></html>");
    let home = tempfile::tempdir().expect("a directory");
    let (_, document) = verify(&moto.endpoint(), &account, &page, home.path());
    let whole = statuses(&document);

    let upstream = moto.endpoint().replace("http://", "");
    let cases: Vec<(&str, Meddling)> =
        ACTIONS.iter().flat_map(|action| Meddling::ALL.map(|meddling| (*action, meddling))).collect();
    let next = AtomicUsize::new(0);
    let wrongs = thread::scope(|scope| {
        let worker = || {
            let mut found = Vec::new();
            while let Some((action, meddling)) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                let endpoint = meddler::start(&upstream, action, *meddling);
                let home = tempfile::tempdir().expect("a directory");
                let (exit, document) = verify(&endpoint, &account, &page, home.path());
                let seen = statuses(&document);
                for wrong in self::wrongs(&whole, &seen) {
                    found.push(format!("{action} {meddling:?}: {wrong}"));
                }
                let fails = seen.values().any(|status| status == "fail");
                let expected = if fails { 1 } else { 3 };
                if exit != Some(expected) {
                    found.push(format!("{action} {meddling:?}: exit {exit:?}, expected {expected}"));
                }
            }
            found
        };
        // Most of a case is waiting; a few more workers than cores keep the machine busy.
        let workers: Vec<_> = (0..6).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("no panic")).collect::<Vec<_>>()
    });
    assert!(wrongs.is_empty(), "{} wrong verdicts:\n{}", wrongs.len(), wrongs.join("\n"));
}
