//! The application by what it answered at the load balancer's name, once the way to it is open.

use super::health::{by_status, status};
use super::remedy::aws;
use super::servers::Servers;
use super::{Crossing, Hop, Standing};
use crate::check::verdict::Finding;
use crate::facts::reachability::HttpObservation;

/// Looks at the answer where no target speaks against the application already.
pub(super) fn judge(servers: &Servers<'_>, path: &mut [Crossing]) {
    let scene = servers.scene;
    let open = |crossing: &&Crossing| crossing.hop < Hop::TargetGroupMembership;
    let arrives = path.iter().filter(open).all(|crossing| crossing.standing == Standing::Sound);
    let security = path.iter().find(|crossing| crossing.hop == Hop::TargetSecurityGroup);
    let arrives = arrives && security.is_some_and(|crossing| crossing.standing == Standing::Sound);
    let earlier = path.iter().any(|crossing| crossing.hop < Hop::Application && crossing.standing == Standing::Broken);
    let Some(application) = path.iter_mut().find(|crossing| crossing.hop == Hop::Application) else { return };
    if application.standing == Standing::Broken {
        return;
    }
    let url = scene.aim.url().unwrap_or_default().replace("{dns}", scene.lb.dns_name.as_deref().unwrap_or("-"));
    let args = |id: &'static str| {
        let seen = Finding::new(id).arg("url", url.as_str()).arg("name", &servers.tg.name);
        seen.arg("target", servers.targets.first().map_or("-", |target| target.target_id.as_str()))
    };
    let look = || aws(&["elbv2", "describe-target-health", "--target-group-arn", &servers.tg.arn]);
    *application = match scene.answer() {
        Some(answer @ HttpObservation::Answered { contains, .. }) => {
            let code = status(answer).unwrap_or_default();
            let absent: Vec<String> =
                contains.iter().filter(|(_, found)| !found).map(|(text, _)| text.clone()).collect();
            let wanted = scene.aim.status.map_or(code < 500, |wanted| code == wanted);
            if wanted && absent.is_empty() {
                Crossing::sound(Hop::Application, &url, args("explain-app").arg("status", code))
            } else if !arrives || (earlier && matches!(code, 502..=504)) {
                // The load balancer itself may have answered, because of what is broken before.
                return beyond(application);
            } else if wanted {
                Crossing::broken(Hop::Application, &url, args("explain-app-page").arg("texts", absent)).command(look())
            } else {
                let seen = args(by_answer(code)).arg("codes", code);
                Crossing::broken(Hop::Application, &url, seen).command(look())
            }
        }
        _ if earlier || !arrives => return beyond(application),
        Some(HttpObservation::Stopped { .. }) => Crossing::unseen(Hop::Application, &url, args("explain-app-silent")),
        None if servers.all_healthy() && !url.is_empty() => {
            Crossing::unseen(Hop::Application, &url, args("explain-app-not-asked"))
        }
        None => return,
    };
}

fn beyond(application: &mut Crossing) {
    if application.standing == Standing::Sound {
        *application = Crossing::beyond(Hop::Application);
    }
}

/// The load balancer's own codes first.
const fn by_answer(code: u16) -> &'static str {
    match code {
        502 => "explain-app-502",
        503 => "explain-app-503",
        504 => "explain-app-504",
        _ => by_status(code),
    }
}
