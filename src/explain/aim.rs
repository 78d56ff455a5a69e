//! What a course's request aims at: which load balancer, on which port, which target group and servers behind it,
//! and which answer. Read from the course's checks alone, so that a course needs no words of its own for it.

use crate::check::table::proof;
use crate::course::kinds::CheckKind;
use crate::course::model::Step;
use crate::course::{Course, Values};
use crate::facts::balancing::Listener;
use crate::facts::want::{ResourceKind, Want, Wants};

/// A request of a course. Names are keys of the course's values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aim {
    pub load_balancer: String,
    /// `HTTP` or `HTTPS`.
    pub protocol: String,
    pub port: u16,
    /// The course names no listener: the load balancer's own is taken.
    pub any_listener: bool,
    /// Where the course says no target group, the listener's own is followed.
    pub target_group: Option<String>,
    pub group: Option<String>,
    /// VPC and Name tag of the server that the course registers.
    pub instance: Option<(String, String)>,
    /// The VPC and the servers' security group.
    pub server_group: Option<(String, String)>,
    /// How servers are spoken to, where the course says it.
    pub server_protocol: Option<String>,
    pub server_port: Option<u16>,
    /// Path of the health check.
    pub health_path: String,
    /// With `{dns}` for the load balancer's name.
    pub url: Option<String>,
    /// The status that is wanted; `None`: anything that is no server error.
    pub status: Option<u16>,
    pub contains: Vec<String>,
}

impl Aim {
    fn at(load_balancer: &str, protocol: &str, port: u16) -> Self {
        Self {
            load_balancer: load_balancer.to_owned(),
            protocol: protocol.to_owned(),
            port,
            any_listener: false,
            target_group: None,
            group: None,
            instance: None,
            server_group: None,
            server_protocol: None,
            server_port: None,
            health_path: "/".to_owned(),
            url: None,
            status: None,
            contains: Vec::new(),
        }
    }

    /// What the check says about the same request.
    fn learn(&mut self, check: &CheckKind) {
        let ours = |key: &String| Some(key) == self.target_group.as_ref();
        match check {
            CheckKind::TargetGroupSettings(it) if ours(&it.target_group) => {
                self.server_protocol = Some(it.protocol.clone());
                self.server_port = it.port.or(self.server_port);
            }
            CheckKind::TargetGroupHealthCheck(it) if ours(&it.target_group) => self.health_path.clone_from(&it.path),
            CheckKind::TargetRegistered(it) if ours(&it.target_group) => {
                self.instance = Some((it.vpc.clone(), it.instance.clone()));
                self.server_port = Some(it.port);
            }
            CheckKind::TargetsHealthy(it) if ours(&it.target_group) && it.group.is_some() => {
                self.group.clone_from(&it.group);
            }
            CheckKind::AutoScalingGroupTargetGroup(it) if ours(&it.target_group) => {
                self.group = Some(it.group.clone());
            }
            CheckKind::IngressAllowsGroup(it) => self.server_group = Some((it.vpc.clone(), it.group.clone())),
            CheckKind::HttpAnswers(it) if it.load_balancer == self.load_balancer && self.is_of(&it.url) => {
                self.url = Some(it.url.clone());
                self.status = Some(it.status);
                self.contains.clone_from(&it.contains);
            }
            _ => {}
        }
    }

    /// The same request at the listener that the load balancer has, where the course names none: port 80, else
    /// 443, else the first.
    #[must_use]
    pub fn at_a_listener(&self, listeners: &[Listener]) -> Self {
        let usual = [80, 443].into_iter().find_map(|port| listeners.iter().find(|one| one.port == port));
        let found = usual.or_else(|| listeners.first()).filter(|_| self.any_listener);
        let port = found.and_then(|listener| u16::try_from(listener.port).ok());
        found.zip(port).map_or_else(
            || self.clone(),
            |(listener, port)| Self { protocol: listener.protocol.clone(), port, ..self.clone() },
        )
    }

    fn is_of(&self, url: &str) -> bool {
        url.starts_with(&format!("{}://", self.protocol.to_ascii_lowercase()))
    }

    /// The URL that is asked; a load balancer with a name of the learner's own is asked by it only where the course
    /// says so.
    #[must_use]
    pub fn url(&self) -> Option<String> {
        let plain = || (self.protocol == "HTTP").then(|| format!("http://{{dns}}{}/", port_in_url(self.port)));
        self.url.clone().or_else(plain)
    }

