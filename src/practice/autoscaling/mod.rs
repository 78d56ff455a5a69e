//! EC2 Auto Scaling: groups that keep their size. One file a family; their tables are listed here.

use super::call::Table;

/// The operations of this service.
pub(crate) const TABLES: &[Table] = &[];
