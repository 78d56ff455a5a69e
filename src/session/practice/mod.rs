//! The practice account from the session's side: its start for a course, a step shown, the program that serves it.
//!
//! Whatever is done to the account goes through its API as requests; nothing here reaches into it.

pub mod commands;
pub mod host;
pub mod open;
pub mod prepare;
pub mod problem;
pub mod proof;
pub mod serve;
mod visitors;

pub use commands::CommandProblem;
pub use host::{Host, Opening};
pub use open::Practices;

#[cfg(test)]
mod explain_tests;
#[cfg(test)]
mod tests;
