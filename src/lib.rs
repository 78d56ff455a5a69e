//! 花丸 (hanamaru): a terminal trainer and verifier for hands-on AWS load-balancer courses.
//!
//! # The house, from the ground up
//! Imports point down only; `tests/it/architecture.rs` holds the floors.
//!
//! - **Floor 0, pure** — no tokio, no file, no socket, no AWS, no ratatui, no `now()`:
//!   [`facts`] (what was observed), [`course`] (what an author wrote), [`check`] (facts + names →
//!   verdicts), [`explain`] (the way of a request and where it breaks), [`diagram`] (facts → the architecture, drawn),
//!   [`leftover`] (what still exists, what it costs and what removes it), [`board`] (a class: who is in it and how
//!   far), [`grade`] (marks for a class), [`handin`] (what a learner hands in), [`progress`] (what is remembered),
//!   [`report`] (verdicts → documents), [`text`] (words), [`load`] (the load generator's arithmetic).
//! - **Floor 1, edges** — [`class`] (the learner's end of a class, the way to STS), [`clock`], [`collect`] (the only
//!   importer of `aws_sdk_*`), [`engine`] (sends load), [`practice`] (the practice account), [`probe`] (DNS, TCP, TLS,
//!   HTTP), [`store`] (files). They do not know each other.
//! - **Floor 2** — [`session`]: the only caller of the edges. Takes effects, gives events.
//! - **Floor 3, faces** — [`cli`], [`tui`] and [`web`] (the class board).
//!
//! # Invariants
//! - A gap in what was seen is data ([`facts::Section`]); it never reads as "is not there".
//! - A verdict is a message id with arguments ([`check::Verdict`]); words are made at the face.
//! - Nothing that observes an account can change it: `collect` refuses every operation outside
//!   [`facts::operations::ALL`] before it is sent.
//! - *Now* is the account's, from the answers' `Date` headers ([`facts::now`]).
//! - No branch anywhere on what kind of endpoint answers.
//! - User data, credentials, cookies and authorization headers are kept nowhere.

pub mod board;
pub mod check;
pub mod course;
pub mod diagram;
pub mod explain;
pub mod facts;
pub mod grade;
pub mod handin;
pub mod leftover;
pub mod load;
pub mod progress;
pub mod report;
pub mod text;

pub mod class;
pub mod clock;
pub mod collect;
pub mod engine;
pub mod practice;
pub mod probe;
pub mod store;

pub mod session;

pub mod cli;
pub mod tui;
pub mod web;
