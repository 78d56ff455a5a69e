//! IAM as far as launching needs it: roles, instance profiles, the policies attached to them.

use super::call::Table;

/// The operations of this service.
pub(crate) const OPERATIONS: Table = &[];
