//! The security policy of an HTTPS listener, by the protocols that it allows.

use jiff::Timestamp;
use serde_json::json;

use super::find::{self, Found};
use super::listener::listeners;
use super::proof::Judged;
use super::{Context, Finding, Proof, Verdict};
use crate::course::Values;
use crate::course::kinds::ListenerTlsPolicy;
use crate::facts::balancing::{Listener, LoadBalancer};
use crate::facts::section::get_by_key;
use crate::facts::want::Want;

/// What the console chooses for a new listener, by the user guide's "Security policies for your Application Load
/// Balancer". Another one is only advice.
const RECOMMENDED: &str = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09";

/// Protocols without known breaks (RFC 8996 retired those before them).
const SOUND: [&str; 2] = ["TLSv1.2", "TLSv1.3"];

/// The load balancer's HTTPS listener on a port. A check that asks for it comes after the one that proves it to be
/// there, so its absence is a contradiction.
pub(super) fn https<'a>(cx: &Context<'a>, lb: Found<'_, LoadBalancer>, port: u16) -> Judged<(&'a Listener, Timestamp)> {
    let (listeners, at) = listeners(cx, &lb)?;
    let found = listeners.iter().find(|one| one.protocol == "HTTPS" && one.port == i32::from(port));
    found.map(|one| (one, at)).ok_or_else(|| {
        let verdict = Verdict::inconclusive("https-listener-unseen").arg("load_balancer", lb.name.as_str());
        Box::new(verdict.arg("port", port).evidence(&lb.arn, at, json!({ "listeners": listeners.len() })))
    })
}

impl Proof for ListenerTlsPolicy {
    fn wants(&self, values: &Values) -> Vec<Want> {
        let load_balancer = || values.get(&self.load_balancer).to_owned();
        vec![
            Want::LoadBalancers,
            Want::Listeners { load_balancer: load_balancer() },
            Want::SslPolicies { load_balancer: load_balancer() },
        ]
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let lb = find::load_balancer(cx, &self.load_balancer)?;
        let (listener, at) = https(cx, lb, self.port)?;
        let about = |verdict: Verdict| {
            let verdict = verdict.arg("load_balancer", lb.name.as_str()).arg("port", self.port);
            verdict.arg("policy", listener.ssl_policy.as_deref().unwrap_or("-")).arg("recommended", RECOMMENDED)
        };
        let Some(name) = listener.ssl_policy.as_ref() else {
            let fact = json!({ "ssl_policy": null });
            return Ok(about(Verdict::inconclusive("tls-policy-untold")).evidence(&listener.arn, at, fact));
        };
        let (policy, at) = get_by_key(&cx.facts.ssl_policies, name, "elasticloadbalancing:DescribeSSLPolicies")?;
        let is_sound = |protocol: &&String| SOUND.iter().any(|sound| sound.eq_ignore_ascii_case(protocol));
        let old: Vec<String> = policy.protocols.iter().filter(|protocol| !is_sound(protocol)).cloned().collect();
        let verdict = if policy.protocols.is_empty() {
            Verdict::inconclusive("tls-policy-untold")
        } else if old.is_empty() {
            Verdict::pass("tls-policy-sound")
        } else {
            Verdict::fail("tls-policy-old").arg("old", old)
        };
        let fact = json!({ "ssl_policy": name, "protocols": policy.protocols });
        let verdict = about(verdict).arg("protocols", policy.protocols.clone()).evidence(&listener.arn, at, fact);
        Ok(if verdict.status == super::Status::Pass && name != RECOMMENDED {
            let advice = Finding::new("advice-tls-policy-other").arg("policy", name.as_str());
            verdict.advise(advice.arg("recommended", RECOMMENDED))
        } else {
            verdict
        })
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.load_balancer]
    }
}
