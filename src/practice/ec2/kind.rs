//! Kinds of EC2 resources by their ids: how an id looks, and what EC2 answers to one that is wrong.

use std::collections::BTreeMap;

use super::super::fault::Fault;

/// One kind of resource.
#[derive(Debug)]
pub(crate) struct Kind {
    /// With its dash: `vpc-`.
    pub(crate) prefix: &'static str,
    malformed: &'static str,
    missing: &'static str,
    /// What EC2 calls it in `The … 'ID' does not exist`.
    noun: &'static str,
    plural: &'static str,
}

const fn kind(
    prefix: &'static str,
    malformed: &'static str,
    missing: &'static str,
    noun: &'static str,
    plural: &'static str,
) -> Kind {
    Kind { prefix, malformed, missing, noun, plural }
}

pub(crate) const VPC: Kind = kind("vpc-", "InvalidVpcID.Malformed", "InvalidVpcID.NotFound", "vpc ID", "vpc IDs");
pub(crate) const SUBNET: Kind =
    kind("subnet-", "InvalidSubnetID.Malformed", "InvalidSubnetID.NotFound", "subnet ID", "subnet IDs");
pub(crate) const GROUP: Kind =
    kind("sg-", "InvalidGroupId.Malformed", "InvalidGroup.NotFound", "security group", "security groups");
pub(crate) const GROUP_RULE: Kind = kind(
    "sgr-",
    "InvalidSecurityGroupRuleId.Malformed",
    "InvalidSecurityGroupRuleId.NotFound",
    "security group rule ID",
    "security group rule IDs",
);
pub(crate) const ROUTE_TABLE: Kind =
    kind("rtb-", "InvalidRouteTableId.Malformed", "InvalidRouteTableID.NotFound", "routeTable ID", "routeTable IDs");
pub(crate) const INTERNET_GATEWAY: Kind = kind(
    "igw-",
    "InvalidInternetGatewayId.Malformed",
    "InvalidInternetGatewayID.NotFound",
    "internetGateway ID",
    "internetGateway IDs",
);
pub(crate) const NAT_GATEWAY: Kind =
    kind("nat-", "NatGatewayMalformed", "NatGatewayNotFound", "NAT gateway", "NAT gateways");
pub(crate) const ADDRESS: Kind = kind(
    "eipalloc-",
    "InvalidAllocationID.Malformed",
    "InvalidAllocationID.NotFound",
    "allocation ID",
    "allocation IDs",
);
pub(crate) const NETWORK_ACL: Kind =
    kind("acl-", "InvalidNetworkAclId.Malformed", "InvalidNetworkAclID.NotFound", "networkAcl ID", "networkAcl IDs");
pub(crate) const NETWORK_INTERFACE: Kind = kind(
    "eni-",
    "InvalidNetworkInterfaceId.Malformed",
    "InvalidNetworkInterfaceID.NotFound",
    "networkInterface ID",
    "networkInterface IDs",
);
pub(crate) const PREFIX_LIST: Kind =
    kind("pl-", "InvalidPrefixListId.Malformed", "InvalidPrefixListID.NotFound", "prefix list ID", "prefix list IDs");
pub(crate) const VPC_ENDPOINT: Kind = kind(
    "vpce-",
    "InvalidVpcEndpointId.Malformed",
    "InvalidVpcEndpointId.NotFound",
    "Vpc Endpoint Id",
    "Vpc Endpoint Ids",
);

pub(crate) const INSTANCE: Kind =
    kind("i-", "InvalidInstanceID.Malformed", "InvalidInstanceID.NotFound", "instance ID", "instance IDs");
pub(crate) const IMAGE: Kind = kind("ami-", "InvalidAMIID.Malformed", "InvalidAMIID.NotFound", "image id", "image ids");
pub(crate) const SNAPSHOT: Kind =
    kind("snap-", "InvalidSnapshotID.Malformed", "InvalidSnapshot.NotFound", "snapshot", "snapshots");
pub(crate) const VOLUME: Kind =
    kind("vol-", "InvalidVolumeID.Malformed", "InvalidVolume.NotFound", "volume", "volumes");
pub(crate) const KEY_PAIR: Kind =
    kind("key-", "InvalidKeyPair.Malformed", "InvalidKeyPair.NotFound", "key pair ID", "key pair IDs");
pub(crate) const PROFILE_ASSOCIATION: Kind = kind(
    "iip-assoc-",
    "InvalidAssociationID.Malformed",
    "InvalidAssociationID.NotFound",
    "association ID",
    "association IDs",
);

impl Kind {
    /// Whether an id has the form of this kind: the prefix and 8 or 17 hexadecimal digits.
    pub(crate) fn check(&self, id: &str) -> Result<(), Fault> {
        let Some(digits) = id.strip_prefix(self.prefix) else {
            let message = format!("Invalid id: \"{id}\" (expecting \"{}...\")", self.prefix);
            return Err(Fault::new(self.malformed, message));
        };
        // Amazon's own prefix lists have eight digits, everything made since 2016 has seventeen.
        if matches!(digits.len(), 8 | 17) && digits.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)) {
            return Ok(());
        }
        Err(Fault::malformed_id(self.malformed, id))
    }

    /// EC2's answer to an id that names nothing.
    pub(crate) fn missing(&self, id: &str) -> Fault {
        if self.missing == "NatGatewayNotFound" {
            return Fault::new(self.missing, format!("NAT gateway {id} was not found"));
        }
        if self.missing == IMAGE.missing {
            return Fault::new(self.missing, format!("The image id '[{id}]' does not exist"));
        }
        Fault::not_found(self.missing, self.noun, id)
    }

    /// The same for all ids of a list that name nothing.
    pub(crate) fn all_missing(&self, ids: &[&str]) -> Fault {
        match ids {
            [one] => self.missing(one),
            many if self.missing == IMAGE.missing => {
                Fault::new(self.missing, format!("The image ids '[{}]' do not exist", many.join(", ")))
            }
            many => Fault::new(self.missing, format!("The {} '{}' do not exist", self.plural, many.join(", "))),
        }
    }

    /// The resource of that id, or EC2's answer to an id that is malformed or names nothing.
    pub(crate) fn find<'a, T>(&self, all: &'a BTreeMap<String, T>, id: &str) -> Result<&'a T, Fault> {
        self.check(id)?;
        all.get(id).ok_or_else(|| self.missing(id))
    }

    /// The same, to be changed.
    pub(crate) fn find_mut<'a, T>(&self, all: &'a mut BTreeMap<String, T>, id: &str) -> Result<&'a mut T, Fault> {
        self.check(id)?;
        all.get_mut(id).ok_or_else(|| self.missing(id))
    }
}
