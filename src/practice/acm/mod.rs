//! AWS Certificate Manager in a small form: certificates are requested, validated, imported, described and deleted.
//!
//! What ACM issues here is signed by the account's own authority ([`authority::root`]), which a client has to be told to trust.
//! Its keys are on the P-256 curve whatever algorithm was asked for: the algorithm that is shown is the one asked
//! for. Nobody looks a validation record up; [`authority::issue`] is what the record would have brought about, and what
//! a mail brings about that is sent again ([`mail`]).

pub(crate) mod authority;
mod control;
pub(crate) mod describe;
mod import;
mod mail;
mod pem;
mod request;
mod tags;

#[cfg(test)]
mod tests;

use super::call::Table;

/// The operations of this service.
pub(crate) const TABLES: &[Table] =
    &[request::OPERATIONS, import::OPERATIONS, describe::OPERATIONS, mail::OPERATIONS, tags::OPERATIONS];
