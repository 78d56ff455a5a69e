//! `WebSocket`s through a load balancer.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::super::super::account::AppKind;
use super::super::super::fixture;
use super::{header, name, region, served};

/// The next frame of a server: its first byte, and what it says. Long ones are as long as a `u16` tells.
async fn frame(stream: &mut TcpStream) -> std::io::Result<(u8, String)> {
    let (head, short) = (stream.read_u8().await?, stream.read_u8().await?);
    let length = if short == 126 { stream.read_u16().await? } else { u16::from(short) };
    let mut payload = vec![0; usize::from(length)];
    stream.read_exact(&mut payload).await?;
    Ok((head, String::from_utf8_lossy(&payload).into_owned()))
}

#[tokio::test]
async fn a_websocket_goes_through_a_load_balancer_as_long_as_its_target_is_registered() {
    let (practice, front) = served(|account| {
        let region = region(account);
        for process in region.instances.values_mut().filter_map(|instance| instance.process.as_mut()) {
            process.app.kind = AppKind::WhoAmI;
        }
        let balancer = region.load_balancers.get_mut(fixture::ALB).expect("one");
        balancer.attributes.insert("idle_timeout.timeout_seconds".to_owned(), "4000".to_owned());
    })
    .await;
    let mut stream = TcpStream::connect(front.address()).await.expect("a connection");
    let wish = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    let request = format!("GET /chat HTTP/1.1\r\nHost: {}\r\n{wish}\r\n", name(&practice));
    stream.write_all(request.as_bytes()).await.expect("it is sent");
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.expect("an answer"));
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    assert!(head.starts_with("HTTP/1.1 101 "), "{head}");
    assert_eq!(header(&head, "sec-websocket-accept"), Some("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
    assert_eq!(header(&head, "upgrade"), Some("websocket"));
    let (kind, said) = frame(&mut stream).await.expect("it says who it is");
    assert!(kind == 0x81 && said.starts_with("instance: i-") && said.contains("GET "), "{said}");
    // `hello`, masked by 1, 2, 3, 4.
    let hello = [0x81, 0x85, 1, 2, 3, 4, b'h' ^ 1, b'e' ^ 2, b'l' ^ 3, b'l' ^ 4, b'o' ^ 1];
    for _ in 0..2 {
        stream.write_all(&hello).await.expect("it is sent");
        assert_eq!(frame(&mut stream).await.expect("an echo"), (0x81, "hello".to_owned()));
    }
    assert_eq!(practice.served(fixture::ALB).requests, 0, "it is counted when it is over");
    practice.change(|world| {
        let region = world.account.region_mut("us-east-1");
        region.target_groups.values_mut().for_each(|group| group.targets.clear());
    });
    let end = tokio::time::timeout(Duration::from_secs(20), frame(&mut stream)).await.expect("it ends");
    assert!(end.is_err(), "{end:?}");
    let counted = async {
        while practice.served(fixture::ALB).requests == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), counted).await.expect("it is counted");
    assert!(practice.served(fixture::ALB).bytes >= 24, "{:?}", practice.served(fixture::ALB));
}
