//! Masking, reading back, judging again, forgeries.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::again::{self, Expected};
use super::mask::{Mask, shown};
use super::read::{Read, read};
use super::report::{Parts, Program};
use super::*;
use crate::check::Status;
use crate::course::{Course, Files, Library, Values};
use crate::facts::balancing::LoadBalancer;
use crate::facts::network::{Peer, Permission, SecurityGroup, Vpc};
use crate::facts::{Facts, Gap, GapKind, Identity, Section};
use crate::grade::LearnerGrade;
use crate::progress::Memory;
use crate::report::digest;
use crate::text::{Lang, Wording};

const ACCOUNT: &str = "345678909012";

pub(super) fn at() -> Timestamp {
    "2026-11-22T01:02:03Z".parse().unwrap()
}

pub(super) fn course() -> Course {
    Library::load(&Files::new()).get("ec-site").unwrap().course.clone()
}

/// An account in which the first steps are done, one source too many is let in, and the class's word is there.
pub(super) fn facts() -> Facts {
    let seen = |value| Section::seen(at(), value);
    let group = |id: &str, name: &str, peer: Peer| SecurityGroup {
        id: id.to_owned(),
        name: name.to_owned(),
        description: "for ec-site ALB".to_owned(),
        vpc_id: Some("vpc-1".to_owned()),
        ingress: vec![Permission { protocol: "tcp".into(), from_port: Some(80), to_port: Some(80), peers: vec![peer] }],
        egress: Vec::new(),
    };
    let mut facts = Facts::empty("us-east-1", at());
    // No look ends on a full second.
    facts.finished_at = at() + jiff::SignedDuration::from_millis(1792);
    let arn = format!("arn:aws:sts::{ACCOUNT}:assumed-role/student/taro");
    facts.identity = Section::seen(at(), Identity { account: ACCOUNT.to_owned(), arn });
    let (id, name) = ("vpc-1".to_owned(), Some("ec-site-vpc".to_owned()));
    facts.vpcs =
        Section::seen(at(), vec![Vpc { id, name, cidrs: Vec::new(), is_default: false, state: "available".into() }]);
    facts.security_groups = Section::seen(
        at(),
        vec![
            group("sg-1", "ec-site-alb-sg", Peer::Cidr { cidr: "0.0.0.0/0".parse().unwrap() }),
            group("sg-2", "ec-site-web-sg", Peer::Group { id: "sg-9".into(), account: Some("111122229012".into()) }),
        ],
    );
    let arn = format!("arn:aws:elasticloadbalancing:us-east-1:{ACCOUNT}:loadbalancer/app/ec-site-alb/1");
    facts.load_balancers = seen(vec![balancer(&arn)]);
    let tags = BTreeMap::from([(nonce::TAG.to_owned(), "2026-秋".to_owned())]);
    facts.load_balancer_tags = BTreeMap::from([(arn, Section::seen(at(), tags))]);
    facts
}

fn balancer(arn: &str) -> LoadBalancer {
    LoadBalancer {
        arn: arn.to_owned(),
        name: "ec-site-alb".to_owned(),
        dns_name: None,
        kind: "application".to_owned(),
        scheme: "internet-facing".to_owned(),
        ip_address_type: None,
        state: "active".to_owned(),
        state_reason: None,
        vpc_id: Some("vpc-1".to_owned()),
        zones: Vec::new(),
        group_ids: Vec::new(),
        created_at: None,
    }
}

pub(super) fn report(facts: &Facts, show_account: bool) -> HandIn {
    let course = course();
    let values = Values::resolve(&course, None, &[]).unwrap();
    let steps: Vec<String> = course.steps.iter().map(|step| step.id.clone()).filter(|id| id != "cleanup").collect();
    HandIn::new(Parts {
        course: &course,
        values: &values,
        facts,
        memory: &Memory::default(),
        steps: &steps,
        program: Program { version: "0.1.0".to_owned(), digest: None },
        learner: Some("太郎<b>".to_owned()),
        nonce: Some("2026-秋".to_owned()),
        show_account,
        made_at: at(),
        lang: Lang::En,
    })
}

