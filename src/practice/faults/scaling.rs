//! Faults of Auto Scaling groups and the launch templates that they launch from.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use super::super::account::{AutoScalingGroup, LaunchTemplate};
use super::{Breakage, Scene, Unbroken, fault};

pub(super) const FAULTS: &[Breakage] = &[
    fault(
        "asg-target-group-detached",
        "target-group-membership",
        "The Auto Scaling group is not attached to the target group.",
        detached,
    ),
    fault(
        "asg-default-version",
        "configuration",
        "The Auto Scaling group launches the template's default version, not the latest.",
        default_version,
    ),
    fault(
        "asg-launch-suspended",
        "target",
        "The Auto Scaling group launches nothing: the process is suspended.",
        suspended,
    ),
    fault("template-image-gone", "target", "The launch template names an image that does not exist.", image_gone),
    fault("template-no-profile", "configuration", "The launch template has no instance profile.", no_profile),
    fault("template-groups", "configuration", "The launch template names only its first security group.", groups),
    fault(
        "user-data-fails",
        "application",
        "The user data stops with an error before it starts the application.",
        user_data_fails,
    ),
];

/// The first Auto Scaling group behind the load balancer, else the first that there is.
fn group<'s>(scene: &'s mut Scene<'_, '_>) -> Result<&'s mut AutoScalingGroup, Unbroken> {
    let arn = scene.target_group().map(|group| group.arn.clone()).unwrap_or_default();
    let region = scene.region();
    let mut groups = region.auto_scaling_groups.values();
    let behind = groups.find(|group| group.target_groups.contains(&arn)).map(|group| group.name.clone());
    let name = behind.or_else(|| region.auto_scaling_groups.keys().next().cloned()).unwrap_or_default();
    region.auto_scaling_groups.get_mut(&name).ok_or(Unbroken::Missing("Auto Scaling group"))
}

/// The template that the group launches from, else the first that there is.
fn template<'s>(scene: &'s mut Scene<'_, '_>) -> Result<&'s mut LaunchTemplate, Unbroken> {
    let chosen = group(scene).ok().and_then(|group| group.launch_template.as_ref().map(|one| one.id.clone()));
    let region = scene.region();
    let id = chosen.or_else(|| region.launch_templates.keys().next().cloned()).unwrap_or_default();
    region.launch_templates.get_mut(&id).ok_or(Unbroken::Missing("launch template"))
}

fn detached(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    let group = group(scene)?;
    group.target_groups.clear();
    let members: Vec<String> = group.members.keys().cloned().collect();
    scene.target_group()?.targets.retain(|target| !members.contains(&target.id));
    Ok(())
}

fn default_version(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    let choice = group(scene)?.launch_template.as_mut().ok_or(Unbroken::Missing("launch template of the group"))?;
    choice.version = Some("$Default".to_owned());
    Ok(())
}

fn suspended(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    let now = scene.call.now;
    group(scene)?.suspended.insert("Launch".to_owned(), format!("User suspended at {now}"));
    Ok(())
}

/// Changes what the latest version says.
fn latest(scene: &mut Scene<'_, '_>, change: impl Fn(&mut Map<String, Value>)) -> Result<(), Unbroken> {
    let template = template(scene)?;
    let number = template.latest();
    let version = template.versions.get_mut(&number).ok_or(Unbroken::Missing("launch template version"))?;
    change(&mut version.data);
    Ok(())
}

fn image_gone(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    latest(scene, |data| {
        data.insert("ImageId".to_owned(), Value::from("ami-0badbadbadbadbad0"));
    })
}

fn no_profile(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    latest(scene, |data| {
        data.remove("IamInstanceProfile");
    })
}

fn groups(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    let first = |value: Option<&mut Value>| {
        if let Some(Value::Array(groups)) = value {
            groups.truncate(1);
        }
    };
    latest(scene, |data| {
        first(data.get_mut("SecurityGroupIds"));
        if let Some(Value::Array(interfaces)) = data.get_mut("NetworkInterfaces") {
            interfaces.iter_mut().for_each(|interface| first(interface.get_mut("Groups")));
        }
    })
}

/// The template's user data ends early, and what it started on the instances is gone, as after their replacement.
fn user_data_fails(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    let script = "#!/bin/bash\nset -e\ncd /root/ecommerce-app-that-is-not-there\npm2 start server.js\n";
    latest(scene, |data| {
        data.insert("UserData".to_owned(), Value::from(STANDARD.encode(script)));
    })?;
    scene.each_instance(|instance| instance.process = None)
}
