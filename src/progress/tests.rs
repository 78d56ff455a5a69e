//! The rules of merging, and which world a record speaks of.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use proptest::prelude::*;

use super::transfer::{Carried, Transfer, TransferProblem};
use super::work::Work;
use super::{Answered, LastSeen, Memory, Progress, ProgressKey, QuizScore, Record, world};
use crate::check::verdict::{Confirmation, Status, Verdict};
use crate::course::{Files, Library, Values};
use crate::facts::network::Vpc;
use crate::facts::{Facts, Section};

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn key() -> impl Strategy<Value = String> {
    "[abc]"
}

fn progress() -> impl Strategy<Value = Progress> {
    let confirmed = prop::collection::btree_map(key(), ("[xy]", 0..4_i64), 0..3);
    let recorded = prop::collection::btree_map(key(), (0..4_i64, "[pq]"), 0..3);
    let quiz = prop::option::of((0..3_u32, 0..3_i64));
    let passed = prop::option::of(0..3_i64);
    let seen = prop::collection::btree_map(key(), (any::<bool>(), 0..3_i64, 0..3_i64, passed), 0..3);
    let work = prop::collection::btree_map(key(), prop::collection::btree_map("[mn]", 0..4_u64, 1..3), 0..2);
    let picked = prop::collection::btree_map(key(), "[ij]", 0..2);
    let rest = (
        prop::option::of("[st]"),
        prop::collection::btree_map(key(), 0..4_usize, 0..3),
        prop::collection::btree_map(key(), "[mn]{0,3}", 0..3),
        prop::collection::btree_set(key(), 0..3),
    );
    let done = (work, picked);
    (confirmed, recorded, quiz, seen, rest, done).prop_map(|(confirmed, recorded, quiz, seen, rest, (work, picked))| {
        let (current_step, hints_opened, answers, celebrated) = rest;
        let record = |(second, vpc): (i64, String)| Record {
            verdict: Verdict::pass("found"),
            at: at(second),
            vpc_ids: BTreeSet::from([vpc]),
        };
        let look = |(good, since, observed, passed): (bool, i64, i64, Option<i64>)| LastSeen {
            status: if good { Status::Pass } else { Status::Fail },
            since: at(since),
            observed_at: at(observed),
            // What passes now is remembered by the look itself, and nothing was seen after it was looked at.
            passed_at: passed.filter(|_| !good).map(|passed| at(passed.min(observed))),
        };
        let done = |ms: u64| Work { active_ms: ms, retries: 1, shown: 0 };
        Progress {
            memory: Memory {
                confirmed: confirmed.into_iter().map(|(id, (by, t))| (id, Confirmation { by, at: at(t) })).collect(),
                recorded: recorded.into_iter().map(|(id, value)| (id, record(value))).collect(),
                quiz: quiz.map(|(right, t)| QuizScore { right, of: 3, at: at(t) }),
                answered: quiz
                    .iter()
                    .map(|(right, t)| ("q".to_owned(), Answered { right: *right > 1, at: at(*t) }))
                    .collect(),
            },
            current_step,
            hints_opened,
            last_seen: seen.into_iter().map(|(id, value)| (id, look(value))).collect(),
            answers,
            celebrated,
            work: work
                .into_iter()
                .map(|(step, by)| (step, by.into_iter().map(|(machine, ms)| (machine, done(ms))).collect()))
                .collect(),
            picked,
        }
    })
}

proptest! {
    #[test]
    fn merging_is_commutative_associative_and_idempotent(a in progress(), b in progress(), c in progress()) {
        prop_assert_eq!(a.clone().merge(b.clone()), b.clone().merge(a.clone()));
        prop_assert_eq!(a.clone().merge(b.clone()).merge(c.clone()), a.clone().merge(b.clone().merge(c)));
        prop_assert_eq!(a.clone().merge(a.clone()), a.clone());
        let both = a.clone().merge(b.clone());
        prop_assert_eq!(both.clone().merge(a), both.clone());
        prop_assert_eq!(both.clone().merge(b), both);
    }

    #[test]
    fn a_window_that_changed_nothing_takes_the_file_as_it_is_and_nothing_is_lost(a in progress(), b in progress()) {
        prop_assert_eq!(a.clone().over(&Progress::default(), Progress::default()), a.clone());
        let written = a.clone().over(&Progress::default(), b.clone());
        for id in a.memory.confirmed.keys().chain(b.memory.confirmed.keys()) {
            prop_assert!(written.memory.confirmed.contains_key(id));
        }
        for (id, record) in &b.memory.recorded {
            prop_assert!(written.memory.recorded[id].at >= record.at);
        }
        for (id, opened) in &b.hints_opened {
            prop_assert!(written.hints_opened[id] >= *opened);
        }
    }
}

