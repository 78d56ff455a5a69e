//! Faults of security groups: the load balancer's, and every way in which a server's can be wrong.

use super::super::account::{Peer, PrefixList, Tags};
use super::{Breakage, Scene, Unbroken, fault};

const AT_BALANCER: &str = "load-balancer-group";
const AT_TARGET: &str = "target-security-group";
/// Requests arrive; others could, too.
const WIDE: &str = "configuration";

pub(super) const FAULTS: &[Breakage] = &[
    fault("alb-sg-closed", AT_BALANCER, "The load balancer's groups let nobody in.", alb_closed),
    fault("alb-sg-other-port", AT_BALANCER, "The load balancer's groups let in TCP 8443 only.", alb_other_port),
    fault("alb-sg-udp", AT_BALANCER, "The load balancer's groups let in UDP instead of TCP.", alb_udp),
    fault("alb-sg-narrow", AT_BALANCER, "The load balancer's groups let in one address only.", alb_narrow),
    fault("alb-sg-no-outbound", AT_TARGET, "The load balancer's groups let nothing out.", alb_no_outbound),
    fault("web-sg-closed", AT_TARGET, "The servers' group lets nobody in.", |scene| only(scene, Vec::new())),
    fault("web-sg-udp", AT_TARGET, "The servers' group lets in UDP from the load balancer.", |scene| {
        from_balancer(scene, "udp", None)
    }),
    fault("web-sg-other-port", AT_TARGET, "The servers' group lets in TCP 443 from the load balancer.", |scene| {
        from_balancer(scene, "tcp", Some(443))
    }),
    fault("web-sg-other-group", AT_TARGET, "The servers' group lets in another group.", other_group),
    fault("web-sg-foreign-group", AT_TARGET, "The servers' group lets in a group of another account.", foreign_group),
    fault("web-sg-own-group", AT_TARGET, "The servers' group lets in only itself.", own_group),
    fault("web-sg-empty-prefix-list", AT_TARGET, "The servers' group lets in an empty prefix list.", empty_prefix_list),
    fault(
        "web-sg-cidr",
        WIDE,
        "The servers' group lets in the VPC's addresses instead of the load balancer's group.",
        vpc_cidr,
    ),
    fault("web-sg-open", WIDE, "The servers' group also lets in everybody.", |scene| {
        also(scene, "tcp", &["0.0.0.0/0"])
    }),
    fault("web-sg-open-halves", WIDE, "The servers' group also lets in both halves of the internet.", |scene| {
        also(scene, "tcp", &["0.0.0.0/1", "128.0.0.0/1"])
    }),
    fault("web-sg-open-ipv6", WIDE, "The servers' group also lets in everybody over IPv6.", |scene| {
        also(scene, "tcp", &["::/0"])
    }),
    fault("web-sg-all-traffic", WIDE, "The servers' group also lets in all traffic from everybody.", |scene| {
        also(scene, "-1", &["0.0.0.0/0"])
    }),
    fault("web-sg-all-ports", WIDE, "The servers' group also lets in ports 1-65535 from everybody.", all_ports),
    fault(
        "web-sg-prefix-list",
        WIDE,
        "The servers' group also lets in a prefix list of outside addresses.",
        prefix_list,
    ),
    fault("web-sg-second-group", WIDE, "The servers' group also lets in another group.", second_group),
];

type Ports = Option<(u16, u16)>;

fn alb_inbound(scene: &mut Scene<'_, '_>, protocol: &str, ports: Ports, peer: &Peer) -> Result<(), Unbroken> {
    alb_closed(scene)?;
    let group = scene.balancer_groups()?.swap_remove(0);
    scene.admit(&group, protocol, ports, peer.clone());
    Ok(())
}

fn alb_closed(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    for group in scene.balancer_groups()? {
        scene.clear(&group, false);
    }
    Ok(())
}

fn alb_other_port(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    alb_inbound(scene, "tcp", Some((8443, 8443)), &anybody())
}

fn alb_udp(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    let port = scene.listener()?.port;
    alb_inbound(scene, "udp", Some((port, port)), &anybody())
}

fn alb_narrow(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    let port = scene.listener()?.port;
    alb_inbound(scene, "tcp", Some((port, port)), &Peer::Ipv4("203.0.113.7/32".to_owned()))
}

fn alb_no_outbound(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    for group in scene.balancer_groups()? {
        scene.clear(&group, true);
    }
    Ok(())
}

fn anybody() -> Peer {
    Peer::Ipv4("0.0.0.0/0".to_owned())
}

