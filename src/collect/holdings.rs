//! Volumes, Elastic IP addresses, NAT gateways and network interfaces: what a bill counts.

use std::net::IpAddr;

use aws_sdk_ec2::types as sdk;
use futures_util::future::FutureExt;
use futures_util::stream::FuturesUnordered;

use super::asker::{Asker, Malformed};
use super::convert::{address, all, need_text, tag, time};
use super::network::by_id;
use super::observe::{Fill, Question};
use crate::facts::holdings::{Address, NatGateway, NetworkInterface, Volume};
use crate::facts::operations::{
    DESCRIBE_ADDRESSES, DESCRIBE_NAT_GATEWAYS, DESCRIBE_NETWORK_INTERFACES, DESCRIBE_VOLUMES,
};
use crate::facts::want::{Want, Wants};
use crate::facts::{Facts, Section};

const MOST_PAGES: usize = 100;

/// The questions of this family that are wanted.
pub(super) fn questions<'a>(asker: &'a Asker<'a>, wants: &Wants, questions: &mut FuturesUnordered<Question<'a>>) {
    if wants.contains(&Want::Volumes) {
        questions.push(asker.volumes().map(|section| fill(|facts| facts.volumes = section)).boxed());
    }
    if wants.contains(&Want::Addresses) {
        questions.push(asker.addresses().map(|section| fill(|facts| facts.addresses = section)).boxed());
    }
    if wants.contains(&Want::NatGateways) {
        questions.push(asker.nat_gateways().map(|section| fill(|facts| facts.nat_gateways = section)).boxed());
    }
    if wants.contains(&Want::NetworkInterfaces) {
        let asked = asker.network_interfaces();
        questions.push(asked.map(|section| fill(|facts| facts.network_interfaces = section)).boxed());
    }
}

fn fill(fill: impl FnOnce(&mut Facts) + Send + 'static) -> Fill {
    Box::new(fill)
}

impl Asker<'_> {
    async fn volumes(&self) -> Section<Vec<Volume>> {
        let section = self.pages(
            DESCRIBE_VOLUMES,
            MOST_PAGES,
            |token, follow| {
                let call = self.clients.ec2.describe_volumes().max_results(1000).set_next_token(token);
                call.customize().interceptor(follow).send()
            },
            |page| Ok((all(page.volumes, volume)?, page.next_token)),
        );
        by_id(section.await, |volume| volume.id.clone())
    }

    async fn addresses(&self) -> Section<Vec<Address>> {
        let section = self.pages(
            DESCRIBE_ADDRESSES,
            1,
            // The one EC2 list that has no pages.
            |_, follow| self.clients.ec2.describe_addresses().customize().interceptor(follow).send(),
            |page| Ok((all(page.addresses, elastic)?, None)),
        );
        by_id(section.await, |address| address.id.clone())
    }

    async fn nat_gateways(&self) -> Section<Vec<NatGateway>> {
        let section = self.pages(
            DESCRIBE_NAT_GATEWAYS,
            MOST_PAGES,
            |token, follow| {
                let call = self.clients.ec2.describe_nat_gateways().max_results(1000).set_next_token(token);
                call.customize().interceptor(follow).send()
            },
            |page| Ok((all(page.nat_gateways, nat_gateway)?, page.next_token)),
        );
        by_id(section.await, |gateway| gateway.id.clone())
    }

    async fn network_interfaces(&self) -> Section<Vec<NetworkInterface>> {
        let section = self.pages(
            DESCRIBE_NETWORK_INTERFACES,
            MOST_PAGES,
            |token, follow| {
                let call = self.clients.ec2.describe_network_interfaces().max_results(1000).set_next_token(token);
                call.customize().interceptor(follow).send()
            },
            |page| Ok((all(page.network_interfaces, interface)?, page.next_token)),
        );
        by_id(section.await, |interface| interface.id.clone())
    }
}

fn volume(item: sdk::Volume) -> Result<Volume, Malformed> {
    let attachments = item.attachments.unwrap_or_default();
    Ok(Volume {
        id: need_text(item.volume_id)?,
        name: tag(item.tags.as_deref(), "Name"),
        state: need_text(item.state.map(|state| state.as_str().to_owned()))?,
        size_gib: item.size,
        kind: item.volume_type.map(|kind| kind.as_str().to_owned()),
        snapshot_id: item.snapshot_id.filter(|id| !id.is_empty()),
        instance_ids: attachments.into_iter().filter_map(|attachment| attachment.instance_id).collect(),
        created_at: time(item.create_time),
    })
}

fn elastic(item: sdk::Address) -> Result<Address, Malformed> {
    let public_ip = address(item.public_ip)?;
    Ok(Address {
        // An address of the old EC2-Classic kind has none.
        id: item.allocation_id.or_else(|| public_ip.map(|ip| ip.to_string())).ok_or(Malformed)?,
        name: tag(item.tags.as_deref(), "Name"),
        public_ip,
        interface_id: item.network_interface_id.clone().filter(|id| !id.is_empty()),
        associated: [item.association_id, item.instance_id, item.network_interface_id]
            .into_iter()
            .flatten()
            .any(|id| !id.is_empty()),
    })
}

fn nat_gateway(item: sdk::NatGateway) -> Result<NatGateway, Malformed> {
    let addresses = item.nat_gateway_addresses.unwrap_or_default().into_iter();
    let public_ips: Vec<Option<IpAddr>> = addresses.map(|one| address(one.public_ip)).collect::<Result<_, _>>()?;
    Ok(NatGateway {
        id: need_text(item.nat_gateway_id)?,
        name: tag(item.tags.as_deref(), "Name"),
        state: need_text(item.state.map(|state| state.as_str().to_owned()))?,
        vpc_id: item.vpc_id.filter(|id| !id.is_empty()),
        subnet_id: item.subnet_id.filter(|id| !id.is_empty()),
        public_ips: public_ips.into_iter().flatten().collect(),
        created_at: time(item.create_time),
    })
}

fn interface(item: sdk::NetworkInterface) -> Result<NetworkInterface, Malformed> {
    let mut group_ids: Vec<String> =
        item.groups.unwrap_or_default().into_iter().filter_map(|group| group.group_id).collect();
    group_ids.sort_unstable();
    Ok(NetworkInterface {
        id: need_text(item.network_interface_id)?,
        description: item.description.filter(|text| !text.is_empty()),
        state: need_text(item.status.map(|state| state.as_str().to_owned()))?,
        vpc_id: item.vpc_id.filter(|id| !id.is_empty()),
        subnet_id: item.subnet_id.filter(|id| !id.is_empty()),
        group_ids,
        instance_id: item.attachment.and_then(|attachment| attachment.instance_id).filter(|id| !id.is_empty()),
        public_ip: address(item.association.and_then(|association| association.public_ip))?,
        service_managed: item.requester_managed.unwrap_or_default(),
    })
}
