//! Network interfaces as everything that has an address needs them: instances, load balancers, NAT gateways.

use std::net::Ipv4Addr;

use super::super::account::{Attachment, NetworkInterface, Region, Tags};
use super::super::call::Call;
use super::super::fault::Fault;
use super::{address, kind};

/// What a new interface shall be. The groups are taken as they stand: whoever asks has resolved them
/// ([`group::in_vpc`](super::group::in_vpc)).
#[derive(Clone, Debug)]
pub(crate) struct NewInterface {
    pub(crate) subnet_id: String,
    pub(crate) groups: Vec<String>,
    pub(crate) description: String,
    /// `interface`, `nat_gateway`, `network_load_balancer`, …
    pub(crate) kind: &'static str,
    /// The service that makes it, when the account does not: `amazon-elb`, `amazon-aws`.
    pub(crate) requester: Option<&'static str>,
    /// A certain address of the subnet; else any free one.
    pub(crate) private_ip: Option<Ipv4Addr>,
    /// Whether it gets a public address of Amazon's pool.
    pub(crate) public: bool,
    pub(crate) source_dest_check: bool,
    pub(crate) tags: Tags,
}

impl NewInterface {
    /// An interface as an instance or the account itself has it.
    pub(crate) fn plain(subnet_id: &str, groups: Vec<String>) -> Self {
        Self {
            subnet_id: subnet_id.to_owned(),
            groups,
            description: String::new(),
            kind: "interface",
            requester: None,
            private_ip: None,
            public: false,
            source_dest_check: true,
            tags: Tags::new(),
        }
    }

    /// An interface that a service makes for itself, with the description by which it is known.
    pub(crate) fn of_service(subnet_id: &str, requester: &'static str, description: String) -> Self {
        Self { requester: Some(requester), description, ..Self::plain(subnet_id, Vec::new()) }
    }
}

/// Makes an interface, with addresses that are free, and says its id. Nothing is changed when it is refused.
pub(crate) fn make(call: &mut Call<'_>, new: NewInterface) -> Result<String, Fault> {
    let subnet = kind::SUBNET.find(&call.region().subnets, &new.subnet_id)?.clone();
    let (region, ids) = call.parts();
    let private_ip = address::private(region, ids, &subnet, new.private_ip)?;
    let public_ip = if new.public { Some(address::public(call)?) } else { None };
    let id = call.id("eni");
    let interface = NetworkInterface {
        id: id.clone(),
        vpc_id: subnet.vpc_id,
        subnet_id: subnet.id,
        zone: subnet.zone,
        description: new.description,
        kind: new.kind.to_owned(),
        groups: new.groups,
        private_ip,
        public_ip,
        attachment: None,
        requester: new.requester.map(str::to_owned),
        source_dest_check: new.source_dest_check,
        tags: new.tags,
    };
    call.region().network_interfaces.insert(id.clone(), interface);
    Ok(id)
}

/// Attaches an interface to an instance (or, without one, to a service of AWS's).
pub(crate) fn attach(
    call: &mut Call<'_>,
    interface: &str,
    instance: Option<&str>,
    device_index: i32,
    delete_on_termination: bool,
) -> Option<String> {
    let id = call.id("eni-attach");
    let since = call.now;
    let interface = call.region().network_interfaces.get_mut(interface)?;
    interface.attachment = Some(Attachment {
        id: id.clone(),
        instance_id: instance.map(str::to_owned),
        device_index,
        delete_on_termination,
        since,
    });
    Some(id)
}

/// Takes an interface away, whoever uses it. An Elastic IP that it had stays, associated with nothing.
pub(crate) fn remove(region: &mut Region, id: &str) -> Option<NetworkInterface> {
    for address in region.addresses.values_mut() {
        if address.association.as_ref().is_some_and(|(interface, _)| interface == id) {
            address.association = None;
        }
    }
    region.network_interfaces.remove(id)
}

/// Whether an Elastic IP, not Amazon's pool, gave the interface its public address.
pub(crate) fn has_elastic_ip(region: &Region, id: &str) -> bool {
    region.addresses.values().any(|one| one.association.as_ref().is_some_and(|(interface, _)| interface == id))
}

/// `ip-10-0-1-5.ec2.internal`, or with the region outside us-east-1.
pub(crate) fn private_dns_name(region: &str, address: Ipv4Addr) -> String {
    let [a, b, c, d] = address.octets();
    let domain = if region == "us-east-1" { "ec2.internal".to_owned() } else { format!("{region}.compute.internal") };
    format!("ip-{a}-{b}-{c}-{d}.{domain}")
}

/// `ec2-203-0-113-5.compute-1.amazonaws.com`, or with the region outside us-east-1.
pub(crate) fn public_dns_name(region: &str, address: Ipv4Addr) -> String {
    let [a, b, c, d] = address.octets();
    let domain = if region == "us-east-1" { "compute-1".to_owned() } else { format!("{region}.compute") };
    format!("ec2-{a}-{b}-{c}-{d}.{domain}.amazonaws.com")
}
