//! Reads the arguments of `load`: curl's letters with curl's meaning, and the load's own.
//!
//! After `--`, a pasted `curl …` is read by curl's rules alone (there `-n`, `-z`, `-c` and `-q` are curl's).

use std::time::Duration;

use super::flags::{self, Flag, Row, Rules};
use super::overrides::{ConnectTo, Resolve};
use super::plan::{self, Options};
use super::request::{Data, Request};
use super::shell;

/// What was typed after `load`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Typed {
    pub request: Request,
    pub options: Options,
    /// `--merge FILES…`.
    pub merge: Vec<String>,
    pub help: bool,
    /// Flags of everything that touches an account, by their names, in order.
    pub account: Vec<(String, String)>,
}

/// What is wrong with it. The face has the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misuse {
    pub kind: MisuseKind,
    /// The flag concerned, if any.
    pub flag: String,
    pub given: String,
    /// What was probably meant.
    pub nearest: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MisuseKind {
    UnknownFlag,
    /// curl has it, and the load generator does not.
    UnsupportedFlag,
    MissingValue,
    /// A flag that takes no value was given one with `=`.
    ExtraValue,
    NoUrl,
    /// A second URL.
    ExtraUrl,
    BadUrl,
    BadHeader,
    BadMethod,
    BadSeconds,
    BadDuration,
    BadCount,
    BadRate,
    BadRamp,
    BadShard,
    BadFormat,
    BadOverride,
    BadProxy,
    /// The pasted text has an open quote.
    OpenQuote,
    /// `--merge` without files.
    NoFiles,
    /// The planned number of requests is over the ceiling.
    Ceiling,
    /// Not a target that may be loaded without saying so.
    NotOwn,
    /// `--shard N` outside of an array job.
    NoShardIndex,
    /// A flag of a run makes no sense with `--until-scale-out`.
    NotUntilScaleOut,
    BadStreams,
    /// An address is no address, a body is both here and there, and the like.
    Conflict,
}

impl Misuse {
    pub(super) fn new(kind: MisuseKind, flag: &str, given: &str) -> Self {
        Self { kind, flag: flag.to_owned(), given: given.to_owned(), nearest: None }
    }
}

/// Reads the arguments that follow `load`.
///
/// # Errors
/// What is wrong with the first one that cannot be used.
pub fn parse(arguments: &[String]) -> Result<Typed, Misuse> {
    let mut reader = Reader::default();
    let (own, pasted) = match arguments.iter().position(|argument| argument == "--") {
        Some(at) => (&arguments[..at], Some(&arguments[at + 1..])),
        None => (arguments, None),
    };
    reader.read(own, Rules::Load)?;
    if let Some(pasted) = pasted {
        reader.pasted(pasted)?;
    }
    let mut typed = reader.typed;
    let mut words = reader.words.into_iter();
    if typed.help {
        return Ok(typed);
    }
    if reader.merge {
        typed.merge = words.collect();
        return if typed.merge.is_empty() { Err(Misuse::new(MisuseKind::NoFiles, "--merge", "")) } else { Ok(typed) };
    }
    // The course's load balancer is found through the account.
    let found = typed.options.until_scale_out.is_some();
    typed.request.url = match words.next() {
        Some(url) => url,
        None if found => String::new(),
        None => return Err(Misuse::new(MisuseKind::NoUrl, "", "")),
    };
    match words.next() {
        Some(extra) => Err(Misuse::new(MisuseKind::ExtraUrl, "", &extra)),
        None => Ok(typed),
    }
}

/// Reads a `curl` command line's arguments (without the word `curl`) by curl's rules alone.
///
/// # Errors
/// What is wrong with the first one that cannot be used.
pub fn parse_curl(arguments: &[String]) -> Result<Request, Misuse> {
    let mut all = vec!["--".to_owned(), "curl".to_owned()];
    all.extend_from_slice(arguments);
    parse(&all).map(|typed| typed.request)
}

#[derive(Debug, Default)]
struct Reader {
    typed: Typed,
    /// What is no flag: the URL, or the files to merge.
    words: Vec<String>,
    merge: bool,
}

impl Reader {
    fn pasted(&mut self, arguments: &[String]) -> Result<(), Misuse> {
        match arguments {
            // The whole line as one argument.
            [line] if line.trim_start().starts_with("curl ") => {
                let words = shell::split(line).ok_or_else(|| Misuse::new(MisuseKind::OpenQuote, "", line))?;
                self.read(&words[1..], Rules::Curl)
            }
            [first, rest @ ..] if first == "curl" => self.read(rest, Rules::Curl),
            words => {
                self.words.extend_from_slice(words);
                Ok(())
            }
        }
    }

