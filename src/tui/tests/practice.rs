//! The ways of a learner through the practice account.

use super::stage::{Stage, at};
use crate::check::Status;
use crate::facts::Gap;
use crate::session::{AccountChoice, Effect, PracticeAction, PracticeInfo, PracticeProblem};
use crate::text::Lang;
use crate::tui::Command;
use crate::tui::update::wake_after;

const SMALL: (u16, u16) = (80, 24);
const LARGE: (u16, u16) = (160, 45);

/// The practice account of the stage, told at a speed.
pub(super) fn practice_info(speed: f64) -> PracticeInfo {
    let variable = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    PracticeInfo {
        course: "fixture".to_owned(),
        endpoint_url: "http://127.0.0.1:4599".to_owned(),
        environment: vec![
            variable("AWS_ENDPOINT_URL", "http://127.0.0.1:4599"),
            variable("AWS_ACCESS_KEY_ID", "practice"),
            variable("AWS_SECRET_ACCESS_KEY", "practice"),
            variable("AWS_REGION", "us-east-1"),
            variable("AWS_DEFAULT_REGION", "us-east-1"),
            variable("AWS_EC2_METADATA_DISABLED", "true"),
        ],
        now: at("2026-11-23T00:20:30Z"),
        speed,
        problem: None,
    }
}

fn opened(lang: Lang, size: (u16, u16)) -> Stage {
    let mut stage = Stage::without_credentials(lang, size);
    stage.fails("group.exists").keys("Enter Enter").pass(4);
    stage
}

fn actions(stage: &Stage) -> Vec<PracticeAction> {
    let action = |command: &Command| match command {
        Command::Session(Effect::Practice { action, .. }) => Some(action.clone()),
        _ => None,
    };
    stage.asked.iter().filter_map(action).collect()
}

#[test]
fn without_credentials_the_trainer_starts_on_the_practice_account() {
    let mut stage = Stage::without_credentials(Lang::Ja, SMALL);
    let practice = AccountChoice { practice: Some("fixture".to_owned()), ..AccountChoice::default() };
    assert_eq!(stage.state.account.choice, practice);
    stage.pass(1).shows("練習").shows("×8").hides("本番");
    stage.keys("Enter").shows("❯ 練習用アカウント").shows("AWSアカウント不要・料金なし");
    stage.keys("Enter").shows("210987654321").hides("本番");
    assert_eq!(stage.looks(), 1);
}

#[test]
fn a_chain_that_ends_without_an_answer_means_no_credentials_only_where_there_is_no_profile() {
    let mut stage = Stage::new(Lang::Ja, SMALL);
    let gap = Gap { code: Some("provider-error".to_owned()), ..super::stage::expired() };
    stage.locked = Some(gap.clone());
    stage.state.account.info = None;
    stage.keys("Enter Enter Esc");
    assert!(!stage.state.practising(), "there are profiles");
    let mut stage = Stage::new(Lang::Ja, SMALL);
    stage.profiles.clear();
    stage.locked = Some(gap);
    let commands = crate::tui::update::start(&mut stage.state);
    stage.take(commands);
    assert!(stage.state.practising());
}

#[test]
fn a_profile_that_was_typed_or_whose_login_has_expired_is_a_choice() {
    let mut stage = Stage::new(Lang::Ja, SMALL);
    stage.locked = Some(super::stage::expired());
    stage.keys("Enter Enter").shows("認証情報がありません");
    assert!(!stage.state.practising());
}

#[test]
fn with_credentials_the_practice_account_is_offered_first_and_chosen_by_going_there() {
    let mut stage = Stage::new(Lang::En, LARGE);
    stage.keys("Enter").shows("Practice account").shows("❯ Standard configuration");
    stage.keys("Up Enter").shows("practice").shows("210987654321").hides("REAL");
}

#[test]
fn settings_for_a_real_account_do_not_apply_and_the_course_s_practice_values_do() {
    let mut stage = Stage::new(Lang::En, LARGE);
    stage.state.chosen[0].account = AccountChoice {
        profile: Some("training".to_owned()),
        region: Some("eu-west-1".to_owned()),
        endpoint_url: Some("http://127.0.0.1:1".to_owned()),
        practice: None,
    };
    stage.keys("Enter Up Enter");
    let practice = AccountChoice { practice: Some("fixture".to_owned()), ..AccountChoice::default() };
    assert_eq!(stage.state.account.choice, practice);
    stage.hides("training").hides("eu-west-1");
}

