//! Requests to `ELBv2` as they come from the wire, checked by the API's tables first.

mod certificates;
mod listeners;
mod load_balancers;
mod rules;
mod target_groups;
mod targets;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::super::account::Account;
use super::super::api::{self, Operation, Protocol, Service};
use super::super::call::{Addressing, Caller, Timings};
use super::super::world::World;

pub(super) const REGION: &str = "us-east-1";
const NOW: &str = "2026-11-22T01:02:03Z";

/// An account in us-east-1 with its default VPC.
pub(super) struct Stage {
    pub(super) world: World,
    pub(super) vpc: String,
    /// Default subnets by zone letter, a to f.
    subnets: Vec<(String, String)>,
}

impl Stage {
    pub(super) fn new() -> Self {
        let mut account = Account::empty("123456789012", 7);
        account.default_vpcs = true;
        let now: Timestamp = NOW.parse().expect("a timestamp");
        let addressing = Addressing { public_prefix: [127, 80] };
        let world = World { account, now, timings: Timings::default(), addressing };
        let mut stage = Self { world, vpc: String::new(), subnets: Vec::new() };
        let vpcs = stage.of(Service::Ec2, "DescribeVpcs", json!({}));
        stage.vpc = text(&vpcs, "/Vpcs/0/VpcId");
        let subnets = stage.of(Service::Ec2, "DescribeSubnets", json!({}));
        for subnet in subnets["Subnets"].as_array().expect("subnets") {
            stage.subnets.push((text(subnet, "/AvailabilityZone"), text(subnet, "/SubnetId")));
        }
        stage
    }

    pub(super) fn subnet(&self, letter: char) -> String {
        let zone = format!("{REGION}{letter}");
        self.subnets.iter().find(|(known, _)| *known == zone).map(|(_, id)| id.clone()).expect("a default subnet")
    }

    fn send(&mut self, service: Service, operation: &str, input: Value) -> Result<Value, String> {
        let found = Operation::find(service, operation).expect("an operation");
        let input = api::check(found, input)
            .map_err(|wrong| format!("{}: {}", wrong.code(service, Protocol::Query), wrong.message(service)))?;
        let caller = Caller { arn: "arn:aws:iam::123456789012:root".to_owned(), user_id: "123456789012".to_owned() };
        self.world.request(found, REGION, caller, input).map_err(|fault| fault.to_string())
    }

    pub(super) fn of(&mut self, service: Service, operation: &str, input: Value) -> Value {
        self.send(service, operation, input).unwrap_or_else(|fault| panic!("{operation}: {fault}"))
    }

    /// An `ELBv2` operation that succeeds.
    pub(super) fn ask(&mut self, operation: &str, input: Value) -> Value {
        self.of(Service::ElasticLoadBalancingV2, operation, input)
    }

    /// One that is refused: `CODE: message`. It must have changed nothing.
    pub(super) fn refused(&mut self, operation: &str, input: Value) -> String {
        let state = |stage: &Self| {
            let mut account = serde_json::to_value(&stage.world.account).expect("an account");
            account["ids"] = Value::Null;
            account
        };
        let before = state(self);
        match self.send(Service::ElasticLoadBalancingV2, operation, input) {
            Ok(answer) => panic!("{operation} was not refused: {answer}"),
            Err(fault) => {
                assert_eq!(state(self), before, "{operation} was refused and changed something");
                fault
            }
        }
    }

    pub(super) fn load_balancer(&mut self, name: &str) -> String {
        let subnets = [self.subnet('a'), self.subnet('b')];
        let made = self.ask("CreateLoadBalancer", json!({ "Name": name, "Subnets": subnets }));
        text(&made, "/LoadBalancers/0/LoadBalancerArn")
    }

    pub(super) fn network_load_balancer(&mut self, name: &str) -> String {
        let subnets = [self.subnet('a')];
        let made = self.ask("CreateLoadBalancer", json!({ "Name": name, "Subnets": subnets, "Type": "network" }));
        text(&made, "/LoadBalancers/0/LoadBalancerArn")
    }

    pub(super) fn target_group(&mut self, name: &str) -> String {
        let vpc = self.vpc.clone();
        let input = json!({ "Name": name, "Protocol": "HTTP", "Port": 80, "VpcId": vpc });
        text(&self.ask("CreateTargetGroup", input), "/TargetGroups/0/TargetGroupArn")
    }

    pub(super) fn listener(&mut self, load_balancer: &str, port: u16, target_group: &str) -> String {
        let actions = json!([{ "Type": "forward", "TargetGroupArn": target_group }]);
        let input = json!({
            "LoadBalancerArn": load_balancer, "Protocol": "HTTP", "Port": port, "DefaultActions": actions,
        });
        text(&self.ask("CreateListener", input), "/Listeners/0/ListenerArn")
    }

    /// A running instance in a zone's default subnet.
    pub(super) fn instance(&mut self, letter: char) -> String {
        let images = self.of(Service::Ec2, "DescribeImages", json!({ "Owners": ["amazon"] }));
        let x86 = images["Images"].as_array().expect("images").iter().find(|one| one["Architecture"] == "x86_64");
        let image = x86.expect("an image")["ImageId"].clone();
        let subnet = self.subnet(letter);
        let input =
            json!({ "ImageId": image, "InstanceType": "t3.small", "MinCount": 1, "MaxCount": 1, "SubnetId": subnet });
        let made = self.of(Service::Ec2, "RunInstances", input);
        self.pass(60);
        text(&made, "/Instances/0/InstanceId")
    }

    pub(super) fn certificate(&mut self, domain: &str) -> String {
        let input = json!({ "DomainName": domain, "ValidationMethod": "DNS" });
        text(&self.of(Service::Acm, "RequestCertificate", input), "/CertificateArn")
    }

    pub(super) fn issued(&mut self, domain: &str) -> String {
        let arn = self.certificate(domain);
        let call = &mut self.world.call(REGION, Caller::service("acm"));
        super::super::acm::authority::issue(call, &arn).expect("issued");
        arn
    }

    pub(super) fn pass(&mut self, seconds: i64) {
        self.world.settle(self.world.now + SignedDuration::from_secs(seconds));
    }
}

/// The text at a place of an answer.
pub(super) fn text(answer: &Value, at: &str) -> String {
    answer.pointer(at).and_then(Value::as_str).unwrap_or_else(|| panic!("{at} in {answer}")).to_owned()
}
