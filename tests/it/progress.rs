//! Progress moves from one machine to another, and nothing else is taken for it.

use std::path::Path;
use std::process::Output;

use serde_json::{Value, json};

use crate::support::program;

fn run(home: &Path, arguments: &[&str]) -> Output {
    program::hanamaru(home).arg("progress").args(arguments).output().expect("the program starts")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Puts progress where the program keeps it.
fn kept(home: &Path, progress: &Value) {
    let key = json!({ "course": "day13", "account": "123456789012", "region": "ap-northeast-1", "suffix": "" });
    let directory = home.join("state/progress");
    std::fs::create_dir_all(&directory).expect("a directory");
    let file = json!({ "version": 1, "key": key, "progress": progress });
    std::fs::write(directory.join("day13_123456789012_ap-northeast-1_.json"), file.to_string()).expect("a file");
}

fn seen(status: &str, minute: u32) -> Value {
    let at = format!("2026-11-22T12:{minute:02}:00Z");
    json!({ "status": status, "since": at, "observed_at": at, "passed_at": "2026-11-22T12:01:00Z" })
}

fn course(home: &Path) -> Value {
    let output = run(home, &["day13", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    program::document(&output)["courses"][0].clone()
}

fn step<'a>(course: &'a Value, id: &str) -> &'a Value {
    let steps = course["steps"].as_array().expect("steps");
    steps.iter().find(|step| step["id"] == id).expect("the step")
}

#[test]
fn progress_moves_between_machines_and_both_sides_stay() {
    let (here, there) = (tempfile::tempdir().expect("a home"), tempfile::tempdir().expect("a home"));
    kept(
        here.path(),
        &json!({
            "hints_opened": { "alb-sg": 2 },
            "celebrated": ["prereq", "alb-sg"],
            "last_seen": { "alb-sg.open": seen("fail", 5) },
            "work": { "alb-sg": { "aaaaaaaaaaaaaaaa": { "active_ms": 90_000, "retries": 3, "shown": 1 } } },
        }),
    );
    kept(
        there.path(),
        &json!({
            "celebrated": ["target-group"],
            "work": { "alb-sg": { "bbbbbbbbbbbbbbbb": { "active_ms": 30_000 } } },
        }),
    );
    let file = here.path().join("progress.json");
    let file = file.to_str().expect("a path");
    let output = run(here.path(), &["--export", file]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(said(&output).contains("credentials are not"), "{}", said(&output));

    for _ in 0..2 {
        let output = run(there.path(), &["--import", file]);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        let course = course(there.path());
        assert_eq!(course["finished"], 3);
        let step = step(&course, "alb-sg");
        assert_eq!((&step["active_seconds"], &step["hints"]), (&json!(120), &json!(2)), "counted once: {step}");
        assert_eq!((&step["retries"], &step["shown"]), (&json!(3), &json!(1)));
    }
    let output = run(there.path(), &["day13"]);
    let page = String::from_utf8_lossy(&output.stdout).into_owned();
    let flat = page.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains("passed at 2026-11-22 12:01, fails since 2026-11-22 12:05"), "{page}");
    assert!(page.lines().all(|line| line.chars().count() <= 80), "{page}");
}

#[test]
fn what_is_no_export_is_refused_and_changes_nothing() {
    let home = tempfile::tempdir().expect("a home");
    kept(home.path(), &json!({ "celebrated": ["prereq"] }));
    let path = home.path().join("file.json");
    let whole = {
        let output = run(home.path(), &["--export", path.to_str().expect("a path")]);
        assert_eq!(output.status.code(), Some(0));
        std::fs::read_to_string(&path).expect("the export")
    };
    let before = course(home.path());
    let newer = whole.replace("\"version\": 1", "\"version\": 2");
    for (name, text, word) in [
        ("cut off", &whole.as_bytes()[..whole.len() / 2], "damaged"),
        ("empty", b"".as_slice(), "damaged"),
        ("another document", b"{\"schema\": 1}", "not written by"),
        ("no text", b"\xff\xfe\x00", "not written by"),
        ("newer", newer.as_bytes(), "newer"),
    ] {
        std::fs::write(&path, text).expect("a file");
        let output = run(home.path(), &["--import", path.to_str().expect("a path")]);
        let said = said(&output);
        assert_eq!(output.status.code(), Some(2), "{name}: {said}");
        assert!(said.contains(word), "{name}: {said}");
        assert_eq!(course(home.path()), before, "{name}");
    }
    let output = run(home.path(), &["--import", "/nonexistent/file.json"]);
    assert_eq!(output.status.code(), Some(2));
    let output = run(home.path(), &["no-such-course"]);
    assert_eq!(output.status.code(), Some(2));
}
