//! Instance types: a short table of those that courses use, with what `DescribeInstanceTypes` says of them.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::super::account::Tags;
use super::super::super::call::{self, Call, Outcome, Table};
use super::super::super::fault::Fault;
use super::super::super::filter::{self, Filter};
use super::super::super::page::page;
use super::super::zone;

pub(in super::super) const OPERATIONS: Table = &[
    ("DescribeInstanceTypes", describe_instance_types),
    ("DescribeInstanceTypeOfferings", describe_instance_type_offerings),
];

/// One instance type.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct InstanceType {
    pub(crate) name: String,
    pub(crate) vcpus: i64,
    pub(crate) memory_mib: i64,
    pub(crate) architecture: &'static str,
    pub(crate) burstable: bool,
}

/// Family, processor architecture, burstable.
const FAMILIES: &[(&str, &str, bool)] = &[
    ("t2", "x86_64", true),
    ("t3", "x86_64", true),
    ("t3a", "x86_64", true),
    ("t4g", "arm64", true),
    ("m5", "x86_64", false),
    ("m6i", "x86_64", false),
    ("m7i", "x86_64", false),
    ("m6g", "arm64", false),
    ("m7g", "arm64", false),
    ("c5", "x86_64", false),
    ("c6i", "x86_64", false),
    ("c7g", "arm64", false),
    ("r5", "x86_64", false),
    ("r6i", "x86_64", false),
];

/// Size, vCPUs and GiB of the burstable families (times 1024 MiB; `nano` has half a GiB).
const BURSTABLE: &[(&str, i64, i64)] = &[
    ("nano", 2, 512),
    ("micro", 2, 1024),
    ("small", 2, 2048),
    ("medium", 2, 4096),
    ("large", 2, 8192),
    ("xlarge", 4, 16384),
    ("2xlarge", 8, 32768),
];

/// Size and vCPUs of the others; memory is 2, 4 or 8 GiB a vCPU by family.
const FIXED: &[(&str, i64)] = &[("large", 2), ("xlarge", 4), ("2xlarge", 8), ("4xlarge", 16), ("8xlarge", 32)];

/// The type of that name; `None` for one that does not exist.
pub(crate) fn find(name: &str) -> Option<InstanceType> {
    let (family, size) = name.split_once('.')?;
    let &(_, architecture, burstable) = FAMILIES.iter().find(|one| one.0 == family)?;
    let (vcpus, memory_mib) = if burstable {
        let &(_, vcpus, memory) = BURSTABLE.iter().find(|one| one.0 == size)?;
        let single = family == "t2" && matches!(size, "nano" | "micro" | "small");
        (if single { 1 } else { vcpus }, memory)
    } else {
        let &(_, vcpus) = FIXED.iter().find(|one| one.0 == size)?;
        let gib_a_vcpu = if family.starts_with('c') {
            2
        } else if family.starts_with('r') {
            8
        } else {
            4
        };
        (vcpus, vcpus * gib_a_vcpu * 1024)
    };
    Some(InstanceType { name: name.to_owned(), vcpus, memory_mib, architecture, burstable })
}

/// All types, by name.
pub(crate) fn all() -> Vec<InstanceType> {
    let sizes = BURSTABLE.iter().map(|one| one.0).chain(FIXED.iter().map(|one| one.0).skip(3));
    let sizes: Vec<&str> = sizes.collect();
    let names = FAMILIES.iter().flat_map(|(family, ..)| sizes.iter().map(move |size| format!("{family}.{size}")));
    let mut all: Vec<InstanceType> = names.filter_map(|name| find(&name)).collect();
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all
}

