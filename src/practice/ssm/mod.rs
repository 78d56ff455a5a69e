//! Systems Manager as far as the courses meet it: commands run on instances, and the public parameters that name
//! Amazon's images. There are no sessions: no terminal is behind an instance.

mod command;
mod console;
mod parameter;
#[cfg(test)]
mod tests;

use super::call::Table;

/// The operations of this service.
pub(crate) const TABLES: &[Table] = &[command::OPERATIONS, parameter::OPERATIONS];
