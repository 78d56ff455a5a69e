//! Security groups: what their outbound rules let out.

use ipnet::IpNet;

use super::find;
use super::ports::{self, admitted, covers_tcp, fact, openings};
use super::proof::{Context, Judged, Proof};
use super::security_group::{about, is_from, label};
use super::verdict::{Finding, Verdict};
use crate::course::Values;
use crate::course::kinds::EgressReachesGroup;
use crate::facts::network::{Permission, SecurityGroup};
use crate::facts::want::Want;
use serde_json::json;

impl Proof for EgressReachesGroup {
    fn wants(&self, _: &Values) -> Vec<Want> {
        vec![Want::Vpcs, Want::SecurityGroups]
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.vpc, &self.group, &self.target]
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let vpc = find::vpc(cx, &self.vpc)?;
        let group = find::security_group(cx, &vpc, &self.group)?;
        let target = find::security_group(cx, &vpc, &self.target)?;
        let open = openings(&group.egress, |permission| covers_tcp(permission, self.port));
        let sum = admitted(cx.facts, &open);
        let addresses: Vec<&IpNet> = vpc.cidrs.iter().filter(|block| matches!(block, IpNet::V4(_))).collect();
        let by_address = !addresses.is_empty() && addresses.iter().all(|block| sum.covers(block));
        let verdict = if open.iter().any(|opening| is_from(opening, &target.id)) {
            Verdict::pass("egress-reaches-group")
        } else if by_address {
            Verdict::pass("egress-covers-vpc")
        } else if let Some((_, gap)) = sum.unread.first() {
            // The list may let out what is missing.
            return Err(gap.clone().into());
        } else {
            Verdict::fail(self.nearest_miss(&group, &target, open.is_empty()))
        };
        let rules: Vec<String> = openings(&group.egress, |_| true).iter().map(|one| label(cx, one)).collect();
        let blocks: Vec<String> = addresses.iter().map(ToString::to_string).collect();
        let mut verdict = about(verdict, cx, &group, self.port)
            .arg("target", target.name.as_str())
            .arg("target_id", target.id.as_str())
            .arg("rules", rules)
            .arg("blocks", blocks);
        verdict = match open.as_slice() {
            [] => verdict.evidence(&group.id, group.at, json!({ "outbound_permissions": group.egress.len() })),
            some => some.iter().fold(verdict, |verdict, one| verdict.evidence(&group.id, group.at, fact(one))),
        };
        let everything = openings(&group.egress, ports::is_all_traffic);
        Ok(if admitted(cx.facts, &everything).is_world() {
            verdict.advise(Finding::new("advice-egress-everything").arg("group", group.name.as_str()))
        } else {
            verdict
        })
    }
}

impl EgressReachesGroup {
    /// Why nothing gets there.
    fn nearest_miss(&self, group: &SecurityGroup, target: &SecurityGroup, closed: bool) -> &'static str {
        let to_target = |permissions: &[Permission], wanted: &dyn Fn(&Permission) -> bool| {
            openings(permissions, wanted).iter().any(|opening| is_from(opening, &target.id))
        };
        if group.egress.is_empty() {
            "egress-none"
        } else if to_target(&group.egress, &|_| true) {
            "egress-other-port"
        } else if to_target(&group.ingress, &|permission| covers_tcp(permission, self.port)) {
            "egress-on-ingress"
        } else if closed {
            "egress-closed"
        } else {
            "egress-elsewhere"
        }
    }
}
