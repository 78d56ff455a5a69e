//! A subnet's effective route to the internet.

use crate::facts::network::{RouteTable, Subnet};

/// The effective route table of a subnet, and where its IPv4 default route leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct WayOut<'a> {
    pub(super) table: &'a str,
    /// The internet gateway of an active default route: the subnet is public.
    pub(super) internet_gateway: Option<&'a str>,
}

/// By the explicit association, else by the VPC's main table. `None`: no table is listed for it, which
/// AWS cannot mean.
pub(super) fn way_out<'a>(tables: &'a [RouteTable], subnet: &Subnet) -> Option<WayOut<'a>> {
    let explicit = tables.iter().find(|table| table.subnet_ids.contains(&subnet.id));
    let main = || tables.iter().find(|table| table.is_main && table.vpc_id == subnet.vpc_id);
    let table = explicit.or_else(main)?;
    let default = table.routes.iter().filter(|route| route.destination == "0.0.0.0/0" && route.state == "active");
    let gateways = default.filter_map(|route| route.target.as_deref());
    let internet_gateway = gateways.into_iter().find(|target| target.starts_with("igw-"));
    Some(WayOut { table: &table.id, internet_gateway })
}
