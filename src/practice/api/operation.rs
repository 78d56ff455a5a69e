//! The operations that the account may be asked for, and the waiters that ask them again and again.

use super::client::names::kebab;
use super::service::Service;
use super::table::{Table, Type};

/// One operation of one service, such as `DescribeVpcs` of EC2.
#[derive(Debug)]
pub struct Operation {
    service: Service,
    name: &'static str,
    cli: String,
    pub(super) input: Option<usize>,
    pub(super) output: Option<usize>,
}

impl PartialEq for Operation {
    fn eq(&self, other: &Operation) -> bool {
        self.service == other.service && self.name == other.name
    }
}

impl Operation {
    pub(super) fn new(service: Service, name: &'static str, input: Option<usize>, output: Option<usize>) -> Operation {
        Operation { service, name, cli: kebab(name), input, output }
    }

    /// The operation of a service by its API name, exactly as AWS writes it.
    #[must_use]
    pub fn find(service: Service, name: &str) -> Option<&'static Operation> {
        let all = Operation::all(service);
        all.binary_search_by(|operation| operation.name.cmp(name)).ok().map(|at| &all[at])
    }

    /// Every operation of a service, by name.
    #[must_use]
    pub fn all(service: Service) -> &'static [Operation] {
        &Table::of(service).operations
    }

    /// The operation of the AWS CLI's two words: `elbv2` `describe-rules`.
    #[must_use]
    pub fn by_cli(service_word: &str, command_word: &str) -> Option<&'static Operation> {
        let service = Service::from_cli_name(service_word)?;
        Operation::all(service).iter().find(|operation| operation.cli == command_word)
    }

    /// The service that it belongs to.
    #[must_use]
    pub fn service(&self) -> Service {
        self.service
    }

    /// Its API name: `DescribeVpcs`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Its word on the AWS CLI: `describe-vpcs`.
    #[must_use]
    pub fn cli_name(&self) -> &str {
        &self.cli
    }

    pub(super) fn table(&self) -> &'static Table {
        Table::of(self.service)
    }

    /// Whether the input has a member of this API name.
    #[must_use]
    pub fn takes(&self, member: &str) -> bool {
        self.input.is_some_and(|input| self.table().members(input).iter().any(|m| m.name == member))
    }

    pub(super) fn output_type(&self) -> Option<Type> {
        self.output.map(Type::Shape)
    }
}

/// A waiter of the AWS CLI and the SDKs: an operation asked until its answer fits a case.
#[derive(Debug, PartialEq)]
pub struct Waiter {
    /// Its API name: `ImageAvailable`.
    pub name: &'static str,
    /// The API name of the operation that it asks.
    pub operation: &'static str,
    /// What ends it, or keeps it asking, in this order; an answer that fits none keeps it asking.
    pub cases: Vec<WaiterCase>,
    cli: String,
}

/// One case of a waiter.
#[derive(Debug, PartialEq, Eq)]
pub struct WaiterCase {
    /// `success`, `failure` or `retry`.
    pub state: &'static str,
    /// `path`, `pathAll`, `pathAny` (compare what `argument` finds), `status` (of HTTP) or `error` (its code).
    pub matcher: &'static str,
    /// What is compared with; `true`, `false` and numbers are values of JSON.
    pub expected: &'static str,
    /// `JMESPath` into the answer; empty for `status` and `error`.
    pub argument: &'static str,
}

impl Waiter {
    pub(super) fn new(name: &'static str, operation: &'static str) -> Waiter {
        Waiter { name, operation, cases: Vec::new(), cli: kebab(name) }
    }

    /// The waiter of the AWS CLI's words after `wait`: `ec2`, `image-available`.
    #[must_use]
    pub fn by_cli(service: Service, word: &str) -> Option<&'static Waiter> {
        Table::of(service).waiters.iter().find(|waiter| waiter.cli == word)
    }
}

impl WaiterCase {
    pub(super) fn parse(line: &'static str) -> Option<WaiterCase> {
        let mut words = line.splitn(4, ' ');
        let (state, matcher, expected) = (words.next()?, words.next()?, words.next()?);
        Some(WaiterCase { state, matcher, expected, argument: words.next().unwrap_or_default() })
    }
}
