//! The whole story: load raises the metric, the metric the alarm, the alarm the capacity, and back again.

use std::time::Duration;

use serde_json::{Value, json};

use super::super::super::account::{Account, InstanceState};
use super::super::super::api::{Operation, Service};
use super::super::super::call::{Addressing, Caller, Timings};
use super::super::super::routing::Way;
use super::super::super::traffic::Served;
use super::super::super::world::World;
use super::super::count;

const REGION: &str = "us-east-1";

struct Lab {
    world: World,
    balancer: String,
    targets: String,
}

fn text(value: &Value, pointer: &str) -> String {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}

impl Lab {
    fn ask(&mut self, service: Service, name: &str, input: Value) -> Value {
        let operation = Operation::find(service, name).expect("an operation");
        let caller = Caller { arn: "arn:aws:iam::123456789012:user/learner".into(), user_id: "AIDA".into() };
        self.world.request(operation, REGION, caller, input).unwrap_or_else(|fault| panic!("{name}: {fault}"))
    }

    /// A group named `web` of one to two behind a load balancer, in service, without a policy.
    fn new() -> Self {
        let account = Account { default_vpcs: true, ..Account::empty("123456789012", 7) };
        let world = World {
            account,
            now: "2026-11-22T01:00:00Z".parse().expect("a time"),
            timings: Timings::default(),
            addressing: Addressing { public_prefix: [127, 80] },
        };
        let mut lab = Self { world, balancer: String::new(), targets: String::new() };
        let image = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";
        lab.ask(
            Service::Ec2,
            "CreateLaunchTemplate",
            json!({ "LaunchTemplateName": "shop", "LaunchTemplateData": { "ImageId": image, "InstanceType": "t3.small" } }),
        );
        let region = lab.world.account.region_mut(REGION);
        let vpc = region.vpcs.keys().next().cloned().expect("a default VPC");
        let mut subnets: Vec<(String, String)> =
            region.subnets.values().map(|one| (one.zone.clone(), one.id.clone())).collect();
        subnets.sort();
        let subnets: Vec<String> = subnets.into_iter().map(|(_, id)| id).take(2).collect();
        let elb = Service::ElasticLoadBalancingV2;
        let group = json!({ "Name": "web-tg", "Protocol": "HTTP", "Port": 80, "VpcId": vpc, "TargetType": "instance" });
        lab.targets = text(&lab.ask(elb, "CreateTargetGroup", group), "/TargetGroups/0/TargetGroupArn");
        let balancer = json!({ "Name": "web-alb", "Subnets": subnets });
        lab.balancer = text(&lab.ask(elb, "CreateLoadBalancer", balancer), "/LoadBalancers/0/LoadBalancerArn");
        let forward = json!([{ "Type": "forward", "TargetGroupArn": lab.targets }]);
        let listener =
            json!({ "LoadBalancerArn": lab.balancer, "Protocol": "HTTP", "Port": 80, "DefaultActions": forward });
        lab.ask(elb, "CreateListener", listener);
        let group = json!({
            "AutoScalingGroupName": "web", "MinSize": 1, "MaxSize": 2, "DesiredCapacity": 1,
            "VPCZoneIdentifier": subnets.join(","), "TargetGroupARNs": [lab.targets],
            "LaunchTemplate": { "LaunchTemplateName": "shop", "Version": "$Latest" },
        });
        lab.ask(Service::AutoScaling, "CreateAutoScalingGroup", group);
        lab.pass(300);
        lab
    }

    fn track(&mut self) -> (String, String) {
        let label = format!("{}/{}", count::dimension(&self.balancer), count::dimension(&self.targets));
        let made = self.ask(
            Service::AutoScaling,
            "PutScalingPolicy",
            json!({
                "AutoScalingGroupName": "web", "PolicyName": "RequestCountPolicy", "PolicyType": "TargetTrackingScaling",
                "TargetTrackingConfiguration": { "TargetValue": 25.0, "PredefinedMetricSpecification": {
                    "PredefinedMetricType": "ALBRequestCountPerTarget", "ResourceLabel": label } },
            }),
        );
        (text(&made, "/Alarms/0/AlarmName"), text(&made, "/Alarms/1/AlarmName"))
    }

    fn pass(&mut self, seconds: i64) {
        let to = self.world.now.saturating_add(jiff::SignedDuration::from_secs(seconds)).expect("a time");
        self.world.settle(to);
    }

    /// Requests of so many seconds, 8.3 each, to the instances that run.
    fn load(&mut self, seconds: u32) {
        for second in 0..seconds {
            let region = self.world.account.region_mut(REGION);
            let running = region.instances.values().filter(|one| one.state == InstanceState::Running);
            let ids: Vec<String> = running.map(|one| one.id.clone()).collect();
            for n in 0..(8 + usize::from(second % 10 < 3)) {
                let served = Served {
                    region: REGION.to_owned(),
                    way: Way {
                        load_balancer: self.balancer.clone(),
                        zone: "us-east-1a".to_owned(),
                        target_group: Some(self.targets.clone()),
                        ..Way::default()
                    },
                    target: Some((ids[n % ids.len()].clone(), 80)),
                    status: Some(200),
                    target_status: Some(200),
                    target_time: Some(Duration::from_millis(12)),
                    bytes_in: 100,
                    bytes_out: 1000,
                };
                count::served(region, &served, self.world.now);
            }
            self.pass(1);
        }
    }

    fn in_service(&mut self) -> usize {
        let shown = self.ask(Service::AutoScaling, "DescribeAutoScalingGroups", json!({}));
        let instances = shown.pointer("/AutoScalingGroups/0/Instances").and_then(Value::as_array).cloned();
        instances.into_iter().flatten().filter(|one| one["LifecycleState"] == "InService").count()
    }

