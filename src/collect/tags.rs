//! Tags of load balancers.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::FutureExt;

use super::asker::{Asker, Malformed};
use super::convert::need_text;
use super::observe::{Fill, Parent, Question};
use crate::facts::balancing::LoadBalancer;
use crate::facts::operations::DESCRIBE_TAGS;
use crate::facts::want::{Want, Wants};
use crate::facts::{Facts, Section};

/// `DescribeTags` takes up to this many resources.
const MOST: usize = 20;

/// The tags of the load balancers of the names (or ARNs) that are wanted, if any are.
pub(super) fn question<'a>(
    asker: &'a Asker<'a>,
    wants: &Wants,
    balancers: Parent<'a, LoadBalancer>,
) -> Option<Question<'a>> {
    let name = |want: &Want| match want {
        Want::LoadBalancerTags { load_balancer } => Some(load_balancer.clone()),
        _ => None,
    };
    let names: BTreeSet<String> = wants.iter().filter_map(name).collect();
    (!names.is_empty()).then(|| tags(asker, names, balancers))
}

fn tags<'a>(asker: &'a Asker<'a>, names: BTreeSet<String>, balancers: Parent<'a, LoadBalancer>) -> Question<'a> {
    async move {
        let balancers = balancers.await;
        let named = balancers.value().into_iter().flatten();
        let arns: Vec<String> = named
            .filter(|one| names.contains(&one.name) || names.contains(&one.arn))
            .map(|one| one.arn.clone())
            .collect();
        let mut found = Vec::new();
        for some in arns.chunks(MOST) {
            found.extend(asker.tags(some).await);
        }
        Box::new(move |facts: &mut Facts| facts.load_balancer_tags.extend(found)) as Fill
    }
    .boxed()
}

impl Asker<'_> {
    /// The tags of each of these load balancers.
    async fn tags(&self, arns: &[String]) -> Vec<(String, Section<BTreeMap<String, String>>)> {
        let asked = self.ask(DESCRIBE_TAGS, |follow| {
            let call = self.clients.balancing.describe_tags().set_resource_arns(Some(arns.to_vec()));
            call.customize().interceptor(follow).send()
        });
        let (answer, at) = match asked.await {
            Ok(answered) => answered,
            Err(gap) => return arns.iter().map(|arn| (arn.clone(), Section::Gap { gap: gap.clone() })).collect(),
        };
        let read = answer.tag_descriptions.unwrap_or_default().into_iter().map(|one| {
            let tags = one.tags.unwrap_or_default().into_iter();
            let tags = tags.map(|tag| Ok((need_text(tag.key)?, tag.value.unwrap_or_default())));
            Ok((need_text(one.resource_arn)?, tags.collect::<Result<BTreeMap<_, _>, Malformed>>()?))
        });
        let read: Result<BTreeMap<String, _>, Malformed> = read.collect();
        // A load balancer that was asked about and is not in the answer was not seen.
        let section = |arn: &String| match read.as_ref().ok().and_then(|read| read.get(arn)) {
            Some(tags) => Section::seen(at, tags.clone()),
            None => Section::Gap { gap: self.malformed(&DESCRIBE_TAGS) },
        };
        arns.iter().map(|arn| (arn.clone(), section(arn))).collect()
    }
}
