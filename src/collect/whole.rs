//! Proof that an answer's body is the whole document that the operation promises.
//!
//! The SDK's XML parser takes a truncated document for a complete one: half an answer would turn into
//! fewer groups with fewer rules, without an error. So every body is walked to its end here, and must hold
//! the operation's result element, before anything in it is believed. AWS writes a list's element even
//! where the list is empty (`<vpcSet/>`), so its absence is never "none".

use std::collections::BTreeSet;
use std::fmt;

use minicbor::Decoder;
use minicbor::data::Type;
use quick_xml::Reader;
use quick_xml::events::Event;

use crate::facts::operations::Operation;

/// What is wrong with a body. Its word is the `code` of the resulting gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    Empty,
    /// Neither XML nor CBOR, as the operation needs it; or not well-formed.
    Malformed,
    /// It ends before it is complete, or the connection did.
    Truncated,
    /// Complete, but another document: a login page, another operation's answer.
    OtherDocument,
    /// The right document without its result.
    NoResult,
    /// Larger than any answer can be.
    TooLarge,
    /// The answer to an error, and not a whole document: only its HTTP status can be believed.
    InError(u16),
}

impl Flaw {
    pub(super) fn word(self) -> String {
        match self {
            Self::Empty => "empty-body".to_owned(),
            Self::Malformed => "malformed-body".to_owned(),
            Self::Truncated => "truncated-body".to_owned(),
            Self::OtherDocument => "other-document".to_owned(),
            Self::NoResult => "no-result-element".to_owned(),
            Self::TooLarge => "body-too-large".to_owned(),
            Self::InError(status) => format!("http-{status}"),
        }
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.word())
    }
}

impl std::error::Error for Flaw {}

/// Where an operation's result is found in its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// EC2: an element directly in `<OperationResponse>`.
    Ec2(&'static str),
    /// Query protocol: an element in `<OperationResponse><OperationResult>`.
    Query(&'static str),
    /// RPC v2 CBOR: a map with at least one of these members.
    Cbor(&'static [&'static str]),
    /// AWS JSON: an object with this member.
    Json(&'static str),
}

/// The documented result of every operation of [`crate::facts::operations::ALL`].
///
/// Source: the response elements of each action in the API references of EC2, Elastic Load Balancing,
/// Auto Scaling, ACM, STS and CloudWatch.
pub(super) fn shape(operation: &Operation) -> Option<Shape> {
    Some(match operation.name {
        "DescribeVpcs" => Shape::Ec2("vpcSet"),
        "DescribeSubnets" => Shape::Ec2("subnetSet"),
        "DescribeRouteTables" => Shape::Ec2("routeTableSet"),
        "DescribeNetworkAcls" => Shape::Ec2("networkAclSet"),
        "DescribeSecurityGroups" => Shape::Ec2("securityGroupInfo"),
        "GetManagedPrefixListEntries" => Shape::Ec2("entrySet"),
        "DescribeInstances" => Shape::Ec2("reservationSet"),
        "DescribeImages" => Shape::Ec2("imagesSet"),
        "DescribeSnapshots" => Shape::Ec2("snapshotSet"),
        "DescribeVolumes" => Shape::Ec2("volumeSet"),
        "DescribeAddresses" => Shape::Ec2("addressesSet"),
        "DescribeNatGateways" => Shape::Ec2("natGatewaySet"),
        "DescribeNetworkInterfaces" => Shape::Ec2("networkInterfaceSet"),
        "DescribeLaunchTemplateVersions" => Shape::Ec2("launchTemplateVersionSet"),
        "DescribeLaunchTemplates" => Shape::Ec2("launchTemplates"),
        "DescribeRegions" => Shape::Ec2("regionInfo"),
        "GetCallerIdentity" => Shape::Query("Account"),
        "DescribeLoadBalancers" => Shape::Query("LoadBalancers"),
        "DescribeTargetGroups" => Shape::Query("TargetGroups"),
        "DescribeTags" => Shape::Query("TagDescriptions"),
        "DescribeListeners" => Shape::Query("Listeners"),
        "DescribeRules" => Shape::Query("Rules"),
        "DescribeTargetHealth" => Shape::Query("TargetHealthDescriptions"),
        "DescribeListenerCertificates" => Shape::Query("Certificates"),
        "DescribeSSLPolicies" => Shape::Query("SslPolicies"),
        "ListCertificates" => Shape::Json("CertificateSummaryList"),
        "DescribeCertificate" => Shape::Json("Certificate"),
        "DescribeLoadBalancerAttributes" | "DescribeTargetGroupAttributes" => Shape::Query("Attributes"),
        "DescribeAutoScalingGroups" => Shape::Query("AutoScalingGroups"),
        "DescribePolicies" => Shape::Query("ScalingPolicies"),
        "DescribeScalingActivities" => Shape::Query("Activities"),
        "DescribeAlarms" => Shape::Cbor(&["MetricAlarms", "CompositeAlarms"]),
        "DescribeAlarmHistory" => Shape::Cbor(&["AlarmHistoryItems"]),
        "GetMetricData" => Shape::Cbor(&["MetricDataResults"]),
        _ => return None,
    })
}

/// Proves the body of a successful answer.
pub(super) fn prove(operation: &Operation, body: &[u8]) -> Result<(), Flaw> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Err(Flaw::Empty);
    }
    let root = format!("{}Response", operation.name);
    match shape(operation).ok_or(Flaw::OtherDocument)? {
        Shape::Ec2(element) => xml(body, Some(&[&root, element])),
        Shape::Query(element) => xml(body, Some(&[&root, &format!("{}Result", operation.name), element])),
        Shape::Cbor(members) => cbor(body, members),
        Shape::Json(member) => json(body, Some(member)),
    }
}

