//! Random histories. Each is lived twice: once in one piece, and once with time passing in other portions and the
//! program killed and started again in between. Both have to come to the same account, through the same answers,
//! and what always holds has to hold all the time.
//!
//! `HANAMARU_SEEDS=5000` tries more seeds (`1000-5000` those from 1000 on), `HANAMARU_SEED=17` this one alone, telling
//! what happens in it.

use std::cell::Cell;
use std::sync::Once;

use serde_json::Value;

use super::acts::act;
use super::dice::Dice;
use super::shop::Shop;
use super::watch::{Watch, patience, rest};

/// How many seeds are tried when nobody says.
const SEEDS: u64 = 10;
const ACTS: u64 = 40;

thread_local! {
    /// Panics on this thread: those that the account catches are mistakes too.
    static PANICS: Cell<u32> = const { Cell::new(0) };
}

fn count_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            PANICS.with(|panics| panics.set(panics.get() + 1));
            before(info);
        }));
    });
}

/// How a life goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Life {
    InOnePiece,
    Interrupted,
}

/// What became of a seed: every answer, and the account in the end.
struct Lived {
    answers: Vec<String>,
    account: Value,
}

fn live(seed: u64, life: Life, aloud: bool) -> Result<Lived, String> {
    let mut shop = Shop::new(seed);
    let mut dice = Dice::new(seed);
    let mut cuts = Dice::new(!seed);
    let mut watch = Watch::default();
    let mut answers = Vec::new();
    let panics = PANICS.with(Cell::get);
    for n in 0..ACTS {
        let answer = act(&mut shop, &mut dice).map_err(|broken| format!("act {n}: {broken}"))?;
        if aloud {
            println!("{n}: {} {answer}", shop.now());
        }
        let place = |broken| format!("act {n} ({answer}): {broken}");
        watch.look(&shop).map_err(place)?;
        let quiet = n % 10 == 9;
        let seconds = match dice.below(10) {
            _ if quiet => patience(&shop),
            0 => 0,
            1..5 => dice.below(30),
            5..9 => dice.below(600),
            _ => dice.below(7200),
        };
        let since = shop.now();
        pass(&mut shop, seconds, life, &mut cuts, &mut watch).map_err(place)?;
        if quiet {
            rest(&shop, since).map_err(place)?;
        }
        if PANICS.with(Cell::get) > panics {
            return Err(place("a panic".to_owned()));
        }
        answers.push(answer);
    }
    let mut account = serde_json::from_slice(&shop.practice.saved()).map_err(|error| error.to_string())?;
    without_keys(&mut account);
    Ok(Lived { answers, account })
}

fn pass(shop: &mut Shop, seconds: u64, life: Life, cuts: &mut Dice, watch: &mut Watch) -> Result<(), String> {
    let mut left = seconds;
    while life == Life::Interrupted && left > 0 {
        if cuts.chance(30) {
            shop.restart();
            watch.restarted();
        }
        let portion = 1 + cuts.below(left.min(600));
        shop.pass(portion);
        watch.look(shop)?;
        left -= portion;
    }
    shop.pass(left);
    watch.look(shop)
}

/// Keys are drawn anew each time; nothing else may differ.
fn without_keys(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for key in ["private_key", "certificate", "chain", "serial", "authority", "fingerprint"] {
                members.remove(key);
            }
            members.values_mut().for_each(without_keys);
        }
        Value::Array(items) => items.iter_mut().for_each(without_keys),
        _ => {}
    }
}

/// Where two accounts differ first.
fn difference(path: &str, one: &Value, other: &Value) -> Option<String> {
    match (one, other) {
        (Value::Object(a), Value::Object(b)) => a
            .keys()
            .chain(b.keys())
            .find_map(|key| difference(&format!("{path}/{key}"), a.get(key)?, b.get(key)?))
            .or_else(|| (one != other).then(|| format!("{path}: other members"))),
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            a.iter().zip(b).enumerate().find_map(|(n, (a, b))| difference(&format!("{path}/{n}"), a, b))
        }
        _ => (one != other).then(|| format!("{path}: {one} or {other}")),
    }
}

fn try_seed(seed: u64, aloud: bool) -> Result<(), String> {
    let whole = live(seed, Life::InOnePiece, aloud)?;
    let parts = live(seed, Life::Interrupted, false).map_err(|broken| format!("interrupted: {broken}"))?;
    let differs = whole.answers.iter().zip(&parts.answers).enumerate().find(|(_, (one, other))| one != other);
    if let Some((n, (one, other))) = differs {
        return Err(format!("act {n}: in one piece {one}, interrupted {other}"));
    }
    difference("", &whole.account, &parts.account).map_or(Ok(()), Err)
}

#[test]
fn whatever_happens_the_account_holds_together() {
    count_panics();
    let number = |text: &str| text.parse::<u64>().expect("a number");
    let one = std::env::var("HANAMARU_SEED").ok().map(|text| number(&text));
    let asked = std::env::var("HANAMARU_SEEDS").ok().map(|text| match text.split_once('-') {
        Some((from, to)) => number(from)..number(to),
        None => 0..number(&text),
    });
    let seeds = one.map_or_else(|| asked.unwrap_or(0..SEEDS), |seed| seed..seed + 1);
    let mut broken = Vec::new();
    for seed in seeds {
        if let Err(told) = try_seed(seed, one.is_some()) {
            println!("HANAMARU_SEED={seed}: {told}");
            broken.push(seed);
        }
    }
    assert!(broken.is_empty(), "seeds {broken:?}; each is told and replayed by HANAMARU_SEED=…");
}
