//! Target groups: what the health check asks.
//!
//! AWS's own settings for an ALB are from "Health checks for Application Load Balancer target groups" in its
//! user guide: every 30 seconds, 5 seconds to answer, 5 successes, 2 failures, code 200.

use serde_json::json;

use super::find;
use super::proof::Judged;
use super::{Context, Finding, Proof, Verdict};
use crate::course::Values;
use crate::course::kinds::TargetGroupHealthCheck;
use crate::facts::balancing::{HealthCheck, TargetGroup};
use crate::facts::want::Want;

impl Proof for TargetGroupHealthCheck {
    fn wants(&self, _: &Values) -> Vec<Want> {
        vec![Want::TargetGroups]
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let tg = find::target_group(cx, &self.target_group)?;
        let check = &tg.health_check;
        let verdict = match (check.protocol.as_deref(), check.path.as_deref()) {
            _ if !check.enabled => Verdict::fail("target-group-health-off").arg("found", "-"),
            (None, _) => Verdict::inconclusive("target-group-health-untold").arg("found", "-"),
            (Some(found), _) if found != self.protocol => {
                Verdict::fail("target-group-health-protocol").arg("found", found)
            }
            (_, None) => Verdict::inconclusive("target-group-health-untold").arg("found", "-"),
            (_, Some(found)) if found != self.path => Verdict::fail("target-group-health-path").arg("found", found),
            _ => match elsewhere(&tg) {
                Some(port) => Verdict::fail("target-group-health-port").arg("found", port),
                None => Verdict::pass("target-group-health").arg("found", self.path.as_str()),
            },
        };
        let different = different(check);
        let verdict = verdict
            .arg("name", tg.name.as_str())
            .arg("protocol", self.protocol.as_str())
            .arg("path", self.path.as_str())
            .evidence(&tg.arn, tg.at, json!({ "health_check": check }));
        Ok(if different.is_empty() {
            verdict
        } else {
            let advice = Finding::new("advice-target-group-health-settings").arg("name", tg.name.as_str());
            verdict.advise(advice.arg("settings", different))
        })
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.target_group]
    }
}

/// The port that is asked, where it is not the one that gets the traffic.
fn elsewhere(tg: &TargetGroup) -> Option<String> {
    let port = tg.health_check.port.as_ref()?;
    let same = port == "traffic-port" || tg.port.is_some_and(|own| *port == own.to_string());
    (!same).then(|| port.clone())
}

/// The settings that are not AWS's own, by the names of the API.
fn different(check: &HealthCheck) -> Vec<String> {
    let numbers = [
        ("HealthCheckIntervalSeconds", check.interval_seconds, 30),
        ("HealthCheckTimeoutSeconds", check.timeout_seconds, 5),
        ("HealthyThresholdCount", check.healthy_threshold, 5),
        ("UnhealthyThresholdCount", check.unhealthy_threshold, 2),
    ];
    let other = |(name, found, usual): (&str, Option<i32>, i32)| {
        found.filter(|found| *found != usual).map(|found| format!("{name}={found} ({usual})"))
    };
    let code = check.matcher.as_ref().filter(|codes| *codes != "200").map(|codes| format!("Matcher={codes} (200)"));
    numbers.into_iter().filter_map(other).chain(code).collect()
}
