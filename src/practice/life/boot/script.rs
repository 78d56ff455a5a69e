//! What a start-up script would do on an instance: the commands that matter for an application, in their order,
//! until the first that fails.

use std::collections::{BTreeMap, BTreeSet};

use super::super::super::account::{App, AppKind};
use super::Given;
use super::shell::{self, Command, Glue};
use super::tools;

/// How a command ended: what it printed when it failed.
pub(super) type Ended = Result<(), String>;

/// A shell on its way through a script.
pub(super) struct Shell<'a> {
    pub(super) given: &'a Given,
    pub(super) variables: BTreeMap<String, String>,
    /// Names that the commands see in their environment.
    pub(super) exported: BTreeSet<String>,
    pub(super) lines: Vec<String>,
    pub(super) seconds: u32,
    pub(super) archive: bool,
    pub(super) unpacked: bool,
    pub(super) installed: bool,
    pub(super) built: bool,
    /// `AURORA_SECRET_ARN` as the application's `.env` or environment has it.
    pub(super) secret: Option<String>,
    pub(super) tools_installed: bool,
    pub(super) web_server: Option<&'static str>,
    /// What was started, and whether the port was free for it.
    pub(super) started: Option<App>,
    pub(super) at_boot: Option<App>,
    pub(super) hook: bool,
    pub(super) saved: bool,
    pub(super) stopped_others: bool,
    errexit: bool,
    trace: bool,
    export_all: bool,
}

/// The PATH that cloud-init gives.
const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

impl<'a> Shell<'a> {
    pub(super) fn new(given: &'a Given) -> Self {
        Self {
            given,
            variables: BTreeMap::from([("PATH".to_owned(), PATH.to_owned())]),
            exported: BTreeSet::from(["PATH".to_owned()]),
            lines: Vec::new(),
            seconds: 1,
            archive: false,
            unpacked: false,
            installed: false,
            built: false,
            secret: None,
            tools_installed: false,
            web_server: None,
            started: None,
            at_boot: None,
            hook: false,
            saved: false,
            stopped_others: false,
            errexit: false,
            trace: false,
            export_all: false,
        }
    }

    /// Goes through the script; true when it came to its end with success.
    pub(super) fn run(&mut self, script: &str) -> bool {
        let commands = shell::commands(script);
        let mut blocks = Blocks::default();
        let mut ok = true;
        let mut printed: Option<String> = None;
        for (index, command) in commands.iter().enumerate() {
            let Some(words) = blocks.enter(command, &self.variables) else { continue };
            let skipped = match command.glue {
                Glue::And => !ok,
                Glue::Or => ok,
                Glue::Next | Glue::Pipe => false,
            };
            if skipped {
                continue;
            }
            let input = if command.glue == Glue::Pipe { printed.take() } else { None };
            if words.first().is_some_and(|word| word == "exit") {
                return words.get(1).is_none_or(|code| code == "0");
            }
            let outcome = self.command(&words, command.document.as_deref(), input.as_deref());
            ok = outcome.is_ok();
            printed = printed_by(&words, command, &self.variables);
            if let Err(why) = outcome {
                self.lines.extend(why.lines().map(str::to_owned));
                let judged =
                    matches!(commands.get(index + 1).map(|next| next.glue), Some(Glue::And | Glue::Or | Glue::Pipe));
                if self.errexit && !judged && !blocks.condition {
                    return false;
                }
            }
        }
        ok
    }

    fn command(&mut self, raw: &[String], document: Option<&str>, input: Option<&str>) -> Ended {
        let mut words: Vec<String> = raw.iter().map(|word| shell::expand(word, &self.variables)).collect();
        if self.trace {
            self.lines.push(format!("+ {}", words.join(" ")));
        }
        let leading = words.iter().take_while(|word| assignment(word).is_some()).count();
        let assigned: Vec<(String, String)> = words.drain(..leading).filter_map(|word| assignment(&word)).collect();
        let into = redirected(&mut words);
        self.note_secret(&words, into.as_deref(), document.or(input));
        if words.is_empty() {
            assigned.into_iter().for_each(|(name, value)| self.set(name, value, self.export_all));
            return Ok(());
        }
        if assigned.is_empty() {
            return self.simple(&words);
        }
        let (variables, exported) = (self.variables.clone(), self.exported.clone());
        assigned.into_iter().for_each(|(name, value)| self.set(name, value, true));
        let ended = self.simple(&words);
        (self.variables, self.exported) = (variables, exported);
        ended
    }

    pub(super) fn set(&mut self, name: String, value: String, export: bool) {
        if export {
            self.exported.insert(name.clone());
        }
        if name == "AURORA_SECRET_ARN" && self.exported.contains(&name) {
            self.secret = Some(value.clone());
        }
        self.variables.insert(name, value);
    }

