//! The conditions of listener rules.

use ipnet::IpNet;

use super::super::account::{Condition, Listener, Region, Rule};
use super::super::app::message;
use super::super::filter::matches;
use super::Head;

/// The first rule, by priority, all of whose conditions hold; `None` leaves the default action.
pub(super) fn rule<'a>(region: &'a Region, listener: &Listener, head: &Head) -> Option<&'a Rule> {
    let rules = region.rules.values().filter(|rule| rule.listener == listener.arn);
    rules.filter(|rule| rule.conditions.iter().all(|condition| holds(condition, head))).min_by_key(|rule| rule.priority)
}

/// Whether one of a condition's values holds. A condition without a value that could hold never does.
fn holds(condition: &Condition, head: &Head) -> bool {
    let values = |config: Option<&super::super::account::Values>| -> Vec<String> {
        let own = config.map(|config| config.values.clone()).filter(|values| !values.is_empty());
        own.or_else(|| condition.values.clone()).unwrap_or_default()
    };
    match condition.field.as_str() {
        // Paths are compared as they are, everything else without regard to case.
        "path-pattern" => {
            values(condition.path_pattern_config.as_ref()).iter().any(|pattern| matches(pattern, &head.path))
        }
        "host-header" => {
            let host = message::without_port(&head.host);
            values(condition.host_header_config.as_ref()).iter().any(|pattern| alike(pattern, &host))
        }
        "http-request-method" => values(condition.http_request_method_config.as_ref()).contains(&head.method),
        "source-ip" => values(condition.source_ip_config.as_ref())
            .iter()
            .any(|cidr| cidr.parse::<IpNet>().is_ok_and(|net| net.contains(&head.client.ip().to_canonical()))),
        "http-header" => condition.http_header_config.as_ref().is_some_and(|config| {
            let name = &config.http_header_name;
            let sent = head.headers.iter().filter(|(key, _)| key.eq_ignore_ascii_case(name));
            sent.into_iter().any(|(_, value)| config.values.iter().any(|pattern| alike(pattern, value)))
        }),
        "query-string" => condition.query_string_config.as_ref().is_some_and(|config| {
            let sent = parameters(&head.query);
            config.values.iter().any(|want| {
                sent.iter().any(|(key, value)| {
                    want.key.as_ref().is_none_or(|pattern| alike(pattern, key)) && alike(&want.value, value)
                })
            })
        }),
        _ => false,
    }
}

fn alike(pattern: &str, text: &str) -> bool {
    matches(&pattern.to_lowercase(), &text.to_lowercase())
}

/// The keys and values of a query, as they stand.
fn parameters(query: &str) -> Vec<(&str, &str)> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (key, value)
        })
        .collect()
}
