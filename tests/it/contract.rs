//! The command line's contract beside the verdicts: offline documents, what a snapshot holds, permissions,
//! what is refused before anything is asked.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::{Value, json};

use crate::support::{moto, page, program};

/// A fresh complete account, asked with these arguments.
fn verify(home: &Path, arguments: &[&str]) -> Output {
    let moto = moto::shared();
    let account = moto.ec_site(&[]);
    let page = page::serve(200, "<html><body>shop</body></html>");
    let mut command = program::hanamaru(home);
    program::with_account(&mut command, moto, &account);
    command.args(["verify", "ec-site", "--connect-to", &format!("::{page}")]).args(arguments);
    let output = command.output().expect("the program starts");
    for secret in account.keys.iter().filter(|(name, _)| *name != "Expiration").map(|(_, value)| value) {
        for file in fs::read_dir(home).expect("a directory").flatten() {
            let text = fs::read_to_string(file.path()).unwrap_or_default();
            assert!(!text.contains(secret.as_str()), "a credential in {}", file.path().display());
        }
    }
    output
}

fn offline(home: &Path, format: &str, lang: &str, zone: &str) -> Output {
    let snapshot = home.join("snapshot.json");
    let mut command = program::hanamaru(home);
    command.args(["verify", "ec-site", "--format", format, "--lang", lang, "--offline"]).arg(snapshot).env("TZ", zone);
    command.output().expect("the program starts")
}

#[test]
fn offline_is_the_same_document_byte_for_byte_wherever_it_is_made() {
    let home = tempfile::tempdir().expect("a directory");
    let kept = home.path().join("snapshot.json");
    let arguments = ["--format", "json", "--suffix", "-a1", "--set", "alb=my-alb", "--save-snapshot"];
    let live = verify(home.path(), &[&arguments[..], &[kept.to_str().expect("UTF-8")]].concat());
    let again = offline(home.path(), "json", "en", "Asia/Tokyo");
    assert_eq!(String::from_utf8_lossy(&live.stdout), String::from_utf8_lossy(&again.stdout));
    assert_eq!(live.status.code(), again.status.code());
    for format in ["json", "junit", "human", "markdown", "html"] {
        for lang in ["ja", "en"] {
            let first = offline(home.path(), format, lang, "UTC");
            assert_eq!(first.stdout, offline(home.path(), format, lang, "UTC").stdout, "{format} {lang}");
            if matches!(format, "json" | "junit") {
                assert_eq!(first.stdout, offline(home.path(), format, lang, "America/New_York").stdout);
            }
        }
    }
    let text = fs::read_to_string(&kept).expect("a snapshot");
    for word in ["#!/bin", "export HOME", "AURORA_SECRET_ARN", "secretsmanager"] {
        assert!(!text.contains(word), "user data in the snapshot: {word}");
    }
    // A report of what was kept says the same.
    let mut command = program::hanamaru(home.path());
    let report = command.args(["report", "ec-site", "--format", "json", "--offline"]).arg(&kept).output();
    let report = report.expect("the program starts");
    assert_eq!(report.status.code(), live.status.code());
    assert_eq!(program::document(&report)["document"]["summary"], program::document(&live)["summary"]);
}

#[test]
fn the_calls_of_a_full_run_are_inside_the_printed_policy_and_the_documents_inside_the_schema() {
    let home = tempfile::tempdir().expect("a directory");
    let log = home.path().join("calls");
    let arguments = ["--format", "json", "--log-calls", log.to_str().expect("UTF-8")];
    let run = |arguments: &[&str]| program::hanamaru(home.path()).args(arguments).output().expect("the program starts");

    let document = program::document(&verify(home.path(), &arguments));
    let schema = program::document(&run(&["verify", "--schema"]));
    let validator = jsonschema::validator_for(&schema).expect("a JSON Schema");
    let unknown = program::document(&run(&["verify", "ec-site", "--format", "json"]));
    assert_eq!(unknown["account"], Value::Null);
    for document in [&document, &unknown] {
        let wrong: Vec<String> = validator.iter_errors(document).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }

    let policy = program::document(&run(&["policy"]));
    let statements = policy["Statement"].as_array().expect("statements");
    let actions = statements.iter().flat_map(|statement| statement["Action"].as_array().expect("actions"));
    let granted: BTreeSet<&str> =
        actions.filter_map(|action| action.as_str()?.split_once(':')).map(|(_, a)| a).collect();
    let text = fs::read_to_string(&log).expect("the log");
    for line in text.lines() {
        let call: Value = serde_json::from_str(line).expect("one JSON object a line");
        let operation = call["operation"].as_str().expect("an operation");
        // Everybody may ask who they are.
        assert!(granted.contains(operation) || operation == "GetCallerIdentity", "{operation}");
    }
    assert!(text.lines().count() > 10);
}

