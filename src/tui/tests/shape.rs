//! The screen as a whole: snapshots, odd sizes, wide characters, and keys pressed at random.

use proptest::prelude::*;
use ratatui::buffer::CellDiffOption;

use super::stage::Stage;
use crate::session::PracticeProblem;
use crate::session::practice::CommandProblem;
use crate::text::width::grapheme_width;
use crate::text::{Ambiguous, Lang};
use crate::tui::Event;
use crate::tui::keys::{self, TABLE};

#[test]
fn snapshots() {
    for (lang, name) in [(Lang::Ja, "ja"), (Lang::En, "en")] {
        for (width, height) in [(80, 24), (160, 45)] {
            let mut stage = Stage::new(lang, (width, height));
            stage.fails("group.exists").keys("Enter Enter").pass(4);
            insta::assert_snapshot!(format!("course_{name}_{width}x{height}"), stage.screen());
        }
    }
}

#[test]
fn snapshots_of_the_practice_account() {
    for (lang, name) in [(Lang::Ja, "ja"), (Lang::En, "en")] {
        let mut stage = Stage::without_credentials(lang, (80, 24));
        stage.fails("group.exists").keys("Enter");
        insta::assert_snapshot!(format!("practice_accounts_{name}"), stage.screen());
        stage.keys("Enter").pass(4);
        insta::assert_snapshot!(format!("practice_course_{name}"), stage.screen());
        for (keys, panel) in [("d", "ask"), ("Esc z", "reset"), ("Esc e", "environment"), ("s", "powershell")] {
            stage.keys(keys);
            insta::assert_snapshot!(format!("practice_{panel}_{name}"), stage.screen());
        }
        stage.refuses = Some(refused());
        stage.keys("Esc d Enter");
        insta::assert_snapshot!(format!("practice_trouble_{name}"), stage.screen());
    }
}

/// A command that the practice account refuses.
fn refused() -> PracticeProblem {
    PracticeProblem::Command(CommandProblem::Refused {
        command: "make".to_owned(),
        code: "InvalidVpcID.NotFound".to_owned(),
        message: "The vpc ID 'vpc-0123456789abcdef0' does not exist".to_owned(),
    })
}

#[test]
fn the_flower() {
    let mut stage = Stage::opened(Lang::Ja, (80, 24));
    stage.pass(2);
    insta::assert_snapshot!("flower", stage.screen());
}

#[test]
fn no_size_is_too_small_or_too_large() {
    let mut stage = Stage::opened(Lang::Ja, (80, 24));
    for step in 0..4 {
        for overlay in ["Left", "?"] {
            stage.keys(overlay);
            for size in [(1, 1), (2, 1), (1, 5), (3, 3), (20, 4), (59, 16), (60, 15), (60, 16), (100, 20), (300, 90)] {
                stage.event(Event::Resize(size.0, size.1));
                if size.0 > 20 && (size.0 < 60 || size.1 < 16) {
                    stage.shows("60×16");
                }
            }
        }
        stage.keys("Esc n");
        assert!(step < 4);
    }
}

#[test]
fn nothing_shifts_where_ambiguous_characters_are_wide() {
    let real = ["Enter", "Enter", "Right", "Right", "?"];
    let practice = ["Enter", "Enter", "Right", "d", "Esc e", "Esc z"];
    no_shift(Stage::new(Lang::Ja, (120, 40)), &real);
    no_shift(Stage::without_credentials(Lang::Ja, (80, 24)), &practice);
}

fn no_shift(mut stage: Stage, ways: &[&str]) {
    stage.fails("group.exists").event(Event::AmbiguousWidth { wide: true });
    for keys in ways {
        stage.keys(keys);
        let buffer = &stage.buffer;
        for y in 0..buffer.area.height {
            for x in 0..buffer.area.width {
                let cell = &buffer[(x, y)];
                let wide = grapheme_width(cell.symbol(), Ambiguous::Wide);
                if wide != grapheme_width(cell.symbol(), Ambiguous::Narrow) {
                    assert!(matches!(cell.diff_option, CellDiffOption::ForcedWidth(_)), "{} at {x},{y}", cell.symbol());
                    assert_eq!(buffer[(x + 1, y)].symbol(), " ");
                }
            }
        }
    }
    stage.hides("─").hides("│");
}

/// Something that can happen, by number.
fn happen(stage: &mut Stage, what: u16, a: u16, b: u16) {
    let bindings: Vec<_> = TABLE.iter().flat_map(|binding| binding.keys).collect();
    match what {
        0..=5 => {
            stage.event(Event::Resize(a % 200, b % 70));
        }
        6..=9 => {
            stage.pass(i64::from(a % 40));
        }
        10..=14 => {
            stage.click(a % 200, b % 70);
        }
        15..=17 => {
            stage.typed(["あ", "Ｒ", "入口", "é", "7"][usize::from(a) % 5]);
        }
        18 => {
            stage.event(Event::AmbiguousWidth { wide: a.is_multiple_of(2) });
        }
        19 => {
            stage.slow = a.is_multiple_of(2);
            stage.answer();
        }
        20 => {
            stage.fails(["group.vpc", "group.exists", "look.vpc"][usize::from(a) % 3]);
        }
        21 => stage.account.clear(),
        _ => {
            let name = keys::name(*bindings[usize::from(a) % bindings.len()]);
            if name != "F1" && name != "1-9" {
                stage.keys(&name);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
    #[test]
    fn no_way_through_the_trainer_ends_in_a_panic(
        steps in proptest::collection::vec((0_u16..80, any::<u16>(), any::<u16>()), 1..60)
    ) {
        let practice = steps.len().is_multiple_of(2);
        let new = if practice { Stage::without_credentials } else { Stage::new };
        let mut stage = new(Lang::Ja, (80, 24));
        for (what, a, b) in steps {
            happen(&mut stage, what, a, b);
        }
    }
}
