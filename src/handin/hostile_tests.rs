//! Reports of strangers: whatever bytes, names and settings they hold, and the same thing handed in twice.

use serde_json::json;

use super::read::{Read, read};
use super::same::{Seen, about_others};
use super::tests::{again, at, course, facts, forged, report};
use crate::facts::Facts;
use crate::grade::LearnerGrade;
use crate::text::{Ambiguous, decoded, width};

fn told(grade: &LearnerGrade, word: &str) -> bool {
    grade.notes.iter().any(|note| note.contains(word))
}

#[test]
fn a_report_that_an_editor_or_a_shell_wrote_anew_says_the_same() {
    let whole = report(&facts(), false).to_json().unwrap();
    let utf16 = |unit: fn(u16) -> [u8; 2]| -> Vec<u8> {
        "\u{feff}".encode_utf16().chain(whole.encode_utf16()).flat_map(unit).collect()
    };
    let with_mark = [&[0xef, 0xbb, 0xbf][..], whole.as_bytes()].concat();
    for bytes in [whole.clone().into_bytes(), with_mark, utf16(u16::to_le_bytes), utf16(u16::to_be_bytes)] {
        let read = read(&decoded(bytes).unwrap()).unwrap();
        assert!(!read.edited);
    }
    let windows = whole.replace('\n', "\r\n");
    assert!(!read(&windows).unwrap().edited);
    let mut odd = utf16(u16::to_le_bytes);
    odd.pop();
    assert_eq!(decoded(odd), None, "half a character");
    assert_eq!(decoded(vec![0x93, 0x63, 0x92, 0x86]), None, "Shift_JIS");
}

#[test]
fn a_report_without_steps_is_judged_by_all_of_them_and_steps_left_out_are_told() {
    let none = again(&forged("/document/steps", json!([]), true), None);
    let whole = again(&read(&report(&facts(), false).to_json().unwrap()).unwrap(), None);
    assert_eq!(none.summary, whole.summary, "no step claimed is no way to pass");
    assert!(!told(&whole, "not in the report"));
    let first = serde_json::to_value(&report(&facts(), false).document.steps[..2]).unwrap();
    let some = again(&forged("/document/steps", first, true), None);
    assert_eq!(some.steps.len(), 2);
    assert!(told(&some, "not in the report") && told(&some, "launch-template"), "{:?}", some.notes);
}

#[test]
fn no_text_of_a_report_floods_the_marks() {
    let long = "あ".repeat(100_000);
    let named = again(&forged("/learner", json!(long), true), None);
    assert!(width::width(named.name.as_deref().unwrap(), Ambiguous::Narrow) <= 80);
    let settings = again(&forged("/document/values/start_pattern", json!("(a*)*".repeat(2000)), true), None);
    assert!(told(&settings, "start_pattern=(a*)*"));
    assert!(settings.notes.iter().all(|note| note.len() < 1000), "{:?}", settings.notes);
    let many: Vec<_> = (0..3000).map(|_| json!(facts().load_balancers.value().unwrap()[0])).collect();
    let other = forged("/facts/load_balancers/value", json!(many), true);
    let region = again(&other, None);
    assert!(region.notes.iter().all(|note| note.len() < 2000));
}

#[test]
fn a_now_that_fits_no_observation_is_named() {
    let old = again(&forged("/facts/now", json!("2020-01-01T00:00:00Z"), true), None);
    assert!(told(&old, "facts.now"), "{:?}", old.notes);
}

/// A report of an account whose load balancer was made at this second.
fn seen(made: i64, look: i64) -> Seen {
    let mut facts: Facts = facts();
    facts.finished_at += jiff::SignedDuration::from_secs(look);
    if let crate::facts::Section::Seen { value, .. } = &mut facts.load_balancers {
        value[0].created_at = Some(at() - jiff::SignedDuration::from_secs(made));
    }
    let read: Read = read(&report(&facts, false).to_json().unwrap()).unwrap();
    Seen::of(&read, &course())
}

#[test]
fn copies_and_looks_at_the_same_resources_are_told_and_nobody_else_is() {
    let (mine, copy, again_looked, other) = (seen(60, 0), seen(60, 0), seen(60, 9), seen(61, 0));
    let all = [("a", &mine), ("b", &copy), ("c", &again_looked), ("d", &other)];
    let found = about_others(&all);
    let ids: Vec<_> = found.iter().map(|finding| finding.as_ref().map(|finding| finding.id.as_ref())).collect();
    assert_eq!(ids, [Some("handin-copied"), Some("handin-copied"), Some("handin-same-resources"), None]);
    // A thousand copies are told in a sentence each.
    let many: Vec<_> = (0..1000).map(|_| ("x", &mine)).collect();
    let found = about_others(&many);
    let first = format!("{:?}", found[0]);
    assert!(first.len() < 500 && first.contains("994"), "{first}");
}