pub(super) fn again(read: &Read, nonce: Option<&str>) -> LearnerGrade {
    let courses = BTreeMap::from([("ec-site".to_owned(), digest::of_course(&course()))]);
    let expected = Expected { courses, nonce: nonce.map(str::to_owned), ..Expected::default() };
    again::judge("taro", read, &course(), &expected, Lang::En)
}

#[test]
fn a_board_vouches_for_the_very_report_that_it_was_given_and_a_report_never_for_itself() {
    let sound = read(&report(&facts(), false).to_json().unwrap()).unwrap();
    let handed = |name: &str, digest: &str, account: &str| {
        json!({"name": name, "handed": {
            "at": at(), "digest": digest, "file": "1.json", "word": null,
            "identity": {"proved": {"account": account, "arn": format!("arn:aws:iam::{account}:user/taro"),
                                     "at": at(), "host": "sts.us-east-1.amazonaws.com"}},
        }})
    };
    let notes = |read: &Read, learners: Value| {
        let kept = proofs::read(&json!({"nonce": "N", "learners": learners}).to_string()).unwrap();
        let expected = Expected { proofs: kept.proofs, ..Expected::default() };
        again::judge("taro", read, &course(), &expected, Lang::En).notes.join("\n")
    };
    let own = &sound.report.digest;
    let good = notes(&sound, json!([handed("taro", own, ACCOUNT), {"name": "hana", "handed": null}]));
    assert!(good.contains(&format!("proved: arn:aws:iam::{ACCOUNT}")) && !good.contains("not proved"), "{good}");
    assert!(!good.contains("not the account"), "{good}");
    let other = notes(&sound, json!([handed("taro", own, "999988887777")]));
    assert!(other.contains("999988887777, which is not the account"), "{other}");
    let shared = notes(&sound, json!({"1": handed("taro", own, ACCOUNT), "2": handed("hana", "sha256:1", ACCOUNT)}));
    assert!(shared.contains("hana handed in as the same identity"), "{shared}");
    let several = notes(&sound, json!([handed("taro", own, ACCOUNT), handed("hana", own, "999988887777")]));
    assert!(several.contains("more than one: taro (arn") && !several.contains("identity is proved"), "{several}");
    let later = notes(&sound, json!([handed("taro", "sha256:1", ACCOUNT)]));
    assert!(later.contains("not proved"), "another report than the one that was handed in: {later}");
    let edited = forged("/facts/security_groups/value/1/ingress", json!([]), false);
    assert!(edited.edited && edited.report.digest == *own);
    assert!(notes(&edited, json!([handed("taro", own, ACCOUNT)])).contains("not proved"));
    let claims = forged("/identity/proved", json!(true), true);
    assert!(notes(&claims, json!([])).contains("not proved"));
    for text in ["", "[]", "{}", "{\"nonce\":1,\"learners\":[]}", "{\"nonce\":\"N\",\"learners\":[{}]}"] {
        assert_eq!(proofs::read(text), None, "{text}");
    }
}

