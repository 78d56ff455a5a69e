//! A long run: visitors that come and go by the hour, faults, resets. Nothing grows without end.
//!
//! Every test run has a day of it; `HANAMARU_DAYS=7` has a week, which `benches/week.py` measures.

use std::ops::Range;

use super::super::account::{Account, InstanceState};
use super::super::api::Service;
use super::dice::Dice;
use super::shop::{REGION, Shop};
use super::watch::Watch;
use crate::clock::Clock;

/// What a run came to.
#[derive(Debug, Default)]
struct Told {
    visits: u64,
    answered: u64,
    activities: usize,
    faults: u64,
    resets: u64,
}

/// Visitors of each hour of a day, in ten seconds.
const DAY: [u64; 24] = [2, 1, 0, 0, 0, 0, 1, 3, 8, 12, 15, 10, 25, 18, 9, 6, 4, 8, 20, 35, 40, 30, 15, 6];
const SECONDS_BETWEEN: u64 = 10;
/// What [`Shop::mend`] puts right: the others would leave the site dark for the rest of the day.
const MENDABLE: [&str; 6] =
    ["listener-fixed-response", "health-path", "health-matcher", "alb-sg-closed", "web-sg-closed", "web-sg-other-port"];

/// Lets hours pass. Every day has two faults, which are taken out by hand, but for every fourth: by a new beginning.
fn run(shop: &mut Shop, hours: Range<usize>, dice: &mut Dice, watch: &mut Watch) -> Told {
    let mut told = Told::default();
    for hour in hours {
        if hour % 12 == 7 {
            let fault = dice.pick(&MENDABLE).copied().expect("a fault");
            told.faults += u64::from(shop.practice.break_with(REGION, &[fault], None).is_ok());
        }
        if hour % 48 == 35 {
            told.resets += 1;
            shop.practice.empty();
            shop.build();
        } else if hour % 12 == 11 {
            shop.mend();
        }
        for _ in 0..3600 / SECONDS_BETWEEN {
            for _ in 0..DAY[hour % 24] {
                told.visits += 1;
                told.answered += u64::from(shop.visit("/").target.is_some());
            }
            shop.pass(SECONDS_BETWEEN);
        }
        watch.look(shop).unwrap_or_else(|broken| panic!("hour {hour}: {broken}"));
        told.activities = shop.region(|region| {
            let groups = region.auto_scaling_groups.values().map(|group| group.activities.len());
            groups.chain(region.deleted_groups.iter().map(|group| group.activities.len())).sum()
        });
    }
    told
}

/// Everything that could grow is within what AWS keeps, and what AWS forgets is gone.
fn assert_bounded(shop: &Shop) {
    shop.practice.look(|world| {
        let Account { regions, iam, .. } = &world.account;
        assert!(iam.sessions.len() < 100);
        let old = |at: jiff::Timestamp, hours: i64| world.now.duration_since(at).as_hours() >= hours;
        for region in regions.values() {
            for instance in region.instances.values() {
                let gone = instance.state == InstanceState::Terminated;
                assert!(!gone || instance.until.is_some_and(|until| until > world.now), "{} is forgotten", instance.id);
                assert!(instance.console.len() <= 1000);
            }
            let groups = region.auto_scaling_groups.values().map(|group| &group.activities);
            for activities in groups.chain(region.deleted_groups.iter().map(|group| &group.activities)) {
                assert!(activities.len() <= 1000);
                assert!(activities.iter().all(|one| one.ended.is_none_or(|ended| !old(ended, 6 * 7 * 24))));
            }
            let monitoring = &region.monitoring;
            assert!(monitoring.open.len() <= 3, "minutes that are not published yet: {}", monitoring.open.len());
            for history in monitoring.history.values() {
                assert!(history.len() <= 500 && history.iter().all(|item| !old(item.at, 30 * 24 + 1)));
            }
            for series in monitoring.series.values() {
                assert!(series.minutes.len() <= 720, "{} runs", series.minutes.len());
            }
            assert!(region.orders.len() <= 1000 && region.client_tokens.len() < 100);
        }
    });
}

/// Kilobytes that this process holds, where the system tells.
fn memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?.trim().strip_suffix(" kB")?.parse().ok()
}

/// How much of it is lived: as much as the environment says.
fn length(variable: &str, unless_said: u32) -> u32 {
    std::env::var(variable).ok().map_or(unless_said, |text| text.parse().expect("a number"))
}

