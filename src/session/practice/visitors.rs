//! Visitors for load balancers: enough of them, minute by minute, that their servers have too much to do. A step whose
//! proof is what they caused, and which has no command of its own for it, gets them.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::check::table;
use crate::course::Course;
use crate::course::model::Step;
use crate::practice::Practice;
use crate::practice::api::Service;

/// Metrics have a value a minute; an alarm wants some in a row.
const MINUTES: u32 = 6;
/// Several times what the courses' policies allow a target.
const A_MINUTE: u32 = 120;

/// Whether a step's commands only look while it is to be proved by what has happened.
pub(super) fn wanted(course: &Course, step: &Step) -> bool {
    let history = || step.checks.iter().any(|check| rests_on_history(course, &format!("{}.{}", step.id, check.id)));
    !step.observation && step.commands.iter().all(|command| command.reads) && history()
}

/// Whether a check looks at what has happened, or is composed of such.
pub(super) fn rests_on_history(course: &Course, id: &str) -> bool {
    let plan = crate::check::run::Plan::new(course);
    let ids = plan.closure([id]);
    let mut kinds = course.checks().filter(|(_, one, _)| ids.contains(one));
    kinds.any(|(step, _, check)| step.id != "cleanup" && table::proof(&check.proves).recorded())
}

/// Visitors come to every load balancer of a region, through the account's own door, for some minutes of practice time.
pub(super) async fn come(practice: &Practice, door: SocketAddr, region: &str) {
    let asked = practice.call(Service::ElasticLoadBalancingV2, region, "DescribeLoadBalancers", json!({}));
    let names: Vec<String> = asked
        .ok()
        .and_then(|answer| answer["LoadBalancers"].as_array().cloned())
        .unwrap_or_default()
        .iter()
        .filter_map(|one| one["DNSName"].as_str().map(str::to_owned))
        .collect();
    for _ in 0..MINUTES {
        for name in &names {
            for _ in 0..A_MINUTE {
                // Who is turned away has visited too.
                visit(door, name).await.ok();
            }
        }
        practice.pass(Duration::from_mins(1));
    }
}

async fn visit(door: SocketAddr, name: &str) -> std::io::Result<()> {
    let mut stream = TcpStream::connect(door).await?;
    let request = format!("GET / HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    stream.read_to_end(&mut Vec::new()).await.map(|_| ())
}
