//! An instructor's HTTP scenario: send a request, then fetch a page that must show its trace.

use super::composed::by_hand;
use super::find;
use super::http_answer::Expected;
use super::proof::Judged;
use super::reachability::judge_http;
use super::{Context, Proof, Status, Verdict};
use crate::course::Values;
use crate::course::kinds::HttpScenario;
use crate::facts::reachability::scenario_key;
use crate::facts::section::get_by_key;
use crate::facts::want::Want;

impl HttpScenario {
    fn is_configured(&self, values: &Values) -> bool {
        !values.get(&self.path).is_empty()
    }
}

impl Proof for HttpScenario {
    fn wants(&self, values: &Values) -> Vec<Want> {
        if !self.is_configured(values) {
            return Vec::new();
        }
        let text = |key: &str| values.get(key).to_owned();
        vec![
            Want::LoadBalancers,
            Want::HttpScenario {
                load_balancer: text(&self.load_balancer),
                method: text(&self.method),
                path: text(&self.path),
                content_type: text(&self.content_type),
                body: text(&self.body),
                expect_text: text(&self.expect_text),
                then_path: text(&self.then_path),
                then_text: text(&self.then_text),
            },
        ]
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        if !self.is_configured(cx.values) {
            return Ok(by_hand(cx, "scenario-by-hand"));
        }
        let lb = find::load_balancer(cx, &self.load_balancer)?;
        let value = |key: &str| cx.values.get(key);
        let (method, path, then_path) = (value(&self.method), value(&self.path), value(&self.then_path));
        let Ok(status) = value(&self.expect_status).parse() else {
            return Ok(Verdict::inconclusive("scenario-status-unreadable").arg("given", value(&self.expect_status)));
        };
        let key = scenario_key(value(&self.load_balancer), method, path, then_path);
        let (seen, at) = get_by_key(&cx.facts.scenarios, &key, "http")?;
        let dns = super::reachability::dns_name(lb)?;
        let texts = |key: &str| Some(value(key)).filter(|text| !text.is_empty()).map(str::to_owned);
        let wanted: Vec<String> = texts(&self.expect_text).into_iter().collect();
        let url = format!("http://{dns}{path}");
        // The answer to an order need not have a page of its own.
        let first = judge_http(cx, lb, &url, &seen.sent, at, Expected { status, contains: &wanted });
        let bare = first.finding.id == "http-empty-page" && wanted.is_empty();
        if then_path.is_empty() || (first.status != Status::Pass && !bare) {
            return Ok(if bare { renamed(first, Status::Pass, "scenario-sent") } else { first });
        }
        let url = format!("http://{dns}{then_path}");
        let Some(then) = &seen.then else {
            return Ok(renamed(first, Status::Inconclusive, "scenario-then-unseen").arg("then_url", url));
        };
        let wanted: Vec<String> = texts(&self.then_text).into_iter().collect();
        let mut verdict = judge_http(cx, lb, &url, then, at, Expected { status: 200, contains: &wanted });
        if verdict.finding.id == "http-page-lacks" {
            verdict = renamed(verdict, Status::Fail, "scenario-trace-absent");
        } else if verdict.status == Status::Pass {
            verdict = renamed(verdict, Status::Pass, "scenario-done").arg("method", method).arg("path", path);
        }
        verdict.evidence.splice(0..0, first.evidence);
        Ok(verdict)
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.load_balancer]
    }
}

/// The same observation with another finding.
fn renamed(mut verdict: Verdict, status: Status, id: &'static str) -> Verdict {
    verdict.status = status;
    verdict.finding.id = id.into();
    verdict
}
