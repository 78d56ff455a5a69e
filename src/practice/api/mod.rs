//! The AWS protocols of the practice account, driven by tables.
//!
//! An operation of the account is a function from a JSON input, whose members have the names of AWS's API reference
//! (`{"GroupIds": ["sg-1"]}`), to a JSON output (`{"SecurityGroups": []}`) or an AWS error. This module alone knows how
//! either travels: EC2's and the others' query protocol with XML answers, JSON 1.0 and 1.1, RPC v2 CBOR, and the words
//! of the AWS CLI.
//!
//! In an input and an output alike, a timestamp is RFC 3339 text, a blob is base64 text, an absent member is absent
//! (never null). The facts about names and types are in `tables/`, written by `tests/peers/api_tables.py`.
//!
//! Reading order: [`service`] and [`operation`] (what may be asked), `table` (where the facts are), [`read`](fn@read)
//! and [`malformed`] (a request in), [`write`](fn@write) and [`write_error`] (an answer out), [`client`] (the other
//! side, for a lesson's commands run in-process).

mod cbor_in;
mod cbor_out;
mod check;
pub mod client;
mod fault;
mod json_in;
mod json_out;
pub mod malformed;
pub mod operation;
mod query_in;
mod query_tree;
mod read;
mod scalar;
pub mod service;
#[cfg(test)]
pub(crate) mod sketch;
mod strangers;
mod table;
mod write;
mod xml_out;

#[cfg(test)]
mod tests;

pub use fault::{Fault, write_error};
pub use malformed::Malformed;
pub use operation::{Operation, Waiter};
pub use read::{Body, check, read};
pub use service::{Protocol, Service};
pub use strangers::strangers;
pub use write::{Reply, write};
