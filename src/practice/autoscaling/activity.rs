//! The activity history: how an activity begins, goes on and ends, in AWS's words.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::super::account::{Activity, AutoScalingGroup, Change, Region};
use super::super::call::{Call, answer};
use super::names::moment;

/// How long a group's history goes back, and how a deleted group's stays.
pub(crate) const KEPT: SignedDuration = SignedDuration::from_hours(6 * 7 * 24);
/// More than six weeks of anything but a group that fails all the time: then the oldest go earlier.
const MOST: usize = 1000;

/// An activity as it begins.
#[derive(Clone, Debug)]
pub(crate) struct New {
    pub(crate) description: String,
    pub(crate) cause: String,
    pub(crate) subnet: Option<String>,
    pub(crate) zone: Option<String>,
}

/// Begins an activity of a group, in progress; gives its id.
pub(crate) fn begin(call: &mut Call<'_>, group: &str, new: New) -> String {
    let id = call.account.ids.uuid();
    let now = call.now;
    let mut details = serde_json::Map::new();
    if let Some(subnet) = new.subnet.filter(|subnet| !subnet.is_empty()) {
        details.insert("Subnet ID".to_owned(), json!(subnet));
    }
    if let Some(zone) = new.zone {
        details.insert("Availability Zone".to_owned(), json!(zone));
    }
    let activity = Activity {
        id: id.clone(),
        description: new.description,
        cause: new.cause,
        started: now,
        ended: None,
        status: "InProgress".to_owned(),
        status_message: None,
        progress: 0,
        details: Value::Object(details).to_string(),
    };
    if let Some(group) = call.region().auto_scaling_groups.get_mut(group) {
        group.activities.push_front(activity);
        prune(group, now);
    }
    id
}

/// Forgets activities and instance refreshes older than six weeks. What goes on stays.
fn prune(group: &mut AutoScalingGroup, now: Timestamp) {
    while group.activities.back().is_some_and(|oldest| {
        oldest.ended.is_some_and(|ended| now.duration_since(ended) > KEPT) || group.activities.len() > MOST
    }) {
        group.activities.pop_back();
    }
    group.instance_refreshes.retain(|one| one.ended.is_none_or(|ended| now.duration_since(ended) <= KEPT));
}

/// An activity of a group, to be changed.
pub(crate) fn find<'a>(region: &'a mut Region, group: &str, id: &str) -> Option<&'a mut Activity> {
    region.auto_scaling_groups.get_mut(group)?.activities.iter_mut().find(|activity| activity.id == id)
}

/// Ends an activity well.
pub(crate) fn succeed(call: &mut Call<'_>, group: &str, id: &str) {
    end(call, group, id, "Successful", None);
}

/// Ends an activity as failed; the reason joins its description, as AWS has it.
pub(crate) fn fail(call: &mut Call<'_>, group: &str, id: &str, reason: &str) {
    if let Some(activity) = find(call.region(), group, id) {
        activity.description = format!("{}.  Status Reason: {reason}", activity.description.trim_end_matches('.'));
    }
    end(call, group, id, "Failed", Some(reason.to_owned()));
}

/// Ends an activity because something else took its place.
pub(crate) fn cancel(call: &mut Call<'_>, group: &str, id: &str, reason: &str) {
    end(call, group, id, "Cancelled", Some(reason.to_owned()));
}

fn end(call: &mut Call<'_>, group: &str, id: &str, status: &str, message: Option<String>) {
    let now = call.now;
    let Some(activity) = find(call.region(), group, id).filter(|activity| activity.ended.is_none()) else { return };
    activity.ended = Some(now);
    status.clone_into(&mut activity.status);
    activity.status_message = message;
    activity.progress = 100;
    drained(activity);
}

/// What a termination's description ends with while its load balancers drain.
const DRAINING: &str = " - Waiting For ELB Connection Draining.";

/// Marks a termination as waiting for its targets to drain.
pub(crate) fn drains(call: &mut Call<'_>, group: &str, id: &str) {
    if let Some(activity) = find(call.region(), group, id) {
        activity.description.push_str(DRAINING);
        activity.progress = 60;
        "WaitingForELBConnectionDraining".clone_into(&mut activity.status);
    }
}

/// Nothing drains any more: the description says so no longer.
fn drained(activity: &mut Activity) {
    if let Some(plain) = activity.description.strip_suffix(DRAINING).map(ToOwned::to_owned) {
        activity.description = plain;
    }
}

/// Marks an activity as waiting for a lifecycle hook.
pub(crate) fn held(call: &mut Call<'_>, group: &str, id: &str) {
    if let Some(activity) = find(call.region(), group, id) {
        "MidLifecycleAction".clone_into(&mut activity.status);
        drained(activity);
    }
}

/// The hook has let go.
pub(crate) fn released(call: &mut Call<'_>, group: &str, id: &str) {
    if let Some(activity) = find(call.region(), group, id) {
        "InProgress".clone_into(&mut activity.status);
    }
}

/// The causes of a difference between desired and actual capacity, and the difference itself.
pub(crate) fn difference(changes: &[Change], now: Timestamp, from: usize, to: usize) -> String {
    let at = moment(now);
    let told = if to > from {
        format!(
            "At {at} an instance was started in response to a difference between desired and actual capacity, \
             increasing the capacity from {from} to {to}."
        )
    } else {
        format!(
            "At {at} an instance was taken out of service in response to a difference between desired and actual \
             capacity, shrinking the capacity from {from} to {to}."
        )
    };
    let mut sentences: Vec<&str> = changes.iter().map(|change| change.cause.as_str()).collect();
    sentences.push(&told);
    shortened(&sentences)
}

/// Sentences as one cause: two spaces between them, and never beyond the 1023 characters of the API.
pub(crate) fn shortened(sentences: &[&str]) -> String {
    const MOST: usize = 1023;
    let mut from = 0;
    loop {
        let joined = sentences[from..].join("  ");
        if joined.chars().count() <= MOST || from + 1 >= sentences.len() {
            return joined.chars().take(MOST).collect();
        }
        from += 1;
    }
}

/// An activity as answers carry it.
pub(super) fn shown(activity: &Activity, group: &str, arn: &str, deleted: bool) -> Value {
    answer(json!({
        "ActivityId": activity.id,
        "AutoScalingGroupName": group,
        "Description": activity.description,
        "Cause": activity.cause,
        "StartTime": activity.started,
        "EndTime": activity.ended,
        "StatusCode": activity.status,
        "StatusMessage": activity.status_message,
        "Progress": activity.progress,
        "Details": activity.details,
        "AutoScalingGroupState": deleted.then_some("Deleted"),
        "AutoScalingGroupARN": arn,
    }))
}
