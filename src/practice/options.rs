//! How a practice account is opened.

use crate::clock::Clock;

/// The first two octets of public addresses where the system keeps all of 127.0.0.0/8 to itself.
pub const LOOPBACK_PREFIX: [u8; 2] = [127, 80];
/// The same elsewhere: a network for documentation, which leads nowhere (RFC 5737 has no larger one; this is
/// RFC 2544's, for tests between devices).
pub const DOCUMENTATION_PREFIX: [u8; 2] = [198, 18];

/// How an account is opened.
#[derive(Clone, Debug)]
pub struct Options {
    /// Twelve digits. A saved account keeps its own.
    pub account_id: String,
    /// The same seed and the same requests at the same times give the same ids.
    pub seed: u64,
    /// Practice seconds a second. `None`: that of the saved account, else [`Options::DEFAULT_SPEED`].
    pub speed: Option<f64>,
    /// Every region begins with a default VPC, as AWS's do. A saved account keeps what it was made with.
    pub default_vpcs: bool,
    /// What [`Practice::saved`] gave.
    pub saved: Option<Vec<u8>>,
    /// The first two octets of public addresses given from now on.
    pub public_prefix: [u8; 2],
    pub clock: Clock,
}

impl Options {
    /// Fast enough that a boot and its health checks are over in a minute.
    pub const DEFAULT_SPEED: f64 = 8.0;
}

impl Default for Options {
    fn default() -> Self {
        Self {
            account_id: "123456789012".to_owned(),
            seed: 1,
            speed: None,
            default_vpcs: true,
            saved: None,
            public_prefix: super::front::public_prefix(),
            clock: Clock::system(),
        }
    }
}
