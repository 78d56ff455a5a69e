//! Names to addresses, with typed answers: a name that does not exist is not a server that keeps silent.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use hickory_resolver::TokioResolver;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::{RData, RecordType};

use super::overrides::{Destination, destination};
use super::{Prober, Stopped, Timer};
use crate::facts::reachability::{DnsObservation, Stage, Stop};

/// The system's resolver, read when it is first needed. `None`: its configuration cannot be read.
#[derive(Clone, Debug, Default)]
pub(super) struct System(Arc<OnceLock<Option<TokioResolver>>>);

/// Why there are no addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NoAddress {
    NoSuchName,
    NoAnswer(String),
}

impl Prober {
    /// Looks a name up, overrides and the loopback rule included. A name that does not exist *here* while
    /// a proxy resolves for this machine tells nothing, and is no answer.
    pub async fn dns(&self, host: &str, limit: Duration) -> DnsObservation {
        let timer = self.timer(limit);
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let place = destination(&self.resolve, &self.connect_to, host, None);
        let overridden = place.overridden;
        match self.addresses(&place, &timer).await {
            Ok(addresses) => DnsObservation::Resolved { addresses, elapsed_ms: timer.elapsed_ms(), overridden },
            Err(NoAddress::NoSuchName) if self.proxies.apply_to(&format!("http://{host}/")) => {
                DnsObservation::NoAnswer { code: "proxied".to_owned(), elapsed_ms: timer.elapsed_ms() }
            }
            Err(NoAddress::NoSuchName) => DnsObservation::NoSuchName { elapsed_ms: timer.elapsed_ms() },
            Err(NoAddress::NoAnswer(code)) => DnsObservation::NoAnswer { code, elapsed_ms: timer.elapsed_ms() },
        }
    }

    /// The addresses of a destination, at least one.
    pub(super) async fn addresses(&self, place: &Destination, timer: &Timer) -> Result<Vec<IpAddr>, NoAddress> {
        if let Some(addresses) = &place.addresses {
            return Ok(addresses.clone());
        }
        if let Ok(address) = place.host.parse() {
            return Ok(vec![address]);
        }
        if is_loopback_name(&place.host) {
            return Ok(vec![IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)]);
        }
        let work = async { Ok(self.resolver.look_up(&place.host).await) };
        match timer.within(Stage::Dns, work).await {
            Ok(answer) => answer,
            Err(_) => Err(NoAddress::NoAnswer("timed-out".to_owned())),
        }
    }
}

impl From<NoAddress> for Stopped {
    fn from(reason: NoAddress) -> Self {
        match reason {
            NoAddress::NoSuchName => Self::new(Stage::Dns, Stop::NoSuchName),
            NoAddress::NoAnswer(code) if code == "timed-out" => Self::new(Stage::Dns, Stop::TimedOut),
            NoAddress::NoAnswer(_) => Self::new(Stage::Dns, Stop::NoAnswer),
        }
    }
}

/// `localhost` and everything under it is this machine, whatever a name server says (RFC 6761, 6.3).
pub(super) fn is_loopback_name(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    host == "localhost" || host.ends_with(".localhost")
}

impl System {
    /// Asks for both kinds of address. Nothing is cached: a load balancer's name may appear any moment.
    async fn look_up(&self, host: &str) -> Result<Vec<IpAddr>, NoAddress> {
        let resolver = self.0.get_or_init(|| {
            let mut builder = TokioResolver::builder_tokio().ok()?;
            builder.options_mut().cache_size = 0;
            builder.build().ok()
        });
        let Some(resolver) = resolver else { return by_operating_system(host).await };
        // A final dot keeps search domains out.
        let name = format!("{}.", host.trim_end_matches('.'));
        let (v4, v6) = futures_util::future::join(
            resolver.lookup(name.as_str(), RecordType::A),
            resolver.lookup(name.as_str(), RecordType::AAAA),
        )
        .await;
        let answers = [v4, v6].map(|answer| {
            answer.map(|lookup| lookup.answers().iter().filter_map(|record| address(&record.data)).collect::<Vec<_>>())
        });
        combine(answers)
    }
}

fn address(data: &RData) -> Option<IpAddr> {
    match data {
        RData::A(address) => Some(IpAddr::V4(address.0)),
        RData::AAAA(address) => Some(IpAddr::V6(address.0)),
        _ => None,
    }
}

