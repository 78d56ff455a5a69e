//! Keys by the names that tests write.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

pub(super) fn key(name: &str) -> KeyEvent {
    let plain = |code| KeyEvent::new(code, KeyModifiers::NONE);
    match name {
        "Enter" => plain(KeyCode::Enter),
        "Esc" => plain(KeyCode::Esc),
        "Tab" => plain(KeyCode::Tab),
        "Up" => plain(KeyCode::Up),
        "Down" => plain(KeyCode::Down),
        "Left" => plain(KeyCode::Left),
        "Right" => plain(KeyCode::Right),
        "PgDn" => plain(KeyCode::PageDown),
        "PgUp" => plain(KeyCode::PageUp),
        "Home" => plain(KeyCode::Home),
        "End" => plain(KeyCode::End),
        "Shift-Tab" => plain(KeyCode::BackTab),
        "Space" => plain(KeyCode::Char(' ')),
        name => match name.strip_prefix("Ctrl-") {
            Some(letter) => {
                let c = letter.chars().next().expect("a letter").to_ascii_lowercase();
                KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL)
            }
            None => plain(KeyCode::Char(name.chars().next().expect("a key"))),
        },
    }
}
