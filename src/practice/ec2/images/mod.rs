//! Images: Amazon's and the courses' own, and those that the account makes.

pub(super) mod attributes;
pub(crate) mod catalogue;
pub(super) mod create;
pub(super) mod describe;

#[cfg(test)]
mod tests;

use super::super::account::{Image, Region};
use super::super::fault::Fault;
use super::kind;

/// One of the account's own images, for an operation that only its owner may ask for.
fn own<'a>(region: &'a mut Region, id: &str) -> Result<&'a mut Image, Fault> {
    kind::IMAGE.check(id)?;
    let public = catalogue::images(&region.name).iter().any(|image| image.id == id);
    match region.images.get_mut(id) {
        Some(image) => Ok(image),
        None if public => {
            let message = format!("Not authorized for image:{id}");
            Err(Fault::new("AuthFailure", message))
        }
        None => Err(kind::IMAGE.missing(id)),
    }
}

/// EC2's answer to a use of an image that is still being made.
fn pending(id: &str) -> Fault {
    let message = format!("The AMI ID '{id}' is currently pending and may not be used for this operation");
    Fault::new("InvalidAMIID.Unavailable", message)
}