#[test]
fn what_a_window_took_back_stays_away_and_what_it_wrote_wins() {
    let confirmation = Confirmation { by: "me".into(), at: at(1) };
    let base = Progress {
        memory: Memory { confirmed: BTreeMap::from([("ami.clean".into(), confirmation)]), ..Memory::default() },
        current_step: Some("ami".into()),
        answers: BTreeMap::from([("q1".into(), "old".into()), ("q2".into(), "a long old text".into())]),
        ..Progress::default()
    };
    let mut mine = base.clone();
    mine.memory.confirmed.clear();
    mine.answers.insert("q2".into(), "new".into());
    let mut theirs = base.clone();
    theirs.current_step = Some("asg".into());
    theirs.answers.insert("q1".into(), "theirs".into());
    theirs.hints_opened.insert("asg".into(), 2);
    let written = mine.over(&base, theirs);
    assert!(written.memory.confirmed.is_empty());
    assert_eq!(written.current_step.as_deref(), Some("asg"));
    assert_eq!(written.answers, BTreeMap::from([("q1".into(), "theirs".into()), ("q2".into(), "new".into())]));
    assert_eq!(written.hints_opened["asg"], 2);
}

#[test]
fn flowers_that_a_window_took_back_stay_away() {
    let flowers = |steps: &[&str]| Progress {
        celebrated: steps.iter().map(|step| (*step).to_owned()).collect(),
        ..Progress::default()
    };
    let base = flowers(&["ami", "asg", "quiz"]);
    let written = flowers(&["asg", "quiz", "alb"]).over(&base, flowers(&["ami", "quiz", "prereq"]));
    assert_eq!(written, flowers(&["alb", "prereq", "quiz"]));
}

#[test]
fn a_record_speaks_of_the_courses_own_vpc() {
    let library = Library::load(&Files::new());
    let course = &library.get("ec-site").unwrap().course;
    let values = Values::resolve(course, None, &[]).unwrap();
    let vpc = |id: &str, name: &str, is_default| Vpc {
        id: id.to_owned(),
        name: (!name.is_empty()).then(|| name.to_owned()),
        cidrs: Vec::new(),
        is_default,
        state: "available".to_owned(),
    };
    let with = |vpcs: Vec<Vpc>| {
        let mut facts = Facts::empty("us-east-1", at(0));
        facts.vpcs = Section::seen(at(0), vpcs);
        facts
    };
    let seen = |vpcs| world(course, &values, &with(vpcs)).unwrap();
    let first = seen(vec![vpc("vpc-1", "ec-site-vpc", false), vpc("vpc-2", "other", false)]);
    assert_eq!(first, BTreeSet::from(["vpc-1".to_owned()]));
    assert_eq!(world(course, &values, &Facts::empty("us-east-1", at(0))), None);

    let mut memory = Memory::default();
    let pass = Verdict::pass("scaled-out");
    assert!(memory.keep("scale-out.scaled", &pass, &first, at(5)));
    assert!(!memory.keep("scale-out.scaled", &pass, &first, at(6)), "the first time counts");
    assert_eq!(memory.record_for("scale-out.scaled", &first).unwrap().recorded_at, Some(at(5)));
    // The neighbour's VPC is still there, the course's own was made anew.
    let rebuilt = seen(vec![vpc("vpc-3", "ec-site-vpc", false), vpc("vpc-2", "other", false)]);
    assert_eq!(memory.record_for("scale-out.scaled", &rebuilt), None);
    assert!(memory.keep("scale-out.scaled", &pass, &rebuilt, at(7)), "a record of a world that is gone gives way");
    assert!(!memory.keep("x", &pass, &BTreeSet::new(), at(7)), "no world, no record");

    let by_id = Values::resolve(course, None, &["vpc=vpc-9".to_owned()]).unwrap();
    let facts = with(vec![vpc("vpc-9", "", false), vpc("vpc-1", "ec-site-vpc", false)]);
    assert_eq!(world(course, &by_id, &facts).unwrap(), BTreeSet::from(["vpc-9".to_owned()]));
    let mut nameless = course.clone();
    nameless.values.remove("vpc");
    let facts = with(vec![vpc("vpc-d", "", true), vpc("vpc-1", "x", false)]);
    assert_eq!(world(&nameless, &values, &facts).unwrap(), BTreeSet::from(["vpc-1".to_owned()]));
    let facts = with(vec![vpc("vpc-d", "", true)]);
    assert_eq!(world(&nameless, &values, &facts).unwrap(), BTreeSet::from(["vpc-d".to_owned()]));
}

#[test]
fn a_check_remembers_when_it_last_passed_and_since_when_it_does_not() {
    let mut seen: Option<LastSeen> = None;
    let (pass, fail, wait) = (Status::Pass, Status::Fail, Status::Waiting);
    for (second, status, since, passed) in [
        (1, fail, 1, None),
        (2, pass, 2, Some(2)),
        (3, pass, 2, Some(3)),
        (4, wait, 4, Some(3)),
        (5, fail, 5, Some(3)),
        (6, fail, 5, Some(3)),
        (7, pass, 7, Some(7)),
    ] {
        let now = LastSeen::after(seen.as_ref(), status, at(second));
        assert_eq!((now.since, now.passed(), now.observed_at), (at(since), passed.map(at), at(second)), "{second}");
        seen = Some(now);
    }
}

