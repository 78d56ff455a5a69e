//! A class in tables, and in random order.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::outline::{Check, Outline, Step};
use super::row::{Row, Tally};
use super::state::{Board, Limits, MOST_SAID};
use super::update::{Change, Event};
use super::wire::{Refusal, Report, SCHEMA};
use super::{export, words};
use crate::check::Status;
use crate::course::model::Localized;

pub(super) fn outline() -> Outline {
    let both = |text: &str| Localized { ja: text.to_owned(), en: text.to_owned() };
    let check = |id: &str| Check { id: id.to_owned(), title: both(id) };
    let step = |id: &str, checks: &[&str]| Step {
        id: id.to_owned(),
        title: both(id),
        checks: checks.iter().map(|id| check(id)).collect(),
    };
    let steps = vec![step("sg", &["sg.open", "sg.vpc"]), step("asg", &["asg.size"]), step("look", &["look.see"])];
    Outline { id: "shop".to_owned(), title: both("shop"), steps }
}

fn start() -> Timestamp {
    "2026-11-22T01:00:00Z".parse().unwrap()
}

fn at(seconds: i64) -> Timestamp {
    start() + SignedDuration::from_secs(seconds)
}

fn board() -> Board {
    Board::new(outline(), "NONCE".to_owned(), start())
}

fn join(board: &mut Board, token: &str, nickname: &str) -> Result<u32, Refusal> {
    let event = Event::Join { token: token.to_owned(), nickname: nickname.to_owned() };
    match board.update(event, Limits::default(), at(0)) {
        Ok(Change::Learner(number)) => Ok(number),
        Ok(other) => panic!("{other:?}"),
        Err(no) => Err(no.refusal),
    }
}

fn report(number: u64, step: &str, checks: &[(&str, Status)]) -> Report {
    let mut steps: BTreeMap<String, Status> = BTreeMap::new();
    for (check, status) in checks {
        let step = check.split_once('.').unwrap().0.to_owned();
        let so_far = steps.entry(step).or_insert(Status::Pass);
        *so_far = (*so_far).max(*status);
    }
    Report {
        schema: SCHEMA,
        number,
        course: Some("shop".to_owned()),
        step: Some(step.to_owned()),
        at_step_s: 60,
        steps,
        checks: checks.iter().map(|(id, status)| ((*id).to_owned(), *status)).collect(),
        ..Report::default()
    }
}

fn tell(board: &mut Board, learner: u32, report: Report, now: i64) -> Result<Change, Refusal> {
    let event = Event::Tell { learner, report: Box::new(report) };
    board.update(event, Limits::default(), at(now)).map_err(|no| no.refusal)
}

#[test]
fn one_token_is_one_learner_and_two_of_a_name_are_told_apart() {
    let mut board = board();
    assert_eq!(join(&mut board, "a", "太郎"), Ok(1));
    assert_eq!(join(&mut board, "b", "太郎"), Ok(2));
    assert_eq!(join(&mut board, "a", "太郎"), Ok(1), "again, not twice");
    assert_eq!(join(&mut board, "c", "TARO"), Ok(3));
    assert_eq!(join(&mut board, "d", "taro"), Ok(4));
    let names: Vec<&str> = board.learners.values().map(|learner| learner.name.as_str()).collect();
    assert_eq!(names, ["太郎", "太郎 (2)", "TARO", "taro (2)"]);
    assert_eq!(join(&mut board, "e", "\u{202e}"), Err(Refusal::Unusable));
}

#[test]
fn a_class_has_an_end_and_can_be_closed() {
    let mut board = board();
    let limits = Limits { learners: 1 };
    let event = |token: &str| Event::Join { token: token.to_owned(), nickname: token.to_owned() };
    assert!(board.update(event("a"), limits, at(0)).is_ok());
    assert_eq!(board.update(event("b"), limits, at(0)).unwrap_err().refusal, Refusal::Full);
    assert!(board.update(event("a"), limits, at(0)).is_ok(), "who is in stays in");
    board.update(Event::Close { closed: true }, limits, at(1)).unwrap();
    assert_eq!(join(&mut board, "c", "c"), Err(Refusal::Closed));
    assert_eq!(join(&mut board, "a", "a"), Ok(1));
    board.update(Event::Remove { learner: 1 }, limits, at(2)).unwrap();
    assert_eq!(join(&mut board, "a", "a"), Err(Refusal::Removed), "and does not come back by the same door");
    assert_eq!(tell(&mut board, 1, report(1, "sg", &[]), 3), Err(Refusal::Unknown));
}

