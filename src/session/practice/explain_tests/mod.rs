//! Every fault that the practice account can be given, in the finished account of every course: explained from the
//! facts alone, single and two at once.

mod table;

use std::sync::Arc;
use std::time::Duration;

use futures_util::stream::{self, StreamExt};

use super::prepare;
use super::proof::stage::Stage;
use crate::clock::Clock;
use crate::course::load::{Files, Library};
use crate::course::{Course, Shell, Values};
use crate::explain::{self, Explanation, Standing};
use crate::facts::Facts;
use crate::practice::{Options, Practice};
use crate::report::explain::Telling;
use crate::session::{Session, SessionOptions};
use crate::text::Lang;
use table::{TABLE, expected, expected_of_both};

/// Practice time until what a fault does has shown.
const AFTER: Duration = Duration::from_mins(2);
/// The same where an Auto Scaling group would have replaced by then what was broken.
const AT_ONCE: Duration = Duration::from_secs(15);

/// A course's account with all steps done.
struct Finished {
    course: Course,
    values: Values,
    session: Session,
    saved: Vec<u8>,
    now: jiff::Timestamp,
}

impl Finished {
    fn of(id: &str) -> Self {
        let course = Library::load(&Files::new()).get(id).expect("a built-in course").course.clone();
        let values = Values::for_practice(&course, None, &[]).expect("values");
        let now = "2026-11-22T01:02:03Z".parse().expect("a time");
        let practice = Practice::new(Options { default_vpcs: false, clock: Clock::by_hand(now), ..Options::default() });
        prepare::prepare(&practice, &course, &values, Some("cleanup")).expect("every step");
        practice.pass(Duration::from_mins(10));
        let session = Session::new(SessionOptions::default()).expect("a session");
        Self { values, session, saved: practice.saved(), now: practice.now(), course }
    }

    fn account(&self, faults: &[&str]) -> Option<Practice> {
        let options =
            Options { saved: Some(self.saved.clone()), clock: Clock::by_hand(self.now), ..Options::default() };
        let practice = Practice::open(options).expect("what was saved");
        practice.break_with(&self.course.region, faults, None).ok()?;
        Some(practice)
    }

    fn breaks(&self, faults: &[&str]) -> bool {
        self.account(faults).is_some()
    }

    /// The facts with these faults in the account; `None` where one of them finds nothing to break.
    async fn facts(&self, faults: &[&str]) -> Option<Arc<Facts>> {
        let practice = self.account(faults)?;
        practice.pass(if faults.iter().any(|id| id.starts_with("instance-")) { AT_ONCE } else { AFTER });
        let stage = Stage::open(&self.session, &self.course, &self.values, practice).await.expect("it is served");
        Some(stage.facts(explain::wants(&self.course, &self.values, None)).await)
    }

    fn explain(&self, facts: &Facts) -> Explanation {
        explain::explain(&self.course, &self.values, facts, None).expect("a load balancer")
    }
}

fn found(way: &Explanation) -> Option<(String, String)> {
    let broken = way.broken()?;
    Some((broken.hop.name().to_owned(), broken.seen.id.trim_start_matches("explain-").to_owned()))
}

#[test]
fn every_fault_is_in_the_table() {
    let faults: Vec<&str> = Practice::faults().map(|fault| fault.id).collect();
    let mut known: Vec<&str> = TABLE.iter().map(|(id, _)| *id).collect();
    known.retain(|id| !faults.contains(id));
    assert!(known.is_empty(), "no such faults: {known:?}");
    let unknown: Vec<&&str> = faults.iter().filter(|id| TABLE.iter().all(|(known, _)| known != *id)).collect();
    assert!(unknown.is_empty(), "not in the table: {unknown:?}");
}

/// The explanation in words.
fn told(course: &Course, way: &Explanation, facts: &Facts, lang: Lang) -> String {
    let zone = jiff::tz::TimeZone::UTC;
    let telling = Telling { way, region: &facts.region, lang, zone, shell: Shell::Bash };
    serde_json::to_string(&telling.document(course, facts)).expect("a document")
}

