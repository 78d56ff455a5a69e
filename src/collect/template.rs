//! Launch templates, with their user data reduced to findings and dropped.

use aws_sdk_ec2::types as sdk;
use jiff::Timestamp;

use super::asker::{Asker, Malformed};
use super::convert::{all, need, need_text};
use super::network::by_id;
use super::user_data::findings;
use crate::facts::compute::{LaunchTemplate, LaunchTemplateName, LaunchTemplateVersion};
use crate::facts::operations::{DESCRIBE_LAUNCH_TEMPLATE_VERSIONS, DESCRIBE_LAUNCH_TEMPLATES};

use crate::facts::Section;

/// What EC2 answers where there is no such template.
/// Source: the error codes of the EC2 API (client errors).
const NOT_FOUND: &[&str] = &[
    "InvalidLaunchTemplateName.NotFoundException",
    "InvalidLaunchTemplateName.NotFound",
    "InvalidLaunchTemplateId.NotFoundException",
    "InvalidLaunchTemplateId.NotFound",
];

/// Two hundred templates a page.
const MOST_PAGES: usize = 50;

/// What to look for in user data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct LookFor {
    pub(super) start_patterns: Vec<String>,
    pub(super) mentions: Vec<String>,
}

impl Asker<'_> {
    /// The latest and the default version of a template, by its name or id, in one call.
    pub(super) async fn launch_template(&self, name: &str, look_for: &LookFor) -> Section<Option<LaunchTemplate>> {
        let asked = self.ask(DESCRIBE_LAUNCH_TEMPLATE_VERSIONS, |follow| {
            let call = self.clients.ec2.describe_launch_template_versions();
            let call = if is_id(name) { call.launch_template_id(name) } else { call.launch_template_name(name) };
            call.versions("$Latest").versions("$Default").customize().interceptor(follow).send()
        });
        match asked.await {
            Ok((answer, at)) => {
                let versions = answer.launch_template_versions.unwrap_or_default();
                match template(versions, look_for) {
                    Ok(template) => Section::seen(at, Some(template)),
                    Err(Malformed) => Section::Gap { gap: self.malformed(&DESCRIBE_LAUNCH_TEMPLATE_VERSIONS) },
                }
            }
            Err(gap) if gap.code.as_deref().is_some_and(|code| NOT_FOUND.contains(&code)) => {
                Section::seen(self.tally.now(self.clock), None)
            }
            Err(gap) => Section::Gap { gap },
        }
    }

    /// The latest and the default versions of all templates; `None` where they cannot be had at once.
    pub(super) async fn all_launch_template_versions(&self) -> Option<AllVersions> {
        let asked = self.try_pages(
            DESCRIBE_LAUNCH_TEMPLATE_VERSIONS,
            MOST_PAGES,
            |token, follow| {
                let call =
                    self.clients.ec2.describe_launch_template_versions().versions("$Latest").versions("$Default");
                call.max_results(200).set_next_token(token).customize().interceptor(follow).send()
            },
            |page| Ok((page.launch_template_versions.unwrap_or_default(), page.next_token)),
        );
        let (at, versions) = asked.await.ok()?;
        Some(AllVersions { at, versions })
    }

    /// The names of all templates, for when one is not there: which one was meant?
    pub(super) async fn launch_template_names(&self) -> Section<Vec<LaunchTemplateName>> {
        let section = self.pages(
            DESCRIBE_LAUNCH_TEMPLATES,
            MOST_PAGES,
            |token, follow| {
                let call = self.clients.ec2.describe_launch_templates().max_results(200).set_next_token(token);
                call.customize().interceptor(follow).send()
            },
            |page| Ok((all(page.launch_templates, named)?, page.next_token)),
        );
        by_id(section.await, |template| template.id.clone())
    }
}

/// The latest and the default versions of all launch templates, at this time. Held no longer than an observation:
/// there is user data in them.
pub(super) struct AllVersions {
    at: Timestamp,
    versions: Vec<sdk::LaunchTemplateVersion>,
}

impl AllVersions {
    /// The template of this id; `None` where it is not among them, or not to be relied on.
    pub(super) fn template(&self, id: &str, look_for: &LookFor) -> Option<Section<Option<LaunchTemplate>>> {
        let own = self.versions.iter().filter(|one| one.launch_template_id.as_deref() == Some(id));
        let found = template(own.cloned().collect(), look_for).ok()?;
        Some(Section::seen(self.at, Some(found)))
    }
}

fn named(item: sdk::LaunchTemplate) -> Result<LaunchTemplateName, Malformed> {
    Ok(LaunchTemplateName { id: need_text(item.launch_template_id)?, name: need_text(item.launch_template_name)? })
}

/// `lt-` and hexadecimal digits: how a learner says which template is meant, whatever its name.
pub(super) fn is_id(name: &str) -> bool {
    name.strip_prefix("lt-").is_some_and(|id| id.len() >= 8 && id.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// A template without any version does not exist in AWS, so an empty answer is no template to rely on.
fn template(versions: Vec<sdk::LaunchTemplateVersion>, look_for: &LookFor) -> Result<LaunchTemplate, Malformed> {
    let first = versions.first().ok_or(Malformed)?;
    let (id, name) = (first.launch_template_id.clone(), first.launch_template_name.clone());
    let mut default = None;
    let mut latest: Option<LaunchTemplateVersion> = None;
    for item in versions {
        let is_default = item.default_version == Some(true);
        let found = version(item, look_for)?;
        if is_default {
            default = Some(found.clone());
        }
        if latest.as_ref().is_none_or(|latest| latest.number < found.number) {
            latest = Some(found);
        }
    }
    Ok(LaunchTemplate { id: need_text(id)?, name: need_text(name)?, latest: need(latest)?, default })
}

fn version(item: sdk::LaunchTemplateVersion, look_for: &LookFor) -> Result<LaunchTemplateVersion, Malformed> {
    let data = need(item.launch_template_data)?;
    let mut group_ids = data.security_group_ids.unwrap_or_default();
    for interface in data.network_interfaces.unwrap_or_default() {
        for group in interface.groups.unwrap_or_default() {
            if !group_ids.contains(&group) {
                group_ids.push(group);
            }
        }
    }
    group_ids.sort_unstable();
    group_ids.dedup();
    let tags = data.tag_specifications.unwrap_or_default().into_iter();
    let instance_tags = tags.filter(|spec| spec.resource_type == Some(sdk::ResourceType::Instance));
    let instance_tags = instance_tags.flat_map(|spec| spec.tags.unwrap_or_default());
    Ok(LaunchTemplateVersion {
        number: need(item.version_number)?,
        description: item.version_description.filter(|text| !text.is_empty()),
        image_id: data.image_id,
        instance_type: data.instance_type.map(|kind| kind.as_str().to_owned()),
        key_name: data.key_name.filter(|name| !name.is_empty()),
        group_ids,
        group_names: data.security_groups.unwrap_or_default(),
        instance_tags: instance_tags.filter_map(|tag| Some((tag.key?, tag.value.unwrap_or_default()))).collect(),
        instance_profile: data.iam_instance_profile.and_then(|p| p.arn.or(p.name)).filter(|name| !name.is_empty()),
        user_data: data.user_data.filter(|text| !text.is_empty()).map(|text| findings(&text, look_for)),
        termination_protected: data.disable_api_termination.unwrap_or_default(),
    })
}
