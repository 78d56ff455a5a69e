//! Requests through a load balancer as the front carries them, without its sockets.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use super::super::account::Region;
use super::super::routing::{self, Decision, Forward, Head};
use super::super::traffic::Served;
use super::shop::{REGION, Shop};

/// What a visitor saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Visit {
    /// None: no connection.
    pub(super) status: Option<u16>,
    /// Who answered.
    pub(super) target: Option<String>,
    /// Who answered although something forbids it.
    pub(super) forbidden: Option<String>,
}

impl Shop {
    /// One visitor of the load balancer's port 80.
    pub(super) fn visit(&mut self, path: &str) -> Visit {
        self.client = self.client.wrapping_add(1);
        let [_, second, third, fourth] = self.client.to_be_bytes();
        let client = SocketAddr::new(IpAddr::V4(Ipv4Addr::new(198, 18 + second % 2, third, fourth)), 50_000);
        let head = Head {
            method: "GET".to_owned(),
            host: "shop.example.com".to_owned(),
            path: path.to_owned(),
            query: String::new(),
            headers: Vec::new(),
            client,
            through: None,
        };
        let balancer = self.balancer.clone();
        let (visit, served) = self.practice.act(|world| {
            let now = world.now;
            let Some(region) = world.account.regions.get_mut(REGION) else { return (Visit::nothing(), None) };
            match routing::decide(region, &balancer, 80, &head, &|_, _, _| 0, now) {
                Decision::Refuse(_) => (Visit::nothing(), None),
                Decision::Answer { answer, way } => {
                    let served = Served {
                        region: REGION.to_owned(),
                        way,
                        target: None,
                        status: Some(answer.status),
                        target_status: None,
                        target_time: None,
                        bytes_in: 0,
                        bytes_out: answer.body.len() as u64,
                    };
                    (Visit { status: Some(answer.status), target: None, forbidden: None }, Some(served))
                }
                Decision::Forward(forward) => {
                    let delivered = routing::deliver(region, &forward, &head, Vec::new(), now);
                    let answered = delivered.target_status.is_some();
                    let served = Served {
                        region: REGION.to_owned(),
                        way: forward.way.clone(),
                        target: Some((forward.target.id.clone(), forward.target.port)),
                        status: Some(delivered.answer.status),
                        target_status: delivered.target_status,
                        target_time: answered.then(|| Duration::from_millis(3 + delivered.answer.after_millis)),
                        bytes_in: 0,
                        bytes_out: delivered.answer.body.len() as u64,
                    };
                    let visit = Visit {
                        status: Some(delivered.answer.status),
                        target: answered.then(|| forward.target.id.clone()),
                        forbidden: answered.then(|| forbidden(region, &forward)).flatten(),
                    };
                    (visit, Some(served))
                }
            }
        });
        if let Some(served) = served {
            self.practice.record(&served);
            self.practice.mark_served();
        }
        visit
    }
}

impl Visit {
    const fn nothing() -> Self {
        Self { status: None, target: None, forbidden: None }
    }
}

/// Why a request should not have got to its target: judged anew, by the rules' own words and nothing of `network`.
fn forbidden(region: &Region, forward: &Forward) -> Option<String> {
    let node = region.network_interfaces.get(&forward.way.node)?;
    let target = region.network_interfaces.values().find(|one| {
        // Of several interfaces of an instance it is the primary one that is asked.
        let primary = one.attachment.as_ref().filter(|attachment| attachment.device_index == 0);
        primary.and_then(|attachment| attachment.instance_id.as_ref()) == Some(&forward.target.id)
            || one.private_ip.to_string() == forward.target.id
    });
    let Some(target) = target else { return Some(format!("{} has no interface", forward.target.id)) };
    let port = i32::from(forward.target.port);
    let open = |own: &[String], other: &[String], address: Ipv4Addr, egress: bool| {
        region.security_group_rules.values().any(|rule| {
            let ports = rule.protocol == "-1"
                || (rule.protocol == "tcp" || rule.protocol == "6")
                    && rule.from_port.is_none_or(|from| from <= port)
                    && rule.to_port.is_none_or(|to| to == -1 || port <= to);
            own.contains(&rule.group_id) && rule.egress == egress && ports && named(region, &rule.peer, other, address)
        })
    };
    if node.vpc_id != target.vpc_id {
        return Some(format!("{} and {} are in two VPCs", node.id, target.id));
    }
    if !open(&node.groups, &target.groups, target.private_ip, true) {
        return Some(format!("nothing lets out of {:?}", node.groups));
    }
    if !open(&target.groups, &node.groups, node.private_ip, false) {
        return Some(format!("nothing lets in to {:?}", target.groups));
    }
    None
}

fn named(region: &Region, peer: &super::super::account::Peer, groups: &[String], address: Ipv4Addr) -> bool {
    use super::super::account::Peer;
    let inside = |cidr: &str| cidr.parse::<ipnet::IpNet>().is_ok_and(|net| net.contains(&IpAddr::V4(address)));
    match peer {
        Peer::Ipv4(cidr) => inside(cidr),
        Peer::Ipv6(_) => false,
        Peer::Group { id, .. } => groups.contains(id),
        Peer::PrefixList(id) => {
            region.prefix_lists.get(id).is_none_or(|list| list.entries.iter().any(|(cidr, _)| inside(cidr)))
        }
    }
}