/// One address is enough. "No such name" needs either NXDOMAIN, which speaks of the name as a whole, or
/// an empty answer to *both* questions.
fn combine(answers: [Result<Vec<IpAddr>, NetError>; 2]) -> Result<Vec<IpAddr>, NoAddress> {
    let addresses: Vec<IpAddr> = answers.iter().flatten().flatten().copied().collect();
    if !addresses.is_empty() {
        return Ok(addresses);
    }
    let is_empty = |answer: &Result<_, NetError>| answer.as_ref().map_or_else(no_data, |_| true);
    if answers.iter().any(|answer| answer.as_ref().is_err_and(NetError::is_nx_domain)) || answers.iter().all(is_empty) {
        return Err(NoAddress::NoSuchName);
    }
    let error = answers.into_iter().filter_map(Result::err).find(|error| !no_data(error));
    Err(NoAddress::NoAnswer(error.map_or_else(|| "failed".to_owned(), |error| code(&error))))
}

/// The name exists, without a record of this kind.
fn no_data(error: &NetError) -> bool {
    matches!(error, NetError::Dns(DnsError::NoRecordsFound(none)) if none.response_code == ResponseCode::NoError)
}

fn code(error: &NetError) -> String {
    match error {
        NetError::Dns(DnsError::ResponseCode(ResponseCode::ServFail)) => "SERVFAIL".to_owned(),
        NetError::Dns(DnsError::ResponseCode(ResponseCode::Refused)) => "REFUSED".to_owned(),
        NetError::Dns(DnsError::ResponseCode(code)) => format!("RCODE{}", u16::from(*code)),
        NetError::Timeout => "timed-out".to_owned(),
        NetError::NoConnections | NetError::Io(_) => "unreachable".to_owned(),
        NetError::Proto(_) => "garbled".to_owned(),
        _ => "failed".to_owned(),
    }
}

/// Where no resolver configuration can be read. The operating system does not say portably whether a
/// name does not exist or nobody answered, so every error is no answer.
async fn by_operating_system(host: &str) -> Result<Vec<IpAddr>, NoAddress> {
    match tokio::net::lookup_host((host, 0)).await {
        Ok(found) => {
            let addresses: Vec<IpAddr> = found.map(|address| address.ip()).collect();
            if addresses.is_empty() { Err(NoAddress::NoAnswer("failed".to_owned())) } else { Ok(addresses) }
        }
        Err(_) => Err(NoAddress::NoAnswer("failed".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use hickory_resolver::net::NoRecords;
    use hickory_resolver::proto::op::Query;

    use super::*;

    fn nothing(code: ResponseCode) -> Result<Vec<IpAddr>, NetError> {
        Err(NetError::Dns(DnsError::NoRecordsFound(NoRecords::new(Query::default(), code))))
    }

    fn failed(code: ResponseCode) -> Result<Vec<IpAddr>, NetError> {
        Err(NetError::Dns(DnsError::ResponseCode(code)))
    }

    #[test]
    fn silence_is_never_no_such_name() {
        let one: IpAddr = "192.0.2.1".parse().unwrap();
        assert_eq!(combine([Ok(vec![one]), Err(NetError::Timeout)]), Ok(vec![one]));
        assert_eq!(combine([nothing(ResponseCode::NXDomain), Err(NetError::Timeout)]), Err(NoAddress::NoSuchName));
        let both = [nothing(ResponseCode::NoError), nothing(ResponseCode::NoError)];
        assert_eq!(combine(both), Err(NoAddress::NoSuchName));
        let half = [nothing(ResponseCode::NoError), Err(NetError::Timeout)];
        assert_eq!(combine(half), Err(NoAddress::NoAnswer("timed-out".into())));
        let broken = [failed(ResponseCode::ServFail), nothing(ResponseCode::NoError)];
        assert_eq!(combine(broken), Err(NoAddress::NoAnswer("SERVFAIL".into())));
        let refused = [failed(ResponseCode::Refused), failed(ResponseCode::Refused)];
        assert_eq!(combine(refused), Err(NoAddress::NoAnswer("REFUSED".into())));
    }

    #[test]
    fn loopback_names() {
        assert!(is_loopback_name("localhost"));
        assert!(is_loopback_name("A.B.LocalHost."));
        assert!(!is_loopback_name("notlocalhost"));
        assert!(!is_loopback_name("localhost.example"));
    }
}
