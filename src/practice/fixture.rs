//! A small account for tests: the finished `ec-site`, built as data. An ALB in two public subnets, two shops in
//! two private ones, a database, and groups that let in what they should.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use jiff::Timestamp;

use super::account::{
    Account, AclEntry, Action, App, AppFault, AppKind, Attachment, CidrAssociation, Destination, Disk, Health,
    HealthCheck, HealthState, Instance, InstanceState, InternetGateway, Listener, LoadBalancer, LoadBalancerKind,
    LoadBalancerZone, NetworkAcl, NetworkInterface, Peer, Process, Region, Route, RouteTable, RouteTableAssociation,
    SecurityGroup, SecurityGroupRule, Subnet, Tags, Target, TargetGroup, Via, Vpc,
};
use super::app::Request;

pub(crate) const ALB: &str = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/ec-site-alb/1";
pub(crate) const GROUP: &str = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/ec-site-web-tg/1";
pub(crate) const LISTENER: &str = "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/ec-site-alb/1/1";

pub(crate) fn now() -> Timestamp {
    "2026-11-22T01:00:00Z".parse().expect("a timestamp")
}

pub(crate) fn account() -> Account {
    let mut account = Account::empty("123456789012", 1);
    account.regions.insert("us-east-1".to_owned(), region());
    account
}

pub(crate) fn region() -> Region {
    let mut region = Region { name: "us-east-1".to_owned(), ..Region::default() };
    network(&mut region);
    for (id, name) in [
        ("sg-alb", "ec-site-alb-sg"),
        ("sg-web", "ec-site-web-sg"),
        ("sg-ec2-rds", "ec2-rds-1"),
        ("sg-rds", "rds-ec2-1"),
    ] {
        group(&mut region, id, name);
        rule(&mut region, id, true, "-1", None, Peer::Ipv4("0.0.0.0/0".to_owned()));
    }
    rule(&mut region, "sg-alb", false, "tcp", Some((80, 80)), Peer::Ipv4("0.0.0.0/0".to_owned()));
    rule(&mut region, "sg-web", false, "tcp", Some((80, 80)), of_group("sg-alb"));
    rule(&mut region, "sg-rds", false, "tcp", Some((5432, 5432)), of_group("sg-ec2-rds"));
    interface(&mut region, "eni-db", "priv-a", [10, 0, 10, 200], &["sg-rds"]).description =
        "RDSNetworkInterface".to_owned();
    instance(&mut region, "i-a", "priv-a", [10, 0, 10, 10], &["sg-web", "sg-ec2-rds"], shop());
    instance(&mut region, "i-c", "priv-c", [10, 0, 11, 10], &["sg-web", "sg-ec2-rds"], shop());
    balancing(&mut region);
    region
}

pub(crate) fn shop() -> App {
    App { kind: AppKind::Shop, port: 80, start_seconds: 0, faults: Vec::new() }
}

pub(crate) fn of_group(id: &str) -> Peer {
    Peer::Group { id: id.to_owned(), owner: "123456789012".to_owned() }
}

fn network(region: &mut Region) {
    let cidr = |id: &str, cidr: &str| CidrAssociation { id: id.to_owned(), cidr: cidr.to_owned() };
    let vpc = Vpc {
        id: "vpc-1".to_owned(),
        cidrs: vec![cidr("assoc-1", "10.0.0.0/16")],
        ipv6_cidrs: Vec::new(),
        default: false,
        dns_support: true,
        dns_hostnames: true,
        tags: Tags::new(),
    };
    region.vpcs.insert(vpc.id.clone(), vpc);
    for (id, zone, block) in [
        ("pub-a", "us-east-1a", "10.0.0.0/24"),
        ("pub-c", "us-east-1c", "10.0.1.0/24"),
        ("priv-a", "us-east-1a", "10.0.10.0/24"),
        ("priv-c", "us-east-1c", "10.0.11.0/24"),
    ] {
        let subnet = Subnet {
            id: id.to_owned(),
            vpc_id: "vpc-1".to_owned(),
            zone: zone.to_owned(),
            cidr: block.to_owned(),
            ipv6_cidrs: Vec::new(),
            public_addresses: id.starts_with("pub"),
            default_for_zone: false,
            tags: Tags::new(),
        };
        region.subnets.insert(id.to_owned(), subnet);
    }
    let gateway = InternetGateway { id: "igw-1".to_owned(), vpc_id: Some("vpc-1".to_owned()), tags: Tags::new() };
    region.internet_gateways.insert(gateway.id.clone(), gateway);
    let local = ("10.0.0.0/16", Via::Local);
    route_table(region, "rtb-main", std::slice::from_ref(&local), &[None]);
    let out = ("0.0.0.0/0", Via::InternetGateway("igw-1".to_owned()));
    route_table(region, "rtb-public", &[local, out], &[Some("pub-a"), Some("pub-c")]);
    let everything = |egress| AclEntry {
        number: 100,
        egress,
        allow: true,
        protocol: "-1".to_owned(),
        cidr: Some("0.0.0.0/0".to_owned()),
        ipv6_cidr: None,
        ports: None,
    };
    let acl = NetworkAcl {
        id: "acl-1".to_owned(),
        vpc_id: "vpc-1".to_owned(),
        default: true,
        entries: vec![everything(false), everything(true)],
        associations: Vec::new(),
        tags: Tags::new(),
    };
    region.network_acls.insert(acl.id.clone(), acl);
}