#[test]
fn days_of_load_faults_and_resets_stay_small() {
    let mut shop = Shop::new(7);
    let (mut dice, mut watch) = (Dice::new(7), Watch::default());
    println!("at the start: {:?} kB, saved {} bytes", memory(), shop.practice.saved().len());
    let (days, began) = (length("HANAMARU_DAYS", 1), Clock::system().moment());
    for (day, first) in (1..=days).zip((0..).step_by(24)) {
        let told = run(&mut shop, first..first + 24, &mut dice, &mut watch);
        assert!(told.visits > 90_000 && told.answered * 3 > told.visits, "while nothing is broken: {told:?}");
        assert!(told.faults == 2 && told.activities >= 4, "it has grown and shrunk: {told:?}");
        assert_bounded(&shop);
        let (saved, at) = (shop.practice.saved().len(), began.elapsed().as_secs_f64());
        // Eight megabytes of old metrics at most, and what everything else takes.
        assert!(saved < 10_500_000_usize.min(1_500_000 * usize::try_from(day).expect("small")), "{saved}");
        println!("day {day}: {at:.1} s, {:?} kB, saved {saved} bytes, {told:?}", memory());
    }
    let an_hour = began.elapsed().div_f64(24.0 * f64::from(days));
    println!("with visitors: {:.1} practice hours a second", 1.0 / an_hour.as_secs_f64());
    let began = Clock::system().moment();
    for n in 0..20 {
        shop.ok(Service::Ec2, "CreateVpc", serde_json::json!({ "CidrBlock": format!("10.{n}.0.0/16") }));
    }
    println!("a request that changes something: {:?}", began.elapsed() / 20);
    let began = Clock::system().moment();
    shop.restart();
    println!("saving, opening, saving: {:?}", began.elapsed());
}

#[test]
fn two_hundred_targets_stay_healthy() {
    let mut shop = Shop::new(3);
    shop.crowd(200);
    let (minutes, began) = (length("HANAMARU_MINUTES", 5), Clock::system().moment());
    shop.pass(u64::from(minutes) * 60);
    let per_second = f64::from(minutes) / 60.0 / began.elapsed().as_secs_f64();
    println!("200 targets: {per_second:.1} practice hours a second, {:?} kB", memory());
    let states = shop.region(|region| {
        let targets = region.target_groups.values().flat_map(|group| &group.targets);
        targets.map(|target| target.health.state.name()).collect::<Vec<_>>()
    });
    assert!(states.len() >= 200 && states.iter().all(|state| *state == "healthy"), "{states:?}");
    assert_eq!(shop.visit("/").status, Some(200));
    let began = Clock::system().moment();
    for n in 0..20 {
        shop.ok(Service::Ec2, "CreateVpc", serde_json::json!({ "CidrBlock": format!("10.{n}.0.0/16") }));
    }
    println!("a request that changes something: {:?}", began.elapsed() / 20);
}

/// From the first visitor on: when the alarm goes off, and when a second target is healthy.
#[test]
fn a_second_target_is_healthy_minutes_after_the_load_begins() {
    let mut shop = Shop::new(5);
    let healthy = |shop: &Shop| {
        shop.region(|region| {
            let targets = region.target_groups.values().flat_map(|group| &group.targets);
            targets.filter(|target| target.health.state.name() == "healthy").count()
        })
    };
    assert_eq!(healthy(&shop), 1);
    let (mut seconds, mut alarm) = (0, None);
    while healthy(&shop) < 2 {
        assert!(seconds < 900, "nothing has come of it");
        for _ in 0..8 {
            shop.visit("/");
        }
        shop.pass(1);
        seconds += 1;
        let alarmed = |region: &super::super::account::Region| {
            region.monitoring.alarms.values().any(|one| one.state.name() == "ALARM" && one.name.contains("AlarmHigh"))
        };
        alarm = alarm.or_else(|| shop.region(alarmed).then_some(seconds));
    }
    println!("alarm after {alarm:?} s, second healthy target after {seconds} s of practice time");
    // Three datapoints, the last a minute after its end; then a launch, a boot and one health check.
    assert!(alarm.is_some_and(|at| (180..=300).contains(&at)), "{alarm:?}");
    assert!((220..=420).contains(&seconds), "{seconds}");
}
