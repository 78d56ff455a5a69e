//! What a request asks for: the signature's scope, the protocol, the operation.

use hyper::Request;
use hyper::body::Bytes;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap};

use super::super::api::{Operation, Protocol, Service};
use super::super::ec2::zone;
use super::refusal::{Refusal, Style};

/// A request that names an operation which AWS has.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) operation: &'static Operation,
    pub(super) protocol: Protocol,
    pub(super) region: String,
    pub(super) access_key: String,
    /// The form's pairs in the query protocol.
    pub(super) pairs: Option<Vec<(String, String)>>,
}

/// What a signature is for: `Credential=KEY/DATE/REGION/SERVICE/aws4_request`.
#[derive(Debug, PartialEq, Eq)]
struct Scope {
    access_key: String,
    region: String,
    service: String,
}

/// How the operation is named.
struct Named {
    /// As the request's target or path names it; a query names none.
    service: Option<Service>,
    operation: String,
    version: Option<String>,
    protocol: Protocol,
    pairs: Option<Vec<(String, String)>>,
}

/// # Errors
/// It is not signed, or asks for what is not here.
pub(super) fn read(request: &Request<Bytes>) -> Result<Asked, Refusal> {
    let named = named(request);
    let guess = named.as_ref().and_then(guessed);
    let style = named.as_ref().map_or_else(|| Style::plain(request.headers()), |named| Style::Protocol(named.protocol));
    let scope = match signature(request) {
        Signature::None => return Err(Refusal::Unsigned { service: guess, style }),
        Signature::Broken => return Err(Refusal::BadSignature { service: guess, style }),
        Signature::Whole(scope) => scope,
    };
    let signed = Service::from_signing_name(&scope.service);
    let Some(named) = named else {
        let style = Style::of_stranger(&scope.service, request.headers());
        return Err(match signed {
            Some(service) => Refusal::NoAction { service },
            None => Refusal::UnknownService { name: scope.service, style },
        });
    };
    let Some(service) = named.service.or(signed) else {
        let style = Style::of_stranger(&scope.service, request.headers());
        return Err(Refusal::UnknownService { name: scope.service, style });
    };
    let version = named.version.as_deref().filter(|version| !speaks(service, Some(version)));
    if let Some(version) = version.filter(|_| service == Service::Ec2) {
        return Err(Refusal::NoSuchVersion { version: version.to_owned() });
    }
    if !service.protocols().contains(&named.protocol) || version.is_some() {
        return Err(Refusal::UnknownAction { service, protocol: named.protocol, name: named.operation });
    }
    let Some(operation) = Operation::find(service, &named.operation) else {
        return Err(Refusal::UnknownAction { service, protocol: named.protocol, name: named.operation });
    };
    let Named { protocol, pairs, .. } = named;
    if !zone::regions().any(|(name, _)| name == scope.region) {
        return Err(Refusal::NoSuchRegion { service, protocol, region: scope.region });
    }
    Ok(Asked { operation, protocol, region: scope.region, access_key: scope.access_key, pairs })
}

/// EC2's versions before today's that clients still name; it answers to each alike.
const EC2_VERSIONS: [&str; 20] = [
    "2012-06-01",
    "2012-06-15",
    "2012-07-20",
    "2012-08-15",
    "2012-10-01",
    "2012-12-01",
    "2013-02-01",
    "2013-06-15",
    "2013-07-15",
    "2013-08-15",
    "2013-10-01",
    "2013-10-15",
    "2014-02-01",
    "2014-05-01",
    "2014-06-15",
    "2014-09-01",
    "2014-10-01",
    "2015-03-01",
    "2015-10-01",
    "2016-04-01",
];

/// The versions of others tell their APIs apart (the classic load balancers' is 2012-06-01).
fn speaks(service: Service, version: Option<&str>) -> bool {
    let older = |version: &str| service == Service::Ec2 && (EC2_VERSIONS.contains(&version) || version == "2016-09-15");
    version.is_none_or(|version| version == service.api_version() || older(version))
}

/// The service of a request that is not signed, as far as it can be told.
fn guessed(named: &Named) -> Option<Service> {
    let by_version = |version: &str| Service::ALL.into_iter().find(|service| service.api_version() == version);
    named.service.or_else(|| by_version(named.version.as_deref()?))
}

fn named(request: &Request<Bytes>) -> Option<Named> {
    let path = request.uri().path();
    if let Some((service, operation)) = path.strip_prefix("/service/").and_then(|rest| rest.split_once("/operation/")) {
        let service = Service::from_target_prefix(service)?;
        let plain = Named {
            service: Some(service),
            operation: operation.to_owned(),
            version: None,
            protocol: Protocol::Cbor,
            pairs: None,
        };
        return Some(plain);
    }
    if let Some(target) = text(request.headers(), "x-amz-target") {
        let (prefix, operation) = target.rsplit_once('.')?;
        let ten = text(request.headers(), CONTENT_TYPE.as_str()).is_some_and(|kind| kind.contains("json-1.0"));
        let protocol = if ten { Protocol::Json10 } else { Protocol::Json11 };
        let service = Some(Service::from_target_prefix(prefix)?);
        return Some(Named { service, operation: operation.to_owned(), version: None, protocol, pairs: None });
    }
    let query = request.uri().query().unwrap_or_default().as_bytes();
    let form = text(request.headers(), CONTENT_TYPE.as_str()).is_none_or(|kind| kind.contains("form"));
    let body: &[u8] = if form { request.body() } else { b"" };
    let pairs: Vec<(String, String)> =
        [query, body].iter().flat_map(|part| url::form_urlencoded::parse(part).into_owned()).collect();
    let find = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    let operation = find("Action")?;
    let version = find("Version");
    // A signature in the query is none of the operation's parameters.
    let pairs = pairs.into_iter().filter(|(name, _)| !name.starts_with("X-Amz-")).collect();
    Some(Named { service: None, operation, version, protocol: Protocol::Query, pairs: Some(pairs) })
}

enum Signature {
    None,
    Broken,
    Whole(Scope),
}

/// The signature, from the header or the query.
fn signature(request: &Request<Bytes>) -> Signature {
    let given = if let Some(header) = text(request.headers(), AUTHORIZATION.as_str()) {
        let Some(rest) = header.strip_prefix("AWS4-") else { return Signature::None };
        let part = rest.split([' ', ',']).find_map(|part| part.trim().strip_prefix("Credential="));
        part.filter(|_| rest.contains("Signature=")).map(str::to_owned)
    } else {
        let query = request.uri().query().unwrap_or_default().as_bytes();
        let found = url::form_urlencoded::parse(query).find(|(name, _)| name == "X-Amz-Credential");
        let Some((_, given)) = found else { return Signature::None };
        Some(given.into_owned())
    };
    given.and_then(|given| credential(&given)).map_or(Signature::Broken, Signature::Whole)
}

fn credential(text: &str) -> Option<Scope> {
    let mut parts = text.rsplit('/');
    if parts.next()? != "aws4_request" {
        return None;
    }
    let (service, region, _date) = (parts.next()?, parts.next()?, parts.next()?);
    // A key may itself hold a slash.
    let access_key = parts.rev().collect::<Vec<_>>().join("/");
    let whole = !access_key.is_empty() && !region.is_empty() && !service.is_empty();
    whole.then(|| Scope { access_key, region: region.to_owned(), service: service.to_owned() })
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
