//! `--resolve HOST:PORT:ADDR[,ADDR]…` and `--connect-to HOST:PORT:TO_HOST:TO_PORT`, as curl reads them.
//!
//! An empty HOST or PORT matches any (`*` too, in `--resolve`); an empty `TO_HOST` or `TO_PORT` keeps the one
//! asked for; IPv6 addresses stand in brackets. `--connect-to` is applied first and `--resolve` to what
//! it leads to. Only the connection changes: `Host`, SNI and the certificate's name stay those of the URL.

use std::net::IpAddr;

/// One `--resolve`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolve {
    /// `None` matches any host.
    pub host: Option<String>,
    /// `None` matches any port.
    pub port: Option<u16>,
    pub addresses: Vec<IpAddr>,
}

/// One `--connect-to`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectTo {
    pub host: Option<String>,
    pub port: Option<u16>,
    /// `None` keeps the host.
    pub to_host: Option<String>,
    /// `None` keeps the port.
    pub to_port: Option<u16>,
}

/// What is wrong with an override as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverrideProblem {
    pub given: String,
    pub reason: OverrideReason,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OverrideReason {
    /// Too few or too many parts between colons (an IPv6 address needs brackets).
    Parts,
    /// A port is no number from 1 to 65535.
    Port,
    /// An address is no IPv4 or IPv6 address.
    Address,
    /// A `[` without its `]`.
    Bracket,
}

impl Resolve {
    /// # Errors
    /// What is wrong with the text.
    pub fn parse(given: &str) -> Result<Self, OverrideProblem> {
        let problem = |reason| OverrideProblem { given: given.to_owned(), reason };
        // curl's leading `+` only says that the entry may be forgotten later.
        let text = given.strip_prefix('+').unwrap_or(given);
        let (host, rest) = take_part(text).map_err(problem)?;
        let (port, addresses) = take_part(rest.ok_or_else(|| problem(OverrideReason::Parts))?).map_err(problem)?;
        let addresses = addresses.ok_or_else(|| problem(OverrideReason::Parts))?;
        let address = |text: &str| {
            let text = text.trim();
            let inside = match text.strip_prefix('[') {
                Some(rest) => rest.strip_suffix(']').ok_or_else(|| problem(OverrideReason::Bracket))?,
                None => text,
            };
            inside.parse().map_err(|_| problem(OverrideReason::Address))
        };
        Ok(Self {
            host: host_part(host).filter(|host| host != "*"),
            port: port_part(port).map_err(problem)?,
            addresses: addresses.split(',').map(address).collect::<Result<_, _>>()?,
        })
    }

    fn matches(&self, host: &str, port: Option<u16>) -> bool {
        matches(self.host.as_deref(), self.port, host, port)
    }
}

impl ConnectTo {
    /// # Errors
    /// What is wrong with the text.
    pub fn parse(given: &str) -> Result<Self, OverrideProblem> {
        let problem = |reason| OverrideProblem { given: given.to_owned(), reason };
        let mut parts = Vec::new();
        let mut rest = Some(given);
        while let Some(text) = rest {
            let (part, after) = take_part(text).map_err(problem)?;
            parts.push(part);
            rest = after;
        }
        let [host, port, to_host, to_port] = parts[..] else { return Err(problem(OverrideReason::Parts)) };
        Ok(Self {
            host: host_part(host),
            port: port_part(port).map_err(problem)?,
            to_host: host_part(to_host),
            to_port: port_part(to_port).map_err(problem)?,
        })
    }

    /// Several, as `HANAMARU_CONNECT_TO` has them: separated by spaces or commas.
    ///
    /// # Errors
    /// What is wrong with the first one that cannot be read.
    pub fn parse_list(given: &str) -> Result<Vec<Self>, OverrideProblem> {
        let one = |c: char| c.is_whitespace() || c == ',';
        given.split(one).filter(|text| !text.is_empty()).map(Self::parse).collect()
    }

    fn matches(&self, host: &str, port: Option<u16>) -> bool {
        matches(self.host.as_deref(), self.port, host, port)
    }
}

/// Where a connection is really made to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    pub host: String,
    /// `None` when only the name was asked about.
    pub port: Option<u16>,
    /// Given by `--resolve`; otherwise the host is looked up.
    pub addresses: Option<Vec<IpAddr>>,
    pub overridden: bool,
}

/// Applies the overrides to a host and port as a URL has them. Without a port, entries for any port of
/// that host count.
#[must_use]
pub fn destination(resolve: &[Resolve], connect_to: &[ConnectTo], host: &str, port: Option<u16>) -> Destination {
    let leads = |entry: &&ConnectTo| entry.matches(host, port) && (entry.to_host.is_some() || entry.to_port.is_some());
    let entry = connect_to.iter().find(leads);
    let to_host = entry.and_then(|entry| entry.to_host.as_deref()).unwrap_or(host);
    let to_port = entry.and_then(|entry| entry.to_port).or(port);
    // The last entry for a host replaces earlier ones; a named host goes before any host.
    let named = resolve.iter().rev().find(|entry| entry.host.is_some() && entry.matches(to_host, to_port));
    let any = || resolve.iter().rev().find(|entry| entry.host.is_none() && entry.matches(to_host, to_port));
    let addresses = named.or_else(any).map(|entry| entry.addresses.clone());
    Destination {
        host: to_host.to_owned(),
        port: to_port,
        overridden: addresses.is_some() || entry.is_some_and(|entry| entry.to_host.is_some()),
        addresses,
    }
}

