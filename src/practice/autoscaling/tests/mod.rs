//! Groups as requests and time meet them.

mod cooldown;
mod history;
mod random;
mod requests;
mod scaling;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::super::account::Account;
use super::super::api::{Operation, Service};
use super::super::call::{Addressing, Caller, Timings};
use super::super::fault::Fault;
use super::super::world::World;

const REGION: &str = "us-east-1";

/// An account with a default VPC and a launch template, at a fixed time.
struct Lab {
    world: World,
    template: String,
    subnets: Vec<String>,
    vpc: String,
}

impl Lab {
    fn new() -> Self {
        let mut account = Account::empty("123456789012", 7);
        account.default_vpcs = true;
        let world = World {
            account,
            now: "2026-11-22T01:00:00Z".parse::<Timestamp>().expect("a time"),
            timings: Timings::default(),
            addressing: Addressing { public_prefix: [127, 80] },
        };
        let mut lab = Self { world, template: String::new(), subnets: Vec::new(), vpc: String::new() };
        let image = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";
        let made = lab.ec2(
            "CreateLaunchTemplate",
            json!({ "LaunchTemplateName": "shop", "LaunchTemplateData": { "ImageId": image, "InstanceType": "t3.small" } }),
        );
        lab.template = text(&made, "/LaunchTemplate/LaunchTemplateId");
        let region = lab.world.account.region_mut(REGION);
        let mut subnets: Vec<(String, String)> =
            region.subnets.values().map(|one| (one.zone.clone(), one.id.clone())).collect();
        subnets.sort();
        lab.vpc = region.vpcs.keys().next().cloned().expect("a default VPC");
        lab.subnets = subnets.into_iter().map(|(_, id)| id).collect();
        lab
    }

    fn ask(&mut self, service: Service, name: &str, input: Value) -> Result<Value, Fault> {
        let operation = Operation::find(service, name).expect("an operation");
        let caller = Caller { arn: "arn:aws:iam::123456789012:user/learner".into(), user_id: "AIDA".into() };
        let answer = self.world.request(operation, REGION, caller, input);
        let now = self.world.now;
        self.world.settle(now);
        answer
    }

    fn ec2(&mut self, name: &str, input: Value) -> Value {
        self.ask(Service::Ec2, name, input).expect("EC2 does it")
    }

    fn elb(&mut self, name: &str, input: Value) -> Value {
        self.ask(Service::ElasticLoadBalancingV2, name, input).expect("ELB does it")
    }

    fn go(&mut self, name: &str, input: Value) -> Value {
        self.ask(Service::AutoScaling, name, input).expect("Auto Scaling does it")
    }

    /// The refusal of a request: code and message.
    fn no(&mut self, name: &str, input: Value) -> (String, String) {
        let before =
            serde_json::to_value(&self.world.account.region_mut(REGION).auto_scaling_groups).expect("plain data");
        let fault = self.ask(Service::AutoScaling, name, input).expect_err("a refusal");
        let after =
            serde_json::to_value(&self.world.account.region_mut(REGION).auto_scaling_groups).expect("plain data");
        assert_eq!(before, after, "a refused request changes nothing");
        (fault.code.into_owned(), fault.message)
    }

    fn pass(&mut self, seconds: i64) {
        let to = self.world.now.checked_add(SignedDuration::from_secs(seconds)).expect("a time");
        self.world.settle(to);
    }

    /// The request for a group named `web` in the first two subnets.
    fn request(&self, min: i64, max: i64, desired: i64) -> Value {
        json!({
            "AutoScalingGroupName": "web", "MinSize": min, "MaxSize": max, "DesiredCapacity": desired,
            "VPCZoneIdentifier": format!("{},{}", self.subnets[0], self.subnets[1]),
            "LaunchTemplate": { "LaunchTemplateId": self.template, "Version": "$Latest" },
        })
    }

    /// Makes that group and waits for its instances.
    fn group(&mut self, min: i64, max: i64, desired: i64) {
        let request = self.request(min, max, desired);
        self.go("CreateAutoScalingGroup", request);
        self.pass(60);
    }

    /// A target group that a load balancer uses, attached to the group.
    fn balanced(&mut self) -> (String, String) {
        let made = self.elb(
            "CreateTargetGroup",
            json!({ "Name": "web-tg", "Protocol": "HTTP", "Port": 80, "VpcId": self.vpc, "TargetType": "instance" }),
        );
        let target_group = text(&made, "/TargetGroups/0/TargetGroupArn");
        let made = self.elb("CreateLoadBalancer", json!({ "Name": "web-alb", "Subnets": self.subnets[..2] }));
        let load_balancer = text(&made, "/LoadBalancers/0/LoadBalancerArn");
        self.elb(
            "CreateListener",
            json!({
                "LoadBalancerArn": load_balancer, "Protocol": "HTTP", "Port": 80,
                "DefaultActions": [{ "Type": "forward", "TargetGroupArn": target_group }],
            }),
        );
        (load_balancer, target_group)
    }

    fn shown(&mut self) -> Value {
        let answer = self.go("DescribeAutoScalingGroups", json!({ "AutoScalingGroupNames": ["web"] }));
        answer["AutoScalingGroups"][0].clone()
    }

    /// Id and state of each instance of the group.
    fn instances(&mut self) -> Vec<(String, String)> {
        let shown = self.shown();
        let instances = shown["Instances"].as_array().cloned().unwrap_or_default();
        instances.iter().map(|one| (text(one, "/InstanceId"), text(one, "/LifecycleState"))).collect()
    }

    /// The group's activities, newest first.
    fn activities(&mut self) -> Vec<Value> {
        let answer = self.go("DescribeScalingActivities", json!({ "AutoScalingGroupName": "web" }));
        answer["Activities"].as_array().cloned().unwrap_or_default()
    }
}

fn text(value: &Value, pointer: &str) -> String {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}
