//! One run of the load generator: from what was typed, and the files it names, to a run under way.

use std::io::{self, Read as _};
use std::path::PathBuf;

use url::Url;

use crate::clock::Clock;
use crate::engine::{self, Target, Trust, USUAL_LIMIT};
pub use crate::engine::{Ended, Running, Stopper, Tick, TrustProblem};
use crate::load::compose::Files;
use crate::load::cookies;
use crate::load::overrides::{ConnectTo, Resolve, destination};
use crate::load::plan::is_loopback;
use crate::load::{Message, Misuse, MisuseKind, Options, Plan, Request};

/// What keeps a run from starting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoadProblem {
    Misuse(Misuse),
    Unreadable { path: PathBuf, kind: io::ErrorKind },
    Trust(TrustProblem),
}

impl From<Misuse> for LoadProblem {
    fn from(misuse: Misuse) -> Self {
        Self::Misuse(misuse)
    }
}

/// What holds for every command of a program run, beside what was typed after `load`.
#[derive(Clone, Debug, Default)]
pub struct Ways {
    pub resolve: Vec<Resolve>,
    pub connect_to: Vec<ConnectTo>,
    pub cacert: Option<PathBuf>,
    /// Hosts that are the caller's own, as the account says.
    pub own: Vec<String>,
}

/// Everything is known, and nothing has been sent.
#[derive(Clone, Debug)]
pub struct Prepared {
    pub plan: Plan,
    pub target: Target,
}

/// Reads the files that are named and makes sure that the target may be loaded.
///
/// # Errors
/// What was typed cannot be used, or not on that target.
pub fn prepare(request: &Request, options: &Options, ways: &Ways) -> Result<Prepared, LoadProblem> {
    let plan = Plan::of(options)?;
    let files = files(request)?;
    let message = Message::of(request, &files)?;
    let trust = Trust {
        insecure: request.insecure,
        roots: request.cacert.as_ref().map(PathBuf::from).or_else(|| ways.cacert.clone()).map(read).transpose()?,
        certificate: request.cert.as_ref().map(PathBuf::from).map(read).transpose()?,
        key: request.key.as_ref().map(PathBuf::from).map(read).transpose()?,
    };
    // Both were read once when they were typed.
    let resolve = request.resolve.iter().filter_map(|given| Resolve::parse(given).ok());
    let connect_to = request.connect_to.iter().filter_map(|given| ConnectTo::parse(given).ok());
    let target = Target {
        message,
        resolve: ways.resolve.iter().cloned().chain(resolve).collect(),
        connect_to: connect_to.chain(ways.connect_to.iter().cloned()).collect(),
        proxy: request.proxy.as_deref().map(proxy).transpose()?,
        trust,
        version: request.version,
        family: request.family,
        connect_timeout: request.connect_timeout,
        max_time: request.max_time.unwrap_or(USUAL_LIMIT),
        follow: request.location,
        anywhere: options.own_host,
        keep_body: request.output.is_some(),
        marker: options.marker.clone(),
    };
    if !options.own_host {
        is_own(&target, &ways.own)?;
    }
    Ok(Prepared { plan, target })
}

/// Starts what was prepared.
///
/// # Errors
/// The certificates cannot be used.
pub fn start(prepared: Prepared, clock: Clock) -> Result<Running, LoadProblem> {
    engine::start(prepared.plan, prepared.target, clock).map_err(LoadProblem::Trust)
}

/// Traffic goes to this machine and to the caller's own load balancers only, unless somebody vouches for the host.
fn is_own(target: &Target, own: &[String]) -> Result<(), Misuse> {
    for url in std::iter::once(&target.message.url).chain(&target.proxy) {
        let host = url.host_str().unwrap_or_default();
        let plain = host.trim_start_matches('[').trim_end_matches(']');
        let leads = destination(&target.resolve, &target.connect_to, plain, url.port_or_known_default());
        let own = match leads.addresses {
            Some(addresses) => addresses.iter().all(|address| address.to_canonical().is_loopback()),
            None => is_loopback(&leads.host) || own.contains(&super::scale_out::own::plain(&leads.host)),
        };
        if !own {
            return Err(misuse(MisuseKind::NotOwn, &leads.host));
        }
    }
    Ok(())
}

