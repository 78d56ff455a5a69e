//! Handing in, against an STS that is ours.

use std::sync::Mutex;

use super::*;
use crate::board::handed::Identity;
use crate::board::wire::{HandIn, Refusal, SCHEMA};
use crate::course::{Course, Files, Library, Values};
use crate::facts::Facts;
use crate::handin::identity::{CLASS_HEADER, IdentityProblem, REPORT_HEADER, SignedIdentity};
use crate::handin::report::{Parts, Program};
use crate::handin::{HandIn as Report, proofs};
use crate::progress::Memory;
use crate::session::classroom::Trouble;
use crate::session::classroom::relay::{Connecting, Io};
use crate::text::Lang;
use jiff::Timestamp;

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

/// A whole report of this course, with the class's nonce in it; `made` tells one from another.
fn report(course: &str, nonce: &str, made: u8) -> String {
    let library = Library::load(&Files::new());
    let known = &library.get("ec-site").unwrap().course;
    let values = Values::resolve(known, None, &[]).unwrap();
    let at = Timestamp::from_second(1_795_000_000 + i64::from(made)).unwrap();
    let report = Report::new(Parts {
        course: &Course { id: course.to_owned(), ..known.clone() },
        values: &values,
        facts: &Facts::empty("us-east-1", at),
        memory: &Memory::default(),
        steps: &["alb-sg".to_owned()],
        program: Program { version: "0".to_owned(), digest: None },
        learner: None,
        nonce: Some(nonce.to_owned()),
        show_account: false,
        made_at: at,
        lang: Lang::Ja,
    });
    report.to_json().unwrap()
}

fn digest_of(report: &str) -> String {
    serde_json::from_str::<serde_json::Value>(report).unwrap()["digest"].as_str().unwrap().to_owned()
}

fn hand_in(report: String, signature: &str) -> HandIn {
    let now = Clock::system().now();
    let (date, day) = (now.strftime("%Y%m%dT%H%M%SZ").to_string(), now.strftime("%Y%m%d").to_string());
    let url = format!(
        "https://{HOST}/?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Algorithm=AWS4-HMAC-SHA256&\
         X-Amz-Credential=AKIAEXAMPLE%2F{day}%2Fus-east-1%2Fsts%2Faws4_request&X-Amz-Date={date}&X-Amz-Expires=900&\
         X-Amz-SignedHeaders=host%3B{CLASS_HEADER}%3B{REPORT_HEADER}&X-Amz-Signature={}",
        signature.repeat(32)
    );
    HandIn { schema: SCHEMA, report, identity: Some(SignedIdentity(url)) }
}

/// What is on the shelf: names and texts.
fn shelf(room: &Room) -> Vec<(String, String)> {
    let files = std::fs::read_dir(room.shelf.path().join("class.reports"));
    let mut files: Vec<(String, String)> = files
        .into_iter()
        .flatten()
        .map(|file| {
            let file = file.unwrap();
            (file.file_name().to_string_lossy().into_owned(), std::fs::read_to_string(file.path()).unwrap())
        })
        .collect();
    files.sort();
    files
}

const GOOD: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nConnection: close\r\n\r\n\
    <GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult>\
    <Arn>arn:aws:iam::210987654321:user/taro</Arn><UserId>AIDA</UserId><Account>210987654321</Account>\
    </GetCallerIdentityResult></GetCallerIdentityResponse>";

