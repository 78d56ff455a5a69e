//! The real HTTP client against a loopback port that misbehaves below HTTP.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;
use crate::collect::http;
use crate::facts::Gap;

/// Answers every connection with these bytes and closes it; `None` never answers.
async fn serve(answer: Option<&'static str>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a loopback port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        let mut kept = Vec::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0_u8; 4096];
            drop(stream.read(&mut request).await);
            match answer {
                Some(bytes) => drop(stream.write_all(bytes.as_bytes()).await),
                None => kept.push(stream),
            }
        }
    });
    format!("http://{address}")
}

async fn gap_at(endpoint: &str, limit: Duration) -> Gap {
    let connection = play::connection(endpoint, http::client(None).expect("no CA file"), limit);
    let deadline = Clock::system().moment() + limit * 2;
    let facts = connection.observe(&Wants::from([Want::Vpcs]), deadline, &|_, _| {}).await;
    facts.vpcs.get("").expect_err("no answer to rely on")
}

#[tokio::test]
async fn an_answer_shorter_than_its_length_is_incomplete() {
    // What came is a whole document; only the announced length says that more was meant.
    let cut = "HTTP/1.1 200 OK\r\nContent-Length: 4096\r\n\r\n<DescribeVpcsResponse><vpcSet/></DescribeVpcsResponse>";
    let gap = gap_at(&serve(Some(cut)).await, LONG).await;
    assert_eq!((gap.kind, gap.code.as_deref()), (GapKind::Incomplete, Some("truncated-body")));
}

#[tokio::test]
async fn a_connection_closed_without_an_answer_is_unreachable() {
    let gap = gap_at(&serve(Some("")).await, LONG).await;
    assert_eq!(gap.kind, GapKind::Unreachable);
}

#[tokio::test]
async fn a_closed_port_is_unreachable() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a loopback port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let gap = gap_at(&format!("http://{address}"), LONG).await;
    assert_eq!((gap.kind, gap.code.as_deref()), (GapKind::Unreachable, Some("refused")));
    assert_eq!(gap.host, Some(address.to_string()));
}

#[tokio::test]
async fn a_port_that_accepts_and_never_answers_times_out() {
    let gap = gap_at(&serve(None).await, SHORT).await;
    assert_eq!(gap.kind, GapKind::TimedOut);
}

#[tokio::test]
async fn something_that_speaks_no_http_is_no_answer() {
    let gap = gap_at(&serve(Some("220 mail ESMTP\r\n")).await, LONG).await;
    assert!(matches!(gap.kind, GapKind::Unreachable | GapKind::Failed), "{gap:?}");
}
