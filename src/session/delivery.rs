//! A report on its way to the class: made with the class's nonce, signed for the class and itself, handed to the board.

use std::collections::BTreeSet;

use super::classroom::{self, Client, Trouble};
use super::event::Observation;
use super::observe::{self, ElsewhereCache, MemorySource, Question};
use super::options::Session;
use crate::board::Handed;
use crate::board::wire::{HandIn as Sent, Joined, SCHEMA};
use crate::check::run;
use crate::collect::Connection;
use crate::course::{CLEANUP, Course, Values};
use crate::handin::report::{Parts, Program};
use crate::handin::{HandIn, nonce};
use crate::progress::Memory;
use crate::text::Lang;

/// Why nothing was handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undelivered {
    /// This person is in no class.
    NoClass,
    /// The class takes another course; its id.
    OtherCourse(String),
    /// The account's configuration cannot be used: nothing could be looked at.
    NoAccount,
    Trouble(Trouble),
}

impl From<Trouble> for Undelivered {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

/// What is handed in from the trainer.
#[derive(Debug)]
pub struct Work<'a> {
    pub session: &'a Session,
    pub connection: &'a Connection,
    pub course: &'a Course,
    pub values: &'a Values,
    pub memory: Memory,
    pub lang: Lang,
}

/// The class that this person is in, if it takes this course.
///
/// # Errors
/// It does not, or cannot be reached.
pub async fn class_of(course: &str) -> Result<(Client, Joined), Undelivered> {
    let (client, joined) = classroom::again().await.ok_or(Undelivered::NoClass)??;
    if joined.course == course { Ok((client, joined)) } else { Err(Undelivered::OtherCourse(joined.course)) }
}

/// Looks at the whole course anew and hands in what was seen.
///
/// # Errors
/// Nothing was handed in.
pub async fn look_and_deliver(work: Work<'_>) -> Result<Handed, Undelivered> {
    let Work { session, connection, course, values, memory, lang } = work;
    let (mut client, joined) = class_of(&course.id).await?;
    let steps: Vec<String> = course.steps.iter().map(|step| step.id.clone()).filter(|step| step != CLEANUP).collect();
    let checks: BTreeSet<String> = run::checks_of(course, &steps.iter().cloned().collect()).into_iter().collect();
    let question = Question {
        course,
        values,
        checks: &checks,
        memory: MemorySource::Given(Box::new(memory)),
        also: nonce::wants(course, values).into_iter().collect(),
    };
    let looked = observe::observe(session, connection, question, &mut ElsewhereCache::default(), &|_, _| {}).await;
    let Observation { facts, memory, .. } = looked;
    let report = HandIn::new(Parts {
        course,
        values,
        facts: &facts,
        memory: &memory,
        steps: &steps,
        program: Program { version: env!("CARGO_PKG_VERSION").to_owned(), digest: super::program_digest() },
        learner: Some(joined.nickname.clone()),
        nonce: Some(joined.nonce.clone()),
        show_account: false,
        made_at: session.options.clock.now(),
        lang,
    });
    deliver(&mut client, &joined, connection, &report).await
}

/// Signs for this class and this report, and hands both in.
///
/// # Errors
/// The board is away, or does not take it.
pub async fn deliver(
    client: &mut Client,
    joined: &Joined,
    connection: &Connection,
    report: &HandIn,
) -> Result<Handed, Undelivered> {
    // Without credentials that could sign, the report is handed in all the same: the board says that nothing is proved.
    let identity = connection.signed_identity(&joined.nonce, &report.digest).await.ok();
    let text = report.to_json().map_err(|_| Trouble::NoBoard)?;
    Ok(client.hand_in(&Sent { schema: SCHEMA, report: text, identity }).await?)
}
