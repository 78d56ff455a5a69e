//! What is gone after the course: no resource of a name, and no snapshot of its image.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::json;

use super::auto_scaling;
use super::find::wanted;
use super::find_instead;
use super::label::label;
use super::proof::Judged;
use super::{Context, Finding, Proof, Status, Verdict};
use crate::course::Values;
use crate::course::kinds::{Gone, ImageSnapshotsGone};
use crate::facts::section::get_by_key;
use crate::facts::want::{ResourceKind, Want};
use crate::facts::{Facts, Gap};

impl Proof for Gone {
    fn wants(&self, values: &Values) -> Vec<Want> {
        let name = values.get(&self.name).to_owned();
        let mut wants = match self.resource {
            ResourceKind::Vpc => vec![Want::Vpcs],
            ResourceKind::Subnet => vec![Want::Subnets],
            ResourceKind::SecurityGroup => vec![Want::SecurityGroups],
            ResourceKind::Instance => vec![Want::Instances],
            ResourceKind::Image => vec![Want::Images],
            ResourceKind::LaunchTemplate => {
                vec![Want::LaunchTemplate { name, start_patterns: Vec::new(), mentions: Vec::new() }]
            }
            ResourceKind::LoadBalancer => vec![Want::LoadBalancers],
            ResourceKind::TargetGroup => vec![Want::TargetGroups],
            // Instances carry the name of their group: they contradict a list without it.
            ResourceKind::AutoScalingGroup => vec![Want::AutoScalingGroups, Want::Instances],
            ResourceKind::ScalingPolicy | ResourceKind::InstanceProfile | ResourceKind::Text => Vec::new(),
        };
        // The instances tell which VPC is meant where none has the name.
        wants.extend(self.vpc.iter().flat_map(|_| [Want::Vpcs, Want::Instances]));
        wants
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let name = wanted(cx, &self.name)?;
        let vpcs = self.vpcs(cx)?;
        let Some((left, at)) = self.left(cx, name, vpcs.as_ref())? else {
            return Ok(Verdict::inconclusive("gone-not-asked").arg("name", name).arg("kind", self.kind_name()));
        };
        let labels: Vec<String> = left.iter().map(|item| item.label.clone()).collect();
        let verdict = if left.is_empty() {
            self.claimed(cx, name).unwrap_or_else(|| Verdict::pass("gone"))
        } else if vpcs.is_some_and(|vpcs| vpcs.is_empty()) {
            // It lives in a VPC that is not the course's, or the course's has another name.
            let vpc = self.vpc.as_deref().map_or("-", |key| cx.values.get(key));
            Verdict::inconclusive("gone-vpc-unknown").arg("vpc", vpc).arg("key", self.vpc.as_deref().unwrap_or("-"))
        } else if left.iter().all(|item| item.leaving) {
            Verdict::waiting("gone-leaving")
        } else {
            Verdict::fail(self.still_there())
        };
        let fact = json!({ "kind": self.resource, "name": name, "left": labels });
        let verdict = verdict.arg("name", name).arg("left", labels).arg("kind", self.kind_name());
        Ok(verdict.evidence(name, at, fact))
    }

    fn recorded(&self) -> bool {
        true
    }

    fn record_stands(&self, verdict: &Verdict) -> bool {
        outlived(verdict)
    }
}

/// A record that something is gone does not stand against seeing it.
fn outlived(verdict: &Verdict) -> bool {
    !matches!(verdict.status, Status::Fail | Status::Waiting)
}

/// What is still there: its label, and whether it is on its way out.
#[derive(Debug)]
struct Left {
    label: String,
    leaving: bool,
}

