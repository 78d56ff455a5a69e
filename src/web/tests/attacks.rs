//! A board that is guessed at, flooded, replayed, and sent what it should not be sent.

use super::*;
use crate::board::wire::Refusal;
use crate::session::classroom::Trouble;

#[tokio::test]
async fn a_code_cannot_be_guessed() {
    let room = Room::new().await;
    let from = |address: [u8; 4], code: String| {
        let to = room.served.address;
        async move {
            let body =
                format!("{{\"schema\":1,\"code\":\"{code}\",\"nickname\":\"x\",\"token\":\"{}\"}}", "A".repeat(32));
            let length = body.len();
            let raw = format!(
                "POST /api/join HTTP/1.1\r\nHost: {to}\r\nConnection: close\r\nContent-Type: application/json\r\n\
                 Content-Length: {length}\r\n\r\n{body}"
            );
            raw_from(address.into(), to, raw.as_bytes()).await.0
        }
    };
    let wrong = if room.kept.join.starts_with('0') { "10000000" } else { "00000000" };
    for tried in ["", "x", wrong, &"A".repeat(900), "????????", wrong, wrong, wrong, wrong, wrong] {
        assert_eq!(from([127, 0, 0, 1], tried.to_owned()).await, 401, "{tried}");
    }
    assert_eq!(from([127, 0, 0, 1], wrong.to_owned()).await, 429);
    assert_eq!(from([127, 0, 0, 1], room.kept.join.clone()).await, 429, "the right one is no exception now");
    assert_eq!(from([127, 0, 0, 2], room.kept.join.to_lowercase()).await, 200, "others come in");
    assert!(room.desk.board().learners.len() == 1);
}

#[tokio::test]
async fn only_the_secret_instructs() {
    let room = Room::new().await;
    let mut client = room.client();
    client.join("太郎").await.unwrap();
    let deed = "{\"do\":\"remove\",\"learner\":1}";
    for bearer in ["", &room.kept.join, &random(32).unwrap(), &format!("{}0", room.kept.secret)] {
        assert_eq!(room.ask("POST", "/api/instructor", bearer, deed).await.0, 401, "{bearer}");
        assert_eq!(room.ask("GET", "/api/instructor/class.csv", bearer, "").await.0, 401, "{bearer}");
    }
    assert_eq!(room.ask("GET", "/api/live", "0", "").await.0, 401);
    assert_eq!(room.instruct("{\"do\":\"explode\"}").await, 400);
    assert_eq!(room.ask("GET", "/api/live", "0", "").await.0, 401, "the tenth");
    assert_eq!(room.instruct(deed).await, 429);
    let (status, _) = room.ask("GET", "/nothing", "", "").await;
    assert_eq!((status, room.desk.board().learners.len()), (404, 1));
}

#[tokio::test]
async fn what_the_instructor_takes_off_does_not_come_back() {
    let room = Room::new().await;
    let mut client = room.client();
    client.join("悪戯").await.unwrap();
    assert_eq!(room.instruct("{\"do\":\"remove\",\"learner\":1}").await, 200);
    assert_eq!(client.tell(&report(1, Status::Pass)).await, Err(Trouble::Refused(Refusal::Removed, None)));
    assert_eq!(client.join("悪戯").await.err(), Some(Trouble::Refused(Refusal::Removed, None)));
    assert_eq!(room.instruct("{\"do\":\"close\",\"closed\":true}").await, 200);
    assert_eq!(room.client().join("別人").await.err(), Some(Trouble::Refused(Refusal::Closed, None)));
}

