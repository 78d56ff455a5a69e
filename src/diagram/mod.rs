//! The architecture, drawn: client → load balancer → target groups → targets across zones and subnets.
//!
//! Floor 0. [`Architecture`] says what stands where; [`observe`] reads it from facts, and a course's file holds the
//! one that it leads to, in the same shape. [`layout`] places it once, in cells; [`terminal`] and [`svg`] render the
//! same [`Drawing`].

pub mod architecture;
mod broken;
pub mod drawing;
mod guard;
pub mod layout;
mod observe;
pub mod svg;
pub mod terminal;
mod wants;

#[cfg(test)]
mod tests;

/// Columns of a picture that leaves the screen: what a page of paper holds.
pub const SHEET: usize = 100;

pub use architecture::{Architecture, Mark};
pub use drawing::{Drawing, Tone};
pub use layout::layout;
pub use observe::observe;
pub use wants::wants;