/// Every fault by itself.
async fn single(course: &str) {
    let finished = Finished::of(course);
    let sound = finished.explain(&finished.facts(&[]).await.expect("nothing to break"));
    assert!(sound.path.iter().all(|one| one.standing == Standing::Sound), "{course}: {:#?}", sound.path);
    let (mut wrong, mut all) = (Vec::new(), 0);
    let mut longest = Duration::ZERO;
    for fault in Practice::faults() {
        let Some(facts) = finished.facts(&[fault.id]).await else { continue };
        all += 1;
        let clock = Clock::system();
        let began = clock.moment();
        let way = finished.explain(&facts);
        longest = longest.max(clock.moment() - began);
        for lang in [Lang::Ja, Lang::En] {
            let told = told(&finished.course, &way, &facts, lang);
            // What has no name is not called `-`.
            assert!(!told.contains("「-」") && !told.contains("“-”"), "{course} {}: {told}", fault.id);
        }
        let expected = expected(course, fault.id).map(|(hop, reason)| (hop.to_owned(), reason.to_owned()));
        if found(&way) != expected {
            wrong.push(format!("{}: expected {expected:?}, found {:?}", fault.id, found(&way)));
        }
    }
    println!("{course}: {} of {all} faults explained, at most {longest:?}", all - wrong.len());
    assert!(wrong.is_empty(), "{course}: {} of {all}:\n{}", wrong.len(), wrong.join("\n"));
}

/// Two faults at once: the earlier of the two hops is the one that is explained. What is wrong with it, if anything;
/// `None` where the account cannot have both.
async fn pair(finished: &Finished, a: &str, b: &str) -> Option<Option<String>> {
    let facts = match finished.facts(&[a, b]).await {
        Some(facts) => facts,
        None => finished.facts(&[b, a]).await?,
    };
    let first = expected_of_both(&finished.course.id, a, b);
    let found = found(&finished.explain(&facts));
    let stands = found.as_ref().map(|(hop, _)| hop.as_str()) == first;
    Some((!stands).then(|| format!("{a} + {b}: expected {first:?}, found {found:?}")))
}

/// Pairs of faults. `share`: one in so many is taken.
async fn pairs(course: &str, share: usize) {
    let finished = &Finished::of(course);
    let faults: Vec<&str> = Practice::faults().map(|fault| fault.id).filter(|id| finished.breaks(&[id])).collect();
    let every = faults.iter().enumerate().flat_map(|(at, a)| faults[at + 1..].iter().map(move |b| (*a, *b)));
    // A multiplier without a factor in common spreads the sample over the whole table.
    let some = every.enumerate().filter(|(number, _)| number.wrapping_mul(7919).is_multiple_of(share));
    // Some wait for an answer that does not come: others go on meanwhile.
    let mut told = stream::iter(some).map(|(_, (a, b))| pair(finished, a, b)).buffer_unordered(4);
    let (mut wrong, mut all) = (Vec::new(), 0);
    while let Some(judged) = told.next().await {
        all += usize::from(judged.is_some());
        if let Some(is_wrong) = judged.flatten() {
            // At once: all pairs take a while.
            println!("{course}: {is_wrong}");
            wrong.push(is_wrong);
        }
    }
    println!("{course}: {} of {all} pairs explained", all - wrong.len());
    assert!(wrong.is_empty(), "{course}: {} of {all}:\n{}", wrong.len(), wrong.join("\n"));
}

/// How many pairs one is taken of. `HANAMARU_PAIRS=1` takes all of them (some minutes).
fn share(usual: usize) -> usize {
    std::env::var("HANAMARU_PAIRS").ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

#[tokio::test]
async fn every_fault_of_ec_site_is_explained() {
    single("ec-site").await;
}

#[tokio::test]
async fn every_fault_of_day13_is_explained() {
    single("day13").await;
}

#[tokio::test]
async fn every_fault_of_aws_hands_on_is_explained() {
    single("aws-hands-on").await;
}

#[tokio::test]
async fn every_fault_of_zenn_clone_is_explained() {
    single("zenn-clone").await;
}

#[tokio::test]
async fn every_fault_of_lb_basics_is_explained() {
    single("lb-basics").await;
}

#[tokio::test]
async fn two_faults_of_ec_site_are_explained_in_order() {
    pairs("ec-site", share(13)).await;
}

#[tokio::test]
async fn two_faults_of_day13_are_explained_in_order() {
    pairs("day13", share(17)).await;
}

#[tokio::test]
async fn two_faults_of_aws_hands_on_are_explained_in_order() {
    pairs("aws-hands-on", share(17)).await;
}

#[tokio::test]
async fn two_faults_of_zenn_clone_are_explained_in_order() {
    pairs("zenn-clone", share(17)).await;
}

#[tokio::test]
async fn two_faults_of_lb_basics_are_explained_in_order() {
    pairs("lb-basics", share(17)).await;
}