#[tokio::test]
async fn a_flood_reaches_nobody_else_and_a_copy_changes_nothing() {
    let room = Room::new().await;
    let (mut loud, mut calm) = (room.client(), room.client());
    loud.join("大声").await.unwrap();
    calm.join("静か").await.unwrap();
    let mut refused = 0;
    for number in 1..=60 {
        match loud.tell(&report(number, Status::Fail)).await {
            Ok(_) => {}
            Err(Trouble::Refused(Refusal::TooMany, None)) => refused += 1,
            Err(other) => panic!("{other:?}"),
        }
    }
    assert!(refused > 20, "{refused} of 60 at once were refused");
    calm.tell(&report(5, Status::Pass)).await.unwrap();
    let before = room.desk.board();
    assert_eq!(calm.tell(&report(5, Status::Fail)).await, Err(Trouble::Refused(Refusal::Late, Some(5))));
    assert_eq!(room.desk.board(), before);
    calm.join("静か").await.unwrap();
    assert_eq!(room.desk.board().learners.len(), 2, "coming in again is not coming in twice");
}

#[tokio::test]
async fn names_are_text_wherever_they_go() {
    let room = Room::new().await;
    let name = "<img src=x onerror=a>";
    let joined = room.client().join(name).await.unwrap();
    assert_eq!(joined.nickname, name);
    assert!(room.client().join("<script>alert(document.cookie)</script>").await.is_err(), "too long for a name");
    let mut page = room.watch(&room.kept.join).await;
    let seen = until(&mut page, "onerror").await;
    let head = seen.split("\r\n\r\n").next().unwrap().to_lowercase();
    for needed in ["content-type: text/event-stream", "nosniff", "default-src 'none'", "trusted-types 'none'"] {
        assert!(head.contains(needed), "{needed}: {head}");
    }
    for path in ["/", "/board.js", "/board.css", "/words.json"] {
        let (status, answer) = room.ask("GET", path, "", "").await;
        assert!(status == 200 && answer.to_lowercase().contains("content-security-policy"), "{path}");
    }
    let page = include_str!("../page/board.js").to_owned() + include_str!("../page/index.html");
    for never in
        ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "onclick=", "style=", "//cdn"]
    {
        assert!(!page.contains(never), "{never}");
    }
    assert!(room.client().join("\u{202e}\u{200b}").await.is_err());
}

#[tokio::test]
async fn what_is_too_large_or_too_slow_is_not_waited_for() {
    let room = Room::new().await;
    let token = random(32).unwrap();
    Client::new(room.invite.clone(), token.clone()).join("太郎").await.unwrap();
    let to = room.served.address;
    let head = |length: &str| {
        format!(
            "PUT /api/me HTTP/1.1\r\nHost: {to}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n\
             {length}\r\n\r\n"
        )
    };
    let here = Ipv4Addr::LOCALHOST;
    assert_eq!(raw_from(here, to, head("Content-Length: 999999999").as_bytes()).await.0, 413);
    let chunk = format!("8000\r\n{}\r\n", " ".repeat(0x8000)).repeat(3);
    assert_eq!(raw_from(here, to, (head("Transfer-Encoding: chunked") + &chunk).as_bytes()).await.0, 413);
    assert_eq!(raw_from(here, to, (head("Content-Length: 100") + "{").as_bytes()).await.0, 408);
    let long = format!("GET / HTTP/1.1\r\nHost: {to}\r\nX: {}\r\n\r\n", "x".repeat(100_000));
    assert_eq!(raw_from(here, to, long.as_bytes()).await.0, 431);
    for nonsense in ["[]", "{\"schema\":1}", "{\"schema\":1,\"code\":1}", "\u{0}"] {
        assert_eq!(room.ask("POST", "/api/join", "", nonsense).await.0, 400, "{nonsense}");
    }
    let deep = "[".repeat(900);
    assert_eq!(room.ask("POST", "/api/join", "", &deep).await.0, 400);
    assert_eq!(room.ask("PUT", "/api/me", &random(32).unwrap(), "{}").await.0, 401, "strangers are not read at all");
}

