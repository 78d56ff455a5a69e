//! The class's word: a tag that the learner puts on the load balancer, so that a report speaks of this class.

use crate::check::verdict::{Finding, Status, Verdict};
use crate::course::{Course, Values};
use crate::facts::want::{ResourceKind, Want};
use crate::facts::{Facts, section};

/// The key of the tag.
pub const TAG: &str = "hanamaru-class";
/// The question that shows it.
const ACTION: &str = "elasticloadbalancing:DescribeTags";

/// The name of the load balancer that carries it: the first that the course speaks of.
#[must_use]
pub fn load_balancer<'a>(course: &Course, values: &'a Values) -> Option<&'a str> {
    let (key, _) = course.values.iter().find(|(_, value)| value.kind == ResourceKind::LoadBalancer)?;
    Some(values.get(key)).filter(|name| !name.is_empty())
}

/// What has to be asked in order to see it.
#[must_use]
pub fn wants(course: &Course, values: &Values) -> Vec<Want> {
    load_balancer(course, values)
        .map(|name| Want::LoadBalancerTags { load_balancer: name.to_owned() })
        .into_iter()
        .collect()
}

/// Whether the load balancer carries the word.
#[must_use]
pub fn judge(course: &Course, values: &Values, facts: &Facts, word: &str) -> Verdict {
    let Some(name) = load_balancer(course, values) else {
        return Verdict::inconclusive("nonce-no-place");
    };
    let with = |verdict: Verdict| verdict.arg("name", name).arg("tag", TAG).arg("nonce", word);
    let (balancers, _) = match facts.load_balancers.get("elasticloadbalancing:DescribeLoadBalancers") {
        Ok(seen) => seen,
        Err(gap) => return Verdict::unseen(&gap),
    };
    let Some(balancer) = balancers.iter().find(|one| one.name == name || one.arn == name) else {
        return with(Verdict::new(Status::Blocked, Finding::new("nonce-no-load-balancer")));
    };
    let (tags, at) = match section::get_by_key(&facts.load_balancer_tags, &balancer.arn, ACTION) {
        Ok(seen) => seen,
        Err(gap) => return Verdict::unseen(&gap),
    };
    let fact = serde_json::json!({ "key": TAG, "value": tags.get(TAG) });
    let verdict = match tags.get(TAG) {
        Some(value) if value == word => with(Verdict::pass("nonce-there")),
        Some(value) => with(Verdict::fail("nonce-other")).arg("seen", value),
        None => with(Verdict::fail("nonce-missing")),
    };
    verdict.evidence(&balancer.arn, at, fact)
}