    fn cause(&mut self) -> String {
        let told = self.ask(Service::AutoScaling, "DescribeScalingActivities", json!({ "MaxRecords": 1 }));
        text(&told, "/Activities/0/Cause")
    }

    fn state(&mut self, alarm: &str) -> String {
        let told = self.ask(Service::CloudWatch, "DescribeAlarms", json!({ "AlarmNames": [alarm] }));
        text(&told, "/MetricAlarms/0/StateValue")
    }

    fn sums(&mut self, metric: &str) -> Vec<f64> {
        let dimensions = json!([
            { "Name": "TargetGroup", "Value": count::dimension(&self.targets) },
            { "Name": "LoadBalancer", "Value": count::dimension(&self.balancer) },
        ]);
        let told = self.ask(
            Service::CloudWatch,
            "GetMetricStatistics",
            json!({ "Namespace": "AWS/ApplicationELB", "MetricName": metric, "Dimensions": dimensions, "Period": 60,
                "Statistics": ["Sum"], "StartTime": "2026-11-22T01:00:00Z", "EndTime": "2026-11-22T03:00:00Z" }),
        );
        let points = told["Datapoints"].as_array().cloned().unwrap_or_default();
        points.iter().filter_map(|point| point["Sum"].as_f64()).collect()
    }
}

#[test]
fn load_scales_out_and_its_end_scales_in() {
    let mut lab = Lab::new();
    assert_eq!(lab.in_service(), 1);
    let (high, low) = lab.track();
    assert_eq!(lab.state(&high), "INSUFFICIENT_DATA");
    lab.pass(120);
    assert_eq!(lab.state(&high), "OK");
    lab.load(239);
    assert_eq!(lab.in_service(), 1, "three datapoints, the last of them a minute after its end");
    assert_eq!(lab.state(&high), "OK");
    lab.load(61);
    assert_eq!(lab.state(&high), "ALARM");
    lab.load(180);
    assert_eq!(lab.in_service(), 2);
    let cause = lab.cause();
    let wanted = format!(
        "a monitor alarm {high} in state ALARM triggered policy RequestCountPolicy changing the desired capacity from 1 to 2."
    );
    assert!(cause.contains(&wanted), "{cause}");
    let sum: f64 = lab.sums("RequestCount").iter().sum();
    assert!((3400.0..3500.0).contains(&sum), "seven published minutes of 498: {sum}");
    assert_eq!(lab.sums("RequestCountPerTarget").iter().filter(|value| **value > 400.0).count(), 4);
    lab.pass(11 * 60);
    assert_eq!((lab.state(&low).as_str(), lab.in_service()), ("OK", 2));
    lab.pass(8 * 60);
    assert_eq!(lab.state(&low), "ALARM");
    lab.pass(600);
    assert_eq!(lab.in_service(), 1);
    let cause = lab.cause();
    assert!(
        cause.contains(&format!("a monitor alarm {low} in state ALARM triggered policy RequestCountPolicy")),
        "{cause}"
    );
    let history = lab.ask(
        Service::CloudWatch,
        "DescribeAlarmHistory",
        json!({ "AlarmName": high, "HistoryItemType": "StateUpdate", "ScanBy": "TimestampAscending" }),
    );
    let summaries: Vec<String> = history["AlarmHistoryItems"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|item| {
            assert!(text(item, "/HistoryData").len() <= 4095);
            text(item, "/HistorySummary").replace("Alarm updated from ", "")
        })
        .collect();
    assert_eq!(summaries, ["INSUFFICIENT_DATA to OK", "OK to ALARM", "ALARM to OK"]);
}

#[test]
fn alarms_go_with_their_policy_and_not_without() {
    let mut lab = Lab::new();
    let (high, low) = lab.track();
    lab.ask(Service::CloudWatch, "DeleteAlarms", json!({ "AlarmNames": [low] }));
    lab.pass(120);
    assert_eq!((lab.state(&low).as_str(), lab.state(&high).as_str()), ("", "OK"), "it does not come back by itself");
    lab.track();
    assert_eq!(lab.state(&low), "INSUFFICIENT_DATA", "putting the policy again makes it again");
    lab.ask(
        Service::AutoScaling,
        "DeletePolicy",
        json!({ "AutoScalingGroupName": "web", "PolicyName": "RequestCountPolicy" }),
    );
    assert_eq!((lab.state(&high).as_str(), lab.state(&low).as_str()), ("", ""));
}

#[test]
fn a_step_policy_runs_by_its_alarm() {
    let mut lab = Lab::new();
    let policy = lab.ask(
        Service::AutoScaling,
        "PutScalingPolicy",
        json!({ "AutoScalingGroupName": "web", "PolicyName": "step", "PolicyType": "StepScaling",
            "AdjustmentType": "ChangeInCapacity",
            "StepAdjustments": [{ "MetricIntervalLowerBound": 0.0, "ScalingAdjustment": 1 }] }),
    );
    lab.ask(
        Service::CloudWatch,
        "PutMetricAlarm",
        json!({ "AlarmName": "cpu", "Namespace": "AWS/EC2", "MetricName": "CPUUtilization", "Statistic": "Average",
            "Dimensions": [{ "Name": "AutoScalingGroupName", "Value": "web" }], "Period": 60, "EvaluationPeriods": 2,
            "Threshold": 20.0, "ComparisonOperator": "GreaterThanThreshold", "AlarmActions": [policy["PolicyARN"]] }),
    );
    lab.pass(180);
    assert_eq!(lab.state("cpu"), "OK");
    lab.load(300);
    assert_eq!(lab.state("cpu"), "ALARM");
    assert!(lab.cause().contains("a monitor alarm cpu in state ALARM triggered policy step"), "{}", lab.cause());
}
