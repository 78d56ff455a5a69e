//! Launch templates: that one exists, and what its **latest** version says.
//!
//! User data is judged apart, in `user_data`. Every kind judges the latest version; where the default
//! version would be right and the latest is not, advice says so beside what is wrong.

use serde_json::{Value, json};

use super::find::{self, Found};
use super::label::group_label;
use super::proof::{Context, Judged, Proof};
use super::verdict::{Arg, Finding, Status, Verdict};
use crate::course::Values;
use crate::course::kinds::{
    LaunchTemplateExists, LaunchTemplateGroups, LaunchTemplateImage, LaunchTemplateInstanceType, LaunchTemplateNoKey,
    LaunchTemplateProfile, LaunchTemplateTag,
};
use crate::facts::compute::{LaunchTemplate, LaunchTemplateVersion as Version};
use crate::facts::want::Want;

/// The template with these texts looked for in its user data.
pub(super) fn want(values: &Values, key: &str, start_patterns: Vec<String>, mentions: Vec<String>) -> Vec<Want> {
    match values.get(key) {
        "" => Vec::new(),
        name => vec![Want::LaunchTemplate { name: name.to_owned(), start_patterns, mentions }],
    }
}

fn want_template(values: &Values, key: &str) -> Vec<Want> {
    want(values, key, Vec::new(), Vec::new())
}

/// Judges the latest version; where only the default one is right, advice says so. `aspect` is the message
/// that names what is judged, `fact` what the version says about it.
pub(super) fn on_latest(
    template: &Found<'_, LaunchTemplate>,
    aspect: &'static str,
    judge: impl Fn(&Version) -> Verdict,
    fact: impl Fn(&Version) -> Value,
) -> Verdict {
    let latest = &template.latest;
    let older = template.default.as_ref().filter(|default| default.number != latest.number);
    let mut verdict = judge(latest);
    if verdict.status == Status::Fail
        && let Some(default) = older.filter(|default| judge(default).status == Status::Pass)
    {
        let advice = Finding::new("advice-launch-template-only-default-right")
            .arg("aspect", Arg::Message(aspect.to_owned()))
            .arg("default", default.number)
            .arg("version", latest.number);
        verdict = verdict.advise(advice);
    }
    verdict.arg("template", template.name.as_str()).arg("version", latest.number).evidence(
        &template.id,
        template.at,
        json!({ "version": latest.number, "found": fact(latest) }),
    )
}

impl Proof for LaunchTemplateExists {
    fn wants(&self, values: &Values) -> Vec<Want> {
        want_template(values, &self.template)
    }

    fn provides(&self) -> Vec<&str> {
        vec![&self.template]
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        Ok(exists(self, &find::launch_template(cx, &self.template)?))
    }
}

fn exists(check: &LaunchTemplateExists, template: &Found<'_, LaunchTemplate>) -> Verdict {
    let latest = &template.latest;
    let default = template.default.as_ref().map(|default| default.number);
    let fact = json!({
        "name": template.name,
        "latest_version": latest.number,
        "default_version": default,
        "version_description": latest.description,
    });
    let mut verdict = Verdict::pass("launch-template-exists")
        .arg("name", template.name.as_str())
        .arg("id", template.id.as_str())
        .arg("version", latest.number)
        .evidence(&template.id, template.at, fact);
    let description = latest.description.as_deref().unwrap_or_default();
    if let Some(wanted) = check.version_description.as_deref().filter(|wanted| *wanted != description) {
        let advice = Finding::new("advice-description-differs").arg("expected", wanted).arg("actual", description);
        verdict = verdict.advise(advice);
    }
    match default.filter(|number| *number != latest.number) {
        Some(number) => verdict
            .advise(Finding::new("advice-default-version-differs").arg("default", number).arg("latest", latest.number)),
        None => verdict,
    }
}

impl Proof for LaunchTemplateImage {
    fn wants(&self, values: &Values) -> Vec<Want> {
        let mut wants = want_template(values, &self.template);
        wants.push(Want::Images);
        wants
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.template, &self.image]
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        image(self, cx)
    }
}

