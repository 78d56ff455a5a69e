//! The board as the network sees it: on loopback, with real requests.

mod attacks;
mod class;
mod identity;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

use super::tls::{self, Identity};
use super::{Desk, Kept, Opening, Served, Way, Words, router, serve};
use crate::board::code::Invite;
use crate::board::export::Headings;
use crate::board::{Limits, Outline};
use crate::check::Status;
use crate::clock::Clock;
use crate::course::model::Localized;
use crate::session::classroom::relay::Relay;
use crate::session::classroom::{Client, Shelf, random};

/// An open board.
pub(super) struct Room {
    pub(super) desk: Arc<Desk>,
    pub(super) served: Served,
    pub(super) kept: Kept,
    pub(super) invite: Invite,
    /// Holds what was handed in.
    pub(super) shelf: tempfile::TempDir,
}

fn outline() -> Outline {
    let both = |text: &str| Localized { ja: text.to_owned(), en: text.to_owned() };
    let check = |id: &str| crate::board::outline::Check { id: id.to_owned(), title: both(id) };
    let step = |id: &str| crate::board::outline::Step {
        id: id.to_owned(),
        title: both(id),
        checks: vec![check(&format!("{id}.one")), check(&format!("{id}.two"))],
    };
    Outline { id: "shop".to_owned(), title: both("shop"), steps: vec![step("sg"), step("asg")] }
}

pub(super) fn fresh() -> Kept {
    Kept::fresh(outline(), &Clock::system()).unwrap()
}

pub(super) async fn open(kept: Kept, relay: Relay, secure: bool) -> Room {
    open_by(Way::Direct, kept, relay, secure).await
}

pub(super) async fn open_by(way: Way, kept: Kept, relay: Relay, secure: bool) -> Room {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let identity = secure.then(|| {
        let (certificate, key) = tls::self_signed(&[Ipv4Addr::LOCALHOST.into()], &[]).unwrap();
        Identity::of(&certificate, &key).unwrap()
    });
    let invite = Invite {
        host: "127.0.0.1".to_owned(),
        port: listener.local_addr().unwrap().port(),
        code: kept.join.clone(),
        fingerprint: identity.as_ref().map(Identity::short),
    };
    let shelf = tempfile::tempdir().unwrap();
    let desk = Desk::open(Opening {
        kept: kept.clone(),
        limits: Limits::default(),
        clock: Clock::system(),
        words: Words(Arc::from("{}")),
        headings: Headings::default(),
        zone: jiff::tz::TimeZone::UTC,
        invite: invite.clone(),
        relay,
        shelf: Some(Shelf::beside(&shelf.path().join("class.json"))),
    });
    let served = serve(listener, identity.as_ref(), router(Arc::clone(&desk)), way).unwrap();
    Room { desk, served, kept, invite, shelf }
}

impl Room {
    pub(super) async fn new() -> Self {
        open(fresh(), Relay::to_sts(), false).await
    }

    pub(super) fn client(&self) -> Client {
        Client::new(self.invite.clone(), random(32).unwrap())
    }

    pub(super) async fn ask(&self, method: &str, path: &str, bearer: &str, body: &str) -> (u16, String) {
        self.with(method, path, &format!("Authorization: Bearer {bearer}\r\n"), body).await
    }

    pub(super) async fn with(&self, method: &str, path: &str, headers: &str, body: &str) -> (u16, String) {
        let length = body.len();
        let address = self.served.address;
        let raw = format!(
            "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Type: application/json\r\n\
             Content-Length: {length}\r\n{headers}\r\n{body}"
        );
        raw_from(Ipv4Addr::LOCALHOST, address, raw.as_bytes()).await
    }

    pub(super) async fn instruct(&self, deed: &str) -> u16 {
        self.ask("POST", "/api/instructor", &self.kept.secret, deed).await.0
    }

    /// Opens the page's stream; what comes is read with [`until`].
    pub(super) async fn watch(&self, bearer: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.served.address).await.unwrap();
        let request = format!(
            "GET /api/live HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {bearer}\r\n\r\n",
            self.served.address
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        stream
    }
}

/// Sends bytes from an address of this machine; the status and everything after the head.
pub(super) async fn raw_from(from: Ipv4Addr, to: SocketAddr, bytes: &[u8]) -> (u16, String) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind((from, 0).into()).unwrap();
    let mut stream = socket.connect(to).await.unwrap();
    // A board that has heard enough may answer before everything is sent.
    let _ = stream.write_all(bytes).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    let text = String::from_utf8_lossy(&answer).into_owned();
    let status = text.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    (status, text)
}

/// Reads until a text has come.
pub(super) async fn until(stream: &mut TcpStream, wanted: &str) -> String {
    let mut held = Vec::new();
    let work = async {
        let mut part = vec![0; 16 * 1024];
        loop {
            let read = stream.read(&mut part).await.unwrap();
            assert!(read > 0, "the stream ended: {}", String::from_utf8_lossy(&held));
            held.extend_from_slice(&part[..read]);
            if String::from_utf8_lossy(&held).contains(wanted) {
                return;
            }
        }
    };
    let came = tokio::time::timeout(Duration::from_secs(30), work).await;
    let text = String::from_utf8_lossy(&held).into_owned();
    assert!(came.is_ok(), "{wanted} never came: {text}");
    text
}

pub(super) fn report(number: u64, status: Status) -> crate::board::wire::Report {
    crate::board::wire::Report {
        schema: crate::board::wire::SCHEMA,
        number,
        course: Some("shop".to_owned()),
        step: Some("sg".to_owned()),
        steps: [("sg".to_owned(), status)].into(),
        checks: [("sg.one".to_owned(), status)].into(),
        ..crate::board::wire::Report::default()
    }
}
