//! User data, read: what the script in it would do at the first boot. A pure function of the text and of what is on
//! the instance.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::super::super::account::App;
use super::Given;
use super::script::Shell;

/// What user data comes to.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Outcome {
    /// Practice seconds until its end, or until the line that fails.
    pub(super) seconds: u32,
    /// What it prints.
    pub(super) lines: Vec<String>,
    /// The application that it has started.
    pub(super) started: Option<App>,
    /// What will start by itself from the next boot on.
    pub(super) at_boot: Option<App>,
    /// It ended what ran before it.
    pub(super) stopped_others: bool,
}

/// Reads user data (Base64 as the API has it); `None` when there is none.
pub(super) fn read(user_data: Option<&str>, given: &Given) -> Option<Outcome> {
    let compact: String = user_data?.chars().filter(|c| !c.is_whitespace()).collect();
    let text = String::from_utf8_lossy(&STANDARD.decode(compact).ok()?).into_owned();
    if text.is_empty() {
        return None;
    }
    let mut shell = Shell::new(given);
    let Some(script) = script(&text) else {
        let begin: String = text.chars().take(20).collect();
        let line = format!("[WARNING]: Unhandled non-multipart (text/x-not-multipart) userdata: 'b{begin:?}...'");
        return Some(Outcome { seconds: 1, lines: vec![line], started: None, at_boot: None, stopped_others: false });
    };
    let done = shell.run(&script);
    if !done {
        shell.lines.push(
            "[WARNING]: Failed to run module scripts-user (scripts in /var/lib/cloud/instance/scripts)".to_owned(),
        );
    }
    Some(Outcome {
        seconds: shell.seconds,
        lines: shell.lines,
        started: shell.started,
        at_boot: shell.at_boot,
        stopped_others: shell.stopped_others,
    })
}

/// The shell script in user data: a script that says so in its first two characters, a cloud-config's packages and
/// commands, or the parts of a MIME message.
fn script(text: &str) -> Option<String> {
    let text = text.replace("\r\n", "\n");
    if let Some(rest) = text.strip_prefix("#!") {
        let (interpreter, body) = rest.split_once('\n').unwrap_or((rest, ""));
        let options = interpreter.split_whitespace().skip(1).find(|word| word.starts_with('-'));
        return Some(options.map_or_else(|| body.to_owned(), |options| format!("set {options}\n{body}")));
    }
    if text.starts_with("#cloud-config") {
        return Some(cloud_config(&text));
    }
    if text.starts_with("Content-Type: multipart") || text.starts_with("MIME-Version:") {
        return Some(mime(&text));
    }
    None
}

/// `packages` and `runcmd`, in the order in which cloud-init does them.
fn cloud_config(text: &str) -> String {
    let (mut packages, mut commands, mut section) = (Vec::new(), Vec::new(), "");
    for line in text.lines().filter(|line| !line.trim_start().starts_with('#')) {
        if let Some(item) = line.trim_start().strip_prefix("- ") {
            match section {
                "packages" => packages.push(item.trim().to_owned()),
                "runcmd" => commands.push(command(item)),
                _ => {}
            }
        } else if let Some((key, _)) = line.split_once(':').filter(|_| !line.starts_with(' ')) {
            section = key;
        } else if section == "runcmd" {
            commands.push(line.trim().to_owned());
        }
    }
    let install = if packages.is_empty() { String::new() } else { format!("dnf install -y {}\n", packages.join(" ")) };
    format!("{install}{}", commands.join("\n"))
}

/// `- systemctl start httpd`, `- [ systemctl, start, httpd ]`, `- "…"`.
fn command(item: &str) -> String {
    let item = item.trim();
    if let Some(list) = item.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        let words = list.split(',').map(|word| word.trim().trim_matches(['"', '\'']));
        return words.collect::<Vec<_>>().join(" ");
    }
    for quote in ['"', '\''] {
        if let Some(inner) = item.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote)) {
            return inner.to_owned();
        }
    }
    if item == "|" { String::new() } else { item.to_owned() }
}

/// The scripts and configurations of a MIME message, one after the other.
fn mime(text: &str) -> String {
    let boundary = text.split("boundary=").nth(1).and_then(|rest| rest.lines().next()).unwrap_or("==");
    let mark = format!("--{}", boundary.trim().trim_matches('"').trim_end_matches('"'));
    let bodies = text.split(&mark).skip(1).filter_map(|part| part.trim_start().split_once("\n\n"));
    bodies.filter_map(|(_, body)| script(body.trim_start())).collect::<Vec<_>>().join("\n")
}
