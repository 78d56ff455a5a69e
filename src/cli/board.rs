//! `hanamaru board`: opens the class board until Ctrl-C, and says how to join.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ArgMatches;
use tokio::net::TcpListener;

use super::common::text;
use super::problem::reason;
use super::{Common, Problem, board_words, look, output, practice, selection};
use crate::board::code::{Invite, PORT};
use crate::board::{Limits, Outline};
use crate::check::Finding;
use crate::clock::Clock;
use crate::progress::StoreProblem;
use crate::report::Outcome;
use crate::session::Store;
use crate::session::classroom::{BoardFile, relay::Relay};
use crate::text::Catalog;
use crate::web::kept::{LARGEST, Unusable};
use crate::web::tls::{self, Identity, TlsProblem};
use crate::web::{Desk, Keeper, Kept, Opening, Way, router, serve};

/// The course of a class when nobody says otherwise.
const COURSE: &str = "ec-site";
/// Where a proxy is met when nobody says otherwise.
const HTTPS: u16 = 443;

/// What somebody has to know of an open board.
pub(super) struct Opened<'a> {
    pub(super) course: &'a str,
    pub(super) invite: &'a Invite,
    pub(super) secret: &'a str,
    /// What browsers and learners are shown; `None`: no TLS.
    pub(super) presented: Option<&'a Presented>,
    pub(super) proxied: bool,
    pub(super) only_here: bool,
    /// Where the class is kept.
    pub(super) path: Option<String>,
    /// Where what is handed in is kept.
    pub(super) reports: Option<String>,
}

/// The certificate by which the board is known.
pub(super) struct Presented {
    pub(super) fingerprint: [u8; 32],
    pub(super) self_signed: bool,
    /// `None`: a proxy presents it.
    identity: Option<Identity>,
}

/// Where a board is said to be.
struct Announced {
    host: String,
    /// `None`: where it listens.
    port: Option<u16>,
    way: Way,
}

/// # Errors
/// What was typed is wrong; the file or the port is taken; a certificate cannot be used.
pub fn run(common: &Common, matches: &ArgMatches) -> Result<Outcome, Problem> {
    let listen = listen(text(matches, "board-listen").as_deref())?;
    let library = common.library()?;
    let course =
        &selection::course(&library, &text(matches, "board-course").unwrap_or_else(|| COURSE.to_owned()))?.course;
    let file = file(text(matches, "state").map(PathBuf::from), &course.id, matches.get_flag("fresh"))?;
    let mut kept = kept(common, file.as_ref(), Outline::of(course))?;
    let announced = announced(matches, listen.ip())?;
    let presented = presented(matches, listen.ip(), &announced.host, &mut kept)?;
    let runtime = look::runtime()?;
    let served = runtime.block_on(open(common, listen, announced, presented, kept, file));
    runtime.shutdown_background();
    served.map(|()| Outcome::Good)
}

async fn open(
    common: &Common,
    listen: SocketAddr,
    announced: Announced,
    presented: Option<Presented>,
    kept: Kept,
    file: Option<BoardFile>,
) -> Result<(), Problem> {
    let listener = TcpListener::bind(listen).await.map_err(|error| cannot_listen(listen, &error))?;
    let here = listener.local_addr().map_err(|error| cannot_listen(listen, &error))?.port();
    let Announced { host, port, way } = announced;
    let fingerprint = presented.as_ref().map(|presented| tls::short(&presented.fingerprint));
    let invite = Invite { host, port: port.unwrap_or(here), code: kept.join.clone(), fingerprint };
    let desk = Desk::open(Opening {
        kept: kept.clone(),
        limits: Limits::default(),
        clock: Clock::system(),
        words: board_words::page(),
        headings: board_words::headings(common.lang),
        zone: common.zone.clone(),
        invite: invite.clone(),
        relay: Relay::to_sts(),
        shelf: file.as_ref().map(BoardFile::shelf),
    });
    let identity = presented.as_ref().and_then(|presented| presented.identity.as_ref());
    let served = serve(listener, identity, router(Arc::clone(&desk)), way);
    let served = served.map_err(|error| cannot_listen(listen, &error))?;
    let opened = Opened {
        course: &kept.board.course.id,
        invite: &invite,
        secret: &kept.secret,
        presented: presented.as_ref(),
        proxied: way == Way::Proxied,
        only_here: listen.ip().is_loopback() && way == Way::Direct,
        path: file.as_ref().map(BoardFile::place),
        reports: file.as_ref().map(|file| file.shelf().place()),
    };
    output::print(&board_words::introduction(common, &opened))?;
    let keeping = file.map(|file| {
        // The codes are on the projector already: they have to hold after a crash, too.
        let written = file.write(&kept.text());
        let tell = board_words::teller(common.lang);
        if let Err(error) = written {
            tell(Some(error.to_string()));
        }
        let (end, ended) = tokio::sync::oneshot::channel();
        (end, tokio::spawn(Keeper::new(file, kept.clone(), tell).run(Arc::clone(&desk), ended)))
    });
    practice::told_to_end().await;
    drop(served);
    if let Some((end, keeping)) = keeping {
        let _ = end.send(());
        let _ = keeping.await;
    }
    output::print(&format!("\n{}\n", Catalog::get(common.lang).text("board-ended")))
}

