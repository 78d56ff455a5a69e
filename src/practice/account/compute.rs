//! Instances and what they are made from: images, snapshots, volumes, key pairs.

use std::net::Ipv4Addr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Disk, Process, Tags};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Instance {
    pub(crate) id: String,
    pub(crate) reservation_id: String,
    pub(crate) image_id: String,
    pub(crate) instance_type: String,
    pub(crate) vpc_id: String,
    pub(crate) subnet_id: String,
    pub(crate) zone: String,
    /// Network interfaces by device index; security groups are theirs.
    pub(crate) interfaces: Vec<String>,
    pub(crate) private_ip: Ipv4Addr,
    /// Whether it gets a public address at every start: decided at launch, by the request or the subnet.
    #[serde(default)]
    pub(crate) public_address: bool,
    pub(crate) key_name: Option<String>,
    /// The instance profile's ARN and the association's id.
    pub(crate) profile: Option<ProfileAssociation>,
    /// Base64, as it was sent.
    pub(crate) user_data: Option<String>,
    pub(crate) volumes: Vec<String>,
    pub(crate) state: InstanceState,
    /// When `Pending`, `Stopping` or `ShuttingDown` ends; for `Terminated`, when EC2 forgets the instance.
    pub(crate) until: Option<Timestamp>,
    /// `StateTransitionReason`, e.g. `User initiated (2026-11-22 01:02:03 GMT)`.
    pub(crate) transition_reason: String,
    pub(crate) launched: Timestamp,
    /// `AmiLaunchIndex` within its reservation.
    pub(crate) launch_index: i32,
    pub(crate) client_token: Option<String>,
    pub(crate) termination_protection: bool,
    pub(crate) monitoring: bool,
    /// Launch template id and version number that it was launched from.
    pub(crate) launch_template: Option<(String, u64)>,
    /// The Auto Scaling group that launched it or to which it was attached.
    pub(crate) auto_scaling_group: Option<String>,
    /// What its disk holds; goes into an image made from it.
    pub(crate) disk: Disk,
    /// Whether user data has run: it does so once, at the first boot.
    pub(crate) first_boot_done: bool,
    /// What its operating system does next while it boots.
    #[serde(default)]
    pub(crate) boot: Option<Boot>,
    /// What runs now. Empty while it is not running.
    pub(crate) process: Option<Process>,
    /// Lines of the system log, newest last, bounded.
    pub(crate) console: Vec<String>,
    /// Everything else that the caller gave and that only is shown again (`MetadataOptions`, …), API names.
    pub(crate) shown: serde_json::Map<String, serde_json::Value>,
    pub(crate) tags: Tags,
}

/// A step of an operating system's start, and when it is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Boot {
    /// Services start by themselves, and at the first boot user data begins.
    Services(Timestamp),
    /// User data has come to its end (or to the line that fails).
    UserDataEnds(Timestamp),
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ProfileAssociation {
    pub(crate) association_id: String,
    pub(crate) arn: String,
    pub(crate) id: String,
    pub(crate) since: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum InstanceState {
    Pending,
    Running,
    Stopping,
    Stopped,
    ShuttingDown,
    Terminated,
}

impl InstanceState {
    /// `InstanceState.Code` and `.Name` as the API gives them.
    pub(crate) const fn code_and_name(self) -> (i32, &'static str) {
        match self {
            Self::Pending => (0, "pending"),
            Self::Running => (16, "running"),
            Self::ShuttingDown => (32, "shutting-down"),
            Self::Terminated => (48, "terminated"),
            Self::Stopping => (64, "stopping"),
            Self::Stopped => (80, "stopped"),
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Image {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) description: String,
    /// The account that owns it; `amazon` images carry their alias too.
    pub(crate) owner_id: String,
    pub(crate) owner_alias: Option<String>,
    pub(crate) public: bool,
    /// Until when it is `pending`; `None` once `available`.
    pub(crate) pending_until: Option<Timestamp>,
    pub(crate) created: Timestamp,
    pub(crate) source_instance: Option<String>,
    pub(crate) source_image: Option<String>,
    /// Snapshot of the root device.
    pub(crate) snapshots: Vec<String>,
    pub(crate) architecture: String,
    /// `/dev/xvda` or `/dev/sda1`, and its size.
    pub(crate) root_device: String,
    pub(crate) root_gib: i32,
    /// `uefi`, `uefi-preferred`; none where the instance type decides.
    #[serde(default)]
    pub(crate) boot_mode: Option<String>,
    /// Accounts that may launch it besides its owner.
    #[serde(default)]
    pub(crate) shared_with: Vec<String>,
    pub(crate) disk: Disk,
    pub(crate) tags: Tags,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Snapshot {
    pub(crate) id: String,
    pub(crate) volume_id: String,
    pub(crate) size_gib: i32,
    pub(crate) started: Timestamp,
    pub(crate) pending_until: Option<Timestamp>,
    pub(crate) description: String,
    pub(crate) tags: Tags,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Volume {
    pub(crate) id: String,
    pub(crate) zone: String,
    pub(crate) size_gib: i32,
    pub(crate) kind: String,
    pub(crate) created: Timestamp,
    pub(crate) snapshot_id: Option<String>,
    pub(crate) attachment: Option<VolumeAttachment>,
    pub(crate) tags: Tags,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct VolumeAttachment {
    pub(crate) instance_id: String,
    pub(crate) device: String,
    pub(crate) delete_on_termination: bool,
    pub(crate) since: Timestamp,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct KeyPair {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) fingerprint: String,
    pub(crate) kind: String,
    pub(crate) created: Timestamp,
    pub(crate) tags: Tags,
}
