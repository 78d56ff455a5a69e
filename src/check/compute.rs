//! Instances and images.

use serde_json::json;

use super::find::{self, Found, is_gone};
use super::label::vpc_label;
use super::proof::{Context, Judged, Proof};
use super::verdict::{Finding, Verdict};
use crate::course::Values;
use crate::course::kinds::{ImageAvailable, InstanceExists, InstanceStopped};
use crate::facts::compute::{Image, Instance};
use crate::facts::want::Want;

impl Proof for InstanceExists {
    fn wants(&self, _: &Values) -> Vec<Want> {
        let mut wants = vec![Want::Vpcs, Want::Instances];
        wants.extend(self.image.as_ref().map(|_| Want::Images));
        wants.extend(self.carrying.as_ref().map(|_| Want::SecurityGroups));
        wants
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.vpc]
    }

    fn provides(&self) -> Vec<&str> {
        vec![&self.instance]
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        instance_exists(self, cx)
    }
}

/// The arguments and evidence of a verdict about one instance.
fn about(verdict: Verdict, cx: &Context<'_>, key: &str, instance: &Found<'_, Instance>) -> Verdict {
    let fact = json!({ "name": instance.name, "state": instance.state, "vpc": instance.vpc_id });
    verdict
        .arg("name", cx.values.get(key))
        .arg("id", instance.id.as_str())
        .arg("state", instance.state.as_str())
        .arg("vpc", vpc_label(cx.facts, instance.vpc_id.as_deref()))
        .evidence(&instance.id, instance.at, fact)
}

fn instance_exists(check: &InstanceExists, cx: &Context<'_>) -> Judged<Verdict> {
    let vpc = find::vpc(cx, &check.vpc)?;
    let instance = match find::instance(cx, &vpc, &check.instance) {
        Ok(instance) => instance,
        Err(verdict) => return forgotten(check, cx)?.ok_or(verdict),
    };
    let here = |verdict| about(verdict, cx, &check.instance, &instance);
    if !is_gone(&instance) {
        let verdict = here(Verdict::pass("instance-exists"));
        let named = [Some(instance.id.as_str()), instance.name.as_deref()];
        return Ok(if named.contains(&Some(cx.values.get(&check.instance))) {
            verdict
        } else {
            let label = super::label::instance_label(cx.facts, &instance.id);
            let advice = Finding::new("advice-instance-by-group").arg("instance", label);
            verdict.advise(advice.arg("name", cx.values.get(&check.instance)))
        });
    }
    let Some(key) = &check.image else {
        return Ok(here(Verdict::fail("instance-terminated")));
    };
    // It has served its purpose once its image is made. Whether it is, must have been seen.
    let (images, _) = cx.facts.images.get("ec2:DescribeImages")?;
    Ok(match made(cx, images, key) {
        Some(image) => here(Verdict::pass("instance-exists"))
            .advise(Finding::new("advice-instance-terminated").arg("id", &instance.id).arg("image", &image.id)),
        None => here(Verdict::fail("instance-terminated-before-image")).arg("image", cx.values.get(key)),
    })
}

/// The course's image, made or being made.
fn made<'a>(cx: &Context<'_>, images: &'a [Image], key: &str) -> Option<&'a Image> {
    let name = cx.values.get(key);
    let usable = |image: &&Image| matches!(image.state.as_str(), "available" | "pending");
    images.iter().filter(usable).find(|image| image.name.as_deref() == Some(name) || image.id == name)
}

/// AWS forgets a terminated instance after about an hour. The course's image still tells of it: it names a
/// source instance that is no more. Whether it does, must have been seen.
fn forgotten(check: &InstanceExists, cx: &Context<'_>) -> Judged<Option<Verdict>> {
    let name = cx.values.get(&check.instance);
    let (Some(key), Ok((instances, at))) = (&check.image, cx.facts.instances.get("ec2:DescribeInstances")) else {
        return Ok(None);
    };
    if name.is_empty() || instances.iter().any(|instance| instance.name.as_deref() == Some(name)) {
        return Ok(None);
    }
    let (images, _) = cx.facts.images.get("ec2:DescribeImages")?;
    let told = made(cx, images, key).and_then(|image| Some((image, image.source_instance_id.as_ref()?)));
    let is_gone = |(_, source): &(&Image, &String)| !instances.iter().any(|instance| instance.id == **source);
    Ok(told.filter(is_gone).map(|(image, source)| {
        let advice = Finding::new("advice-instance-terminated").arg("id", source).arg("image", &image.id);
        let fact = json!({ "image": image.id, "image_name": image.name, "state": "not listed any more" });
        let verdict = Verdict::pass(FORGOTTEN).arg("name", name).arg("id", source).arg("image", &image.id);
        verdict.evidence(source, at, fact).advise(advice)
    }))
}

