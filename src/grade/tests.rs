//! Rosters with every mistake, scores, and each format, on hand-made classes.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::document::Setting;
use super::journal::{Journal, JournalProblem};
use super::roster::Typed;
use super::score::{ManualRule, score};
use super::*;
use crate::check::verdict::{Confirmation, Verdict};
use crate::check::{Finding, Status};
use crate::course::{Course, Files, Library};
use crate::report::Outcome;
use crate::report::human::Style;
use crate::text::{Ambiguous, Lang, Wording};

pub(super) fn library() -> Library {
    Library::load(&Files::new())
}

fn at() -> Timestamp {
    "2026-11-22T01:02:03Z".parse().unwrap()
}

fn read(text: &str) -> Result<Roster, Vec<crate::course::lint::Problem>> {
    let profiles = ["training".to_owned(), "default".to_owned()];
    Roster::read("class.toml", text, &library(), Some(&profiles), &Typed::default())
}

pub(super) fn sound(learners: &str) -> Roster {
    read(&format!("course = \"ec-site\"\n{learners}")).unwrap()
}

#[test]
fn every_mistake_of_a_roster_is_told_with_its_line() {
    let rows: &[(&str, &[(usize, &str)])] = &[
        ("", &[(1, "lint-missing-key"), (1, "roster-empty")]),
        ("course = ", &[(1, "lint-toml-syntax")]),
        ("course = \"ec-sit\"\n[[learner]]\nid = \"a\"", &[(1, "roster-unknown-course")]),
        ("course = \"ec-site\"\nextra = 1\n[[learner]]\nid = \"a\"", &[(2, "lint-unknown-key-of")]),
        ("course = \"ec-site\"\n[[learner]]\nid = \"a\"\nsufix = \"-1\"", &[(4, "lint-unknown-key")]),
        ("course = \"ec-site\"\n[[learner]]\nname = \"a\"", &[(2, "lint-missing-key")]),
        ("course = \"ec-site\"\n[[learner]]\nid = 7", &[(3, "lint-wrong-type"), (3, "roster-bad-id")]),
        ("course = \"ec-site\"\n[[learner]]\nid = \"a\"\n[[learner]]\nid = \"a\"", &[(5, "roster-duplicate")]),
        ("course = \"ec-site\"\n[[learner]]\nid = \" \"", &[(3, "roster-bad-id")]),
        (
            "course = \"ec-site\"\n[[learner]]\nid = \"a\"\nprofile = \"training\"\nrole_arn = \"arn:aws:iam::123456789012:role/r\"",
            &[(5, "roster-two-ways")],
        ),
        ("course = \"ec-site\"\n[[learner]]\nid = \"a\"\nexternal_id = \"x\"", &[(4, "roster-external-id-alone")]),
        (
            "course = \"ec-site\"\n[[learner]]\nid = \"a\"\nrole_arn = \"arn:aws:iam::1234:role/r\"",
            &[(4, "roster-bad-role")],
        ),
        (
            "course = \"ec-site\"\n[[learner]]\nid = \"a\"\nrole_arn = \"arn:aws:iam::123456789012:user/r\"",
            &[(4, "roster-bad-role")],
        ),
        ("course = \"ec-site\"\n[[learner]]\nid = \"a\"\nprofile = \"trainin\"", &[(4, "roster-unknown-profile")]),
        ("course = \"ec-site\"\n[[learner]]\nid = \"a\"\nregion = \"Tokyo!\"", &[(4, "roster-bad-region")]),
        ("course = \"ec-site\"\n[[learner]]\nid = \"a\"\nregion = \"tokyo\"", &[(4, "roster-bad-region")]),
        ("course = \"ec-site\"\n[[learner]]\nid = \"a\"\nregion = \"us-east-1a\"", &[(4, "roster-bad-region")]),
        ("course = \"ec-site\"\n[[learner]]\nid = \"a\"\nendpoint_url = \"localhost\"", &[(4, "roster-bad-endpoint")]),
        ("course = \"ec-site\"\n[[learner]]\nid = \"a\"\nset = { albb = \"x\" }", &[(4, "roster-unknown-value")]),
        ("course = \"ec-site\"\n[[learner]]\nid = \"a\"\nset = { alb = \"\" }", &[(4, "roster-empty-value")]),
        (
            "course = \"ec-site\"\n[[learner]]\nid = \"a\"\nsuffix = \"-a-very-long-name-of-a-learner\"",
            &[(4, "roster-too-long"), (4, "roster-too-long")],
        ),
        ("course = \"ec-site\"\n[[learner]]\nid = \"a\"\nset = { alb = \"a_b\" }", &[(4, "roster-characters")]),
        (
            "course = \"ec-site\"\n[scoring.weights]\nweb-gs = 2\n[[learner]]\nid = \"a\"",
            &[(3, "roster-unknown-weight")],
        ),
        (
            "course = \"ec-site\"\n[scoring]\nmanual = \"yes\"\n[[learner]]\nid = \"a\"",
            &[(3, "lint-unknown-choice-of")],
        ),
        ("course = \"ec-site\"\n[scoring.weights]\nasg = -1\n[[learner]]\nid = \"a\"", &[(3, "lint-out-of-range")]),
        // A mistake in the defaults is one mistake; several in one file are all told.
        (
            "course = \"ec-site\"\n[defaults]\nset = { albb = \"x\" }\n[[learner]]\nid = \"a\"\n[[learner]]\nid = \"a\"",
            &[(3, "roster-unknown-value"), (7, "roster-duplicate")],
        ),
    ];
    for (text, expected) in rows {
        let problems = read(text).expect_err(text);
        let found: Vec<(usize, &str)> = problems.iter().map(|one| (one.line, one.finding.id.as_ref())).collect();
        assert_eq!(&found, expected, "{text}");
        for (lang, problem) in Lang::ALL.into_iter().flat_map(|lang| problems.iter().map(move |one| (lang, one))) {
            let words = Wording { lang, zone: TimeZone::UTC, course: None }.advice(&problem.finding);
            assert!(!words.contains('{') && words != problem.finding.id, "{words}");
        }
    }
}