fn listen(given: Option<&str>) -> Result<SocketAddr, Problem> {
    let Some(given) = given else { return Ok((Ipv4Addr::LOCALHOST, PORT).into()) };
    let numeric = given.strip_prefix("localhost:").map_or_else(|| given.to_owned(), |port| format!("127.0.0.1:{port}"));
    numeric.parse().map_err(|_| Finding::new("board-bad-listen").arg("given", given).into())
}

fn cannot_listen(address: SocketAddr, error: &std::io::Error) -> Problem {
    Finding::new("board-cannot-listen").arg("address", address.to_string()).arg("reason", reason(error)).into()
}

/// A host as it may stand in a code.
fn host(given: &str) -> Result<String, Problem> {
    let bare = given.trim().trim_start_matches('[').trim_end_matches(']');
    let whole = Invite { host: bare.to_owned(), port: PORT, code: "0".repeat(8), fingerprint: Some([0; 10]) };
    let read = Invite::parse(&whole.to_string()).ok().filter(|read| read.port == PORT);
    let fits = read.filter(|read| {
        read.host == bare.to_ascii_lowercase() && (!bare.contains(':') || bare.parse::<IpAddr>().is_ok())
    });
    fits.map(|read| read.host).ok_or_else(|| Finding::new("board-bad-address").arg("given", given).into())
}

/// An address by which others reach a socket that listens on this one: of "every address", the one that the way out
/// of this machine begins with. Nothing is sent to find it.
fn reachable(listen: IpAddr) -> IpAddr {
    if !listen.is_unspecified() {
        return listen;
    }
    // A network for documentation: it is routed like any other, and nobody is there.
    let outside: (IpAddr, SocketAddr) = match listen {
        IpAddr::V4(_) => (listen, ([192, 0, 2, 1], 9).into()),
        IpAddr::V6(_) => (listen, ("2001:db8::1".parse().unwrap_or(listen), 9).into()),
    };
    let way = UdpSocket::bind((outside.0, 0)).and_then(|socket| {
        socket.connect(outside.1)?;
        socket.local_addr()
    });
    way.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |address| address.ip())
}

/// The class's file. `None`: there is no place for one.
fn file(given: Option<PathBuf>, course: &str, fresh: bool) -> Result<Option<BoardFile>, Problem> {
    let store = Store::open();
    let Some(path) = given.or_else(|| store.board_path(course)) else { return Ok(None) };
    let shown = path.display().to_string();
    let held = |_| Problem::from(Finding::new("board-in-use").arg("path", shown.as_str()));
    let unreadable = |error: std::io::Error| unreadable(&path, &error);
    let file = store.board(&path).map_err(held)?.map_err(unreadable)?;
    if fresh {
        file.retire().map_err(unreadable)?;
    }
    Ok(Some(file))
}

/// The class as it was kept, or a new one.
fn kept(common: &Common, file: Option<&BoardFile>, course: Outline) -> Result<Kept, Problem> {
    let fresh = |course| Kept::fresh(course, &Clock::system()).ok_or_else(no_randomness);
    let Some(file) = file else { return fresh(course) };
    let place = file.place();
    let read = file.read(LARGEST).map_err(|error| unreadable(Path::new(&place), &error))?;
    let Some(bytes) = read else { return fresh(course) };
    match Kept::read(&bytes) {
        Ok(kept) if kept.board.course.id == course.id => {
            let board = kept.board.clone().with_course(course);
            Ok(Kept { board, ..kept })
        }
        Ok(kept) => {
            let finding = Finding::new("board-other-course").arg("path", place);
            Err(finding.arg("kept", kept.board.course.id).into())
        }
        Err(Unusable::Newer(version)) => {
            Err(Finding::new("board-newer").arg("path", place).arg("version", version.to_string()).into())
        }
        Err(Unusable::Damaged) => {
            if let StoreProblem::SetAside { path, backup } = file.set_aside() {
                let told = Finding::new("board-set-aside").arg("path", path).arg("backup", backup);
                output::tell(&Problem::from(told).words(common.lang));
            }
            fresh(course)
        }
    }
}

