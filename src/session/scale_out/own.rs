//! Whose load balancer it is: those that a course's values name, in the account that is looked at.

use std::time::Duration;

use crate::course::{Course, Values};
use crate::facts::balancing::LoadBalancer;
use crate::facts::want::{ResourceKind, Want, Wants};
use crate::facts::{Gap, Section};
use crate::session::observe;
use crate::session::{AccountChoice, Session};

/// Finding out may take this long.
const PATIENCE: Duration = Duration::from_secs(15);

/// DNS names of the load balancers that the course's values name.
#[must_use]
pub fn hosts(course: &Course, values: &Values, balancers: &[LoadBalancer]) -> Vec<String> {
    let of_kind = course.values.iter().filter(|(_, value)| value.kind == ResourceKind::LoadBalancer);
    let names: Vec<&str> = of_kind.map(|(key, _)| values.get(key)).filter(|name| !name.is_empty()).collect();
    let named = balancers.iter().filter(|lb| names.contains(&lb.name.as_str()) || names.contains(&lb.arn.as_str()));
    named.filter_map(|lb| lb.dns_name.as_deref().map(plain)).collect()
}

/// A host as it is compared: without a final dot, and without the prefix that asks for IPv6 addresses too.
#[must_use]
pub fn plain(host: &str) -> String {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    host.strip_prefix("dualstack.").map_or(host.clone(), str::to_owned)
}

/// Asks the account for the course's own load balancers.
///
/// # Errors
/// Why they could not be seen.
pub async fn asked(
    session: &Session,
    account: &AccountChoice,
    course: &Course,
    values: &Values,
) -> Result<Vec<String>, Gap> {
    let connection = observe::open(session, account, &course.region).await;
    let connection = connection.map_err(|problem| crate::session::problem::gap(&problem))?;
    let wants = Wants::from([Want::LoadBalancers]);
    let facts = connection.observe(&wants, session.options.clock.moment() + PATIENCE, &|_, _| {}).await;
    match facts.load_balancers {
        Section::Seen { value, .. } => Ok(hosts(course, values, &value)),
        Section::Gap { gap } => Err(gap),
        Section::NotAsked => Err(Gap::not_asked("elasticloadbalancing:DescribeLoadBalancers")),
    }
}
