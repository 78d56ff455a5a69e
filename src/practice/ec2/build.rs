//! Networks as AWS makes them: a VPC with what comes with it, a subnet, a default VPC.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use super::super::account::{
    AclEntry, CidrAssociation, Destination, InternetGateway, NetworkAcl, Peer, Route, RouteTable,
    RouteTableAssociation, SecurityGroup, SecurityGroupRule, Subnet, Tags, Via, Vpc,
};
use super::super::call::Call;
use super::zone;

/// A VPC with its main route table, default network ACL and default security group. Its id.
pub(crate) fn vpc(call: &mut Call<'_>, block: Ipv4Net, default: bool, tags: Tags) -> String {
    let id = call.id("vpc");
    let association = call.id("vpc-cidr-assoc");
    let vpc = Vpc {
        id: id.clone(),
        cidrs: vec![CidrAssociation { id: association, cidr: block.to_string() }],
        ipv6_cidrs: Vec::new(),
        default,
        dns_support: true,
        dns_hostnames: default,
        tags,
    };
    call.region().vpcs.insert(id.clone(), vpc);
    main_table(call, &id, block);
    default_acl(call, &id);
    default_group(call, &id);
    id
}

fn main_table(call: &mut Call<'_>, vpc: &str, block: Ipv4Net) {
    let association = RouteTableAssociation { id: call.id("rtbassoc"), subnet_id: None, main: true };
    let id = call.id("rtb");
    let table = RouteTable {
        id: id.clone(),
        vpc_id: vpc.to_owned(),
        routes: vec![local_route(&block.to_string())],
        associations: vec![association],
        tags: Tags::new(),
    };
    call.region().route_tables.insert(id, table);
}

/// The route that every table has and that cannot be taken away: the VPC itself.
pub(super) fn local_route(block: &str) -> Route {
    let destination =
        if block.contains(':') { Destination::Ipv6(block.to_owned()) } else { Destination::Ipv4(block.to_owned()) };
    Route { destination, via: Via::Local, origin: "CreateRouteTable".to_owned() }
}

fn default_acl(call: &mut Call<'_>, vpc: &str) {
    let id = call.id("acl");
    let mut entries = Vec::new();
    for egress in [true, false] {
        entries.push(acl_entry(100, egress, true));
        entries.push(acl_entry(LAST_ENTRY, egress, false));
    }
    let acl = NetworkAcl {
        id: id.clone(),
        vpc_id: vpc.to_owned(),
        default: true,
        entries,
        associations: Vec::new(),
        tags: Tags::new(),
    };
    call.region().network_acls.insert(id, acl);
}

/// The entry `*` that every ACL ends with.
pub(super) const LAST_ENTRY: u16 = 32767;

/// An ACL entry for all traffic.
pub(super) fn acl_entry(number: u16, egress: bool, allow: bool) -> AclEntry {
    AclEntry {
        number,
        egress,
        allow,
        protocol: "-1".to_owned(),
        cidr: Some("0.0.0.0/0".to_owned()),
        ipv6_cidr: None,
        ports: None,
    }
}

fn default_group(call: &mut Call<'_>, vpc: &str) {
    let id = call.id("sg");
    let group = SecurityGroup {
        id: id.clone(),
        name: "default".to_owned(),
        description: "default VPC security group".to_owned(),
        vpc_id: vpc.to_owned(),
        tags: Tags::new(),
    };
    let own = Peer::Group { id: id.clone(), owner: call.account.id.clone() };
    call.region().security_groups.insert(id.clone(), group);
    all_traffic(call, &id, false, own);
    all_traffic(call, &id, true, Peer::Ipv4("0.0.0.0/0".to_owned()));
}

/// A rule for all protocols and ports, as new groups have it outwards.
pub(super) fn all_traffic(call: &mut Call<'_>, group: &str, egress: bool, peer: Peer) {
    let id = call.id("sgr");
    let rule = SecurityGroupRule {
        id: id.clone(),
        group_id: group.to_owned(),
        egress,
        protocol: "-1".to_owned(),
        from_port: None,
        to_port: None,
        peer,
        description: None,
        tags: Tags::new(),
    };
    call.region().security_group_rules.insert(id, rule);
}

/// A subnet, under its VPC's default network ACL. Its id.
pub(crate) fn subnet(call: &mut Call<'_>, vpc: &str, zone: &str, block: Ipv4Net, tags: Tags) -> String {
    let id = call.id("subnet");
    let subnet = Subnet {
        id: id.clone(),
        vpc_id: vpc.to_owned(),
        zone: zone.to_owned(),
        cidr: block.to_string(),
        ipv6_cidrs: Vec::new(),
        public_addresses: false,
        default_for_zone: false,
        tags,
    };
    let association = call.id("aclassoc");
    let region = call.region();
    region.subnets.insert(id.clone(), subnet);
    if let Some(acl) = region.network_acls.values_mut().find(|acl| acl.vpc_id == vpc && acl.default) {
        acl.associations.push((id.clone(), association));
    }
    id
}

/// A default VPC as every region of a new account has one: 172.31.0.0/16, an internet gateway with the default
/// route, and a public /20 in each zone. Its id.
pub(crate) fn default_vpc(call: &mut Call<'_>) -> String {
    let id = vpc(call, net([172, 31, 0, 0], 16), true, Tags::new());
    let gateway = call.id("igw");
    let zones = zone::zones(&call.region);
    let region = call.region();
    region
        .internet_gateways
        .insert(gateway.clone(), InternetGateway { id: gateway.clone(), vpc_id: Some(id.clone()), tags: Tags::new() });
    if let Some(main) = region.route_tables.values_mut().find(|table| table.vpc_id == id) {
        main.routes.push(Route {
            destination: Destination::Ipv4("0.0.0.0/0".to_owned()),
            via: Via::InternetGateway(gateway),
            origin: "CreateRoute".to_owned(),
        });
    }
    for (third, zone) in (0_u8..).step_by(16).zip(zones) {
        default_subnet(call, &id, &zone.name, net([172, 31, third, 0], 20));
    }
    id
}

/// A default subnet: instances in it get public addresses.
pub(super) fn default_subnet(call: &mut Call<'_>, vpc: &str, zone: &str, block: Ipv4Net) -> String {
    let id = subnet(call, vpc, zone, block, Tags::new());
    if let Some(subnet) = call.region().subnets.get_mut(&id) {
        subnet.public_addresses = true;
        subnet.default_for_zone = true;
    }
    id
}

fn net(octets: [u8; 4], prefix: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::from(octets), prefix)
}

/// What a region begins with when the account asks for it for the first time.
pub(crate) fn fresh_region(call: &mut Call<'_>) {
    if call.account.default_vpcs && !call.account.regions.contains_key(&call.region) {
        default_vpc(call);
    }
}
