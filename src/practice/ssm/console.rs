//! What a shell on an instance says to the commands with which its application is looked at and taken away before
//! an image is made. Other commands are not found.

use jiff::Timestamp;

use super::super::account::{AppKind, Instance, Region};
use super::super::app::{self, Reply, Request};
use super::super::life::shell::{Glue, commands};

/// What a script prints, and how it ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) out: Vec<String>,
    pub(super) errors: Vec<String>,
    pub(super) code: i32,
}

/// The files of the shop in `/root`.
const FILES: [&str; 2] = ["ecommerce-app-v1.0.0", "ecommerce-app-v1.0.0.tar.gz"];

/// Runs a script on an instance, as root.
pub(super) fn run(region: &mut Region, instance: &str, script: &str, now: Timestamp) -> Said {
    let mut shell = Shell { region, id: instance, now, directory: "/usr/bin".to_owned(), errors: Vec::new() };
    let (mut said, mut piped) = (Vec::new(), Vec::new());
    let mut code = 0;
    for command in commands(script) {
        let skipped = match command.glue {
            Glue::And => code != 0,
            Glue::Or => code == 0,
            Glue::Next | Glue::Pipe => false,
        };
        if command.glue != Glue::Pipe {
            said.append(&mut piped);
        }
        if skipped {
            continue;
        }
        let words: Vec<String> = command.words.iter().map(|word| word.trim_matches(['"', '\'']).to_owned()).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).filter(|word| !word.contains(">/dev/null")).collect();
        let input = std::mem::take(&mut piped);
        (piped, code) = shell.command(&words, input);
    }
    said.append(&mut piped);
    Said { out: said, errors: shell.errors, code }
}

struct Shell<'a> {
    region: &'a mut Region,
    id: &'a str,
    now: Timestamp,
    directory: String,
    errors: Vec<String>,
}

type Ended = (Vec<String>, i32);

