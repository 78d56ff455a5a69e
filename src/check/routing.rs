//! Which request a listener's rules would take where: made up from a rule's own conditions, and followed through the
//! rules in AWS's order (by priority, the first whose conditions all hold).
//!
//! Source: "Listener rules for your Application Load Balancer": `*` stands for any characters, `?` for exactly one;
//! paths are compared as written, host, header and query without regard to case.

use crate::facts::balancing::{Action, Condition, Listener, LoadBalancer, Rule};
use crate::facts::{Facts, requests};

/// A request that can be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub method: String,
    pub url: String,
    /// The `Host` to ask for, where it is not the URL's.
    pub host: Option<String>,
    /// Further headers.
    pub headers: Vec<(String, String)>,
}

/// Whether a request can be made that a rule takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// `certain`: nothing that cannot be known here (the client's address, a pattern of another kind) takes part.
    By { request: Request, certain: bool },
    /// Every request that it could take is taken by an earlier rule: its priority.
    Shadowed { by: String },
    /// No request at all fits its conditions.
    Never,
    /// Only requests that are not made from here: methods that may change something, conditions not understood.
    NotHere,
}

/// What stands in a made-up request where a pattern leaves the text open. Long, so that only `*` can match it.
const OPEN: &str = "hanamaru-lb-basics-check";

/// What a visitor asks for: the first HTTP listener (else HTTPS) that sends requests to a target group by its default
/// action, else by a rule. With the ARNs of the target groups that can get them.
#[must_use]
pub fn front(facts: &Facts, lb: &LoadBalancer) -> Option<(Request, Vec<String>)> {
    let dns = lb.dns_name.as_deref().filter(|name| !name.is_empty())?;
    let by_default = listeners(facts, lb).into_iter().find_map(|listener| {
        let request = plain(listener, dns);
        let rules = facts.rules.get(&listener.arn).and_then(|section| section.value()).map_or(&[][..], Vec::as_slice);
        match taken(rules, None, &request) {
            Taken::By(rule) if forwarded(&rule.actions).is_empty() => None,
            Taken::By(rule) => Some((request, forwarded(&rule.actions))),
            Taken::Default | Taken::Unknown => {
                let groups = forwarded(&listener.default_actions);
                (!groups.is_empty()).then_some((request, groups))
            }
        }
    });
    by_default.or_else(|| {
        rules(facts, lb).into_iter().find_map(|(_, rule, reach)| match reach {
            Reach::By { request, certain: true } => Some((request, forwarded(&rule.actions))),
            _ => None,
        })
    })
}

/// Every rule beside the default ones that forwards to a target group, by listener and priority, and whether a request
/// reaches it.
#[must_use]
pub fn rules<'a>(facts: &'a Facts, lb: &LoadBalancer) -> Vec<(&'a Listener, &'a Rule, Reach)> {
    let Some(dns) = lb.dns_name.as_deref().filter(|name| !name.is_empty()) else { return Vec::new() };
    let mut found = Vec::new();
    for listener in listeners(facts, lb) {
        let Some(all) = facts.rules.get(&listener.arn).and_then(|section| section.value()) else { continue };
        let mut own: Vec<&Rule> = all.iter().filter(|rule| !rule.is_default).collect();
        own.sort_by_key(|rule| priority(rule));
        for rule in own.into_iter().filter(|rule| !forwarded(&rule.actions).is_empty()) {
            found.push((listener, rule, reach(all, rule, listener, dns)));
        }
    }
    found
}

/// The request to send for each rule that is tried: the rule's ARN and the request.
#[must_use]
pub fn tried(facts: &Facts, lb: &LoadBalancer) -> Vec<(String, Request)> {
    let reached = rules(facts, lb).into_iter().filter_map(|(_, rule, reach)| match reach {
        Reach::By { request, .. } => Some((rule.arn.clone(), request)),
        _ => None,
    });
    reached.take(requests::RULES).collect()
}

/// The target group with stickiness to try, and a request that reaches it: the one that visitors come to, else one
/// behind a rule.
#[must_use]
pub fn sticky(facts: &Facts, lb: &LoadBalancer) -> Option<(String, Request)> {
    let sticky = |arn: &&String| is_sticky(facts, arn) == Some(true);
    if let Some((request, groups)) = front(facts, lb)
        && let Some(arn) = groups.iter().find(sticky)
    {
        return Some((arn.clone(), request));
    }
    rules(facts, lb).into_iter().find_map(|(_, rule, reach)| {
        let Reach::By { request, .. } = reach else { return None };
        let arn = forwarded(&rule.actions).iter().find(sticky).cloned()?;
        Some((arn, request))
    })
}

/// Whether a target group keeps a client with one target by a cookie; `None` where its attributes were not seen.
#[must_use]
pub fn is_sticky(facts: &Facts, target_group: &str) -> Option<bool> {
    let attributes = facts.target_group_attributes.get(target_group)?.value()?;
    let is = |key: &str, wanted: &[&str]| attributes.get(key).is_some_and(|value| wanted.contains(&value.as_str()));
    Some(is("stickiness.enabled", &["true"]) && is("stickiness.type", &["lb_cookie", "app_cookie"]))
}

