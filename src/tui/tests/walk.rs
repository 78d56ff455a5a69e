//! The ways of a learner through the trainer.

use super::stage::{Stage, at, expired};
use crate::check::Status;
use crate::check::Verdict;
use crate::progress::Progress;
use crate::session::{AccountChoice, Chosen, Effect, Event as Told, RequestId};
use crate::text::Lang;
use crate::tui::{Command, Event};

const SMALL: (u16, u16) = (80, 24);
const LARGE: (u16, u16) = (160, 45);

#[test]
fn the_first_frame_waits_for_nothing() {
    let stage = Stage::new(Lang::Ja, SMALL);
    stage.shows("コースを選んでください").shows("小さなコース");
    assert!(matches!(stage.asked.first(), Some(Command::Session(Effect::ListProfiles { .. }))));
    assert_eq!(stage.looks(), 0, "nothing is looked at before a course is open");
}

#[test]
fn course_and_account_are_chosen_and_the_account_is_always_in_sight() {
    let mut stage = Stage::new(Lang::Ja, LARGE);
    stage.keys("Enter");
    stage.shows("どのアカウントで進めますか").shows("class").shows("SSO").shows("Deploy");
    stage.keys("Down Enter");
    stage.shows("本番").shows("123456789012").shows("class").shows("us-east-1").shows("user/taro");
    assert_eq!(stage.looks(), 1);
    stage.keys("?");
    stage.shows("123456789012");
}

#[test]
fn a_region_that_is_not_the_course_s_is_flagged() {
    let mut stage = Stage::new(Lang::En, LARGE);
    stage.state.chosen[0].account.region = Some("ap-northeast-1".to_owned());
    stage.keys("Enter Enter");
    stage.shows("ap-northeast-1").shows("the course is for us-east-1");
}

#[test]
fn a_course_is_taken_as_the_settings_say() {
    let mut stage = Stage::new(Lang::En, LARGE);
    let account = AccountChoice { profile: Some("training".to_owned()), ..AccountChoice::default() };
    let set = vec!["vpc=my-vpc".to_owned()];
    stage.state.chosen[0] = Chosen { account: account.clone(), suffix: Some("-07".to_owned()), set };
    stage.keys("Enter").shows("training");
    stage.keys("Enter");
    assert!(
        stage.asked.iter().any(|command| {
            matches!(command, Command::Session(Effect::Connect { choice, .. }) if *choice == account)
        })
    );
    let room = stage.state.room().expect("open");
    assert_eq!((room.values.get("group"), room.values.get("vpc")), ("shop-sg-07", "my-vpc"));
    assert_eq!((room.key.suffix.as_str(), room.key.course.as_str()), ("-07", "fixture"));
}

#[test]
fn keys_answer_while_the_account_is_slow_and_escape_cancels() {
    let mut stage = Stage::opened(Lang::Ja, LARGE);
    stage.slow = true;
    stage.keys("R");
    stage.shows("確認しています");
    stage.keys("n Right");
    stage.shows("動きを見る");
    stage.keys("Esc");
    stage.shows("確認を中止しました");
    assert!(stage.asked.iter().any(|c| matches!(c, Command::Session(Effect::Cancel { .. }))));
    let before = stage.state.room().map(|room| room.verdicts.clone());
    stage.fails("group.exists").answer();
    assert_eq!(stage.state.room().map(|room| room.verdicts.clone()), before, "a stale answer changes nothing");
}

#[test]
fn progress_of_a_look_is_shown() {
    let mut stage = Stage::opened(Lang::En, LARGE);
    stage.slow = true;
    stage.keys("r");
    let request = stage.state.room().and_then(|r| r.asking.as_ref()).map(|a| a.request).expect("asking");
    stage.event(Event::Session(Told::Observing { request, done: 12, total: 18 }));
    stage.shows("Checking 12/18");
    stage.event(Event::Session(Told::Observing { request: RequestId(9999), done: 1, total: 2 }));
    stage.shows("Checking 12/18");
}

#[test]
fn red_turns_green_by_itself_and_the_flower_comes_once() {
    let mut stage = Stage::new(Lang::Ja, LARGE);
    stage.fails("group.exists").keys("Enter Enter");
    assert_eq!(stage.status(0), Some(Status::Fail));
    stage.account.clear();
    stage.pass(11);
    assert_eq!(stage.status(0), Some(Status::Pass));
    stage.shows("「セキュリティグループを作る」ができました").shows("Enterで次へ: 動きを見る");
    stage.keys("Enter");
    assert_eq!(stage.state.room().map(|r| r.step), Some(1), "Enter takes the offer");
    stage.keys("b").pass(30);
    stage.hides("ができました");
    assert!(stage.saved.celebrated.contains("group"));
}

