//! The clean-up before an image is made, by Run Command.

use super::super::account::{InstanceState, Process};
use super::super::fixture;
use super::console::run;

#[test]
fn the_clean_up_of_the_course_leaves_nothing() {
    let mut account = fixture::account();
    let now = fixture::now();
    let region = account.region_mut("us-east-1");
    let id = region.instances.values().find(|one| one.state == InstanceState::Running).expect("an instance").id.clone();
    let one = region.instances.get_mut(&id).expect("it");
    let app = one.process.as_ref().expect("an application").app.clone();
    one.disk.deployable = Some(app.clone());
    one.disk.starts = Some(app.clone());
    one.process = Some(Process { app, listens_from: now });
    let before = run(region, &id, "sudo netstat -tulpn | grep :80", now);
    assert!(before.out.len() == 1 && before.out[0].contains("LISTEN"), "{before:?}");
    assert_eq!(run(region, &id, "ls /root", now).out.len(), 2);
    let fetched = run(region, &id, "curl -s http://localhost/", now);
    assert_eq!((fetched.code, fetched.out.is_empty()), (0, false));
    let done = run(region, &id, "pm2 delete all && pm2 unstartup && pm2 flush\nrm -rf /root/ecommerce-app-v*", now);
    assert_eq!((done.code, &done.errors[..]), (0, &[][..]));
    assert!(run(region, &id, "ls /root", now).out.is_empty());
    let silent = run(region, &id, "netstat -tulpn | grep :80", now);
    assert_eq!((silent.code, silent.out.len()), (1, 0));
    assert_eq!(run(region, &id, "curl localhost", now).code, 7);
    assert_eq!(region.instances[&id].disk.starts, None);
    assert_eq!(run(region, &id, "frobnicate", now).errors, ["frobnicate: command not found"]);
}
