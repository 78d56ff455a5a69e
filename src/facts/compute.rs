//! Instances, images, snapshots and launch templates.

use std::net::IpAddr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instance {
    pub id: String,
    pub name: Option<String>,
    /// `pending`, `running`, `shutting-down`, `terminated`, `stopping` or `stopped`.
    pub state: String,
    pub vpc_id: Option<String>,
    pub subnet_id: Option<String>,
    pub availability_zone: Option<String>,
    pub image_id: Option<String>,
    pub instance_type: Option<String>,
    pub private_ip: Option<IpAddr>,
    pub public_ip: Option<IpAddr>,
    /// Union over all network interfaces.
    pub group_ids: Vec<String>,
    /// Name or ARN of the instance profile.
    pub instance_profile: Option<String>,
    /// Tag `aws:autoscaling:groupName`.
    pub auto_scaling_group: Option<String>,
    pub launched_at: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    pub id: String,
    pub name: Option<String>,
    pub description: Option<String>,
    /// `pending`, `available`, `invalid`, `deregistered`, `transient`, `failed` or `error`.
    pub state: String,
    pub state_reason: Option<String>,
    /// The instance it was made from, where AWS says so.
    pub source_instance_id: Option<String>,
    pub snapshot_ids: Vec<String>,
    pub created_at: Option<Timestamp>,
    /// AWS refuses to deregister it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deregistration_protected: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    pub id: String,
    pub description: Option<String>,
    pub volume_size_gib: Option<i32>,
    pub started_at: Option<Timestamp>,
}

/// A launch template: its latest and its default version (which may be the same).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaunchTemplate {
    pub id: String,
    pub name: String,
    pub latest: LaunchTemplateVersion,
    pub default: Option<LaunchTemplateVersion>,
}

/// A launch template by its names alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaunchTemplateName {
    pub id: String,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaunchTemplateVersion {
    pub number: i64,
    pub description: Option<String>,
    pub image_id: Option<String>,
    pub instance_type: Option<String>,
    pub key_name: Option<String>,
    /// Group ids at the top level and in all network interfaces, without duplicates.
    pub group_ids: Vec<String>,
    /// Group *names* at the top level (`SecurityGroups`), which name groups of the default VPC.
    pub group_names: Vec<String>,
    /// Tags for `instance` resources, as key and value.
    pub instance_tags: Vec<(String, String)>,
    /// The instance profile by name or ARN, as the template has it.
    pub instance_profile: Option<String>,
    /// `None`: no user data.
    pub user_data: Option<UserDataFindings>,
    /// AWS refuses to terminate what is launched from it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub termination_protected: bool,
}

/// What was found in user data. The text itself is dropped as soon as it has been read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "independent findings of one text")]
pub struct UserDataFindings {
    /// It is base64 of readable text.
    pub readable: bool,
    /// It begins with `#!` or is a cloud-config / MIME document, so that cloud-init runs it.
    pub runnable: bool,
    /// A Secrets Manager secret ARN with a 12-digit account, in an uncommented line.
    pub secret_arn: bool,
    /// Placeholders that were left in uncommented lines (`xxxx…`, `<…>`), by the *kind* found, never
    /// by the text: `x-run`, `angle-brackets`.
    pub placeholders: Vec<String>,
    /// For each start pattern that the course asks for: found in an uncommented line.
    pub start_patterns: Vec<(String, bool)>,
    /// `export HOME=` (or `HOME=`) before the start command.
    pub sets_home: bool,
    /// For each text that a course's values name (`app_source`): it occurs.
    pub mentions: Vec<(String, bool)>,
}
