//! The finished `ec-site` as facts: two instances in two zones behind an ALB, everything healthy.

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::course::load::{Files, Library};
use crate::course::{Course, Values};
use crate::facts::{Facts, Section};

pub(super) const LB: &str = "arn:aws:elasticloadbalancing:us-east-1:210987654321:loadbalancer/app/ec-site-alb/1a2b";
pub(super) const TG: &str = "arn:aws:elasticloadbalancing:us-east-1:210987654321:targetgroup/ec-site-web-tg/3c4d";
pub(super) const LISTENER: &str =
    "arn:aws:elasticloadbalancing:us-east-1:210987654321:listener/app/ec-site-alb/1a2b/5e6f";
pub(super) const HOST: &str = "ec-site-alb-1.us-east-1.elb.amazonaws.com";
const VPC: &str = "vpc-0aa";

pub(super) fn course() -> Course {
    Library::load(&Files::new()).get("ec-site").expect("a built-in course").course.clone()
}

pub(super) fn values() -> Values {
    Values::resolve(&course(), None, &[]).expect("the course's own names")
}

fn at() -> Timestamp {
    "2026-11-22T13:00:00Z".parse().expect("a time")
}

pub(super) fn of<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).expect("the shape of the facts")
}

pub(super) fn seen<T: DeserializeOwned>(value: Value) -> Section<T> {
    Section::seen(at(), of(value))
}

pub(crate) fn facts() -> Facts {
    let mut facts = Facts::empty("us-east-1", at());
    network(&mut facts);
    servers(&mut facts);
    balancing(&mut facts);
    facts
}

fn network(facts: &mut Facts) {
    facts.identity = seen(json!({"account": "210987654321", "arn": "arn:aws:iam::210987654321:root"}));
    facts.vpcs = seen(json!([{"id": VPC, "name": "ec-site-vpc", "cidrs": ["10.0.0.0/16"], "is_default": false,
        "state": "available"}]));
    let subnet = |id: &str, name: &str, zone: &str, cidr: &str| json!({"id": id, "name": name, "vpc_id": VPC, "availability_zone": zone, "cidr": cidr});
    facts.subnets = seen(json!([
        subnet("subnet-1", "public-a", "us-east-1a", "10.0.1.0/24"),
        subnet("subnet-2", "public-c", "us-east-1c", "10.0.2.0/24"),
        subnet("subnet-3", "private-a", "us-east-1a", "10.0.3.0/24"),
        subnet("subnet-4", "private-c", "us-east-1c", "10.0.4.0/24"),
    ]));
    let table = |id: &str, subnets: [&str; 2], target: &str| {
        json!({"id": id, "vpc_id": VPC, "is_main": false, "subnet_ids": subnets,
            "routes": [{"destination": "10.0.0.0/16", "target": "local", "state": "active"},
                {"destination": "0.0.0.0/0", "target": target, "state": "active"}]})
    };
    facts.route_tables = seen(json!([
        table("rtb-1", ["subnet-1", "subnet-2"], "igw-1"),
        table("rtb-2", ["subnet-3", "subnet-4"], "nat-1")
    ]));
    facts.network_acls = seen(json!([{"id": "acl-1", "vpc_id": VPC, "is_default": true,
        "subnet_ids": ["subnet-1", "subnet-2", "subnet-3", "subnet-4"],
        "entries": [entry(100, false, true, "0.0.0.0/0"), entry(32767, false, false, "0.0.0.0/0"),
            entry(100, true, true, "0.0.0.0/0"), entry(32767, true, false, "0.0.0.0/0")]}]));
    let all = json!([{"protocol": "-1", "from_port": null, "to_port": null,
        "peers": [{"type": "cidr", "cidr": "0.0.0.0/0"}]}]);
    let group = |id: &str, name: &str, ingress: Value| json!({"id": id, "name": name, "description": "-", "vpc_id": VPC, "ingress": ingress, "egress": all});
    facts.security_groups = seen(json!([
        group("sg-alb", "ec-site-alb-sg", json!([tcp(80, &json!({"type": "cidr", "cidr": "0.0.0.0/0"}))])),
        group("sg-web", "ec-site-web-sg", json!([tcp(80, &json!({"type": "group", "id": "sg-alb", "account": null}))])),
        group("sg-db", "ec2-rds-1", json!([])),
    ]));
}

pub(super) fn tcp(port: i32, peer: &Value) -> Value {
    json!({"protocol": "tcp", "from_port": port, "to_port": port, "peers": [peer]})
}

pub(super) fn entry(number: i32, egress: bool, allow: bool, cidr: &str) -> Value {
    json!({"number": number, "egress": egress, "allow": allow, "protocol": "-1", "cidr": cidr, "ports": null})
}