    fn simple(&mut self, words: &[String]) -> Ended {
        let name = words.first().map(String::as_str).unwrap_or_default();
        let arguments = &words[1.min(words.len())..];
        match name {
            "set" => self.options(arguments),
            "export" | "declare" | "typeset" => {
                for word in arguments.iter().filter(|word| !word.starts_with('-')) {
                    match assignment(word) {
                        Some((name, value)) => self.set(name, value, true),
                        None => drop(self.exported.insert(word.clone())),
                    }
                }
            }
            "source" | "." => self.sourced(arguments),
            "sudo" | "env" | "nohup" | "time" | "exec" | "command" | "nice" | "!" => {
                return self.wrapped(name, arguments);
            }
            "bash" | "sh" | "su" | "runuser" => return self.nested(name, arguments),
            _ => return tools::run(self, name, arguments),
        }
        Ok(())
    }

    fn options(&mut self, arguments: &[String]) {
        for (index, word) in arguments.iter().enumerate() {
            let named =
                |option: &str| word.ends_with('o') && arguments.get(index + 1).is_some_and(|next| next == option);
            let on = word.starts_with('-');
            if !on && !word.starts_with('+') {
                continue;
            }
            if word.contains('e') || named("errexit") {
                self.errexit = on;
            }
            if word.contains('x') || named("xtrace") {
                self.trace = on;
            }
            if word.contains('a') || named("allexport") {
                self.export_all = on;
            }
        }
    }

    /// root's profile knows where pnpm has put itself.
    fn sourced(&mut self, arguments: &[String]) {
        let profile = [".bashrc", ".bash_profile", ".profile"];
        if arguments.iter().any(|file| profile.iter().any(|one| file.ends_with(one))) && self.given.deployable.is_some()
        {
            let path = format!("{}:{}", tools::PNPM_HOME, self.variables.get("PATH").map_or("", String::as_str));
            self.set("PATH".to_owned(), path, true);
        }
    }

    /// `sudo -E pm2 …`, `env A=b pm2 …`: what stands behind it.
    fn wrapped(&mut self, name: &str, arguments: &[String]) -> Ended {
        let user = arguments.iter().position(|word| word == "-u").map(|at| at + 1);
        let rest: Vec<String> = arguments
            .iter()
            .enumerate()
            .skip_while(|(index, word)| word.starts_with('-') || Some(*index) == user)
            .map(|(_, word)| word.clone())
            .collect();
        let (variables, exported) = (self.variables.clone(), self.exported.clone());
        if name == "sudo" {
            // sudo sets HOME and a PATH of its own.
            self.set("HOME".to_owned(), "/root".to_owned(), true);
            if !arguments.iter().any(|word| word == "-i") {
                self.set("PATH".to_owned(), PATH.to_owned(), true);
            }
        }
        let asks = name == "command" && arguments.first().is_some_and(|word| word == "-v");
        let ended = if asks || rest.is_empty() {
            Ok(())
        } else {
            self.command(&rest.iter().map(|word| quoted(word)).collect::<Vec<_>>(), None, None)
        };
        (self.variables, self.exported) = (variables, exported);
        ended
    }

    /// `bash -lc '…'`, `su - root -c '…'`: the script in it, with a login's environment where it is one.
    fn nested(&mut self, name: &str, arguments: &[String]) -> Ended {
        let given = arguments.iter().position(|word| word.starts_with('-') && word.ends_with('c'));
        let Some(script) = given.and_then(|at| arguments.get(at + 1)).cloned() else { return Ok(()) };
        let (variables, exported, errexit) = (self.variables.clone(), self.exported.clone(), self.errexit);
        let login = arguments
            .iter()
            .any(|word| word == "-" || word == "--login" || (word.starts_with("-l") && word.len() <= 3));
        if login || name == "su" || name == "runuser" {
            self.set("HOME".to_owned(), "/root".to_owned(), true);
        }
        if login {
            self.sourced(&[".bash_profile".to_owned()]);
        }
        let ok = self.run(&script);
        (self.variables, self.exported, self.errexit) = (variables, exported, errexit);
        if ok { Ok(()) } else { Err(String::new()) }
    }

    /// Remembers the secret's ARN when a command writes it into a `.env`.
    fn note_secret(&mut self, words: &[String], into: Option<&str>, text: Option<&str>) {
        let to_env = |word: &str| word == ".env" || word.ends_with("/.env");
        if !into.is_some_and(to_env) && !words.iter().any(|word| to_env(word)) {
            return;
        }
        let text = text.map(|text| shell::expand(text, &self.variables));
        let mentions = words.iter().map(String::as_str).chain(text.as_deref());
        for mention in mentions {
            if let Some(at) = mention.rfind("AURORA_SECRET_ARN=") {
                let value = mention[at + "AURORA_SECRET_ARN=".len()..].trim_start_matches(['"', '\'']);
                let end = value.find(|c: char| c.is_whitespace() || "\"'|#,".contains(c)).unwrap_or(value.len());
                self.secret = Some(value[..end].trim_end_matches("\\n").to_owned());
            }
        }
    }

