//! Says who answered: instance, zone, address, and what arrived (`lb-basics`). Every path has an answer, so that
//! rules by path can be tried out, and every path can become a WebSocket, which says the same and then echoes.

use serde_json::json;

use super::message::{Answer, Request};
use super::{Here, websocket};

pub(super) fn answer(here: &Here, request: &Request) -> Answer {
    let forwarded = request.header("x-forwarded-for");
    if let Some(answer) = websocket::opened(request, lines(here, request, forwarded)) {
        return answer;
    }
    let mut answer = if request.header("accept").is_some_and(|accept| accept.contains("application/json")) {
        Answer::json(
            200,
            &json!({
                "instance_id": here.id,
                "availability_zone": here.zone,
                "private_ip": here.private_ip,
                "image_id": here.image_id,
                "method": request.method,
                "host": request.header("host"),
                "path": request.path,
                "query": request.query,
                "peer": request.peer.to_string(),
                "x_forwarded_for": forwarded,
            }),
        )
    } else {
        Answer::text(200, &lines(here, request, forwarded))
    };
    // Something for application-based stickiness to follow.
    if !request.header("cookie").is_some_and(|cookies| cookies.contains("whoami_session=")) {
        answer.header("Set-Cookie", &format!("whoami_session={}; Path=/; HttpOnly", here.id));
    }
    answer
}

/// Plain text: nothing in it means anything to a browser.
fn lines(here: &Here, request: &Request, forwarded: Option<&str>) -> String {
    let host = request.header("host").unwrap_or("-");
    let query = if request.query.is_empty() { String::new() } else { format!("?{}", request.query) };
    format!(
        "instance: {}\nzone: {}\naddress: {}\nrequest: {} {host}{}{query}\nconnection from: {}\nX-Forwarded-For: {}\n",
        here.id,
        here.zone,
        here.private_ip,
        request.method,
        request.path,
        request.peer,
        forwarded.unwrap_or("-"),
    )
}