#[tokio::test]
async fn a_report_is_kept_and_sts_is_asked_once_who_hands_it_in() {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let room = open(fresh(), sts(GOOD, Arc::clone(&asked)), false).await;
    let (mut taro, mut hana) = (room.client(), room.client());
    let nonce = taro.join("太郎").await.unwrap().nonce;
    hana.join("花").await.unwrap();
    let text = report("shop", &nonce, 1);
    let good = hand_in(text.clone(), "0f");
    let handed = taro.hand_in(&good).await.unwrap();
    let proved = handed.identity.proved().unwrap();
    assert_eq!((proved.account.as_str(), proved.host.as_str()), ("210987654321", HOST));
    assert_eq!((handed.digest.as_str(), handed.word), (digest_of(&text).as_str(), Some(Status::Inconclusive)));
    let sent = asked.lock().unwrap().clone();
    let bound = [format!("{CLASS_HEADER}: {nonce}\r\n"), format!("{REPORT_HEADER}: {}\r\n", handed.digest)];
    assert!(sent.len() == 1 && sent[0].starts_with(&format!("{HOST}\nGET /?Action=GetCallerIdentity&")), "{sent:?}");
    assert!(bound.iter().all(|header| sent[0].contains(header.as_str())), "{sent:?}");
    assert_eq!(shelf(&room), [("001-太郎.json".to_owned(), text.clone())]);

    let again = taro.hand_in(&good).await.unwrap();
    assert_eq!(again.identity, handed.identity, "again: the answer stands");
    let unsigned = HandIn { identity: None, ..good.clone() };
    assert_eq!(taro.hand_in(&unsigned).await.unwrap().identity, handed.identity, "the same report: it was proved");
    let stolen = hana.hand_in(&good).await.unwrap();
    assert_eq!(stolen.identity, Identity::Unproved(IdentityProblem::Used), "somebody else's question");
    assert_eq!(asked.lock().unwrap().len(), 1, "none of that was sent on");
    let next = HandIn { report: report("shop", "ANOTHERCLASS", 2), identity: None, schema: SCHEMA };
    let next = hana.hand_in(&next).await.unwrap();
    assert_eq!((next.word, next.identity), (None, Identity::Unproved(IdentityProblem::NotSigned)));
    assert_eq!(shelf(&room).len(), 2, "one report a learner");

    let board = room.desk.board();
    let file = serde_json::to_string(&board).unwrap();
    assert!(!file.contains("0f0f") && !file.contains("AKIAEXAMPLE"), "neither signature nor key is kept");
    let proofs = proofs::read(&serde_json::json!({"version": 1, "board": board}).to_string()).unwrap();
    assert_eq!(proofs.proofs.keys().collect::<Vec<_>>(), [&handed.digest], "a board's file vouches for what it proved");
    let (status, day) = room.ask("GET", "/api/instructor/class.json", &room.kept.secret, "").await;
    let day = day.split_once("\r\n\r\n").unwrap().1;
    assert_eq!((status, proofs::read(day)), (200, Some(proofs)), "and so does the day that was taken home");
    let (_, table) = room.ask("GET", "/api/instructor/class.csv", &room.kept.secret, "").await;
    assert!(table.contains("arn:aws:iam::210987654321:user/taro,001-太郎.json"), "{table}");

    taro.leave().await.unwrap();
    assert_eq!(room.desk.board().learners.len(), 1);
    let (_, day) = room.ask("GET", "/api/instructor/class.json", &room.kept.secret, "").await;
    let proofs = proofs::read(day.split_once("\r\n\r\n").unwrap().1).unwrap();
    assert_eq!(proofs.proofs.keys().collect::<Vec<_>>(), [&handed.digest], "what was handed in outlasts leaving");
    let (_, table) = room.ask("GET", "/api/instructor/class.csv", &room.kept.secret, "").await;
    let rows: Vec<&str> = table.split_once("\r\n\r\n").unwrap().1.trim_end().split("\r\n").collect();
    assert!(rows[2].starts_with("太郎,,,") && rows[2].ends_with(",001-太郎.json"), "{rows:?}");
    let cells = |row: &str| row.matches(',').count();
    assert!(rows.iter().all(|row| cells(row) == cells(rows[0])), "{rows:?}");
}

#[tokio::test]
async fn what_is_no_report_of_this_course_is_not_kept_and_nobody_is_asked() {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let room = open(fresh(), sts(GOOD, Arc::clone(&asked)), false).await;
    let nonce = room.client().join("太郎").await.unwrap().nonce;
    let good = report("shop", &nonce, 1);
    for (what, text) in [
        ("nothing", String::new()),
        ("not a report", "{\"format\":\"hanamaru-snapshot\"}".to_owned()),
        ("cut off", good[..good.len() / 2].to_owned()),
        ("edited", good.replace("us-east-1", "us-east-2")),
        ("another course", report("ec-site", &nonce, 1)),
        ("deep", "[".repeat(200_000)),
    ] {
        // Each by somebody else: a learner may not hand in so often.
        let mut client = room.client();
        client.join("花").await.unwrap();
        let refused = client.hand_in(&hand_in(text, "0f")).await;
        assert_eq!(refused, Err(Trouble::Refused(Refusal::NoReport, None)), "{what}");
    }
    let mut client = room.client();
    client.join("大").await.unwrap();
    let refused = client.hand_in(&hand_in("x".repeat(5 << 20), "0f")).await;
    assert!(matches!(refused, Err(Trouble::Refused(Refusal::TooLarge, _) | Trouble::Away)), "{refused:?}");
    let often = async || {
        let mut client = room.client();
        client.join("速").await.unwrap();
        for _ in 0..3 {
            client.hand_in(&HandIn { identity: None, ..hand_in(good.clone(), "0f") }).await.unwrap();
        }
        client.hand_in(&hand_in(good.clone(), "0f")).await
    };
    assert_eq!(often().await, Err(Trouble::Refused(Refusal::TooMany, None)));
    assert!(asked.lock().unwrap().is_empty());
    assert_eq!(shelf(&room).len(), 1);
    let (status, _) = room.ask("POST", "/api/me/hand-in", "nobody", "{}").await;
    assert_eq!(status, 401);
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
        let handed = client.hand_in(&hand_in(report("shop", &nonce, 1), "0f")).await.unwrap();
        assert_eq!(handed.identity, Identity::Unproved(problem), "{answer}");
        assert_eq!(asked.lock().unwrap().len(), 1, "asked once, wherever it points");
        assert_eq!(shelf(&room).len(), 1, "the report is kept all the same");
    }
}
