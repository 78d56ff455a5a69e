//! Runs the probes that the wanted facts ask for, once the load balancers and instances are known.

mod experiment;

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::future::join_all;

use crate::facts::reachability::{
    DnsObservation, HttpObservation, ScenarioObservation, TcpObservation, TlsObservation, scenario_key,
};
use crate::facts::requests::Series;
use crate::facts::want::{Want, Wants};
use crate::facts::{Facts, Section};
use crate::probe::{Prober, Scenario};

/// A probe that has said nothing for this long has been silent: waiting longer would tell no more.
const LONGEST: Duration = Duration::from_secs(10);

/// A probe whose target is known.
enum Job<'a> {
    Dns { host: String },
    Http { url: String, contains: Vec<String> },
    Tcp { host: String, port: u16 },
    Tls { host: String, port: u16, name: &'a str },
    Scenario { key: String, base: String, parts: Parts<'a> },
    Experiment(experiment::Experiment),
}

/// The parts of a scenario but its base.
struct Parts<'a> {
    method: &'a str,
    path: &'a str,
    content_type: &'a str,
    body: &'a str,
    expect_text: &'a str,
    then_path: &'a str,
    then_text: &'a str,
}

/// An observation and where it goes.
enum Done {
    Dns(String, DnsObservation),
    Http(String, HttpObservation),
    Tcp(String, TcpObservation),
    Tls(String, TlsObservation),
    Scenario(String, ScenarioObservation),
    Experiment(Vec<(String, Series)>),
}

/// Runs every wanted probe at once, each for at most `left`, and puts the observations into the facts. A
/// probe whose host is not known (no such load balancer, not seen) is not run.
pub(super) async fn run(prober: &Prober, wants: &Wants, facts: &mut Facts, left: Duration) {
    let limit = left.min(LONGEST);
    let jobs = jobs(wants, facts);
    let mut asks = Vec::with_capacity(jobs.len());
    for job in jobs.into_values() {
        asks.push(ask(prober, job, limit));
    }
    let done = join_all(asks).await;
    let at = facts.now;
    for observation in done {
        match observation {
            Done::Dns(key, value) => drop(facts.dns.insert(key, Section::seen(at, value))),
            Done::Http(key, value) => drop(facts.http.insert(key, Section::seen(at, value))),
            Done::Tcp(key, value) => drop(facts.tcp.insert(key, Section::seen(at, value))),
            Done::Tls(key, value) => drop(facts.tls.insert(key, Section::seen(at, value))),
            Done::Scenario(key, value) => drop(facts.scenarios.insert(key, Section::seen(at, value))),
            Done::Experiment(all) => {
                facts.requests.extend(all.into_iter().map(|(key, series)| (key, Section::seen(at, series))));
            }
        }
    }
}

async fn ask(prober: &Prober, job: Job<'_>, limit: Duration) -> Done {
    match job {
        Job::Dns { host } => {
            let seen = prober.dns(&host, limit).await;
            Done::Dns(host, seen)
        }
        Job::Http { url, contains } => {
            let seen = prober.http(&url, &contains, limit).await;
            Done::Http(url, seen)
        }
        Job::Tcp { host, port } => Done::Tcp(format!("{host}:{port}"), prober.tcp(&host, port, limit).await),
        Job::Tls { host, port, name } => {
            Done::Tls(format!("{host}:{port}/{name}"), prober.tls(&host, port, name, limit).await)
        }
        Job::Experiment(experiment) => Done::Experiment(experiment.run(prober, limit).await),
        Job::Scenario { key, base, parts } => {
            let Parts { method, path, content_type, body, expect_text, then_path, then_text } = parts;
            let scenario =
                Scenario { base: &base, method, path, content_type, body, expect_text, then_path, then_text };
            Done::Scenario(key, prober.scenario(&scenario, limit).await)
        }
    }
}

/// The probes to run, each once, by a key that two wants for the same thing share.
fn jobs<'a>(wants: &'a Wants, facts: &Facts) -> BTreeMap<String, Job<'a>> {
    let mut jobs: BTreeMap<String, Job<'_>> = BTreeMap::new();
    for want in wants {
        if let Some((key, job)) = job(want, facts) {
            match (jobs.get_mut(&key), job) {
                (Some(Job::Http { contains, .. }), Job::Http { contains: more, .. }) => contains.extend(more),
                (Some(_), _) => {}
                (None, job) => drop(jobs.insert(key, job)),
            }
        }
    }
    jobs
}

fn job<'a>(want: &'a Want, facts: &Facts) -> Option<(String, Job<'a>)> {
    Some(match want {
        Want::Dns { load_balancer } => {
            let host = dns_name(load_balancer, facts)?;
            (format!("dns {host}"), Job::Dns { host })
        }
        Want::Http { load_balancer, url, contains } => {
            let url = url.replace("{dns}", &dns_name(load_balancer, facts)?);
            (format!("http {url}"), Job::Http { url, contains: contains.clone() })
        }
        Want::Tls { load_balancer, port, server_name } => {
            let host = dns_name(load_balancer, facts)?;
            speaks_tls(load_balancer, *port, facts)?;
            (format!("tls {host}:{port}/{server_name}"), Job::Tls { host, port: *port, name: server_name })
        }
        Want::TcpToInstance { instance, port } => {
            let host = public_address(instance, facts)?;
            (format!("tcp {host}:{port}"), Job::Tcp { host, port: *port })
        }
        Want::HttpScenario { load_balancer, method, path, content_type, body, expect_text, then_path, then_text } => {
            let base = format!("http://{}", dns_name(load_balancer, facts)?);
            let key = scenario_key(load_balancer, method, path, then_path);
            let parts = Parts { method, path, content_type, body, expect_text, then_path, then_text };
            (format!("scenario {key}"), Job::Scenario { key, base, parts })
        }
        Want::Requests { load_balancer, purpose, marker } => {
            let experiment = experiment::Experiment::of(facts, load_balancer, *purpose, marker)?;
            (format!("requests {load_balancer} {purpose:?} {marker}"), Job::Experiment(experiment))
        }
        _ => return None,
    })
}

/// The DNS name of the load balancer of this name or ARN.
fn dns_name(load_balancer: &str, facts: &Facts) -> Option<String> {
    let known = facts.load_balancers.value()?;
    known.iter().find(|lb| lb.name == load_balancer || lb.arn == load_balancer)?.dns_name.clone()
}

/// Something, if the load balancer of this name or ARN was seen to have a listener that speaks TLS on the port: an
/// absence is the configuration's to tell, and nobody is asked.
fn speaks_tls(load_balancer: &str, port: u16, facts: &Facts) -> Option<()> {
    let known = facts.load_balancers.value()?;
    let arn = &known.iter().find(|lb| lb.name == load_balancer || lb.arn == load_balancer)?.arn;
    let mut listeners = facts.listeners.get(arn)?.value()?.iter();
    let speaks = |protocol: &str| matches!(protocol, "HTTPS" | "TLS");
    listeners.any(|one| one.port == i32::from(port) && speaks(&one.protocol)).then_some(())
}

/// The public address of the one live instance with this Name tag or id.
fn public_address(instance: &str, facts: &Facts) -> Option<String> {
    let live = facts.instances.value()?.iter().filter(|i| i.state != "terminated" && i.state != "shutting-down");
    let mut named = live.filter(|i| i.id == instance || i.name.as_deref() == Some(instance));
    let found = named.next()?;
    if named.next().is_some() { None } else { found.public_ip.map(|ip| ip.to_string()) }
}
