//! Instances, images and snapshots.

use aws_sdk_ec2::types as sdk;

use super::asker::{Asker, Malformed};
use super::convert::{address, all, need_text, tag, time, time_text};
use super::network::by_id;
use crate::facts::Section;
use crate::facts::compute::{Image, Instance, Snapshot};
use crate::facts::operations::{DESCRIBE_IMAGES, DESCRIBE_INSTANCES, DESCRIBE_SNAPSHOTS};

const MOST_PAGES: usize = 100;

impl Asker<'_> {
    pub(super) async fn instances(&self) -> Section<Vec<Instance>> {
        let section = self.pages(
            DESCRIBE_INSTANCES,
            MOST_PAGES,
            |token, follow| {
                let call = self.clients.ec2.describe_instances().max_results(1000).set_next_token(token);
                call.customize().interceptor(follow).send()
            },
            |page| {
                let reservations = page.reservations.unwrap_or_default();
                let items = reservations.into_iter().flat_map(|each| each.instances.unwrap_or_default());
                Ok((items.map(instance).collect::<Result<_, _>>()?, page.next_token))
            },
        );
        by_id(section.await, |instance| instance.id.clone())
    }

    /// Images owned by the account, disabled ones included: their snapshots still cost.
    pub(super) async fn images(&self) -> Section<Vec<Image>> {
        let section = self.pages(
            DESCRIBE_IMAGES,
            MOST_PAGES,
            |token, follow| {
                let call = self.clients.ec2.describe_images().owners("self").include_disabled(true).max_results(1000);
                call.set_next_token(token).customize().interceptor(follow).send()
            },
            |page| Ok((all(page.images, image)?, page.next_token)),
        );
        by_id(section.await, |image| image.id.clone())
    }

    pub(super) async fn snapshots(&self) -> Section<Vec<Snapshot>> {
        let section = self.pages(
            DESCRIBE_SNAPSHOTS,
            MOST_PAGES,
            |token, follow| {
                let call = self.clients.ec2.describe_snapshots().owner_ids("self").max_results(1000);
                call.set_next_token(token).customize().interceptor(follow).send()
            },
            |page| Ok((all(page.snapshots, snapshot)?, page.next_token)),
        );
        by_id(section.await, |snapshot| snapshot.id.clone())
    }
}

fn instance(item: sdk::Instance) -> Result<Instance, Malformed> {
    let mut group_ids: Vec<String> =
        item.security_groups.unwrap_or_default().into_iter().filter_map(|g| g.group_id).collect();
    for interface in item.network_interfaces.unwrap_or_default() {
        group_ids.extend(interface.groups.unwrap_or_default().into_iter().filter_map(|group| group.group_id));
    }
    group_ids.sort_unstable();
    group_ids.dedup();
    let state = item.state.and_then(|state| state.name).map(|name| name.as_str().to_owned());
    Ok(Instance {
        id: need_text(item.instance_id)?,
        name: tag(item.tags.as_deref(), "Name"),
        state: need_text(state)?,
        vpc_id: item.vpc_id.filter(|id| !id.is_empty()),
        subnet_id: item.subnet_id.filter(|id| !id.is_empty()),
        availability_zone: item.placement.and_then(|placement| placement.availability_zone),
        image_id: item.image_id,
        instance_type: item.instance_type.map(|kind| kind.as_str().to_owned()),
        private_ip: address(item.private_ip_address)?,
        public_ip: address(item.public_ip_address)?,
        group_ids,
        instance_profile: item.iam_instance_profile.and_then(|profile| profile.arn),
        auto_scaling_group: tag(item.tags.as_deref(), "aws:autoscaling:groupName"),
        launched_at: time(item.launch_time),
    })
}

fn image(item: sdk::Image) -> Result<Image, Malformed> {
    let mappings = item.block_device_mappings.unwrap_or_default();
    let snapshot_ids = mappings.into_iter().filter_map(|mapping| mapping.ebs).filter_map(|disk| disk.snapshot_id);
    Ok(Image {
        id: need_text(item.image_id)?,
        name: item.name,
        description: item.description,
        state: need_text(item.state.map(|state| state.as_str().to_owned()))?,
        state_reason: item.state_reason.and_then(|reason| reason.code),
        source_instance_id: item.source_instance_id.filter(|id| !id.is_empty()),
        snapshot_ids: snapshot_ids.collect(),
        created_at: time_text(item.creation_date),
        deregistration_protected: item.deregistration_protection.is_some_and(|how| how.starts_with("enabled")),
    })
}

fn snapshot(item: sdk::Snapshot) -> Result<Snapshot, Malformed> {
    Ok(Snapshot {
        id: need_text(item.snapshot_id)?,
        description: item.description.filter(|text| !text.is_empty()),
        volume_size_gib: item.volume_size,
        started_at: time(item.start_time),
    })
}
