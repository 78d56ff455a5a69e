//! The program as its user starts it, cut off from this machine's own configuration.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use super::moto::{Account, Moto};

/// `hanamaru` with an empty home, no proxy, no instance metadata, English words.
pub(crate) fn hanamaru(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hanamaru"));
    command.env_clear();
    for keep in ["PATH", "SystemRoot", "TEMP", "TMP"] {
        if let Some(value) = std::env::var_os(keep) {
            command.env(keep, value);
        }
    }
    command
        .env("HOME", home)
        .env("HANAMARU_STATE_DIR", home.join("state"))
        .env("XDG_CONFIG_HOME", home.join("config"))
        .env("AWS_CONFIG_FILE", home.join("aws-config"))
        .env("AWS_SHARED_CREDENTIALS_FILE", home.join("aws-credentials"))
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("LANG", "en_US.UTF-8")
        .env("TZ", "UTC");
    command
}

/// Lets the program ask this account at this endpoint.
pub(crate) fn with_account<'a>(command: &'a mut Command, moto: &Moto, account: &Account) -> &'a mut Command {
    command
        .env("AWS_ENDPOINT_URL", moto.endpoint())
        .env("AWS_ACCESS_KEY_ID", &account.keys["AccessKeyId"])
        .env("AWS_SECRET_ACCESS_KEY", &account.keys["SecretAccessKey"])
        .env("AWS_SESSION_TOKEN", &account.keys["SessionToken"])
}

/// The document that the program printed.
pub(crate) fn document(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        panic!(
            "no JSON on stdout ({error}); exit {:?}\nstdout: {}\nstderr: {}",
            output.status.code(),
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        )
    })
}

/// Step id → status of a verify document.
pub(crate) fn steps(document: &Value) -> Vec<(String, String)> {
    let steps = document["steps"].as_array().expect("steps");
    steps.iter().map(|step| (text(&step["id"]), text(&step["status"]))).collect()
}

/// Every check of a verify document with its status and message id.
pub(crate) fn checks(document: &Value) -> Vec<(String, String, String)> {
    let steps = document["steps"].as_array().expect("steps");
    let checks = steps.iter().flat_map(|step| step["checks"].as_array().expect("checks"));
    checks.map(|check| (text(&check["id"]), text(&check["status"]), text(&check["message"]))).collect()
}

fn text(value: &Value) -> String {
    value.as_str().expect("a string").to_owned()
}
