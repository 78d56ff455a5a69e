//! What a learner hands in: a checklist with its facts, so that anybody can judge it again. Floor 0.
//!
//! [`report::HandIn`] is the file; [`mask`] hides account ids in it without changing a verdict; [`read`] reads one
//! back, whatever it has been through; [`again`] judges it again; [`same`] finds
//! copies; [`nonce`] is the word of a class in a tag; [`proofs`] what a board has kept of identities;
//! [`identity`] the signed question that a class board asks STS, [`sts`] its answer. [`markdown`], [`html`] and [`junit`]
//! show it.
//!
//! # What it proves
//! That these facts come to these verdicts by this course. The facts themselves come from the learner's machine:
//! whoever wants to can make some up. A nonce ties them to a class, and a board ties them to an identity.

pub mod again;
pub mod html;
pub mod identity;
pub mod junit;
pub mod markdown;
pub mod mask;
pub mod nonce;
pub mod proofs;
pub mod read;
pub mod report;
pub mod same;
pub mod sts;

#[cfg(test)]
mod hostile_tests;
#[cfg(test)]
mod tests;

pub use read::ReportProblem;
pub use report::HandIn;
