//! The listeners of load balancers, the rules of those, and what the ones that speak TLS use.

use std::collections::BTreeSet;

use futures_util::future::{FutureExt, join, join_all};

use super::asker::Asker;
use super::certificates::{self, Wanted};
use super::observe::{Fill, Parent, Question};
use crate::facts::balancing::{Listener, LoadBalancer, Rule};
use crate::facts::want::{Want, Wants};
use crate::facts::{Facts, Section};

/// A load balancer's ARN and its listeners.
pub(super) type Listening = (String, Section<Vec<Listener>>);

/// The load balancers that some kind of want speaks of, by name or ARN.
#[derive(Debug)]
pub(super) struct Named(BTreeSet<String>);

impl Named {
    pub(super) fn by(wants: &Wants, name: impl Fn(&Want) -> Option<String>) -> Self {
        Self(wants.iter().filter_map(name).collect())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn means(&self, balancer: &LoadBalancer) -> bool {
        self.0.contains(&balancer.name) || self.0.contains(&balancer.arn)
    }

    /// The ARNs of those that are listed.
    pub(super) fn arns(&self, balancers: &Section<Vec<LoadBalancer>>) -> BTreeSet<String> {
        let all = balancers.value().into_iter().flatten();
        all.filter(|balancer| self.means(balancer)).map(|balancer| balancer.arn.clone()).collect()
    }
}

/// The listeners of every load balancer that is wanted, and what is wanted of them.
///
/// Elastic Load Balancing lists listeners by load balancer only, so that is a call each. Certificates and policies
/// that many share are asked for once, when all listeners are known.
pub(super) fn question<'a>(
    asker: &'a Asker<'a>,
    wants: &Wants,
    balancers: Parent<'a, LoadBalancer>,
) -> Option<Question<'a>> {
    let wanted = Named::by(wants, |want| match want {
        Want::Listeners { load_balancer } => Some(load_balancer.clone()),
        _ => None,
    });
    let with_rules = Named::by(wants, |want| match want {
        Want::Rules { load_balancer } => Some(load_balancer.clone()),
        _ => None,
    });
    let secure = Wanted::of(wants);
    if wanted.is_empty() {
        return None;
    }
    let question = async move {
        let balancers = balancers.await;
        let arns = wanted.arns(&balancers);
        let found: Vec<Listening> =
            join_all(arns.into_iter().map(async |arn| (arn.clone(), asker.listeners(&arn).await))).await;
        let rules = rules(asker, &found, with_rules.arns(&balancers));
        let (rules, secure) = join(rules, certificates::of_listeners(asker, &found, secure.arns(&balancers))).await;
        Box::new(move |facts: &mut Facts| {
            facts.listeners.extend(found);
            facts.rules.extend(rules);
            secure.fill(facts);
        }) as Fill
    };
    Some(question.boxed())
}

async fn rules(asker: &Asker<'_>, found: &[Listening], of: BTreeSet<String>) -> Vec<(String, Section<Vec<Rule>>)> {
    let wanted = found.iter().filter(|(balancer, _)| of.contains(balancer));
    let listeners = wanted.flat_map(|(_, listeners)| listeners.value().into_iter().flatten());
    join_all(listeners.map(async |listener| (listener.arn.clone(), asker.rules(&listener.arn).await))).await
}