/// The servers' group with these sources for its port, and no others.
fn only(scene: &mut Scene<'_, '_>, peers: Vec<Peer>) -> Result<(), Unbroken> {
    let (group, port) = (scene.web_group()?, scene.port()?);
    scene.clear(&group, false);
    for peer in peers {
        scene.admit(&group, "tcp", Some((port, port)), peer);
    }
    Ok(())
}

/// The servers' group with the load balancer's group as its source, in another protocol or at another port.
fn from_balancer(scene: &mut Scene<'_, '_>, protocol: &str, port: Option<u16>) -> Result<(), Unbroken> {
    let (group, own) = (scene.web_group()?, scene.port()?);
    let first = scene_first(scene)?;
    let peer = of(scene, first);
    scene.clear(&group, false);
    let port = port.unwrap_or(own);
    scene.admit(&group, protocol, Some((port, port)), peer);
    Ok(())
}

fn scene_first(scene: &mut Scene<'_, '_>) -> Result<String, Unbroken> {
    Ok(scene.balancer_groups()?.swap_remove(0))
}

/// A group of this account as a source.
fn of(scene: &Scene<'_, '_>, id: String) -> Peer {
    Peer::Group { id, owner: scene.call.account.id.clone() }
}

/// A group of the VPC that is neither the servers' nor the load balancer's.
fn another(scene: &mut Scene<'_, '_>) -> Result<Peer, Unbroken> {
    let (web, balancers) = (scene.web_group()?, scene.balancer_groups().unwrap_or_default());
    let vpc = scene.target_group()?.vpc_id.clone();
    let mut groups = scene.region().security_groups.values();
    let id = groups.find(|one| one.vpc_id == vpc && one.id != web && !balancers.contains(&one.id));
    let id = id.map(|one| one.id.clone()).ok_or(Unbroken::Missing("another security group"))?;
    Ok(of(scene, id))
}

fn other_group(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    let peer = another(scene)?;
    only(scene, vec![peer])
}

fn foreign_group(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    let peer = Peer::Group { id: "sg-0f0f0f0f0f0f0f0f0".to_owned(), owner: "999999999999".to_owned() };
    only(scene, vec![peer])
}

fn own_group(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    let group = scene.web_group()?;
    let peer = of(scene, group);
    only(scene, vec![peer])
}

fn vpc_cidr(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    let vpc = scene.target_group()?.vpc_id.clone();
    let blocks = scene.region().vpcs.get(&vpc).map(|vpc| vpc.cidrs.clone()).unwrap_or_default();
    only(scene, blocks.into_iter().map(|block| Peer::Ipv4(block.cidr)).collect())
}

fn list(scene: &mut Scene<'_, '_>, entries: &[&str]) -> Peer {
    let id = scene.call.id("pl");
    let list = PrefixList {
        id: id.clone(),
        name: "partners".to_owned(),
        address_family: "IPv4".to_owned(),
        max_entries: 10,
        version: 1,
        entries: entries.iter().map(|cidr| ((*cidr).to_owned(), None)).collect(),
        tags: Tags::new(),
    };
    scene.region().prefix_lists.insert(id.clone(), list);
    Peer::PrefixList(id)
}

fn empty_prefix_list(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    scene.web_group()?;
    let peer = list(scene, &[]);
    only(scene, vec![peer])
}

/// The servers' group with more sources beside its own.
fn also(scene: &mut Scene<'_, '_>, protocol: &str, cidrs: &[&str]) -> Result<(), Unbroken> {
    let (group, port) = (scene.web_group()?, scene.port()?);
    let ports = (protocol != "-1").then_some((port, port));
    for cidr in cidrs {
        let cidr = (*cidr).to_owned();
        let peer = if cidr.contains("::") { Peer::Ipv6(cidr) } else { Peer::Ipv4(cidr) };
        scene.admit(&group, protocol, ports, peer);
    }
    Ok(())
}

fn all_ports(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    let group = scene.web_group()?;
    scene.admit(&group, "tcp", Some((1, u16::MAX)), anybody());
    Ok(())
}

fn prefix_list(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    let (group, port) = (scene.web_group()?, scene.port()?);
    let peer = list(scene, &["198.51.100.0/24"]);
    scene.admit(&group, "tcp", Some((port, port)), peer);
    Ok(())
}

fn second_group(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    let (group, port) = (scene.web_group()?, scene.port()?);
    let peer = another(scene)?;
    scene.admit(&group, "tcp", Some((port, port)), peer);
    Ok(())
}