#[test]
fn the_practice_clock_ticks_at_its_speed_and_dates_what_is_seen() {
    let mut stage = opened(Lang::En, LARGE);
    stage.shows("11-23 09:21:02  ×8");
    stage.pass(1).shows("11-23 09:21:10  ×8");
    assert!(wake_after(&stage.state).expect("it ticks").as_millis() <= 1000);
    let seen = &stage.state.room().expect("open").verdicts["group.exists"];
    assert_eq!(seen.at, at("2026-11-23T00:20:30Z"), "not this machine's time");
    stage.keys("f").shows("×60");
    stage.keys("f").shows("×1");
    stage.keys("w").shows("10 minutes");
    let speeds = [PracticeAction::Speed { speed: 60 }, PracticeAction::Speed { speed: 1 }];
    assert_eq!(actions(&stage), [&speeds[..], &[PracticeAction::Pass { seconds: 600 }]].concat());
}

#[test]
fn show_me_runs_the_step_once_it_is_confirmed_and_looks_again() {
    let mut stage = opened(Lang::Ja, SMALL);
    let looks = stage.looks();
    stage.keys("d").shows("見本を見る").shows("実行する");
    stage.keys("Esc");
    stage.keys("d Down Enter");
    assert_eq!(actions(&stage), [], "nothing without a yes");
    stage.keys("d Enter");
    assert_eq!(actions(&stage), [PracticeAction::ShowMe { step: "group".to_owned(), part: 0 }]);
    assert_eq!((stage.looks(), stage.status(0)), (looks + 1, Some(Status::Pass)));
    stage.shows("見本を実行しました");
}

#[test]
fn a_reset_takes_the_flowers_back_from_there_on() {
    let mut stage = opened(Lang::Ja, LARGE);
    stage.keys("d Enter").pass(4);
    assert!(stage.saved.celebrated.contains("group"));
    stage.keys("n z").shows("の始まりに戻す").shows("最初の手順から始める");
    stage.keys("Down Enter").pass(1);
    assert_eq!(actions(&stage).last(), Some(&PracticeAction::Reset { step: "group".to_owned() }));
    assert_eq!(stage.state.room().map(|room| room.step), Some(0));
    assert_eq!(stage.status(0), Some(Status::Fail));
    assert!(!stage.saved.celebrated.contains("group"));
    stage.hides("一度は花丸");
}

#[test]
fn on_a_real_account_no_key_does_anything_of_the_kind() {
    let mut stage = Stage::opened(Lang::Ja, LARGE);
    stage.pass(4).keys("d e f w z Enter y");
    assert_eq!(actions(&stage), []);
    assert!(stage.state.overlays.is_empty());
    stage.hides("見本を実行");
}

#[test]
fn the_environment_is_copied_for_the_shell_in_force() {
    let mut stage = opened(Lang::Ja, SMALL);
    stage.keys("e").shows("export AWS_ENDPOINT_URL=\"http://127.0.0.1:4599\"");
    stage.keys("s").shows("$env:AWS_REGION = \"us-east-1\"");
    stage.keys("y");
    let Some(Command::Copy(copied)) = stage.asked.last() else { panic!("nothing was copied") };
    assert!(copied.starts_with("$env:AWS_ENDPOINT_URL = \"http://127.0.0.1:4599\"\n"), "{copied}");
    stage.keys("p").shows("下の行を選択してコピーしてください");
    stage.keys("Esc Esc").shows("n 次の手順");
}

#[test]
fn an_account_that_another_window_holds_is_told_once_and_taken_when_it_is_free() {
    let mut stage = Stage::new(Lang::Ja, SMALL);
    stage.closed = Some(PracticeProblem::InUse { path: "/home/taro/practice.json".to_owned() });
    stage.keys("Enter Up Enter").shows("練習用アカウントを開けませんでした").shows("/home/taro/practice.json");
    stage.keys("Esc").hides("開けませんでした").shows("ほかの花丸が開いています");
    stage.pass(16).hides("/home/taro/practice.json");
    stage.closed = None;
    stage.pass(16).shows("210987654321").shows("×8");
    assert_eq!(stage.looks(), 1);
}