#[test]
fn only_the_latest_report_counts() {
    let mut board = board();
    let taro = join(&mut board, "a", "太郎").unwrap();
    assert!(
        tell(&mut board, taro, report(5, "sg", &[("sg.open", Status::Fail), ("sg.vpc", Status::Pass)]), 10).is_ok()
    );
    for copy in [5, 4, 0] {
        let old = board.update(
            Event::Tell { learner: taro, report: Box::new(report(copy, "asg", &[])) },
            Limits::default(),
            at(11),
        );
        assert_eq!(old.unwrap_err().number, Some(5), "a copy of report {copy}");
    }
    let row = Row::of(taro, &board.learners[&taro], &board.course);
    assert_eq!((row.marks.as_str(), row.step, row.failing.as_slice()), ("f..", Some(0), &["sg.open".to_owned()][..]));
    assert_eq!(row.since, Some(at(10).as_millisecond() - 10_000), "no earlier than the class");
    let done = report(6, "asg", &[("sg.open", Status::Pass), ("sg.vpc", Status::Pass), ("asg.size", Status::Waiting)]);
    tell(&mut board, taro, done, 100).unwrap();
    let row = Row::of(taro, &board.learners[&taro], &board.course);
    assert_eq!((row.marks.as_str(), row.since), ("pw.", Some(at(40).as_millisecond())));
    assert_eq!(board.learners[&taro].passed_at["sg"], at(100));
}

#[test]
fn what_the_course_does_not_have_is_passed_over() {
    let mut board = board();
    let taro = join(&mut board, "a", "太郎").unwrap();
    let mut strange = report(1, "<script>", &[("sg.nothing", Status::Fail), ("sg.open", Status::Fail)]);
    strange.steps.insert("elsewhere".to_owned(), Status::Fail);
    tell(&mut board, taro, strange, 1).unwrap();
    let learner = &board.learners[&taro];
    assert_eq!((learner.step.as_deref(), learner.checks.len(), learner.steps.len()), (None, 1, 1));
    let other = Report { course: Some("day13".to_owned()), load: true, ..report(2, "sg", &[]) };
    tell(&mut board, taro, other, 2).unwrap();
    assert_eq!((board.learners[&taro].checks.len(), board.learners[&taro].load), (1, true));
    let newer = Report { schema: 2, ..report(3, "sg", &[]) };
    assert_eq!(tell(&mut board, taro, newer, 3), Err(Refusal::OtherVersion));
}

#[test]
fn a_hand_that_was_answered_stays_down_until_it_is_raised_again() {
    let mut board = board();
    let taro = join(&mut board, "a", "太郎").unwrap();
    let up = |number, hand| Report { hand, ..report(number, "sg", &[]) };
    tell(&mut board, taro, up(1, 1), 1).unwrap();
    tell(&mut board, taro, up(2, 1), 5).unwrap();
    assert_eq!(board.learners[&taro].hand, Some(at(1)), "since it went up");
    board.update(Event::TakeHandDown { learner: taro }, Limits::default(), at(6)).unwrap();
    tell(&mut board, taro, up(3, 1), 7).unwrap();
    assert!(!board.news(taro, 0).hand, "the learner has not heard of it yet");
    tell(&mut board, taro, up(4, 0), 8).unwrap();
    tell(&mut board, taro, up(5, 2), 9).unwrap();
    assert_eq!(board.learners[&taro].hand, Some(at(9)));
    assert!(board.news(taro, 0).hand);
    board.update(Event::TakeHandDown { learner: taro }, Limits::default(), at(10)).unwrap();
    join(&mut board, "a", "太郎").unwrap();
    tell(&mut board, taro, up(6, 2), 11).unwrap();
    assert!(board.news(taro, 0).hand, "a program that was started again counts anew");
}

