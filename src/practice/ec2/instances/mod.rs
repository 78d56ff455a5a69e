//! Instances: launching, describing, starting and stopping them.

pub(super) mod attributes;
pub(super) mod console;
pub(super) mod describe;
pub(crate) mod launch;
mod plan;
pub(super) mod profiles;
mod settings;
mod shown;
pub(crate) mod state;
pub(super) mod status;
pub(crate) mod types;

use super::super::account::{Instance, InstanceState, Region};
use super::super::fault::Fault;
use super::kind;

pub(crate) use plan::user_data as check_user_data;
pub(crate) use settings::Settings;

/// Whether all these ids name instances.
fn check_ids(region: &Region, ids: &[String]) -> Result<(), Fault> {
    ids.iter().try_for_each(|id| kind::INSTANCE.check(id))?;
    let missing: Vec<&str> = ids.iter().map(String::as_str).filter(|id| !region.instances.contains_key(*id)).collect();
    if missing.is_empty() { Ok(()) } else { Err(kind::INSTANCE.all_missing(&missing)) }
}

/// The instance of an id, for an operation on a living one.
fn living<'a>(region: &'a mut Region, id: &str) -> Result<&'a mut Instance, Fault> {
    let one = kind::INSTANCE.find_mut(&mut region.instances, id)?;
    if matches!(one.state, InstanceState::ShuttingDown | InstanceState::Terminated) {
        return Err(wrong_state(id));
    }
    Ok(one)
}

fn wrong_state(id: &str) -> Fault {
    let message = format!("The instance '{id}' is not in a valid state for this operation.");
    Fault::new("IncorrectInstanceState", message)
}

#[cfg(test)]
mod tests;
