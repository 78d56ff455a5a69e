//! What is counted, what is shown of it, and the questions and countdowns of an open course.

use std::collections::BTreeMap;

use super::stage::{OTHER, Stage, at};
use crate::check::Verdict;
use crate::check::verdict::{Arg, Finding, Status};
use crate::check::wait::Wait;
use crate::session::Effect;
use crate::text::Lang;
use crate::tui::message::Command;

const SIZE: (u16, u16) = (80, 24);

fn active(stage: &Stage, step: &str) -> u64 {
    stage.state.room().map_or(0, |room| room.progress.work_at(step).active_ms / 1000)
}

#[test]
fn time_counts_while_somebody_is_there_for_the_step_that_is_open() {
    let mut stage = Stage::opened(Lang::Ja, SIZE);
    let first = stage.state.room().expect("a course").current().id.clone();
    let before = active(&stage, &first);
    stage.pass(60);
    stage.keys("j");
    assert_eq!(active(&stage, &first), before + 60);
    // A long pause, as any night is.
    stage.pass(crate::progress::work::AWAY + 100);
    stage.keys("j");
    assert_eq!(active(&stage, &first), before + 60, "nobody was there");
    stage.pass(30);
    stage.keys("n");
    assert_eq!(active(&stage, &first), before + 90, "what lies before the key belongs to the step left");
    let second = stage.state.room().expect("a course").current().id.clone();
    stage.pass(10);
    stage.keys("j");
    assert_eq!((active(&stage, &first), active(&stage, &second)), (before + 90, 10));
}

#[test]
fn another_look_at_a_failing_step_is_a_retry_and_what_fell_back_says_when() {
    let mut stage = Stage::opened(Lang::Ja, SIZE);
    stage.pass(600);
    stage.fails("group.vpc");
    stage.keys("R");
    stage.keys("r r");
    let retries = stage.state.room().map(|room| room.progress.work_at(&room.current().id).retries);
    assert_eq!(retries, Some(2));
    // Seen to pass at 22:10, failing since 22:20 (Japanese time).
    stage.keys("Tab");
    stage.shows("22:10は合格、22:20から不合格");
    stage.keys("P");
    stage.shows("進み具合").shows("やり直し").shows("22:10は合格、22:20から不合格");
    stage.keys("Esc");
    stage.hides("やり直し");
}

#[test]
fn what_waits_counts_down_by_the_second_and_says_when_it_takes_too_long() {
    let mut stage = Stage::opened(Lang::Ja, SIZE);
    let usual = Finding::new("wait-image").arg("usual", Arg::Duration(300));
    let look_at = Finding { id: "wait-image-late".into(), args: usual.args.clone() };
    let wait =
        Wait { usual, look_at, usual_seconds: 300, patience_seconds: 600, since: Some(at("2026-11-22T13:10:05Z")) };
    let mut verdict = Verdict::waiting("image-pending");
    verdict.wait = Some(Box::new(wait));
    stage.account.insert("group.vpc".to_owned(), verdict);
    stage.keys("r Tab");
    stage.shows("残り約5分（22:15:05ごろ）");
    stage.pass(1);
    stage.shows("残り約4分59秒");
    stage.pass(310);
    stage.shows("まもなく終わる見込みです");
    stage.pass(300);
    stage.shows("遅れ");
}

