//! A launch, checked: everything that EC2 looks at before it makes an instance, in the order in which it complains.

use std::net::Ipv4Addr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::super::super::account::{Account, Ids, Image, Region, Subnet};
use super::super::super::fault::Fault;
use super::super::images::catalogue;
use super::super::{address, group, kind};
use super::settings::{InterfaceSettings, ProfileChoice, Settings};
use super::types::{self, InstanceType};

/// What a launch comes down to.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) image: Image,
    pub(crate) kind: InstanceType,
    pub(crate) subnet: Subnet,
    pub(crate) groups: Vec<String>,
    pub(crate) public: bool,
    pub(crate) private_ip: Option<Ipv4Addr>,
    /// An interface that exists already, for the first instance.
    pub(crate) interface: Option<String>,
    pub(crate) interface_stays: bool,
    pub(crate) profile: Option<(String, String)>,
    pub(crate) count: usize,
}

/// Checks a launch. Nothing is changed.
pub(crate) fn plan(account: &Account, region: &Region, settings: &Settings) -> Result<Plan, Fault> {
    let (least, most) = counts(settings)?;
    let image = image(account, region, settings.image_id.as_deref())?;
    let kind = instance_type(settings.instance_type.as_deref(), &image)?;
    key(region, settings.key_name.as_deref())?;
    user_data(settings.user_data.as_deref())?;
    let profile = settings.iam_instance_profile.as_ref().map(|choice| profile(account, choice)).transpose()?;
    let interface = primary(settings)?;
    if let Some(id) = interface.and_then(|one| one.network_interface_id.clone()) {
        return with_interface(region, image, kind, profile, &id, most);
    }
    let subnet = subnet(region, settings, interface)?;
    let groups = groups(region, settings, interface, &subnet)?;
    let private_ip = private_ip(region, settings, interface, &subnet)?;
    let free = usize::try_from(address::available(region, &subnet)).unwrap_or_default().min(most);
    if free < least {
        let message = format!(
            "There are not enough free addresses in subnet '{}' to satisfy the requested number of instances.",
            subnet.id
        );
        return Err(Fault::new("InsufficientFreeAddressesInSubnet", message));
    }
    let asked = interface.and_then(|one| one.associate_public_ip_address);
    let public = asked.unwrap_or(subnet.public_addresses);
    let interface_stays = interface.is_some_and(|one| one.delete_on_termination == Some(false));
    Ok(Plan { image, kind, subnet, groups, public, private_ip, interface: None, interface_stays, profile, count: free })
}

fn counts(settings: &Settings) -> Result<(usize, usize), Fault> {
    let (least, most) = (settings.min_count.unwrap_or(1), settings.max_count.unwrap_or(1));
    let value = |value: i64, name: &str, why: &str| {
        Fault::invalid_value(format!("Value ({value}) for parameter {name} is invalid. {why}"))
    };
    if least < 1 {
        return Err(value(least, "minCount", "Minimum value is 1."));
    }
    if most < least {
        return Err(value(most, "maxCount", "It must be at least minCount."));
    }
    if most > 1000 {
        let message =
            format!("You have requested more instances ({most}) than your current instance limit of 1000 allows.");
        return Err(Fault::new("InstanceLimitExceeded", message));
    }
    Ok((usize::try_from(least).unwrap_or(1), usize::try_from(most).unwrap_or(1)))
}

fn image(account: &Account, region: &Region, id: Option<&str>) -> Result<Image, Fault> {
    let Some(id) = id else { return Err(Fault::missing("ImageId")) };
    let resolved = match id.strip_prefix("resolve:ssm:") {
        Some(name) => catalogue::parameter(&region.name, name).ok_or_else(|| {
            Fault::invalid_value(format!("Invalid value '{id}' for ImageId: parameter {name} not found."))
        })?,
        None => id.to_owned(),
    };
    kind::IMAGE.check(&resolved)?;
    let image = catalogue::find(account, &region.name, &resolved).ok_or_else(|| kind::IMAGE.missing(&resolved))?;
    if image.pending_until.is_some() {
        let message = format!("AMI '{resolved}' is pending, and cannot be run");
        return Err(Fault::new("InvalidAMIID.Unavailable", message));
    }
    Ok(image)
}

