//! What the screen never leaves out: what comes next, and the end of a sentence.

use super::stage::Stage;
use crate::check::{Status, Verdict};
use crate::text::Lang;
use crate::tui::room::Pane;

const SMALL: (u16, u16) = (80, 24);

/// The screen without spaces and line ends: where a text was broken does not matter.
fn joined(stage: &Stage) -> String {
    stage.screen().split_whitespace().collect()
}

#[test]
fn a_notice_is_whole_on_a_narrow_screen() {
    for (lang, end) in [(Lang::Ja, "を押してください"), (Lang::En, "press p")] {
        let mut stage = Stage::opened(lang, (60, 20));
        stage.keys("2 y");
        let end: String = end.split_whitespace().collect();
        assert!(joined(&stage).contains(&end), "{}", stage.screen());
        assert!(!stage.screen().lines().rev().take(3).any(|line| line.contains('…')), "{}", stage.screen());
    }
}

#[test]
fn a_finished_step_says_how_to_go_on_and_enter_does() {
    for (lang, key) in [(Lang::Ja, "n 次の手順"), (Lang::En, "n next")] {
        let mut stage = Stage::opened(lang, SMALL);
        stage.pass(5).shows(key);
        stage.keys("Enter");
        let room = stage.state.room().expect("a course");
        assert_eq!((room.step, room.pane), (1, Pane::Page), "the flower's offer stands after the flower");
    }
}

#[test]
fn an_open_step_shows_hints_and_the_next_step_among_its_keys() {
    let mut stage = Stage::without_credentials(Lang::Ja, SMALL);
    stage.fails("group.exists").keys("Enter Enter").pass(4);
    stage.shows("d 見本").shows("h ヒント").shows("n 次の手順").shows("q 終了");
}

#[test]
fn the_offer_of_the_next_step_leads_to_its_page_from_any_pane() {
    let mut stage = Stage::new(Lang::Ja, SMALL);
    stage.fails("group.exists").keys("Enter Enter Tab");
    assert_eq!(stage.state.room().map(|room| room.pane), Some(Pane::Checks));
    stage.account.clear();
    stage.pass(11).shows("Enterで次へ");
    stage.keys("Enter");
    assert_eq!(stage.state.room().map(|room| (room.step, room.pane)), Some((1, Pane::Page)));
}

#[test]
fn what_waits_for_an_earlier_step_names_that_step() {
    let mut stage = Stage::opened(Lang::Ja, SMALL);
    let checks = stage.state.room().expect("a course").check_ids(1);
    let first = checks.first().expect("a check").clone();
    let mut verdict = Verdict::waiting("held-by-missing");
    verdict.status = Status::Blocked;
    verdict.held_by = Some("group.exists".to_owned());
    verdict.finding = verdict.finding.arg("check", "group.exists");
    stage.account.insert(first, verdict);
    stage.keys("n r Tab").pass(2);
    assert!(joined(&stage).contains("手順1「セキュリティグループを作る」の「"), "{}", stage.screen());
}

#[test]
fn behind_the_last_question_come_those_that_are_still_open() {
    let mut stage = Stage::opened(Lang::Ja, SMALL);
    stage.keys("n n n Right Right 1 Enter Enter");
    stage.shows("まだ答えていない問題が2問あります").shows("1問目");
}

#[test]
fn what_is_said_to_an_answer_is_in_view() {
    for (lang, model) in [(Lang::Ja, "模範解答"), (Lang::En, "Model answer")] {
        let mut stage = Stage::opened(lang, (60, 16));
        stage.keys("n n n Enter").typed("x").keys("Ctrl-D");
        stage.shows(model);
    }
}

#[test]
fn the_keys_of_a_question_fit_its_form() {
    let mut stage = Stage::opened(Lang::Ja, SMALL);
    stage.keys("n n n").shows("Enter 考えを書く").hides("Space 選ぶ");
    stage.keys("Right").shows("Space 選ぶ");
}

#[test]
fn how_to_close_what_lies_over_the_screen_is_among_its_keys() {
    for (lang, close) in [(Lang::Ja, "Esc 閉じる"), (Lang::En, "Esc close")] {
        let mut stage = Stage::without_credentials(lang, SMALL);
        stage.keys("Enter Enter").pass(4);
        for key in ["?", "v", "P", "e", "p", "d"] {
            stage.keys(key);
            assert!(key == "p" || stage.screen().contains(close), "{key}\n{}", stage.screen());
            stage.keys("Esc");
        }
    }
}
