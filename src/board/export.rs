//! The day, to take home: CSV that a spreadsheet opens in Japanese, and JSON.

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::handed::Handed;
use super::row::letter;
use super::state::{Board, Learner, Left};
use crate::check::Status;

/// Version of the JSON document.
pub const SCHEMA: u32 = 1;

/// The headings of the columns before the steps and after them, in the reader's language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headings {
    pub name: String,
    pub joined: String,
    pub seen: String,
    pub step: String,
    pub done: String,
    pub failing: String,
    pub handed: String,
    pub arn: String,
    pub file: String,
}

/// One row a learner, one column a step (its status, and when it was first passed). UTF-8 with a byte order mark and
/// lines ended by CR LF: that is how Excel knows.
#[must_use]
pub fn csv(board: &Board, headings: &Headings, zone: &TimeZone) -> String {
    let time = |at: jiff::Timestamp| at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M:%S").to_string();
    let steps = board.course.steps.iter().map(|step| step.id.clone());
    let head = [&headings.name, &headings.joined, &headings.seen, &headings.step, &headings.done];
    let tail = [&headings.failing, &headings.handed, &headings.arn, &headings.file];
    let mut out = String::from("\u{feff}");
    line(&mut out, head.into_iter().cloned().chain(steps).chain(tail.into_iter().cloned()));
    for learner in board.learners.values() {
        let first = [
            learner.name.clone(),
            time(learner.joined_at),
            time(learner.seen_at),
            learner.step.clone().unwrap_or_default(),
            format!("{}", done(learner)),
        ];
        let steps = board.course.steps.iter().map(|step| {
            let passed = learner.passed_at.get(&step.id).map(|at| format!(" {}", time(*at))).unwrap_or_default();
            learner.steps.get(&step.id).map(|status| format!("{}{passed}", word(*status))).unwrap_or_default()
        });
        let last = std::iter::once(failing(learner).join(" ")).chain(handed(learner.handed.as_ref(), &time));
        line(&mut out, first.into_iter().chain(steps).chain(last));
    }
    // Of those who have left only what they handed in is known.
    for Left { name, handed: own } in &board.left {
        let empty = std::iter::repeat_n(String::new(), head.len() + board.course.steps.len());
        line(&mut out, std::iter::once(name.clone()).chain(empty).chain(handed(Some(own), &time)));
    }
    out
}

/// When it was handed in, by whom, and the report's file.
fn handed(handed: Option<&Handed>, time: &dyn Fn(jiff::Timestamp) -> String) -> [String; 3] {
    let proved = handed.and_then(|handed| handed.identity.proved());
    [
        handed.map(|handed| time(handed.at)).unwrap_or_default(),
        proved.map(|proved| proved.arn.clone()).unwrap_or_default(),
        handed.map(|handed| handed.file.clone()).unwrap_or_default(),
    ]
}

/// Everything that is kept of the class, but no token.
#[must_use]
pub fn json(board: &Board, now: jiff::Timestamp) -> Value {
    let learners: Vec<Value> = board
        .learners
        .iter()
        .map(|(number, learner)| {
            json!({
                "id": number,
                "name": learner.name,
                "joined_at": learner.joined_at,
                "seen_at": learner.seen_at,
                "step": learner.step,
                "step_since": learner.since,
                "observed_at": learner.observed_at,
                "steps": learner.steps,
                "checks": learner.checks,
                "passed_at": learner.passed_at,
                "hand_since": learner.hand,
                "load": learner.load,
                "handed": learner.handed,
            })
        })
        .collect();
    json!({
        "schema": SCHEMA,
        "course": board.course.id,
        "nonce": board.nonce,
        "began_at": board.began_at,
        "exported_at": now,
        "learners": learners,
        "left": board.left,
        "messages": board.said,
        "pointed": board.pointed,
    })
}

fn done(learner: &Learner) -> usize {
    learner.steps.values().filter(|status| letter(Some(**status)) == 'p').count()
}

fn failing(learner: &Learner) -> Vec<&str> {
    let failing = learner.checks.iter().filter(|(_, status)| **status == Status::Fail);
    failing.map(|(check, _)| check.as_str()).collect()
}

/// The contract's word.
const fn word(status: Status) -> &'static str {
    match status {
        Status::Pass => "pass",
        Status::Fail => "fail",
        Status::Inconclusive => "inconclusive",
        Status::Blocked => "blocked",
        Status::Manual => "manual",
        Status::Waiting => "waiting",
    }
}

fn line(out: &mut String, fields: impl Iterator<Item = String>) {
    let fields: Vec<String> = fields.map(|field| quoted(&field)).collect();
    out.push_str(&fields.join(","));
    out.push_str("\r\n");
}

/// A field as RFC 4180 has it. What a spreadsheet would take for a formula is made text: names are chosen by people
/// who may want to try.
fn quoted(field: &str) -> String {
    let formula = field.trim_start().starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    let field = if formula { format!("'{field}") } else { field.to_owned() };
    if field.contains([',', '"', '\r', '\n']) { format!("\"{}\"", field.replace('"', "\"\"")) } else { field }
}