/// EC2's answer to a type that does not exist.
pub(crate) fn unknown(name: &str) -> Fault {
    Fault::invalid_value(format!("Invalid value '{name}' for InstanceType."))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Describe {
    #[serde(default)]
    instance_types: Vec<String>,
    location_type: Option<String>,
    #[serde(default)]
    filters: Vec<Filter>,
    max_results: Option<usize>,
    next_token: Option<String>,
}

fn describe_instance_types(_: &mut Call<'_>, input: Value) -> Outcome {
    let input: Describe = call::read(input)?;
    let unknown: Vec<&str> =
        input.instance_types.iter().filter(|one| find(one).is_none()).map(String::as_str).collect();
    if !unknown.is_empty() {
        let message = format!("The following supplied instance types do not exist: [{}]", unknown.join(", "));
        return Err(Fault::new("InvalidInstanceType", message));
    }
    let mut kept = Vec::new();
    for one in all() {
        let asked = input.instance_types.is_empty() || input.instance_types.contains(&one.name);
        if asked && filter::passes(&input.filters, &Tags::new(), |name| field(&one, name))? {
            kept.push(one);
        }
    }
    let (shown, next) = page(kept, input.max_results, input.next_token.as_deref(), "InvalidNextToken")?;
    let shown: Vec<Value> = shown.iter().map(shown_type).collect();
    Ok(call::answer(json!({ "InstanceTypes": shown, "NextToken": next })))
}

fn field(one: &InstanceType, name: &str) -> Option<Vec<String>> {
    let value = match name {
        "instance-type" => one.name.clone(),
        "processor-info.supported-architecture" => one.architecture.to_owned(),
        "vcpu-info.default-vcpus" => one.vcpus.to_string(),
        "memory-info.size-in-mib" => one.memory_mib.to_string(),
        "burstable-performance-supported" => one.burstable.to_string(),
        "current-generation" => (!one.name.starts_with("t2.")).to_string(),
        "free-tier-eligible" => matches!(one.name.as_str(), "t2.micro" | "t3.micro").to_string(),
        "bare-metal" | "hibernation-supported" | "instance-storage-supported" => "false".to_owned(),
        "hypervisor" => "nitro".to_owned(),
        "supported-root-device-type" => "ebs".to_owned(),
        "supported-virtualization-type" => "hvm".to_owned(),
        "supported-usage-class" => return Some(vec!["on-demand".to_owned(), "spot".to_owned()]),
        _ => return None,
    };
    Some(vec![value])
}

fn shown_type(one: &InstanceType) -> Value {
    let cores = if one.burstable && one.architecture == "x86_64" { (one.vcpus / 2).max(1) } else { one.vcpus };
    json!({
        "InstanceType": one.name,
        "CurrentGeneration": !one.name.starts_with("t2."),
        "FreeTierEligible": matches!(one.name.as_str(), "t2.micro" | "t3.micro"),
        "SupportedUsageClasses": ["on-demand", "spot"],
        "SupportedRootDeviceTypes": ["ebs"],
        "SupportedVirtualizationTypes": ["hvm"],
        "BareMetal": false,
        "Hypervisor": if one.name.starts_with("t2.") { "xen" } else { "nitro" },
        "ProcessorInfo": { "SupportedArchitectures": [one.architecture] },
        "VCpuInfo": { "DefaultVCpus": one.vcpus, "DefaultCores": cores, "DefaultThreadsPerCore": one.vcpus / cores },
        "MemoryInfo": { "SizeInMiB": one.memory_mib },
        "InstanceStorageSupported": false,
        "NetworkInfo": { "NetworkPerformance": "Up to 5 Gigabit", "MaximumNetworkInterfaces": 3,
            "Ipv4AddressesPerInterface": 4, "Ipv6AddressesPerInterface": 4, "Ipv6Supported": true, "EnaSupport": "required" },
        "HibernationSupported": false,
        "BurstablePerformanceSupported": one.burstable,
        "DedicatedHostsSupported": false,
        "AutoRecoverySupported": true,
        "SupportedBootModes": ["legacy-bios", "uefi"],
    })
}

fn describe_instance_type_offerings(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Describe = call::read(input)?;
    let kind = input.location_type.clone().unwrap_or_else(|| "region".to_owned());
    let locations: Vec<String> = match kind.as_str() {
        "availability-zone" => zone::zones(&call.region).into_iter().map(|zone| zone.name).collect(),
        _ => vec![call.region.clone()],
    };
    let mut kept = Vec::new();
    for one in all() {
        for location in &locations {
            let fields = |name: &str| match name {
                "instance-type" => Some(vec![one.name.clone()]),
                "location" => Some(vec![location.clone()]),
                _ => None,
            };
            if filter::passes(&input.filters, &Tags::new(), fields)? {
                kept.push(json!({ "InstanceType": one.name, "LocationType": kind, "Location": location }));
            }
        }
    }
    let (shown, next) = page(kept, input.max_results, input.next_token.as_deref(), "InvalidNextToken")?;
    Ok(call::answer(json!({ "InstanceTypeOfferings": shown, "NextToken": next })))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_have_their_sizes() {
        for (name, expected) in [
            ("t3.small", Some((2, 2048, "x86_64"))),
            ("t2.micro", Some((1, 1024, "x86_64"))),
            ("t4g.nano", Some((2, 512, "arm64"))),
            ("r5.xlarge", Some((4, 32768, "x86_64"))),
            ("t3.huge", None),
            ("z9.small", None),
            ("small", None),
        ] {
            let found = find(name).map(|one| (one.vcpus, one.memory_mib, one.architecture));
            assert_eq!(found, expected, "{name}");
        }
        assert!(all().iter().any(|one| one.name == "m5.8xlarge"));
    }
}
