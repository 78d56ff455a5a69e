//! Security groups by id or by name, with EC2's answers when there is no such group.

use super::super::account::{Region, SecurityGroup, Vpc};
use super::super::fault::Fault;
use super::kind;

/// Groups that an interface may have: AWS's default quota.
const PER_INTERFACE: usize = 5;

/// The group of that id.
pub(crate) fn by_id<'a>(region: &'a Region, id: &str) -> Result<&'a SecurityGroup, Fault> {
    kind::GROUP.find(&region.security_groups, id)
}

/// The group of that name in a VPC.
pub(crate) fn by_name<'a>(region: &'a Region, vpc: &str, name: &str) -> Result<&'a SecurityGroup, Fault> {
    region.security_groups.values().find(|group| group.vpc_id == vpc && group.name == name).ok_or_else(|| {
        let default = region.vpcs.get(vpc).is_some_and(|vpc| vpc.default);
        let place = if default { format!("default VPC '{vpc}'") } else { format!("VPC '{vpc}'") };
        Fault::new("InvalidGroup.NotFound", format!("The security group '{name}' does not exist in {place}"))
    })
}

/// The group that a request means by `GroupId` or, in the default VPC only, by `GroupName`.
pub(crate) fn meant<'a>(region: &'a Region, id: Option<&str>, name: Option<&str>) -> Result<&'a SecurityGroup, Fault> {
    match (id, name) {
        (Some(id), _) => by_id(region, id),
        (None, Some(name)) => by_name(region, &default_vpc(region)?.id, name),
        (None, None) => {
            let message = "The request must contain the parameter groupName or groupId";
            Err(Fault::new("MissingParameter", message))
        }
    }
}

/// The groups for an interface in a VPC: those of the ids, or the VPC's default group when none is given. A group
/// of another VPC is refused.
pub(crate) fn in_vpc(region: &Region, vpc: &str, ids: &[String]) -> Result<Vec<String>, Fault> {
    if ids.is_empty() {
        return Ok(vec![by_name(region, vpc, "default")?.id.clone()]);
    }
    let mut groups: Vec<String> = Vec::new();
    for id in ids {
        if by_id(region, id)?.vpc_id != vpc {
            let message = format!("The security group '{id}' does not exist in VPC '{vpc}'");
            return Err(Fault::new("InvalidGroup.NotFound", message));
        }
        if !groups.contains(id) {
            groups.push(id.clone());
        }
    }
    if groups.len() > PER_INTERFACE {
        let message = "The maximum number of security groups per interface has been reached.";
        return Err(Fault::new("SecurityGroupsPerInterfaceLimitExceeded", message));
    }
    Ok(groups)
}

/// The region's default VPC, or EC2's refusal of a request that needs one.
pub(crate) fn default_vpc(region: &Region) -> Result<&Vpc, Fault> {
    region.vpcs.values().find(|vpc| vpc.default).ok_or_else(|| {
        let message = "No default VPC for this user. GroupName is only supported for EC2-Classic and default VPC.";
        Fault::new("VPCIdNotSpecified", message)
    })
}