fn no_randomness() -> Problem {
    Finding::new("board-no-randomness").into()
}

fn unreadable(path: &Path, error: &std::io::Error) -> Problem {
    Finding::new("error-unreadable").arg("path", path.display().to_string()).arg("reason", reason(error)).into()
}

/// Where others are told to come.
fn announced(matches: &ArgMatches, listen: IpAddr) -> Result<Announced, Problem> {
    let Some(proxy) = text(matches, "proxy") else {
        let address = text(matches, "address").map(|given| host(&given)).transpose()?;
        let host = address.unwrap_or_else(|| reachable(listen).to_string());
        return Ok(Announced { host, port: None, way: Way::Direct });
    };
    // Whoever reaches the board past the proxy could say to be anybody.
    if !listen.is_loopback() {
        return Err(Finding::new("board-proxy-elsewhere").arg("address", listen.to_string()).into());
    }
    let bad = || Problem::from(Finding::new("board-bad-address").arg("given", proxy.as_str()));
    let (name, port) = match proxy.rsplit_once(':') {
        Some((name, port)) if !name.contains(':') || name.ends_with(']') => (name, port.parse().map_err(|_| bad())?),
        _ => (proxy.as_str(), HTTPS),
    };
    Ok(Announced { host: host(name)?, port: Some(port), way: Way::Proxied })
}

/// What is presented to learners. `None`: the board speaks without TLS, to this machine only.
fn presented(matches: &ArgMatches, listen: IpAddr, host: &str, kept: &mut Kept) -> Result<Option<Presented>, Problem> {
    let served = |identity: Identity, self_signed| Presented {
        fingerprint: identity.fingerprint,
        self_signed,
        identity: Some(identity),
    };
    if let Some(certificate) = text(matches, "tls-cert") {
        let key = text(matches, "tls-key");
        let given = match &key {
            Some(key) => {
                tls::given(Path::new(&certificate), Path::new(key)).map(|given| given.map(|one| served(one, false)))
            }
            None => std::fs::read_to_string(&certificate).map_err(|error| (certificate.clone(), error)).map(|pem| {
                let fingerprint = tls::fingerprint(&pem)?;
                Ok(Presented { fingerprint, self_signed: false, identity: None })
            }),
        };
        let given = given.map_err(|(path, error)| unreadable(Path::new(&path), &error))?;
        return given.map(Some).map_err(|problem| {
            let finding = match problem {
                TlsProblem::NoCertificate => Finding::new("board-certificate-none").arg("path", certificate),
                TlsProblem::NoKey => Finding::new("board-certificate-key").arg("path", key.unwrap_or_default()),
                TlsProblem::DoNotFit => Finding::new("board-certificate-fit"),
                TlsProblem::NoRandomness => Finding::new("board-no-randomness"),
            };
            finding.into()
        });
    }
    if listen.is_loopback() {
        return Ok(None);
    }
    if kept.certificate.is_none() {
        let (addresses, names) = match host.parse::<IpAddr>() {
            Ok(address) => (vec![address], vec!["localhost".to_owned()]),
            Err(_) => (Vec::new(), vec![host.to_owned(), "localhost".to_owned()]),
        };
        kept.certificate = Some(tls::self_signed(&addresses, &names).map_err(|_| no_randomness())?);
    }
    let own = kept.certificate.as_ref().and_then(|(certificate, key)| Identity::of(certificate, key).ok());
    own.map(|identity| Some(served(identity, true))).ok_or_else(|| Finding::new("board-certificate-fit").into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_board_is_closed_to_the_network_unless_somebody_opens_it() {
        assert_eq!(listen(None).unwrap(), "127.0.0.1:8420".parse().unwrap());
        assert_eq!(listen(Some("localhost:1")).unwrap(), "127.0.0.1:1".parse().unwrap());
        assert_eq!(listen(Some("0.0.0.0:8420")).unwrap(), "0.0.0.0:8420".parse().unwrap());
        for given in ["8420", "board.example:8420", "0.0.0.0", ""] {
            assert!(listen(Some(given)).is_err(), "{given}");
        }
    }

    #[test]
    fn a_host_can_stand_in_a_code() {
        for (given, read) in
            [("Board.Example.jp", "board.example.jp"), ("10.0.0.5", "10.0.0.5"), ("[fd00::1]", "fd00::1")]
        {
            assert_eq!(host(given).unwrap(), read);
        }
        for given in ["a:1", "a/b", "", "https://a", "あ", "a b"] {
            assert!(host(given).is_err(), "{given}");
        }
    }
}
