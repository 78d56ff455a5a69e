//! What each kind of wait says, from the account's own settings.

use super::*;
use crate::check::Arg;
use crate::check::testkit::at;
use crate::check::worlds::{asg, first, shop};

fn minutes_ago(minutes: i64) -> Timestamp {
    at().checked_sub(SignedDuration::from_mins(minutes)).expect("a time")
}

fn told(facts: &Facts, verdict: Verdict) -> Verdict {
    let mut verdict = verdict;
    tell(facts, &mut verdict);
    verdict
}

#[test]
fn a_load_balancer_that_takes_too_long_is_told_where_to_look() {
    // Made so many minutes ago: until when, and late or not.
    for (age, until, late) in [(1, Some(minutes_ago(-4)), false), (6, None, false), (11, None, true)] {
        let mut world = shop();
        first(&mut world.facts.load_balancers, |lb| {
            lb.state = "provisioning".to_owned();
            lb.created_at = Some(minutes_ago(age));
        });
        let name = world.facts.load_balancers.value().expect("seen")[0].name.clone();
        let verdict = told(&world.facts, Verdict::waiting("load-balancer-provisioning").arg("name", name));
        let wait = verdict.wait.expect("a wait");
        assert_eq!((verdict.until, wait.is_late(None, world.facts.now)), (until, late), "{age} minutes");
        assert_eq!(wait.look_at.id, "wait-load-balancer-late");
    }
}

#[test]
fn the_first_health_check_follows_the_target_groups_own_settings() {
    let mut world = shop();
    first(&mut world.facts.target_groups, |tg| {
        tg.health_check.interval_seconds = Some(10);
        tg.health_check.timeout_seconds = Some(4);
        tg.health_check.healthy_threshold = Some(3);
    });
    let tg = world.facts.target_groups.value().expect("seen")[0].name.clone();
    let named = |id| Verdict::waiting(id).arg("target_group", tg.as_str());
    let initial = told(&world.facts, named("target-initial")).wait.expect("a wait");
    assert_eq!(initial.usual_seconds, 14, "one interval and one timeout");
    let recovering = told(&world.facts, named("health-recovering")).wait.expect("a wait");
    assert_eq!(recovering.usual_seconds, 30, "three in a row");
    // Without a beginning nothing is late, and nothing is promised.
    assert_eq!((initial.until(None), initial.is_late(None, world.facts.now)), (None, false));
    assert!(initial.is_late(Some(minutes_ago(5)), world.facts.now));
}

#[test]
fn the_alarm_is_read_for_its_period_and_datapoints() {
    let mut world = shop();
    for section in world.facts.alarms.values_mut() {
        first(section, |alarm| {
            alarm.comparison = Some("GreaterThanThreshold".to_owned());
            (alarm.period_seconds, alarm.datapoints_to_alarm) = (Some(60), Some(5));
        });
    }
    let wait = told(&world.facts, Verdict::waiting("requests-rising")).wait.expect("a wait");
    assert_eq!(wait.usual_seconds, METRIC_DELAY + 5 * 60);
    assert_eq!(wait.usual.args.get("datapoints"), Some(&Arg::Number(5.0)));
}

#[test]
fn a_group_that_leaves_takes_the_deregistration_delay_with_it() {
    let mut world = shop();
    let (mut name, mut arn) = (String::new(), String::new());
    asg(&mut world.facts, |group| {
        name = group.name.clone();
        arn = group.target_group_arns[0].clone();
    });
    let leaving = || {
        let kind = Arg::Message("cleanup-kind-auto-scaling-group".to_owned());
        let mut verdict = Verdict::waiting("gone-leaving").arg("name", name.as_str());
        verdict.finding.args.insert("kind".to_owned(), kind);
        verdict
    };
    assert_eq!(told(&world.facts, leaving()).wait.expect("a wait").usual_seconds, 300 + 2 * STOP, "AWS's default");
    let own = [("deregistration_delay.timeout_seconds".to_owned(), "20".to_owned())].into();
    world.facts.target_group_attributes.insert(arn, crate::facts::Section::seen(at(), own));
    assert_eq!(told(&world.facts, leaving()).wait.expect("a wait").usual_seconds, 20 + 2 * STOP);
}

#[test]
fn only_what_waits_by_itself_is_told_of() {
    let world = shop();
    let held = || {
        let mut verdict = Verdict::waiting("held-by-waiting");
        verdict.held_by = Some("confirm.active".to_owned());
        verdict
    };
    for verdict in [Verdict::pass("targets-healthy"), Verdict::fail("target-timeout"), held()] {
        assert_eq!(told(&world.facts, verdict).wait, None);
    }
}

/// Whatever any check can wait for has a wait, and both of its sentences exist.
#[test]
fn every_waiting_finding_says_how_long() {
    let directory = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/check");
    let files = std::fs::read_dir(directory).expect("the checks").map(|entry| entry.expect("an entry").path());
    let sources: Vec<_> =
        files.filter(|path| !path.file_name().is_some_and(|name| name.to_string_lossy().contains("test"))).collect();
    let pattern = regex_lite::Regex::new(r#"Verdict::waiting\("([a-z-]+)"\)"#).expect("a pattern");
    let mut world = shop();
    let mut group = String::new();
    asg(&mut world.facts, |one| {
        one.health_check_grace_period_seconds = Some(300);
        group = one.name.clone();
    });
    let catalog = crate::text::Catalog::get(crate::text::Lang::Ja);
    let mut count = 0;
    for file in sources.iter().filter(|path| path.is_file()) {
        let text = std::fs::read_to_string(file).expect("text");
        for found in pattern.captures_iter(&text) {
            let id: &'static str = Box::leak(found[1].to_owned().into_boxed_str());
            let verdict = Verdict::waiting(id).arg("group", group.as_str()).until(at());
            let wait = told(&world.facts, verdict).wait.unwrap_or_else(|| panic!("{id} says nothing"));
            assert!(catalog.has(&wait.usual.id) && catalog.has(&wait.look_at.id), "{id}");
            assert!(wait.usual_seconds > 0 && wait.patience_seconds >= wait.usual_seconds, "{id}");
            count += 1;
        }
    }
    assert!(count > 20, "{count} places where something waits");
}
