//! A practice account, served by the program as its user starts it.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use super::{peers, program};

/// A server with an account of its own, ended when this is dropped.
pub(crate) struct Server {
    child: Child,
    endpoint: String,
    home: Arc<TempDir>,
}

impl Server {
    /// `hanamaru practice` with these arguments, on a free port. It answers when this returns.
    pub(crate) fn start(arguments: &[&str]) -> Self {
        Self::start_in(&Arc::new(tempfile::tempdir().expect("a directory")), arguments)
    }

    /// The same with what an earlier one has kept in this home.
    pub(crate) fn start_in(home: &Arc<TempDir>, arguments: &[&str]) -> Self {
        let mut child = spawned(home, arguments);
        let lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let exported = |line: String| line.strip_prefix("export AWS_ENDPOINT_URL=").map(|url| url.replace('"', ""));
        let endpoint = lines.map_while(Result::ok).find_map(exported);
        Self { child, endpoint: endpoint.expect("it prints what to export"), home: home.clone() }
    }

    /// Starts one and kills it so soon that it may not answer yet.
    pub(crate) fn broken_off(home: &TempDir, arguments: &[&str], after: Duration) {
        let mut child = spawned(home, arguments);
        std::thread::sleep(after);
        child.kill().expect("it runs");
        child.wait().expect("it ends");
    }

    pub(crate) fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Ends it at once, in the middle of whatever it does (`SIGKILL`).
    pub(crate) fn kill(&mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ends");
    }

    /// Lets a program use the account, as the lines to export say.
    pub(crate) fn used_by<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        command
            .env("AWS_ENDPOINT_URL", &self.endpoint)
            .env("AWS_ACCESS_KEY_ID", "practice")
            .env("AWS_SECRET_ACCESS_KEY", "practice")
            .env("AWS_REGION", "us-east-1")
            .env("AWS_DEFAULT_REGION", "us-east-1")
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("AWS_CONFIG_FILE", self.home.path().join("none"))
            .env("AWS_SHARED_CREDENTIALS_FILE", self.home.path().join("none"))
            .env("AWS_PAGER", "")
    }

    /// Runs one of the peers' scripts on the account: its output, and whether it ended well.
    pub(crate) fn script(&self, name: &str, arguments: &[&str]) -> (String, bool) {
        let mut command = Command::new(peers::program("python"));
        command.arg(peers::script(name)).args(arguments);
        let output = self.used_by(&mut command).output().expect("python starts");
        let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        (said, output.status.success())
    }

    /// What `hanamaru verify` says from outside. Load balancers are reached by the server's own port: 80 may be
    /// somebody else's.
    pub(crate) fn verify(&self, arguments: &[&str]) -> Value {
        let home = tempfile::tempdir().expect("a directory");
        let mut command = program::hanamaru(home.path());
        let detour = format!(":80:{}", self.endpoint.trim_start_matches("http://"));
        command.args(["verify", "ec-site", "--format", "json", "--connect-to", &detour]).args(arguments);
        program::document(&self.used_by(&mut command).output().expect("the program starts"))
    }

    /// Asks until the answer is as wanted, since practice time brings what is still on its way. The last one, at
    /// the end of all patience.
    pub(crate) fn verify_until(&self, arguments: &[&str], wanted: impl Fn(&Value) -> bool) -> Value {
        for _ in 0..200 {
            let document = self.verify(arguments);
            if wanted(&document) {
                return document;
            }
            std::thread::sleep(Duration::from_millis(200));
        }
        self.verify(arguments)
    }
}

fn spawned(home: &TempDir, arguments: &[&str]) -> Child {
    let mut program = program::hanamaru(home.path());
    program.args(["practice", "--listen", "127.0.0.1:0"]).args(arguments).stdout(Stdio::piped());
    program.spawn().expect("the program starts")
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// The directory of a built-in course.
pub(crate) fn lessons(course: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("lessons").join(course).display().to_string()
}
