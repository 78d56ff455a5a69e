//! Tags and attributes of load balancers.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::{FutureExt, join_all};
use jiff::Timestamp;

use super::asker::{Asker, Malformed};
use super::convert::need_text;
use super::observe::{Fill, Parent, Question};
use crate::facts::balancing::LoadBalancer;
use crate::facts::operations::{DESCRIBE_LOAD_BALANCER_ATTRIBUTES, DESCRIBE_TAGS, Operation};
use crate::facts::want::{Want, Wants};
use crate::facts::{Facts, Gap, Section};

/// Keys and values as an answer has them.
type Attributes = Vec<(Option<String>, Option<String>)>;

/// `DescribeTags` takes up to this many resources.
const MOST: usize = 20;

/// One of the questions of this module.
pub(super) const fn is_wanted(want: &Want) -> bool {
    matches!(want, Want::LoadBalancerTags { .. } | Want::LoadBalancerAttributes { .. })
}

/// The tags and the attributes of the load balancers of the names (or ARNs) that they are wanted of.
pub(super) fn questions<'a>(
    asker: &'a Asker<'a>,
    wants: &Wants,
    balancers: &Parent<'a, LoadBalancer>,
) -> Vec<Question<'a>> {
    let (mut tagged, mut attributed) = (BTreeSet::new(), BTreeSet::new());
    for want in wants {
        match want {
            Want::LoadBalancerTags { load_balancer } => tagged.insert(load_balancer.clone()),
            Want::LoadBalancerAttributes { load_balancer } => attributed.insert(load_balancer.clone()),
            _ => continue,
        };
    }
    let mut questions = Vec::new();
    if !tagged.is_empty() {
        questions.push(tags(asker, tagged, balancers.clone()));
    }
    if !attributed.is_empty() {
        questions.push(attributes(asker, attributed, balancers.clone()));
    }
    questions
}

/// The ARNs of the load balancers of these names.
fn named(balancers: &Section<Vec<LoadBalancer>>, names: &BTreeSet<String>) -> Vec<String> {
    let listed = balancers.value().into_iter().flatten();
    let meant = listed.filter(|one| names.contains(&one.name) || names.contains(&one.arn));
    meant.map(|one| one.arn.clone()).collect()
}

fn tags<'a>(asker: &'a Asker<'a>, names: BTreeSet<String>, balancers: Parent<'a, LoadBalancer>) -> Question<'a> {
    async move {
        let arns = named(&*balancers.await, &names);
        let mut found = Vec::new();
        for some in arns.chunks(MOST) {
            found.extend(asker.tags(some).await);
        }
        Box::new(move |facts: &mut Facts| facts.load_balancer_tags.extend(found)) as Fill
    }
    .boxed()
}

fn attributes<'a>(asker: &'a Asker<'a>, names: BTreeSet<String>, balancers: Parent<'a, LoadBalancer>) -> Question<'a> {
    async move {
        let arns = named(&*balancers.await, &names).into_iter();
        let asked = arns.map(async |arn| {
            let section = asker.load_balancer_attributes(&arn).await;
            (arn, section)
        });
        let found = join_all(asked).await;
        Box::new(move |facts: &mut Facts| facts.load_balancer_attributes.extend(found)) as Fill
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

    async fn load_balancer_attributes(&self, arn: &str) -> Section<BTreeMap<String, String>> {
        let asked = self.ask(DESCRIBE_LOAD_BALANCER_ATTRIBUTES, |follow| {
            let call = self.clients.balancing.describe_load_balancer_attributes().load_balancer_arn(arn);
            call.customize().interceptor(follow).send()
        });
        let asked = asked.await.map(|(answer, at)| {
            let all = answer.attributes.unwrap_or_default().into_iter();
            (all.map(|one| (one.key, one.value)).collect(), at)
        });
        self.attributes(&DESCRIBE_LOAD_BALANCER_ATTRIBUTES, asked)
    }

    /// Keys and values of an answer: all of them, or it was not seen.
    pub(super) fn attributes(
        &self,
        operation: &Operation,
        asked: Result<(Attributes, Timestamp), Gap>,
    ) -> Section<BTreeMap<String, String>> {
        let (pairs, at) = match asked {
            Ok(answered) => answered,
            Err(gap) => return Section::Gap { gap },
        };
        match pairs.into_iter().map(|(key, value)| Ok((need_text(key)?, value.unwrap_or_default()))).collect() {
            Ok(pairs) => Section::seen(at, pairs),
            Err(Malformed) => Section::Gap { gap: self.malformed(operation) },
        }
    }
}
