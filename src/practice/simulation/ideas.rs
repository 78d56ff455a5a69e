//! What random requests speak of: for the most part things that the account has.

use serde_json::Value;

use super::super::account::Region;
use super::super::api::sketch::Ideas;
use super::dice::Dice;

/// A part of a member's name, and what goes there.
type Entry = (&'static str, Vec<String>);

/// Words by the members that they fit.
pub(super) struct Pool {
    entries: Vec<Entry>,
    dice: Dice,
    now: String,
}

fn keys<T>(map: &std::collections::BTreeMap<String, T>) -> Vec<String> {
    map.keys().cloned().collect()
}

fn words(all: &[&str]) -> Vec<String> {
    all.iter().map(|word| (*word).to_owned()).collect()
}

impl Pool {
    /// The words of a region's things. Longer parts of names come before those that they contain.
    pub(super) fn of(region: &Region, now: String, dice: Dice) -> Self {
        let arns = [keys(&region.load_balancers), keys(&region.target_groups), keys(&region.listeners)].concat();
        let policies = region.auto_scaling_groups.values().flat_map(|group| group.policies.keys().cloned()).collect();
        let names = region.load_balancers.values().map(|one| one.name.clone());
        let names = names.chain(region.target_groups.values().map(|one| one.name.clone())).chain(["new".to_owned()]);
        let entries = vec![
            ("VPCZoneIdentifier", keys(&region.subnets)),
            ("Subnet", keys(&region.subnets)),
            ("LoadBalancerArn", keys(&region.load_balancers)),
            ("TargetGroupARN", keys(&region.target_groups)),
            ("TargetGroupArn", keys(&region.target_groups)),
            ("ListenerArn", keys(&region.listeners)),
            ("RuleArn", keys(&region.rules)),
            ("CertificateArn", keys(&region.certificates)),
            ("ResourceArn", arns),
            ("AutoScalingGroupName", keys(&region.auto_scaling_groups)),
            ("PolicyName", policies),
            ("AlarmName", keys(&region.monitoring.alarms)),
            ("LaunchTemplateId", keys(&region.launch_templates)),
            ("LaunchTemplateName", region.launch_templates.values().map(|one| one.name.clone()).collect()),
            ("SecurityGroupRuleId", keys(&region.security_group_rules)),
            ("SecurityGroup", keys(&region.security_groups)),
            ("GroupId", keys(&region.security_groups)),
            ("RouteTableId", keys(&region.route_tables)),
            ("NatGatewayId", keys(&region.nat_gateways)),
            ("GatewayId", keys(&region.internet_gateways)),
            ("AllocationId", keys(&region.addresses)),
            ("NetworkInterfaceId", keys(&region.network_interfaces)),
            ("NetworkAclId", keys(&region.network_acls)),
            ("VolumeId", keys(&region.volumes)),
            ("SnapshotId", keys(&region.snapshots)),
            ("ImageId", [keys(&region.images), words(&["ami-0badbadbadbadbad0"])].concat()),
            ("InstanceType", words(&["t3.micro", "t3.small", "m5.large"])),
            ("InstanceId", keys(&region.instances)),
            ("Id", keys(&region.instances)),
            ("VpcId", keys(&region.vpcs)),
            ("Cidr", words(&["0.0.0.0/0", "10.0.0.0/16", "10.0.32.0/20", "10.0.10.0/24", "::/0", "10.0.0.0/33"])),
            ("Zone", words(&["us-east-1a", "us-east-1b", "us-east-1c", "us-east-1d"])),
            ("Protocol", words(&["tcp", "-1", "udp", "HTTP", "HTTPS", "TCP"])),
            ("Namespace", words(&["AWS/ApplicationELB", "AWS/EC2", "AWS/AutoScaling", "Mine"])),
            ("MetricName", words(&["RequestCount", "CPUUtilization", "GroupDesiredCapacity", "Mine"])),
            ("Name", names.collect()),
            ("Path", words(&["/", "/orders", "/healthz", "healthz"])),
            ("Token", words(&["token-1", "token-2"])),
            ("Recurrence", words(&["0 * * * *", "*/5 * * * *", "61 * * * *"])),
        ];
        Self { entries, dice, now }
    }

    pub(super) fn into_dice(self) -> Dice {
        self.dice
    }
}

impl Ideas for Pool {
    fn below(&mut self, end: u64) -> u64 {
        self.dice.below(end)
    }

    fn text(&mut self, member: &str) -> String {
        let fitting = self.entries.iter().find(|(part, _)| member.contains(part));
        if self.dice.chance(85)
            && let Some(word) = fitting.and_then(|(_, words)| self.dice.pick(words))
        {
            return word.clone();
        }
        if self.dice.chance(50)
            && let Some(word) = self.dice.pick(&self.entries).and_then(|(_, words)| self.dice.clone().pick(words))
        {
            return word.clone();
        }
        let odd = ["", "x", "*", "i-0123456789abcdef0", "日本語", "0", "-1", "true", "traffic-port", "200-299"];
        self.dice.pick(&odd).copied().unwrap_or_default().to_owned()
    }

    fn moment(&mut self) -> String {
        self.now.clone()
    }
}

/// What an answer says, in few words: enough to tell two runs apart.
pub(super) fn told(answer: &Value) -> String {
    let text = answer.to_string();
    let sum = text.bytes().fold(0_u64, |sum, byte| sum.wrapping_mul(1_099_511_628_211).wrapping_add(u64::from(byte)));
    format!("{} bytes, {sum:016x}", text.len())
}