#[test]
fn every_format_says_whether_the_class_s_word_is_there() {
    let mut without = facts();
    without.load_balancer_tags.values_mut().for_each(|tags| *tags = Section::seen(at(), BTreeMap::new()));
    for (facts, there) in [(facts(), true), (without, false)] {
        let report = report(&facts, false);
        for lang in Lang::ALL {
            let wording = Wording { lang, zone: TimeZone::UTC, course: None };
            let title = &report.class.as_ref().unwrap().check.title;
            let xml = junit::junit(&report, wording.catalog());
            let case = xml.split("<testcase ").find(|case| case.contains("class.nonce")).unwrap();
            assert!(case.contains(title.as_str()) && case.contains("<failure") != there, "{case}");
            let failures = xml.matches("<failure").count();
            assert!(xml.contains(&format!("failures=\"{failures}\"")), "{xml:.200}");
            assert_eq!(
                xml.matches("<testcase").count().to_string(),
                xml.split("tests=\"").nth(1).unwrap().split('"').next().unwrap()
            );
            let mark = crate::report::glyph(if there { Status::Pass } else { Status::Fail });
            let plain = markdown::markdown(&report, "x", &wording);
            assert!(plain.contains(&format!("{mark} {}", crate::report::markdown::escape(title))), "{plain}");
            assert!(html::html(&report, &course(), &wording).contains(title.as_str()));
        }
        let status = if there { "pass" } else { "fail" };
        let value: Value = serde_json::from_str(&report.to_json().unwrap()).unwrap();
        assert_eq!(value["class"]["check"]["status"], status);
    }
}

#[test]
fn the_page_shows_the_architecture_as_it_was_seen_and_as_it_should_become() {
    let report = report(&facts(), false);
    for lang in Lang::ALL {
        let wording = Wording { lang, zone: TimeZone::UTC, course: None };
        let page = html::html(&report, &course(), &wording);
        assert_eq!(page.matches("<svg ").count(), 2);
        let (now, goal) = page.split_once("<svg ").unwrap().1.split_once("<svg ").unwrap();
        assert!(now.contains("ec-site-alb") && !now.contains("ec-site-web-tg") && goal.contains("ec-site-web-tg"));
        assert!(!page.contains(ACCOUNT) && !page.contains("<script"));
    }
}

fn status(report: &HandIn, id: &str) -> Status {
    report.document.steps.iter().flat_map(|step| &step.checks).find(|check| check.id == id).unwrap().status
}

#[test]
fn account_ids_are_hidden_everywhere_and_no_verdict_changes() {
    let (hidden, shown_whole) = (report(&facts(), false), report(&facts(), true));
    let text = hidden.to_json().unwrap();
    assert!(!text.contains(ACCOUNT) && !text.contains("111122229012"), "{text}");
    assert_eq!(hidden.account.as_deref(), Some("********9012"));
    assert!(shown_whole.to_json().unwrap().contains(ACCOUNT));
    assert_eq!(shown_whole.account.as_deref(), Some(ACCOUNT));
    assert_eq!(hidden.document.summary, shown_whole.document.summary);
    for (one, other) in hidden.document.steps.iter().zip(&shown_whole.document.steps) {
        let statuses =
            |step: &crate::report::document::StepReport| step.checks.iter().map(|c| c.status).collect::<Vec<_>>();
        assert_eq!(statuses(one), statuses(other), "{}", one.id);
    }
    for lang in Lang::ALL {
        let wording = Wording { lang, zone: TimeZone::UTC, course: None };
        let page = html::html(&hidden, &course(), &wording);
        let plain = markdown::markdown(&hidden, "<course>", &wording);
        assert!(!page.contains(ACCOUNT) && !plain.contains(ACCOUNT));
        assert!(!page.contains("太郎<b>") && page.contains("太郎&lt;b&gt;") && !page.contains("<script"));
    }
}

#[test]
fn two_accounts_that_end_alike_stay_two_and_other_numbers_stay() {
    let mask = Mask::of(&facts(), &Memory::default());
    let pair =
        mask.hide(&vec!["111122229012".to_owned(), ACCOUNT.to_owned(), "1234567890123".into(), "x1".into()]).unwrap();
    assert_ne!(pair[0], pair[1]);
    assert!(pair[0].ends_with("9012") && pair[1].ends_with("9012") && pair[0].len() == 12);
    assert_eq!(&pair[2..], ["1234567890123", "x1"]);
    assert_eq!((shown(ACCOUNT, true).as_str(), shown(ACCOUNT, false).as_str()), (ACCOUNT, "********9012"));
}

