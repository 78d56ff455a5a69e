//! The built-in courses in the practice account, run in-process.

use crate::clock::Clock;
use crate::course::load::{Files, Library};
use crate::course::{Course, Values};
use crate::practice::{Options, Practice};

use super::prepare;

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
