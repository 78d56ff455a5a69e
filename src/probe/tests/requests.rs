//! Requests, redirects, bodies and scenarios.

use std::sync::{Arc, Mutex};

use tokio::io::AsyncWriteExt;

use super::{LIMIT, answering, page, prober, read_request, server};
use crate::facts::reachability::{HttpObservation, Stage, Stop};
use crate::probe::{ConnectTo, ProbeOptions, Prober, Scenario};

#[tokio::test]
async fn a_page_is_read_and_searched() {
    let address = answering(|request| {
        assert!(request.starts_with("GET /shop?q=1 HTTP/1.1\r\n"), "{request}");
        assert!(request.contains("user-agent: hanamaru/"), "{request}");
        page("200 OK", "<p>いらっしゃいませ</p>")
    })
    .await;
    let contains = ["いらっしゃい".to_owned(), "閉店".to_owned()];
    match prober().http(&format!("http://{address}/shop?q=1#top"), &contains, LIMIT).await {
        HttpObservation::Answered { status, contains, content_type, body_bytes, redirects, .. } => {
            assert_eq!((status, body_bytes), (200, 31));
            assert_eq!(contains, [("いらっしゃい".to_owned(), true), ("閉店".to_owned(), false)]);
            assert_eq!(content_type.as_deref(), Some("text/html"));
            assert!(redirects.is_empty());
        }
        stopped => panic!("{stopped:?}"),
    }
}

#[tokio::test]
async fn redirects_are_followed_and_keep_to_the_overrides() {
    let address = answering(|request| match request.split(' ').nth(1) {
        Some("/") => {
            "HTTP/1.1 302 Found\r\nLocation: http://other.example/next\r\nContent-Length: 0\r\n\r\n".to_owned()
        }
        Some("/next") => "HTTP/1.1 301 Moved\r\nLocation: last\r\nContent-Length: 0\r\n\r\n".to_owned(),
        _ => page("200 OK", request.lines().find(|line| line.starts_with("host:")).unwrap_or("")),
    })
    .await;
    let to = ConnectTo::parse(&format!(":80:127.0.0.1:{}", address.port())).unwrap();
    let prober = Prober::new(ProbeOptions { connect_to: vec![to], ..ProbeOptions::default() }).unwrap();
    match prober.http("http://alb.example/", &["host: other.example".to_owned()], LIMIT).await {
        HttpObservation::Answered { final_url, redirects, contains, .. } => {
            assert_eq!(final_url, "http://other.example/last");
            assert_eq!(redirects, [302, 301]);
            assert!(contains[0].1, "the Host header stays the URL's");
        }
        stopped => panic!("{stopped:?}"),
    }
}

#[tokio::test]
async fn redirects_that_lead_nowhere() {
    let redirect = |to: &'static str| {
        answering(move |_| format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n"))
    };
    let stop = |address| async move {
        match prober().http(&format!("http://{address}/"), &[], LIMIT).await {
            HttpObservation::Stopped { stage, stop, .. } => (stage, stop),
            answered => panic!("{answered:?}"),
        }
    };
    assert_eq!(stop(redirect("/again").await).await, (Stage::Response, Stop::TooManyRedirects));
    assert_eq!(stop(redirect("file:///etc/passwd").await).await, (Stage::Response, Stop::Protocol));
    let without = answering(|_| "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n".to_owned()).await;
    let seen = prober().http(&format!("http://{without}/"), &[], LIMIT).await;
    assert!(matches!(seen, HttpObservation::Answered { status: 302, .. }), "{seen:?}");
    let seen = prober().http("ftp://127.0.0.1/", &[], LIMIT).await;
    assert!(matches!(seen, HttpObservation::Stopped { stage: Stage::Request, .. }), "{seen:?}");
}

#[tokio::test]
async fn an_endless_body_is_cut_and_an_error_page_is_an_answer() {
    let endless = server(|mut stream| async move {
        read_request(&mut stream).await;
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\nhello").await;
        while stream.write_all(&[b'x'; 8192]).await.is_ok() {}
    })
    .await;
    let seen = prober().http(&format!("http://{endless}/"), &["hello".to_owned()], LIMIT).await;
    assert!(
        matches!(&seen, HttpObservation::Answered { body_bytes: 2_097_152, contains, .. } if contains[0].1),
        "{seen:?}"
    );
    let failing = answering(|_| page("503 Service Unavailable", "")).await;
    let seen = prober().http(&format!("http://{failing}/"), &[], LIMIT).await;
    assert!(matches!(seen, HttpObservation::Answered { status: 503, .. }), "{seen:?}");
}

#[tokio::test]
async fn a_scenario_carries_its_word_and_its_cookie() {
    let orders: Arc<Mutex<String>> = Arc::default();
    let kept = orders.clone();
    let address = answering(move |request| {
        let mut kept = kept.lock().unwrap();
        if request.starts_with("POST /order ") {
            assert!(request.contains("content-type: application/json\r\n"));
            *kept = request.rsplit("\r\n").next().unwrap().to_owned();
            return "HTTP/1.1 303 See Other\r\nLocation: /thanks\r\nSet-Cookie: session=s1; Path=/\r\nContent-Length: 0\r\n\r\n".into();
        }
        assert!(request.starts_with("GET ") && request.contains("cookie: session=s1\r\n"), "{request}");
        page("200 OK", &format!("ありがとう {kept}"))
    })
    .await;
    let base = format!("http://{address}");
    let scenario = Scenario {
        base: &base,
        method: "post",
        path: "/order",
        content_type: "application/json",
        body: r#"{"name":"{nonce}"}"#,
        expect_text: "ありがとう",
        then_path: "/orders",
        then_text: "{nonce}",
    };
    let seen = prober().scenario(&scenario, LIMIT).await;
    let has = |observation: &HttpObservation, name: &str| matches!(observation, HttpObservation::Answered { status: 200, contains, .. } if *contains == [(name.to_owned(), true)]);
    assert!(has(&seen.sent, "ありがとう"), "{seen:?}");
    assert!(has(seen.then.as_ref().unwrap(), "{nonce}"), "{seen:?}");
    let word = orders.lock().unwrap().clone();
    prober().scenario(&scenario, LIMIT).await;
    assert_ne!(word, *orders.lock().unwrap(), "every run has a word of its own");
}

#[tokio::test]
async fn a_scenario_whose_first_request_fails_asks_no_further() {
    let address = answering(|request| {
        assert!(request.starts_with("PUT /x"), "{request}");
        page("500 Internal Server Error", "")
    })
    .await;
    let base = format!("http://{address}/");
    let scenario = Scenario {
        base: &base,
        method: "PUT",
        path: "x",
        content_type: "",
        body: "",
        expect_text: "",
        then_path: "/y",
        then_text: "z",
    };
    let seen = prober().scenario(&scenario, LIMIT).await;
    assert!(matches!(seen.sent, HttpObservation::Answered { status: 500, .. }), "{seen:?}");
    assert_eq!(seen.then, None);
}
