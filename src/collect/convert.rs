//! Small conversions from the SDK's types to facts.

use aws_sdk_ec2::types::Tag;
use aws_smithy_types::DateTime;
use ipnet::IpNet;
use jiff::Timestamp;

use super::asker::Malformed;

/// A field that every item of its kind has.
pub(super) fn need<T>(field: Option<T>) -> Result<T, Malformed> {
    field.ok_or(Malformed)
}

/// An id, name or ARN that every item of its kind has.
pub(super) fn need_text(field: Option<String>) -> Result<String, Malformed> {
    field.filter(|text| !text.is_empty()).ok_or(Malformed)
}

pub(super) fn time(field: Option<DateTime>) -> Option<Timestamp> {
    let field = field?;
    let nanoseconds = i32::try_from(field.subsec_nanos()).ok()?;
    Timestamp::new(field.secs(), nanoseconds).ok()
}

/// A time that AWS writes as text.
pub(super) fn time_text(field: Option<String>) -> Option<Timestamp> {
    field?.parse().ok()
}

/// A block that is there must be readable: a source that is dropped would read as "closed".
pub(super) fn block(text: &str) -> Result<IpNet, Malformed> {
    text.parse().map_err(|_| Malformed)
}

/// An address that is there must be readable.
pub(super) fn address(field: Option<String>) -> Result<Option<std::net::IpAddr>, Malformed> {
    field.filter(|text| !text.is_empty()).map(|text| text.parse().map_err(|_| Malformed)).transpose()
}

pub(super) fn tag(tags: Option<&[Tag]>, key: &str) -> Option<String> {
    let found = tags?.iter().find(|tag| tag.key() == Some(key))?;
    found.value().map(str::to_owned)
}

/// Items whose order in AWS's answer means nothing, in a stable order.
pub(super) fn sorted<T, K: Ord>(mut items: Vec<T>, key: impl Fn(&T) -> K) -> Vec<T> {
    items.sort_by_key(key);
    items
}

/// Converts every item, or none.
pub(super) fn all<A, B>(
    items: Option<Vec<A>>,
    convert: impl Fn(A) -> Result<B, Malformed>,
) -> Result<Vec<B>, Malformed> {
    items.unwrap_or_default().into_iter().map(convert).collect()
}
