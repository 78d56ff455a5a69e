//! A learner in a class: sees what is sent before it is, is heard, hears, carries on, leaves.

use super::stage::Stage;
use crate::board::Handed;
use crate::board::handed::Identity;
use crate::board::wire::{Joined, News, Pointed, Refusal, Said};
use crate::check::Status;
use crate::handin::identity::{IdentityProblem, Proved};
use crate::session::classroom::{ClassAction, ClassEvent, Told, Trouble};
use crate::session::delivery::Undelivered;
use crate::session::{Effect, Event as Heard, RequestId};
use crate::text::Lang;
use crate::tui::{Command, Event};

const SMALL: (u16, u16) = (80, 24);
const LARGE: (u16, u16) = (160, 45);
const CODE: &str = "192.168.1.10:8420/7K3M-Q0TD-A1B2-C3D4-E5F6-G7H8";

fn actions(stage: &Stage) -> Vec<ClassAction> {
    let action = |command: &Command| match command {
        Command::Session(Effect::Class(action)) => Some(action.clone()),
        _ => None,
    };
    stage.asked.iter().filter_map(action).collect()
}

fn told(stage: &Stage) -> Option<Told> {
    actions(stage).into_iter().rev().find_map(|action| match action {
        ClassAction::Tell(told) => Some(*told),
        _ => None,
    })
}

fn hear(stage: &mut Stage, event: ClassEvent) {
    stage.event(Event::Session(Heard::Class(Box::new(event))));
}

fn joined(course: &str) -> ClassEvent {
    ClassEvent::Joined(Joined {
        schema: 1,
        nickname: "太郎".to_owned(),
        course: course.to_owned(),
        nonce: "N".to_owned(),
        beat_ms: 3000,
    })
}

/// Opens the course, fills in the form and shows what would be sent.
fn at_preview(lang: Lang, size: (u16, u16)) -> Stage {
    let mut stage = Stage::opened(lang, size);
    stage.keys("c").event(Event::Paste(format!("{CODE}\n")));
    stage.keys("Tab").typed("太郎").keys("Enter");
    stage
}

fn in_class(lang: Lang, size: (u16, u16)) -> Stage {
    let mut stage = at_preview(lang, size);
    stage.keys("Enter");
    hear(&mut stage, joined("fixture"));
    stage
}

#[test]
fn nothing_is_sent_before_it_was_seen() {
    for (lang, heading, never) in [
        (Lang::Ja, "この内容を送って参加します", "認証情報、アカウントID"),
        (Lang::En, "This is sent when you join", "Credentials, account ids"),
    ] {
        for size in [SMALL, LARGE] {
            let mut stage = at_preview(lang, size);
            stage.shows(heading).shows(never).shows("192.168.1.10:8420").shows("太郎").shows("fixture");
            assert!(actions(&stage).is_empty(), "only shown");
            stage.keys("v").shows("\"checks\"").shows("\"group.exists\": \"pass\"").hides("123456789012");
            stage.keys("Esc Esc Esc");
            assert!(actions(&stage).is_empty() && stage.state.overlays.is_empty());
        }
    }
}

#[test]
fn what_is_mistyped_is_named_and_nothing_happens() {
    let mut stage = Stage::opened(Lang::Ja, SMALL);
    stage.keys("c").typed("192.168.1.10:8420/7K3M").keys("Enter").typed("太郎").keys("Enter");
    stage.shows("参加コードの文字数が合いません");
    stage.typed("-Q0TD").keys("Enter").shows("証明書の確認を含む長い参加コード");
    stage.typed("-A1B2-C3D4-E5F6-G7H8").keys("Tab").typed(&"長".repeat(24)).keys("Enter").shows("24文字以内");
    assert!(actions(&stage).is_empty());
}

