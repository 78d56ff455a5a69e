//! Two windows on one course: what each has seen comes together, and nothing is lost.

use std::collections::BTreeMap;

use super::work;
use super::{Answered, LastSeen, Memory, Progress, QuizScore, Record};
use crate::check::verdict::{Confirmation, Status};

impl Progress {
    /// Brings two states together: everything that either has; of one item, the newer. What bears no time
    /// (a text, the open step) is chosen by its content alone, so that the order of merging never matters:
    /// commutative, associative, idempotent.
    #[must_use]
    pub fn merge(self, other: Self) -> Self {
        Self {
            memory: self.memory.merge(other.memory),
            current_step: self.current_step.max(other.current_step),
            hints_opened: union(self.hints_opened, other.hints_opened, usize::max),
            last_seen: union(self.last_seen, other.last_seen, later_look),
            answers: union(self.answers, other.answers, longer),
            celebrated: self.celebrated.into_iter().chain(other.celebrated).collect(),
            work: work::merge(self.work, other.work),
            picked: union(self.picked, other.picked, Ord::max),
        }
    }

    /// What to write: `self` is this window's state, `theirs` the file's, and `base` what this window last
    /// read or wrote there. The base tells a change from a leftover: what this window changed since then is
    /// its own, what it did not touch follows the file, and what it took back stays away.
    #[must_use]
    pub fn over(self, base: &Self, mut theirs: Self) -> Self {
        for (id, confirmation) in &base.memory.confirmed {
            let taken_back = !self.memory.confirmed.contains_key(id);
            if taken_back && theirs.memory.confirmed.get(id) == Some(confirmation) {
                theirs.memory.confirmed.remove(id);
            }
        }
        // What nobody else has looked at since is as this window has it: looked at again, or forgotten.
        theirs.last_seen.retain(|id, look| base.last_seen.get(id) != Some(look));
        // Flowers are taken back when a practice account begins anew.
        theirs.celebrated.retain(|step| !base.celebrated.contains(step) || self.celebrated.contains(step));
        let mut mine = self;
        mine.celebrated.retain(|step| !base.celebrated.contains(step) || theirs.celebrated.contains(step));
        for (id, confirmation) in &base.memory.confirmed {
            let gone = !theirs.memory.confirmed.contains_key(id);
            if gone && mine.memory.confirmed.get(id) == Some(confirmation) {
                mine.memory.confirmed.remove(id);
            }
        }
        let step = if mine.current_step == base.current_step { &theirs } else { &mine }.current_step.clone();
        let mut answers = theirs.answers.clone();
        for (id, text) in &mine.answers {
            if base.answers.get(id) != Some(text) || !answers.contains_key(id) {
                answers.insert(id.clone(), text.clone());
            }
        }
        let work = work::add(&mine.work, &base.work, &theirs.work);
        let picked = follow(&mine.picked, &base.picked, &theirs.picked);
        let mut merged = mine.merge(theirs);
        (merged.work, merged.picked) = (work, picked);
        merged.current_step = step.or(merged.current_step);
        merged.answers = answers;
        merged
    }
}

impl Memory {
    fn merge(self, other: Self) -> Self {
        Self {
            confirmed: union(self.confirmed, other.confirmed, later_confirmation),
            recorded: union(self.recorded, other.recorded, later_record),
            answered: union(self.answered, other.answered, later_answer),
            quiz: match (self.quiz, other.quiz) {
                (Some(one), Some(two)) => Some(later_score(one, two)),
                (one, two) => one.or(two),
            },
        }
    }
}

fn union<T>(one: BTreeMap<String, T>, two: BTreeMap<String, T>, choose: impl Fn(T, T) -> T) -> BTreeMap<String, T> {
    let mut all = one;
    for (key, value) in two {
        let value = match all.remove(&key) {
            Some(mine) => choose(mine, value),
            None => value,
        };
        all.insert(key, value);
    }
    all
}

fn later_confirmation(one: Confirmation, two: Confirmation) -> Confirmation {
    if (two.at, &two.by) > (one.at, &one.by) { two } else { one }
}

/// Of two at the same moment, either; the text decides which, so that it is always the same.
fn later_record(one: Record, two: Record) -> Record {
    let weight = |record: &Record| (record.at, serde_json::to_string(record).unwrap_or_default());
    if weight(&two) > weight(&one) { two } else { one }
}

fn later_score(one: QuizScore, two: QuizScore) -> QuizScore {
    let weight = |score: &QuizScore| (score.at, score.right, score.of);
    if weight(&two) > weight(&one) { two } else { one }
}

fn later_answer(one: Answered, two: Answered) -> Answered {
    if (two.at, two.right) > (one.at, one.right) { two } else { one }
}

fn later_look(one: LastSeen, two: LastSeen) -> LastSeen {
    let weight = |look: &LastSeen| (look.observed_at, look.since, look.status, look.passed_at);
    let later = if weight(&two) > weight(&one) { two } else { one };
    // The other may have seen it pass more recently than the later one remembers.
    let passed_at = one.passed().max(two.passed()).filter(|_| later.status != Status::Pass);
    LastSeen { passed_at, ..later }
}

/// What one side has changed since `base` counts; where both have, `mine`.
fn follow(
    mine: &BTreeMap<String, String>,
    base: &BTreeMap<String, String>,
    theirs: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    let keys = mine.keys().chain(theirs.keys());
    let chosen = keys.filter_map(|key| {
        let from = if mine.get(key) == base.get(key) { theirs } else { mine };
        Some((key.clone(), from.get(key)?.clone()))
    });
    chosen.collect()
}

fn longer(one: String, two: String) -> String {
    if (two.chars().count(), &two) > (one.chars().count(), &one) { two } else { one }
}
