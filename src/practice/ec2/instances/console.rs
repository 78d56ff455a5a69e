//! `GetConsoleOutput`: the system log, with what user data printed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::super::super::call::{self, Call, Outcome, Table};
use super::super::kind;

pub(in super::super) const OPERATIONS: Table = &[("GetConsoleOutput", get_console_output)];

fn get_console_output(call: &mut Call<'_>, input: Value) -> Outcome {
    let id = input["InstanceId"].as_str().unwrap_or_default();
    let now = call.now;
    let instance = kind::INSTANCE.find(&call.region().instances, id)?;
    let text = instance.console.join("\r\n");
    let output = (!text.is_empty()).then(|| STANDARD.encode(format!("{text}\r\n")));
    Ok(call::answer(json!({ "InstanceId": instance.id, "Timestamp": now, "Output": output })))
}
