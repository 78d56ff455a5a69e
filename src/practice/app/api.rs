//! A small API that load balancers ask for its health (`zenn-clone`).

use serde_json::json;

use super::message::{Answer, Request};

const HEALTH: &str = "/api/v1/health_check";

pub(super) fn answer(request: &Request) -> Answer {
    if request.path != HEALTH {
        return Answer::json(404, &json!({ "status": 404, "error": "Not Found" }));
    }
    if !request.reads() {
        return Answer::json(405, &json!({ "status": 405, "error": "Method Not Allowed" }));
    }
    Answer::json(200, &json!({ "message": "Success Health Check!" }))
}
