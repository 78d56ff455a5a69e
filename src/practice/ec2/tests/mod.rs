//! The networking operations, asked as the wire asks them.

mod groups;
mod networks;
mod routes;

use serde_json::Value;

use super::super::account::Account;
use super::super::api::{Operation, Service};
use super::super::call::{Addressing, Caller, Outcome, Timings};
use super::super::world::World;

pub(super) const REGION: &str = "us-east-1";

/// An empty account, or one whose regions begin with a default VPC.
pub(super) fn world(default_vpcs: bool) -> World {
    World {
        account: Account { default_vpcs, ..Account::empty("111122223333", 7) },
        now: "2026-11-22T01:00:00Z".parse().expect("a time"),
        timings: Timings::default(),
        addressing: Addressing { public_prefix: [127, 80] },
    }
}

impl World {
    pub(super) fn ask(&mut self, operation: &str, input: Value) -> Outcome {
        let operation = Operation::find(Service::Ec2, operation).expect("an operation of EC2");
        self.request(operation, REGION, Caller::service("test"), input)
    }

    /// The answer to a request that must succeed.
    #[track_caller]
    pub(super) fn did(&mut self, operation: &str, input: Value) -> Value {
        self.ask(operation, input).unwrap_or_else(|fault| panic!("{operation}: {fault}"))
    }

    /// The code of the refusal of a request that must fail, and leave everything as it was.
    #[track_caller]
    pub(super) fn refused(&mut self, operation: &str, input: Value) -> String {
        let before = serde_json::to_value(&self.account.regions).expect("the state");
        let fault = self.ask(operation, input).expect_err(operation);
        assert_eq!(serde_json::to_value(&self.account.regions).expect("the state"), before, "{operation}: {fault}");
        fault.code.into_owned()
    }

    /// Like [`Self::refused`], but the message.
    #[track_caller]
    pub(super) fn refusal(&mut self, operation: &str, input: Value) -> String {
        self.ask(operation, input).expect_err(operation).message
    }

    /// A VPC of 10.0.0.0/16.
    pub(super) fn vpc(&mut self) -> String {
        text(&self.did("CreateVpc", serde_json::json!({ "CidrBlock": "10.0.0.0/16" })), "/Vpc/VpcId")
    }

    pub(super) fn subnet(&mut self, vpc: &str, cidr: &str, zone: &str) -> String {
        let input = serde_json::json!({ "VpcId": vpc, "CidrBlock": cidr, "AvailabilityZone": zone });
        text(&self.did("CreateSubnet", input), "/Subnet/SubnetId")
    }

    pub(super) fn group(&mut self, vpc: &str, name: &str) -> String {
        let input = serde_json::json!({ "GroupName": name, "Description": "d", "VpcId": vpc });
        text(&self.did("CreateSecurityGroup", input), "/GroupId")
    }
}

/// A text of an answer.
#[track_caller]
pub(super) fn text(answer: &Value, place: &str) -> String {
    let found = answer.pointer(place).unwrap_or_else(|| panic!("{place} in {answer}"));
    found.as_str().map_or_else(|| found.to_string(), str::to_owned)
}

/// The length of a list of an answer.
#[track_caller]
pub(super) fn count(answer: &Value, place: &str) -> usize {
    answer.pointer(place).and_then(Value::as_array).unwrap_or_else(|| panic!("{place} in {answer}")).len()
}