impl Shell<'_> {
    fn command(&mut self, words: &[&str], input: Vec<String>) -> Ended {
        let fine = (Vec::new(), 0);
        match words {
            [] | ["true" | "set" | "exit" | "sleep" | "#", ..] => fine,
            ["sudo", rest @ ..] => self.command(rest, input),
            ["-i" | "-s" | "su", ..] => fine,
            ["cd", to @ ..] => {
                let to = to.first().map_or("/root", |to| if *to == "~" { "/root" } else { to });
                to.clone_into(&mut self.directory);
                fine
            }
            ["pwd"] => (vec![self.directory.clone()], 0),
            ["whoami"] => (vec!["root".to_owned()], 0),
            ["echo", text @ ..] => (vec![text.join(" ")], 0),
            ["pm2", rest @ ..] => self.pm2(rest),
            ["systemctl", rest @ ..] => self.service(rest),
            ["ls", arguments @ ..] => (self.listed(arguments), 0),
            ["rm", arguments @ ..] => {
                self.removed(arguments);
                fine
            }
            ["netstat" | "ss", ..] => (self.sockets(), 0),
            ["grep", arguments @ ..] => {
                let wanted = arguments.iter().find(|one| !one.starts_with('-')).copied().unwrap_or_default();
                let lines: Vec<String> = input.into_iter().filter(|line| line.contains(wanted)).collect();
                let code = i32::from(lines.is_empty());
                (lines, code)
            }
            ["curl", arguments @ ..] => self.fetched(arguments),
            [name, ..] => {
                self.errors.push(format!("{name}: command not found"));
                (Vec::new(), 127)
            }
        }
    }

    fn instance(&mut self) -> Option<&mut Instance> {
        self.region.instances.get_mut(self.id)
    }

    /// The names in `/root`. Until something was removed, they are there where the shop was installed.
    fn files(&mut self) -> Vec<String> {
        let Some(one) = self.instance() else { return Vec::new() };
        let running = one.process.as_ref().map(|process| &process.app);
        let shop = one.disk.starts.iter().chain(running).any(|app| app.kind == AppKind::Shop);
        let usual = || FILES.iter().filter(|_| shop).map(|name| (*name).to_owned()).collect();
        one.disk.files.get_or_insert_with(usual).clone()
    }

    fn pm2(&mut self, words: &[&str]) -> Ended {
        self.files();
        let Some(one) = self.instance() else { return (Vec::new(), 1) };
        let is_shop = one.process.as_ref().is_some_and(|process| process.app.kind == AppKind::Shop);
        if one.disk.deployable.is_none() {
            self.errors.push("pm2: command not found".to_owned());
            return (Vec::new(), 127);
        }
        let said = match words {
            ["delete" | "kill" | "stop", ..] if is_shop => {
                one.process = None;
                vec!["[PM2] Applying action deleteProcessId on app [all](ids: [ 0 ])", "[PM2] [ecommerce-app](0) ✓"]
            }
            ["delete" | "stop", ..] => {
                self.errors.push("[PM2][ERROR] No process found".to_owned());
                return (Vec::new(), 1);
            }
            ["unstartup", ..] => {
                one.disk.starts = None;
                vec!["[PM2] Init file disabled."]
            }
            ["save", ..] if !is_shop => {
                one.disk.starts = None;
                vec!["[PM2] Saving current process list..."]
            }
            ["flush", ..] => vec!["[PM2] Logs flushed"],
            ["list" | "ls" | "status", ..] if is_shop => vec!["│ 0  │ ecommerce-app │ fork │ online │"],
            _ => Vec::new(),
        };
        (said.into_iter().map(str::to_owned).collect(), 0)
    }

    fn service(&mut self, words: &[&str]) -> Ended {
        let Some(one) = self.instance() else { return (Vec::new(), 1) };
        match words.first().copied() {
            Some("stop") => one.process = None,
            Some("disable") => one.disk.starts = None,
            _ => {}
        }
        (Vec::new(), 0)
    }

    fn listed(&mut self, arguments: &[&str]) -> Vec<String> {
        let place =
            arguments.iter().find(|one| !one.starts_with('-')).map_or(self.directory.clone(), |one| (*one).to_owned());
        if matches!(place.trim_end_matches('/'), "/root" | "~" | ".") { self.files() } else { Vec::new() }
    }

    /// An application whose files are gone still runs, and does not start again.
    fn removed(&mut self, patterns: &[&str]) {
        let patterns: Vec<&str> = patterns
            .iter()
            .filter(|one| !one.starts_with('-'))
            .map(|one| one.strip_prefix("/root/").or(one.strip_prefix("~/")).unwrap_or(one))
            .collect();
        let mut files = self.files();
        files.retain(|name| !patterns.iter().any(|pattern| fits(pattern.trim_end_matches('/'), name)));
        let Some(one) = self.instance() else { return };
        if !files.iter().any(|name| name == FILES[0])
            && one.disk.starts.as_ref().is_some_and(|app| app.kind == AppKind::Shop)
        {
            one.disk.starts = None;
        }
        one.disk.files = Some(files);
    }

    fn sockets(&mut self) -> Vec<String> {
        let now = self.now;
        let process = self.instance().and_then(|one| one.process.clone()).filter(|process| process.listens_from <= now);
        let line = |port: u16, program: &str| {
            format!("tcp6       0      0 :::{port:<20} :::*                    LISTEN      {program}")
        };
        let own = process.map(|process| line(process.app.port, "1571/node"));
        std::iter::once(line(22, "1204/sshd")).chain(own).collect()
    }

    fn fetched(&mut self, arguments: &[&str]) -> Ended {
        let url = arguments.iter().find(|one| !one.starts_with('-')).copied().unwrap_or_default();
        let rest = url.trim_start_matches("http://");
        let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let (name, port) = host.split_once(':').unwrap_or((host, "80"));
        let port = port.parse().unwrap_or(80);
        if !matches!(name, "localhost" | "127.0.0.1") {
            self.errors.push(format!("curl: (6) Could not resolve host: {name}"));
            return (Vec::new(), 6);
        }
        let path = if path.is_empty() { "/" } else { path };
        let Reply::Answer(answer) = app::answer(self.region, self.id, port, &Request::get(path), self.now) else {
            self.errors.push(format!("curl: (7) Failed to connect to {name} port {port}: Connection refused"));
            return (Vec::new(), 7);
        };
        (String::from_utf8_lossy(&answer.body).lines().map(str::to_owned).collect(), 0)
    }
}

/// Whether a name fits a pattern, in which `*` stands for anything.
fn fits(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((before, after)) => name
            .strip_prefix(before)
            .is_some_and(|rest| (0..=rest.len()).any(|at| rest.is_char_boundary(at) && fits(after, &rest[at..]))),
    }
}
