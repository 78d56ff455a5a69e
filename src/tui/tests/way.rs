//! The way of a request over the screen: offered where something does not come through, drawn, copied from.

use std::sync::Arc;

use super::stage::Stage;
use crate::course::Library;
use crate::course::load::Files;
use crate::explain::tests::facts;
use crate::facts::{Facts, Section};
use crate::session::Effect;
use crate::text::Lang;
use crate::tui::Command;

/// The servers' group lets nobody in.
fn closed() -> Facts {
    let mut facts = facts();
    if let Section::Seen { value, .. } = &mut facts.security_groups {
        value[1].ingress.clear();
    }
    facts
}

/// `ec-site` at its step `confirm`, with targets that are not healthy.
fn stuck(lang: Lang, size: (u16, u16)) -> Stage {
    let mut stage = Stage::of(Arc::new(Library::load(&Files::new())), lang, size, None);
    let course = stage.state.library.courses.iter().position(|one| one.course.id == "ec-site").expect("the course");
    stage.way = Some(Arc::new(closed()));
    stage.fails("confirm.targets-healthy");
    for _ in 0..course {
        stage.keys("Down");
    }
    stage.keys("Enter Enter");
    let steps = &stage.state.library.courses[course].course.steps;
    let confirm = steps.iter().position(|step| step.id == "confirm").expect("the step");
    while stage.state.room().is_some_and(|room| room.step != confirm) {
        let before = stage.state.room().map(|room| room.step);
        stage.keys(if before < Some(confirm) { "n" } else { "b" });
        assert_ne!(before, stage.state.room().map(|room| room.step), "the step is never reached");
    }
    stage.keys("r");
    stage
}

#[test]
fn it_is_offered_where_something_does_not_come_through_and_opens_with_one_key() {
    let mut stage = stuck(Lang::Ja, (160, 45));
    stage.shows("x を押すと").shows("通り道");
    stage.keys("x");
    let asked = stage.asked.iter().rev().find_map(|command| match command {
        Command::Session(Effect::Explain { course, step, .. }) => Some((course.clone(), step.clone())),
        _ => None,
    });
    assert_eq!(asked, Some(("ec-site".to_owned(), Some("confirm".to_owned()))));
    stage.shows("ここで止まっています").shows("ec-site-web-sg").shows("authorize-security-group-ingress");
    stage.keys("y");
    assert!(stage.asked.iter().any(|command| {
        matches!(command, Command::Copy(text) if text.starts_with("aws ec2 authorize-security-group-ingress --group-id sg-web"))
    }));
    stage.keys("Esc").shows("x を押すと");
}

#[test]
fn a_slow_account_is_waited_for_and_given_up() {
    let mut stage = stuck(Lang::En, (80, 24));
    stage.way = None;
    stage.keys("x").shows("asking");
    stage.keys("Esc");
    assert!(matches!(stage.asked.last(), Some(Command::Session(Effect::Cancel { .. }))));
    stage.way = Some(Arc::new(closed()));
    stage.keys("x").shows("it stops here");
}

#[test]
fn a_course_without_a_load_balancer_says_so() {
    let mut stage = Stage::opened(Lang::Ja, (80, 24));
    stage.keys("x").shows("ロードバランサーがない");
}

#[test]
fn snapshots_of_the_way() {
    for (lang, name) in [(Lang::Ja, "ja"), (Lang::En, "en")] {
        for (width, height) in [(80, 24), (160, 45)] {
            let mut stage = stuck(lang, (width, height));
            stage.keys("x");
            insta::assert_snapshot!(format!("way_{name}_{width}x{height}"), stage.screen());
        }
    }
}