impl Gone {
    /// Where to go next depends on the kind.
    const fn still_there(&self) -> &'static str {
        match self.resource {
            ResourceKind::AutoScalingGroup => "gone-not-auto-scaling-group",
            ResourceKind::LoadBalancer => "gone-not-load-balancer",
            ResourceKind::TargetGroup => "gone-not-target-group",
            ResourceKind::LaunchTemplate => "gone-not-launch-template",
            ResourceKind::Image => "gone-not-image",
            ResourceKind::SecurityGroup => "gone-not-security-group",
            ResourceKind::Instance => "gone-not-instance",
            _ => "gone-not",
        }
    }

    fn kind_name(&self) -> super::Arg {
        super::Arg::Message(
            match self.resource {
                ResourceKind::AutoScalingGroup => "cleanup-kind-auto-scaling-group",
                ResourceKind::LoadBalancer => "cleanup-kind-load-balancer",
                ResourceKind::TargetGroup => "cleanup-kind-target-group",
                ResourceKind::LaunchTemplate => "cleanup-kind-launch-template",
                ResourceKind::Image => "cleanup-kind-image",
                ResourceKind::SecurityGroup => "cleanup-kind-security-group",
                ResourceKind::Instance => "cleanup-kind-instance",
                ResourceKind::Vpc => "cleanup-kind-vpc",
                ResourceKind::Subnet => "cleanup-kind-subnet",
                _ => "cleanup-kind-other",
            }
            .to_owned(),
        )
    }

    /// Nobody lists the group any more, yet an instance runs that says it belongs to it.
    fn claimed(&self, cx: &Context<'_>, name: &str) -> Option<Verdict> {
        let is_group = self.resource == ResourceKind::AutoScalingGroup;
        is_group.then(|| auto_scaling::claimed(cx, name, Verdict::inconclusive("gone-group-claimed"))).flatten()
    }

    /// Everything of that kind and name (or id) that is left. `None`: the kind cannot be looked for.
    fn left(
        &self,
        cx: &Context<'_>,
        name: &str,
        vpcs: Option<&BTreeSet<String>>,
    ) -> Judged<Option<(Vec<Left>, Timestamp)>> {
        let facts = cx.facts;
        let inside =
            |vpc: Option<&str>| vpcs.is_none_or(|ids| ids.is_empty() || vpc.is_some_and(|id| ids.contains(id)));
        let is_it = |own: Option<&str>, id: &str| own == Some(name) || id == name;
        let left = |own: Option<&str>, id: &str, leaving: bool| Left { label: label(own, id), leaving };
        Ok(Some(match self.resource {
            ResourceKind::AutoScalingGroup => {
                let (all, at) = facts.auto_scaling_groups.get("autoscaling:DescribeAutoScalingGroups")?;
                let these = all.iter().filter(|group| is_it(Some(&group.name), &group.arn));
                (these.map(|group| left(None, &group.name, group.status.is_some())).collect(), at)
            }
            ResourceKind::LoadBalancer => {
                let (all, at) = facts.load_balancers.get("elasticloadbalancing:DescribeLoadBalancers")?;
                let these = all.iter().filter(|lb| is_it(Some(&lb.name), &lb.arn));
                (these.map(|lb| left(None, &lb.name, false)).collect(), at)
            }
            ResourceKind::TargetGroup => {
                let (all, at) = facts.target_groups.get("elasticloadbalancing:DescribeTargetGroups")?;
                let these = all.iter().filter(|tg| is_it(Some(&tg.name), &tg.arn));
                (these.map(|tg| left(None, &tg.name, false)).collect(), at)
            }
            ResourceKind::LaunchTemplate => {
                let action = "ec2:DescribeLaunchTemplateVersions";
                let (template, at) = get_by_key(&facts.launch_templates, name, action)?;
                // The list of names may know it all the same.
                let listed = facts.launch_template_names.value().into_iter().flatten();
                let listed = listed.filter(|listed| template.is_none() && is_it(Some(&listed.name), &listed.id));
                let these = template.iter().map(|found| (&found.name, &found.id));
                let these = these.chain(listed.map(|listed| (&listed.name, &listed.id)));
                (these.map(|(name, id)| left(Some(name), id, false)).collect(), at)
            }
            ResourceKind::Image => {
                let (all, at) = facts.images.get("ec2:DescribeImages")?;
                let these = all.iter().filter(|i| is_it(i.name.as_deref(), &i.id) && i.state != "deregistered");
                (these.map(|image| left(image.name.as_deref(), &image.id, false)).collect(), at)
            }
            ResourceKind::SecurityGroup => {
                let (all, at) = facts.security_groups.get("ec2:DescribeSecurityGroups")?;
                let these = all.iter().filter(|g| is_it(Some(&g.name), &g.id) && inside(g.vpc_id.as_deref()));
                (these.map(|group| left(Some(&group.name), &group.id, false)).collect(), at)
            }
            ResourceKind::Instance => {
                let (all, at) = facts.instances.get("ec2:DescribeInstances")?;
                let live = all.iter().filter(|i| is_it(i.name.as_deref(), &i.id) && i.state != "terminated");
                let these = live.filter(|i| inside(i.vpc_id.as_deref()));
                (these.map(|i| left(i.name.as_deref(), &i.id, i.state == "shutting-down")).collect(), at)
            }
            ResourceKind::Vpc => {
                let (all, at) = facts.vpcs.get("ec2:DescribeVpcs")?;
                let these = all.iter().filter(|vpc| is_it(vpc.name.as_deref(), &vpc.id));
                (these.map(|vpc| left(vpc.name.as_deref(), &vpc.id, false)).collect(), at)
            }
            ResourceKind::Subnet => {
                let (all, at) = facts.subnets.get("ec2:DescribeSubnets")?;
                let these = all.iter().filter(|s| is_it(s.name.as_deref(), &s.id) && inside(Some(&s.vpc_id)));
                (these.map(|subnet| left(subnet.name.as_deref(), &subnet.id, false)).collect(), at)
            }
            ResourceKind::ScalingPolicy | ResourceKind::InstanceProfile | ResourceKind::Text => return Ok(None),
        }))
    }

    /// Every VPC of the name (or id), else that of the course's instance: after a clean-up there may be none,
    /// and before it several.
    pub(crate) fn vpcs(&self, cx: &Context<'_>) -> Judged<Option<BTreeSet<String>>> {
        let Some(key) = &self.vpc else { return Ok(None) };
        wanted(cx, key)?;
        let (all, _) = cx.facts.vpcs.get("ec2:DescribeVpcs")?;
        let these = all.iter().filter(|vpc| find_instead::is_named(cx, key, vpc));
        let mut ids: BTreeSet<String> = these.map(|vpc| vpc.id.clone()).collect();
        if ids.is_empty() {
            ids.extend(find_instead::vpc_of_instance(cx, key)?.map(|(vpc, _)| vpc.id.clone()));
        }
        Ok(Some(ids))
    }
}

