//! EC2: networks, security groups, instances and what they are made from. One file a family; their tables are listed here.

use super::call::Table;

/// The operations of this service.
pub(crate) const TABLES: &[Table] = &[];