#[test]
fn what_is_typed_wrong_is_refused_with_status_2_before_anything_is_asked() {
    let home = tempfile::tempdir().expect("a directory");
    let rows: &[(&[&str], &str)] = &[
        (&["--set", "alb="], "alb is empty"),
        (&["--set", "=x"], "NAME=VALUE"),
        (&["--timeout", "-1"], "--timeout cannot be -1"),
        (&["--timeout", "0"], "--timeout cannot be 0"),
        (&["--format", "json", "--format", "human"], "given twice"),
        (&["--out", ""], "cannot be written"),
        (&["--profile", "nobody"], "no profile nobody"),
        (&["--region", "us east"], "does not look like a region"),
        (&["--offline", "/nonexistent"], "cannot be read"),
    ];
    for (arguments, word) in rows {
        let mut command = program::hanamaru(home.path());
        // Nothing listens there: a request would be a document and status 3.
        command.args(["verify", "ec-site"]).args(*arguments).env("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
        let output = command.output().expect("the program starts");
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {told}");
        assert!(output.stdout.is_empty() && told.contains(word), "{arguments:?}: {told}");
    }
    for variable in ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_EC2"] {
        let mut command = program::hanamaru(home.path());
        let output =
            command.args(["verify", "ec-site"]).env(variable, "nonsense").output().expect("the program starts");
        assert_eq!(output.status.code(), Some(2), "{variable}");
    }
}

#[test]
fn saved_state_that_cannot_be_read_is_told_and_changes_no_verdict() {
    let home = tempfile::tempdir().expect("a directory");
    let moto = moto::shared();
    let account = moto.ec_site(&[]);
    let state = home.path().join("state");
    let ask = || {
        let mut command = program::hanamaru(home.path());
        program::with_account(&mut command, moto, &account);
        command
            .args(["verify", "ec-site", "--step", "alb-sg", "--format", "json"])
            .output()
            .expect("the program starts")
    };
    let before = ask();
    assert_eq!((before.status.code(), before.stderr.len()), (Some(0), 0));
    // A file where the directory should be.
    fs::create_dir_all(&state).and_then(|()| fs::write(state.join("progress"), "")).expect("a directory");
    let output = ask();
    assert_eq!(output.status.code(), Some(0));
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.contains("HANAMARU_STATE_DIR"), "{told}");
}

#[test]
fn a_record_counts_for_its_own_vpc_and_turns_no_other_green() {
    let moto = moto::shared();
    let account = moto.ec_site(&[]);
    let number = account.ids["alb"].split(':').nth(4).expect("an ARN");
    let ask = |vpc: &str| {
        let home = tempfile::tempdir().expect("a directory");
        let progress = home.path().join("state").join("progress");
        let verdict = json!({"status": "pass", "finding": {"id": "made-up", "args": {}}, "advice": [], "evidence": []});
        let record = json!({"verdict": verdict, "at": "2026-01-02T03:04:05Z", "vpc_ids": [vpc]});
        let memory = json!({"recorded": {"scale-out.capacity": record}});
        let saved = json!({"version": 1, "progress": {"memory": memory}});
        fs::create_dir_all(&progress).expect("a directory");
        fs::write(progress.join(format!("ec-site_{number}_us-east-1_.json")), saved.to_string()).expect("a file");
        let mut command = program::hanamaru(home.path());
        program::with_account(&mut command, moto, &account);
        let output = command.args(["verify", "ec-site", "--step", "scale-out", "--format", "json"]).output();
        let document = program::document(&output.expect("the program starts"));
        let checks = document["steps"][0]["checks"].as_array().expect("checks").clone();
        checks.into_iter().find(|check| check["id"] == "scale-out.capacity").expect("the check")
    };
    let own = ask(&account.ids["vpc"]);
    assert_eq!((&own["status"], &own["recorded_at"]), (&json!("pass"), &json!("2026-01-02T03:04:05Z")), "{own}");
    let other = ask("vpc-of-another-life");
    assert_ne!(other["status"], "pass", "{other}");
}
