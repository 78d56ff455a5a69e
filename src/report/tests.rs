//! Every format from one hand-made set of verdicts, in both languages, held to its schema.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::json;

use super::human::{Style, human};
use super::snapshot::SnapshotProblem;
use super::*;
use crate::check::verdict::{Confirmation, Verdict};
use crate::check::{Finding, run};
use crate::course::{Course, Values};
use crate::facts::operations::ALL;
use crate::facts::{Facts, Identity, Section};
use crate::progress::Memory;
use crate::text::width::width;
use crate::text::{Ambiguous, Lang};

const COURSE: &str = r#"
schema = 1
id = "small"
title = { ja = "小さなコース", en = "A small course" }
summary = { ja = "試し", en = "A trial" }
region = "us-east-1"

[values]
vpc = { kind = "vpc", default = "small-vpc", shared = true, label = { ja = "VPC", en = "VPC" } }
alb = { kind = "load-balancer", default = "small-alb", label = { ja = "ALB", en = "ALB" } }

[[steps]]
id = "prereq"
title = { ja = "始める前に", en = "Before you start" }
[[steps.checks]]
id = "vpc"
title = { ja = "VPCがある", en = "The VPC exists" }
proves = { kind = "vpc-exists", vpc = "vpc" }

[[steps]]
id = "look"
title = { ja = "見てみる", en = "Have a look" }
[[steps.checks]]
id = "active"
title = { ja = "ALBがアクティブ", en = "The ALB is active" }
proves = { kind = "load-balancer-active", load_balancer = "alb" }
[[steps.checks]]
id = "mine"
title = { ja = "自分で見た", en = "I had a look" }
proves = { kind = "manual" }
"#;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn course() -> Course {
    toml::from_str(&COURSE.replace("load_balancer = ", "load-balancer = ")).unwrap()
}

fn facts() -> Facts {
    let mut facts = Facts::empty("us-east-1", at("2026-11-22T01:02:04.5Z"));
    facts.started_at = at("2026-11-22T01:02:03.25Z");
    facts.finished_at = at("2026-11-22T01:02:04.75Z");
    facts.api_calls = 17;
    let identity = Identity { account: "123456789012".to_owned(), arn: "arn:aws:iam::123456789012:user/a".to_owned() };
    facts.identity = Section::seen(facts.now, identity);
    facts
}

fn verdicts() -> BTreeMap<String, Verdict> {
    let seen = at("2026-11-22T01:02:04Z");
    let pass = Verdict::fail("<\u{1}&\"made\nup\">")
        .arg("count", 2)
        .evidence("sg-0abc", seen, json!({"from_port": 80}))
        .advise(Finding::new("advice-made-up"));
    let mut waiting = Verdict::waiting("still-going").until(at("2026-11-22T01:05:00Z"));
    waiting.held_by = Some("prereq.vpc".to_owned());
    let mut manual = Verdict::new(Status::Manual, Finding::new("manual-made-up"));
    manual.confirmed = Some(Confirmation { by: "hanako".to_owned(), at: seen });
    BTreeMap::from([
        ("prereq.vpc".to_owned(), pass),
        ("look.active".to_owned(), waiting),
        ("look.mine".to_owned(), manual),
    ])
}

fn document(lang: Lang) -> Document {
    let (course, facts, verdicts) = (course(), facts(), verdicts());
    let values = Values::resolve(&course, None, &[]).unwrap();
    let judged = Judged { course: &course, values: &values, facts: &facts, verdicts: &verdicts };
    Document::new(judged, &["prereq".to_owned(), "look".to_owned()], lang, &tokyo())
}

fn tokyo() -> TimeZone {
    TimeZone::get("Asia/Tokyo").unwrap()
}

#[test]
fn the_document_meets_its_own_schema() {
    let schema = schema::verify();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let value = serde_json::to_value(document(Lang::Ja)).unwrap();
    let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let mut unknown = value.clone();
    unknown["steps"][0]["checks"][0]["evidence"][0]["surprise"] = json!(1);
    assert!(!validator.is_valid(&unknown), "the schema is not closed");
    let mut nobody = value;
    nobody["account"] = json!(null);
    assert!(validator.is_valid(&nobody));
}

#[test]
fn the_document_has_the_order_of_the_contract() {
    let text = document(Lang::En).to_json().unwrap();
    let keys = ["schema", "course", "account", "region", "started_at", "finished_at", "api_calls", "summary", "steps"];
    let places: Vec<usize> = keys.iter().map(|key| text.find(&format!("\"{key}\"")).unwrap()).collect();
    assert!(places.is_sorted(), "{places:?}");
    let document: Document = serde_json::from_str(&text).unwrap();
    assert_eq!(document.started_at, at("2026-11-22T01:02:03Z"));
    assert_eq!((document.summary.fail, document.summary.waiting, document.summary.manual), (1, 1, 1));
    assert_eq!(document.steps.iter().map(|step| step.status).collect::<Vec<_>>(), [Status::Fail, Status::Waiting]);
    assert_eq!(document.steps[0].checks[0].arguments["count"], json!(2));
    assert_eq!(document.steps[1].checks[0].held_by.as_deref(), Some("prereq.vpc"));
}

#[test]
fn a_check_without_a_verdict_is_inconclusive_not_gone() {
    let (course, facts) = (course(), facts());
    let values = Values::resolve(&course, None, &[]).unwrap();
    let judged = Judged { course: &course, values: &values, facts: &facts, verdicts: &BTreeMap::new() };
    let document = Document::new(judged, &["prereq".to_owned()], Lang::Ja, &tokyo());
    assert_eq!(document.summary.inconclusive, 1);
    assert_eq!(Outcome::of(&document.summary), Outcome::Undetermined);
}