    fn read(&mut self, arguments: &[String], rules: Rules) -> Result<(), Misuse> {
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            if let Some(name) = argument.strip_prefix("--").filter(|name| !name.is_empty()) {
                self.long(argument, name, rules, &mut rest)?;
            } else if let Some(letters) = argument.strip_prefix('-').filter(|letters| !letters.is_empty()) {
                self.cluster(letters, rules, &mut rest)?;
            } else if argument != "--" {
                self.words.push(argument.clone());
            }
        }
        Ok(())
    }

    fn long<'a>(
        &mut self,
        argument: &str,
        name: &str,
        rules: Rules,
        rest: &mut impl Iterator<Item = &'a String>,
    ) -> Result<(), Misuse> {
        // curl takes no value after `=`; most programs do.
        let (name, joined) = match name.split_once('=') {
            Some((name, value)) if rules == Rules::Load => (name, Some(value)),
            _ => (name, None),
        };
        let shown = format!("--{name}");
        let Some(row) = flags::long(name, rules) else { return Err(unknown(argument, name, rules)) };
        let value = match (row.takes, joined) {
            (true, Some(value)) => value.to_owned(),
            (true, None) => rest.next().cloned().ok_or_else(|| Misuse::new(MisuseKind::MissingValue, &shown, ""))?,
            (false, Some(value)) => return Err(Misuse::new(MisuseKind::ExtraValue, &shown, value)),
            (false, None) => String::new(),
        };
        self.apply(row, &shown, value)
    }

    /// `-sSLk`, `-XPOST`, `-X POST`: letters until one takes a value, which is the rest or the next argument.
    fn cluster<'a>(
        &mut self,
        letters: &str,
        rules: Rules,
        rest: &mut impl Iterator<Item = &'a String>,
    ) -> Result<(), Misuse> {
        for (at, letter) in letters.char_indices() {
            let shown = format!("-{letter}");
            let Some(row) = flags::letter(letter, rules) else {
                // `-request` was probably meant as `--request`.
                let near =
                    if at == 0 { flags::long(letters, rules).map(|row| format!("--{}", row.long)) } else { None };
                return Err(Misuse { nearest: near, ..Misuse::new(MisuseKind::UnknownFlag, &shown, &shown) });
            };
            if !row.takes {
                self.apply(row, &shown, String::new())?;
                continue;
            }
            let after = &letters[at + letter.len_utf8()..];
            let value = if after.is_empty() { rest.next().cloned() } else { Some(after.to_owned()) };
            return self.apply(row, &shown, value.ok_or_else(|| Misuse::new(MisuseKind::MissingValue, &shown, ""))?);
        }
        Ok(())
    }

    fn apply(&mut self, row: &Row, shown: &str, value: String) -> Result<(), Misuse> {
        match row.flag {
            Flag::Unsupported => return Err(Misuse::new(MisuseKind::UnsupportedFlag, shown, &value)),
            Flag::Nothing => {}
            Flag::Url => self.words.push(value),
            Flag::Merge => self.merge = true,
            Flag::Help => self.typed.help = true,
            Flag::Lang if !["ja", "en"].contains(&value.as_str()) => {
                return Err(Misuse::new(MisuseKind::BadFormat, shown, &value));
            }
            Flag::Lang => {}
            Flag::Account => self.typed.account.push((row.long.to_owned(), value)),
            flag if set_option(&mut self.typed.options, flag, shown, &value)? => {}
            flag => set_request(&mut self.typed.request, flag, shown, value)?,
        }
        Ok(())
    }
}

