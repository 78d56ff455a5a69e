//! Ways through a small shop: what is broken is named, what cannot be seen is not blamed.

mod any;
mod shop;
mod ways;

pub(crate) use shop::facts;
