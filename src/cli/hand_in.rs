//! `report --hand-in`: to the class's board, and what came of it.

use clap::ArgMatches;

use super::common::text;
use super::{Common, Problem, output};
use crate::board::code::Invite;
use crate::board::wire::Joined;
use crate::board::words;
use crate::check::{Arg, Finding};
use crate::handin::HandIn;
use crate::session::Connection;
use crate::session::classroom::{self, Client};
use crate::session::delivery::{self, Undelivered};
use crate::tui::handing::{Filling, came_of, undelivered};

/// A class that takes this course, entered.
pub(super) struct Class {
    client: Client,
    pub(super) joined: Joined,
}

impl Class {
    /// The class of the code that was typed, or the one that this person is in.
    ///
    /// # Errors
    /// There is none, it takes another course, or it cannot be reached: nothing was looked at yet.
    pub(super) async fn enter(matches: &ArgMatches, course: &str) -> Result<Self, Problem> {
        let code = text(matches, "hand-in").filter(|code| !code.is_empty());
        let entered = match code {
            None => delivery::class_of(course).await,
            Some(code) => {
                let invite =
                    Invite::parse(&code).map_err(|_| Finding::new("handin-bad-code").arg("given", code.as_str()))?;
                let name = text(matches, "name").as_deref().and_then(words::nickname);
                let name = name.ok_or_else(|| Finding::new("handin-no-name"))?;
                let entered = classroom::enter(invite, &name).await.map_err(Undelivered::from);
                entered.and_then(|(client, joined)| match &joined.course {
                    taken if taken == course => Ok((client, joined)),
                    taken => Err(Undelivered::OtherCourse(taken.clone())),
                })
            }
        };
        entered.map(|(client, joined)| Self { client, joined }).map_err(|why| finding(undelivered(&why)).into())
    }

    /// Says what is sent, sends it, and says what came of it; whether it was handed in.
    pub(super) async fn deliver(mut self, common: &Common, connection: &Connection, report: &HandIn) -> bool {
        let tell = |finding: Finding| output::tell(&Problem::from(finding).words(common.lang));
        let id = if report.account_shown { "handin-sending-account" } else { "handin-sending" };
        tell(Finding::new(id).arg("name", self.joined.nickname.as_str()));
        match delivery::deliver(&mut self.client, &self.joined, connection, report).await {
            Ok(handed) => {
                tell(finding(came_of(&handed)));
                true
            }
            Err(why) => {
                tell(finding(undelivered(&why)));
                false
            }
        }
    }
}

/// Words of what came of it, as the trainer has them.
fn finding((id, filling): (&'static str, Filling)) -> Finding {
    let finding = Finding::new(id);
    match filling {
        Filling::Nothing => finding,
        Filling::Text(name, text) => finding.arg(name, text),
        Filling::Message(name, id) => finding.arg(name, Arg::Message(id.to_owned())),
    }
}