#[test]
fn what_a_learner_says_wins_over_the_defaults_and_those_over_what_was_typed() {
    let text = "course = \"ec-site\"\n[defaults]\nrole_arn = \"arn:aws-cn:iam::123456789012:role/path/r\"\nexternal_id = \"x\"\n\
                region = \"cn-north-1\"\nset = { vpc = \"v\", alb = \"d\" }\n[[learner]]\nid = \"a\"\nsuffix = \"-a\"\nset = { alb = \"mine\" }\n\
                [[learner]]\nid = \"b\"\nprofile = \"training\"\nregion = \"us-west-2\"\n";
    let typed = Typed {
        set: vec!["asg=typed".to_owned(), "vpc=typed".to_owned()],
        suffix: Some("-t".to_owned()),
        ..Typed::default()
    };
    let roster = Roster::read("x", text, &library(), None, &typed).unwrap();
    let [a, b] = roster.learners.as_slice() else { panic!("two") };
    let arn = "arn:aws-cn:iam::123456789012:role/path/r".to_owned();
    assert_eq!(a.access.way, Way::Role { arn, external_id: Some("x".to_owned()) });
    assert_eq!(b.access.way, Way::Profile("training".to_owned()));
    assert_eq!((a.access.region.as_deref(), b.access.region.as_deref()), (Some("cn-north-1"), Some("us-west-2")));
    assert_eq!((a.values.get("alb"), a.values.get("vpc"), a.values.get("asg")), ("mine", "v", "typed"));
    assert_eq!((a.values.get("web_sg"), b.values.get("web_sg")), ("ec-site-web-sg-a", "ec-site-web-sg-t"));
}

/// The course with these verdicts: everything passes but what is named.
fn judged(course: &Course, but: &[(&str, Status)]) -> Judged {
    let mut verdicts: BTreeMap<String, Verdict> =
        course.checks().map(|(_, id, _)| (id, Verdict::pass("made-up"))).collect();
    for (id, status) in but {
        assert!(verdicts.insert((*id).to_owned(), Verdict::new(*status, Finding::new("made-up"))).is_some(), "{id}");
    }
    let identity = crate::facts::Identity { account: "123456789012".to_owned(), arn: String::new() };
    let region = "us-east-1".to_owned();
    Judged {
        identity: Some(identity),
        region,
        started_at: at(),
        finished_at: at(),
        api_calls: 1,
        verdicts,
        error: None,
    }
}

