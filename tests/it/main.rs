//! The one integration binary: the AWS SDK is linked once.

mod accounts;
mod architecture;
mod faults;
mod support;
