//! What stands behind a load balancer: the health and the attributes of the target groups that it sends requests
//! to, and every Network Load Balancer with its listeners.

use futures_util::future::{FutureExt, join, join_all};
use futures_util::stream::FuturesUnordered;

use super::asker::Asker;
use super::observe::{Fill, Parent, Question};
use crate::facts::balancing::{LoadBalancer, TargetGroup};
use crate::facts::want::{Want, Wants};

/// Target groups behind one load balancer that are asked about. One that spreads over more is no course's; what was
/// not asked reads as unseen.
const MOST_GROUPS: usize = 20;

/// One of the questions of this module.
pub(super) const fn is_wanted(want: &Want) -> bool {
    matches!(want, Want::TargetHealthBehind { .. } | Want::TargetGroupAttributes { .. } | Want::NetworkLoadBalancers)
}

/// The load balancers that a want of this module speaks of.
fn is_meant(want: &Want, balancer: &LoadBalancer) -> bool {
    match want {
        Want::TargetHealthBehind { load_balancer } | Want::TargetGroupAttributes { load_balancer } => {
            balancer.name == *load_balancer || balancer.arn == *load_balancer
        }
        Want::NetworkLoadBalancers => balancer.kind == "network",
        _ => false,
    }
}

/// The ARNs of the target groups that these load balancers send requests to.
fn behind(balancers: &[&LoadBalancer], groups: &[TargetGroup]) -> Vec<String> {
    let used = |group: &&TargetGroup| {
        group.load_balancer_arns.iter().any(|arn| balancers.iter().any(|balancer| balancer.arn == *arn))
    };
    groups.iter().filter(used).take(MOST_GROUPS).map(|group| group.arn.clone()).collect()
}

pub(super) fn questions<'a>(
    asker: &'a Asker<'a>,
    wants: &Wants,
    balancers: &Parent<'a, LoadBalancer>,
    groups: &Parent<'a, TargetGroup>,
    questions: &mut FuturesUnordered<Question<'a>>,
) {
    for want in wants.iter().filter(|want| is_wanted(want)) {
        let (want, balancers, groups) = (want.clone(), balancers.clone(), groups.clone());
        questions.push(
            async move {
                let (balancers, groups) = join(balancers, groups).await;
                let meant: Vec<&LoadBalancer> =
                    balancers.value().into_iter().flatten().filter(|balancer| is_meant(&want, balancer)).collect();
                let arns = behind(&meant, groups.value().map_or(&[], Vec::as_slice));
                ask(asker, &want, &meant, arns).await
            }
            .boxed(),
        );
    }
}

async fn ask(asker: &Asker<'_>, want: &Want, balancers: &[&LoadBalancer], groups: Vec<String>) -> Fill {
    if let Want::TargetGroupAttributes { .. } = want {
        let asked = groups.into_iter().map(async |arn| {
            let section = asker.target_group_attributes(&arn).await;
            (arn, section)
        });
        let found = join_all(asked).await;
        return Box::new(move |facts| facts.target_group_attributes.extend(found));
    }
    let health = join_all(groups.into_iter().map(async |arn| {
        let section = asker.target_health(&arn).await;
        (arn, section)
    }));
    let with_listeners = if *want == Want::NetworkLoadBalancers { balancers } else { &[] };
    let listeners = join_all(with_listeners.iter().map(async |one| (one.arn.clone(), asker.listeners(&one.arn).await)));
    let (health, listeners) = join(health, listeners).await;
    Box::new(move |facts| {
        facts.target_health.extend(health);
        facts.listeners.extend(listeners);
    })
}