/// Whether one of a rule's conditions is exactly this path pattern.
#[must_use]
pub fn has_path(rule: &Rule, path: &str) -> bool {
    rule.conditions.iter().any(|one| one.field == "path-pattern" && one.values.iter().any(|value| value == path))
}

/// The target groups that get requests by these actions: those with a weight above 0.
#[must_use]
pub fn forwarded(actions: &[Action]) -> Vec<String> {
    let targets = actions.iter().filter_map(|action| match action {
        Action::Forward { targets, .. } => Some(targets),
        _ => None,
    });
    targets.flatten().filter(|target| target.weight > 0).map(|target| target.arn.clone()).collect()
}

/// Listeners for requests, HTTP before HTTPS, by port.
fn listeners<'a>(facts: &'a Facts, lb: &LoadBalancer) -> Vec<&'a Listener> {
    let all = facts.listeners.get(&lb.arn).and_then(|section| section.value());
    let mut found: Vec<&Listener> =
        all.into_iter().flatten().filter(|one| matches!(one.protocol.as_str(), "HTTP" | "HTTPS")).collect();
    found.sort_by_key(|listener| (listener.protocol != "HTTP", listener.port));
    found
}

fn plain(listener: &Listener, dns: &str) -> Request {
    Request { method: "GET".to_owned(), url: url(listener, dns, "/", ""), host: None, headers: Vec::new() }
}

fn url(listener: &Listener, dns: &str, path: &str, query: &str) -> String {
    let (scheme, usual) = if listener.protocol == "HTTPS" { ("https", 443) } else { ("http", 80) };
    let port = if listener.port == usual { String::new() } else { format!(":{}", listener.port) };
    format!("{scheme}://{dns}{port}{path}{query}")
}

/// AWS evaluates from the lowest number; the default rule comes last.
fn priority(rule: &Rule) -> u32 {
    rule.priority.parse().unwrap_or(u32::MAX)
}

/// The parts of a request that conditions look at.
#[derive(Clone, Debug, Default)]
struct Draft {
    method: Option<String>,
    host: Option<String>,
    path: Option<String>,
    query: Vec<String>,
    headers: Vec<(String, String)>,
    /// A condition that cannot be met on purpose may hold or not.
    uncertain: bool,
}

fn reach(all: &[Rule], rule: &Rule, listener: &Listener, dns: &str) -> Reach {
    let mut drafts = vec![Draft::default()];
    let mut not_here = false;
    for condition in &rule.conditions {
        let mut next = Vec::new();
        for draft in &drafts {
            for value in values(condition) {
                match with(draft, condition, &value) {
                    Met::Yes(draft) => next.push(*draft),
                    Met::No => {}
                    Met::NotHere => not_here = true,
                }
            }
        }
        drafts = next;
    }
    let mut shadowed = None;
    let mut unsure = None;
    for draft in drafts {
        let request = finished(&draft, listener, dns);
        match taken(all, Some(rule), &request) {
            Taken::By(other) if other.arn != rule.arn => shadowed = Some(other.priority.clone()),
            Taken::By(_) if !draft.uncertain => return Reach::By { request, certain: true },
            Taken::By(_) | Taken::Unknown | Taken::Default => unsure = Some(request),
        }
    }
    match (unsure, shadowed) {
        (Some(request), _) => Reach::By { request, certain: false },
        (None, _) if not_here => Reach::NotHere,
        (None, Some(by)) => Reach::Shadowed { by },
        (None, None) => Reach::Never,
    }
}

fn values(condition: &Condition) -> Vec<String> {
    if condition.values.is_empty() { vec![String::new()] } else { condition.values.clone() }
}

fn finished(draft: &Draft, listener: &Listener, dns: &str) -> Request {
    let query = if draft.query.is_empty() { String::new() } else { format!("?{}", draft.query.join("&")) };
    Request {
        method: draft.method.clone().unwrap_or_else(|| "GET".to_owned()),
        url: url(listener, dns, draft.path.as_deref().unwrap_or("/"), &query),
        host: draft.host.clone(),
        headers: draft.headers.clone(),
    }
}

/// Whether a draft could be made to meet a condition's value.
enum Met {
    Yes(Box<Draft>),
    No,
    NotHere,
}

/// The draft with this condition met by this value.
fn with(draft: &Draft, condition: &Condition, value: &str) -> Met {
    let mut draft = draft.clone();
    if is_other_pattern(condition, value) {
        return Met::NotHere;
    }
    let text = sample(value);
    match condition.field.as_str() {
        "path-pattern" => {
            let path = if text.starts_with('/') { text } else { format!("/{text}") };
            if !matches(value, &path) || draft.path.as_ref().is_some_and(|known| !matches(value, known)) {
                return Met::No;
            }
            draft.path.get_or_insert(path);
        }
        "host-header" => {
            if draft.host.as_ref().is_some_and(|known| !alike(value, known)) {
                return Met::No;
            }
            draft.host.get_or_insert(text);
        }
        "http-header" => match &condition.name {
            Some(name) => draft.headers.push((name.clone(), text)),
            None => return Met::NotHere,
        },
        // What may change something is not sent.
        "http-request-method" if !matches!(value, "GET" | "HEAD" | "OPTIONS") => return Met::NotHere,
        "http-request-method" => {
            if draft.method.as_ref().is_some_and(|known| known != value) {
                return Met::No;
            }
            draft.method.get_or_insert_with(|| value.to_owned());
        }
        "query-string" => draft.query.push(if text.contains('=') { text } else { format!("hanamaru={text}") }),
        "source-ip" => draft.uncertain |= !is_everybody(value),
        _ => return Met::NotHere,
    }
    Met::Yes(Box::new(draft))
}

