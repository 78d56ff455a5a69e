//! `grade` and `report` on real accounts of an independent endpoint: roles, shared accounts, one that cannot be
//! reached, reports that were tampered with.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::Value;

use crate::support::meddler::{self, Meddling};
use crate::support::{moto, page, peers, program};

/// An account of its own number, built with these changes.
fn account(changes: &[&str]) -> String {
    static NEXT: AtomicU64 = AtomicU64::new(410_000_000_000);
    let number = NEXT.fetch_add(1, Ordering::Relaxed).to_string();
    let output = Command::new(peers::program("python"))
        .arg(peers::script("ec_site.py"))
        .args([&moto::shared().endpoint(), &number])
        .args(changes)
        .output()
        .expect("python starts");
    assert!(output.status.success(), "{changes:?}: {}", String::from_utf8_lossy(&output.stderr));
    number
}

fn run(home: &Path, arguments: &[&str]) -> Output {
    let page = page::serve(200, "<html><body>shop</body></html>");
    // However slow the machine is, what is asked is answered.
    let patient: &[&str] = if arguments.contains(&"--schema") { &[] } else { &["--timeout", "300"] };
    program::hanamaru(home)
        .args(arguments)
        .args(patient)
        .env("HANAMARU_CONNECT_TO", format!("::{page}"))
        .env("AWS_ENDPOINT_URL", moto::shared().endpoint())
        .env("AWS_ACCESS_KEY_ID", "caller")
        .env("AWS_SECRET_ACCESS_KEY", "caller")
        .output()
        .expect("the program starts")
}

fn written(home: &Path, name: &str, text: &str) -> String {
    let path = home.join(name);
    fs::write(&path, text).expect("a file");
    path.display().to_string()
}

fn learner<'a>(document: &'a Value, id: &str) -> &'a Value {
    let learners = document["learners"].as_array().expect("learners");
    learners.iter().find(|one| one["id"] == id).unwrap_or_else(|| panic!("{id} in {document}"))
}

fn status<'a>(learner: &'a Value, check: &str) -> &'a str {
    let steps = learner["steps"].as_array().expect("steps").iter();
    let mut checks = steps.flat_map(|step| step["checks"].as_array().expect("checks"));
    checks.find(|one| one["id"] == check).expect(check)["status"].as_str().expect("a status")
}

