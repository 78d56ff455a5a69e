//! The finished `ec-site`, made through the API: a VPC with two public and two private subnets, a database, a group
//! of instances behind a load balancer that follows its requests.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::super::account::Region;
use super::super::api::{Operation, Service};
use super::super::handle::{Practice, Refused};
use super::super::options::{LOOPBACK_PREFIX, Options};
use crate::clock::Clock;

pub(super) const REGION: &str = "us-east-1";

use Service::{AutoScaling, Ec2, ElasticLoadBalancingV2 as Elb};

/// An account with a hand on its clock.
#[derive(Clone, Debug)]
pub(super) struct Shop {
    pub(super) practice: Practice,
    pub(super) clock: Clock,
    pub(super) balancer: String,
    pub(super) targets: String,
    pub(super) client: u32,
}

fn options(seed: u64, clock: &Clock, saved: Option<Vec<u8>>) -> Options {
    let (speed, public_prefix) = (Some(1.0), LOOPBACK_PREFIX);
    Options { seed, speed, public_prefix, saved, default_vpcs: false, clock: clock.clone(), ..Options::default() }
}

pub(super) fn text(value: &Value, pointer: &str) -> String {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}

impl Shop {
    /// An account with nothing in it.
    pub(super) fn empty(seed: u64) -> Self {
        let start: Timestamp = "2026-11-22T01:00:00Z".parse().expect("a time");
        let clock = Clock::by_hand(start);
        let practice = Practice::new(options(seed, &clock, None));
        Self { practice, clock, balancer: String::new(), targets: String::new(), client: 0 }
    }

    /// The finished site, five minutes after it was made.
    pub(super) fn new(seed: u64) -> Self {
        let mut shop = Self::empty(seed);
        shop.build();
        shop.pass(300);
        shop
    }

    /// Ends the account and opens it again from what it saves, as after `kill -9` and a new start.
    pub(super) fn restart(&mut self) {
        let saved = self.practice.saved();
        // A new process starts when its machine's clock says something else.
        let later = self.clock.now().saturating_add(Duration::from_secs(77)).expect("a time");
        self.clock = Clock::by_hand(later);
        self.practice = Practice::open(options(0, &self.clock, Some(saved.clone()))).expect("it can be opened");
        assert_eq!(
            String::from_utf8_lossy(&self.practice.saved()),
            String::from_utf8_lossy(&saved),
            "what was saved comes back as it was"
        );
    }

    pub(super) fn ask(&self, service: Service, name: &str, input: Value) -> Result<Value, Refused> {
        debug_assert!(Operation::find(service, name).is_some(), "{name}");
        self.practice.call(service, REGION, name, input)
    }

    pub(super) fn ok(&self, service: Service, name: &str, input: Value) -> Value {
        let shown = input.to_string();
        self.ask(service, name, input).unwrap_or_else(|refused| panic!("{name} {shown}: {refused:?}"))
    }

    pub(super) fn pass(&self, seconds: u64) {
        self.practice.pass(Duration::from_secs(seconds));
    }

    pub(super) fn region<T>(&self, read: impl FnOnce(&Region) -> T) -> T {
        self.practice.look(|world| read(world.account.regions.get(REGION).unwrap_or(&Region::default())))
    }

    pub(super) fn now(&self) -> Timestamp {
        self.practice.look(|world| world.now)
    }