#[test]
fn a_learner_is_heard_as_things_change() {
    let mut stage = in_class(Lang::Ja, SMALL);
    assert!(matches!(actions(&stage).first(), Some(ClassAction::Join { nickname, .. }) if nickname == "太郎"));
    stage.shows("クラス").shows("太郎さんとしてクラスに参加しました");
    let before = told(&stage).unwrap();
    assert_eq!((before.course.as_deref(), before.step.as_deref()), (Some("fixture"), Some("group")));
    assert_eq!(before.checks["group.exists"], Status::Pass);
    stage.keys("n").pass(1);
    assert_ne!(told(&stage).unwrap().step.as_deref(), Some("group"));
    let reports = actions(&stage).len();
    stage.pass(5).keys("j j k");
    assert_eq!(actions(&stage).len(), reports, "nothing new, nothing told");
    stage.fails("group.exists").keys("R");
    assert_eq!(told(&stage).unwrap().checks["group.exists"], Status::Fail);
}

#[test]
fn a_class_of_another_course_is_told_nothing() {
    let mut stage = at_preview(Lang::Ja, SMALL);
    stage.keys("Enter");
    assert_eq!(told(&stage), Some(Told::default()), "nothing before it is known which course the class takes");
    hear(&mut stage, joined("ec-site"));
    assert_eq!(told(&stage), Some(Told::default()));
    stage.keys("c").shows("このクラスのコースは「ec-site」です");
}

#[test]
fn a_hand_goes_up_and_the_instructor_takes_it_down() {
    let mut stage = in_class(Lang::Ja, LARGE);
    stage.keys("c h").shows("手を挙げています");
    assert_eq!(told(&stage).unwrap().hand, 1);
    stage.keys("Esc");
    hear(&mut stage, ClassEvent::News { news: News::default(), hand: 0 });
    stage.shows("クラス・挙手");
    hear(&mut stage, ClassEvent::News { news: News { hand: true, ..News::default() }, hand: 1 });
    stage.shows("クラス・挙手");
    hear(&mut stage, ClassEvent::News { news: News::default(), hand: 1 });
    stage.hides("クラス・挙手");
    assert_eq!(told(&stage).unwrap().hand, 0);
    stage.keys("c h");
    assert_eq!(told(&stage).unwrap().hand, 2, "raised again");
}

#[test]
fn what_the_instructor_says_is_seen_and_can_be_read_again() {
    let mut stage = in_class(Lang::Ja, SMALL);
    let at = stage.state.now;
    let said = |number, text: &str| Said { number, at, to: None, text: text.to_owned() };
    let pointed = Some(Pointed { step: "look".to_owned(), at });
    let news =
        News { said: vec![said(1, "休憩します"), said(2, "13時に再開します")], pointed, hand: false };
    hear(&mut stage, ClassEvent::News { news, hand: 0 });
    stage.shows("講師から: 13時に再開します").shows("クラス (2)");
    stage.pass(30).shows("13時に再開します");
    stage.keys("c").shows("休憩します").shows("講師の案内");
    stage.keys("g");
    assert_eq!(stage.state.room().unwrap().current().id, "look");
    stage.hides("(2)");
}

#[test]
fn learning_goes_on_while_the_board_is_away() {
    let mut stage = in_class(Lang::Ja, SMALL);
    hear(&mut stage, ClassEvent::Away);
    stage.shows("クラス（接続待ち）");
    stage.keys("n r").shows("クラス（接続待ち）");
    stage.keys("c").shows("学習はそのまま続けられます");
    stage.keys("Esc");
    hear(&mut stage, ClassEvent::Back);
    stage.hides("接続待ち").shows("クラス");
}

#[test]
fn leaving_takes_two_keys_and_is_the_end() {
    let mut stage = in_class(Lang::Ja, SMALL);
    stage.keys("c x").shows("もう一度「x」を押すと退出し");
    assert!(!actions(&stage).contains(&ClassAction::Leave));
    stage.keys("x").shows("クラスから退出しました");
    assert!(actions(&stage).contains(&ClassAction::Leave));
    let after = actions(&stage).len();
    hear(&mut stage, ClassEvent::News { news: News { hand: true, ..News::default() }, hand: 1 });
    stage.keys("n n r");
    assert_eq!(actions(&stage).len(), after, "nothing is told any more");
}

