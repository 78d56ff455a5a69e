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

/// A request: service, operation, input.
type Request = (Service, &'static str, Value);

/// What a learner would do.
fn sensible(shop: &Shop, dice: &mut Dice) -> String {
    let (service, name, input) = match dice.below(19) {
        0..8 => to_the_group(shop, dice),
        8..12 => to_an_instance(shop, dice),
        12..15 => to_the_targets(shop, dice),
        15..17 => to_security(shop, dice),
        _ => watched(dice),
    };
    asked(shop, service, name, input)
}

fn some_instance(shop: &Shop, dice: &mut Dice) -> String {
    let all = shop.region(|region| region.instances.keys().cloned().collect::<Vec<_>>());
    dice.pick(&all).cloned().unwrap_or_default()
}

fn named(rest: Value) -> Value {
    let mut input = json!({ "AutoScalingGroupName": GROUP });
    input.as_object_mut().expect("an object").extend(rest.as_object().cloned().unwrap_or_default());
    input
}

fn to_the_group(shop: &Shop, dice: &mut Dice) -> Request {
    let members = shop.region(|region| {
        let members = region.auto_scaling_groups.get(GROUP).into_iter().flat_map(|group| group.members.values());
        let members = members.filter(|member| member.lifecycle == Lifecycle::InService);
        members.map(|member| member.instance_id.clone()).collect::<Vec<_>>()
    });
    let (member, yes) = (dice.pick(&members).cloned().unwrap_or_default(), dice.chance(50));
    let leaving = json!({ "InstanceIds": [member], "ShouldDecrementDesiredCapacity": yes });
    let (name, input) = match dice.below(9) {
        0 => ("SetDesiredCapacity", json!({ "DesiredCapacity": dice.below(6), "HonorCooldown": yes })),
        1 => ("UpdateAutoScalingGroup", json!({ "MinSize": dice.below(3), "MaxSize": dice.below(6) })),
        2 => ("EnterStandby", leaving),
        3 => ("ExitStandby", json!({ "InstanceIds": [some_instance(shop, dice)] })),
        4 => ("DetachInstances", leaving),
        5 => ("SuspendProcesses", json!({ "ScalingProcesses": [dice.pick(&PROCESSES)] })),
        6 => ("ResumeProcesses", json!({})),
        7 => ("StartInstanceRefresh", json!({})),
        _ => {
            let transitions = ["autoscaling:EC2_INSTANCE_LAUNCHING", "autoscaling:EC2_INSTANCE_TERMINATING"];
            let hook = json!({ "LifecycleHookName": "h", "HeartbeatTimeout": 60, "DefaultResult":
                if yes { "CONTINUE" } else { "ABANDON" }, "LifecycleTransition": dice.pick(&transitions) });
            ("PutLifecycleHook", hook)
        }
    };
    (AutoScaling, name, named(input))
}

fn to_an_instance(shop: &Shop, dice: &mut Dice) -> Request {
    let all = ["TerminateInstances", "StopInstances", "StartInstances", "RebootInstances"];
    let name = dice.pick(&all).copied().unwrap_or_default();
    (Ec2, name, json!({ "InstanceIds": [some_instance(shop, dice)] }))
}

fn to_the_targets(shop: &Shop, dice: &mut Dice) -> Request {
    let group = shop.targets.clone();
    let targets = json!({ "TargetGroupArn": group, "Targets": [{ "Id": some_instance(shop, dice) }] });
    match dice.below(3) {
        0 => (Elb, "DeregisterTargets", targets),
        1 => (Elb, "RegisterTargets", targets),
        _ => {
            let path = dice.pick(&["/", "/orders", "/nothing"]).copied();
            let input = json!({ "TargetGroupArn": group, "HealthCheckPath": path,
                "HealthCheckIntervalSeconds": 6 + dice.below(25), "UnhealthyThresholdCount": 2 + dice.below(3) });
            (Elb, "ModifyTargetGroup", input)
        }
    }
}

fn to_security(shop: &Shop, dice: &mut Dice) -> Request {
    let rules = shop.region(|region| {
        let rules = region.security_group_rules.values();
        rules.map(|rule| (rule.group_id.clone(), rule.id.clone(), rule.egress)).collect::<Vec<_>>()
    });
    let (group, rule, egress) = dice.pick(&rules).cloned().unwrap_or_default();
    if dice.chance(50) {
        let rule =
            json!({ "IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "IpRanges": [{ "CidrIp": "0.0.0.0/0" }] });
        return (Ec2, "AuthorizeSecurityGroupIngress", json!({ "GroupId": group, "IpPermissions": [rule] }));
    }
    let name = if egress { "RevokeSecurityGroupEgress" } else { "RevokeSecurityGroupIngress" };
    (Ec2, name, json!({ "GroupId": group, "SecurityGroupRuleIds": [rule] }))
}

/// An alarm of one's own, or a policy of another kind that follows it.
fn watched(dice: &mut Dice) -> Request {
    let yes = dice.chance(50);
    if dice.chance(40) {
        let by = if yes { 1 } else { -1 };
        let policy = if dice.chance(50) {
            json!({ "PolicyName": "steps", "PolicyType": "StepScaling", "EstimatedInstanceWarmup": dice.below(300),
                "StepAdjustments": [{ "ScalingAdjustment": by, "MetricIntervalLowerBound": 0.0 }] })
        } else {
            json!({ "PolicyName": "simple", "PolicyType": "SimpleScaling", "ScalingAdjustment": by,
                "Cooldown": dice.below(600) })
        };
        let mut input = named(policy);
        input["AdjustmentType"] = json!("ChangeInCapacity");
        return (AutoScaling, "PutScalingPolicy", input);
    }
    if dice.chance(40) {
        let name = dice.pick(&["steps", "simple"]).copied();
        let input = json!({ "PolicyName": name, "MetricValue": 10.0, "BreachThreshold": 5.0, "HonorCooldown": yes });
        return (AutoScaling, "ExecutePolicy", named(input));
    }
    let metric = json!({ "AlarmName": "cpu", "Namespace": "AWS/EC2", "MetricName": "CPUUtilization",
        "Statistic": "Average", "Period": 60, "EvaluationPeriods": 1 + dice.below(3), "Threshold": dice.below(30),
        "Dimensions": [{ "Name": "AutoScalingGroupName", "Value": GROUP }],
        "ComparisonOperator": if yes { "GreaterThanThreshold" } else { "LessThanThreshold" } });
    (CloudWatch, "PutMetricAlarm", metric)
}