fn route_table(region: &mut Region, id: &str, routes: &[(&str, Via)], subnets: &[Option<&str>]) {
    let routes = routes.iter().map(|(cidr, via)| Route {
        destination: Destination::Ipv4((*cidr).to_owned()),
        via: via.clone(),
        origin: "CreateRoute".to_owned(),
    });
    let associations = subnets.iter().enumerate().map(|(n, subnet)| RouteTableAssociation {
        id: format!("rtbassoc-{id}-{n}"),
        subnet_id: subnet.map(str::to_owned),
        main: subnet.is_none(),
    });
    let table = RouteTable {
        id: id.to_owned(),
        vpc_id: "vpc-1".to_owned(),
        routes: routes.collect(),
        associations: associations.collect(),
        tags: Tags::new(),
    };
    region.route_tables.insert(id.to_owned(), table);
}

pub(crate) fn group(region: &mut Region, id: &str, name: &str) {
    let group = SecurityGroup {
        id: id.to_owned(),
        name: name.to_owned(),
        description: name.to_owned(),
        vpc_id: "vpc-1".to_owned(),
        tags: Tags::new(),
    };
    region.security_groups.insert(id.to_owned(), group);
}

/// Adds a rule; its id is the next number.
pub(crate) fn rule(
    region: &mut Region,
    group: &str,
    egress: bool,
    protocol: &str,
    ports: Option<(i32, i32)>,
    peer: Peer,
) {
    let last =
        region.security_group_rules.keys().next_back().and_then(|id| id.strip_prefix("sgr-")?.parse::<u32>().ok());
    let id = format!("sgr-{:04}", last.unwrap_or(0) + 1);
    let rule = SecurityGroupRule {
        id: id.clone(),
        group_id: group.to_owned(),
        egress,
        protocol: protocol.to_owned(),
        from_port: ports.map(|ports| ports.0),
        to_port: ports.map(|ports| ports.1),
        peer,
        description: None,
        tags: Tags::new(),
    };
    region.security_group_rules.insert(id, rule);
}

pub(crate) fn interface<'a>(
    region: &'a mut Region,
    id: &str,
    subnet: &str,
    ip: [u8; 4],
    groups: &[&str],
) -> &'a mut NetworkInterface {
    let home = &region.subnets[subnet];
    let interface = NetworkInterface {
        id: id.to_owned(),
        vpc_id: home.vpc_id.clone(),
        subnet_id: subnet.to_owned(),
        zone: home.zone.clone(),
        description: String::new(),
        kind: "interface".to_owned(),
        groups: groups.iter().map(|group| (*group).to_owned()).collect(),
        private_ip: Ipv4Addr::from(ip),
        public_ip: None,
        attachment: None,
        requester: None,
        source_dest_check: true,
        tags: Tags::new(),
    };
    region.network_interfaces.entry(id.to_owned()).insert_entry(interface).into_mut()
}

pub(crate) fn instance(region: &mut Region, id: &str, subnet: &str, ip: [u8; 4], groups: &[&str], app: App) {
    let eni = format!("eni-{id}");
    let zone = region.subnets[subnet].zone.clone();
    interface(region, &eni, subnet, ip, groups).attachment = Some(Attachment {
        id: format!("attach-{id}"),
        instance_id: Some(id.to_owned()),
        device_index: 0,
        delete_on_termination: true,
        since: now(),
    });
    let instance = Instance {
        id: id.to_owned(),
        reservation_id: "r-1".to_owned(),
        image_id: "ami-1".to_owned(),
        instance_type: "t3.small".to_owned(),
        vpc_id: "vpc-1".to_owned(),
        subnet_id: subnet.to_owned(),
        zone,
        interfaces: vec![eni],
        private_ip: Ipv4Addr::from(ip),
        key_name: None,
        profile: None,
        user_data: None,
        volumes: Vec::new(),
        state: InstanceState::Running,
        until: None,
        transition_reason: String::new(),
        launched: now(),
        launch_index: 0,
        client_token: None,
        termination_protection: false,
        monitoring: false,
        launch_template: None,
        auto_scaling_group: None,
        disk: Disk::default(),
        first_boot_done: true,
        boot: None,
        public_address: false,
        process: Some(Process { app, listens_from: now() }),
        console: Vec::new(),
        shown: serde_json::Map::new(),
        tags: Tags::new(),
    };
    region.instances.insert(id.to_owned(), instance);
}