fn instance_type(name: Option<&str>, image: &Image) -> Result<InstanceType, Fault> {
    let name = name.unwrap_or("t2.micro");
    let kind = types::find(name).ok_or_else(|| types::unknown(name))?;
    if kind.architecture != image.architecture {
        return Err(Fault::invalid_value(format!(
            "The architecture '{}' of the specified instance type does not match the architecture '{}' of the specified \
             AMI. Specify an instance type and an AMI that have matching architectures, and try again. You can use \
             'describe-instance-types' or 'describe-images' to discover the architecture of the instance type or AMI.",
            kind.architecture, image.architecture
        )));
    }
    Ok(kind)
}

fn key(region: &Region, name: Option<&str>) -> Result<(), Fault> {
    match name {
        Some(name) if !region.key_pairs.values().any(|pair| pair.name == name) => {
            Err(Fault::not_found("InvalidKeyPair.NotFound", "key pair", name))
        }
        _ => Ok(()),
    }
}

/// User data is Base64 text of at most 16 KiB once decoded.
pub(crate) fn user_data(given: Option<&str>) -> Result<(), Fault> {
    let Some(given) = given else { return Ok(()) };
    let compact: String = given.chars().filter(|c| !c.is_whitespace()).collect();
    let Ok(decoded) = STANDARD.decode(compact) else {
        return Err(Fault::new("InvalidUserData.Malformed", "Invalid BASE64 encoding of user data."));
    };
    if decoded.len() > 16 * 1024 {
        return Err(Fault::invalid_value("User data is limited to 16384 bytes"));
    }
    Ok(())
}

/// A profile's ARN and id, chosen by name or by ARN.
pub(crate) fn profile(account: &Account, choice: &ProfileChoice) -> Result<(String, String), Fault> {
    let profiles = &account.iam.instance_profiles;
    let refused = |value: &str, field: &str, what: &str| {
        let message = format!("Value ({value}) for parameter iamInstanceProfile.{field} is invalid. {what}");
        Fault::invalid_value(message)
    };
    let found = match (choice.name.as_deref(), choice.arn.as_deref()) {
        (Some(_), Some(_)) => {
            let message =
                "The parameter 'iamInstanceProfile.name' may not be used in combination with 'iamInstanceProfile.arn'";
            return Err(Fault::new("InvalidParameterCombination", message));
        }
        (Some(name), None) => {
            profiles.get(name).ok_or_else(|| refused(name, "name", "Invalid IAM Instance Profile name"))?
        }
        (None, Some(arn)) => profiles
            .values()
            .find(|profile| profile.arn == arn)
            .ok_or_else(|| refused(arn, "arn", "Invalid IAM Instance Profile ARN"))?,
        (None, None) => return Err(Fault::missing("IamInstanceProfile.Name")),
    };
    if found.role.is_none() {
        return Err(refused(&found.name, "name", "IAM Instance Profile has no associated IAM Roles"));
    }
    Ok((found.arn.clone(), found.id.clone()))
}

/// The interface of device index 0 that a request describes, if it describes any.
fn primary(settings: &Settings) -> Result<Option<&InterfaceSettings>, Fault> {
    let Some(first) = settings.network_interfaces.first() else { return Ok(None) };
    let clash = |what: &str| {
        let message =
            format!("Network interfaces and an instance-level {what} may not be specified on the same request");
        Err(Fault::new("InvalidParameterCombination", message))
    };
    if settings.subnet_id.is_some() {
        return clash("subnet ID");
    }
    if !settings.security_group_ids.is_empty() || !settings.security_groups.is_empty() {
        return clash("security groups");
    }
    if settings.private_ip_address.is_some() {
        return clash("private IP address");
    }
    if settings.network_interfaces.len() > 1 {
        if settings.network_interfaces.iter().any(|one| one.associate_public_ip_address.is_some()) {
            let message = "The associatePublicIPAddress parameter cannot be specified when launching with multiple network interfaces.";
            return Err(Fault::new("InvalidParameterCombination", message));
        }
        return Err(Fault::not_here("RunInstances with more than one network interface"));
    }
    if first.device_index.unwrap_or(0) != 0 {
        return Err(Fault::invalid_value("Invalid value for parameter networkInterface.deviceIndex: 0 is required."));
    }
    Ok(Some(first))
}

