//! Instance profiles on instances that are already there.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::super::account::{Instance, InstanceState, ProfileAssociation, Region};
use super::super::super::call::{self, Call, Outcome, Table};
use super::super::super::fault::Fault;
use super::super::kind;
use super::super::listing::{Listing, one};
use super::settings::ProfileChoice;
use super::{living, plan};

pub(in super::super) const OPERATIONS: Table = &[
    ("AssociateIamInstanceProfile", associate),
    ("DisassociateIamInstanceProfile", disassociate),
    ("ReplaceIamInstanceProfileAssociation", replace),
    ("DescribeIamInstanceProfileAssociations", describe),
];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Associate {
    iam_instance_profile: ProfileChoice,
    instance_id: String,
}

fn shown(instance: &Instance, association: &ProfileAssociation, state: &str) -> Value {
    json!({
        "AssociationId": association.association_id,
        "InstanceId": instance.id,
        "IamInstanceProfile": { "Arn": association.arn, "Id": association.id },
        "State": state,
        "Timestamp": association.since,
    })
}

fn associate(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Associate = call::read(input)?;
    let (arn, id) = plan::profile(call.account, &input.iam_instance_profile)?;
    if living(call.region(), &input.instance_id)?.profile.is_some() {
        let message = format!("There is an existing association for instance {}", input.instance_id);
        return Err(Fault::new("IncorrectState", message));
    }
    let association = ProfileAssociation { association_id: call.id("iip-assoc"), arn, id, since: call.now };
    let instance = living(call.region(), &input.instance_id)?;
    let answer = json!({ "IamInstanceProfileAssociation": shown(instance, &association, "associating") });
    instance.profile = Some(association);
    Ok(answer)
}

/// The instance that an association belongs to.
fn associated<'a>(region: &'a mut Region, id: &str) -> Result<&'a mut Instance, Fault> {
    kind::PROFILE_ASSOCIATION.check(id)?;
    let has = |one: &&mut Instance| one.profile.as_ref().is_some_and(|profile| profile.association_id == id);
    region.instances.values_mut().find(has).ok_or_else(|| kind::PROFILE_ASSOCIATION.missing(id))
}

fn disassociate(call: &mut Call<'_>, input: Value) -> Outcome {
    let id = input["AssociationId"].as_str().unwrap_or_default();
    let instance = associated(call.region(), id)?;
    let answer = instance.profile.as_ref().map(|association| shown(instance, association, "disassociating"));
    instance.profile = None;
    Ok(json!({ "IamInstanceProfileAssociation": answer }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Replace {
    iam_instance_profile: ProfileChoice,
    association_id: String,
}

fn replace(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Replace = call::read(input)?;
    let (arn, id) = plan::profile(call.account, &input.iam_instance_profile)?;
    associated(call.region(), &input.association_id)?;
    let association = ProfileAssociation { association_id: call.id("iip-assoc"), arn, id, since: call.now };
    let instance = associated(call.region(), &input.association_id)?;
    let answer = json!({ "IamInstanceProfileAssociation": shown(instance, &association, "associating") });
    instance.profile = Some(association);
    Ok(answer)
}

fn describe(call: &mut Call<'_>, input: Value) -> Outcome {
    let listing = Listing::read(&input, "AssociationIds")?;
    let region = call.region();
    for id in &listing.ids {
        associated(region, id)?;
    }
    let named = |instance: &&Instance| {
        instance.profile.as_ref().is_some_and(|one| listing.ids.is_empty() || listing.ids.contains(&one.association_id))
    };
    let with: Vec<&Instance> =
        region.instances.values().filter(|one| one.state != InstanceState::Terminated).filter(named).collect();
    let field = |instance: &Instance, name: &str| match name {
        "instance-id" => one(&instance.id),
        _ => one("associated"),
    };
    let (found, next) = listing.pick(with, &["instance-id", "state"], |instance| &instance.tags, field)?;
    let all: Vec<Value> = found
        .into_iter()
        .filter_map(|instance| Some(shown(instance, instance.profile.as_ref()?, "associated")))
        .collect();
    Ok(call::answer(json!({ "IamInstanceProfileAssociations": all, "NextToken": next })))
}
