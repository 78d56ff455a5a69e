//! Every gap of a collection in one list: what `doctor` and a report say could not be seen.

use std::collections::BTreeMap;

use super::{Facts, Gap, Section};

fn gap<T>(section: &Section<T>) -> Option<&Gap> {
    match section {
        Section::Gap { gap } => Some(gap),
        Section::NotAsked | Section::Seen { .. } => None,
    }
}

fn by_key<T>(map: &BTreeMap<String, Section<T>>) -> impl Iterator<Item = &Gap> {
    map.values().filter_map(gap)
}

impl Facts {
    /// Every part that was asked for and could not be seen, probes left out.
    #[must_use]
    pub fn gaps(&self) -> Vec<&Gap> {
        let lists = [
            gap(&self.identity),
            gap(&self.vpcs),
            gap(&self.subnets),
            gap(&self.route_tables),
            gap(&self.network_acls),
            gap(&self.security_groups),
            gap(&self.instances),
            gap(&self.images),
            gap(&self.snapshots),
            gap(&self.volumes),
            gap(&self.addresses),
            gap(&self.nat_gateways),
            gap(&self.network_interfaces),
            gap(&self.load_balancers),
            gap(&self.target_groups),
            gap(&self.auto_scaling_groups),
            gap(&self.certificates),
        ];
        lists
            .into_iter()
            .flatten()
            .chain(by_key(&self.prefix_lists))
            .chain(by_key(&self.launch_templates))
            .chain(by_key(&self.load_balancer_tags))
            .chain(by_key(&self.load_balancer_attributes))
            .chain(by_key(&self.listeners))
            .chain(by_key(&self.rules))
            .chain(by_key(&self.target_health))
            .chain(by_key(&self.certificate_details))
            .chain(by_key(&self.listener_certificates))
            .chain(by_key(&self.ssl_policies))
            .chain(by_key(&self.target_group_attributes))
            .chain(by_key(&self.policies))
            .chain(by_key(&self.activities))
            .chain(by_key(&self.alarms))
            .chain(by_key(&self.alarm_history))
            .chain(by_key(&self.request_metrics))
            .collect()
    }
}
