//! Missing here, but there? Asks the account's other enabled regions, bounded.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures_util::StreamExt;
use futures_util::stream;

use super::asker::{Asker, Tally};
use super::clients::Clients;
use super::convert::all;
use crate::facts::operations::{
    DESCRIBE_AUTO_SCALING_GROUPS, DESCRIBE_IMAGES, DESCRIBE_INSTANCES, DESCRIBE_LAUNCH_TEMPLATES,
    DESCRIBE_LOAD_BALANCERS, DESCRIBE_REGIONS, DESCRIBE_SECURITY_GROUPS, DESCRIBE_SUBNETS, DESCRIBE_TARGET_GROUPS,
    DESCRIBE_VPCS,
};
use crate::facts::want::ResourceKind;
use crate::facts::{Elsewhere, Gap, Section};

/// Calls at once over all regions.
const AT_ONCE: usize = 24;
/// Names asked for, VPCs first: where the foundation is, the rest will be too, and every name costs a call in
/// every region.
const MOST_NAMES: usize = 3;

type Missing = (ResourceKind, String);

/// Asks every other region for every missing name.
pub(super) async fn elsewhere(
    asker: &Asker<'_>,
    missing: &[Missing],
    clients_in: impl Fn(&str) -> Arc<Clients>,
) -> Section<Vec<Elsewhere>> {
    let missing: BTreeSet<Missing> = missing.iter().filter(|(kind, _)| regional(*kind)).cloned().collect();
    let asked = asker
        .ask(DESCRIBE_REGIONS, |follow| asker.clients.ec2.describe_regions().customize().interceptor(follow).send());
    let (answer, at) = match asked.await {
        Ok(answer) => answer,
        Err(gap) => return Section::Gap { gap },
    };
    let regions = answer.regions.unwrap_or_default().into_iter().filter_map(|region| region.region_name);
    let regions: BTreeSet<String> = regions.filter(|region| region != asker.region).collect();
    let mut questions = Vec::new();
    for region in regions {
        let clients = clients_in(&region);
        for name in missing.iter().take(MOST_NAMES) {
            questions.push(there(asker, region.clone(), Arc::clone(&clients), name.clone()));
        }
    }
    let mut answers = stream::iter(questions).buffer_unordered(AT_ONCE);
    let (mut found, mut answered, mut last_gap) = (Vec::new(), false, None);
    while let Some((answer, calls)) = answers.next().await {
        asker.tally.add(calls);
        match answer {
            Ok(some) => {
                answered = true;
                found.extend(some);
            }
            Err(gap) => last_gap = Some(gap),
        }
    }
    match last_gap {
        Some(gap) if !answered => Section::Gap { gap },
        _ => {
            found.sort_by(|a: &Elsewhere, b: &Elsewhere| {
                (a.kind, &a.name, &a.region, &a.id).cmp(&(b.kind, &b.name, &b.region, &b.id))
            });
            Section::seen(at, found)
        }
    }
}

/// Asks one region for one name. Also says how many calls that took.
async fn there(
    asker: &Asker<'_>,
    region: String,
    clients: Arc<Clients>,
    missing: Missing,
) -> (Result<Vec<Elsewhere>, Gap>, u32) {
    let there = Asker { clients, region: &region, tally: Tally::default(), ..*asker };
    let found = there.find(&missing).await;
    (found, there.tally.calls())
}

/// Kinds that live in a region and can be asked for by name. An instance profile is global, and a policy is
/// where its group is.
const fn regional(kind: ResourceKind) -> bool {
    !matches!(kind, ResourceKind::InstanceProfile | ResourceKind::ScalingPolicy | ResourceKind::Text)
}

