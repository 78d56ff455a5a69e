//! The practice account: an AWS endpoint on this machine in which causes have effects.
//!
//! Floor 1. It imports nothing of ours but [`clock`](crate::clock) and could be a crate of its own: starting
//! accounts and solutions reach it as requests, so it cannot be bent to please a check.
//!
//! Reading order:
//! - `api` — what AWS's operations look like on the wire, from tables; nothing about behaviour;
//! - `account` — everything the account holds, plain data;
//! - `call`, `fault` (AWS's errors), `filter`, `page`, `tagging` — what every operation needs;
//! - `ec2`, `elbv2`, `autoscaling`, `cloudwatch`, `acm`, `iam`, `ssm`, `sts` — one function an operation, one table a service;
//! - `network` — whether a packet passes, decided from the account's state alone;
//! - `routing` — which target a load balancer chooses for a request, and what it answers when none;
//! - `traffic` — what load balancers have served, counted;
//! - `app` — what the applications on the instances answer;
//! - `life` — what time changes: boots, health checks, draining, groups keeping their size;
//! - `world` — account + time: the one place where a request meets the state;
//! - `pace`, `saved` — how practice time passes, and the account as it is kept between runs;
//! - `options`, `handle` — the account as the rest of the program holds it: [`Practice`];
//! - `wire` — the API over HTTP, without the sockets;
//! - `front` — the listening sockets: the API, the load balancers, the instances;
//! - `simulation` — for tests: long and random histories of the whole account.
//!
//! # Invariants
//! - Time is an input: state changes through a request or through [`world`]'s clock, in order of due time, so the
//!   same seed and the same requests at the same times give the same account.
//! - Health checks and requests take the same path: `network`, then `app`.
//! - Nothing here reads a lesson, a check or a verdict.

pub mod api;

pub(crate) mod account;
pub(crate) mod acm;
pub(crate) mod app;
pub(crate) mod autoscaling;
pub(crate) mod call;
pub(crate) mod cloudwatch;
pub(crate) mod ec2;
pub(crate) mod elbv2;
pub(crate) mod fault;
pub(crate) mod faults;
pub(crate) mod filter;
#[cfg(test)]
pub(crate) mod fixture;
pub mod front;
pub(crate) mod handle;
pub(crate) mod iam;
pub(crate) mod life;
pub(crate) mod network;
pub(crate) mod options;
pub(crate) mod pace;
pub(crate) mod page;
pub(crate) mod routing;
pub(crate) mod saved;
pub(crate) mod services;
#[cfg(test)]
mod simulation;
pub(crate) mod ssm;
pub(crate) mod sts;
pub(crate) mod tagging;
pub(crate) mod traffic;
#[cfg(test)]
pub(crate) mod trial;
pub(crate) mod wire;
pub(crate) mod world;

pub use faults::{Breakage, Unbroken};
pub use handle::{Changes, Practice, Refused};
pub use options::{DOCUMENTATION_PREFIX, LOOPBACK_PREFIX, Options};
pub use pace::SPEEDS;
pub use saved::Damaged;
