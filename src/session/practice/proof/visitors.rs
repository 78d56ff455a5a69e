//! Visitors for a load balancer: enough of them, minute by minute, that its servers have too much to do.

use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::stage::Stage;
use crate::practice::api::Service;

/// Metrics have a value a minute; an alarm wants some in a row.
const MINUTES: u32 = 6;
/// Several times what the courses' policies allow a target.
const A_MINUTE: u32 = 120;

/// Visitors come to every load balancer of the account, for some minutes of practice time.
pub(super) async fn come(stage: &Stage<'_>) {
    let asked =
        stage.practice.call(Service::ElasticLoadBalancingV2, &stage.course.region, "DescribeLoadBalancers", json!({}));
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
                visit(stage, name).await.ok();
            }
        }
        stage.practice.pass(Duration::from_mins(1));
    }
}

async fn visit(stage: &Stage<'_>, name: &str) -> std::io::Result<()> {
    let mut stream = TcpStream::connect(stage.front.address()).await?;
    let request = format!("GET / HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    stream.read_to_end(&mut Vec::new()).await.map(|_| ())
}