    /// Makes the whole site.
    pub(super) fn build(&mut self) {
        let made = self.ok(Ec2, "CreateVpc", json!({ "CidrBlock": "10.0.0.0/16" }));
        let vpc = text(&made, "/Vpc/VpcId");
        let subnet = |zone: &str, block: &str| {
            let input = json!({ "VpcId": vpc, "AvailabilityZone": zone, "CidrBlock": block });
            text(&self.ok(Ec2, "CreateSubnet", input), "/Subnet/SubnetId")
        };
        let public = [subnet("us-east-1a", "10.0.0.0/20"), subnet("us-east-1c", "10.0.16.0/20")];
        let private = [subnet("us-east-1a", "10.0.128.0/20"), subnet("us-east-1c", "10.0.144.0/20")];
        let gateway = text(&self.ok(Ec2, "CreateInternetGateway", json!({})), "/InternetGateway/InternetGatewayId");
        self.ok(Ec2, "AttachInternetGateway", json!({ "InternetGatewayId": gateway, "VpcId": vpc }));
        let routes = text(&self.ok(Ec2, "CreateRouteTable", json!({ "VpcId": vpc })), "/RouteTable/RouteTableId");
        let out = json!({ "RouteTableId": routes, "DestinationCidrBlock": "0.0.0.0/0", "GatewayId": gateway });
        self.ok(Ec2, "CreateRoute", out);
        for subnet in &public {
            self.ok(Ec2, "AssociateRouteTable", json!({ "RouteTableId": routes, "SubnetId": subnet }));
        }
        let [alb, web, database] = ["ec-site-alb-sg", "ec-site-web-sg", "rds-ec2-1"].map(|name| {
            let input = json!({ "GroupName": name, "Description": name, "VpcId": vpc });
            text(&self.ok(Ec2, "CreateSecurityGroup", input), "/GroupId")
        });
        let admit = |group: &str, port: u16, from: Value| {
            let mut rule = json!({ "IpProtocol": "tcp", "FromPort": port, "ToPort": port });
            rule.as_object_mut().expect("an object").extend(from.as_object().cloned().expect("an object"));
            let input = json!({ "GroupId": group, "IpPermissions": [rule] });
            self.ok(Ec2, "AuthorizeSecurityGroupIngress", input);
        };
        admit(&alb, 80, json!({ "IpRanges": [{ "CidrIp": "0.0.0.0/0" }] }));
        admit(&web, 80, json!({ "UserIdGroupPairs": [{ "GroupId": alb }] }));
        admit(&database, 5432, json!({ "UserIdGroupPairs": [{ "GroupId": web }] }));
        let input = json!({ "SubnetId": private[0], "Description": "RDSNetworkInterface", "Groups": [database] });
        self.ok(Ec2, "CreateNetworkInterface", input);
        self.balance(&vpc, &public, &alb);
        self.scale(&private, &web);
    }

    fn balance(&mut self, vpc: &str, subnets: &[String], alb: &str) {
        let group = json!({ "Name": "ec-site-web-tg", "Protocol": "HTTP", "Port": 80, "VpcId": vpc });
        self.targets = text(&self.ok(Elb, "CreateTargetGroup", group), "/TargetGroups/0/TargetGroupArn");
        let balancer = json!({ "Name": "ec-site-alb", "Subnets": subnets, "SecurityGroups": [alb] });
        self.balancer = text(&self.ok(Elb, "CreateLoadBalancer", balancer), "/LoadBalancers/0/LoadBalancerArn");
        let forward = json!([{ "Type": "forward", "TargetGroupArn": self.targets }]);
        let listener =
            json!({ "LoadBalancerArn": self.balancer, "Protocol": "HTTP", "Port": 80, "DefaultActions": forward });
        self.ok(Elb, "CreateListener", listener);
    }

    fn scale(&self, subnets: &[String], web: &str) {
        let named = json!({ "Filters": [{ "Name": "name", "Values": ["hanamaru-ec-site-shop-*"] }] });
        let image = text(&self.ok(Ec2, "DescribeImages", named), "/Images/0/ImageId");
        let data = json!({ "ImageId": image, "InstanceType": "t3.small", "SecurityGroupIds": [web] });
        let template = json!({ "LaunchTemplateName": "ec-site", "LaunchTemplateData": data });
        self.ok(Ec2, "CreateLaunchTemplate", template);
        let group = json!({
            "AutoScalingGroupName": "ec-site-asg", "MinSize": 1, "MaxSize": 4, "DesiredCapacity": 1,
            "VPCZoneIdentifier": subnets.join(","), "TargetGroupARNs": [self.targets],
            "HealthCheckType": "ELB", "HealthCheckGracePeriod": 300,
            "LaunchTemplate": { "LaunchTemplateName": "ec-site", "Version": "$Latest" },
        });
        self.ok(AutoScaling, "CreateAutoScalingGroup", group);
        let metrics = json!({ "AutoScalingGroupName": "ec-site-asg", "Granularity": "1Minute" });
        self.ok(AutoScaling, "EnableMetricsCollection", metrics);
        self.track();
    }

