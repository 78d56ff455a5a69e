//! Keys are folded, looked up and shown as the table says.

use super::*;

fn press(c: char) -> KeyEvent {
    KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE)
}

#[test]
fn full_width_letters_fold_to_their_keys() {
    for (typed, key) in [('ｖ', 'v'), ('Ｌ', 'L'), ('？', '?'), ('１', '1'), ('　', ' '), ('［', '[')] {
        assert_eq!(fold(press(typed)), Folded::Key(Key::Char(key)), "{typed}");
    }
}

#[test]
fn kana_and_ideographs_mean_that_the_input_method_is_on() {
    for typed in ['あ', 'ん', 'ー', 'カ', 'ｶ', '漢', '、', '한'] {
        assert_eq!(fold(press(typed)), Folded::Ime, "{typed}");
    }
    assert_eq!(fold(press('é')), Folded::Other);
}

#[test]
fn no_key_means_two_things_in_one_context() {
    for (index, a) in TABLE.iter().enumerate() {
        for b in &TABLE[index + 1..] {
            if a.context == b.context {
                assert!(!a.keys.iter().any(|key| b.keys.contains(key)), "{a:?} and {b:?}");
            }
        }
    }
}

#[test]
fn the_most_special_context_wins() {
    let key = Key::Code(KeyCode::Enter);
    assert_eq!(lookup(&[Context::Quiz, Context::Course], key), Some(Action::Submit));
    assert_eq!(lookup(&[Context::Course], key), Some(Action::Open));
    assert_eq!(lookup(&[Context::Course, Context::Everywhere], Key::Char('7')), Some(Action::Pick(7)));
}

#[test]
fn the_bar_shows_no_shadowed_key() {
    let bar = bar(&[Context::Quiz, Context::Course, Context::Everywhere]);
    assert!(bar.iter().all(|b| b.label != "tui-key-next-tab"), "the right arrow goes to the next question");
    assert_eq!(bar.last().map(|b| b.action), Some(Action::Language));
}
