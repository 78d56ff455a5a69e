//! Which requests an experiment comes to, from what was seen of the load balancer's listeners and rules.

use std::time::Duration;

use futures_util::future::join_all;

use crate::check::routing::{self, Request};
use crate::facts::Facts;
use crate::facts::requests::{FRONT, Marker, Purpose, RULE, STICKY, Series, front_key, with_key, without_key};
use crate::probe::Prober;

/// A number of requests to one load balancer.
pub(super) struct Experiment {
    plan: Plan,
    marker: Option<Marker>,
}

enum Plan {
    /// By key: like requests, and how many.
    Plain(Vec<(String, Request, usize)>),
    Sticky {
        load_balancer: String,
        request: Request,
    },
}

impl Experiment {
    /// `None` where there is nothing to ask, or not enough was seen to know what.
    pub(super) fn of(facts: &Facts, load_balancer: &str, purpose: Purpose, marker: &str) -> Option<Self> {
        let known = facts.load_balancers.value()?;
        let lb = known.iter().find(|lb| lb.name == load_balancer || lb.arn == load_balancer)?;
        let plan = match purpose {
            Purpose::Front => Plan::Plain(vec![(front_key(&lb.arn), routing::front(facts, lb)?.0, FRONT)]),
            Purpose::Rules => {
                Plan::Plain(routing::tried(facts, lb).into_iter().map(|(arn, request)| (arn, request, RULE)).collect())
            }
            Purpose::Sticky => Plan::Sticky { load_balancer: lb.arn.clone(), request: routing::sticky(facts, lb)?.1 },
        };
        Some(Self { plan, marker: Marker::read(marker) })
    }

    /// Sends them. Everything comes back within `limit`.
    pub(super) async fn run(self, prober: &Prober, limit: Duration) -> Vec<(String, Series)> {
        let marker = self.marker.as_ref();
        match self.plan {
            Plan::Plain(all) => {
                let sent = all.into_iter().map(async |(key, request, count)| {
                    let series = prober.series(&request, marker, count, limit).await;
                    (key, series)
                });
                join_all(sent).await
            }
            Plan::Sticky { load_balancer, request } => {
                let (without, with) = prober.sticky_series(&request, marker, STICKY, limit).await;
                let with = with.map(|series| (with_key(&load_balancer), series));
                std::iter::once((without_key(&load_balancer), without)).chain(with).collect()
            }
        }
    }
}