#[test]
fn the_flower_goes_by_itself_and_blocks_no_key() {
    let mut stage = Stage::opened(Lang::En, LARGE);
    stage.shows("is done");
    stage.pass(3);
    stage.hides("is done");
    let mut stage = Stage::opened(Lang::En, LARGE);
    stage.keys("Right");
    stage.hides("is done").shows("For bash");
}

#[test]
fn a_step_that_was_green_and_is_red_says_so_with_the_time() {
    let mut stage = Stage::opened(Lang::En, LARGE);
    stage.pass(5).fails("group.exists").keys("r");
    stage.shows("This step had its flower, but since the look of").shows("22:10:10");
}

#[test]
fn what_passes_is_not_asked_again_and_what_stays_red_is_asked_less_and_less() {
    let mut stage = Stage::opened(Lang::Ja, LARGE);
    stage.pass(300);
    assert_eq!(stage.looks(), 1);
    stage.fails("group.exists").keys("r").pass(600);
    let looks = stage.looks();
    assert!((5..=16).contains(&looks), "{looks} looks in ten minutes");
    stage.pass(3600);
    let idle = stage.looks();
    stage.pass(3600);
    assert_eq!(stage.looks(), idle, "nobody is there");
    stage.keys("k").pass(2);
    assert_eq!(stage.looks(), idle + 1, "somebody is back");
}

#[test]
fn waiting_is_looked_at_when_it_should_be_over() {
    let mut stage = Stage::new(Lang::Ja, LARGE);
    let until = at("2026-11-22T13:11:05Z");
    stage.account.insert("group.exists".to_owned(), Verdict::waiting("held-by-waiting").until(until));
    stage.keys("Enter Enter").pass(55);
    assert_eq!(stage.looks(), 1);
    stage.pass(10);
    assert_eq!(stage.looks(), 2);
    stage.shows("22:11:05");
}

#[test]
fn what_only_the_learner_can_say_is_confirmed_and_taken_back() {
    let mut stage = Stage::opened(Lang::Ja, LARGE);
    stage.keys("n n");
    stage.shows("自分で確かめたら m を押してください");
    stage.keys("m");
    assert_eq!(stage.status(2), Some(Status::Pass));
    stage.pass(1);
    let confirmed = &stage.saved.memory.confirmed["hand.clean"];
    assert_eq!((confirmed.by.as_str(), confirmed.at), ("taro", at("2026-11-22T13:10:05Z")));
    stage.pass(3).keys("u").pass(1);
    stage.shows("確認を取り消しました");
    assert!(stage.saved.memory.confirmed.is_empty());
    assert_eq!(stage.status(2), Some(Status::Manual));
}

#[test]
fn a_confirmation_made_during_a_look_survives_its_answer() {
    let mut stage = Stage::opened(Lang::Ja, LARGE);
    stage.slow = true;
    stage.keys("n n R m").answer();
    assert_eq!(stage.status(2), Some(Status::Pass));
}

#[test]
fn the_quiz_lets_the_learner_write_first_and_grades_the_rest() {
    let mut stage = Stage::opened(Lang::Ja, SMALL);
    stage.keys("n n n");
    stage.shows("なぜALBを置くのですか。").hides("止まったサーバーを避ける");
    stage.keys("Enter").typed("入口をqひとつに");
    assert_eq!(stage.cursor.map(|c| c.x), Some(1 + 2 + 15), "the cursor stands behind the composed text");
    stage.keys("Ctrl-D");
    stage.shows("入口をqひとつに").shows("止まったサーバーを避ける");
    let row = |stage: &Stage, question: &str, written: usize| {
        let order = stage.state.room().expect("a course").choice_order(question, 3);
        order.iter().position(|at| at + 1 == written).expect("a choice") + 1
    };
    let right = row(&stage, "port", 2);
    stage.keys(&format!("Enter {right} Enter"));
    stage.shows("正解です").shows(&format!("正解は{right}番です")).shows("HTTPは80番です。");
    let (one, two) = (row(&stage, "sources", 1), row(&stage, "sources", 2));
    stage.keys(&format!("Enter {one} {two} Enter"));
    stage.shows("残念、不正解です").shows("すべて答えました");
    stage.pass(1);
    let score = stage.saved.memory.quiz.expect("a score");
    assert_eq!((score.right, score.of), (1, 2));
    assert_eq!(stage.saved.answers["sources"], "1,2");
    let saved = stage.saved.clone();
    let mut again = Stage::new(Lang::En, SMALL);
    again.saved = saved;
    again.keys("Enter Enter");
    again.shows("Why is there an ALB?").shows("入口をqひとつに");
}

