//! One thing that somebody does to the account, by chance.

use serde_json::{Value, json};

use super::super::account::Lifecycle;
use super::super::api::{Operation, Service, sketch};
use super::super::handle::Practice;
use super::super::services;
use super::dice::Dice;
use super::ideas::{Pool, told};
use super::shop::{REGION, Shop};

use Service::{AutoScaling, CloudWatch, Ec2, ElasticLoadBalancingV2 as Elb};

const GROUP: &str = "ec-site-asg";
const PROCESSES: [&str; 6] =
    ["Launch", "Terminate", "HealthCheck", "ReplaceUnhealthy", "AddToLoadBalancer", "AlarmNotification"];

/// Does something; tells what, and what came of it.
pub(super) fn act(shop: &mut Shop, dice: &mut Dice) -> Result<String, String> {
    match dice.below(100) {
        0..45 => Ok(made_up(shop, dice)),
        45..70 => Ok(sensible(shop, dice)),
        70..90 => visits(shop, dice),
        90..98 => {
            let faults: Vec<&str> = Practice::faults().map(|fault| fault.id).collect();
            let fault = dice.pick(&faults).copied().unwrap_or_default();
            Ok(format!("--break {fault}: {:?}", shop.practice.break_with(REGION, &[fault], None)))
        }
        _ => {
            shop.practice.empty();
            shop.build();
            Ok("everything anew".to_owned())
        }
    }
}

fn asked(shop: &Shop, service: Service, name: &str, input: Value) -> String {
    let shown = input.to_string();
    let came = match shop.ask(service, name, input) {
        // Keys of certificates and key pairs are drawn anew each time.
        Ok(_) if service == Service::Acm || name.contains("KeyPair") => "done".to_owned(),
        Ok(answer) => told(&answer),
        Err(refused) => format!("{}: {}", refused.code, refused.message),
    };
    format!("{name} {shown}: {came}")
}

/// Any operation that there is, with an input made up from its table.
fn made_up(shop: &Shop, dice: &mut Dice) -> String {
    let all: Vec<(Service, &str)> = Service::ALL
        .into_iter()
        .flat_map(|service| services::tables(service).iter().copied().flatten().map(move |(name, _)| (service, *name)))
        .collect();
    let Some((service, name)) = dice.pick(&all).copied() else { return String::new() };
    let Some(operation) = Operation::find(service, name) else { return format!("{name} is in no table") };
    let now = shop.now().to_string();
    let mut pool = shop.region(|region| Pool::of(region, now, dice.clone()));
    let input = sketch::input(operation, &mut pool);
    *dice = pool.into_dice();
    asked(shop, service, name, input)
}

fn visits(shop: &mut Shop, dice: &mut Dice) -> Result<String, String> {
    let count = dice.below(120);
    let mut seen = Vec::new();
    for _ in 0..count {
        let visit = shop.visit(if dice.chance(90) { "/" } else { "/orders" });
        if let Some(why) = visit.forbidden {
            return Err(format!("a request got to {:?}: {why}", visit.target));
        }
        seen.push(visit.status);
    }
    Ok(format!("visitors: {seen:?}"))
}

