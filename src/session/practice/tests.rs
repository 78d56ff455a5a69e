//! The built-in courses in the practice account, run in-process.

use crate::clock::Clock;
use crate::course::load::{Files, Library};
use crate::course::{Course, Values};
use crate::practice::{Options, Practice};
use crate::text::{Catalog, Lang};

use super::prepare;
use super::proof::stage::Stage;
use super::proof::{self, Unproven};
use crate::check::verdict::Status;
use crate::session::{Session, SessionOptions};

fn account() -> Practice {
    let now = "2026-11-22T01:02:03Z".parse().expect("a time");
    Practice::new(Options { default_vpcs: false, clock: Clock::by_hand(now), ..Options::default() })
}

fn course(id: &str) -> Course {
    Library::load(&Files::new()).get(id).expect("a built-in course").course.clone()
}

#[test]
fn the_starting_account_and_every_step_of_ec_site_can_be_carried_out() {
    let course = course("ec-site");
    let values = Values::for_practice(&course, None, &[]).expect("values");
    let practice = account();
    prepare::prepare(&practice, &course, &values, None).expect("the starting account");
    for step in &course.steps {
        prepare::carry_out(&practice, &course, &values, &step.id)
            .unwrap_or_else(|problem| panic!("{}: {problem:?}", step.id));
        practice.pass(std::time::Duration::from_mins(10));
    }
}

#[tokio::test]
async fn ec_site_proves_itself() {
    let course = course("ec-site");
    let values = Values::for_practice(&course, None, &[]).expect("values");
    let session = Session::new(SessionOptions::default()).expect("a session");
    let unproven = proof::prove(&session, &course, &values).await.expect("it can be served");
    assert!(unproven.is_empty(), "{unproven:#?}");
}

#[tokio::test]
async fn zenn_clone_proves_itself_with_a_handshake_that_its_own_authority_vouches_for() {
    let course = course("zenn-clone");
    let values = Values::for_practice(&course, None, &[]).expect("values");
    let session = Session::new(SessionOptions::default()).expect("a session");
    let unproven = proof::prove(&session, &course, &values).await.expect("it can be served");
    assert!(unproven.is_empty(), "{unproven:#?}");
}

#[tokio::test]
async fn lb_basics_proves_itself_experiments_included() {
    let course = course("lb-basics");
    let values = Values::for_practice(&course, None, &[]).expect("values");
    let session = Session::new(SessionOptions::default()).expect("a session");
    let unproven = proof::prove(&session, &course, &values).await.expect("it can be served");
    assert!(unproven.is_empty(), "{unproven:#?}");
}

#[tokio::test]
async fn a_step_that_does_nothing_and_one_that_does_too_little_are_found() {
    let mut course = course("ec-site");
    let values = Values::for_practice(&course, None, &[]).expect("values");
    course.steps.retain(|step| matches!(step.id.as_str(), "prereq" | "alb-sg" | "web-sg"));
    let step = |id: &str| Unproven::PassesBefore { step: id.to_owned() };
    // The group is open before its step already.
    let early = course.steps[1].commands.clone();
    course.practice.start.extend(early);
    course.steps[1].commands.retain(|command| command.id == "alb-sg-vpc" || command.id == "alb-sg-show");
    course.steps[1].commands[1].reads = false;
    course.steps[1].commands[1].run = vec!["ec2".to_owned(), "describe-vpcs".to_owned()];
    // The open rule stays.
    course.steps[2].commands.retain(|command| command.id != "web-sg-close");
    let session = Session::new(SessionOptions::default()).expect("a session");
    let unproven = proof::prove(&session, &course, &values).await.expect("it can be served");
    let left = Unproven::NotAfter {
        step: "web-sg".to_owned(),
        check: "web-sg.only-from-alb".to_owned(),
        status: Status::Fail,
    };
    assert_eq!(unproven, [step("alb-sg"), left]);
}

#[test]
fn every_fault_has_its_sentence_in_both_languages() {
    for fault in Practice::faults() {
        let key = format!("fault-{}", fault.id);
        assert_eq!(Catalog::get(Lang::En).text(&key), fault.about, "{key}");
        assert!(!Catalog::get(Lang::Ja).text(&key).is_ascii(), "{key}");
    }
}

#[tokio::test]
async fn who_begins_after_the_load_finds_what_it_has_done() {
    let course = course("ec-site");
    let values = Values::for_practice(&course, None, &[]).expect("values");
    let session = Session::new(SessionOptions::default()).expect("a session");
    for at in ["alarms", "activities", "cleanup"] {
        let mut stage = Stage::open(&session, &course, &values, account()).await.expect("it is served");
        let door = stage.front.address();
        prepare::open(&stage.practice, door, &course, &values, Some(at)).await.expect("every step before");
        let seen = stage.look().await;
        for step in ["scale-out", "alarms", "activities"] {
            for (id, verdict) in seen.iter().filter(|(id, _)| id.starts_with(&format!("{step}."))) {
                assert_eq!(verdict.status, Status::Pass, "{id} at {at}: {:?}", verdict.finding);
            }
        }
    }
    // Before the load there is no history to read.
    let mut stage = Stage::open(&session, &course, &values, account()).await.expect("it is served");
    let door = stage.front.address();
    prepare::open(&stage.practice, door, &course, &values, Some("scale-out")).await.expect("every step before");
    let seen = stage.look().await;
    assert!(seen.iter().any(|(id, verdict)| id.starts_with("scale-out.") && verdict.status != Status::Pass));
}