fn with_interface(
    region: &Region,
    image: Image,
    kind_of: InstanceType,
    profile: Option<(String, String)>,
    id: &str,
    most: usize,
) -> Result<Plan, Fault> {
    let interface = kind::NETWORK_INTERFACE.find(&region.network_interfaces, id)?;
    if interface.attachment.is_some() || most > 1 {
        return Err(Fault::new("InvalidNetworkInterface.InUse", format!("Interface: [{id}] in use.")));
    }
    let subnet = kind::SUBNET.find(&region.subnets, &interface.subnet_id)?.clone();
    let groups = interface.groups.clone();
    let (public, private_ip) = (false, Some(interface.private_ip));
    let interface = Some(id.to_owned());
    Ok(Plan {
        image,
        kind: kind_of,
        subnet,
        groups,
        public,
        private_ip,
        interface,
        interface_stays: true,
        profile,
        count: 1,
    })
}

fn subnet(region: &Region, settings: &Settings, interface: Option<&InterfaceSettings>) -> Result<Subnet, Fault> {
    let zone = settings.placement.as_ref().and_then(|placement| placement.availability_zone.as_deref());
    if let Some(id) = settings.subnet_id.as_deref().or(interface.and_then(|one| one.subnet_id.as_deref())) {
        let subnet = kind::SUBNET.find(&region.subnets, id)?.clone();
        if zone.is_some_and(|zone| zone != subnet.zone) {
            let message = "The parameter availabilityZone cannot be used with a subnet of another Availability Zone";
            return Err(Fault::new("InvalidParameterCombination", message));
        }
        return Ok(subnet);
    }
    let vpc = group::default_vpc(region)?;
    let mut defaults: Vec<&Subnet> =
        region.subnets.values().filter(|one| one.vpc_id == vpc.id && one.default_for_zone).collect();
    defaults.sort_by(|a, b| a.zone.cmp(&b.zone));
    match zone {
        Some(zone) => {
            defaults.into_iter().find(|one| one.zone == zone).cloned().ok_or_else(|| {
                Fault::new("MissingInput", format!("No default subnet for availability zone: '{zone}'."))
            })
        }
        None => defaults.first().copied().cloned().ok_or_else(|| {
            let message = format!("No subnets found for the default VPC '{}'. Please specify a subnet.", vpc.id);
            Fault::new("MissingInput", message)
        }),
    }
}

fn groups(
    region: &Region,
    settings: &Settings,
    interface: Option<&InterfaceSettings>,
    subnet: &Subnet,
) -> Result<Vec<String>, Fault> {
    let mut wanted = interface.map_or_else(|| settings.security_group_ids.clone(), |one| one.groups.clone());
    for name in &settings.security_groups {
        wanted.push(group_named(region, settings, name)?);
    }
    if wanted.is_empty() {
        return group::in_vpc(region, &subnet.vpc_id, &[]);
    }
    check_groups(region, &wanted, &subnet.vpc_id, || format!("subnet {}", subnet.id))?;
    let mut seen = Vec::new();
    for id in wanted {
        if !seen.contains(&id) {
            seen.push(id);
        }
    }
    Ok(seen)
}

/// Groups by name are those of the default VPC.
fn group_named(region: &Region, settings: &Settings, name: &str) -> Result<String, Fault> {
    if settings.subnet_id.is_some() {
        let message = "The parameter groupName cannot be used with the parameter subnet";
        return Err(Fault::new("InvalidParameterCombination", message));
    }
    let vpc = &group::default_vpc(region)?.id;
    Ok(group::by_name(region, vpc, name)?.id.clone())
}

/// Whether all groups exist and belong to the VPC of what `other` names.
pub(crate) fn check_groups(
    region: &Region,
    groups: &[String],
    vpc: &str,
    other: impl Fn() -> String,
) -> Result<(), Fault> {
    for id in groups {
        let group = group::by_id(region, id)?;
        if group.vpc_id != vpc {
            let message = format!("Security group {id} and {} belong to different networks.", other());
            return Err(Fault::new("InvalidParameter", message));
        }
    }
    Ok(())
}

fn private_ip(
    region: &Region,
    settings: &Settings,
    interface: Option<&InterfaceSettings>,
    subnet: &Subnet,
) -> Result<Option<Ipv4Addr>, Fault> {
    let given = settings.private_ip_address.as_deref().or(interface.and_then(|one| one.private_ip_address.as_deref()));
    let Some(given) = given else { return Ok(None) };
    let wanted = given.parse().map_err(|_| Fault::invalid_value(format!("Invalid IP address: {given}")))?;
    // Only judged here: the address is taken when the interface is made, so the numbers drawn do not matter.
    address::private(region, &mut Ids::new(0), subnet, Some(wanted)).map(Some)
}
