//! `moto_server` as an independent AWS endpoint, and accounts built in it through boto3.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde::Deserialize;

use super::peers;

/// An endpoint in a process of its own, ended with the test process.
pub(crate) struct Moto {
    /// Holds the pipe that keeps the endpoint alive.
    _child: Child,
    port: u16,
}

/// An account that a script built: its temporary credentials and the ids that were made.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Account {
    pub(crate) keys: BTreeMap<String, String>,
    pub(crate) ids: BTreeMap<String, String>,
}

/// The endpoint that all tests share: accounts keep them apart.
pub(crate) fn shared() -> &'static Moto {
    static SHARED: OnceLock<Moto> = OnceLock::new();
    SHARED.get_or_init(Moto::start)
}

impl Moto {
    fn start() -> Self {
        let port = free_port();
        let child = Command::new(peers::program("python"))
            .arg(peers::script("endpoint.py"))
            .arg(port.to_string())
            // It ends when this pipe closes, so also when the tests are interrupted.
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("moto_server starts");
        let moto = Self { _child: child, port };
        moto.wait_until_it_answers();
        moto
    }

    /// Waits for an answer, however slow the machine is; a server that ended is an error at once.
    fn wait_until_it_answers(&self) {
        for _ in 0..600 {
            if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", self.port)) {
                let mut answer = Vec::new();
                stream.write_all(b"GET /moto-api/ HTTP/1.0\r\n\r\n").ok();
                stream.read_to_end(&mut answer).ok();
                if answer.starts_with(b"HTTP/") {
                    return;
                }
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("moto_server on port {} does not answer", self.port);
    }

    pub(crate) fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// A fresh account of `ec-site` with these changes (see `tests/peers/ec_site.py`).
    pub(crate) fn ec_site(&self, changes: &[&str]) -> Account {
        static NEXT: AtomicU64 = AtomicU64::new(200_000_000_000);
        let number = NEXT.fetch_add(1, Ordering::Relaxed).to_string();
        let arguments: Vec<&str> = [number.as_str()].iter().chain(changes).copied().collect();
        self.build("ec_site.py", &arguments, "").pop().expect("one account")
    }

    /// A fresh account for each of these lines, `COURSE` or `COURSE CHANGE` (see `tests/peers/other_courses.py`).
    pub(crate) fn other_courses(&self, lines: &[String]) -> Vec<Account> {
        static NEXT: AtomicU64 = AtomicU64::new(400_000_000_000);
        let first = NEXT.fetch_add(lines.len() as u64, Ordering::Relaxed).to_string();
        self.build("other_courses.py", &[&first], &lines.join("\n"))
    }

    /// Runs a script that prints an account a line.
    fn build(&self, script: &str, arguments: &[&str], input: &str) -> Vec<Account> {
        let mut child = Command::new(peers::program("python"))
            .arg(peers::script(script))
            .arg(self.endpoint())
            .args(arguments)
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("python starts");
        child.stdin.take().expect("piped").write_all(input.as_bytes()).expect("the script reads");
        let output = child.wait_with_output().expect("python ends");
        assert!(output.status.success(), "{script} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        let printed = String::from_utf8(output.stdout).expect("UTF-8");
        printed.lines().map(|line| serde_json::from_str(line).expect("one JSON object a line")).collect()
    }
}

fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr()).expect("loopback").port()
}
