//! Which addresses are free: private ones in a subnet, public ones in the whole account.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use super::super::account::{Account, Ids, Region, Subnet};
use super::super::call::Call;
use super::super::fault::Fault;

/// Public addresses before they wrap ([`Addressing::public`](super::super::call::Addressing::public)).
const PUBLIC: u64 = 254 * 254;

/// AWS keeps the first four addresses of a subnet and its last for itself.
const RESERVED: u32 = 5;

/// A free address of a subnet: the wanted one, or any. It is taken once an interface with it is in the region.
pub(crate) fn private(
    region: &Region,
    ids: &mut Ids,
    subnet: &Subnet,
    wanted: Option<Ipv4Addr>,
) -> Result<Ipv4Addr, Fault> {
    let net = block(subnet);
    let taken = taken(region, &subnet.id);
    if let Some(wanted) = wanted {
        return asked_for(net, &taken, wanted);
    }
    let usable = usable(net);
    let first = u32::from(net.network()).saturating_add(4);
    // Any one of them to begin with, as AWS does: an address that was just given back seldom comes again at once.
    let start = u32::try_from(ids.number() % u64::from(usable.max(1))).unwrap_or_default();
    (0..usable)
        .map(|step| Ipv4Addr::from(first + (start + step) % usable))
        .find(|address| !taken.contains(address))
        .ok_or_else(|| {
            let message = "The specified subnet does not have enough free addresses to satisfy the request.";
            Fault::new("InsufficientFreeAddressesInSubnet", message)
        })
}

fn asked_for(net: Ipv4Net, taken: &BTreeSet<Ipv4Addr>, wanted: Ipv4Addr) -> Result<Ipv4Addr, Fault> {
    if !net.contains(&wanted) {
        let message = format!("Address {wanted} does not fall within the subnet's address range");
        return Err(Fault::invalid_value(message));
    }
    let place = u32::from(wanted) - u32::from(net.network());
    if place < 4 || wanted == net.broadcast() {
        return Err(Fault::invalid_value(format!("Address {wanted} is in subnet's reserved address range")));
    }
    if taken.contains(&wanted) {
        return Err(Fault::new("InvalidIPAddress.InUse", format!("Address {wanted} is in use.")));
    }
    Ok(wanted)
}

/// How many addresses of a subnet are free: `AvailableIpAddressCount`.
pub(crate) fn available(region: &Region, subnet: &Subnet) -> u32 {
    let taken = u32::try_from(taken(region, &subnet.id).len()).unwrap_or(u32::MAX);
    usable(block(subnet)).saturating_sub(taken)
}

fn taken(region: &Region, subnet: &str) -> BTreeSet<Ipv4Addr> {
    region.network_interfaces.values().filter(|one| one.subnet_id == subnet).map(|one| one.private_ip).collect()
}

fn usable(net: Ipv4Net) -> u32 {
    let bits = 32 - u32::from(net.prefix_len());
    (1_u32 << bits.min(31)).saturating_sub(RESERVED)
}

/// The block of a subnet. It was checked when the subnet was made; a state from elsewhere that holds nonsense has
/// no address to give.
fn block(subnet: &Subnet) -> Ipv4Net {
    subnet.cidr.parse().unwrap_or_else(|_| Ipv4Net::from(Ipv4Addr::UNSPECIFIED))
}

/// A public address that nothing in the account has. It is taken once an interface or an Elastic IP has it.
pub(crate) fn public(call: &mut Call<'_>) -> Result<Ipv4Addr, Fault> {
    let taken = taken_public(call.account);
    let start = call.account.ids.number() % PUBLIC;
    (0..PUBLIC).map(|step| call.addressing.public((start + step) % PUBLIC)).find(|one| !taken.contains(one)).ok_or_else(
        || {
            let message = "There are no addresses available to satisfy the request.";
            Fault::new("InsufficientAddressCapacity", message)
        },
    )
}

fn taken_public(account: &Account) -> BTreeSet<Ipv4Addr> {
    let of = |region: &Region| {
        let interfaces = region.network_interfaces.values().filter_map(|one| one.public_ip);
        let elastic = region.addresses.values().map(|one| one.public_ip);
        let balancers =
            region.load_balancers.values().flat_map(|one| one.zones.iter()).filter_map(|zone| zone.public_ip);
        interfaces.chain(elastic).chain(balancers).collect::<Vec<_>>()
    };
    account.regions.values().flat_map(of).collect()
}