/// What a learner would do.
fn sensible(shop: &Shop, dice: &mut Dice) -> String {
    let (instances, rules, members) = shop.region(|region| {
        let group = region.auto_scaling_groups.get(GROUP);
        let members = group.iter().flat_map(|group| group.members.values());
        let members = members.filter(|member| member.lifecycle == Lifecycle::InService);
        (
            region.instances.keys().cloned().collect::<Vec<_>>(),
            region
                .security_group_rules
                .values()
                .map(|rule| (rule.group_id.clone(), rule.id.clone(), rule.egress))
                .collect::<Vec<_>>(),
            members.map(|member| member.instance_id.clone()).collect::<Vec<_>>(),
        )
    });
    let id = dice.pick(&instances).cloned().unwrap_or_default();
    let member = dice.pick(&members).cloned().unwrap_or_default();
    let (target_group, yes) = (shop.targets.clone(), dice.chance(50));
    let named = |rest: Value| {
        let mut input = json!({ "AutoScalingGroupName": GROUP });
        input.as_object_mut().expect("an object").extend(rest.as_object().cloned().unwrap_or_default());
        input
    };
    let (service, name, input) = match dice.below(19) {
        0 => (AutoScaling, "SetDesiredCapacity", named(json!({ "DesiredCapacity": dice.below(6) }))),
        1 => {
            let (least, most) = (dice.below(3), dice.below(6));
            (AutoScaling, "UpdateAutoScalingGroup", named(json!({ "MinSize": least, "MaxSize": most })))
        }
        2 => (Ec2, "TerminateInstances", json!({ "InstanceIds": [id] })),
        3 => (Ec2, "StopInstances", json!({ "InstanceIds": [id] })),
        4 => (Ec2, "StartInstances", json!({ "InstanceIds": [id] })),
        5 => (Ec2, "RebootInstances", json!({ "InstanceIds": [id] })),
        6 => (
            AutoScaling,
            "EnterStandby",
            named(json!({ "InstanceIds": [member], "ShouldDecrementDesiredCapacity": yes })),
        ),
        7 => (AutoScaling, "ExitStandby", named(json!({ "InstanceIds": [id] }))),
        8 => (
            AutoScaling,
            "DetachInstances",
            named(json!({ "InstanceIds": [member], "ShouldDecrementDesiredCapacity": yes })),
        ),
        9 => (AutoScaling, "SuspendProcesses", named(json!({ "ScalingProcesses": [dice.pick(&PROCESSES)] }))),
        10 => (AutoScaling, "ResumeProcesses", named(json!({}))),
        11 => (AutoScaling, "StartInstanceRefresh", named(json!({}))),
        12 => (Elb, "DeregisterTargets", json!({ "TargetGroupArn": target_group, "Targets": [{ "Id": id }] })),
        13 => (Elb, "RegisterTargets", json!({ "TargetGroupArn": target_group, "Targets": [{ "Id": id }] })),
        14 => {
            let path = dice.pick(&["/", "/orders", "/nothing"]).copied();
            let input = json!({ "TargetGroupArn": target_group, "HealthCheckPath": path,
                "HealthCheckIntervalSeconds": 5 + dice.below(26), "UnhealthyThresholdCount": 2 + dice.below(3) });
            (Elb, "ModifyTargetGroup", input)
        }
        15 => {
            let (group, rule, egress) = dice.pick(&rules).cloned().unwrap_or_default();
            let name = if egress { "RevokeSecurityGroupEgress" } else { "RevokeSecurityGroupIngress" };
            (Ec2, name, json!({ "GroupId": group, "SecurityGroupRuleIds": [rule] }))
        }
        16 => {
            let (group, ..) = dice.pick(&rules).cloned().unwrap_or_default();
            let rule =
                json!([{ "IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "IpRanges": [{ "CidrIp": "0.0.0.0/0" }] }]);
            (Ec2, "AuthorizeSecurityGroupIngress", json!({ "GroupId": group, "IpPermissions": rule }))
        }
        17 => {
            let hook = json!({ "LifecycleHookName": "h", "HeartbeatTimeout": 60, "DefaultResult": if yes { "CONTINUE" } else { "ABANDON" },
                "LifecycleTransition": if dice.chance(50) { "autoscaling:EC2_INSTANCE_LAUNCHING" } else { "autoscaling:EC2_INSTANCE_TERMINATING" } });
            (AutoScaling, "PutLifecycleHook", named(hook))
        }
        _ => {
            let metric = json!({ "AlarmName": "cpu", "Namespace": "AWS/EC2", "MetricName": "CPUUtilization",
                "Statistic": "Average", "Period": 60, "EvaluationPeriods": 1 + dice.below(3), "Threshold": dice.below(30),
                "Dimensions": [{ "Name": "AutoScalingGroupName", "Value": GROUP }],
                "ComparisonOperator": if yes { "GreaterThanThreshold" } else { "LessThanThreshold" } });
            (CloudWatch, "PutMetricAlarm", metric)
        }
    };
    asked(shop, service, name, input)
}
