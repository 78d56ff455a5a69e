//! The one integration binary: the AWS SDK is linked once.
#![expect(clippy::expect_used, reason = "a helper of a test fails the test")]

mod accounts;
mod architecture;
// The shown lines are pasted into a Unix shell.
#[cfg(unix)]
mod cleanup;
mod contract;
mod explain;
mod faults;
mod grade;
mod killed;
mod load;
mod other_accounts;
mod practice;
mod progress;
mod support;
