//! One request on its way through the account: who asks, where, and at what time.

use std::net::Ipv4Addr;

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::account::{Account, Ids, Region};
use super::fault::Fault;

/// What an operation answers: its output under the API's member names, or AWS's error.
pub(crate) type Outcome = Result<Value, Fault>;

/// An operation: it reads its input (already of the right types), changes the account, and answers. A refused
/// request must have changed nothing.
pub(crate) type Run = fn(&mut Call<'_>, Value) -> Outcome;

/// A service's operations by name: its one table.
pub(crate) type Table = &'static [(&'static str, Run)];

/// The account, as one request (or one step of time) meets it.
pub(crate) struct Call<'a> {
    pub(crate) account: &'a mut Account,
    /// The region that the request is signed for.
    pub(crate) region: String,
    /// Practice time. Never asked of a clock further in.
    pub(crate) now: Timestamp,
    pub(crate) caller: Caller,
    pub(crate) timings: &'a Timings,
    pub(crate) addressing: &'a Addressing,
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Caller {
    /// `arn:aws:iam::…:user/learner`, an assumed role's ARN, or a service's name for what AWS does by itself.
    pub(crate) arn: String,
    pub(crate) user_id: String,
}

impl Caller {
    /// AWS itself, acting for a service (`autoscaling`, `elasticloadbalancing`, …).
    pub(crate) fn service(name: &str) -> Self {
        Self { arn: format!("{name}.amazonaws.com"), user_id: name.to_owned() }
    }
}

/// How long things take, in seconds of practice time. AWS's own times vary; these are typical ones.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Timings {
    /// `pending` to `running`.
    pub(crate) instance_pending: u32,
    /// `running` to the first process (user data begins, services start).
    pub(crate) boot: u32,
    pub(crate) instance_stopping: u32,
    pub(crate) instance_shutting_down: u32,
    /// How long a terminated instance is still described.
    pub(crate) instance_forgotten: u32,
    pub(crate) image_pending: u32,
    pub(crate) load_balancer_provisioning: u32,
    pub(crate) nat_gateway_pending: u32,
}

impl Default for Timings {
    fn default() -> Self {
        Self {
            instance_pending: 15,
            boot: 20,
            instance_stopping: 30,
            instance_shutting_down: 30,
            instance_forgotten: 3600,
            image_pending: 120,
            load_balancer_provisioning: 120,
            nat_gateway_pending: 90,
        }
    }
}

/// From where public addresses are given.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Addressing {
    /// The first two octets of public addresses. Loopback's own (`127.80`) where the system routes all of
    /// 127.0.0.0/8 to itself, so that a public address really can be reached; else a documentation network.
    pub(crate) public_prefix: [u8; 2],
}

impl Addressing {
    /// The n-th public address, counted from 0; wraps after 64,516.
    pub(crate) const fn public(&self, n: u64) -> Ipv4Addr {
        let [first, second] = self.public_prefix;
        let (third, fourth) = ((n / 254 % 254) as u8, (n % 254) as u8);
        Ipv4Addr::new(first, second, third + 1, fourth + 1)
    }
}

impl Call<'_> {
    /// The region that the request is for.
    pub(crate) fn region(&mut self) -> &mut Region {
        self.account.region_mut(&self.region)
    }

    /// The region and the source of ids, both to be changed.
    pub(crate) fn parts(&mut self) -> (&mut Region, &mut Ids) {
        let region = self
            .account
            .regions
            .entry(self.region.clone())
            .or_insert_with(|| Region { name: self.region.clone(), ..Region::default() });
        (region, &mut self.account.ids)
    }

    /// An id that no one else has: `vpc-0…`.
    pub(crate) fn id(&mut self, prefix: &str) -> String {
        self.account.ids.next(prefix)
    }

    /// `arn:aws:SERVICE:REGION:ACCOUNT:REST`.
    pub(crate) fn arn(&self, service: &str, rest: &str) -> String {
        format!("arn:aws:{service}:{}:{}:{rest}", self.region, self.account.id)
    }

    /// `now` and some seconds of practice time.
    pub(crate) fn after(&self, seconds: u32) -> Timestamp {
        self.now.saturating_add(jiff::SignedDuration::from_secs(i64::from(seconds))).unwrap_or(Timestamp::MAX)
    }
}

/// An operation's input in the form that it declares. The types were checked against the API's table before;
/// what does not fit here is a value that the operation itself rules out.
pub(crate) fn read<T: DeserializeOwned>(input: Value) -> Result<T, Fault> {
    serde_json::from_value(input).map_err(|error| Fault::invalid_value(format!("Invalid request: {error}")))
}

/// An answer without its absent members: nulls, at any depth.
pub(crate) fn answer(value: Value) -> Value {
    match value {
        Value::Object(members) => members
            .into_iter()
            .filter(|(_, member)| !member.is_null())
            .map(|(key, member)| (key, answer(member)))
            .collect(),
        Value::Array(items) => items.into_iter().map(answer).collect(),
        other => other,
    }
}
