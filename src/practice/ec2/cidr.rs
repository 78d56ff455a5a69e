//! Blocks of addresses, as EC2 reads and keeps them.

use std::net::Ipv6Addr;

use ipnet::{Ipv4Net, Ipv6Net};

use super::super::account::Ids;
use super::super::fault::Fault;

/// An IPv4 block with its host bits cleared, as EC2 keeps it. `parameter` is its name in EC2's refusal.
pub(crate) fn ipv4(text: &str, parameter: &str) -> Result<Ipv4Net, Fault> {
    text.parse::<Ipv4Net>().map(|net| net.trunc()).map_err(|_| {
        let message = format!("Value ({text}) for parameter {parameter} is invalid. This is not a valid CIDR block.");
        Fault::invalid_value(message)
    })
}

/// An IPv6 block with its host bits cleared.
pub(crate) fn ipv6(text: &str, parameter: &str) -> Result<Ipv6Net, Fault> {
    text.parse::<Ipv6Net>().map(|net| net.trunc()).map_err(|_| {
        let message =
            format!("Value ({text}) for parameter {parameter} is invalid. This is not a valid IPv6 CIDR block.");
        Fault::invalid_value(message)
    })
}

/// The block of a VPC or a subnet: /16 to /28. `code` is `InvalidVpc.Range` or `InvalidSubnet.Range`.
pub(crate) fn sized(text: &str, code: &'static str) -> Result<Ipv4Net, Fault> {
    let net = ipv4(text, "cidrBlock")?;
    if (16..=28).contains(&net.prefix_len()) { Ok(net) } else { Err(invalid(code, text)) }
}

/// `The CIDR '…' is invalid.`
pub(crate) fn invalid(code: &'static str, text: &str) -> Fault {
    Fault::new(code, format!("The CIDR '{text}' is invalid."))
}

/// Whether two blocks share an address.
pub(crate) fn overlap(a: Ipv4Net, b: Ipv4Net) -> bool {
    a.contains(&b) || b.contains(&a)
}

/// A /56 of Amazon's, as a VPC that asks for IPv6 gets it.
pub(crate) fn amazon_ipv6(ids: &mut Ids) -> String {
    let number = ids.number().to_be_bytes();
    let [a, b, c, ..] = number;
    let address = Ipv6Addr::from(u128::from_be_bytes([0x26, 0x00, 0x1f, 0x18, a, b, c, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
    format!("{address}/56")
}
