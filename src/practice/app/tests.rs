//! What the applications answer, well and with each of their faults.

use super::super::account::{AppFault, AppKind, InstanceState, Region};
use super::super::fixture::{break_app, get, now, region};
use super::*;

fn ask(region: &mut Region, request: &Request) -> Answer {
    match answer(region, "i-a", 80, request, now()) {
        Reply::Answer(answer) => answer,
        other => panic!("no answer: {other:?}"),
    }
}

fn body(answer: &Answer) -> String {
    String::from_utf8(answer.body.clone()).expect("text")
}

fn post(kind: &str, body: &str) -> Request {
    let mut request = get("/orders", &[("Content-Type", kind)]);
    "POST".clone_into(&mut request.method);
    request.body = body.as_bytes().to_vec();
    request
}

fn runs(region: &mut Region, kind: AppKind) {
    region.instances.get_mut("i-a").expect("one").process.as_mut().expect("one").app.kind = kind;
}

#[test]
fn the_shop_says_which_instance_answered() {
    let mut region = region();
    let page = ask(&mut region, &get("/", &[("X-Forwarded-For", "198.51.100.7")]));
    assert_eq!(page.status, 200);
    for part in ["商品一覧", "i-a", "us-east-1a", "198.51.100.7", "action=\"/orders\""] {
        assert!(body(&page).contains(part), "{part}");
    }
    assert_eq!(message::find(&page.headers, "x-instance-id"), Some("i-a"));
    assert_eq!(message::find(&page.headers, "x-availability-zone"), Some("us-east-1a"));
    assert_eq!(ask(&mut region, &get("/nothing", &[])).status, 404);
}