/// Sets one of the load's own; `false`: it is not one of them.
fn set_option(options: &mut Options, flag: Flag, shown: &str, value: &str) -> Result<bool, Misuse> {
    let wrong = |kind| Misuse::new(kind, shown, value);
    match flag {
        Flag::Requests => options.requests = Some(plan::count(value).ok_or_else(|| wrong(MisuseKind::BadCount))?),
        Flag::Connections => {
            let count = plan::count(value).and_then(|count| usize::try_from(count).ok());
            let count = count.filter(|count| *count <= plan::MOST_CONNECTIONS);
            options.connections = Some(count.ok_or_else(|| wrong(MisuseKind::BadCount))?);
        }
        Flag::Duration => options.duration = Some(plan::duration(value).ok_or_else(|| wrong(MisuseKind::BadDuration))?),
        Flag::Rate => options.rate = Some(plan::rate(value).ok_or_else(|| wrong(MisuseKind::BadRate))?),
        Flag::Ramp => options.ramp = plan::ramp(value).ok_or_else(|| wrong(MisuseKind::BadRamp))?,
        Flag::Shard => match plan::count(value).and_then(|count| u32::try_from(count).ok()) {
            Some(count) => options.shards = Some(count),
            None => options.shard = Some(plan::shard(value).ok_or_else(|| wrong(MisuseKind::BadShard))?),
        },
        Flag::Format => options.format = plan::Format::parse(value).ok_or_else(|| wrong(MisuseKind::BadFormat))?,
        Flag::NoKeepalive => options.no_keepalive = true,
        Flag::Hdr => options.hdr = Some(value.to_owned()),
        Flag::Curl => options.curl = true,
        Flag::ShowSecrets => options.show_secrets = true,
        Flag::OwnHost => options.own_host = true,
        Flag::LiftCeiling => options.lift_ceiling = true,
        Flag::UntilScaleOut => options.until_scale_out = Some(value.to_owned()),
        Flag::Marker => options.marker = Some(value.to_ascii_lowercase()),
        Flag::Streams => {
            let count = plan::count(value).and_then(|count| usize::try_from(count).ok()).filter(|count| *count <= 1000);
            options.streams = Some(count.ok_or_else(|| wrong(MisuseKind::BadStreams))?);
        }
        Flag::Yes => options.yes = true,
        _ => return Ok(false),
    }
    Ok(true)
}

fn set_request(request: &mut Request, flag: Flag, shown: &str, value: String) -> Result<(), Misuse> {
    match flag {
        Flag::Request => {
            let token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
            if value.is_empty() || !value.chars().all(token) {
                return Err(Misuse::new(MisuseKind::BadMethod, shown, &value));
            }
            request.method = Some(value);
        }
        Flag::Header => request.headers.push(value),
        Flag::Data(kind) => request.data.push(Data { kind, text: value }),
        Flag::Get => request.get = true,
        Flag::Head => request.head = true,
        Flag::UserAgent => request.user_agent = Some(value),
        Flag::Referer => request.referer = Some(value),
        Flag::User => request.user = Some(value),
        Flag::Cookie => request.cookies.push(value),
        Flag::Proxy => request.proxy = Some(value).filter(|proxy| !proxy.is_empty()),
        Flag::Insecure => request.insecure = true,
        Flag::Cacert => request.cacert = Some(value),
        Flag::Cert => request.cert = Some(value),
        Flag::Key => request.key = Some(value),
        Flag::Location => request.location = true,
        Flag::Compressed => request.compressed = true,
        Flag::Resolve => {
            Resolve::parse(&value).map_err(|_| Misuse::new(MisuseKind::BadOverride, shown, &value))?;
            request.resolve.push(value);
        }
        Flag::ConnectTo => {
            ConnectTo::parse(&value).map_err(|_| Misuse::new(MisuseKind::BadOverride, shown, &value))?;
            request.connect_to.push(value);
        }
        Flag::Version(version) => request.version = Some(version),
        Flag::Family(family) => request.family = Some(family),
        Flag::ConnectTimeout => request.connect_timeout = seconds(shown, &value)?,
        Flag::MaxTime => request.max_time = seconds(shown, &value)?,
        Flag::Output => request.output = Some(value),
        Flag::Silent => request.silent = true,
        _ => {}
    }
    Ok(())
}

/// curl's seconds, with decimals; 0 is no limit.
fn seconds(shown: &str, value: &str) -> Result<Option<Duration>, Misuse> {
    let number = value.parse::<f64>().ok().filter(|_| value.starts_with(|c: char| c.is_ascii_digit() || c == '.'));
    let read = number.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    let read = read.filter(|limit| *limit <= Duration::from_hours(24));
    let limit = read.ok_or_else(|| Misuse::new(MisuseKind::BadSeconds, shown, value))?;
    Ok(Some(limit).filter(|limit| !limit.is_zero()))
}

fn unknown(argument: &str, name: &str, rules: Rules) -> Misuse {
    let near = crate::text::nearest(name, flags::rows(rules).map(|row| row.long));
    let nearest = near.map(|name| format!("--{name}"));
    Misuse { nearest, ..Misuse::new(MisuseKind::UnknownFlag, argument, argument) }
}
