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

use super::call::{Call, Caller};
use super::handle::Practice;

pub(crate) use scene::{Names, Scene};

/// One fault.
#[derive(Debug)]
pub struct Breakage {
    /// What `--break` takes.
    pub id: &'static str,
    /// The hop of a request that it breaks, named as `explain` names them; `configuration` when requests still
    /// arrive.
    pub hop: &'static str,
    /// One line: what is wrong afterwards.
    pub about: &'static str,
    run: Run,
}

/// Changes the account.
pub(crate) type Run = fn(&mut Scene<'_, '_>) -> Result<(), Unbroken>;

/// Why a fault could not be put in. The account is as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unbroken {
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
/// first one that there is. The account is as it was when it cannot be put in.
pub(crate) fn inject(call: &mut Call<'_>, id: &str, names: &Names) -> Result<(), Unbroken> {
    let breakage = all().find(|one| one.id == id).ok_or_else(|| Unbroken::Unknown(id.to_owned()))?;
    let before = call.account.clone();
    let done = (breakage.run)(&mut Scene::find(call, names));
    if done.is_err() {
        *call.account = before;
    }
    done
}

impl Practice {
    /// The faults that can be put into an account, along the way of a request.
    pub fn faults() -> impl Iterator<Item = &'static Breakage> {
        all()
    }

    /// Puts faults into a region of the account, one after another, at the load balancer of that name (the first
    /// one when none is given).
    ///
    /// # Errors
    /// The first that there is none of, or that finds nothing to break; nothing was changed then, by the others
    /// neither.
    pub fn break_with<'f>(
        &self,
        region: &str,
        faults: &[&'f str],
        load_balancer: Option<&str>,
    ) -> Result<(), (&'f str, Unbroken)> {
        let names = Names { load_balancer: load_balancer.map(str::to_owned) };
        self.change(|world| {
            let before = world.account.clone();
            let mut call = world.call(region, Caller::service("aws"));
            let mut one_by_one = faults.iter();
            let done = one_by_one.try_for_each(|id| inject(&mut call, id, &names).map_err(|why| (*id, why)));
            if done.is_err() {
                world.account = before;
            }
            done
        })
    }
}