#[test]
fn the_trainer_asks_which_of_several_is_meant_and_remembers_it() {
    let mut stage = Stage::opened(Lang::Ja, SIZE);
    let several = Verdict::inconclusive("vpc-ambiguous")
        .arg("key", "vpc")
        .arg("name", "shop-vpc")
        .arg("region", "us-east-1")
        .arg("example", "vpc-00000000000000001")
        .arg("found", vec!["vpc-00000000000000001".to_owned(), "vpc-00000000000000002".to_owned()]);
    stage.account.insert("group.vpc".to_owned(), several.clone());
    stage.keys("r");
    stage.shows("複数あります").shows("vpc-00000000000000002");
    stage.keys("Esc");
    stage.hides("複数あります");
    // It is asked once by itself, and again by its key.
    stage.keys("r");
    stage.hides("どれですか");
    stage.keys("i");
    stage.shows("どれですか");
    stage.account.clear();
    stage.keys("j Enter");
    stage.shows("vpc-00000000000000002");
    let asked = stage.asked.iter().rev().find_map(|command| match command {
        Command::Session(Effect::Observe { values, .. }) => Some(values.get("vpc").to_owned()),
        _ => None,
    });
    assert_eq!(asked.as_deref(), Some("vpc-00000000000000002"), "looked at again by its id");
    stage.pass(1);
    assert_eq!(stage.saved.picked, BTreeMap::from([("vpc".to_owned(), "vpc-00000000000000002".to_owned())]));
    // The next time the course is opened, the answer holds.
    let mut again = Stage::new(Lang::Ja, SIZE);
    again.saved = stage.saved.clone();
    again.keys("Enter Enter");
    let value = again.state.room().map(|room| room.values.get("vpc").to_owned());
    assert_eq!(value.as_deref(), Some("vpc-00000000000000002"));
    // A wrong answer is taken back by the key of the question.
    let mut wrong = Stage::new(Lang::Ja, SIZE);
    wrong.saved = stage.saved.clone();
    wrong.keys("Enter Enter");
    wrong.account.insert("group.vpc".to_owned(), several);
    wrong.keys("i").shows("どれですか");
    let value = wrong.state.room().map(|room| room.values.get("vpc").to_owned());
    assert_eq!(value.as_deref(), Some("shop-vpc"), "it is looked for by its name again");
    // Where it is gone, the name counts again.
    let gone = Verdict::fail("vpc-missing").arg("key", "vpc").arg("name", "vpc-00000000000000002");
    let gone = gone.missing(crate::facts::want::ResourceKind::Vpc, "vpc-00000000000000002");
    again.account.insert("group.vpc".to_owned(), gone);
    again.keys("r");
    assert!(again.state.room().is_some_and(|room| room.progress.picked.is_empty()));
}

#[test]
fn what_was_picked_holds_in_its_own_account_alone() {
    let mut stage = Stage::new(Lang::Ja, SIZE);
    stage.saved.picked = BTreeMap::from([("vpc".to_owned(), "vpc-00000000000000002".to_owned())]);
    stage.keys("Enter Enter").pass(1);
    let vpc = |stage: &Stage| stage.state.room().map(|room| room.values.get("vpc").to_owned()).expect("a room");
    assert_eq!(vpc(&stage), "vpc-00000000000000002");

    // The same credentials turn out to be another account's, where nothing was picked yet.
    stage.number = OTHER.to_owned();
    let several = Verdict::inconclusive("vpc-ambiguous")
        .arg("key", "vpc")
        .arg("name", "shop-vpc")
        .arg("found", vec!["vpc-0000000000000000a".to_owned(), "vpc-0000000000000000b".to_owned()]);
    stage.account.insert("group.vpc".to_owned(), several);
    stage.keys("r");
    assert_eq!(vpc(&stage), "shop-vpc");
    // It asks anew; and nothing of this account is written to the one before, or the other way round.
    stage.shows("どれですか");
    stage.keys("Enter").pass(1);
    assert_eq!(vpc(&stage), "vpc-0000000000000000a");
    let picked: Vec<&str> = stage.saved_of_other.picked.values().map(String::as_str).collect();
    assert_eq!(picked, ["vpc-0000000000000000a"]);
    let picked: Vec<&str> = stage.saved.picked.values().map(String::as_str).collect();
    assert_eq!(picked, ["vpc-00000000000000002"]);
    assert!(stage.saved.last_seen.values().all(|last| last.status == Status::Pass), "{:#?}", stage.saved.last_seen);
}

#[test]
fn no_console_is_pretended_where_there_is_none() {
    let mut stage = Stage::opened(Lang::Ja, SIZE);
    stage.keys("C");
    stage.shows("ここにはAWSコンソールの画面がありません");
}
