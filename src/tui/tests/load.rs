//! The load screen, from the question what a load will do to what it proved.

use std::time::Duration;

use super::stage::Stage;
use crate::check::scaled::{Scaled, Subject};
use crate::load::document::Results;
use crate::load::scaling::prediction::Choice;
use crate::load::scaling::story::tests::{at, scaled};
use crate::load::scaling::{Prediction, Story};
use crate::load::{Sample, Statistics};
use crate::session::scale_out::{Briefing, Ending, Outcome, Progress, Seen};
use crate::session::{Effect, Event as Told, RequestId};
use crate::text::Lang;
use crate::tui::load::Load;
use crate::tui::state::Overlay;
use crate::tui::{Command, Event};

const SMALL: (u16, u16) = (80, 24);
const LARGE: (u16, u16) = (160, 45);
const REQUEST: RequestId = RequestId(900);

fn asked(lang: Lang, size: (u16, u16)) -> Stage {
    let mut stage = Stage::opened(lang, size);
    stage.state.room_mut().expect("a course is open").load = Some(Load::new(REQUEST));
    stage.state.overlays.push(Overlay::Load);
    stage
}

fn briefed(lang: Lang, size: (u16, u16), scaled: Scaled) -> Stage {
    let mut stage = asked(lang, size);
    let prediction = Prediction::of(&scaled, 8.3, Choice::Tutorial, 8.0);
    let outcome = Ok(Box::new(Briefing::imagined(scaled, prediction)));
    stage.event(Event::Session(Told::LoadBriefed { request: REQUEST, outcome }));
    stage
}

fn sent(stage: &mut Stage) {
    let mut statistics = Statistics::default();
    for number in 0..100_u64 {
        let ms = Duration::from_millis;
        let outcome = Ok(if number == 7 { 503 } else { 200 });
        statistics.record(&Sample { due: ms(0), sent: ms(0), done: ms(number % 20 + 1), outcome, bytes: 9 });
        statistics.answered_by(if number % 4 == 0 { "i-new" } else { "i-old" }.to_owned());
    }
    for second in 1..=12 {
        let progress =
            Progress::Sent { elapsed: Duration::from_secs(second), statistics: Box::new(statistics.clone()) };
        stage.event(Event::Session(Told::LoadProgress { request: REQUEST, progress }));
    }
}

fn seen(stage: &mut Stage) -> Story {
    let mut scaled = scaled();
    let mut story = Story::begin(&scaled, at(3), 8.3);
    scaled.metric.as_mut().expect("seen").per_minute = vec![(at(0), 40.0), (at(60), 62.3)];
    let alarm = scaled.high.as_mut().expect("there");
    (alarm.state, alarm.state_transitioned_at) = ("ALARM".to_owned(), Some(at(200)));
    scaled.now = at(205);
    story.take(&scaled, Duration::from_secs(26));
    let why = story.why(&scaled);
    let seen = Seen { elapsed: Duration::from_secs(26), scaled, story: story.clone(), why, gap: None };
    let progress = Progress::Seen(Box::new(seen));
    stage.event(Event::Session(Told::LoadProgress { request: REQUEST, progress }));
    story
}

fn sends(stage: &Stage) -> usize {
    stage.asked.iter().filter(|c| matches!(c, Command::Session(Effect::SendLoad { .. }))).count()
}

#[test]
fn nothing_is_sent_before_a_yes_or_the_end_of_the_countdown() {
    for (lang, size) in [(Lang::Ja, SMALL), (Lang::En, SMALL), (Lang::Ja, LARGE), (Lang::En, LARGE)] {
        let mut stage = briefed(lang, size, scaled());
        stage.shows("8.3").shows("62.3").shows("shop-alb-1").shows("10");
        assert_eq!(sends(&stage), 0);
        stage.keys("Enter");
        assert_eq!(sends(&stage), 1);
        stage.keys("Enter");
        assert_eq!(sends(&stage), 1, "once");
        let mut stage = briefed(lang, size, scaled());
        stage.pass(9);
        assert_eq!(sends(&stage), 0);
        stage.pass(1);
        assert_eq!(sends(&stage), 1, "by itself");
        stage.pass(5);
        assert_eq!(sends(&stage), 1, "once");
    }
}

#[test]
fn the_countdown_can_be_held_and_cancelled() {
    let mut stage = briefed(Lang::Ja, SMALL, scaled());
    stage.pass(3).shows("あと7秒");
    stage.keys("Space").pass(60).hides("あと").shows("Enterで始めます");
    assert_eq!(sends(&stage), 0);
    stage.keys("Enter");
    assert_eq!(sends(&stage), 1);
    let mut stage = briefed(Lang::Ja, SMALL, scaled());
    stage.keys("Esc").pass(60).hides("shop-alb-1");
    assert_eq!(sends(&stage), 0);
    // Nobody can read what is covered.
    let mut stage = briefed(Lang::Ja, SMALL, scaled());
    stage.keys("?").pass(60);
    assert_eq!(sends(&stage), 0);
    stage.keys("Esc").shows("Enterで始めます");
}

#[test]
fn every_step_of_a_course_whose_group_scales_has_the_load() {
    let mut stage = Stage::opened(Lang::Ja, SMALL);
    stage.keys("o");
    let asked = |stage: &Stage| stage.asked.iter().any(|c| matches!(c, Command::Session(Effect::BriefLoad { .. })));
    assert_eq!(asked(&stage), Subject::of(stage.state.room().expect("open").course()).is_some());
}

#[test]
fn a_load_that_cannot_scale_is_not_offered() {
    let mut full = scaled();
    full.group.max_size = 1;
    let mut stage = briefed(Lang::Ja, SMALL, full);
    stage.shows("最大の1台");
    stage.keys("Enter").pass(60);
    assert_eq!(sends(&stage), 0);
}

#[test]
fn the_links_and_the_figures_stand_side_by_side() {
    for (lang, size) in [(Lang::Ja, SMALL), (Lang::En, SMALL), (Lang::Ja, LARGE), (Lang::En, LARGE)] {
        let mut stage = briefed(lang, size, scaled());
        stage.keys("Enter");
        sent(&mut stage);
        let story = seen(&mut stage);
        stage.shows("62.3/25").shows("ALARM").shows("+  2:20").shows("1188").shows("0:12 / 2:30");
        stage.shows("i-new").shows("25 %");
        stage.keys("Esc");
        assert!(stage.asked.contains(&Command::Session(Effect::StopLoad { request: REQUEST })));
        let looks = stage.looks();
        let results = Results::default();
        let why = crate::check::Finding::new("scaling-why-alarm-on");
        let ending = Ending { outcome: Outcome::Stopped, story, why, results };
        stage.event(Event::Session(Told::LoadEnded { request: REQUEST, outcome: Ok(Box::new(ending)) }));
        assert_eq!(stage.looks(), looks + 1, "the steps are looked at again");
        stage.keys("Esc").keys("Esc").hides("62.3/25");
    }
}
