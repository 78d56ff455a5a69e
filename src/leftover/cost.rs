//! What each resource costs an hour.

use super::price::Prices;
use super::survey::Survey;
use super::{Cost, Money};
use crate::check::Finding;
use crate::facts::balancing::LoadBalancer;
use crate::facts::compute::Instance;
use crate::facts::holdings::{NatGateway, Volume};

impl Survey<'_> {
    fn price(&self, price: impl FnOnce(&Prices) -> Option<Money>) -> Option<Money> {
        self.prices.and_then(price)
    }

    /// An instance with its disks and its public address. A stopped one costs only what it keeps.
    pub(super) fn instance_costs(&self, instance: &Instance) -> Vec<Cost> {
        let mut costs = Vec::new();
        if matches!(instance.state.as_str(), "running" | "pending") {
            let kind = instance.instance_type.as_deref().unwrap_or("-");
            let what = Finding::new("leftover-cost-instance").arg("type", kind);
            costs.push(Cost { what, hourly: self.price(|prices| prices.instance(kind)) });
        }
        costs.extend(instance.public_ip.is_some().then(|| self.address_costs(1)).flatten());
        let disks = self.facts().volumes.value().into_iter().flatten();
        let its = disks.filter(|volume| volume.instance_ids.contains(&instance.id));
        costs.extend(its.map(|volume| self.volume_cost(volume)));
        costs
    }

    pub(super) fn volume_cost(&self, volume: &Volume) -> Cost {
        let kind = volume.kind.as_deref().unwrap_or("-");
        let gib = volume.size_gib.and_then(|gib| u64::try_from(gib).ok());
        let what = Finding::new("leftover-cost-volume").arg("type", kind).arg("gib", shown(gib));
        Cost { what, hourly: gib.and_then(|gib| self.price(|prices| prices.volume(kind, gib))) }
    }

    pub(super) fn snapshot_cost(&self, gib: Option<i32>) -> Cost {
        let gib = gib.and_then(|gib| u64::try_from(gib).ok());
        let what = Finding::new("leftover-cost-snapshot").arg("gib", shown(gib));
        Cost { what, hourly: gib.and_then(|gib| self.price(|prices| Some(prices.snapshot(gib)))) }
    }

    /// So many public IPv4 addresses; nothing for none.
    pub(super) fn address_costs(&self, count: usize) -> Option<Cost> {
        let what = Finding::new("leftover-cost-address").arg("count", count);
        let each = self.price(|prices| Some(prices.public_ipv4));
        let hourly = each.map(|each| each.times(u64::try_from(count).unwrap_or(u64::MAX)));
        (count > 0).then_some(Cost { what, hourly })
    }

    pub(super) fn balancer_costs(&self, lb: &LoadBalancer) -> Vec<Cost> {
        let what = Finding::new(match lb.kind.as_str() {
            "application" => "leftover-cost-application-load-balancer",
            "network" => "leftover-cost-network-load-balancer",
            _ => "leftover-cost-load-balancer",
        });
        let hours = Cost { what, hourly: self.price(|prices| prices.load_balancer(&lb.kind)) };
        [hours].into_iter().chain(self.address_costs(self.public_addresses(lb))).collect()
    }

    /// Public addresses of a load balancer: those of its interfaces, or one a zone where they are not seen.
    fn public_addresses(&self, lb: &LoadBalancer) -> usize {
        if lb.scheme != "internet-facing" || lb.ip_address_type.as_deref() == Some("dualstack-without-public-ipv4") {
            return 0;
        }
        let own = lb.arn.split_once(":loadbalancer/").map(|(_, label)| format!("ELB {label}"));
        let interfaces = self.facts().network_interfaces.value().into_iter().flatten();
        let public = interfaces.filter(|one| one.public_ip.is_some() && one.description == own);
        match public.count() {
            0 => lb.zones.len(),
            count => count,
        }
    }

    pub(super) fn gateway_costs(&self, gateway: &NatGateway) -> Vec<Cost> {
        let what = Finding::new("leftover-cost-nat-gateway");
        let hours = Cost { what, hourly: self.price(|prices| Some(prices.nat_gateway)) };
        [hours].into_iter().chain(self.address_costs(gateway.public_ips.len())).collect()
    }

    pub(super) fn alarm_cost(&self) -> Cost {
        Cost { what: Finding::new("leftover-cost-alarm"), hourly: self.price(|prices| Some(prices.alarm())) }
    }
}

fn shown(gib: Option<u64>) -> String {
    gib.map_or_else(|| "?".to_owned(), |gib| gib.to_string())
}
