//! Load balancers, listeners, rules, target groups and target health.

use std::collections::BTreeMap;

use aws_sdk_elasticloadbalancingv2::types as sdk;

use super::asker::{Asker, Malformed};
use super::convert::{all, need, need_text, sorted, time};
use super::gap;
use super::network::by_id;
use crate::facts::balancing::{
    Action, Condition, HealthCheck, Listener, LoadBalancer, LoadBalancerZone, Rule, TargetGroup, TargetHealth,
    WeightedTargetGroup,
};
use crate::facts::operations::{
    DESCRIBE_LISTENERS, DESCRIBE_LOAD_BALANCERS, DESCRIBE_RULES, DESCRIBE_TARGET_GROUP_ATTRIBUTES,
    DESCRIBE_TARGET_GROUPS, DESCRIBE_TARGET_HEALTH, Operation,
};
use crate::facts::{Gap, GapKind, Section};

const MOST_PAGES: usize = 100;

impl Asker<'_> {
    pub(super) async fn load_balancers(&self) -> Section<Vec<LoadBalancer>> {
        let section = self.pages(
            DESCRIBE_LOAD_BALANCERS,
            MOST_PAGES,
            |token, follow| {
                let call = self.clients.balancing.describe_load_balancers().page_size(400).set_marker(token);
                call.customize().interceptor(follow).send()
            },
            |page| Ok((all(page.load_balancers, load_balancer)?, page.next_marker)),
        );
        by_id(section.await, |balancer| balancer.arn.clone())
    }

    pub(super) async fn target_groups(&self) -> Section<Vec<TargetGroup>> {
        let section = self.pages(
            DESCRIBE_TARGET_GROUPS,
            MOST_PAGES,
            |token, follow| {
                let call = self.clients.balancing.describe_target_groups().page_size(400).set_marker(token);
                call.customize().interceptor(follow).send()
            },
            |page| Ok((all(page.target_groups, target_group)?, page.next_marker)),
        );
        by_id(section.await, |group| group.arn.clone())
    }

    /// Listeners of a load balancer that the list shows, by port.
    pub(super) async fn listeners(&self, load_balancer: &str) -> Section<Vec<Listener>> {
        let section = self.pages(
            DESCRIBE_LISTENERS,
            MOST_PAGES,
            |token, follow| {
                let call = self.clients.balancing.describe_listeners().load_balancer_arn(load_balancer).page_size(400);
                call.set_marker(token).customize().interceptor(follow).send()
            },
            |page| Ok((all(page.listeners, listener)?, page.next_marker)),
        );
        match self.parent_was_listed(&DESCRIBE_LISTENERS, section.await) {
            Section::Seen { at, value } => Section::seen(at, sorted(value, |l| (l.port, l.arn.clone()))),
            gap => gap,
        }
    }

    /// Rules of a listener that the list shows, in AWS's order (that of evaluation).
    pub(super) async fn rules(&self, listener: &str) -> Section<Vec<Rule>> {
        let section = self.pages(
            DESCRIBE_RULES,
            MOST_PAGES,
            |token, follow| {
                let call = self.clients.balancing.describe_rules().listener_arn(listener).page_size(400);
                call.set_marker(token).customize().interceptor(follow).send()
            },
            |page| Ok((all(page.rules, rule)?, page.next_marker)),
        );
        self.parent_was_listed(&DESCRIBE_RULES, section.await)
    }

    pub(super) async fn target_health(&self, target_group: &str) -> Section<Vec<TargetHealth>> {
        let asked = self.ask(DESCRIBE_TARGET_HEALTH, |follow| {
            let call = self.clients.balancing.describe_target_health().target_group_arn(target_group);
            call.customize().interceptor(follow).send()
        });
        let section = match asked.await {
            Ok((answer, at)) => match all(answer.target_health_descriptions, health) {
                Ok(targets) => Section::seen(at, sorted(targets, |t| (t.target_id.clone(), t.port))),
                Err(Malformed) => Section::Gap { gap: self.malformed(&DESCRIBE_TARGET_HEALTH) },
            },
            Err(gap) => Section::Gap { gap },
        };
        self.parent_was_listed(&DESCRIBE_TARGET_HEALTH, section)
    }

    pub(super) async fn target_group_attributes(&self, target_group: &str) -> Section<BTreeMap<String, String>> {
        let asked = self.ask(DESCRIBE_TARGET_GROUP_ATTRIBUTES, |follow| {
            let call = self.clients.balancing.describe_target_group_attributes().target_group_arn(target_group);
            call.customize().interceptor(follow).send()
        });
        let asked = asked.await.map(|(answer, at)| {
            let all = answer.attributes.unwrap_or_default().into_iter();
            (all.map(|one| (one.key, one.value)).collect(), at)
        });
        self.attributes(&DESCRIBE_TARGET_GROUP_ATTRIBUTES, asked)
    }

    /// The parent was on its list a moment ago: that it is not found now is a contradiction, not an absence.
    fn parent_was_listed<T>(&self, operation: &Operation, section: Section<Vec<T>>) -> Section<Vec<T>> {
        const NOT_FOUND: &[&str] = &["LoadBalancerNotFound", "ListenerNotFound", "TargetGroupNotFound"];
        match section {
            Section::Gap { gap: Gap { code: Some(code), .. } } if NOT_FOUND.contains(&code.as_str()) => {
                Section::Gap { gap: self.gap(operation, GapKind::Failed, gap::CONTRADICTION) }
            }
            other => other,
        }
    }
}