#[test]
fn messages_reach_whom_they_are_for() {
    let mut board = board();
    let (taro, hana) = (join(&mut board, "a", "太郎").unwrap(), join(&mut board, "b", "花").unwrap());
    let mut say = |to, text: &str| {
        board.update(Event::Say { to, text: text.to_owned() }, Limits::default(), at(1)).map_err(|no| no.refusal)
    };
    say(None, "全員へ").unwrap();
    say(Some(hana), "花さんへ").unwrap();
    assert_eq!(say(Some(99), "?"), Err(Refusal::Unknown));
    assert_eq!(say(None, &"あ".repeat(words::LONGEST_MESSAGE + 1)), Err(Refusal::Unusable));
    let heard =
        |learner, heard| -> Vec<String> { board.news(learner, heard).said.into_iter().map(|said| said.text).collect() };
    assert_eq!(heard(taro, 0), ["全員へ"]);
    assert_eq!(heard(hana, 0), ["全員へ", "花さんへ"]);
    assert_eq!(heard(hana, 1), ["花さんへ"]);
    for n in 0..2 * MOST_SAID {
        board.update(Event::Say { to: None, text: format!("{n}") }, Limits::default(), at(2)).unwrap();
    }
    assert_eq!(board.said.len(), MOST_SAID);
    assert_eq!(board.news(taro, 0).said.last().unwrap().text, format!("{}", 2 * MOST_SAID - 1));
    let point = |step: &str| Event::Point { step: Some(step.to_owned()) };
    assert!(board.update(point("asg"), Limits::default(), at(3)).is_ok());
    assert!(board.update(point("nowhere"), Limits::default(), at(3)).is_err());
    assert_eq!(board.news(taro, 0).pointed.unwrap().step, "asg");
}

#[test]
fn the_check_that_most_fail_comes_first() {
    let mut board = board();
    let failing: [(&str, &[(&str, Status)]); 3] = [
        ("a", &[("sg.open", Status::Fail), ("asg.size", Status::Fail)]),
        ("b", &[("asg.size", Status::Fail), ("look.see", Status::Inconclusive)]),
        ("c", &[("look.see", Status::Fail), ("sg.vpc", Status::Blocked)]),
    ];
    for (name, checks) in failing {
        let learner = join(&mut board, name, name).unwrap();
        tell(&mut board, learner, report(1, "sg", checks), 1).unwrap();
    }
    let failed: Vec<(String, usize)> =
        Tally::of(&board).most_failed(&board.course).into_iter().map(|f| (f.check, f.count)).collect();
    let expected = [("asg.size", 2), ("sg.open", 1), ("look.see", 1)];
    assert_eq!(failed, expected.map(|(id, count)| (id.to_owned(), count)));
}

#[test]
fn a_spreadsheet_takes_no_name_for_a_formula() {
    let mut board = board();
    for (token, name) in [("a", "=HYPERLINK(\"http://x\",1)"), ("b", "山田, 太郎"), ("c", "@SUM(A1)"), ("d", "＝1+1")]
    {
        join(&mut board, token, name).unwrap_or_else(|no| panic!("{name}: {no:?}"));
    }
    tell(&mut board, 2, report(1, "sg", &[("sg.open", Status::Pass)]), 1).unwrap();
    let csv = export::csv(&board, &export::Headings::default(), &jiff::tz::TimeZone::UTC);
    assert!(csv.starts_with('\u{feff}') && csv.lines().all(|line| !line.contains('\n')));
    let rows: Vec<&str> = csv.trim_start_matches('\u{feff}').split("\r\n").collect();
    assert!(rows[1].starts_with("\"'=HYPERLINK(\"\"http://x\"\",1)\","), "{}", rows[1]);
    assert!(rows[2].starts_with("\"山田, 太郎\",2026-11-22 01:00:00,"), "{}", rows[2]);
    assert!(rows[2].contains(",pass 2026-11-22 01:00:01,"), "{}", rows[2]);
    assert!(rows[3].starts_with("'@SUM") && rows[4].starts_with("'＝1"), "{csv}");
    let json = export::json(&board, at(9));
    assert!(!json.to_string().contains("token"), "{json}");
}

#[test]
fn an_edited_course_keeps_what_still_means_something() {
    let mut board = board();
    let taro = join(&mut board, "a", "太郎").unwrap();
    tell(&mut board, taro, report(1, "sg", &[("sg.open", Status::Pass), ("asg.size", Status::Fail)]), 1).unwrap();
    let mut shorter = outline();
    shorter.steps.remove(1);
    let board = board.with_course(shorter);
    assert_eq!(board.learners[&taro].checks.len(), 1);
    assert_eq!(Row::of(taro, &board.learners[&taro], &board.course).marks, "p.");
}

