//! Answers to changes, while somebody keeps the account.

use std::time::Duration;

use super::{exchange, get, name, served};

const CREATE: &str = "Action=CreateVpc&Version=2016-11-15&CidrBlock=10.0.0.0%2F16";
const DESCRIBE: &str = "Action=DescribeVpcs&Version=2016-11-15";

fn request(body: &str) -> String {
    let signed =
        "AWS4-HMAC-SHA256 Credential=practice/20260101/us-east-1/ec2/aws4_request, SignedHeaders=host, Signature=0";
    format!(
        "POST / HTTP/1.1\r\nHost: ec2.amazonaws.com\r\nAuthorization: {signed}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

#[tokio::test]
async fn a_change_is_answered_once_it_is_kept_and_a_question_at_once() {
    let (practice, front) = served(|_| ()).await;
    let address = front.address();
    assert!(exchange(address, request(CREATE).as_bytes()).await.expect("an answer").starts_with("HTTP/1.1 200"));

    // From now on somebody keeps the account.
    practice.kept(practice.changes().borrow().asked);
    let before = practice.changes().borrow().asked;
    let change = tokio::spawn(async move { exchange(address, request(CREATE).as_bytes()).await });
    while practice.changes().borrow().asked == before {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let told = exchange(address, request(DESCRIBE).as_bytes()).await.expect("an answer");
    assert!(told.starts_with("HTTP/1.1 200") && told.matches("<cidrBlock>10.0.0.0/16<").count() >= 2, "{told}");
    practice.kept(before);
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert!(!change.is_finished(), "what has been kept is older");
    practice.kept(before + 1);
    let told = change.await.expect("no panic").expect("an answer");
    assert!(told.starts_with("HTTP/1.1 200"), "{told}");

    // Nobody keeps it any more.
    practice.unkept();
    assert!(exchange(address, request(CREATE).as_bytes()).await.expect("an answer").starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn an_order_is_confirmed_once_it_is_kept() {
    let (practice, front) = served(|_| ()).await;
    let host = name(&practice);
    practice.kept(practice.changes().borrow().asked);
    let before = practice.changes().borrow().asked;
    let order = format!(
        "POST /orders HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: 12\r\nConnection: close\r\n\r\n{{\"item\":\"1\"}}"
    );
    let address = front.address();
    let ordered = tokio::spawn(async move { exchange(address, order.as_bytes()).await });
    while practice.changes().borrow().asked == before {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    assert!(get(&front, &host, "/").await.expect("an answer").starts_with("HTTP/1.1 200"));
    assert!(!ordered.is_finished());
    practice.kept(practice.changes().borrow().asked);
    let told = ordered.await.expect("no panic").expect("an answer");
    assert!(told.starts_with("HTTP/1.1 201"), "{told}");
}
