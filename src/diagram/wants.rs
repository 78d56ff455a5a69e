//! The facts that a picture is drawn from, beyond those that the course's checks look at.

use crate::course::{Course, Values};
use crate::explain;
use crate::facts::want::{ResourceKind, Want, Wants};

/// What a picture of the course's architecture needs to be whole, the place where a request stops included.
#[must_use]
pub fn wants(course: &Course, values: &Values) -> Wants {
    let mut wants = explain::wants(course, values, None);
    wants.extend([
        Want::Vpcs,
        Want::Subnets,
        Want::RouteTables,
        Want::SecurityGroups,
        Want::Instances,
        Want::LoadBalancers,
        Want::TargetGroups,
    ]);
    for (key, value) in &course.values {
        let name = values.get(key).to_owned();
        match value.kind {
            ResourceKind::LoadBalancer if !name.is_empty() => wants.extend([
                Want::Listeners { load_balancer: name.clone() },
                Want::Rules { load_balancer: name.clone() },
                Want::TargetHealthBehind { load_balancer: name },
            ]),
            ResourceKind::TargetGroup if !name.is_empty() => {
                wants.insert(Want::TargetHealth { target_group: name });
            }
            ResourceKind::AutoScalingGroup => {
                wants.insert(Want::AutoScalingGroups);
            }
            _ => {}
        }
    }
    wants
}