fn is_everybody(cidr: &str) -> bool {
    cidr == "0.0.0.0/0"
}

/// A regular expression instead of a pattern with wildcards: AWS allows none of these characters in the latter.
fn is_other_pattern(condition: &Condition, value: &str) -> bool {
    let wildcards = matches!(condition.field.as_str(), "path-pattern" | "host-header");
    wildcards && value.chars().any(|c| "^()[]{}|\\".contains(c))
}

/// A text that a pattern matches.
fn sample(pattern: &str) -> String {
    pattern.replace('*', OPEN).replace('?', "x")
}

/// Which rule takes a request.
enum Taken<'a> {
    By(&'a Rule),
    Default,
    /// A rule before may take it or not.
    Unknown,
}

/// Follows a request through the rules, up to and including `until` where it is given.
fn taken<'a>(all: &'a [Rule], until: Option<&'a Rule>, request: &Request) -> Taken<'a> {
    let mut ordered: Vec<&Rule> = all.iter().filter(|rule| !rule.is_default).collect();
    ordered.sort_by_key(|rule| priority(rule));
    for rule in ordered {
        // It was made for this one.
        if until.is_some_and(|until| until.arn == rule.arn) {
            return Taken::By(rule);
        }
        let holding: Vec<Option<bool>> = rule.conditions.iter().map(|condition| holds(condition, request)).collect();
        if holding.contains(&Some(false)) {
            continue;
        }
        return if holding.contains(&None) { Taken::Unknown } else { Taken::By(rule) };
    }
    Taken::Default
}

/// Whether a condition holds for a request; `None` where that cannot be known here.
fn holds(condition: &Condition, request: &Request) -> Option<bool> {
    let rest = request.url.split_once("://").map_or(request.url.as_str(), |(_, rest)| rest);
    let (authority, after) = rest.split_once('/').unwrap_or((rest, ""));
    let (path, query) = after.split_once('?').unwrap_or((after, ""));
    let any = |test: &dyn Fn(&str) -> Option<bool>| {
        let all: Vec<Option<bool>> = condition.values.iter().map(|value| test(value)).collect();
        if all.contains(&Some(true)) {
            Some(true)
        } else if all.contains(&None) {
            None
        } else {
            Some(false)
        }
    };
    let known = |value: &str, holds: bool| if is_other_pattern(condition, value) { None } else { Some(holds) };
    match condition.field.as_str() {
        "path-pattern" => any(&|value| known(value, matches(value, &format!("/{path}")))),
        "host-header" => {
            let own = authority.split(':').next().unwrap_or(authority);
            let host = request.host.as_deref().unwrap_or(own);
            any(&|value| known(value, alike(value, host)))
        }
        "http-request-method" => any(&|value| Some(value == request.method)),
        "http-header" => {
            let name = condition.name.as_deref()?;
            let sent: Vec<&str> = request
                .headers
                .iter()
                .filter(|(key, _)| key.eq_ignore_ascii_case(name))
                .map(|(_, v)| v.as_str())
                .collect();
            // What every client sends is not foreseen here.
            let usual = ["host", "user-agent", "accept", "connection"].iter().any(|n| n.eq_ignore_ascii_case(name));
            if sent.is_empty() && usual {
                return None;
            }
            any(&|value| Some(sent.iter().any(|text| alike(value, text))))
        }
        "query-string" => any(&|value| {
            Some(query.split('&').filter(|pair| !pair.is_empty()).any(|pair| {
                let bare = pair.split_once('=').map_or("", |(_, text)| text);
                if value.contains('=') { alike(value, pair) } else { alike(value, bare) }
            }))
        }),
        "source-ip" => any(&|value| if is_everybody(value) { Some(true) } else { None }),
        _ => None,
    }
}

/// [`matches`] without regard to case, as hosts, headers and queries are compared.
pub(crate) fn alike(pattern: &str, text: &str) -> bool {
    matches(&pattern.to_lowercase(), &text.to_lowercase())
}

/// Whether a pattern with `*` and `?` matches the whole text.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    // Where the last `*` stood, and how much of the text it has taken.
    let (mut p, mut t, mut star) = (0, 0, None);
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(c) if *c == '?' || *c == text[t] => {
                p += 1;
                t += 1;
            }
            _ => {
                let Some((at, taken)) = star else { return false };
                star = Some((at, taken + 1));
                p = at + 1;
                t = taken + 1;
            }
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
#[path = "routing_tests.rs"]
mod tests;
