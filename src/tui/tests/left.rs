//! What is left: on the clean-up's page, in the header of a real account, and on quitting.

use std::sync::Arc;

use super::stage::Stage;
use crate::course::Library;
use crate::course::load::Files;
use crate::facts::{Facts, Section};
use crate::leftover::tests::{before, finished};
use crate::session::Effect;
use crate::text::Lang;
use crate::tui::Command;

/// `ec-site` in a real account that holds this.
fn opened(lang: Lang, size: (u16, u16), facts: Facts) -> Stage {
    let mut stage = Stage::of(Arc::new(Library::load(&Files::new())), lang, size, None);
    let course = stage.state.library.courses.iter().position(|one| one.course.id == "ec-site").expect("the course");
    stage.left = Some(Arc::new(facts));
    for _ in 0..course {
        stage.keys("Down");
    }
    stage.keys("Enter Enter");
    stage
}

/// At its clean-up.
fn cleaning(lang: Lang, size: (u16, u16), facts: Facts) -> Stage {
    let mut stage = opened(lang, size, facts);
    stage.fails("cleanup.alb");
    while stage.state.room().is_some_and(|room| room.current().id != "cleanup") {
        let before = stage.state.room().map(|room| room.step);
        stage.keys("n");
        assert_ne!(before, stage.state.room().map(|room| room.step), "there is no clean-up");
    }
    stage.keys("r");
    stage
}

fn surveys(stage: &Stage) -> usize {
    stage.asked.iter().filter(|command| matches!(command, Command::Session(Effect::Survey { .. }))).count()
}

#[test]
fn the_clean_up_opens_with_what_is_left_and_copies_its_commands() {
    let mut stage = cleaning(Lang::Ja, (160, 60), finished());
    stage.shows("残っているもの").shows("ec-site-asg").shows("$0.0599/時").shows("delete-auto-scaling-group");
    stage.keys("y");
    let copied = stage.asked.iter().rev().find_map(|command| match command {
        Command::Copy(text) => Some(text.clone()),
        _ => None,
    });
    let copied = copied.expect("something was copied");
    let lines: Vec<&str> = copied.lines().collect();
    assert!(lines[0].starts_with("aws autoscaling delete-auto-scaling-group"), "{copied}");
    assert!(lines.last().is_some_and(|line| line.starts_with("aws ec2 delete-security-group")), "{copied}");
    // What mends itself on the account shows with the next look.
    stage.left = Some(Arc::new(before()));
    stage.keys("r").shows("何も残っていません");
}

#[test]
fn the_header_of_a_real_account_tells_the_sum_and_nothing_where_it_was_not_seen() {
    let mut stage = opened(Lang::En, (120, 30), finished());
    stage.shows("est. about $0.11");
    let mut blind = Facts::empty("us-east-1", finished().now);
    blind.instances = Section::NotAsked;
    stage = opened(Lang::En, (120, 30), blind);
    stage.hides("est. ");
    assert_eq!(surveys(&stage), 1);
    // It is asked again now and then, not with every look.
    stage.keys("R R R");
    assert_eq!(surveys(&stage), 1);
}

#[test]
fn quitting_reminds_once_of_what_costs_money() {
    let mut stage = opened(Lang::Ja, (80, 24), finished());
    let quits = |stage: &Stage| stage.asked.contains(&Command::Quit);
    stage.keys("q").shows("もう一度q");
    assert!(!quits(&stage));
    stage.keys("q");
    assert!(quits(&stage));

    // From the list of courses, too; and not when nothing costs, or nothing was seen.
    let mut stage = opened(Lang::En, (80, 24), finished());
    stage.keys("Esc q").shows("again to quit");
    assert!(!quits(&stage));
    for facts in [before(), Facts::empty("us-east-1", finished().now)] {
        let mut stage = opened(Lang::En, (80, 24), facts);
        stage.keys("q");
        assert!(quits(&stage));
    }
}

#[test]
fn the_practice_account_costs_nothing() {
    let mut stage = Stage::without_credentials(Lang::Ja, (80, 24));
    stage.left = Some(Arc::new(finished()));
    stage.keys("Enter");
    assert_eq!(surveys(&stage), 0, "nothing is asked of it before the clean-up");
    stage.keys("q");
    assert!(stage.asked.contains(&Command::Quit));
}

/// The whole page, in both languages, small and large.
#[test]
fn snapshots_of_what_is_left() {
    for (lang, name) in [(Lang::Ja, "ja"), (Lang::En, "en")] {
        for (width, height) in [(80, 24), (160, 45)] {
            let stage = cleaning(lang, (width, height), finished());
            insta::assert_snapshot!(format!("left_{name}_{width}x{height}"), stage.screen());
        }
    }
}
