//! `DeleteAutoScalingGroup`.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::{DeletedGroup, Lifecycle};
use super::super::call::{Call, Outcome, Table, read};
use super::super::cloudwatch::follow;
use super::super::fault::Fault;
use super::{activity, capacity, names, terminations};

pub(super) const OPERATIONS: Table = &[("DeleteAutoScalingGroup", delete)];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Input {
    auto_scaling_group_name: String,
    #[serde(default)]
    force_delete: bool,
}

fn delete(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Input = read(input)?;
    let name = names::plain(&input.auto_scaling_group_name).to_owned();
    let group = names::group(call.region(), &name)?;
    let protection = group.shown.get("DeletionProtection").and_then(Value::as_str);
    if protection == Some("prevent-all-deletion")
        || (input.force_delete && protection == Some("prevent-force-deletion"))
    {
        let message =
            format!("AutoScalingGroup {name} is protected against deletion by its deletion protection setting.");
        return Err(Fault::new("ResourceInUse", message));
    }
    if !input.force_delete {
        refuse(group)?;
        remove(call, &name);
        return Ok(json!({}));
    }
    if group.members.is_empty() {
        remove(call, &name);
        return Ok(json!({}));
    }
    force(call, &name)
}

/// Without force a group has to be empty and at rest.
fn refuse(group: &super::super::account::AutoScalingGroup) -> Result<(), Fault> {
    let leaving = |lifecycle| {
        matches!(
            lifecycle,
            Lifecycle::Terminating
                | Lifecycle::TerminatingWait
                | Lifecycle::TerminatingProceed
                | Lifecycle::Detaching
                | Lifecycle::EnteringStandby
                | Lifecycle::Pending
                | Lifecycle::PendingWait
        )
    };
    if group.members.values().any(|member| !leaving(member.lifecycle)) {
        let message = "You cannot delete an AutoScalingGroup while there are instances or pending Spot instance \
                       request(s) still in the group.";
        return Err(Fault::new("ResourceInUse", message));
    }
    if !group.members.is_empty() || group.desired > 0 {
        let message =
            "You cannot delete an AutoScalingGroup while there are scaling activities in progress for that group.";
        return Err(Fault::new("ScalingActivityInProgress", message));
    }
    Ok(())
}

/// Forgets an empty group; its history stays for a while.
pub(crate) fn remove(call: &mut Call<'_>, name: &str) {
    let now = call.now;
    let region = call.region();
    if let Some(group) = region.auto_scaling_groups.remove(name) {
        region.deleted_groups.retain(|old| now.duration_since(old.deleted) <= activity::KEPT);
        region.deleted_groups.push(DeletedGroup {
            name: group.name,
            arn: group.arn,
            deleted: now,
            activities: group.activities,
        });
    }
    follow::forget_orphans(call);
}

/// Takes every instance down; the group goes with the last one.
fn force(call: &mut Call<'_>, name: &str) -> Outcome {
    let now = call.now;
    let at = names::moment(now);
    let group = names::changed(call.region(), name)?;
    group.deleting = true;
    let before = capacity::actual(group);
    let from = group.desired;
    (group.min, group.desired) = (0, 0);
    group.changes.clear();
    group.replacing.clear();
    let stays = |lifecycle| {
        matches!(lifecycle, Lifecycle::Terminating | Lifecycle::TerminatingWait | Lifecycle::TerminatingProceed)
    };
    let ids: Vec<String> = group
        .members
        .values()
        .filter(|member| !stays(member.lifecycle))
        .map(|member| member.instance_id.clone())
        .collect();
    let mut sentences = vec![
        format!(
            "At {at} a user request force deleted AutoScalingGroup changing the desired capacity from {from} to 0."
        ),
        activity::difference(&[], now, before, 0),
    ];
    sentences.extend(ids.iter().map(|id| format!("At {at} instance {id} was selected for termination.")));
    let cause = activity::shortened(&sentences.iter().map(String::as_str).collect::<Vec<_>>());
    for id in ids {
        terminations::begin(call, name, &id, cause.clone());
    }
    Ok(json!({}))
}