#[test]
fn a_class_through_roles_in_which_one_account_after_another_goes_wrong() {
    let home = tempfile::tempdir().expect("a directory");
    let (good, broken) = (account(&[]), account(&["no-ami", "web-sg-open"]));
    let upstream = moto::shared().endpoint().trim_start_matches("http://").to_owned();
    let refused = meddler::start(&upstream, "AssumeRole", Meddling::Denied);
    let partly = meddler::start(&upstream, "DescribeListeners", Meddling::Denied);
    let role = |account: &str| format!("role_arn = \"arn:aws:iam::{account}:role/hanamaru-grade\"\n");
    let roster = format!(
        "course = \"ec-site\"\n[defaults]\nexternal_id = \"class\"\nregion = \"us-east-1\"\n\
         [[learner]]\nid = \"good\"\nname = \"花子\"\n{}[[learner]]\nid = \"broken\"\n{}\
         [[learner]]\nid = \"refused\"\nendpoint_url = \"{refused}\"\n{}\
         [[learner]]\nid = \"partly\"\nendpoint_url = \"{partly}\"\n{}\
         [[learner]]\nid = \"dead\"\nendpoint_url = \"http://127.0.0.1:9\"\n",
        role(&good),
        role(&broken),
        role(&good),
        role(&good),
    );
    let roster = written(home.path(), "class.toml", &roster);
    let output = run(home.path(), &["grade", &roster, "--format", "json"]);
    let document = program::document(&output);
    assert_eq!(output.status.code(), Some(1), "somebody fails");
    let ids: Vec<&str> =
        document["learners"].as_array().expect("learners").iter().filter_map(|one| one["id"].as_str()).collect();
    assert_eq!(ids, ["good", "broken", "refused", "partly", "dead"]);

    let one = learner(&document, "good");
    assert_eq!((one["name"].as_str(), one["account"].as_str()), (Some("花子"), Some(good.as_str())));
    assert_eq!(
        (one["summary"]["fail"].as_u64(), one["score"].as_f64(), &one["error"]),
        (Some(0), Some(100.0), &Value::Null)
    );
    let one = learner(&document, "broken");
    assert_eq!((status(one, "ami.available"), status(one, "web-sg.only-from-alb")), ("fail", "fail"));
    assert!(one["score"].as_f64().expect("a number") < 100.0);
    let one = learner(&document, "partly");
    assert_eq!((status(one, "asg.listener"), one["summary"]["fail"].as_u64()), ("inconclusive", Some(0)));
    assert_eq!(
        (one["score"].as_f64(), &one["error"]),
        (Some(100.0), &Value::Null),
        "nobody is blamed for what was denied"
    );
    for (id, word) in [("refused", "AssumeRole"), ("dead", "127.0.0.1:9")] {
        let one = learner(&document, id);
        assert!(one["error"].as_str().expect("an error").contains(word), "{}", one["error"]);
        assert_eq!((one["summary"]["pass"].as_u64(), one["summary"]["fail"].as_u64()), (Some(0), Some(0)));
        assert_eq!(one["determined"].as_f64(), Some(0.0));
    }
    let schema = program::document(&run(home.path(), &["grade", "--schema"]));
    let validator = jsonschema::validator_for(&schema).expect("a JSON Schema");
    let wrong: Vec<String> = validator.iter_errors(&document).map(|error| error.to_string()).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn thirty_learners_of_one_account_are_fetched_once() {
    let home = tempfile::tempdir().expect("a directory");
    let number = account(&[]);
    let role = format!("role_arn = \"arn:aws:iam::{number}:role/r\"\nregion = \"us-east-1\"\n");
    let calls = |learners: usize, name: &str| {
        let mut roster = format!("course = \"ec-site\"\n[defaults]\n{role}[[learner]]\nid = \"l0\"\n");
        for learner in 1..learners {
            roster += &format!("[[learner]]\nid = \"l{learner}\"\nsuffix = \"-{learner:02}\"\n");
        }
        let roster = written(home.path(), &format!("{name}.toml"), &roster);
        let log = home.path().join(format!("{name}.log"));
        let out =
            run(home.path(), &["grade", &roster, "--format", "json", "--log-calls", log.to_str().expect("UTF-8")]);
        let document = program::document(&out);
        assert_eq!(learner(&document, "l0")["summary"]["fail"].as_u64(), Some(0));
        let text = fs::read_to_string(log).expect("the log");
        let here = text.lines().count();
        (here, document)
    };
    let (one, _) = calls(1, "one");
    let (thirty, document) = calls(30, "thirty");
    assert!(thirty <= 2 * one, "{thirty} calls for thirty, {one} for one");
    let other = learner(&document, "l29");
    assert_eq!(
        (status(other, "prereq.vpc"), status(other, "asg.exists")),
        ("pass", "fail"),
        "judged by their own names"
    );
}

#[test]
fn a_run_that_was_broken_off_goes_on() {
    let home = tempfile::tempdir().expect("a directory");
    let number = account(&[]);
    let roster = |second: &str| {
        let text = format!(
            "course = \"ec-site\"\n[defaults]\nregion = \"us-east-1\"\n[[learner]]\nid = \"a\"\nrole_arn = \"arn:aws:iam::{number}:role/r\"\n\
             [[learner]]\nid = \"b\"\nendpoint_url = \"{second}\"\n"
        );
        written(home.path(), "class.toml", &text)
    };
    let state = home.path().join("state");
    let log = home.path().join("log");
    let (state, log) = (state.to_str().expect("UTF-8"), log.to_str().expect("UTF-8"));
    let arguments = |roster: &str| -> Vec<String> {
        ["grade", roster, "--format", "json", "--resume", state, "--log-calls", log].map(str::to_owned).to_vec()
    };
    let go = |roster: String| {
        let arguments = arguments(&roster);
        let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
        program::document(&run(home.path(), &words))
    };
    let first = go(roster("http://127.0.0.1:9"));
    assert!(learner(&first, "b")["error"].is_string());
    fs::write(log, "").expect("a file");
    let second = go(roster("http://127.0.0.1:9"));
    assert_eq!(learner(&first, "a")["steps"], learner(&second, "a")["steps"]);
    let asked = fs::read_to_string(log).expect("the log");
    assert!(
        asked.lines().all(|line| !line.contains("\"outcome\":\"ok\"")),
        "whoever was judged is not asked again: {asked}"
    );
    fs::write(home.path().join("state"), "something else\n").expect("a file");
    let refused = run(home.path(), &["grade", &roster("http://127.0.0.1:9"), "--resume", state]);
    assert_eq!(refused.status.code(), Some(2));
}

#[test]
fn a_roster_with_mistakes_is_refused_whole_before_anything_is_asked() {
    let home = tempfile::tempdir().expect("a directory");
    let text = "course = \"ec-site\"\n[[learner]]\nid = \"a\"\nrole_arn = \"nonsense\"\n[[learner]]\nid = \"a\"\nsufix = \"-1\"\n";
    let roster = written(home.path(), "class.toml", text);
    let output = run(home.path(), &["grade", &roster, "--format", "json"]);
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{told}");
    for place in ["class.toml:4:", "class.toml:6:", "class.toml:7:"] {
        assert!(told.contains(place), "{place} in {told}");
    }
    let foreseen = run(home.path(), &["doctor", "--class", &roster]);
    let told = String::from_utf8_lossy(&foreseen.stderr);
    assert_eq!(foreseen.status.code(), Some(2), "{told}");
    assert!(told.contains("class.toml:4:") && told.contains("mistakes in the roster"), "{told}");
}

#[test]
fn what_is_handed_in_is_judged_again_and_forgeries_come_out() {
    let home = tempfile::tempdir().expect("a directory");
    let reports = home.path().join("reports");
    fs::create_dir(&reports).expect("a directory");
    let moto = moto::shared();
    let built = moto.ec_site(&["web-sg-open"]);
    let whole = reports.join("taro.json");
    let page = page::serve(200, "<html><body>shop</body></html>");
    let mut command = program::hanamaru(home.path());
    program::with_account(&mut command, moto, &built);
    command.args(["report", "ec-site", "--format", "json", "--name", "太郎", "--nonce", "autumn", "--out"]).arg(&whole);
    let output = command.args(["--connect-to", &format!("::{page}")]).output().expect("the program starts");
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    let text = fs::read_to_string(&whole).expect("the report");
    for secret in built.keys.iter().filter(|(name, _)| *name != "Expiration").map(|(_, value)| value) {
        assert!(!text.contains(secret.as_str()), "a credential in the report");
    }
    let report: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(report["points"].as_array().map(Vec::len), Some(8));
    assert_eq!(report["class"]["check"]["message"], "nonce-missing");
    assert!(!text.contains("\"345") && report["account"].as_str().expect("masked").starts_with("********"));

    let forged = text
        .replace("\"message\":\"ingress-open-cidr\"", "\"message\":\"made-up\"")
        .replace("\"status\":\"fail\"", "\"status\":\"pass\"");
    assert_ne!(forged, text);
    fs::write(reports.join("forged.json"), forged).expect("a file");
    fs::write(reports.join("cut.json"), &text[..text.len() / 3]).expect("a file");
    fs::write(reports.join("letter.json"), "Dear teacher").expect("a file");
    fs::write(reports.join("other.json"), text.replace("\"course\":\"ec-site\"", "\"course\":\"ec-sight\""))
        .expect("a file");
    fs::create_dir(reports.join("folder.json")).expect("a directory");
    fs::write(reports.join("report.html"), "<html>").expect("a file");
    let directory = reports.to_str().expect("UTF-8");
    let output = run(home.path(), &["grade", "--reports", directory, "--format", "json", "--nonce", "autumn"]);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    for name in ["cut.json", "letter.json", "other.json", "folder.json", "report.html"] {
        assert!(told.contains(name), "{name} in {told}");
    }
    let document = program::document(&output);
    assert_eq!(document["learners"].as_array().map(Vec::len), Some(2));
    let taro = learner(&document, "taro");
    assert_eq!(
        (taro["name"].as_str(), &taro["differences"], &taro["error"]),
        (Some("太郎"), &Value::Null, &Value::Null)
    );
    assert_eq!(taro["summary"], report["document"]["summary"]);
    let forged = learner(&document, "forged");
    assert!(forged["error"].is_string() && forged["summary"]["pass"] == 0);
    let differences = forged["differences"].as_array().expect("differences");
    assert!(
        differences.iter().any(|one| one["check"] == "web-sg.only-from-alb" && one["judged"] == "fail"),
        "{differences:?}"
    );
}

#[test]
fn parts_are_put_together_whatever_wrote_them_and_a_class_that_is_not_whole_is_no_success() {
    let home = tempfile::tempdir().expect("a directory");
    let part =
        |index: u32| format!(r#"{{"schema":1,"course":"ec-site","learners":[],"shard":{{"index":{index},"of":2}}}}"#);
    let utf16: Vec<u8> = "\u{feff}".encode_utf16().chain(part(0).encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let file = |name: &str, bytes: &[u8]| {
        fs::write(home.path().join(name), bytes).expect("a file");
        home.path().join(name).to_str().expect("UTF-8").to_owned()
    };
    let (first, second) = (file("0.json", &utf16), file("1.json", part(1).as_bytes()));
    assert_eq!(run(home.path(), &["grade", "--merge", &first, &second]).status.code(), Some(0));
    let some = run(home.path(), &["grade", "--merge", &second]);
    assert_eq!(some.status.code(), Some(3), "a part is missing");
    assert!(String::from_utf8_lossy(&some.stderr).contains("0/2"));
    let (cut, letter) = (file("cut.json", &part(1).as_bytes()[..20]), file("letter.json", b"Dear teacher"));
    let refused = run(home.path(), &["grade", "--merge", &first, &cut, &letter]);
    assert_eq!(refused.status.code(), Some(2));
    let told = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(told.contains("cut.json") && told.contains("letter.json"), "a line each: {told}");
}