#[test]
fn choices_stand_in_another_order_for_another_learner_and_in_the_same_for_the_same() {
    let mut stage = Stage::opened(Lang::Ja, SMALL);
    let mut orders = std::collections::BTreeSet::new();
    for account in 0..40 {
        let room = stage.state.room_mut().expect("a course");
        room.key.account = format!("{account:012}");
        let order = room.choice_order("port", 4);
        assert_eq!(order, room.choice_order("port", 4));
        let mut sorted = order.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, [0, 1, 2, 3]);
        orders.insert(order);
    }
    assert!(orders.len() > 8, "{} orders for 40 learners", orders.len());
}

#[test]
fn a_command_is_copied_as_one_line_in_the_shell_s_quoting() {
    let mut stage = Stage::opened(Lang::Ja, SMALL);
    stage.keys("2 y");
    stage.shows("コマンド2（全2個）を端末に送りました");
    let copied = |stage: &Stage| match stage.asked.iter().rfind(|c| matches!(c, Command::Copy(_))) {
        Some(Command::Copy(text)) => text.clone(),
        _ => String::new(),
    };
    let bash = copied(&stage);
    assert!(bash.starts_with("aws ec2 authorize-security-group-ingress --group-id \"${GROUP_ID}\""), "{bash}");
    assert!(!bash.contains('\n'));
    stage.keys("s y");
    assert_ne!(copied(&stage), bash);
    stage.keys("p");
    stage.shows("下の行を選択してコピーしてください").hides("│").hides("手順一覧");
    stage.keys("Esc");
    stage.shows("手順一覧");
}

#[test]
fn hints_open_one_at_a_time_and_stay_open() {
    let mut stage = Stage::opened(Lang::Ja, LARGE);
    stage.hides("VPCの選び間違い");
    stage.keys("h");
    stage.shows("ヒント 1/2").shows("VPCの選び間違い").hides("インバウンドルール」のタブ");
    stage.keys("h h");
    stage.shows("インバウンドルール").shows("ヒントはすべて開いています");
    stage.pass(1);
    assert_eq!(stage.saved.hints_opened["group"], 2);
}

#[test]
fn an_input_method_left_on_is_understood_or_named() {
    let mut stage = Stage::opened(Lang::Ja, LARGE);
    stage.typed("ｎ");
    assert_eq!(stage.state.room().map(|r| r.step), Some(1));
    stage.typed("あ");
    stage.shows("日本語入力がオンです");
    stage.keys("n");
    stage.hides("日本語入力がオンです");
    stage.event(Event::Paste("漢字".to_owned()));
    stage.shows("日本語入力がオンです");
}

#[test]
fn an_expired_login_says_what_to_type_and_a_renewed_one_is_picked_up() {
    let mut stage = Stage::new(Lang::Ja, LARGE);
    stage.locked = Some(expired());
    stage.keys("Enter Down Enter");
    stage.shows("aws sso login --profile class");
    assert_eq!(stage.looks(), 0, "nothing is asked in vain");
    stage.shows("セキュリティグループを作成");
    stage.locked = None;
    stage.pass(16);
    stage.shows("123456789012");
    assert_eq!(stage.looks(), 1);
}

#[test]
fn without_an_account_the_course_is_read_and_confirmed() {
    let mut stage = Stage::new(Lang::Ja, LARGE);
    stage.keys("Enter Down Down Down Enter");
    stage.shows("読むだけ").shows("アカウントを選ぶと（A）");
    stage.keys("r");
    stage.shows("アカウントに接続していない");
    stage.keys("n n m");
    assert_eq!(stage.status(2), Some(Status::Pass));
    assert_eq!(stage.looks(), 0);
}

