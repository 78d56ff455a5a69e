//! Addresses of pages of the AWS console: the page of a resource, and the list in which one of a kind is looked for.
//!
//! Only AWS itself has a console: facts that something else answered for ([`Facts::at_aws`]) give no address. The
//! partition decides the host, the resource's own ARN the region where it says one.

use std::fmt::Write as _;

use crate::check::Verdict;
use crate::facts::Facts;
use crate::facts::want::ResourceKind;

/// The page to open for a verdict: of the first resource that it looked at, else the list in which the missing one
/// should be. `None`: there is no such page.
#[must_use]
pub fn of_verdict(facts: &Facts, verdict: &Verdict) -> Option<String> {
    let resource = || verdict.evidence.iter().find_map(|piece| of_resource(facts, &piece.resource));
    match &verdict.missing {
        Some(missing) => of_list(facts, missing.kind),
        None => resource(),
    }
}

/// The page of a resource by its id or ARN.
#[must_use]
pub fn of_resource(facts: &Facts, resource: &str) -> Option<String> {
    if !facts.at_aws {
        return None;
    }
    let arn = Arn::read(resource);
    let region = arn.as_ref().map_or(facts.region.as_str(), |arn| arn.region);
    let partition = arn.as_ref().map_or_else(|| partition(region), |arn| arn.partition);
    let place = match &arn {
        Some(arn) => arn.place(resource)?,
        None => by_id(resource)?,
    };
    address(partition, region, &place)
}

/// The list of everything of a kind in the region.
fn of_list(facts: &Facts, kind: ResourceKind) -> Option<String> {
    let (service, fragment) = match kind {
        ResourceKind::Vpc => ("vpcconsole", "vpcs:"),
        ResourceKind::Subnet => ("vpcconsole", "subnets:"),
        ResourceKind::SecurityGroup => ("ec2", "SecurityGroups:"),
        ResourceKind::Instance => ("ec2", "Instances:"),
        ResourceKind::Image => ("ec2", "Images:visibility=owned-by-me"),
        ResourceKind::LaunchTemplate => ("ec2", "LaunchTemplates:"),
        ResourceKind::LoadBalancer => ("ec2", "LoadBalancers:"),
        ResourceKind::TargetGroup => ("ec2", "TargetGroups:"),
        ResourceKind::AutoScalingGroup | ResourceKind::ScalingPolicy => ("ec2", "AutoScalingGroups:"),
        ResourceKind::InstanceProfile | ResourceKind::Text => return None,
    };
    let place = Place { service, fragment: fragment.to_owned() };
    if facts.at_aws { address(partition(&facts.region), &facts.region, &place) } else { None }
}

/// Where in the console: the service's part of the path, and what follows the `#`.
struct Place {
    service: &'static str,
    fragment: String,
}

fn address(partition: &str, region: &str, place: &Place) -> Option<String> {
    let host = match partition {
        "aws" => "console.aws.amazon.com",
        "aws-cn" => "console.amazonaws.cn",
        "aws-us-gov" => "console.amazonaws-us-gov.com",
        // Isolated partitions have addresses of their own that are not published.
        _ => return None,
    };
    let plain = !region.is_empty() && region.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    let Place { service, fragment } = place;
    plain.then(|| format!("https://{region}.{host}/{service}/home?region={region}#{fragment}"))
}

/// The partition that a region lies in, by its name.
fn partition(region: &str) -> &'static str {
    match region {
        region if region.starts_with("cn-") => "aws-cn",
        region if region.starts_with("us-gov-") => "aws-us-gov",
        region if region.starts_with("us-iso") || region.starts_with("eu-isoe-") => "aws-iso",
        region if region.starts_with("eusc-") => "aws-eusc",
        _ => "aws",
    }
}

/// Ids of EC2 say by their first letters what they are of.
fn by_id(id: &str) -> Option<Place> {
    let (kind, rest) = id.split_once('-')?;
    if rest.len() < 8 || !rest.chars().all(|c| c.is_ascii_hexdigit()) {
        return None;
    }
    let (service, page) = match kind {
        "i" => ("ec2", "InstanceDetails:instanceId="),
        "sg" => ("ec2", "SecurityGroup:groupId="),
        "ami" => ("ec2", "ImageDetails:imageId="),
        "lt" => ("ec2", "LaunchTemplateDetails:launchTemplateId="),
        "snap" => ("ec2", "SnapshotDetails:snapshotId="),
        "vpc" => ("vpcconsole", "VpcDetails:VpcId="),
        "subnet" => ("vpcconsole", "SubnetDetails:subnetId="),
        "rtb" => ("vpcconsole", "RouteTableDetails:RouteTableId="),
        "acl" => ("vpcconsole", "NetworkAclDetails:networkAclId="),
        "igw" => ("vpcconsole", "InternetGateway:internetGatewayId="),
        "pl" => ("vpcconsole", "ManagedPrefixListDetails:prefixListId="),
        _ => return None,
    };
    Some(Place { service, fragment: format!("{page}{id}") })
}

