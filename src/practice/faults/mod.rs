//! Faults that a teacher can put into an account (`--break`): a name, what it breaks, and the change to the
//! account's data that does it. What it looks like from outside follows from the change, as it would on AWS.

mod application;
mod balancer;
mod certificate;
mod health;
mod network;
mod scaling;
mod scene;
mod security;
mod targets;
#[cfg(test)]
mod tests;

use super::call::Call;

pub(crate) use scene::{Names, Scene};

/// One fault.
pub(crate) struct Breakage {
    /// What `--break` takes.
    pub(crate) id: &'static str,
    /// The hop of a request that it breaks, named as `explain` names them; `configuration` when requests still
    /// arrive.
    pub(crate) hop: &'static str,
    /// One line: what is wrong afterwards.
    pub(crate) about: &'static str,
    pub(crate) run: Run,
}

/// Changes the account.
pub(crate) type Run = fn(&mut Scene<'_, '_>) -> Result<(), Unbroken>;

/// Why a fault could not be put in. The account is as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Unbroken {
    /// No fault has this name.
    Unknown(String),
    /// The account has nothing of the kind that it would break.
    Missing(&'static str),
}

const fn fault(id: &'static str, hop: &'static str, about: &'static str, run: Run) -> Breakage {
    Breakage { id, hop, about, run }
}

/// All faults, along the way of a request.
pub(crate) fn all() -> impl Iterator<Item = &'static Breakage> {
    [
        balancer::FAULTS,
        certificate::FAULTS,
        network::FAULTS,
        security::FAULTS,
        targets::FAULTS,
        health::FAULTS,
        application::FAULTS,
        scaling::FAULTS,
    ]
    .into_iter()
    .flatten()
}

/// Puts a fault into the account: into the load balancer that is named, with everything behind it, or into the
/// first one that there is.
pub(crate) fn inject(call: &mut Call<'_>, id: &str, names: &Names) -> Result<(), Unbroken> {
    let breakage = all().find(|one| one.id == id).ok_or_else(|| Unbroken::Unknown(id.to_owned()))?;
    let mut scene = Scene::find(call, names);
    (breakage.run)(&mut scene)
}