#[test]
fn what_two_windows_and_two_machines_count_adds_up() {
    let counted = |machine: &str, ms| {
        let mut progress = Progress::default();
        progress.work_mut("asg", machine).active_ms = ms;
        progress
    };
    let base = counted("here", 1_000);
    // This window counted 500 more, the other one 300.
    let written = counted("here", 1_500).over(&base, counted("here", 1_300));
    assert_eq!(written.work_at("asg").active_ms, 1_800);
    let elsewhere = counted("there", 700);
    let both = written.clone().merge(elsewhere.clone()).merge(elsewhere).merge(written);
    assert_eq!(both.work_at("asg").active_ms, 2_500, "importing twice counts once");
}

#[test]
fn what_this_window_forgot_does_not_come_back_from_the_file() {
    let mut base = Progress::default();
    base.last_seen.insert("asg.group".to_owned(), LastSeen::after(None, Status::Pass, at(50)));
    base.picked.insert("vpc".to_owned(), "vpc-1".to_owned());
    let mut mine = Progress::default();
    // A practice account that began anew is at an earlier time.
    mine.last_seen.insert("asg.group".to_owned(), LastSeen::after(None, Status::Fail, at(5)));
    let written = mine.clone().over(&base, base.clone());
    assert_eq!(written.last_seen, mine.last_seen);
    assert!(written.picked.is_empty());
    let mut others = base.clone();
    others.picked.insert("vpc".to_owned(), "vpc-2".to_owned());
    assert_eq!(base.clone().over(&base, others).picked["vpc"], "vpc-2", "another window chose anew");
}

fn carried(course: &str, account: &str, region: &str) -> Carried {
    let key = ProgressKey {
        course: course.to_owned(),
        account: account.to_owned(),
        region: region.to_owned(),
        suffix: "-花".to_owned(),
    };
    Carried { key, progress: Progress::default() }
}

#[test]
fn only_a_whole_file_of_ours_is_taken() {
    let good = Transfer::new(vec![carried("ec-site", "123456789012", "us-east-1")], at(1));
    let text = good.to_text();
    assert_eq!(Transfer::read(&text), Ok(good));
    let length = text.trim_end().chars().count();
    for end in [0, 1, length / 2, length - 1] {
        let cut: String = text.chars().take(end).collect();
        assert!(matches!(Transfer::read(&cut), Err(TransferProblem::Damaged { .. })), "{cut}");
    }
    let edited = text.replace("\"progress\"", "\"progres\"");
    assert!(matches!(Transfer::read(&edited), Err(TransferProblem::Damaged { line, .. }) if line > 1));
    for foreign in ["{}", "[]", "3", "{\"schema\": 1}", "{\"kind\": \"hanamaru-progress\"}", "{\"kind\": 1}"] {
        assert_eq!(Transfer::read(foreign), Err(TransferProblem::Foreign), "{foreign}");
    }
    // What a newer version adds cannot be known: only its number is read.
    let newer = "{\"kind\": \"hanamaru-progress\", \"version\": 7, \"courses\": 5}";
    assert_eq!(Transfer::read(newer), Err(TransferProblem::Newer { version: 7 }));
    for (course, account, region) in [
        ("../ec-site", "123456789012", "us-east-1"),
        ("", "123456789012", "us-east-1"),
        ("ec-site", "12345678901", "us-east-1"),
        ("ec-site", "12345678901x", "us-east-1"),
        ("ec-site", "123456789012", "us east"),
    ] {
        let bad = Transfer::new(vec![carried("ec-site", "-", "us-east-1"), carried(course, account, region)], at(1));
        assert_eq!(Transfer::read(&bad.to_text()), Err(TransferProblem::BadKey { number: 2 }), "{course} {account}");
    }
}

#[test]
fn what_the_cleanup_took_away_was_done_all_the_same() {
    let (cleanup, step) = (["cleanup.gone".to_owned()], ["web.exists".to_owned()]);
    let seen = |status, since, passed: Option<i64>| LastSeen {
        status,
        since: at(since),
        observed_at: at(since),
        passed_at: passed.map(at),
    };
    // The step's check, the clean-up's, and whether the clean-up explains what is missing.
    let table = [
        ("cleared away after it had passed", seen(Status::Fail, 20, Some(10)), seen(Status::Pass, 30, None), true),
        ("it never passed", seen(Status::Fail, 20, None), seen(Status::Pass, 30, None), false),
        ("made again and broken again", seen(Status::Fail, 50, Some(40)), seen(Status::Pass, 30, None), false),
        ("broken while the rest is there", seen(Status::Fail, 20, Some(10)), seen(Status::Fail, 5, None), false),
        ("something is there again", seen(Status::Fail, 20, Some(10)), seen(Status::Fail, 60, Some(30)), false),
    ];
    for (name, of_step, of_cleanup, expected) in table {
        let mut progress = Progress::default();
        progress.last_seen.insert(step[0].clone(), of_step);
        assert!(!progress.is_cleared_away(&cleanup, &step), "{name}: nobody looked at the clean-up");
        progress.last_seen.insert(cleanup[0].clone(), of_cleanup);
        assert_eq!(progress.is_cleared_away(&cleanup, &step), expected, "{name}");
    }
}