#[test]
fn saved_progress_opens_where_it_was_left_unless_the_learner_has_moved() {
    let saved = Progress { current_step: Some("hand".to_owned()), ..Progress::default() };
    let mut stage = Stage::new(Lang::Ja, LARGE);
    stage.saved = saved.clone();
    stage.keys("Enter Enter");
    assert_eq!(stage.state.room().map(|r| r.step), Some(2));
    stage.keys("b").pass(1);
    assert_eq!(stage.saved.current_step.as_deref(), Some("look"));
}

#[test]
fn everything_is_saved_before_the_end() {
    for end in [Event::Terminate, Event::Key(crossterm::event::KeyCode::Char('q').into())] {
        let mut stage = Stage::opened(Lang::Ja, LARGE);
        stage.pass(3).keys("n").event(end);
        assert_eq!(stage.saved.current_step.as_deref(), Some("look"));
        assert_eq!(stage.asked.last(), Some(&Command::Quit));
    }
}

#[test]
fn the_mouse_reaches_steps_tabs_and_keys() {
    let mut stage = Stage::opened(Lang::Ja, LARGE);
    stage.pass(3);
    let place = |stage: &Stage, text: &str| {
        let rows = stage.rows();
        let row = rows.iter().position(|row| row.contains(text)).expect("on screen");
        let before = rows[row].split(text).next().expect("a beginning");
        let column = crate::text::width::width(before, crate::text::Ambiguous::Narrow);
        (u16::try_from(column).expect("small"), u16::try_from(row).expect("small"))
    };
    let (x, y) = place(&stage, "動きを見る");
    stage.click(x, y);
    assert_eq!(stage.state.room().map(|r| r.step), Some(1));
    stage.keys("b");
    let (x, y) = place(&stage, "AWS CLI");
    stage.click(x, y);
    stage.shows("create-security-group");
    let (x, y) = place(&stage, "HTTPを開ける");
    stage.click(x, y);
    stage.shows("コマンド2（全2個）");
    let (x, y) = place(&stage, "? ヘルプ");
    stage.click(x, y);
    stage.shows("キーの一覧");
}

#[test]
fn the_language_changes_at_once() {
    let mut stage = Stage::opened(Lang::Ja, LARGE);
    stage.keys("L");
    stage.shows("Steps").shows("Create the security group").hides("手順一覧");
    stage.keys("L");
    stage.shows("手順一覧");
}

#[test]
fn the_architecture_is_drawn_over_the_course_and_all_of_the_account_is_looked_at() {
    let mut stage = Stage::opened(Lang::Ja, (80, 24));
    stage.keys("v").shows("構成図").shows("まだ描くものがありません");
    let asked = stage.asked.iter().rev().find_map(|command| match command {
        Command::Session(Effect::Observe { checks, .. }) => Some(checks.len()),
        _ => None,
    });
    let all = stage.state.room().unwrap().course().checks().filter(|(step, ..)| step.id != "cleanup").count();
    assert_eq!(asked, Some(all));
    stage.keys("v").hides("まだ描くものがありません");
    assert!(stage.state.overlays.is_empty());
}

#[test]
fn the_help_lists_every_key() {
    let mut stage = Stage::new(Lang::En, (100, 180));
    stage.keys("?");
    for binding in crate::tui::keys::TABLE {
        let label = stage.state.words().text(binding.label);
        assert!(!label.starts_with("tui-"), "{label} has no words");
        stage.shows(&label);
        for key in binding.keys {
            stage.shows(&crate::tui::keys::name(*key));
        }
    }
}

#[test]
fn a_damaged_or_newer_file_is_told_in_one_line() {
    let mut stage = Stage::opened(Lang::Ja, LARGE);
    let problem = crate::session::event::StoreProblem::Newer { path: "/x/p.json".to_owned(), version: 9 };
    stage.pass(3).event(Event::Session(Told::ProgressProblem { problem }));
    stage.shows("新しい版の花丸").shows("/x/p.json");
}

#[test]
fn nothing_moves_nothing_wakes() {
    let mut stage = Stage::new(Lang::Ja, LARGE);
    stage.pass(1);
    assert_eq!(crate::tui::update::wake_after(&stage.state), None);
    stage.keys("Enter Enter").pass(10);
    let wake = crate::tui::update::wake_after(&stage.state).expect("the clock moves by the minute");
    assert!(wake.as_secs() > 20, "{wake:?}");
}
