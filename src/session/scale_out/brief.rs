//! Before the load: the group as it is, how fast the account's clock runs, and what the load will do.

use std::time::Duration;

use super::{Briefing, Ground, MARKER, Unready, Wish, own};
use crate::check::scaled::{self, Subject};
use crate::facts::balancing::LoadBalancer;
use crate::facts::want::{Want, Wants};
use crate::facts::{Facts, Section};
use crate::load::scaling::prediction::{self, Choice};
use crate::load::scaling::{Prediction, story};
use crate::session::load::{self, Ways};

/// Between the two looks that tell how fast the account's clock runs: dates are told to the second.
const BETWEEN: Duration = Duration::from_millis(2500);
/// A look may take this long.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);
/// The load ends after this much of the account's time, and within these limits by ours.
const ACCOUNT_TIME: Duration = Duration::from_mins(20);
const SHORTEST: Duration = Duration::from_mins(2);

/// Looks, and says what the load will do. `speed`: how fast the account's clock runs, where it is known.
///
/// # Errors
/// What is missing, could not be seen, or cannot be sent.
pub async fn brief(ground: Ground<'_>, wish: Wish, speed: Option<f64>) -> Result<Briefing, Unready> {
    let Ground { session, connection, course, values } = ground;
    let subject = Subject::of(course).ok_or(Unready::NoSubject)?;
    let clock = &session.options.clock;
    let started = clock.moment();
    let facts = connection.observe(&subject.wants(values), started + PATIENCE, &|_, _| {}).await;
    let seen = clock.moment();
    let scaled = scaled::look(course, values, &facts, &subject).map_err(Unready::Unseen)?;
    let speed = match speed {
        Some(speed) => speed,
        None => observed_speed(ground, &facts, seen).await,
    };
    let mut wish = wish;
    if wish.request.url.is_empty() {
        wish.request.url = url(&scaled.load_balancer, &facts);
    }
    wish.options.marker.get_or_insert_with(|| MARKER.to_owned());
    let (rate, choice) = match (wish.options.rate, wish.options.ramp.is_empty()) {
        (Some(rate), _) => (rate, Choice::Given),
        (None, false) => (wish.options.ramp.iter().map(|point| point.rate).fold(0.0, f64::max), Choice::Given),
        (None, true) => prediction::rate(&scaled, speed),
    };
    if wish.options.ramp.is_empty() {
        wish.options.rate = Some(rate);
    }
    let limit = wish.options.duration.unwrap_or_else(|| ACCOUNT_TIME.div_f64(speed).clamp(SHORTEST, ACCOUNT_TIME));
    wish.options.duration = Some(limit);
    // Whatever cannot be sent is said now, not after the countdown.
    load::prepare(&wish.request, &wish.options, &ways(ground, &facts)).map_err(Unready::Load)?;
    let prediction = Prediction::of(&scaled, rate, choice, speed);
    let obstacle = story::obstacle(&scaled);
    Ok(Briefing { wish, prediction, scaled: Box::new(scaled), obstacle, limit, facts: Box::new(facts), seen })
}

/// How requests get there; the course's own load balancers may be loaded.
pub(super) fn ways(ground: Ground<'_>, facts: &Facts) -> Ways {
    let options = &ground.session.options;
    Ways {
        resolve: options.resolve.clone(),
        connect_to: options.connect_to.clone(),
        cacert: options.ca_file.clone(),
        own: own::hosts(ground.course, ground.values, facts.load_balancers.value().map_or(&[], Vec::as_slice)),
    }
}

/// By the dates of the account's own answers. One that gives none is taken to run as ours.
async fn observed_speed(ground: Ground<'_>, facts: &Facts, seen: crate::clock::Moment) -> f64 {
    let clock = &ground.session.options.clock;
    tokio::time::sleep(BETWEEN).await;
    let wants = Wants::from([Want::Identity]);
    let again = ground.connection.observe(&wants, clock.moment() + PATIENCE, &|_, _| {}).await;
    let (Section::Seen { .. }, Section::Seen { .. }) = (&facts.identity, &again.identity) else { return 1.0 };
    let later = clock.moment().saturating_duration_since(seen);
    prediction::speed((facts.now, Duration::ZERO), (again.now, later))
}

/// `http://` where a listener speaks it.
fn url(balancer: &LoadBalancer, facts: &Facts) -> String {
    let host = balancer.dns_name.as_deref().unwrap_or_default();
    let listeners = facts.listeners.get(&balancer.arn).and_then(Section::value);
    let of = |protocol: &str| listeners.into_iter().flatten().find(|one| one.protocol == protocol).map(|one| one.port);
    match (of("HTTP"), of("HTTPS")) {
        (Some(80) | None, None) | (Some(80), _) => format!("http://{host}/"),
        (Some(port), _) => format!("http://{host}:{port}/"),
        (None, Some(443)) => format!("https://{host}/"),
        (None, Some(port)) => format!("https://{host}:{port}/"),
    }
}
