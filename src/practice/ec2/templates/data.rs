//! `LaunchTemplateData`: what EC2 checks when a version is made. Whether the things it names exist is asked at launch.

use serde_json::{Map, Value};

use super::super::super::call;
use super::super::super::fault::Fault;
use super::super::super::tagging;
use super::super::instances;
use super::super::kind;

/// The types of resources that a template's tags may be for.
const TAGGED: &[&str] = &["instance", "volume", "network-interface", "spot-instances-request", "elastic-gpu"];

/// The data of a version, or EC2's refusal of it.
pub(super) fn checked(data: Map<String, Value>) -> Result<Map<String, Value>, Fault> {
    let settings: instances::Settings = call::read(Value::Object(data.clone()))?;
    if data.is_empty() {
        let message = "The request must contain the parameter LaunchTemplateData";
        return Err(Fault::new("MissingParameter", message));
    }
    if let Some(image) = settings.image_id.as_deref().filter(|id| !id.starts_with("resolve:ssm:")) {
        kind::IMAGE.check(image)?;
    }
    if let Some(name) = settings.instance_type.as_deref().filter(|name| instances::types::find(name).is_none()) {
        return Err(instances::types::unknown(name));
    }
    instances::check_user_data(settings.user_data.as_deref())?;
    settings.security_group_ids.iter().try_for_each(|id| kind::GROUP.check(id))?;
    let grouped = !settings.security_group_ids.is_empty() || !settings.security_groups.is_empty();
    if grouped && !settings.network_interfaces.is_empty() {
        let message =
            "Network interfaces and an instance-level security groups may not be specified on the same request";
        return Err(Fault::new("InvalidParameterCombination", message));
    }
    if settings.iam_instance_profile.as_ref().is_some_and(|one| one.arn.is_some() && one.name.is_some()) {
        let message =
            "The parameter 'iamInstanceProfile.name' may not be used in combination with 'iamInstanceProfile.arn'";
        return Err(Fault::new("InvalidParameterCombination", message));
    }
    if data.get("InstanceType").is_some() && data.get("InstanceRequirements").is_some() {
        let message = "InstanceType and InstanceRequirements cannot be specified together";
        return Err(Fault::new("InvalidParameterCombination", message));
    }
    for one in &settings.tag_specifications {
        tagging::for_type(std::slice::from_ref(one), TAGGED, "instance")?;
        tagging::checked(&one.tags)?;
    }
    Ok(data)
}