fn misuse(kind: MisuseKind, given: &str) -> Misuse {
    Misuse { kind, flag: String::new(), given: given.to_owned(), nearest: None }
}

fn proxy(given: &str) -> Result<Url, Misuse> {
    let whole = if given.contains("://") { given.to_owned() } else { format!("http://{given}") };
    let url = Url::parse(&whole).ok().filter(|url| url.scheme() == "http" && url.host_str().is_some());
    let mut url = url.ok_or_else(|| misuse(MisuseKind::BadProxy, given))?;
    // curl's port for proxies. (The URL library leaves a scheme's own port out, so `:80` has to be looked for.)
    let own_port = whole.trim_end_matches('/').ends_with(":80");
    if url.port().is_none() && !own_port {
        let _ = url.set_port(Some(1080));
    }
    Ok(url)
}

fn files(request: &Request) -> Result<Files, LoadProblem> {
    let mut files = Files::new();
    for name in request.files() {
        if !files.contains_key(name) {
            files.insert(name.to_owned(), read(PathBuf::from(name))?);
        }
    }
    for name in request.cookie_files() {
        // As in curl, a file that is not there is one without cookies.
        if let Ok(content) = std::fs::read_to_string(name) {
            files.insert(name.to_owned(), fresh(&content).into_bytes());
        }
    }
    Ok(files)
}

/// The lines of a file of cookies whose time is not over.
fn fresh(content: &str) -> String {
    let now = Clock::system().now().as_second();
    let lines = content.lines().filter(|line| cookies::expires(line).is_none_or(|at| at > now));
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// A file; `-` is standard input.
fn read(path: PathBuf) -> Result<Vec<u8>, LoadProblem> {
    let mut content = Vec::new();
    let read = if path.as_os_str() == "-" {
        io::stdin().lock().read_to_end(&mut content).map(|_| content)
    } else {
        std::fs::read(&path)
    };
    read.map_err(|error| LoadProblem::Unreadable { path, kind: error.kind() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::{parse, shell};

    fn prepared(line: &str) -> Result<Prepared, LoadProblem> {
        let typed = parse(&shell::split(line).unwrap()).unwrap();
        prepare(&typed.request, &typed.options, &Ways::default())
    }

    #[test]
    fn only_this_machine_unless_somebody_vouches() {
        for line in [
            "http://127.0.0.1:9",
            "shop.elb.localhost",
            "https://[::1]/",
            "--resolve shop.example:80:127.0.0.1 http://shop.example",
            "--connect-to ::localhost:8080 http://shop.example",
            "--i-own-this-host http://shop.example",
        ] {
            assert!(prepared(line).is_ok(), "{line}");
        }
        for line in [
            "http://shop.example",
            "http://10.0.0.1",
            "--resolve shop.example:81:127.0.0.1 http://shop.example",
            "--connect-to ::shop.example:80 http://localhost",
            "--resolve localhost:80:10.0.0.1 http://localhost",
            "-x proxy.example:3128 http://localhost",
        ] {
            let problem = prepared(line).unwrap_err();
            assert!(matches!(problem, LoadProblem::Misuse(Misuse { kind: MisuseKind::NotOwn, .. })), "{line}");
        }
    }

    #[test]
    fn a_file_that_is_not_there_is_named() {
        let problem = prepared("-d @/nonexistent/body http://localhost").unwrap_err();
        assert_eq!(
            problem,
            LoadProblem::Unreadable { path: "/nonexistent/body".into(), kind: io::ErrorKind::NotFound }
        );
    }
}
