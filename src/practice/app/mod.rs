//! What the applications on the instances answer. The process that runs decides, with its faults; the shop also
//! needs its database, along the same network that everybody else takes.

mod apache;
mod api;
mod django;
mod form;
pub(crate) mod message;
mod shop;
mod shop_pages;
#[cfg(test)]
mod tests;
mod websocket;
mod who_am_i;

use jiff::Timestamp;

use super::account::{App, AppFault, AppKind, Instance, InstanceState, Region};

pub(crate) use message::{Answer, Reply, Request};

/// What a request to a port of an instance gets. An order is stored in the region's `orders`.
pub(crate) fn answer(region: &mut Region, instance_id: &str, port: u16, request: &Request, now: Timestamp) -> Reply {
    let Some((here, app)) = listening(region, instance_id, port, now) else { return Reply::Refused };
    let delay = app.faults.iter().map(|fault| if let AppFault::Slow { millis } = fault { *millis } else { 0 }).sum();
    if app.faults.contains(&AppFault::Hangup) {
        return Reply::Hangup;
    }
    let mut answer = if speaks_tls(port) && !request.secure {
        Answer::text(400, "Client sent an HTTP request to an HTTPS server.\n")
    } else if let Some(status) = status_fault(&app, &request.path) {
        Answer::error_page(status)
    } else if let Some(refused) = django::host_refused(&app, request) {
        refused
    } else {
        match app.kind {
            AppKind::Shop => shop::answer(region, &here, request, now),
            AppKind::Django => django::answer(&here, request),
            AppKind::Apache => apache::answer(request),
            AppKind::Api => api::answer(request),
            AppKind::WhoAmI => who_am_i::answer(&here, request),
        }
    };
    // Who answered, whatever it says: a load balancer does not tell.
    answer.header("X-Instance-Id", &here.id);
    answer.header("X-Availability-Zone", &here.zone);
    answer.after_millis = delay;
    Reply::Answer(if request.method == "HEAD" { answer.head_only() } else { answer })
}

/// Whether a connection to this port of the instance is accepted.
pub(crate) fn accepts(region: &Region, instance_id: &str, port: u16, now: Timestamp) -> bool {
    open(region, instance_id, port, now).is_some()
}

/// Whether an application on this port expects TLS: those on the ports that are TLS by custom do.
pub(crate) const fn speaks_tls(port: u16) -> bool {
    matches!(port, 443 | 8443)
}

/// Where an application runs.
#[derive(Clone, Debug)]
struct Here {
    id: String,
    zone: String,
    private_ip: String,
    image_id: String,
    /// Its primary network interface.
    interface: Option<String>,
}

fn listening(region: &Region, instance_id: &str, port: u16, now: Timestamp) -> Option<(Here, App)> {
    let (instance, app) = open(region, instance_id, port, now)?;
    let here = Here {
        id: instance.id.clone(),
        zone: instance.zone.clone(),
        private_ip: instance.private_ip.to_string(),
        image_id: instance.image_id.clone(),
        interface: instance.interfaces.first().cloned(),
    };
    Some((here, app.clone()))
}

fn open<'a>(region: &'a Region, instance_id: &str, port: u16, now: Timestamp) -> Option<(&'a Instance, &'a App)> {
    let instance = region.instances.get(instance_id).filter(|one| one.state == InstanceState::Running)?;
    let process = instance.process.as_ref().filter(|process| process.listens_from <= now)?;
    let app = &process.app;
    (app.port == port && !app.faults.contains(&AppFault::NotListening)).then_some((instance, app))
}

fn status_fault(app: &App, path: &str) -> Option<u16> {
    app.faults.iter().find_map(|fault| match fault {
        AppFault::Status { path: None, status } => Some(*status),
        AppFault::Status { path: Some(broken), status } if broken == path => Some(*status),
        _ => None,
    })
}