fn balancing(region: &mut Region) {
    let mut zones = Vec::new();
    for (n, (zone, subnet)) in [("us-east-1a", "pub-a"), ("us-east-1c", "pub-c")].into_iter().enumerate() {
        let (id, third) = (format!("eni-alb-{n}"), u8::try_from(n).expect("small"));
        let node = interface(region, &id, subnet, [10, 0, third, 50], &["sg-alb"]);
        node.requester = Some("amazon-elb".to_owned());
        node.public_ip = Some(Ipv4Addr::new(127, 80, 1, third + 1));
        zones.push(LoadBalancerZone {
            zone: zone.to_owned(),
            subnet_id: subnet.to_owned(),
            interface: id,
            private_ip: node.private_ip,
            public_ip: node.public_ip,
            allocation_id: None,
        });
    }
    let balancer = LoadBalancer {
        private_link_rules: None,
        arn: ALB.to_owned(),
        name: "ec-site-alb".to_owned(),
        kind: LoadBalancerKind::Application,
        internet_facing: true,
        provisioning_until: None,
        impaired: false,
        created: now(),
        dns_name: "ec-site-alb-1.us-east-1.elb.localhost".to_owned(),
        vpc_id: "vpc-1".to_owned(),
        zones,
        security_groups: vec!["sg-alb".to_owned()],
        made_with_groups: true,
        ip_address_type: "ipv4".to_owned(),
        attributes: BTreeMap::new(),
        tags: Tags::new(),
    };
    region.load_balancers.insert(ALB.to_owned(), balancer);
    let listener = Listener {
        alpn_policy: None,
        default_rule: String::new(),
        arn: LISTENER.to_owned(),
        load_balancer: ALB.to_owned(),
        port: 80,
        protocol: "HTTP".to_owned(),
        certificates: Vec::new(),
        ssl_policy: None,
        default_actions: vec![forward(GROUP)],
        attributes: BTreeMap::new(),
        tags: Tags::new(),
    };
    region.listeners.insert(LISTENER.to_owned(), listener);
    region.target_groups.insert(GROUP.to_owned(), target_group(GROUP, "ec-site-web-tg", &["i-a", "i-c"]));
}

pub(crate) fn forward(group: &str) -> Action {
    Action { kind: "forward".to_owned(), target_group_arn: Some(group.to_owned()), ..Action::default() }
}

/// HTTP on port 80 with AWS's default settings, its targets healthy.
pub(crate) fn target_group(arn: &str, name: &str, targets: &[&str]) -> TargetGroup {
    TargetGroup {
        arn: arn.to_owned(),
        name: name.to_owned(),
        created: now(),
        protocol: "HTTP".to_owned(),
        port: 80,
        vpc_id: "vpc-1".to_owned(),
        target_type: "instance".to_owned(),
        protocol_version: Some("HTTP1".to_owned()),
        ip_address_type: "ipv4".to_owned(),
        health_check: HealthCheck {
            enabled: true,
            protocol: "HTTP".to_owned(),
            port: "traffic-port".to_owned(),
            path: Some("/".to_owned()),
            interval_seconds: 30,
            timeout_seconds: 5,
            healthy_threshold: 5,
            unhealthy_threshold: 2,
            matcher: Some("200".to_owned()),
        },
        attributes: BTreeMap::new(),
        targets: targets.iter().map(|id| target(id, 80, HealthState::Healthy)).collect(),
        turn: 0,
        tags: Tags::new(),
    }
}

pub(crate) fn target(id: &str, port: u16, state: HealthState) -> Target {
    let health = Health { state, reason: None, description: None, since: now(), successes: 0, failures: 0, next: None };
    Target { id: id.to_owned(), port, zone: None, registered: now(), draining_until: None, health }
}

/// Gives the application of an instance a fault.
pub(crate) fn break_app(region: &mut Region, instance: &str, fault: AppFault) {
    let process = region.instances.get_mut(instance).and_then(|one| one.process.as_mut()).expect("a process");
    process.app.faults.push(fault);
}

pub(crate) fn get(path: &str, headers: &[(&str, &str)]) -> Request {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Request { headers, ..Request::get(path) }
}