#[test]
fn a_wrong_code_and_an_impostor_are_told_apart() {
    for (trouble, words) in [
        (Trouble::Refused(Refusal::WrongCode, None), "参加コードが違います"),
        (Trouble::Impostor, "別のマシンが応答している"),
        (Trouble::Refused(Refusal::Removed, None), "講師がクラスのボードから外しました"),
    ] {
        let mut stage = at_preview(Lang::Ja, SMALL);
        stage.keys("Enter");
        hear(&mut stage, ClassEvent::Ended(trouble));
        stage.shows(words);
        assert!(!stage.state.class.taking_part() && stage.state.class.form.invite.text().starts_with("192"));
    }
}

fn handed(identity: Identity) -> Box<Handed> {
    let at = "2026-11-22T01:02:03Z".parse().unwrap();
    Box::new(Handed { at, digest: "sha256:1".to_owned(), file: "001-x.json".to_owned(), word: None, identity })
}

/// What was asked to be handed in: the request and the course.
fn asked(stage: &Stage) -> Vec<(RequestId, String)> {
    let hand_in = |command: &Command| match command {
        Command::Session(Effect::HandIn { request, course, .. }) => Some((*request, course.clone())),
        _ => None,
    };
    stage.asked.iter().filter_map(hand_in).collect()
}

#[test]
fn a_report_is_handed_in_after_it_was_said_what_is_sent() {
    for (lang, sure, proved, unproved) in [
        (Lang::Ja, "もう一度「s」を押すと提出します", "身元も確かめられました", "身元は証明されていません（ボードから"),
        (Lang::En, "once more to hand in", "The identity is proved, too", "The identity is not proved (the board"),
    ] {
        let mut stage = in_class(lang, SMALL);
        stage.keys("c").shows("hanamaru-class");
        stage.keys("s").shows(sure);
        assert!(asked(&stage).is_empty(), "only said");
        stage.keys("Esc c").hides(sure);
        stage.keys("s s s");
        let [(request, course)] = asked(&stage).try_into().expect("asked once, however often the key is pressed");
        assert_eq!(course, "fixture");
        let at = "2026-11-22T01:02:03Z".parse().unwrap();
        let arn = "arn:aws:iam::111122223333:user/taro".to_owned();
        let (account, host) = ("111122223333".to_owned(), "sts.us-east-1.amazonaws.com".to_owned());
        let identity = Identity::Proved(Proved { account, arn, at, host });
        let stale = Heard::HandedIn { request: RequestId(9999), outcome: Err(Undelivered::NoClass) };
        stage.event(Event::Session(stale));
        stage.event(Event::Session(Heard::HandedIn { request, outcome: Ok(handed(identity)) }));
        stage.shows(proved).shows("user/taro");
        stage.keys("s s Esc");
        let (request, _) = asked(&stage).pop().unwrap();
        let outcome = Ok(handed(Identity::Unproved(IdentityProblem::Unreachable)));
        stage.event(Event::Session(Heard::HandedIn { request, outcome }));
        stage.keys("c").shows(unproved);
        stage.keys("s s");
        let (request, _) = asked(&stage).pop().unwrap();
        let outcome = Err(Undelivered::Trouble(Trouble::Refused(Refusal::TooMany, None)));
        stage.event(Event::Session(Heard::HandedIn { request, outcome }));
        stage.shows(if lang == Lang::Ja {
            "1分ほど待ってください"
        } else {
            "Too much was sent in a short time"
        });
    }
}

#[test]
fn a_class_of_another_course_is_handed_nothing() {
    let mut stage = at_preview(Lang::Ja, SMALL);
    stage.keys("Enter");
    hear(&mut stage, joined("ec-site"));
    stage.keys("c s s").shows("このクラスのコースは「ec-site」です。提出するコースを");
    assert!(asked(&stage).is_empty());
}
