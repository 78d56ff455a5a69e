//! What an account may be asked for and this one never has: described truthfully as none. And the one set of DHCP
//! options, which is Amazon's.

use serde_json::{Value, json};

use super::super::call::{Call, Table};
use super::vpc;

/// The operations of this file.
pub(super) const OPERATIONS: Table = &[
    ("DescribeDhcpOptions", |call, _| Ok(dhcp_options(call))),
    ("DescribeEgressOnlyInternetGateways", |_, _| Ok(json!({ "EgressOnlyInternetGateways": [] }))),
    ("DescribeVpcPeeringConnections", |_, _| Ok(json!({ "VpcPeeringConnections": [] }))),
    ("DescribeFlowLogs", |_, _| Ok(json!({ "FlowLogs": [] }))),
    ("DescribeInstanceConnectEndpoints", |_, _| Ok(json!({ "InstanceConnectEndpoints": [] }))),
    ("DescribePlacementGroups", |_, _| Ok(json!({ "PlacementGroups": [] }))),
];

fn dhcp_options(call: &Call<'_>) -> Value {
    let domain = if call.region == "us-east-1" {
        "ec2.internal".to_owned()
    } else {
        format!("{}.compute.internal", call.region)
    };
    json!({ "DhcpOptions": [{
        "DhcpOptionsId": vpc::dhcp_options(&call.region),
        "OwnerId": call.account.id,
        "DhcpConfigurations": [
            { "Key": "domain-name", "Values": [{ "Value": domain }] },
            { "Key": "domain-name-servers", "Values": [{ "Value": "AmazonProvidedDNS" }] },
        ],
        "Tags": [],
    }] })
}