fn graded(roster: &Roster, rows: &[Judged]) -> GradeDocument {
    let library = library();
    let course = &library.get("ec-site").unwrap().course;
    let steps: Vec<String> = course.steps.iter().map(|step| step.id.clone()).filter(|id| id != "cleanup").collect();
    let setting = Setting { course, steps: &steps, roster, lang: Lang::En, zone: &TimeZone::UTC };
    let learners = roster.learners.iter().zip(rows).map(|(one, judged)| LearnerGrade::new(&setting, one, judged));
    GradeDocument::new("ec-site".to_owned(), learners.collect(), None)
}

#[test]
fn nobody_is_blamed_for_what_was_not_seen_and_nobody_profits_from_it() {
    let library = library();
    let course = &library.get("ec-site").unwrap().course;
    let of = |roster: &str, but: &[(&str, Status)]| {
        let roster = sound(&format!("{roster}\n[[learner]]\nid = \"a\""));
        let document = graded(&roster, &[judged(course, but)]);
        (document.learners[0].score, document.learners[0].determined)
    };
    assert_eq!(of("", &[]), (100.0, 100.0));
    assert!(of("", &[("asg.listener", Status::Inconclusive)]).0 > 99.99);
    assert!(of("", &[("asg.listener", Status::Waiting)]).1 < 100.0);
    assert_eq!(of("", &[("asg.listener", Status::Manual), ("prereq.vpc", Status::Fail)]), (100.0, 100.0));
    // What sums up others would count twice.
    assert_eq!(of("", &[("checklist.ami", Status::Fail)]), (100.0, 100.0));
    let one = of("", &[("asg.listener", Status::Fail)]);
    assert!(one.0 > 90.0 && one.0 < 100.0 && one == of("", &[("asg.listener", Status::Blocked)]), "{one:?}");
    let heavy = of("[scoring.weights]\n\"asg.listener\" = 50", &[("asg.listener", Status::Fail)]);
    assert!(heavy.0 < one.0 && heavy.0 > 0.0, "{heavy:?}");
    let only = "[scoring.weights]\nprereq = 1\nalb-sg = 0";
    assert!(of(only, &[("prereq.vpc", Status::Fail)]).0 < 100.0);
    assert!(of(only, &[("alb-sg.exists", Status::Fail)]).0 > 99.99);
    let trust = "[scoring]\nmanual = \"trust\"";
    assert!(of(trust, &[("ami.cleaned", Status::Manual)]).0 < 100.0);
}

#[test]
fn a_confirmation_counts_only_where_the_roster_trusts_it() {
    let library = library();
    let course = &library.get("ec-site").unwrap().course;
    let roster = sound("[[learner]]\nid = \"a\"");
    let mut one = judged(course, &[]);
    let mut said = Verdict::new(Status::Manual, Finding::new("made-up"));
    said.confirmed = Some(Confirmation { by: "a".to_owned(), at: at() });
    one.verdicts.insert("ami.cleaned".to_owned(), said);
    one.verdicts.insert("alb-sg.exists".to_owned(), Verdict::fail("made-up"));
    let steps = &graded(&roster, &[one]).learners[0].steps;
    let weights = roster.weights.of(course);
    let (out, trust) = (score(steps, &weights, ManualRule::LeaveOut), score(steps, &weights, ManualRule::Trust));
    assert!(trust.points > out.points, "{out:?} {trust:?}");
}

