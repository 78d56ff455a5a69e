//! The client's side: a lesson's AWS CLI command to an input, an input to a query, an answer in XML back to JSON.

mod built_in;
pub mod cli;
mod custom;
pub mod from_xml;
pub(super) mod names;
mod options;
mod shorthand;
mod to_query;
pub mod wire;

pub use cli::{Cli, CliProblem, Files, from_cli};
pub use from_xml::{NoAnswer, from_xml};
pub use to_query::to_query;
pub use wire::{Request, answer, protocol, request};