/// `arn:partition:service:region:account:rest`.
struct Arn<'a> {
    partition: &'a str,
    service: &'a str,
    region: &'a str,
    rest: &'a str,
}

impl<'a> Arn<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let mut parts = text.splitn(6, ':');
        let (begin, partition, service, region) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let (account, rest) = (parts.next()?, parts.next()?);
        // An account that was made unreadable leads nowhere.
        let known = account.chars().all(|c| c.is_ascii_digit());
        (begin == "arn" && known).then_some(Self { partition, service, region, rest })
    }

    fn place(&self, whole: &str) -> Option<Place> {
        let ec2 =
            |page: &str, value: &str| Some(Place { service: "ec2", fragment: format!("{page}{}", encoded(value)) });
        match (self.service, self.rest.split_once(['/', ':'])?) {
            ("elasticloadbalancing", ("loadbalancer", _)) => ec2("LoadBalancer:loadBalancerArn=", whole),
            ("elasticloadbalancing", ("targetgroup", _)) => ec2("TargetGroup:targetGroupArn=", whole),
            ("elasticloadbalancing", ("listener", _)) => ec2("ELBListenerV2:listenerArn=", whole),
            ("autoscaling", ("autoScalingGroup", rest)) => {
                let (_, name) = rest.split_once("autoScalingGroupName/")?;
                ec2("AutoScalingGroupDetails:id=", name)
            }
            ("cloudwatch", ("alarm", name)) => {
                Some(Place { service: "cloudwatch", fragment: format!("alarmsV2:alarm/{}", encoded(name)) })
            }
            ("acm", ("certificate", id)) => {
                Some(Place { service: "acm", fragment: format!("/certificates/{}", encoded(id)) })
            }
            _ => None,
        }
    }
}

/// What stands for itself in an address and in an ARN stays; everything else is escaped.
fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(region: &str) -> Facts {
        let mut facts = Facts::empty(region, jiff::Timestamp::UNIX_EPOCH);
        facts.at_aws = true;
        facts
    }

    #[test]
    fn a_resource_has_a_page_in_its_region_and_partition() {
        let rows = [
            (
                "us-east-1",
                "sg-0123456789abcdef0",
                Some(
                    "https://us-east-1.console.aws.amazon.com/ec2/home?region=us-east-1#SecurityGroup:groupId=sg-0123456789abcdef0",
                ),
            ),
            (
                "cn-north-1",
                "i-0123456789abcdef0",
                Some(
                    "https://cn-north-1.console.amazonaws.cn/ec2/home?region=cn-north-1#InstanceDetails:instanceId=i-0123456789abcdef0",
                ),
            ),
            (
                "us-gov-west-1",
                "vpc-01234567",
                Some(
                    "https://us-gov-west-1.console.amazonaws-us-gov.com/vpcconsole/home?region=us-gov-west-1#VpcDetails:VpcId=vpc-01234567",
                ),
            ),
            (
                "us-east-1",
                "arn:aws:elasticloadbalancing:ap-northeast-1:123456789012:loadbalancer/app/my-alb/0123456789abcdef",
                Some(
                    "https://ap-northeast-1.console.aws.amazon.com/ec2/home?region=ap-northeast-1#LoadBalancer:loadBalancerArn=arn:aws:elasticloadbalancing:ap-northeast-1:123456789012:loadbalancer/app/my-alb/0123456789abcdef",
                ),
            ),
            (
                "us-east-1",
                "arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:uuid:autoScalingGroupName/my asg",
                Some(
                    "https://us-east-1.console.aws.amazon.com/ec2/home?region=us-east-1#AutoScalingGroupDetails:id=my%20asg",
                ),
            ),
            (
                "us-east-1",
                "arn:aws-cn:acm:cn-north-1:123456789012:certificate/0a1b",
                Some("https://cn-north-1.console.amazonaws.cn/acm/home?region=cn-north-1#/certificates/0a1b"),
            ),
            ("us-iso-east-1", "sg-0123456789abcdef0", None),
            ("us-east-1", "ec-site-alb-sg", None),
            ("us-east-1", "sg-zzzz", None),
            ("us-east-1", "http://my-alb.example.com/", None),
            ("us-east-1", "arn:aws:iam::123456789012:role/x", None),
            ("us-east-1\" onload=\"", "sg-0123456789abcdef0", None),
        ];
        for (region, resource, page) in rows {
            assert_eq!(of_resource(&facts(region), resource).as_deref(), page, "{resource}");
        }
    }

    #[test]
    fn only_aws_has_a_console() {
        let elsewhere = Facts { at_aws: false, ..facts("us-east-1") };
        assert_eq!(of_resource(&elsewhere, "sg-0123456789abcdef0"), None);
        let missing = Verdict::fail("security-group-missing").missing(ResourceKind::SecurityGroup, "web-sg");
        assert_eq!(of_verdict(&elsewhere, &missing), None);
        let list = of_verdict(&facts("eu-west-1"), &missing);
        let page = "https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1#SecurityGroups:";
        assert_eq!(list.as_deref(), Some(page));
    }
}