fn load_balancer(item: sdk::LoadBalancer) -> Result<LoadBalancer, Malformed> {
    let (state, state_reason) = item.state.map_or((None, None), |state| (state.code, state.reason));
    let zones = item.availability_zones.unwrap_or_default().into_iter();
    let zones = zones
        .map(|zone| Ok(LoadBalancerZone { availability_zone: need_text(zone.zone_name)?, subnet_id: zone.subnet_id }));
    let zones = zones.collect::<Result<Vec<_>, Malformed>>()?;
    Ok(LoadBalancer {
        arn: need_text(item.load_balancer_arn)?,
        name: need_text(item.load_balancer_name)?,
        dns_name: item.dns_name.filter(|name| !name.is_empty()),
        kind: need_text(item.r#type.map(|kind| kind.as_str().to_owned()))?,
        scheme: item.scheme.map(|scheme| scheme.as_str().to_owned()).unwrap_or_default(),
        ip_address_type: item.ip_address_type.map(|kind| kind.as_str().to_owned()),
        state: need_text(state.map(|code| code.as_str().to_owned()))?,
        state_reason: state_reason.filter(|reason| !reason.is_empty()),
        vpc_id: item.vpc_id.filter(|id| !id.is_empty()),
        zones: sorted(zones, |zone| (zone.availability_zone.clone(), zone.subnet_id.clone())),
        group_ids: sorted(item.security_groups.unwrap_or_default(), String::clone),
        created_at: time(item.created_time),
    })
}

fn listener(item: sdk::Listener) -> Result<Listener, Malformed> {
    let certificates = item.certificates.unwrap_or_default().into_iter();
    Ok(Listener {
        arn: need_text(item.listener_arn)?,
        // A Gateway Load Balancer's listener has neither port nor protocol.
        port: item.port.unwrap_or_default(),
        protocol: item.protocol.map(|protocol| protocol.as_str().to_owned()).unwrap_or_default(),
        ssl_policy: item.ssl_policy,
        certificate_arns: certificates.filter_map(|certificate| certificate.certificate_arn).collect(),
        default_actions: actions(item.default_actions)?,
    })
}

fn rule(item: sdk::Rule) -> Result<Rule, Malformed> {
    let priority = need_text(item.priority)?;
    Ok(Rule {
        arn: need_text(item.rule_arn)?,
        is_default: item.is_default.unwrap_or(priority == "default"),
        priority,
        conditions: all(item.conditions, condition)?,
        actions: actions(item.actions)?,
    })
}

/// Actions in the order in which they are taken.
fn actions(items: Option<Vec<sdk::Action>>) -> Result<Vec<Action>, Malformed> {
    let ordered = sorted(items.unwrap_or_default(), |action| action.order.unwrap_or_default());
    ordered.into_iter().map(action).collect()
}

fn action(item: sdk::Action) -> Result<Action, Malformed> {
    Ok(match need(item.r#type)? {
        sdk::ActionTypeEnum::Forward => forward(item.target_group_arn, item.forward_config)?,
        sdk::ActionTypeEnum::Redirect => {
            let to = need(item.redirect_config)?;
            // AWS's own defaults keep the part of the request.
            let part = |part: Option<String>, same: &str| part.unwrap_or_else(|| same.to_owned());
            Action::Redirect {
                protocol: part(to.protocol, "#{protocol}"),
                host: part(to.host, "#{host}"),
                port: part(to.port, "#{port}"),
                path: part(to.path, "/#{path}"),
                query: part(to.query, "#{query}"),
                status: to.status_code.map(|code| code.as_str().to_owned()).unwrap_or_default(),
            }
        }
        sdk::ActionTypeEnum::FixedResponse => {
            let response = need(item.fixed_response_config)?;
            Action::FixedResponse { status: response.status_code.unwrap_or_default() }
        }
        other => Action::Other { name: other.as_str().to_owned() },
    })
}

/// `ForwardConfig` says all; `TargetGroupArn` alone is one target group with all the weight.
fn forward(arn: Option<String>, config: Option<sdk::ForwardActionConfig>) -> Result<Action, Malformed> {
    let stickiness = config.as_ref().and_then(|config| config.target_group_stickiness_config.as_ref());
    let stickiness = stickiness.and_then(|stickiness| stickiness.enabled).unwrap_or_default();
    let groups = config.and_then(|config| config.target_groups).unwrap_or_default();
    let mut targets = groups
        .into_iter()
        .map(|group| {
            let arn = need_text(group.target_group_arn)?;
            Ok(WeightedTargetGroup { arn, weight: group.weight.unwrap_or(1) })
        })
        .collect::<Result<Vec<_>, Malformed>>()?;
    if targets.is_empty() {
        targets.push(WeightedTargetGroup { arn: need_text(arn)?, weight: 1 });
    }
    Ok(Action::Forward { targets, stickiness })
}

fn condition(item: sdk::RuleCondition) -> Result<Condition, Malformed> {
    let mut values = item.values.unwrap_or_default();
    let mut name = None;
    let mut add = |more: Option<Vec<String>>| values.extend(more.unwrap_or_default());
    add(item.host_header_config.and_then(|config| config.values));
    add(item.path_pattern_config.and_then(|config| config.values));
    add(item.http_request_method_config.and_then(|config| config.values));
    add(item.source_ip_config.and_then(|config| config.values));
    add(item.regex_values);
    if let Some(header) = item.http_header_config {
        name = header.http_header_name;
        add(header.values);
    }
    let pairs = item.query_string_config.and_then(|config| config.values).unwrap_or_default();
    add(Some(pairs.into_iter().map(query_pair).collect()));
    // AWS repeats a condition's values in both the old field and the field of its kind.
    let mut once: Vec<String> = Vec::with_capacity(values.len());
    for value in values {
        if !once.contains(&value) {
            once.push(value);
        }
    }
    Ok(Condition { field: need_text(item.field)?, name, values: once })
}

fn query_pair(pair: sdk::QueryStringKeyValuePair) -> String {
    let value = pair.value.unwrap_or_default();
    pair.key.filter(|key| !key.is_empty()).map_or_else(|| value.clone(), |key| format!("{key}={value}"))
}

fn target_group(item: sdk::TargetGroup) -> Result<TargetGroup, Malformed> {
    Ok(TargetGroup {
        arn: need_text(item.target_group_arn)?,
        name: need_text(item.target_group_name)?,
        target_type: need_text(item.target_type.map(|kind| kind.as_str().to_owned()))?,
        protocol: item.protocol.map(|protocol| protocol.as_str().to_owned()),
        protocol_version: item.protocol_version.filter(|version| !version.is_empty()),
        port: item.port,
        ip_address_type: item.ip_address_type.map(|kind| kind.as_str().to_owned()),
        vpc_id: item.vpc_id.filter(|id| !id.is_empty()),
        load_balancer_arns: sorted(item.load_balancer_arns.unwrap_or_default(), String::clone),
        health_check: HealthCheck {
            enabled: item.health_check_enabled.unwrap_or(true),
            protocol: item.health_check_protocol.map(|protocol| protocol.as_str().to_owned()),
            port: item.health_check_port,
            path: item.health_check_path,
            matcher: item.matcher.and_then(|matcher| matcher.http_code.or(matcher.grpc_code)),
            interval_seconds: item.health_check_interval_seconds,
            timeout_seconds: item.health_check_timeout_seconds,
            healthy_threshold: item.healthy_threshold_count,
            unhealthy_threshold: item.unhealthy_threshold_count,
        },
    })
}

fn health(item: sdk::TargetHealthDescription) -> Result<TargetHealth, Malformed> {
    let target = need(item.target)?;
    let health = need(item.target_health)?;
    Ok(TargetHealth {
        target_id: need_text(target.id)?,
        port: target.port,
        availability_zone: target.availability_zone.filter(|zone| !zone.is_empty()),
        state: need_text(health.state.map(|state| state.as_str().to_owned()))?,
        reason: health.reason.map(|reason| reason.as_str().to_owned()),
        description: health.description.filter(|text| !text.is_empty()),
    })
}