impl Asker<'_> {
    async fn find(&self, (kind, name): &Missing) -> Result<Vec<Elsewhere>, Gap> {
        let ids = match kind {
            ResourceKind::LoadBalancer => self.find_load_balancer(name).await,
            ResourceKind::TargetGroup => self.find_target_group(name).await,
            ResourceKind::AutoScalingGroup => self.find_group(name).await,
            ResourceKind::LaunchTemplate => self.find_template(name).await,
            other => self.find_in_ec2(*other, name).await,
        }?;
        let found = |id| Elsewhere { kind: *kind, name: name.clone(), region: self.region.to_owned(), id };
        Ok(ids.into_iter().map(found).collect())
    }

    async fn find_in_ec2(&self, kind: ResourceKind, name: &str) -> Result<Vec<String>, Gap> {
        let filter = |key: &str| aws_sdk_ec2::types::Filter::builder().name(key).values(name).build();
        let ec2 = &self.clients.ec2;
        let ids: Vec<Option<String>> = match kind {
            ResourceKind::Vpc => {
                let call = ec2.describe_vpcs().filters(filter("tag:Name"));
                let (answer, _) = self.ask(DESCRIBE_VPCS, |f| call.customize().interceptor(f).send()).await?;
                answer.vpcs.unwrap_or_default().into_iter().map(|vpc| vpc.vpc_id).collect()
            }
            ResourceKind::Subnet => {
                let call = ec2.describe_subnets().filters(filter("tag:Name"));
                let (answer, _) = self.ask(DESCRIBE_SUBNETS, |f| call.customize().interceptor(f).send()).await?;
                answer.subnets.unwrap_or_default().into_iter().map(|subnet| subnet.subnet_id).collect()
            }
            ResourceKind::SecurityGroup => {
                let call = ec2.describe_security_groups().filters(filter("group-name"));
                let (answer, _) =
                    self.ask(DESCRIBE_SECURITY_GROUPS, |f| call.customize().interceptor(f).send()).await?;
                answer.security_groups.unwrap_or_default().into_iter().map(|group| group.group_id).collect()
            }
            ResourceKind::Image => {
                let call = ec2.describe_images().owners("self").filters(filter("name"));
                let (answer, _) = self.ask(DESCRIBE_IMAGES, |f| call.customize().interceptor(f).send()).await?;
                answer.images.unwrap_or_default().into_iter().map(|image| image.image_id).collect()
            }
            ResourceKind::Instance => {
                let call = ec2.describe_instances().filters(filter("tag:Name"));
                let (answer, _) = self.ask(DESCRIBE_INSTANCES, |f| call.customize().interceptor(f).send()).await?;
                let reservations = answer.reservations.unwrap_or_default().into_iter();
                reservations.flat_map(|each| each.instances.unwrap_or_default()).map(|i| i.instance_id).collect()
            }
            _ => Vec::new(),
        };
        Ok(ids.into_iter().flatten().collect())
    }

    async fn find_load_balancer(&self, name: &str) -> Result<Vec<String>, Gap> {
        let call = self.clients.balancing.describe_load_balancers().names(name);
        let asked = self.ask(DESCRIBE_LOAD_BALANCERS, |follow| call.customize().interceptor(follow).send());
        let items = none_of(asked.await, "LoadBalancerNotFound")?.and_then(|answer| answer.load_balancers);
        Ok(items.unwrap_or_default().into_iter().filter_map(|item| item.load_balancer_arn).collect())
    }

    async fn find_target_group(&self, name: &str) -> Result<Vec<String>, Gap> {
        let call = self.clients.balancing.describe_target_groups().names(name);
        let asked = self.ask(DESCRIBE_TARGET_GROUPS, |follow| call.customize().interceptor(follow).send());
        let items = none_of(asked.await, "TargetGroupNotFound")?.and_then(|answer| answer.target_groups);
        Ok(items.unwrap_or_default().into_iter().filter_map(|item| item.target_group_arn).collect())
    }

    async fn find_group(&self, name: &str) -> Result<Vec<String>, Gap> {
        let call = self.clients.scaling.describe_auto_scaling_groups().auto_scaling_group_names(name);
        let asked = self.ask(DESCRIBE_AUTO_SCALING_GROUPS, |follow| call.customize().interceptor(follow).send());
        let (answer, _) = asked.await?;
        let names = all(answer.auto_scaling_groups, |group| super::convert::need_text(group.auto_scaling_group_name));
        names.map_err(|_| self.malformed(&DESCRIBE_AUTO_SCALING_GROUPS))
    }

    async fn find_template(&self, name: &str) -> Result<Vec<String>, Gap> {
        let filter = aws_sdk_ec2::types::Filter::builder().name("launch-template-name").values(name).build();
        let call = self.clients.ec2.describe_launch_templates().filters(filter);
        let asked = self.ask(DESCRIBE_LAUNCH_TEMPLATES, |follow| call.customize().interceptor(follow).send());
        let (answer, _) = asked.await?;
        Ok(answer.launch_templates.unwrap_or_default().into_iter().filter_map(|t| t.launch_template_id).collect())
    }
}

/// An answer, or none where AWS says by this code that nothing has the name.
fn none_of<T, At>(answer: Result<(T, At), Gap>, code: &str) -> Result<Option<T>, Gap> {
    match answer {
        Ok((answer, _)) => Ok(Some(answer)),
        Err(gap) if gap.code.as_deref() == Some(code) => Ok(None),
        Err(gap) => Err(gap),
    }
}
