//! An instance's operating system starts: services begin, and at the first boot the user data.

mod read;
mod script;
pub(crate) mod shell;
mod tools;

#[cfg(test)]
mod tests;

use jiff::{SignedDuration, Timestamp};

use super::super::account::{App, Boot, Instance, InstanceState, Process, Region};
use super::super::call::Call;
use super::Phase;

pub(super) const PHASE: Phase = Phase { next, step };

/// As many lines of the system log as EC2 keeps, about.
const LOG_LINES: usize = 1000;

/// What a start-up script finds on its instance.
#[derive(Clone, Debug, Default)]
pub(super) struct Given {
    /// The application in the shop's archive; there only where Node.js and pm2 are.
    pub(super) deployable: Option<App>,
    /// What came up by itself before.
    pub(super) running: Option<App>,
    /// Whether the instance has a role, without which S3 gives nothing.
    pub(super) profile: bool,
}

fn next(region: &Region) -> Option<Timestamp> {
    region.instances.values().filter_map(|one| one.boot.map(when)).min()
}

const fn when(boot: Boot) -> Timestamp {
    match boot {
        Boot::Services(at) | Boot::UserDataEnds(at) => at,
    }
}

fn step(call: &mut Call<'_>) {
    let now = call.now;
    for one in call.region().instances.values_mut() {
        match one.boot.filter(|boot| when(*boot) <= now) {
            Some(_) if one.state != InstanceState::Running => one.boot = None,
            Some(Boot::Services(_)) => services(one, now),
            Some(Boot::UserDataEnds(_)) => user_data_ends(one, now),
            None => {}
        }
    }
}

/// Everything that starts by itself is started; then user data begins, if it never ran.
fn services(one: &mut Instance, now: Timestamp) {
    one.boot = None;
    log(one, &format!("[    0.000000] Linux version 6.1 on {}", one.instance_type.clone()));
    log(one, "[   12.418290] cloud-init[1571]: Cloud-init running 'init'");
    one.process = one.disk.starts.clone().map(|app| process(app, now));
    if let Some(app) = one.disk.starts.as_ref().map(|app| app.port) {
        log(one, &format!("[   15.003514] systemd[1]: Started the application on port {app}."));
    }
    if one.first_boot_done {
        return;
    }
    one.first_boot_done = true;
    let outcome = read::read(one.user_data.as_deref(), &given(one));
    match outcome {
        Some(outcome) => one.boot = Some(Boot::UserDataEnds(later(now, outcome.seconds))),
        None => finished(one, now),
    }
}

fn user_data_ends(one: &mut Instance, now: Timestamp) {
    one.boot = None;
    let Some(outcome) = read::read(one.user_data.as_deref(), &given(one)) else { return };
    for line in &outcome.lines {
        log(one, &format!("cloud-init[1604]: {line}"));
    }
    if outcome.stopped_others {
        one.process = None;
    }
    if let Some(app) = outcome.started {
        one.disk.files = None;
        one.process = Some(process(app, now));
    }
    if outcome.stopped_others || outcome.at_boot.is_some() {
        one.disk.starts = outcome.at_boot;
    }
    finished(one, now);
}

fn given(one: &Instance) -> Given {
    Given {
        deployable: one.disk.deployable.clone(),
        running: one.process.as_ref().map(|process| process.app.clone()),
        profile: one.profile.is_some(),
    }
}

fn process(app: App, now: Timestamp) -> Process {
    let listens_from = later(now, app.start_seconds);
    Process { app, listens_from }
}

fn later(now: Timestamp, seconds: u32) -> Timestamp {
    now.saturating_add(SignedDuration::from_secs(i64::from(seconds))).unwrap_or(Timestamp::MAX)
}

fn finished(one: &mut Instance, now: Timestamp) {
    let at = now.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string();
    log(one, &format!("cloud-init[1604]: Cloud-init finished at {at}. Datasource DataSourceEc2."));
    let name = super::super::ec2::interface::private_dns_name("us-east-1", one.private_ip);
    let host = name.split('.').next().unwrap_or_default();
    log(one, &format!("{host} login: "));
}

fn log(one: &mut Instance, line: &str) {
    one.console.push(line.to_owned());
    if one.console.len() > LOG_LINES {
        one.console.drain(..one.console.len() - LOG_LINES);
    }
}
