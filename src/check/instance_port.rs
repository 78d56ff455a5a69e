//! The instance from the learner's side: its port must not be reachable past the load balancer.
//!
//! Configuration decides; here only a *completed* handshake speaks against the learner. Silence, a refusal
//! or no route contradict nothing, nor does an address that was never asked.

use serde_json::json;

use super::find::{self, Found};
use super::label::instance_label;
use super::proof::Judged;
use super::{Context, Proof, Verdict};
use crate::course::Values;
use crate::course::kinds::InstancePortClosed;
use crate::facts::compute::Instance;
use crate::facts::reachability::TcpObservation;
use crate::facts::want::Want;

impl Proof for InstancePortClosed {
    fn wants(&self, values: &Values) -> Vec<Want> {
        let instance = values.get(&self.instance).to_owned();
        vec![Want::Vpcs, Want::Instances, Want::TcpToInstance { instance, port: self.port }]
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let vpc = find::vpc(cx, &self.vpc)?;
        let instance = find::instance(cx, vpc.item, &self.instance)?;
        Ok(self.seen(cx, instance).arg("instance", instance_label(cx.facts, &instance.id)).arg("port", self.port))
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.vpc, &self.instance]
    }
}

impl InstancePortClosed {
    fn seen(&self, cx: &Context<'_>, instance: Found<'_, Instance>) -> Verdict {
        let Some(address) = instance.public_ip else {
            let fact = json!({ "public_ip": null });
            return Verdict::pass("instance-port-no-address").evidence(&instance.id, instance.at, fact);
        };
        let key = format!("{address}:{}", self.port);
        let observed = cx.facts.tcp.get(&key).and_then(|section| section.get("tcp").ok());
        let verdict = match observed {
            Some((observation @ TcpObservation::Connected { .. }, at)) => {
                Verdict::fail("instance-port-open").evidence(&key, at, json!(observation))
            }
            Some((observation, at)) => Verdict::pass("instance-port-closed").evidence(&key, at, json!(observation)),
            None => {
                let fact = json!({ "public_ip": address });
                Verdict::pass("instance-port-unasked").evidence(&instance.id, instance.at, fact)
            }
        };
        verdict.arg("address", address.to_string())
    }
}