/// The finding of an instance that AWS has forgotten and whose image is made.
const FORGOTTEN: &str = "instance-forgotten";

impl Proof for InstanceStopped {
    fn wants(&self, _: &Values) -> Vec<Want> {
        vec![Want::Vpcs, Want::Instances]
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.vpc, &self.instance]
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        instance_stopped(self, cx)
    }
}

fn instance_stopped(check: &InstanceStopped, cx: &Context<'_>) -> Judged<Verdict> {
    let vpc = find::vpc(cx, &check.vpc)?;
    let name = cx.values.get(&check.instance);
    let tells_of_it =
        |verdict: &&Verdict| verdict.finding.id == FORGOTTEN && verdict.finding.args.get("name") == Some(&name.into());
    if let Some(earlier) = cx.earlier.values().find(tells_of_it) {
        let mut verdict = Verdict::pass("instance-stopped-for-good").arg("state", "terminated");
        verdict.finding.args.extend(earlier.finding.args.clone());
        verdict.evidence.clone_from(&earlier.evidence);
        return Ok(verdict);
    }
    let instance = find::instance(cx, &vpc, &check.instance)?;
    let verdict = match instance.state.as_str() {
        "stopped" => Verdict::pass("instance-stopped"),
        "stopping" => Verdict::waiting("instance-stopping"),
        "running" => Verdict::fail("instance-running"),
        "pending" => Verdict::fail("instance-starting"),
        "terminated" | "shutting-down" => Verdict::pass("instance-stopped-for-good")
            .advise(Finding::new("advice-instance-terminated-not-stopped").arg("id", &instance.id)),
        _ => Verdict::inconclusive("instance-state-unknown"),
    };
    Ok(about(verdict, cx, &check.instance, &instance))
}

impl Proof for ImageAvailable {
    fn wants(&self, _: &Values) -> Vec<Want> {
        let mut wants = vec![Want::Images];
        wants.extend(self.source.as_ref().map(|_| Want::Instances));
        wants
    }

    fn provides(&self) -> Vec<&str> {
        vec![&self.image]
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        image_available(self, cx)
    }
}

fn image_available(check: &ImageAvailable, cx: &Context<'_>) -> Judged<Verdict> {
    let image = find::image(cx, &check.image)?;
    let reason = image.state_reason.as_deref().unwrap_or("-");
    let verdict = match image.state.as_str() {
        "available" => Verdict::pass("image-available"),
        "pending" | "transient" => Verdict::waiting("image-pending"),
        "failed" | "error" | "invalid" => Verdict::fail("image-failed").arg("reason", reason),
        _ => Verdict::inconclusive("image-state-unknown"),
    };
    let fact = json!({
        "name": image.name,
        "state": image.state,
        "state_reason": image.state_reason,
        "source_instance": image.source_instance_id,
        "created_at": image.created_at,
    });
    let verdict = verdict
        .arg("name", cx.values.get(&check.image))
        .arg("id", image.id.as_str())
        .arg("state", image.state.as_str())
        .evidence(&image.id, image.at, fact);
    Ok(with_advice(check, cx, &image, verdict))
}

fn with_advice(check: &ImageAvailable, cx: &Context<'_>, image: &Image, mut verdict: Verdict) -> Verdict {
    let description = image.description.as_deref().unwrap_or_default();
    if let Some(wanted) = check.description.as_deref().filter(|wanted| *wanted != description) {
        let advice = Finding::new("advice-description-differs").arg("expected", wanted).arg("actual", description);
        verdict = verdict.advise(advice);
    }
    let (Some(key), Some(source)) = (&check.source, &image.source_instance_id) else { return verdict };
    let name = cx.values.get(key);
    let Some(instances) = cx.facts.instances.value() else { return verdict };
    let made_from = instances.iter().find(|instance| instance.id == *source);
    if name == source || made_from.is_some_and(|instance| instance.name.as_deref() == Some(name)) {
        return verdict;
    }
    // Nobody lists it any more: whose name it had cannot be told.
    let id = if made_from.is_some() { "advice-image-source" } else { "advice-image-source-gone" };
    let label = match made_from.and_then(|instance| instance.name.as_deref()) {
        Some(other) => format!("{other} ({source})"),
        None => source.clone(),
    };
    verdict.advise(Finding::new(id).arg("source", label).arg("expected", name))
}

#[cfg(test)]
#[path = "compute_tests.rs"]
mod tests;