#[test]
fn a_report_comes_back_as_it_was_and_is_judged_alike() {
    let report = report(&facts(), false);
    assert_eq!(report.points.len(), 8);
    assert_eq!(status(&report, "web-sg.only-from-alb"), Status::Fail);
    let read = read(&report.to_json().unwrap()).unwrap();
    assert!(!read.edited);
    assert_eq!(read.report, report);
    let grade = again(&read, None);
    assert_eq!((grade.differences.as_slice(), grade.error.as_ref()), (&[][..], None));
    assert_eq!(grade.summary, report.document.summary);
    assert!(grade.notes.iter().any(|note| note.contains("not proved")), "{:?}", grade.notes);
    // Spaces and the order of keys are not what it says.
    let value: Value = serde_json::from_str(&report.to_json().unwrap()).unwrap();
    assert!(!super::read::read(&serde_json::to_string_pretty(&value).unwrap()).unwrap().edited);
    let schema = crate::report::schema::report();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let wrong: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// The report with a value changed by hand.
pub(super) fn forged(path: &str, value: Value, with_digest: bool) -> Read {
    let mut document: Value = serde_json::from_str(&report(&facts(), false).to_json().unwrap()).unwrap();
    *document.pointer_mut(path).expect(path) = value;
    if with_digest {
        let mut content = document.clone();
        content.as_object_mut().unwrap().remove("digest");
        document["digest"] = digest::of_value(&content).into();
    }
    read(&document.to_string()).unwrap()
}

/// Where a check stands in the file.
fn place(id: &str) -> String {
    let report = report(&facts(), false);
    let steps = report.document.steps.iter().enumerate();
    let mut places = steps.flat_map(|(s, step)| step.checks.iter().enumerate().map(move |(c, check)| (s, c, check)));
    let (s, c, _) = places.find(|(_, _, check)| check.id == id).unwrap();
    format!("/document/steps/{s}/checks/{c}/status")
}

#[test]
fn a_forged_verdict_is_found_by_the_facts_whether_or_not_the_digest_was_mended() {
    let forged_place = place("web-sg.only-from-alb");
    let mended = again(&forged(&forged_place, json!("pass"), true), None);
    assert_eq!(mended.differences.len(), 1);
    let found = &mended.differences[0];
    assert_eq!((found.claimed, found.judged), (Some(Status::Pass), Some(Status::Fail)));
    assert!(mended.error.is_none() && mended.summary.fail > 0);

    let careless = again(&forged(&forged_place, json!("pass"), false), None);
    assert_eq!(careless.differences.len(), 1);
    assert!(careless.error.is_some() && careless.summary.pass == 0 && careless.determined == 0.0);
    assert_eq!(careless.mark(), "—");
}

#[test]
fn edited_facts_count_for_nothing_and_another_class_or_edition_is_told() {
    let edited = again(&forged("/facts/security_groups/value/1/ingress", json!([]), false), None);
    assert!(edited.error.is_some() && edited.summary.pass == 0);
    let sound = read(&report(&facts(), false).to_json().unwrap()).unwrap();
    let told = |grade: &LearnerGrade, word: &str| grade.notes.iter().any(|note| note.contains(word));
    assert!(!told(&again(&sound, Some("2026-秋")), "word of the class"));
    assert!(told(&again(&sound, Some("2025-秋")), "word of the class"));
    let lie = forged("/class/check/status", json!("pass"), true);
    assert!(again(&lie, None).differences.is_empty(), "it was true");
    let mut without = facts();
    without.load_balancer_tags.values_mut().for_each(|tags| *tags = Section::seen(at(), BTreeMap::new()));
    let without = report(&without, false);
    assert_eq!(without.class.as_ref().unwrap().check.status, Status::Fail);
    let other = forged("/course_digest", json!("sha256:0"), true);
    assert!(told(&again(&other, None), "another edition"));
    let lenient = forged("/document/values/start_pattern", json!(".*"), true);
    assert!(told(&again(&lenient, None), "start_pattern=.*"));
}

#[test]
fn the_word_of_a_class_is_judged_by_what_was_seen() {
    let course = course();
    let values = Values::resolve(&course, None, &[]).unwrap();
    let gap =
        || Gap { kind: GapKind::Denied, action: "elasticloadbalancing:DescribeTags".into(), host: None, code: None };
    let with = |change: &dyn Fn(&mut Facts)| {
        let mut facts = facts();
        change(&mut facts);
        nonce::judge(&course, &values, &facts, "2026-秋")
    };
    for (name, change, expected) in [
        ("there", &(|_: &mut Facts| {}) as &dyn Fn(&mut Facts), Status::Pass),
        (
            "denied",
            &|facts| facts.load_balancer_tags.values_mut().for_each(|tags| *tags = Section::Gap { gap: gap() }),
            Status::Inconclusive,
        ),
        ("not asked", &|facts| facts.load_balancer_tags.clear(), Status::Inconclusive),
        (
            "no tag",
            &|facts| {
                facts.load_balancer_tags.values_mut().for_each(|tags| *tags = Section::seen(at(), BTreeMap::new()));
            },
            Status::Fail,
        ),
        ("no load balancer", &|facts| facts.load_balancers = Section::seen(at(), Vec::new()), Status::Blocked),
        ("unseen", &|facts| facts.load_balancers = Section::NotAsked, Status::Inconclusive),
    ] {
        assert_eq!(with(change).status, expected, "{name}");
    }
}

#[test]
fn what_is_no_report_is_told_as_what_it_is() {
    let whole = report(&facts(), false).to_json().unwrap();
    let newer = whole.replace("\"schema\":1,", "\"schema\":2,");
    let cut = &whole[..whole.len() / 2];
    for (text, expected) in [
        ("", "foreign"),
        ("hello", "foreign"),
        ("{}", "foreign"),
        ("[1,2]", "foreign"),
        ("{\"format\":\"hanamaru-snapshot\",\"schema\":1}", "foreign"),
        ("{\"format\":\"hanamaru-report\"}", "damaged"),
        ("{\"format\":\"hanamaru-report\",\"schema\":1}", "damaged"),
        (cut, "damaged"),
        (newer.as_str(), "newer"),
    ] {
        let problem = read(text).expect_err(text);
        let word = problem.finding("x.json").id.into_owned();
        assert_eq!(word, format!("handin-{expected}"), "{text:.60}");
    }
    assert!(read(&"[".repeat(100_000)).is_err(), "no depth ends the program");
}

#[test]
fn parts_that_contradict_each_other_are_named_however_well_the_digest_was_mended() {
    let sound = read(&report(&facts(), false).to_json().unwrap()).unwrap();
    let told = |read: &Read| {
        let notes = again(read, None).notes;
        notes.into_iter().find(|note| note.contains("contradict each other"))
    };
    assert_eq!(told(&sound), None);
    assert_eq!(told(&read(&report(&facts(), true).to_json().unwrap()).unwrap()), None);
    for (path, value, named) in [
        ("/account", json!("********0000"), "account"),
        ("/document/account", json!("000000000000"), "document.account"),
        ("/document/region", json!("us-east-2"), "document.region"),
        ("/document/finished_at", json!("2026-11-22T09:00:00Z"), "document.finished_at"),
        ("/document/course", json!("day13"), "document.course"),
        ("/facts/finished_at", json!("2020-01-01T00:00:00Z"), "facts.finished_at"),
        ("/facts/region", json!("eu-west-1"), "loadbalancer/app/ec-site-alb/1"),
        ("/facts/identity/value/account", json!("111111119012"), "loadbalancer/app/ec-site-alb/1"),
    ] {
        let forged = forged(path, value, true);
        assert!(!forged.edited);
        let told = told(&forged).unwrap_or_else(|| panic!("{path}"));
        assert!(told.contains(named), "{path}: {told}");
    }
}