#[test]
fn an_account_that_nobody_saw_has_an_error_and_no_score() {
    let library = library();
    let course = &library.get("ec-site").unwrap().course;
    let roster = sound("[[learner]]\nid = \"a\"\n[[learner]]\nid = \"b\"");
    let checks: Vec<String> = course.checks().map(|(_, id, _)| id).collect();
    let missed = Judged::not_looked(course, &checks, &Finding::new("grade-not-reached"), at());
    let document = graded(&roster, &[judged(course, &[]), missed]);
    let [good, missed] = document.learners.as_slice() else { panic!("two") };
    assert_eq!((good.outcome(), missed.outcome()), (Outcome::Good, Outcome::Undetermined));
    assert_eq!(document.outcome(), Outcome::Undetermined);
    assert!(missed.error.is_some() && missed.summary.fail == 0 && missed.summary.pass == 0);
    assert_eq!((missed.mark().as_str(), good.mark().as_str()), ("—", "100"));
    let failed = graded(&roster, &[judged(course, &[("asg.listener", Status::Fail)]), judged(course, &[])]);
    assert_eq!(failed.outcome(), Outcome::Failed);
    assert_eq!(failed.most_failed()[0].0, "asg.listener");
}

#[test]
fn a_spreadsheet_takes_no_name_for_a_formula_and_each_learner_for_one_line() {
    let library = library();
    let course = &library.get("ec-site").unwrap().course;
    let roster = sound(
        "[[learner]]\nid = \"-1\"\nname = \"=HYPERLINK(\\\"x\\\")\"\n[[learner]]\nid = \"花子\"\nname = \"a,\\\"b\\\"\\n=c\"\n\
         [[learner]]\nid = \"c\"\nname = \"＝1+1\"",
    );
    let mut document = graded(&roster, &[judged(course, &[]), judged(course, &[]), judged(course, &[])]);
    document.learners[2].error = Some("@x".to_owned());
    let text = csv::csv(&document);
    assert!(text.starts_with('\u{feff}') && text.ends_with("\r\n"));
    let lines: Vec<&str> = text.split("\r\n").filter(|line| !line.is_empty()).collect();
    assert_eq!(lines.len(), 4);
    assert!(!text.replace("\r\n", "").contains(['\r', '\n']));
    assert!(lines[1].starts_with("\"'-1\",\"'=HYPERLINK(\"\"x\"\")\",100,100,"), "{}", lines[1]);
    assert!(lines[2].starts_with("花子,\"a,\"\"b\"\" =c\","), "{}", lines[2]);
    assert!(lines[3].contains("\"'＝1+1\"") && lines[3].contains("\"'@x\""), "{}", lines[3]);
}

