//! Handing in, against an STS that is ours.

use std::sync::Mutex;

use super::*;
use crate::board::identity::{CLASS_HEADER, HandIn, IdentityProblem, REPORT_HEADER, SignedRequest};
use crate::board::wire::SCHEMA;
use crate::session::classroom::relay::{Connecting, Io};

const HOST: &str = "sts.us-east-1.amazonaws.com";

/// An STS that answers everything with `answer` and writes down what it was asked.
fn sts(answer: &'static str, asked: Arc<Mutex<Vec<String>>>) -> Relay {
    Relay::through(move |host| -> Connecting {
        let asked = Arc::clone(&asked);
        Box::pin(async move {
            let (ours, mut theirs) = tokio::io::duplex(64 * 1024);
            tokio::spawn(async move {
                let mut held = Vec::new();
                while !String::from_utf8_lossy(&held).contains("GetCallerIdentity") {
                    let mut part = [0; 4096];
                    let Ok(read @ 1..) = theirs.read(&mut part).await else { return };
                    held.extend_from_slice(&part[..read]);
                }
                asked.lock().unwrap().push(format!("{host}\n{}", String::from_utf8_lossy(&held)));
                let _ = theirs.write_all(answer.as_bytes()).await;
            });
            Ok(Box::new(ours) as Box<dyn Io>)
        })
    })
}

fn hand_in(nonce: &str, digest: &str, signature: &str) -> HandIn {
    let now = Clock::system().now();
    let (date, day) = (now.strftime("%Y%m%dT%H%M%SZ").to_string(), now.strftime("%Y%m%d").to_string());
    let authorization = format!(
        "AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/{day}/us-east-1/sts/aws4_request, \
         SignedHeaders=content-type;host;x-amz-date;{CLASS_HEADER};{REPORT_HEADER}, Signature={}",
        signature.repeat(32)
    );
    let headers = [
        ("host", HOST),
        ("content-type", "application/x-www-form-urlencoded"),
        ("x-amz-date", &date),
        ("authorization", &authorization),
        (CLASS_HEADER, nonce),
        (REPORT_HEADER, digest),
    ];
    HandIn {
        schema: SCHEMA,
        digest: digest.to_owned(),
        request: SignedRequest {
            method: "POST".to_owned(),
            url: format!("https://{HOST}/"),
            headers: headers.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            body: "Action=GetCallerIdentity&Version=2011-06-15".to_owned(),
        },
    }
}

const GOOD: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nConnection: close\r\n\r\n\
    <GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult>\
    <Arn>arn:aws:iam::210987654321:user/taro</Arn><UserId>AIDA</UserId><Account>210987654321</Account>\
    </GetCallerIdentityResult></GetCallerIdentityResponse>";

#[tokio::test]
async fn who_hands_in_is_asked_of_sts_once_and_kept() {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let room = open(fresh(), sts(GOOD, Arc::clone(&asked)), false).await;
    let (mut taro, mut hana) = (room.client(), room.client());
    let nonce = taro.join("太郎").await.unwrap().nonce;
    hana.join("花").await.unwrap();
    let digest = "ab".repeat(32);
    let good = hand_in(&nonce, &digest, "0f");
    let proved = taro.hand_in(&good).await.unwrap().unwrap();
    assert_eq!((proved.account.as_str(), proved.host.as_str()), ("210987654321", HOST));
    let sent = asked.lock().unwrap().clone();
    assert!(sent.len() == 1 && sent[0].starts_with(&format!("{HOST}\nPOST / HTTP/1.1\r\n")), "{sent:?}");
    let kept = room.desk.board().learners[&1].proved.clone().unwrap();
    assert_eq!((kept.digest.as_str(), kept.arn.as_str()), (digest.as_str(), "arn:aws:iam::210987654321:user/taro"));
    assert_eq!(taro.hand_in(&good).await.unwrap().unwrap(), proved, "again: the answer stands");
    assert_eq!(hana.hand_in(&good).await.unwrap(), Err(IdentityProblem::Used), "somebody else's request");
    let other = hand_in("ANOTHERCLASS", &digest, "1f");
    assert_eq!(hana.hand_in(&other).await.unwrap(), Err(IdentityProblem::Binding));
    assert_eq!(asked.lock().unwrap().len(), 1, "none of that was sent on");
    let kept = serde_json::to_string(&room.desk.board()).unwrap();
    assert!(!kept.contains("0f0f") && !kept.contains("AKIAEXAMPLE"), "neither signature nor key is kept");
}

#[tokio::test]
async fn what_sts_does_not_say_is_not_proved() {
    let not_whole = &GOOD[..GOOD.len() - 40];
    for (answer, problem) in [
        ("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", IdentityProblem::Refused),
        ("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\nContent-Length: 0\r\n\r\n", IdentityProblem::Refused),
        ("HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\n\r\n", IdentityProblem::Unreachable),
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", IdentityProblem::Refused),
        (not_whole, IdentityProblem::Refused),
        ("", IdentityProblem::Unreachable),
    ] {
        let asked = Arc::new(Mutex::new(Vec::new()));
        let room = open(fresh(), sts(answer, Arc::clone(&asked)), false).await;
        let mut client = room.client();
        let nonce = client.join("太郎").await.unwrap().nonce;
        let result = client.hand_in(&hand_in(&nonce, &"ab".repeat(32), "0f")).await.unwrap();
        assert_eq!(result, Err(problem), "{answer}");
        assert_eq!(asked.lock().unwrap().len(), 1, "asked once, wherever it points");
        assert_eq!(room.desk.board().learners[&1].proved, None);
    }
}