fn image(check: &LaunchTemplateImage, cx: &Context<'_>) -> Judged<Verdict> {
    let template = find::launch_template(cx, &check.template)?;
    let wanted = find::image(cx, &check.image)?;
    let owned = cx.facts.images.value().map_or(&[][..], Vec::as_slice);
    let judge = |version: &Version| {
        let verdict = match version.image_id.as_deref() {
            None => Verdict::fail("launch-template-image-none"),
            Some(id) if id == wanted.id => Verdict::pass("launch-template-image-right"),
            // What the parameter holds is not asked: it would take another permission.
            Some(id) if id.starts_with("resolve:ssm:") => {
                Verdict::inconclusive("launch-template-image-ssm").arg("actual", id)
            }
            Some(id) => match owned.iter().find(|image| image.id == id).and_then(|image| image.name.as_deref()) {
                Some(name) => Verdict::fail("launch-template-image-other").arg("actual", format!("{name} ({id})")),
                None => Verdict::fail("launch-template-image-foreign").arg("actual", id),
            },
        };
        verdict.arg("image", cx.values.get(&check.image)).arg("image_id", wanted.id.as_str())
    };
    let fact = |version: &Version| json!({ "image_id": version.image_id });
    let verdict = on_latest(&template, "template-aspect-image", judge, fact);
    Ok(verdict.evidence(&wanted.id, wanted.at, json!({ "name": wanted.name, "state": wanted.state })))
}

impl Proof for LaunchTemplateInstanceType {
    fn wants(&self, values: &Values) -> Vec<Want> {
        want_template(values, &self.template)
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.template]
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let template = find::launch_template(cx, &self.template)?;
        let judge = |version: &Version| {
            let verdict = match version.instance_type.as_deref() {
                None => Verdict::fail("launch-template-type-none"),
                Some(actual) if actual == self.instance_type => Verdict::pass("launch-template-type-right"),
                Some(actual) => Verdict::fail("launch-template-type-other").arg("actual", actual),
            };
            verdict.arg("type", self.instance_type.as_str())
        };
        let fact = |version: &Version| json!({ "instance_type": version.instance_type });
        Ok(on_latest(&template, "template-aspect-type", judge, fact))
    }
}

impl Proof for LaunchTemplateNoKey {
    fn wants(&self, values: &Values) -> Vec<Want> {
        want_template(values, &self.template)
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.template]
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let template = find::launch_template(cx, &self.template)?;
        let judge = |version: &Version| match version.key_name.as_deref() {
            None => Verdict::pass("launch-template-no-key"),
            Some(name) => Verdict::fail("launch-template-key").arg("actual", name),
        };
        let fact = |version: &Version| json!({ "key_name": version.key_name });
        Ok(on_latest(&template, "template-aspect-key", judge, fact))
    }
}

impl Proof for LaunchTemplateTag {
    fn wants(&self, values: &Values) -> Vec<Want> {
        want_template(values, &self.template)
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.template]
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        tag(self, cx)
    }
}

fn tag(check: &LaunchTemplateTag, cx: &Context<'_>) -> Judged<Verdict> {
    let template = find::launch_template(cx, &check.template)?;
    let wanted = find::wanted(cx, &check.value)?;
    let judge = |version: &Version| {
        let tags = &version.instance_tags;
        let exact = tags.iter().find(|(key, _)| *key == check.key);
        let verdict = match (exact, tags.iter().find(|(key, _)| key.eq_ignore_ascii_case(&check.key))) {
            (Some((_, value)), _) if value == wanted => Verdict::pass("launch-template-tag-right"),
            (Some((_, value)), _) => Verdict::fail("launch-template-tag-other").arg("actual", value),
            // Tag keys are case-sensitive: `name` is not what the console shows.
            (None, Some((key, _))) => Verdict::fail("launch-template-tag-key-case").arg("actual", key),
            (None, None) => Verdict::fail("launch-template-tag-missing"),
        };
        verdict.arg("key", check.key.as_str()).arg("value", wanted)
    };
    let fact = |version: &Version| {
        let found = version.instance_tags.iter().filter(|(key, _)| key.eq_ignore_ascii_case(&check.key));
        json!({ "instance_tags": found.collect::<Vec<_>>() })
    };
    Ok(on_latest(&template, "template-aspect-tag", judge, fact))
}

impl Proof for LaunchTemplateProfile {
    fn wants(&self, values: &Values) -> Vec<Want> {
        want_template(values, &self.template)
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.template]
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        profile(self, cx)
    }
}

/// The name at the end of an instance profile's ARN (which may hold a path), or the name itself.
fn profile_name(profile: &str) -> &str {
    if profile.starts_with("arn:") { profile.rsplit('/').next().unwrap_or(profile) } else { profile }
}