fn any_event() -> impl Strategy<Value = Event> {
    let status = prop_oneof![Just(Status::Pass), Just(Status::Fail), Just(Status::Waiting)];
    let checks = proptest::collection::btree_map(prop_oneof!["sg\\.open", "asg\\.size", "[a-z.]{0,8}"], status, 0..4);
    let learner = 0..6_u32;
    prop_oneof![
        ("[ab-f]", "\\PC{0,30}").prop_map(|(token, nickname)| Event::Join { token, nickname }),
        (learner.clone(), 0..9_u64, any::<u64>(), checks, 0..3_u32).prop_map(
            |(learner, number, at_step_s, checks, hand)| {
                let report = Report { at_step_s, checks, hand, ..report(number, "sg", &[]) };
                Event::Tell { learner, report: Box::new(report) }
            }
        ),
        learner.clone().prop_map(|learner| Event::Leave { learner }),
        learner.clone().prop_map(|learner| Event::Remove { learner }),
        learner.clone().prop_map(|learner| Event::TakeHandDown { learner }),
        (proptest::option::of(learner), "\\PC{0,20}").prop_map(|(to, text)| Event::Say { to, text }),
        any::<bool>().prop_map(|closed| Event::Close { closed }),
    ]
}

proptest! {
    #[test]
    fn whatever_happens_the_class_stays_in_order(events in proptest::collection::vec(any_event(), 0..60)) {
        let mut board = board();
        let limits = Limits { learners: 4 };
        let mut last: BTreeMap<u32, u64> = BTreeMap::new();
        for (second, event) in (0_i64..).zip(events) {
            let told = match &event {
                Event::Tell { learner, report } => Some((*learner, report.number)),
                _ => None,
            };
            let before = board.clone();
            let outcome = board.update(event, limits, at(second));
            if outcome.is_err() {
                prop_assert_eq!(&before, &board, "what is refused changes nothing");
            }
            if let (Some((learner, number)), Ok(_)) = (told, outcome) {
                prop_assert!(last.insert(learner, number).is_none_or(|before| before < number));
            }
            prop_assert!(board.learners.len() <= 4 && board.said.len() <= MOST_SAID);
            let mut names: Vec<String> = board.learners.values().map(|l| l.name.to_lowercase()).collect();
            names.sort();
            names.dedup();
            prop_assert_eq!(names.len(), board.learners.len(), "two of one name");
            for learner in board.learners.values() {
                prop_assert!(learner.since.is_none_or(|since| since >= start() && since <= at(second)));
                prop_assert!(learner.checks.keys().all(|check| board.course.has_check(check)));
            }
            let kept: Board = serde_json::from_str(&serde_json::to_string(&board).unwrap()).unwrap();
            prop_assert_eq!(&kept, &board, "it comes back from its file as it was");
        }
    }
}

proptest! {
    #[test]
    fn a_tally_that_is_kept_up_is_the_one_that_is_made_anew(
        changes in proptest::collection::vec((1_u32..5, proptest::option::of(proptest::collection::vec(any::<bool>(), 4))), 0..60)
    ) {
        let (mut board, mut tally) = (board(), Tally::default());
        let checks = ["sg.open", "sg.vpc", "asg.size", "look.see"];
        for token in ["a", "b", "c", "d"] {
            join(&mut board, token, token).unwrap();
        }
        let everybody = board.learners.clone();
        for (number, failing) in changes {
            // `None`: the learner leaves, and whoever comes after is a new one.
            board.learners.remove(&number);
            if let Some(failing) = failing {
                let mut learner = everybody[&number].clone();
                let status = |fails: &bool| if *fails { Status::Fail } else { Status::Pass };
                learner.checks = checks.iter().zip(&failing).map(|(id, fails)| ((*id).to_owned(), status(fails))).collect();
                board.learners.insert(number, learner);
            }
            tally.count(number, board.learners.get(&number));
            prop_assert_eq!(tally.most_failed(&board.course), Tally::of(&board).most_failed(&board.course));
        }
    }
}