/// Proves the body of an error answer: only that it is a whole document.
pub(super) fn prove_error(operation: &Operation, status: u16, body: &[u8]) -> Result<(), Flaw> {
    let whole = match shape(operation) {
        Some(Shape::Cbor(_)) => cbor(body, &[]),
        Some(Shape::Json(_)) => json(body, None),
        _ => xml(body, None),
    };
    whole.map_err(|_| Flaw::InError(status))
}

/// AWS nests its answers a dozen elements deep; what goes far beyond is no answer, and slow to read.
const DEEPEST: usize = 64;

/// Walks an XML document to its end. With `path`, its root and the elements below it must be there, the
/// result once: of two results a reader would believe the last.
fn xml(body: &[u8], path: Option<&[&str]>) -> Result<(), Flaw> {
    let mut reader = Reader::from_reader(body);
    let mut open: Vec<String> = Vec::new();
    let mut roots = 0_usize;
    let mut found = usize::from(path.is_none());
    loop {
        // An error before the first element means that this is no XML at all; later, that it was cut.
        let event = reader.read_event().map_err(|_| if roots == 0 { Flaw::Malformed } else { Flaw::Truncated })?;
        match event {
            Event::Start(ref tag) | Event::Empty(ref tag) => {
                let name = tag.local_name().as_ref().to_owned();
                roots += usize::from(open.is_empty());
                if let Some(path) = path {
                    if open.is_empty() && path.first().is_some_and(|root| *root != name) {
                        return Err(Flaw::OtherDocument);
                    }
                    found += usize::from(reached(&open, &name, path));
                }
                if matches!(event, Event::Start(_)) {
                    open.push(name);
                }
                if open.len() > DEEPEST {
                    return Err(Flaw::Malformed);
                }
            }
            Event::End(_) if open.pop().is_none() => return Err(Flaw::Malformed),
            Event::Text(ref text) if open.is_empty() && !text.trim().is_empty() => {
                return Err(Flaw::Malformed);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    match (roots, open.is_empty(), found) {
        (0, _, _) => Err(Flaw::Malformed),
        (_, false, _) => Err(Flaw::Truncated),
        (1, true, 1) => Ok(()),
        (1, true, 0) => Err(Flaw::NoResult),
        _ => Err(Flaw::Malformed),
    }
}

fn reached(open: &[String], name: &str, path: &[&str]) -> bool {
    open.len() + 1 == path.len()
        && path.last().is_some_and(|last| *last == name)
        && open.iter().zip(path).all(|(seen, wanted)| seen == wanted)
}

/// Walks a CBOR map to its end; nothing may follow it. One of `members` must be among its keys, and no key
/// may come twice.
fn cbor(body: &[u8], members: &[&str]) -> Result<(), Flaw> {
    if body.is_empty() {
        return Err(Flaw::Empty);
    }
    let flaw = |error: &minicbor::decode::Error| {
        if error.is_end_of_input() { Flaw::Truncated } else { Flaw::Malformed }
    };
    let mut whole = Decoder::new(body);
    whole.skip().map_err(|error| flaw(&error))?;
    if whole.position() != body.len() {
        return Err(Flaw::Malformed);
    }
    let mut decoder = Decoder::new(body);
    let entries = decoder.map().map_err(|_| Flaw::OtherDocument)?;
    let mut found = members.is_empty();
    let mut keys: BTreeSet<&str> = BTreeSet::new();
    let mut read = 0_u64;
    while entries.is_none_or(|entries| read < entries) {
        if decoder.datatype().map_err(|error| flaw(&error))? == Type::Break {
            break;
        }
        let key = decoder.str().map_err(|_| Flaw::Malformed)?;
        found |= members.contains(&key);
        if !keys.insert(key) {
            return Err(Flaw::Malformed);
        }
        decoder.skip().map_err(|error| flaw(&error))?;
        read += 1;
    }
    if found { Ok(()) } else { Err(Flaw::NoResult) }
}

/// Reads a JSON document to its end: an object, no member of which comes twice, with `member` among them.
fn json(body: &[u8], member: Option<&str>) -> Result<(), Flaw> {
    let flaw = |error: &serde_json::Error| match error.classify() {
        serde_json::error::Category::Eof => Flaw::Truncated,
        serde_json::error::Category::Data => Flaw::OtherDocument,
        _ => Flaw::Malformed,
    };
    let Members(members) = serde_json::from_slice(body).map_err(|error| flaw(&error))?;
    let once: BTreeSet<&String> = members.iter().collect();
    if once.len() < members.len() {
        return Err(Flaw::Malformed);
    }
    if member.is_none_or(|member| members.iter().any(|name| name == member)) { Ok(()) } else { Err(Flaw::NoResult) }
}

/// The names of an object's members, each as often as it comes.
struct Members(Vec<String>);

impl<'de> serde::Deserialize<'de> for Members {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Names;
        impl<'de> serde::de::Visitor<'de> for Names {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut names = Vec::new();
                while let Some((name, _)) = map.next_entry::<String, serde::de::IgnoredAny>()? {
                    names.push(name);
                }
                Ok(Members(names))
            }
        }
        deserializer.deserialize_map(Names)
    }
}

#[cfg(test)]
#[path = "tests/whole.rs"]
mod tests;
