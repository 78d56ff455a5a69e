//! STS: who asks, and roles to assume.

use super::call::Table;

/// The operations of this service.
pub(crate) const OPERATIONS: Table = &[];