    /// Starts an application; a port that is taken stays with whoever has it.
    pub(super) fn start(&mut self, app: App) -> Ended {
        let taken = self.given.running.as_ref().filter(|running| running.port == app.port && !self.stopped_others);
        let taken = taken.or(self.started.as_ref().filter(|started| started.port == app.port));
        if let Some(taken) = taken {
            let port = taken.port;
            return Err(format!("Error: listen EADDRINUSE: address already in use :::{port}"));
        }
        self.started = Some(app);
        Ok(())
    }

    /// A page of a web server that packages brought.
    pub(super) fn page() -> App {
        App { kind: AppKind::Apache, port: 80, start_seconds: 1, faults: Vec::new() }
    }
}

/// What a command prints into a pipe, as far as that can be read: `echo`, `printf`, `cat` of a here-document.
fn printed_by(words: &[String], command: &Command, variables: &BTreeMap<String, String>) -> Option<String> {
    let name = words.first()?;
    match name.as_str() {
        "echo" | "printf" => {
            Some(words[1..].iter().map(|word| shell::expand(word, variables)).collect::<Vec<_>>().join(" "))
        }
        _ => command.document.clone(),
    }
}

fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', "'\\''"))
}

/// `NAME=value`.
fn assignment(word: &str) -> Option<(String, String)> {
    let (name, value) = word.split_once('=')?;
    let starts = name.chars().next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
    let rest = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    (starts && rest).then(|| (name.to_owned(), value.to_owned()))
}

/// Takes redirections out of a command and gives the file that its output goes to.
fn redirected(words: &mut Vec<String>) -> Option<String> {
    let mut into = None;
    let mut kept = Vec::new();
    let mut all = std::mem::take(words).into_iter();
    while let Some(word) = all.next() {
        match word.as_str() {
            ">" | ">>" => into = all.next(),
            "2>" | "2>>" | "&>" | "&>>" | "1>" => drop(all.next()),
            _ if word.starts_with("2>") || word.starts_with("1>") || word.starts_with(">&") => {}
            _ => kept.push(word),
        }
    }
    *words = kept;
    into
}

/// `case`, `if` and loops: which commands are on the way.
#[derive(Default)]
struct Blocks {
    /// Of every open `case`: the word, and whether a branch was taken, is being taken, or is still sought.
    cases: Vec<(String, Branch)>,
    /// Depth of `if`s whose `else` is being left out.
    skipping: Option<usize>,
    depth: usize,
    /// A condition may fail without ending the script.
    condition: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Branch {
    Sought,
    Taken,
    Over,
}

impl Blocks {
    /// The words that are really a command's, or `None` when it is only syntax or not on the way.
    fn enter(&mut self, command: &Command, variables: &BTreeMap<String, String>) -> Option<Vec<String>> {
        let mut words = command.words.clone();
        loop {
            let first = words.first()?.clone();
            match first.as_str() {
                "case" => {
                    let word = shell::expand(words.get(1).map(String::as_str).unwrap_or_default(), variables);
                    self.cases.push((word, Branch::Sought));
                    words.drain(..words.len().min(3));
                    continue;
                }
                "esac" => {
                    self.cases.pop();
                    return None;
                }
                ";;" => {
                    if let Some(case) = self.cases.last_mut().filter(|case| case.1 == Branch::Taken) {
                        case.1 = Branch::Over;
                    }
                    return None;
                }
                "if" => {
                    self.depth += 1;
                    self.condition = true;
                }
                "while" | "until" | "elif" => self.condition = true,
                "then" | "do" => self.condition = false,
                "else" if self.skipping.is_none() => self.skipping = Some(self.depth),
                "fi" => {
                    self.skipping = self.skipping.filter(|depth| *depth != self.depth);
                    self.depth = self.depth.saturating_sub(1);
                    self.condition = false;
                }
                "done" | "{" | "}" | "(" | ")" | "else" | "!" => {}
                "for" => return None,
                _ => break,
            }
            words.remove(0);
        }
        self.branch(words, variables).filter(|_| self.skipping.is_none())
    }

    fn branch(&mut self, mut words: Vec<String>, variables: &BTreeMap<String, String>) -> Option<Vec<String>> {
        let Some((word, state)) = self.cases.last_mut() else { return Some(words) };
        match *state {
            Branch::Over => return None,
            Branch::Taken => return Some(words),
            Branch::Sought => {}
        }
        // `a|b)` comes as two commands: the last of them carries the bracket.
        let pattern = words.first()?.trim_start_matches('(').to_owned();
        let bare = pattern.strip_suffix(')').unwrap_or(&pattern);
        if super::super::super::filter::matches(&shell::expand(bare, variables), word) {
            *state = Branch::Taken;
            words.remove(0);
            return Some(words).filter(|words| !words.is_empty());
        }
        None
    }
}