#[test]
fn every_format_says_the_same_and_escapes_what_it_must() {
    let library = library();
    let course = &library.get("ec-site").unwrap().course;
    let roster =
        sound("[[learner]]\nid = \"<b>&\"\nname = \"<script>alert(1)</script>\\u001b[31m\"\n[[learner]]\nid = \"b\"");
    let rows = [
        judged(course, &[("asg.listener", Status::Fail), ("confirm.http", Status::Inconclusive)]),
        judged(course, &[]),
    ];
    let mut document = graded(&roster, &rows);
    document.changes = Some(changes::between(&graded(&roster, &[judged(course, &[]), judged(course, &[])]), &document));
    let page = html::html(&document, "<course>", Lang::Ja, &TimeZone::UTC);
    assert!(!page.contains("<script") && !page.contains("<course>") && page.contains("&lt;script&gt;"));
    let xml = junit::junit(&document);
    assert!(
        xml.contains("name=\"&lt;b&gt;&amp;\"") && xml.contains("failures=\"1\" errors=\"0\" skipped=\"1\""),
        "{xml}"
    );
    let style = Style { lang: Lang::Ja, zone: TimeZone::UTC, columns: 80, ambiguous: Ambiguous::Narrow, colour: false };
    let text = human::human(&document, "コース", &style);
    assert!(!text.contains('\u{1b}') && text.contains("つまずきの多い") && text.contains("100 → "), "{text}");
    let again: GradeDocument = serde_json::from_str(&document.to_json().unwrap()).unwrap();
    assert_eq!(again, document);
    for whole in [&document, &graded(&roster, &[])] {
        let empty = GradeDocument { learners: Vec::new(), ..whole.clone() };
        let (mut streamed, after) = json::frame(&empty).unwrap();
        for (at, learner) in whole.learners.iter().enumerate() {
            streamed += &json::learner(learner, at == 0).unwrap();
        }
        streamed += json::end(!whole.learners.is_empty());
        assert_eq!(streamed + &after, whole.to_json().unwrap(), "written one by one or as a whole");
    }
    let slim = document.learners.iter().cloned().map(LearnerGrade::slim).collect();
    let slim = GradeDocument { learners: slim, ..document.clone() };
    assert_eq!(html::html(&slim, "c", Lang::Ja, &TimeZone::UTC), html::html(&document, "c", Lang::Ja, &TimeZone::UTC));
    assert_eq!((junit::junit(&slim), csv::csv(&slim)), (junit::junit(&document), csv::csv(&document)));
    assert_eq!(
        (human::human(&slim, "c", &style), slim.outcome()),
        (human::human(&document, "c", &style), document.outcome())
    );
    let schema = crate::report::schema::grade();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let value = serde_json::to_value(&document).unwrap();
    let wrong: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn parts_make_the_whole_and_say_what_is_missing() {
    let roster = sound(
        "[[learner]]\nid = \"a\"\nsuffix = \"-a\"\n[[learner]]\nid = \"b\"\nregion = \"us-east-2\"\n[[learner]]\nid = \"c\"\nsuffix = \"-c\"",
    );
    let library = library();
    let course = &library.get("ec-site").unwrap().course;
    let part = |index: u32| {
        let (shard, mut roster) = (Shard { index, of: 3 }, roster.clone());
        shard.keep(&mut roster);
        let rows = vec![judged(course, &[]); roster.learners.len()];
        GradeDocument { shard: Some(shard), ..graded(&roster, &rows) }
    };
    let ids = |document: &GradeDocument| document.learners.iter().map(|one| one.id.clone()).collect::<Vec<_>>();
    assert_eq!((ids(&part(0)), ids(&part(1)), ids(&part(2))), (vec!["a".into(), "c".into()], vec!["b".into()], vec![]));
    let named = |document: GradeDocument| ("file".to_owned(), document);
    let (whole, notes) = merge::merge(vec![named(part(0)), named(part(1))]).unwrap();
    assert_eq!((ids(&whole).len(), notes.len(), whole.shard), (3, 1, None));
    assert_eq!(notes[0].id, "grade-merge-missing");
    let endless = GradeDocument { shard: Some(Shard { index: 0, of: u32::MAX }), ..part(0) };
    assert_eq!(merge::merge(vec![named(endless)]).unwrap().1[0].args["more"], 4_294_967_289_usize.into());
    let twice = merge::merge(vec![named(part(0)), named(part(0))]).unwrap_err();
    assert_eq!(twice.id, "grade-merge-twice");
    let other = GradeDocument { course: "day13".to_owned(), ..part(1) };
    assert_eq!(merge::merge(vec![named(part(0)), named(other)]).unwrap_err().id, "grade-merge-course");
    for (text, id) in [
        ("{", "grade-file-broken"),
        ("{}", "grade-file-foreign"),
        ("{\"schema\":2,\"learners\":[]}", "grade-file-newer"),
        ("{\"schema\":1,\"course\":\"c\",\"learners\":[],\"shard\":{\"index\":3,\"of\":3}}", "grade-file-foreign"),
    ] {
        assert_eq!(merge::read("x", text).unwrap_err().id, id);
    }
}

#[test]
fn the_index_of_a_part_can_come_from_the_engine_that_runs_it() {
    let shard = |index, of| Some(Shard { index, of });
    for (given, index, expected) in [
        ("2/8", None, shard(2, 8)),
        ("0/1", Some("7"), shard(0, 1)),
        ("8", Some("3"), shard(3, 8)),
        ("/8", Some("3"), shard(3, 8)),
        ("auto/8", Some("3"), shard(3, 8)),
        ("8", None, None),
        ("8/8", None, None),
        ("8", Some("8"), None),
        ("0", Some("0"), None),
        ("-1/8", None, None),
        ("x", Some("1"), None),
    ] {
        assert_eq!(Shard::parse(given, index), expected, "{given} {index:?}");
    }
}

#[test]
fn a_run_goes_on_where_it_stopped_and_only_with_its_own_file() {
    let library = library();
    let course = &library.get("ec-site").unwrap().course;
    let roster = sound(
        "[[learner]]\nid = \"a\"\nsuffix = \"-a\"\n[[learner]]\nid = \"b\"\nsuffix = \"-b\"\n[[learner]]\nid = \"c\"\nsuffix = \"-c\"",
    );
    let journal = Journal::new("ec-site", "sha256:1", &["asg".to_owned()]);
    let good = judged(course, &[("asg.listener", Status::Fail)]);
    let bad = Judged { error: Some(Finding::new("grade-not-reached")), ..good.clone() };
    let [a, b, c] = roster.learners.as_slice() else { panic!("three") };
    let cut = journal.entry(c, &good);
    let text = journal.head() + &journal.entry(a, &good) + &journal.entry(b, &bad) + &cut[..cut.len() / 2];
    assert_eq!(journal.read(&text, &roster.learners), Ok(vec![Some(good), None, None]));
    let moved = sound("[[learner]]\nid = \"a\"\nsuffix = \"-other\"");
    assert_eq!(journal.read(&text, &moved.learners), Ok(vec![None]), "another entry is judged anew");
    let other = Journal::new("ec-site", "sha256:2", &["asg".to_owned()]);
    assert_eq!(other.read(&text, &roster.learners), Err(JournalProblem::OtherRun));
    assert_eq!(journal.read("hello\n", &roster.learners), Err(JournalProblem::Foreign));
}

#[test]
fn two_learners_on_one_resource_and_limits_are_foreseen() {
    let library = library();
    let course = &library.get("ec-site").unwrap().course;
    let mut text = String::from("[[learner]]\nid = \"x\"\nsuffix = \"-1\"\n");
    for number in 1..=60 {
        text += &format!("[[learner]]\nid = \"l{number}\"\nsuffix = \"-{number}\"\n");
    }
    let roster = sound(&text);
    let together = [class::Together { learners: (0..61).collect(), account: "1".to_owned() }];
    let clashes = class::clashes(course, &roster, &together);
    assert_eq!(clashes.len(), 1, "{clashes:?}");
    assert_eq!(clashes[0].args["learners"], vec!["x".to_owned(), "l1".to_owned()].into());
    let sharing = class::sharing(course, &roster, &together);
    assert_eq!(sharing.keys().copied().collect::<Vec<_>>(), [0, 1]);
    let limits: Vec<_> = class::limits(course, &roster, &together, &BTreeMap::new());
    let ids: Vec<_> = limits.iter().map(|one| one.id.as_ref()).collect();
    assert_eq!(ids, ["class-limit", "class-limit-vcpus"], "60 load balancers where 50 are allowed");
    let apart: Vec<_> =
        (0..61).map(|place| class::Together { learners: vec![place], account: place.to_string() }).collect();
    assert!(
        class::clashes(course, &roster, &apart).is_empty()
            && class::limits(course, &roster, &apart, &BTreeMap::new()).is_empty()
    );
}

#[test]
fn the_role_templates_hold_the_actions_and_the_external_id() {
    let actions = std::collections::BTreeSet::from(["ec2:DescribeVpcs", "sts:GetCallerIdentity"]);
    let text = role::template(role::Tool::CloudFormation, &actions);
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let role = &value["Resources"]["GradeRole"]["Properties"];
    assert_eq!(role["Policies"][0]["PolicyDocument"]["Statement"][0]["Action"], serde_json::json!(actions));
    let trust = &role["AssumeRolePolicyDocument"]["Statement"][0];
    assert_eq!(trust["Condition"]["StringEquals"]["sts:ExternalId"]["Ref"], "ExternalId");
    let text = role::template(role::Tool::Terraform, &actions);
    assert!(actions.iter().all(|action| text.contains(&format!("\"{action}\","))) && text.contains("sts:ExternalId"));
    assert_eq!(text.matches('{').count(), text.matches('}').count());
}
