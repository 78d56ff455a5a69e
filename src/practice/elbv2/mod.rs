//! Elastic Load Balancing v2: load balancers, listeners, rules, target groups. One file a family; their tables are listed here.

use super::call::Table;

/// The operations of this service.
pub(crate) const TABLES: &[Table] = &[];