fn servers(facts: &mut Facts) {
    let instance = |id: &str, subnet: &str, zone: &str, address: &str| {
        json!({"id": id, "name": "ec-site-AutoScaling-Instance", "state": "running", "vpc_id": VPC,
            "subnet_id": subnet, "availability_zone": zone, "image_id": null, "instance_type": "t3.small",
            "private_ip": address, "public_ip": null, "group_ids": ["sg-web", "sg-db"], "instance_profile": null,
            "auto_scaling_group": "ec-site-asg", "launched_at": "2026-11-22T12:00:00Z"})
    };
    facts.instances = seen(json!([
        instance("i-1", "subnet-3", "us-east-1a", "10.0.3.10"),
        instance("i-2", "subnet-4", "us-east-1c", "10.0.4.10"),
    ]));
    let member = |id: &str, zone: &str| json!({"id": id, "availability_zone": zone, "lifecycle_state": "InService", "health_status": "Healthy"});
    facts.auto_scaling_groups = seen(json!([{"arn": "arn:asg", "name": "ec-site-asg", "launch_template": null,
        "mixed_instances": false, "launch_configuration": null, "subnet_ids": ["subnet-3", "subnet-4"],
        "availability_zones": ["us-east-1a", "us-east-1c"], "min_size": 1, "max_size": 4, "desired_capacity": 2,
        "target_group_arns": [TG], "health_check_type": "ELB", "health_check_grace_period_seconds": 300,
        "default_cooldown_seconds": 300, "default_instance_warmup_seconds": null, "suspended_processes": [],
        "instances": [member("i-1", "us-east-1a"), member("i-2", "us-east-1c")], "created_at": null,
        "status": null}]));
}

fn balancing(facts: &mut Facts) {
    facts.load_balancers = seen(json!([{"arn": LB, "name": "ec-site-alb", "dns_name": HOST, "kind": "application",
        "scheme": "internet-facing", "ip_address_type": "ipv4", "state": "active", "state_reason": null,
        "vpc_id": VPC, "group_ids": ["sg-alb"], "created_at": "2026-11-22T11:00:00Z",
        "zones": [{"availability_zone": "us-east-1a", "subnet_id": "subnet-1"},
            {"availability_zone": "us-east-1c", "subnet_id": "subnet-2"}]}]));
    facts.target_groups = seen(json!([{"arn": TG, "name": "ec-site-web-tg", "target_type": "instance",
        "protocol": "HTTP", "protocol_version": "HTTP1", "port": 80, "ip_address_type": "ipv4", "vpc_id": VPC,
        "load_balancer_arns": [LB], "health_check": {"enabled": true, "protocol": "HTTP", "port": "traffic-port",
            "path": "/", "matcher": "200", "interval_seconds": 30, "timeout_seconds": 5, "healthy_threshold": 5,
            "unhealthy_threshold": 2}}]));
    facts.listeners.insert(
        LB.to_owned(),
        seen(json!([{"arn": LISTENER, "port": 80, "protocol": "HTTP", "ssl_policy": null, "certificate_arns": [],
            "default_actions": [forward(TG, 1)]}])),
    );
    facts.rules.insert(
        LISTENER.to_owned(),
        seen(json!([{"arn": "rule-default", "is_default": true, "priority": "default", "conditions": [],
            "actions": [forward(TG, 1)]}])),
    );
    healths(facts, [("i-1", "healthy", None, None), ("i-2", "healthy", None, None)]);
    let resolved = json!({"answer": "resolved", "addresses": ["192.0.2.1"], "elapsed_ms": 3, "overridden": false});
    facts.dns.insert(HOST.to_owned(), seen(resolved));
    answered(facts, 200);
}

pub(super) fn forward(arn: &str, weight: i32) -> Value {
    json!({"type": "forward", "targets": [{"arn": arn, "weight": weight}], "stickiness": false})
}

/// Id, state, reason and description of every target.
pub(super) fn healths<const N: usize>(facts: &mut Facts, all: [(&str, &str, Option<&str>, Option<&str>); N]) {
    let one = |(id, state, reason, description): (&str, &str, Option<&str>, Option<&str>)| {
        json!({"target_id": id, "port": 80, "availability_zone": null, "state": state, "reason": reason,
            "description": description})
    };
    facts.target_health.insert(TG.to_owned(), seen(Value::from(all.map(one).to_vec())));
}

pub(super) fn answered(facts: &mut Facts, status: u16) {
    let url = format!("http://{HOST}/");
    let answer = json!({"outcome": "answered", "final_url": url, "status": status, "redirects": [],
        "content_type": "text/html", "body_bytes": 120, "contains": [], "peer": null, "elapsed_ms": 42});
    facts.http.insert(url, seen(answer));
}

pub(super) fn silent(facts: &mut Facts) {
    let url = format!("http://{HOST}/");
    let answer = json!({"outcome": "stopped", "stage": "connect", "stop": "timed-out", "url": url, "elapsed_ms": 9000});
    facts.http.insert(url, seen(answer));
}