#[test]
fn junit_is_well_formed_and_counts_add_up() {
    let text = junit::junit(&document(Lang::Ja));
    let mut reader = quick_xml::Reader::from_str(&text);
    let (mut cases, mut failures, mut skipped) = (0, 0, 0);
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag) => {
                tag.attributes().for_each(|attribute| assert!(attribute.is_ok(), "{attribute:?}"));
                match tag.name().as_ref() {
                    "testcase" => cases += 1,
                    "failure" => failures += 1,
                    "skipped" => skipped += 1,
                    _ => {}
                }
            }
            quick_xml::events::Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!((cases, failures, skipped), (3, 1, 2));
    assert!(!text.contains('\u{1}'));
    // Of the root, the published schema (Jenkins's xUnit plugin) knows these attributes.
    assert!(
        text.contains("<testsuites name=\"hanamaru small\" tests=\"3\" failures=\"1\" errors=\"0\" time="),
        "{text}"
    );
    assert_eq!(text.matches(" skipped=\"").count(), text.matches("<testsuite ").count());
}

#[test]
fn people_can_read_it_in_both_languages() {
    for (lang, columns) in [(Lang::Ja, 80), (Lang::En, 80), (Lang::Ja, 50)] {
        let style = Style { lang, zone: tokyo(), columns, ambiguous: Ambiguous::Narrow, colour: false };
        let text = human(&document(lang), "小さなコース", &style);
        insta::assert_snapshot!(format!("human-{}-{columns}", lang.code()), text);
        for line in text.lines() {
            assert!(width(line, Ambiguous::Narrow) <= columns, "{line:?} is wider than {columns}");
        }
    }
    let style = Style { lang: Lang::Ja, zone: tokyo(), columns: 80, ambiguous: Ambiguous::Wide, colour: true };
    assert!(human(&document(Lang::Ja), "小さなコース", &style).contains("\u{1b}[31m✗\u{1b}[0m"));
}

#[test]
fn markdown_and_html_escape_what_the_account_says() {
    let markdown = markdown::markdown(&document(Lang::Ja), "<b>|", Lang::Ja, &tokyo());
    assert!(markdown.starts_with("# \\<b\\>\\|\n"));
    let html = html::html(&document(Lang::En), "<b>&\"", Lang::En, &tokyo());
    assert!(html.contains("<h1>&lt;b&gt;&amp;&quot;</h1>"));
    assert!(!html.contains("<script") && !html.contains("http"));
    assert!(!html.contains("<\u{1}"));
}

#[test]
fn a_snapshot_gives_the_same_document_byte_for_byte() {
    let course = course();
    let values = Values::resolve(&course, Some("-x"), &[]).unwrap();
    let (facts, memory) = (facts(), Memory::default());
    let ids: BTreeSet<String> = course.checks().map(|(_, id, _)| id).collect();
    let make = |values: &Values, facts: &Facts, memory: &Memory| {
        let verdicts = run::judge(&course, values, facts, memory, &ids);
        let judged = Judged { course: &course, values, facts, verdicts: &verdicts };
        Document::new(judged, &["prereq".to_owned(), "look".to_owned()], Lang::Ja, &tokyo()).to_json().unwrap()
    };
    let text = Snapshot::new(&course, &values, facts.clone(), memory.clone()).to_json().unwrap();
    let kept = Snapshot::read(&text).unwrap();
    assert_eq!(make(&values, &facts, &memory), make(&kept.values(), &kept.facts, &kept.memory));
}

#[test]
fn what_is_no_snapshot_is_refused_with_its_reason() {
    let values = Values::resolve(&course(), None, &[]).unwrap();
    let text = Snapshot::new(&course(), &values, facts(), Memory::default()).to_json().unwrap();
    assert_eq!(Snapshot::read("{}"), Err(SnapshotProblem::Foreign));
    assert_eq!(Snapshot::read("hello"), Err(SnapshotProblem::Foreign));
    assert!(matches!(Snapshot::read(&text[..text.len() / 2]), Err(SnapshotProblem::Damaged { .. })));
    let newer = text.replacen("\"schema\":1", "\"schema\":2", 1);
    assert_eq!(Snapshot::read(&newer), Err(SnapshotProblem::Newer { schema: 2 }));
    let odd = text.replacen("\"course\":", "\"curse\":", 1);
    assert!(matches!(Snapshot::read(&odd), Err(SnapshotProblem::Damaged { .. })));
}

#[test]
fn the_policy_allows_reading_only() {
    let course = course();
    let values = Values::resolve(&course, None, &[]).unwrap();
    let actions = policy::actions(&course, &values);
    let known: BTreeSet<_> = ALL.iter().filter_map(|operation| operation.action).collect();
    assert!(actions.is_subset(&known));
    assert!(actions.iter().all(|action| {
        let name = action.split(':').nth(1).unwrap_or_default();
        name.starts_with("Describe") || name.starts_with("Get")
    }));
    let text = serde_json::to_value(policy::policy(&actions)).unwrap();
    assert_eq!(text["Version"], "2012-10-17");
    assert_eq!(text["Statement"][0]["Effect"], "Allow");
    assert_eq!(text["Statement"][0]["Resource"], "*");
}