fn matches(wanted_host: Option<&str>, wanted_port: Option<u16>, host: &str, port: Option<u16>) -> bool {
    let plain = |host: &str| host.trim_end_matches('.').to_ascii_lowercase();
    wanted_host.is_none_or(|wanted| plain(wanted) == plain(host))
        && (wanted_port.is_none() || port.is_none() || wanted_port == port)
}

/// The text up to the next colon outside brackets, and what follows it.
fn take_part(text: &str) -> Result<(&str, Option<&str>), OverrideReason> {
    let from = if text.starts_with('[') { text.find(']').ok_or(OverrideReason::Bracket)? } else { 0 };
    Ok(match text[from..].find(':') {
        Some(at) => (&text[..from + at], Some(&text[from + at + 1..])),
        None => (text, None),
    })
}

fn host_part(text: &str) -> Option<String> {
    let inside = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    (!inside.is_empty()).then(|| inside.to_owned())
}

fn port_part(text: &str) -> Result<Option<u16>, OverrideReason> {
    match text {
        "" | "*" => Ok(None),
        text => match text.parse() {
            Ok(0) | Err(_) => Err(OverrideReason::Port),
            Ok(port) => Ok(Some(port)),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve(text: &str) -> Resolve {
        Resolve::parse(text).unwrap()
    }

    #[test]
    fn resolve_as_curl_reads_it() {
        assert_eq!(
            resolve("example.com:80:127.0.0.1"),
            Resolve { host: Some("example.com".into()), port: Some(80), addresses: vec!["127.0.0.1".parse().unwrap()] }
        );
        assert_eq!(resolve("*:443:[::1],127.0.0.1").addresses.len(), 2);
        assert_eq!(resolve("::127.0.0.1").host, None);
        assert_eq!(resolve("::127.0.0.1").port, None);
        assert_eq!(resolve("+a:1:::1").addresses, ["::1".parse::<IpAddr>().unwrap()]);
        assert_eq!(resolve("[::1]:80:127.0.0.1").host.as_deref(), Some("::1"));
    }

    #[test]
    fn what_is_wrong_is_typed() {
        let reason = |text| Resolve::parse(text).map_err(|p| p.reason).unwrap_err();
        assert_eq!(reason("example.com"), OverrideReason::Parts);
        assert_eq!(reason("example.com:80"), OverrideReason::Parts);
        assert_eq!(reason("example.com:http:127.0.0.1"), OverrideReason::Port);
        assert_eq!(reason("example.com:0:127.0.0.1"), OverrideReason::Port);
        assert_eq!(reason("example.com:70000:127.0.0.1"), OverrideReason::Port);
        assert_eq!(reason("example.com:80:localhost"), OverrideReason::Address);
        assert_eq!(reason("example.com:80:"), OverrideReason::Address);
        assert_eq!(reason("example.com:80:[::1"), OverrideReason::Bracket);
        assert_eq!(reason("[::1:80:127.0.0.1"), OverrideReason::Bracket);
        let reason = |text| ConnectTo::parse(text).map_err(|p| p.reason).unwrap_err();
        assert_eq!(reason("a:80:b"), OverrideReason::Parts);
        assert_eq!(reason("a:80:b:81:c"), OverrideReason::Parts);
        assert_eq!(reason("a:80:b:x"), OverrideReason::Port);
        assert_eq!(reason(""), OverrideReason::Parts);
    }

    #[test]
    fn connect_to_and_lists_of_it() {
        let one = ConnectTo::parse("::localhost:8080").unwrap();
        assert_eq!(one, ConnectTo { host: None, port: None, to_host: Some("localhost".into()), to_port: Some(8080) });
        let many = ConnectTo::parse_list(" a:80:b:81, [::1]:80:[::2]: ").unwrap();
        assert_eq!(
            many[1],
            ConnectTo { host: Some("::1".into()), port: Some(80), to_host: Some("::2".into()), to_port: None }
        );
        assert_eq!(ConnectTo::parse_list("").unwrap(), []);
    }

    #[test]
    fn destinations() {
        let to = [ConnectTo::parse("alb.example:80:127.0.0.1:8080").unwrap(), ConnectTo::parse(":443::8443").unwrap()];
        let by = [resolve("*:8443:10.0.0.1"), resolve("x.example:8443:10.0.0.2"), resolve("X.example.:8443:10.0.0.3")];
        let at = |host, port| destination(&by, &to, host, port);
        assert_eq!(at("ALB.example", Some(80)).host, "127.0.0.1");
        assert_eq!(at("alb.example", Some(80)).port, Some(8080));
        assert!(!at("alb.example", Some(81)).overridden);
        assert_eq!(at("x.example", Some(443)).addresses, Some(vec!["10.0.0.3".parse().unwrap()]));
        assert_eq!(at("y.example", Some(443)).addresses, Some(vec!["10.0.0.1".parse().unwrap()]));
        assert!(at("alb.example", None).overridden, "without a port, an entry for any port counts");
    }
}