impl Proof for ImageSnapshotsGone {
    fn wants(&self, _: &Values) -> Vec<Want> {
        vec![Want::Images, Want::Snapshots, Want::Instances]
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let (image, instance) = (wanted(cx, &self.image)?, wanted(cx, &self.instance)?);
        let (ImageSnapshots { left, orphans }, at) = image_snapshots(cx.facts, image, instance)?;
        let fact = json!({ "snapshots": left });
        let verdict = if left.is_empty() { Verdict::pass("snapshots-gone") } else { Verdict::fail("snapshots-left") };
        let verdict = verdict.arg("image", image).arg("left", left).evidence(image, at, fact);
        let advice = Finding::new("advice-snapshots-orphaned").arg("snapshots", orphans.clone());
        Ok(if orphans.is_empty() { verdict } else { verdict.advise(advice) })
    }

    fn recorded(&self) -> bool {
        true
    }

    fn record_stands(&self, verdict: &Verdict) -> bool {
        outlived(verdict)
    }
}

/// Ids of snapshots that were made for images.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ImageSnapshots {
    /// Of the image that is meant, registered or not.
    pub(crate) left: Vec<String>,
    /// Of images that are gone, and nobody can tell whose they were.
    pub(crate) orphans: Vec<String>,
}

/// The snapshots of the image of this name (or id), which was made of the instance of this name (or id), and when
/// they were observed.
///
/// # Errors
/// The gap that hides them.
pub(crate) fn image_snapshots(facts: &Facts, image: &str, instance: &str) -> Result<(ImageSnapshots, Timestamp), Gap> {
    let (snapshots, at) = facts.snapshots.get("ec2:DescribeSnapshots")?;
    let (images, _) = facts.images.get("ec2:DescribeImages")?;
    let (instances, _) = facts.instances.get("ec2:DescribeInstances")?;
    let ours = |name: Option<&str>, id: &str| name == Some(image) || id == image;
    let registered: Vec<_> = images.iter().filter(|i| i.state != "deregistered").collect();
    let made_from =
        |id: &str| instances.iter().any(|i| i.id == id && (i.name.as_deref() == Some(instance) || id == instance));
    let mut found = ImageSnapshots::default();
    for snapshot in snapshots {
        let origin = Origin::read(snapshot.description.as_deref().unwrap_or_default());
        let user = registered
            .iter()
            .find(|image| image.snapshot_ids.contains(&snapshot.id) || origin.image == Some(image.id.as_str()));
        match user {
            Some(image) if ours(image.name.as_deref(), &image.id) => found.left.push(snapshot.id.clone()),
            Some(_) => {}
            None if origin.image == Some(image) => found.left.push(snapshot.id.clone()),
            None if origin.instance.is_some_and(made_from) => found.left.push(snapshot.id.clone()),
            None if origin.image.is_some() => found.orphans.push(snapshot.id.clone()),
            None => {}
        }
    }
    Ok((found, at))
}

/// What AWS writes into the description of an image's snapshot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Origin<'a> {
    instance: Option<&'a str>,
    image: Option<&'a str>,
}

impl<'a> Origin<'a> {
    /// `Created by CreateImage(i-…) for ami-…`, `Copied for DestinationAmi ami-… from SourceAmi ami-…`.
    fn read(description: &'a str) -> Self {
        let word = |text: &'a str| text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next();
        let instance = description.split_once("CreateImage(").and_then(|(_, rest)| word(rest));
        let image = description.split_once(" for ami-").map(|(before, _)| &description[before.len() + 5..]);
        let copied = description.split_once("DestinationAmi ").map(|(_, rest)| rest);
        Self {
            instance: instance.filter(|id| id.starts_with("i-")),
            image: image.or(copied).and_then(word).filter(|id| id.starts_with("ami-")),
        }
    }
}
