//! The one integration binary: the AWS SDK is linked once.
#![expect(clippy::expect_used, reason = "a helper of a test fails the test")]

mod accounts;
mod architecture;
mod contract;
mod explain;
mod faults;
mod grade;
mod load;
mod other_accounts;
mod practice;
mod support;
