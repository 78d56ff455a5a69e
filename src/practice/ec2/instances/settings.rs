//! What a launch asks for: `RunInstances`' own parameters over those of a launch template.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::super::super::account::{LaunchTemplate, Region};
use super::super::super::call;
use super::super::super::fault::Fault;
use super::super::super::tagging::TagSpecification;
use super::super::templates;

/// Launch parameters under the API's names; the same in `RunInstances` and in a launch template's data.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct Settings {
    pub(crate) image_id: Option<String>,
    pub(crate) instance_type: Option<String>,
    pub(crate) key_name: Option<String>,
    pub(crate) security_group_ids: Vec<String>,
    pub(crate) security_groups: Vec<String>,
    pub(crate) subnet_id: Option<String>,
    pub(crate) private_ip_address: Option<String>,
    pub(crate) network_interfaces: Vec<InterfaceSettings>,
    pub(crate) iam_instance_profile: Option<ProfileChoice>,
    pub(crate) user_data: Option<String>,
    pub(crate) tag_specifications: Vec<TagSpecification>,
    pub(crate) block_device_mappings: Vec<DeviceMapping>,
    pub(crate) monitoring: Option<Monitoring>,
    pub(crate) disable_api_termination: Option<bool>,
    pub(crate) placement: Option<Placement>,
    pub(crate) metadata_options: Option<Value>,
    pub(crate) ebs_optimized: Option<bool>,
    pub(crate) instance_initiated_shutdown_behavior: Option<String>,
    pub(crate) min_count: Option<i64>,
    pub(crate) max_count: Option<i64>,
    pub(crate) client_token: Option<String>,
    pub(crate) dry_run: bool,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct InterfaceSettings {
    pub(crate) device_index: Option<i32>,
    pub(crate) network_interface_id: Option<String>,
    pub(crate) subnet_id: Option<String>,
    pub(crate) groups: Vec<String>,
    pub(crate) associate_public_ip_address: Option<bool>,
    pub(crate) private_ip_address: Option<String>,
    pub(crate) delete_on_termination: Option<bool>,
    pub(crate) description: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct ProfileChoice {
    pub(crate) arn: Option<String>,
    pub(crate) name: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct DeviceMapping {
    pub(crate) device_name: Option<String>,
    pub(crate) no_device: Option<String>,
    pub(crate) ebs: Option<Ebs>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct Ebs {
    pub(crate) volume_size: Option<i32>,
    pub(crate) volume_type: Option<String>,
    pub(crate) delete_on_termination: Option<bool>,
    pub(crate) snapshot_id: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct Monitoring {
    pub(crate) enabled: bool,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct Placement {
    pub(crate) availability_zone: Option<String>,
    pub(crate) tenancy: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct TemplateReference {
    launch_template_id: Option<String>,
    launch_template_name: Option<String>,
    version: Option<String>,
}

/// The settings of a request, and the template and version that it names.
pub(crate) struct Resolved {
    pub(crate) settings: Settings,
    pub(crate) template: Option<(String, u64)>,
}

/// A request's parameters laid over its launch template's. What the request gives, counts; of tags, both.
pub(crate) fn resolve(region: &Region, input: &Map<String, Value>) -> Result<Resolved, Fault> {
    let mut merged = Map::new();
    let mut template = None;
    if let Some(reference) = input.get("LaunchTemplate") {
        let reference: TemplateReference = call::read(reference.clone())?;
        let (found, number) = named(region, &reference)?;
        template = Some((found.id.clone(), number));
        if let Some(version) = found.versions.get(&number) {
            merged.clone_from(&version.data);
        }
    }
    overlay(&mut merged, input);
    Ok(Resolved { settings: call::read(Value::Object(merged))?, template })
}

fn named<'a>(region: &'a Region, reference: &TemplateReference) -> Result<(&'a LaunchTemplate, u64), Fault> {
    let (id, name) = (reference.launch_template_id.as_deref(), reference.launch_template_name.as_deref());
    let found = templates::named(region, id, name)?;
    let version = found.version(reference.version.as_deref());
    let version =
        version.ok_or_else(|| templates::no_version(found, reference.version.as_deref().unwrap_or_default()))?;
    Ok((found, version.number))
}

fn overlay(merged: &mut Map<String, Value>, input: &Map<String, Value>) {
    const GROUPS: [&str; 2] = ["SecurityGroupIds", "SecurityGroups"];
    if GROUPS.iter().any(|name| input.contains_key(*name)) {
        GROUPS.iter().for_each(|name| drop(merged.remove(*name)));
    }
    // A subnet given for the launch goes to the template's interface, which carries its groups.
    let subnet = input.get("SubnetId").filter(|_| !input.contains_key("NetworkInterfaces"));
    let interface = merged.get_mut("NetworkInterfaces").and_then(Value::as_array_mut).and_then(|all| all.first_mut());
    let mut placed = false;
    if let (Some(subnet), Some(Value::Object(interface))) = (subnet, interface) {
        interface.insert("SubnetId".to_owned(), subnet.clone());
        placed = true;
    }
    for (name, value) in input {
        match name.as_str() {
            "LaunchTemplate" => {}
            "SubnetId" if placed => {}
            "TagSpecifications" => {
                let mut all = merged.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
                all.extend(value.as_array().cloned().unwrap_or_default());
                merged.insert(name.clone(), Value::Array(all));
            }
            _ => drop(merged.insert(name.clone(), value.clone())),
        }
    }
}