    /// The facts that its way shows in.
    #[must_use]
    pub fn wants(&self, values: &Values) -> Wants {
        let load_balancer = values.get(&self.load_balancer).to_owned();
        let mut wants: Wants = [
            Want::Identity,
            Want::Vpcs,
            Want::Subnets,
            Want::RouteTables,
            Want::NetworkAcls,
            Want::SecurityGroups,
            Want::Instances,
            Want::LoadBalancers,
            Want::TargetGroups,
            Want::AutoScalingGroups,
            Want::Listeners { load_balancer: load_balancer.clone() },
            Want::Rules { load_balancer: load_balancer.clone() },
            Want::Dns { load_balancer: load_balancer.clone() },
        ]
        .into();
        wants.insert(match &self.target_group {
            Some(key) => Want::TargetHealth { target_group: values.get(key).to_owned() },
            None => Want::TargetHealthBehind { load_balancer: load_balancer.clone() },
        });
        if let Some(group) = &self.group {
            wants.insert(Want::Activities { group: values.get(group).to_owned() });
        }
        if let Some(url) = self.url() {
            wants.insert(Want::Http { load_balancer, url, contains: self.contains.clone() });
        }
        wants
    }
}

fn port_in_url(port: u16) -> String {
    if port == 80 { String::new() } else { format!(":{port}") }
}

/// The requests of a course, in its order; those that a step is about, where it says so. Empty: the course has no
/// load balancer.
#[must_use]
pub fn aims(course: &Course, step: Option<&str>) -> Vec<Aim> {
    let step = step.and_then(|id| course.step(id));
    let mut aims = doors(course);
    if let Some(step) = step {
        let about: Vec<Aim> = aims.iter().filter(|aim| is_about(step, aim)).cloned().collect();
        if !about.is_empty() {
            aims = about;
        }
    }
    for aim in &mut aims {
        course.checks().for_each(|(_, _, check)| aim.learn(&check.proves));
    }
    aims
}

/// Every listener that the course speaks of; else port 80 of its load balancer.
fn doors(course: &Course) -> Vec<Aim> {
    let mut doors: Vec<Aim> = Vec::new();
    for (_, _, check) in course.checks() {
        if let CheckKind::ListenerForwards(it) = &check.proves {
            let door = Aim {
                target_group: Some(it.target_group.clone()),
                ..Aim::at(&it.load_balancer, &it.protocol, it.port)
            };
            if !doors.contains(&door) {
                doors.push(door);
            }
        }
    }
    if doors.is_empty() {
        let key = course.values.iter().find(|(_, value)| value.kind == ResourceKind::LoadBalancer);
        // A target group that no check asks about is for the course's commands: the listener's own is followed.
        doors.extend(key.map(|(key, _)| Aim { any_listener: true, ..Aim::at(key, "HTTP", 80) }));
    }
    doors
}

/// The step has a check that names this listener, or asks by its protocol.
fn is_about(step: &Step, aim: &Aim) -> bool {
    step.checks.iter().any(|check| match &check.proves {
        CheckKind::ListenerForwards(it) => it.port == aim.port && it.load_balancer == aim.load_balancer,
        CheckKind::HttpAnswers(it) => it.load_balancer == aim.load_balancer && aim.is_of(&it.url),
        _ => false,
    })
}

/// A check about what comes through to the servers: where it does not pass, the way explains it. A registration is
/// not among them: it may come before there is a load balancer, and the check itself says what to register.
#[must_use]
pub const fn shows_the_way(check: &CheckKind) -> bool {
    matches!(
        check,
        CheckKind::TargetsHealthy(_)
            | CheckKind::TargetZonesEnabled(_)
            | CheckKind::TargetsAreGroupInstances(_)
            | CheckKind::DnsResolves(_)
            | CheckKind::HttpAnswers(_)
            | CheckKind::HttpScenario(_)
    )
}

/// The course's checks of the certificate that the load balancer presents on this port.
pub(super) fn of_certificate<'a>(
    course: &'a Course,
    load_balancer: &'a str,
    port: u16,
) -> impl Iterator<Item = &'a CheckKind> {
    course.checks().map(|(_, _, check)| &check.proves).filter(move |check| match check {
        CheckKind::ListenerCertificate(it) => it.load_balancer == load_balancer && it.port == port,
        CheckKind::TlsHandshake(it) => it.load_balancer == load_balancer && it.port == port,
        _ => false,
    })
}

/// The facts that all requests of a course show in.
#[must_use]
pub fn wants(course: &Course, values: &Values, step: Option<&str>) -> Wants {
    let mut wants = Wants::new();
    for aim in aims(course, step) {
        wants.extend(aim.wants(values));
        let secure = of_certificate(course, &aim.load_balancer, aim.port);
        wants.extend(secure.flat_map(|check| proof(check).wants(values)));
    }
    wants
}