#[tokio::test]
async fn another_sites_page_gets_nothing() {
    let room = Room::new().await;
    let authority = room.served.address;
    let secret = &room.kept.secret;
    for (origin, status) in [
        ("Origin: https://evil.example\r\n".to_owned(), 403),
        ("Origin: null\r\n".to_owned(), 403),
        (format!("Origin: http://{authority}.evil.example\r\n"), 403),
        ("Sec-Fetch-Site: cross-site\r\n".to_owned(), 403),
        (format!("Origin: http://{authority}\r\nSec-Fetch-Site: same-origin\r\n"), 200),
    ] {
        let headers = format!("Authorization: Bearer {secret}\r\n{origin}");
        let deed = "{\"do\":\"say\",\"to\":null,\"text\":\"x\"}";
        assert_eq!(room.with("POST", "/api/instructor", &headers, deed).await.0, status, "{origin}");
    }
    let (status, answer) = room.with("OPTIONS", "/api/instructor", "Origin: https://evil.example\r\n", "").await;
    assert!(status == 403 && !answer.to_lowercase().contains("access-control-allow"), "{answer}");
}

#[tokio::test]
async fn streams_have_an_end() {
    let room = Room::new().await;
    let mut open = Vec::new();
    for _ in 0..100 {
        let mut page = room.watch(&room.kept.join).await;
        until(&mut page, "event: all").await;
        open.push(page);
    }
    let (status, _) = room.ask("GET", "/api/live", &room.kept.join, "").await;
    assert_eq!(status, 503);
    room.client().join("太郎").await.unwrap();
    for page in &mut open {
        until(page, "太郎").await;
    }
    drop(open);
    // A page that has gone is noticed by the next thing that cannot be told to it.
    for attempt in 0.. {
        room.instruct("{\"do\":\"point\",\"step\":\"sg\"}").await;
        let mut page = room.watch(&room.kept.join).await;
        let mut head = [0; 12];
        page.read_exact(&mut head).await.unwrap();
        if head.ends_with(b"200") {
            break;
        }
        assert!(attempt < 200, "no place was given back");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test]
async fn a_crowd_of_connections_from_one_address_keeps_nobody_out() {
    for secure in [false, true] {
        let room = open(fresh(), Relay::to_sts(), secure).await;
        let mut known = room.client();
        known.join("太郎").await.unwrap();
        let mut crowd = Vec::new();
        for _ in 0..320 {
            let socket = TcpSocket::new_v4().unwrap();
            socket.bind((Ipv4Addr::new(127, 0, 0, 9), 0).into()).unwrap();
            // Not a byte is sent: neither a greeting nor a head of a request.
            crowd.push(socket.connect(room.served.address).await.unwrap());
        }
        known.tell(&report(1, Status::Pass)).await.unwrap();
        room.client().join("花").await.unwrap();
        let one_too_many = crowd.last_mut().unwrap().read(&mut [0; 1]).await;
        assert!(matches!(one_too_many, Ok(0) | Err(_)), "{one_too_many:?}");
    }
}

#[tokio::test]
async fn a_proxy_says_who_guesses_and_nobody_else_does() {
    let wrong = |room: &Room| if room.kept.join.starts_with('0') { "10000000" } else { "00000000" };
    let guess = async |room: &Room, forwarded: &str| {
        let body = format!(
            "{{\"schema\":1,\"code\":\"{}\",\"nickname\":\"x\",\"token\":\"{}\"}}",
            wrong(room),
            "A".repeat(32)
        );
        room.with("POST", "/api/join", &format!("X-Forwarded-For: {forwarded}\r\n"), &body).await.0
    };
    let room = open_by(Way::Proxied, fresh(), Relay::to_sts(), false).await;
    for _ in 0..10 {
        assert_eq!(guess(&room, "198.51.100.7, 192.0.2.1").await, 401);
    }
    assert_eq!(guess(&room, "203.0.113.5, 192.0.2.1").await, 429, "what stands before the last is hearsay");
    assert_eq!(guess(&room, "192.0.2.2").await, 401, "others are not kept out");
    let room = Room::new().await;
    for last in 0..10 {
        assert_eq!(guess(&room, &format!("192.0.2.{last}")).await, 401);
    }
    assert_eq!(guess(&room, "192.0.2.99").await, 429, "without a proxy the header says nothing");
}