fn profile(check: &LaunchTemplateProfile, cx: &Context<'_>) -> Judged<Verdict> {
    let template = find::launch_template(cx, &check.template)?;
    let wanted = profile_name(find::wanted(cx, &check.profile)?);
    let accepted = |name: &str| name == wanted || check.also.iter().any(|also| also == name);
    let judge = |version: &Version| {
        let verdict = match version.instance_profile.as_deref() {
            None => Verdict::fail("launch-template-profile-none"),
            Some(arn) if arn.starts_with("arn:") && !arn.contains(":instance-profile/") => {
                Verdict::fail("launch-template-profile-not-a-profile").arg("actual", arn)
            }
            Some(given) if accepted(profile_name(given)) => {
                Verdict::pass("launch-template-profile-right").arg("actual", profile_name(given))
            }
            Some(given) => Verdict::fail("launch-template-profile-other").arg("actual", profile_name(given)),
        };
        let accepted = std::iter::once(wanted).chain(check.also.iter().map(String::as_str)).map(str::to_owned);
        verdict.arg("profile", wanted).arg("accepted", accepted.collect::<Vec<_>>())
    };
    let fact = |version: &Version| json!({ "instance_profile": version.instance_profile });
    Ok(on_latest(&template, "template-aspect-profile", judge, fact))
}

impl Proof for LaunchTemplateGroups {
    fn wants(&self, values: &Values) -> Vec<Want> {
        let mut wants = want_template(values, &self.template);
        wants.extend([Want::Vpcs, Want::SecurityGroups]);
        wants
    }

    fn uses(&self) -> Vec<&str> {
        let own = [self.vpc.as_str(), &self.template];
        own.into_iter().chain(self.groups.iter().map(String::as_str)).collect()
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        groups(self, cx)
    }
}

/// The ids of the version's groups; names that name no group of the default VPC stay as they are.
fn group_ids(cx: &Context<'_>, version: &Version) -> Vec<String> {
    let default_vpc = cx.facts.vpcs.value().and_then(|vpcs| vpcs.iter().find(|vpc| vpc.is_default));
    let all = cx.facts.security_groups.value().map_or(&[][..], Vec::as_slice);
    let by_name = |name: &String| {
        let vpc = default_vpc?;
        all.iter().find(|group| group.name == *name && group.vpc_id.as_ref() == Some(&vpc.id))
    };
    let named = version.group_names.iter().map(|name| by_name(name).map_or_else(|| name.clone(), |g| g.id.clone()));
    let mut ids: Vec<String> = version.group_ids.iter().cloned().chain(named).collect();
    ids.sort();
    ids.dedup();
    ids
}

fn groups(check: &LaunchTemplateGroups, cx: &Context<'_>) -> Judged<Verdict> {
    let vpc = find::vpc(cx, &check.vpc)?;
    let template = find::launch_template(cx, &check.template)?;
    let mut wanted: Vec<String> = Vec::new();
    for key in &check.groups {
        wanted.push(find::security_group(cx, &vpc, key)?.id.clone());
    }
    let label = |id: &String| group_label(cx.facts, id);
    let name_of = |id: &str| {
        let all = cx.facts.security_groups.value()?;
        all.iter().find(|group| group.id == id).map(|group| group.name.clone())
    };
    let judge = |version: &Version| {
        let actual = group_ids(cx, version);
        let missing: Vec<&String> = wanted.iter().filter(|id| !actual.contains(id)).collect();
        let extra: Vec<&String> = actual.iter().filter(|id| !wanted.contains(id)).collect();
        let is_twin = |id: &&&String| missing.iter().any(|wanted| name_of(wanted) == name_of(id));
        let verdict = match (missing.is_empty(), extra.is_empty()) {
            (true, true) => Verdict::pass("launch-template-groups-right"),
            (false, _) if actual.is_empty() => Verdict::fail("launch-template-groups-none"),
            _ if extra.iter().any(|id| is_twin(&id)) => Verdict::fail("launch-template-groups-other-vpc"),
            (false, true) => Verdict::fail("launch-template-groups-missing"),
            (true, false) => Verdict::fail("launch-template-groups-extra"),
            (false, false) => Verdict::fail("launch-template-groups-differ"),
        };
        verdict
            .arg("wanted", wanted.iter().map(label).collect::<Vec<_>>())
            .arg("missing", missing.into_iter().map(label).collect::<Vec<_>>())
            .arg("extra", extra.into_iter().map(label).collect::<Vec<_>>())
            .arg("actual", actual.iter().map(label).collect::<Vec<_>>())
    };
    let fact = |version: &Version| json!({ "group_ids": version.group_ids, "group_names": version.group_names });
    Ok(on_latest(&template, "template-aspect-groups", judge, fact))
}

#[cfg(test)]
#[path = "launch_template_tests.rs"]
mod tests;