#[test]
fn an_order_is_stored_and_shown_by_every_instance() {
    let mut region = region();
    let thanks =
        ask(&mut region, &post("application/x-www-form-urlencoded", "item=2&quantity=3&customer=%E8%8A%B1+abc123"));
    assert_eq!(thanks.status, 200);
    assert_eq!((region.orders[0].item.as_str(), region.orders[0].quantity), ("有田焼 湯のみ", 3));
    let Reply::Answer(list) = answer(&mut region, "i-c", 80, &get("/orders", &[]), now()) else { panic!("no answer") };
    assert!(body(&list).contains("花 abc123"));
    let json = ask(&mut region, &post("application/json", r#"{"item":"tea","quantity":2}"#));
    assert_eq!((json.status, region.orders[1].number), (201, 2));
    assert!(body(&json).contains("\"taken_by\":\"i-a\""));
}

#[test]
fn a_wrong_order_is_refused_and_not_stored() {
    let mut region = region();
    for (kind, sent) in [
        ("application/x-www-form-urlencoded", ""),
        ("application/x-www-form-urlencoded", "item=99"),
        ("application/x-www-form-urlencoded", "item=1&quantity=0"),
        ("application/x-www-form-urlencoded", "item=1&quantity=many"),
        ("application/json", "[]"),
        ("application/json", "{"),
    ] {
        assert_eq!(ask(&mut region, &post(kind, sent)).status, 400, "{sent}");
    }
    let long = format!("item=1&customer={}", "x".repeat(101));
    assert_eq!(ask(&mut region, &post("application/x-www-form-urlencoded", &long)).status, 400);
    assert!(region.orders.is_empty());
}

#[test]
fn what_was_typed_means_nothing_to_a_browser() {
    let mut region = region();
    let sent = "item=1&customer=%3Cscript%3Ealert(1)%3C%2Fscript%3E";
    let thanks = ask(&mut region, &post("application/x-www-form-urlencoded", sent));
    let list = ask(&mut region, &get("/orders", &[("X-Forwarded-For", "<b>")]));
    let lost = ask(&mut region, &get("/<script>", &[]));
    for page in [thanks, list, lost] {
        assert!(!body(&page).contains("<script>"));
    }
}

#[test]
fn the_shop_needs_its_database() {
    let mut region = region();
    region.network_interfaces.get_mut("eni-i-a").expect("one").groups.retain(|id| id != "sg-ec2-rds");
    let page = ask(&mut region, &get("/", &[]));
    assert_eq!(page.status, 500);
    assert!(body(&page).contains("データベースに接続できません"));
    assert_eq!(ask(&mut region, &post("application/json", r#"{"item":"1"}"#)).status, 500);
    assert!(region.orders.is_empty());
}

#[test]
fn orders_do_not_grow_for_ever() {
    let mut region = region();
    for _ in 0..1010 {
        ask(&mut region, &post("application/json", r#"{"item":"1"}"#));
    }
    assert_eq!((region.orders.len(), region.orders[999].number), (1000, 1010));
}

#[test]
fn nothing_answers_where_nothing_listens() {
    let request = get("/", &[]);
    let mut stopped = region();
    stopped.instances.get_mut("i-a").expect("one").state = InstanceState::Stopped;
    let mut booting = region();
    booting.instances.get_mut("i-a").expect("one").process.as_mut().expect("one").listens_from =
        "2026-11-22T02:00:00Z".parse().expect("a time");
    let mut empty = region();
    empty.instances.get_mut("i-a").expect("one").process = None;
    let mut deaf = region();
    break_app(&mut deaf, "i-a", AppFault::NotListening);
    for mut region in [stopped, booting, empty, deaf] {
        assert_eq!(answer(&mut region, "i-a", 80, &request, now()), Reply::Refused);
    }
    assert_eq!(answer(&mut region(), "i-a", 8000, &request, now()), Reply::Refused);
    assert_eq!(answer(&mut region(), "i-none", 80, &request, now()), Reply::Refused);
}

#[test]
fn faults_show_as_they_would() {
    let request = get("/", &[]);
    let mut hangs = region();
    break_app(&mut hangs, "i-a", AppFault::Hangup);
    assert_eq!(answer(&mut hangs, "i-a", 80, &request, now()), Reply::Hangup);

    let mut slow = region();
    break_app(&mut slow, "i-a", AppFault::Slow { millis: 7000 });
    assert_eq!(ask(&mut slow, &request).after_millis, 7000);

    let mut lost = region();
    break_app(&mut lost, "i-a", AppFault::Status { path: Some("/".to_owned()), status: 404 });
    assert_eq!(ask(&mut lost, &request).status, 404);
    assert_eq!(ask(&mut lost, &get("/orders", &[])).status, 200);
}

#[test]
fn django_answers_only_hosts_that_it_knows() {
    let mut region = region();
    runs(&mut region, AppKind::Django);
    break_app(&mut region, "i-a", AppFault::AllowedHosts(vec![".example.com".to_owned(), "10.0.10.10".to_owned()]));
    for (host, status) in [
        ("example.com", 200),
        ("WWW.example.com:8000", 200),
        ("10.0.10.10", 200),
        ("ec-site-alb-1.us-east-1.elb.localhost", 400),
        ("badexample.com", 400),
        ("", 400),
    ] {
        assert_eq!(ask(&mut region, &get("/", &[("Host", host)])).status, status, "{host}");
    }
}

#[test]
fn the_other_applications_answer_what_their_courses_expect() {
    let mut region = region();
    runs(&mut region, AppKind::Apache);
    assert!(body(&ask(&mut region, &get("/", &[]))).contains("Hello from My AWS EC2 Web Server!"));
    assert_eq!(ask(&mut region, &get("/health", &[])).status, 404);
    runs(&mut region, AppKind::Api);
    assert_eq!(ask(&mut region, &get("/api/v1/health_check", &[])).status, 200);
    assert_eq!(ask(&mut region, &get("/", &[])).status, 404);
    runs(&mut region, AppKind::WhoAmI);
    assert!(body(&ask(&mut region, &get("/images/a.png", &[]))).contains("instance: i-a"));
    let json = ask(&mut region, &get("/?a=b", &[("Accept", "application/json")]));
    assert!(body(&json).contains("\"availability_zone\":\"us-east-1a\""));
    runs(&mut region, AppKind::Django);
    assert_eq!(ask(&mut region, &get("/", &[])).status, 200);
}

#[test]
fn head_gets_the_length_without_the_body() {
    let mut region = region();
    let full = ask(&mut region, &get("/", &[]));
    let mut request = get("/", &[]);
    "HEAD".clone_into(&mut request.method);
    let head = ask(&mut region, &request);
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(message::find(&head.headers, "content-length"), Some(full.body.len().to_string().as_str()));
}