    /// So many instances more, behind the same load balancer.
    pub(super) fn crowd(&self, count: usize) {
        let (template, subnet) = self.region(|region| {
            let subnets = region.auto_scaling_groups.values().flat_map(|group| group.subnets.iter().cloned());
            (region.launch_templates.keys().next().cloned(), subnets.collect::<Vec<_>>())
        });
        let template = json!({ "LaunchTemplateId": template });
        let mut ids = Vec::new();
        for subnet in &subnet {
            let half = count / subnet.len().clamp(1, 2);
            let input = json!({ "LaunchTemplate": template, "SubnetId": subnet, "MinCount": half, "MaxCount": half });
            let made = self.ok(Ec2, "RunInstances", input);
            let made = made["Instances"].as_array().cloned().unwrap_or_default();
            ids.extend(made.iter().map(|one| json!({ "Id": one["InstanceId"] })));
        }
        self.pass(120);
        for part in ids.chunks(50) {
            self.ok(Elb, "RegisterTargets", json!({ "TargetGroupArn": self.targets, "Targets": part }));
        }
    }

    /// Puts right by hand what most faults break: what a learner would do who has found them.
    pub(super) fn mend(&self) {
        let actions = json!([{ "Type": "forward", "TargetGroupArn": self.targets }]);
        let listener = self.region(|region| region.listeners.keys().next().cloned());
        let input = json!({ "ListenerArn": listener, "Port": 80, "DefaultActions": actions });
        // What is not broken, or has gone for good, refuses: that is as well.
        let _ = self.ask(Elb, "ModifyListener", input);
        let check = json!({ "TargetGroupArn": self.targets, "HealthCheckEnabled": true, "HealthCheckPath": "/",
            "HealthCheckPort": "traffic-port", "HealthCheckProtocol": "HTTP", "Matcher": { "HttpCode": "200" } });
        let _ = self.ask(Elb, "ModifyTargetGroup", check);
        let _ = self.ask(AutoScaling, "ResumeProcesses", json!({ "AutoScalingGroupName": "ec-site-asg" }));
        let groups = self.region(|region| {
            let groups = region.security_groups.values();
            groups.map(|one| (one.id.clone(), one.name.clone())).collect::<Vec<_>>()
        });
        for (id, _) in groups.iter().filter(|(_, name)| name.starts_with("ec-site")) {
            let rule =
                json!([{ "IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "IpRanges": [{ "CidrIp": "0.0.0.0/0" }] }]);
            let _ = self.ask(Ec2, "AuthorizeSecurityGroupIngress", json!({ "GroupId": id, "IpPermissions": rule }));
        }
    }

    /// The policy of the course: 25 requests a minute and target.
    pub(super) fn track(&self) {
        let tail = |arn: &str| arn.split_once(":loadbalancer/").map_or("", |(_, name)| name).to_owned();
        let group = self.targets.rsplit(':').next().unwrap_or_default();
        let label = format!("{}/{group}", tail(&self.balancer));
        let policy = json!({
            "AutoScalingGroupName": "ec-site-asg", "PolicyName": "RequestCountPolicy",
            "PolicyType": "TargetTrackingScaling",
            "TargetTrackingConfiguration": { "TargetValue": 25.0, "PredefinedMetricSpecification": {
                "PredefinedMetricType": "ALBRequestCountPerTarget", "ResourceLabel": label } },
        });
        self.ok(AutoScaling, "PutScalingPolicy", policy);
    }
}
