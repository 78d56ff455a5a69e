//! What the integration tests share: independent peers, and the program as its user starts it.

pub(crate) mod meddler;
pub(crate) mod moto;
pub(crate) mod page;
pub(crate) mod peers;
pub(crate) mod practice;
pub(crate) mod program;
pub(crate) mod query;
