//! Observes an account: asks AWS what a set of wants comes to, and gives [`Facts`](crate::facts::Facts).
//!
//! Floor 1, and the only importer of `aws_sdk_*`. [`Connection::open`] settles the configuration without
//! touching the network; [`Connection::observe`] asks everything at once and ends at its deadline.
//!
//! # Invariants
//! - Read-only: [`guard`] refuses whatever is not in [`operations::ALL`](crate::facts::operations::ALL)
//!   before it is serialised. Credential providers have clients of their own
//!   ([`operations::CREDENTIAL_PROVIDER_CALLS`](crate::facts::operations::CREDENTIAL_PROVIDER_CALLS)).
//! - No absence is invented: a body counts only when it is proven whole ([`whole`]), a list only when all its
//!   pages came and every item has what such an item has ([`asker`]), an error only by type and code ([`gap`]).
//! - Nothing hangs: limits for connecting, for an attempt, for a call, and the observation's deadline.
//! - No branch on what kind of endpoint answers.
//!
//! # Reading order
//! [`open`] and [`profiles`] (settings) → [`credentials`], [`role`], [`http`], [`transport`], [`clients`] (the way out) → [`guard`],
//! [`trace`], [`log`] (every call) → [`asker`] (a call, all pages) → [`network`], [`compute`], [`holdings`], [`template`], [`user_data`],
//! [`balancing`], [`tags`], [`scaling`], [`monitoring`], [`identity`] (one family of facts each) → [`observe`],
//! [`crowd`] (many learners at once), [`elsewhere`] (which questions, in which order) → [`sign`] (who is asking, signed and not sent).

mod asker;
mod balancing;
mod behind;
mod certificates;
mod clients;
mod compute;
mod connection;
mod convert;
mod credentials;
mod crowd;
mod elsewhere;
mod gap;
mod guard;
mod holdings;
mod http;
mod identity;
mod listening;
mod log;
mod monitoring;
mod network;
mod observe;
mod open;
mod profiles;
mod role;
mod scaling;
mod sign;
mod tags;
mod template;
mod trace;
mod transport;
mod user_data;
mod whole;

pub use connection::Connection;
pub use open::{Given, OpenProblem, Options, Role};
pub use profiles::{Profile, profiles};
pub use transport::Transport;
