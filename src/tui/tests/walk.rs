//! The ways of a learner through the trainer.

use super::stage::{Stage, at, expired};
use crate::check::Status;
use crate::session::Effect;
use crate::text::Lang;
use crate::tui::Command;

const SMALL: (u16, u16) = (80, 24);
const LARGE: (u16, u16) = (160, 45);

#[test]
fn look_at_it() {
    for (lang, size) in [(Lang::Ja, SMALL), (Lang::Ja, LARGE), (Lang::En, SMALL), (Lang::En, (110, 40))] {
        let mut stage = Stage::new(lang, size);
        println!("{}\n=====", stage.screen());
        stage.keys("Enter");
        println!("{}\n=====", stage.screen());
        stage.fails("group.exists");
        stage.keys("Enter");
        println!("{}\n=====", stage.screen());
        stage.keys("Right");
        println!("{}\n=====", stage.screen());
        stage.keys("Tab");
        println!("{}\n=====", stage.screen());
        stage.keys("?");
        println!("{}\n=====", stage.screen());
    }
    let _ = (at("2026-11-22T13:10:05Z"), expired(), Status::Pass);
    let _: Option<(Effect, Command)> = None;
}
