//! What a group launches: its launch template, or the one of its mixed instances policy, with the trial that
//! AWS makes of it.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::super::account::{LaunchTemplateVersion, Region, TemplateChoice};
use super::super::call::{Call, read};
use super::super::ec2::instances::launch::{LaunchRequest, launch};
use super::super::ec2::{instances::types, templates};
use super::super::fault::Fault;
use super::place::Place;

/// `LaunchTemplateSpecification`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Specification {
    launch_template_id: Option<String>,
    launch_template_name: Option<String>,
    version: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Mixed {
    launch_template: MixedTemplate,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct MixedTemplate {
    launch_template_specification: Option<Specification>,
    overrides: Vec<Override>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Override {
    instance_type: Option<String>,
    weighted_capacity: Option<String>,
}

/// What a request gives as the source of instances.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Source {
    pub(super) launch_template: Option<Specification>,
    pub(super) mixed_instances_policy: Option<Value>,
    pub(super) launch_configuration_name: Option<String>,
    pub(super) instance_id: Option<String>,
}

impl Source {
    /// Whether the request says anything about it.
    pub(super) const fn given(&self) -> bool {
        self.launch_template.is_some()
            || self.mixed_instances_policy.is_some()
            || self.launch_configuration_name.is_some()
            || self.instance_id.is_some()
    }

    /// The template that it comes down to. There has to be exactly one.
    pub(super) fn choice(&self, region: &Region) -> Result<TemplateChoice, Fault> {
        let given = [
            self.launch_template.is_some(),
            self.mixed_instances_policy.is_some(),
            self.launch_configuration_name.is_some(),
            self.instance_id.is_some(),
        ];
        if given.iter().filter(|given| **given).count() != 1 {
            let message = "Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or \
                           MixedInstancesPolicy parameter.";
            return Err(Fault::validation(message));
        }
        if let Some(name) = &self.launch_configuration_name {
            return Err(Fault::validation(format!("Launch configuration name not found - {name}")));
        }
        if self.instance_id.is_some() {
            return Err(Fault::not_here("CreateAutoScalingGroup with InstanceId"));
        }
        if let Some(specification) = &self.launch_template {
            return chosen(region, specification);
        }
        let mixed: Mixed = read(self.mixed_instances_policy.clone().unwrap_or_default())?;
        let Some(specification) = &mixed.launch_template.launch_template_specification else {
            return Err(Fault::validation(
                "Valid requests must contain LaunchTemplateSpecification in MixedInstancesPolicy.LaunchTemplate",
            ));
        };
        for one in &mixed.launch_template.overrides {
            if let Some(name) = one.instance_type.as_deref().filter(|name| types::find(name).is_none()) {
                return Err(Fault::validation(format!("Invalid instance type '{name}' in launch template overrides")));
            }
            if one.weighted_capacity.as_deref().is_some_and(|weight| weight != "1") {
                return Err(Fault::not_here("MixedInstancesPolicy with WeightedCapacity"));
            }
        }
        chosen(region, specification)
    }
}

/// The template of a specification, which has to exist with that version.
fn chosen(region: &Region, specification: &Specification) -> Result<TemplateChoice, Fault> {
    let (id, name) = (specification.launch_template_id.as_deref(), specification.launch_template_name.as_deref());
    if id.is_some() == name.is_some() {
        let message = "Valid requests must contain either launchTemplateId or LaunchTemplateName";
        return Err(Fault::validation(message));
    }
    let template = templates::named(region, id, name).map_err(|fault| unusable(&fault))?;
    let version = specification.version.as_deref();
    if template.version(version).is_none() {
        return Err(unusable(&templates::no_version(template, version.unwrap_or_default())));
    }
    Ok(TemplateChoice {
        id: template.id.clone(),
        name: template.name.clone(),
        version: specification.version.clone().filter(|version| !version.is_empty()),
    })
}

/// AWS's wording for a template that cannot be launched from.
fn unusable(fault: &Fault) -> Fault {
    Fault::validation(format!("You must use a valid fully-formed launch template. {}", fault.message))
}

/// Launches from a template as a trial, as AWS does before it takes it for a group.
pub(super) fn tried(
    call: &mut Call<'_>,
    choice: &TemplateChoice,
    mixed: Option<&Value>,
    place: &Place,
) -> Result<(), Fault> {
    let zone = place.zones.first().map(String::as_str);
    let mut request = request(choice, mixed, place.subnets.first().map(String::as_str), zone.unwrap_or_default());
    request.input.insert("DryRun".to_owned(), json!(true));
    match launch(call, &request) {
        Err(fault) if fault.code == "DryRunOperation" => Ok(()),
        Err(fault) => Err(unusable(&fault)),
        Ok(_) => Ok(()),
    }
}

/// The launch of one instance of a group, in a subnet or, without one, in a zone's default subnet.
pub(super) fn request(
    choice: &TemplateChoice,
    mixed: Option<&Value>,
    subnet: Option<&str>,
    zone: &str,
) -> LaunchRequest {
    let version = choice.version.as_deref().unwrap_or("$Default");
    let mut request = LaunchRequest::from_template(&choice.id, version, subnet.unwrap_or_default());
    if subnet.is_none() {
        request.input.remove("SubnetId");
        request.input.insert("Placement".to_owned(), json!({ "AvailabilityZone": zone }));
    }
    let first = mixed
        .and_then(|mixed| mixed.pointer("/LaunchTemplate/Overrides/0/InstanceType"))
        .filter(|kind| kind.is_string());
    if let Some(kind) = first {
        request.input.insert("InstanceType".to_owned(), kind.clone());
    }
    request
}

/// The version that a group launches from now; none when template or version are gone.
pub(crate) fn current<'a>(region: &'a Region, choice: &TemplateChoice) -> Option<&'a LaunchTemplateVersion> {
    region.launch_templates.get(&choice.id)?.version(choice.version.as_deref())
}

/// `LaunchTemplateSpecification` as answers carry it.
pub(super) fn shown(choice: &TemplateChoice) -> Value {
    let mut shown = Map::new();
    shown.insert("LaunchTemplateId".to_owned(), json!(choice.id));
    shown.insert("LaunchTemplateName".to_owned(), json!(choice.name));
    if let Some(version) = &choice.version {
        shown.insert("Version".to_owned(), json!(version));
    }
    Value::Object(shown)
}

/// A mixed instances policy as answers carry it: with both the template's id and its name, and AWS's defaults.
pub(super) fn shown_mixed(policy: &Value, choice: &TemplateChoice) -> Value {
    let mut policy = policy.clone();
    policy["LaunchTemplate"]["LaunchTemplateSpecification"] = shown(choice);
    if policy["LaunchTemplate"].get("Overrides").is_none() {
        policy["LaunchTemplate"]["Overrides"] = json!([]);
    }
    let defaults = [
        ("OnDemandAllocationStrategy", json!("prioritized")),
        ("OnDemandBaseCapacity", json!(0)),
        ("OnDemandPercentageAboveBaseCapacity", json!(100)),
        ("SpotAllocationStrategy", json!("lowest-price")),
    ];
    if !policy.get("InstancesDistribution").is_some_and(Value::is_object) {
        policy["InstancesDistribution"] = json!({});
    }
    for (name, value) in defaults {
        let distribution = &mut policy["InstancesDistribution"];
        if distribution.get(name).is_none() {
            distribution[name] = value;
        }
    }
    policy
}
