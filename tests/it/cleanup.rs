//! `cleanup` on practice accounts: what it lists is there, what it shows removes it, and then nothing is left.

use std::process::{Command, Output};

use serde_json::Value;

use crate::support::practice::Server;
use crate::support::{peers, program};

const COURSES: [(&str, &str); 5] = [
    ("ec-site", "us-east-1"),
    ("zenn-clone", "ap-northeast-1"),
    ("aws-hands-on", "ap-northeast-1"),
    ("day13", "ap-northeast-1"),
    ("lb-basics", "ap-northeast-1"),
];

fn cleanup(server: &Server, course: &str, region: &str, arguments: &[&str]) -> Output {
    let home = tempfile::tempdir().expect("a directory");
    let mut command = program::hanamaru(home.path());
    command.args(["cleanup", course, "--region", region]).args(arguments);
    server.used_by(&mut command).output().expect("the program starts")
}

fn listed(server: &Server, course: &str, region: &str) -> (Value, Option<i32>) {
    let output = cleanup(server, course, region, &["--format", "json"]);
    (program::document(&output), output.status.code())
}

/// Runs a shown line as a learner pastes it, with the AWS CLI.
fn paste(server: &Server, line: &str) {
    let aws = peers::program("aws");
    let bin = aws.parent().expect("it is in a directory").display().to_string();
    let path = format!("{bin}:{}", std::env::var("PATH").unwrap_or_default());
    // What AWS says while a load balancer lets go of its groups: wait and try again, as the page advises.
    for _ in 0..40 {
        let mut shell = Command::new("bash");
        shell.args(["-c", line]).env("PATH", &path);
        let output = server.used_by(&mut shell).output().expect("bash starts");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        if output.status.success() {
            return;
        }
        assert!(said.contains("DependencyViolation") || said.contains("ResourceInUse"), "{line}\n{said}");
        std::thread::sleep(std::time::Duration::from_millis(250));
    }
    panic!("{line} never succeeds");
}

/// Does what `cleanup` shows, line by line, and proves that nothing of the course is left and nothing else is gone.
fn cleaned_up(server: &Server, course: &str, region: &str) -> Value {
    let (before, status) = listed(server, course, region);
    assert_eq!(status, Some(1), "{course}: {before:#}");
    let left = before["left"].as_array().expect("a list");
    assert!(!left.is_empty() && before["unseen"].as_array().is_some_and(Vec::is_empty), "{course}: {before:#}");
    let lines: Vec<&str> = left
        .iter()
        .flat_map(|item| item["commands"].as_array().into_iter().flatten())
        .filter_map(Value::as_str)
        .collect();
    assert!(!lines.is_empty(), "{course}: {before:#}");
    for line in lines {
        paste(server, line);
    }
    let (after, status) = listed(server, course, region);
    assert_eq!(after["left"], serde_json::json!([]), "{course}: {after:#}");
    assert_eq!(status, Some(0), "{course}: {after:#}");
    // What was there before is there still.
    let kept = |document: &Value| document["kept"].as_array().map(Vec::len);
    assert_eq!(kept(&after), kept(&before), "{course}");
    before
}

#[test]
fn each_course_is_cleaned_up_by_the_commands_shown() {
    for (course, region) in COURSES {
        let server = Server::start(&["--course", course, "--at", "cleanup", "--speed", "60"]);
        cleaned_up(&server, course, region);
    }
}

/// What AWS refuses to delete is freed by the commands first.
#[test]
fn what_is_protected_against_deletion_is_cleaned_up_too() {
    let (course, region) = ("ec-site", "us-east-1");
    let server = Server::start(&["--course", course, "--at", "cleanup", "--speed", "60"]);
    let (before, _) = listed(&server, course, region);
    let id = |kind: &str| {
        let mut items = before["left"].as_array().expect("a list").iter();
        let item = items.find(|item| item["kind"] == kind).unwrap_or_else(|| panic!("no {kind}: {before:#}"));
        assert_eq!(item["protection"], Value::Null, "{item:#}");
        item["id"].as_str().expect("an id").to_owned()
    };
    let (balancer, group) = (id("load-balancer"), id("auto-scaling-group"));
    let attribute = "--attributes Key=deletion_protection.enabled,Value=true";
    paste(&server, &format!("aws elbv2 modify-load-balancer-attributes --load-balancer-arn {balancer} {attribute}"));
    let name = format!("--auto-scaling-group-name {group}");
    paste(
        &server,
        &format!("aws autoscaling update-auto-scaling-group {name} --deletion-protection prevent-all-deletion"),
    );
    let before = cleaned_up(&server, course, region);
    let protected: Vec<&Value> =
        before["left"].as_array().into_iter().flatten().filter(|item| !item["protection"].is_null()).collect();
    assert_eq!(protected.len(), 2, "{protected:#?}");
}
