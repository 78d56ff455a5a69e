//! The load generator on the practice account: the group really scales out, and strangers are left alone.

use std::process::Output;

use crate::support::practice::Server;
use crate::support::program;

fn load(server: &Server, arguments: &[&str]) -> Output {
    let home = tempfile::tempdir().expect("a directory");
    let mut command = program::hanamaru(home.path());
    let detour = format!(":80:{}", server.endpoint().trim_start_matches("http://"));
    command.args(["load", "--connect-to", &detour]).args(arguments);
    server.used_by(&mut command).output().expect("the program starts")
}

#[test]
fn a_load_scales_the_group_out_and_proves_the_steps() {
    let server = Server::start(&["--course", "ec-site", "--at", "scale-out", "--speed", "60"]);
    let output = load(&server, &["--until-scale-out", "ec-site", "--yes", "--format", "json"]);
    let document = program::document(&output);
    assert_eq!(output.status.code(), Some(0), "{document:#}");
    assert_eq!(document["ok"], document["requests"], "{document:#}");
    let told = &document["scale_out"];
    assert_eq!(told["outcome"], "grown");
    let links = told["timeline"].as_array().expect("links");
    let names: Vec<&str> = links.iter().filter_map(|link| link["link"].as_str()).collect();
    assert!(names.starts_with(&["load"]) && names.ends_with(&["launched", "healthy"]), "{names:?}");
    assert!(told["checks"].as_object().is_some_and(|all| all.len() >= 6 && all.values().all(|one| one == "pass")));
    assert!(document["targets"].as_object().is_some_and(|targets| targets.len() >= 2), "{}", document["targets"]);
    // What the account itself remembers says the same to somebody who knows nothing of the load.
    let seen = server.verify(&["--step", "scale-out", "--step", "alarms", "--step", "activities"]);
    assert_eq!(seen["summary"]["pass"], 6, "{seen:#}");
}

#[test]
fn nobody_loads_a_stranger() {
    let server = Server::start(&["--course", "ec-site", "--at", "scale-out"]);
    let home = tempfile::tempdir().expect("a directory");
    let told = |with_account: bool| {
        let mut command = program::hanamaru(home.path());
        command.args(["load", "-n", "1", "http://shop.example/"]);
        let command = if with_account { server.used_by(&mut command) } else { &mut command };
        let output = command.output().expect("the program starts");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (status, said) = told(true);
    assert!(status == Some(2) && said.contains("not the course's own load balancer"), "{said}");
    let (status, said) = told(false);
    assert!(status == Some(2) && said.contains("your own load balancer"), "{said}");
}
