//! Commands of the AWS CLI: those that the course shows, and the CLI's own habits.

use serde_json::{Value, json};

use crate::practice::api::Operation;
use crate::practice::api::client::{Cli, CliProblem, Files, from_cli};

fn run(line: &str) -> Result<(&'static Operation, Value, Cli), CliProblem> {
    let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
    from_cli(&words, &Files::new())
}

fn input(line: &str) -> Value {
    run(line).unwrap_or_else(|problem| panic!("{line}: {problem:?}")).1
}

/// The words of every `run = […]` of a course, the names in braces replaced.
fn course_commands(text: &str) -> Vec<Vec<String>> {
    let names = regex_lite::Regex::new(r"\{\$?[a-z0-9_]+\}").expect("pattern");
    let word = regex_lite::Regex::new(r#""(?:[^"\\]|\\.)*""#).expect("pattern");
    let list = regex_lite::Regex::new(r#"(?m)^run = (\[(?:[^"\]]|"(?:[^"\\]|\\.)*")*\])"#).expect("pattern");
    list.captures_iter(text)
        .map(|found| {
            word.find_iter(&found[1])
                .map(|word| serde_json::from_str::<String>(word.as_str()).expect("a basic string"))
                .map(|word| names.replace_all(&word, "name-1").into_owned())
                .collect()
        })
        .collect()
}

#[test]
fn every_command_of_the_course_is_understood() {
    let commands = course_commands(include_str!("../../../../lessons/ec-site/course.toml"));
    assert!(commands.len() > 40, "{}", commands.len());
    for words in commands {
        let (operation, input, cli) =
            from_cli(&words, &Files::new()).unwrap_or_else(|problem| panic!("{words:?}: {problem:?}"));
        assert_eq!(cli.wait.is_some(), words[1] == "wait");
        assert!(crate::practice::api::check(operation, input).is_ok(), "{words:?}");
    }
}

#[test]
fn security_group_options_are_one_permission() {
    let port = "ec2 authorize-security-group-ingress --group-id sg-1 --protocol tcp --port 80";
    assert_eq!(
        input(&format!("{port} --cidr 0.0.0.0/0")),
        json!({"GroupId": "sg-1", "IpPermissions": [
            {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]})
    );
    assert_eq!(
        input(&format!("{port}-90 --source-group sg-2")),
        json!({"GroupId": "sg-1", "IpPermissions": [
            {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 90, "UserIdGroupPairs": [{"GroupId": "sg-2"}]}]})
    );
    assert_eq!(
        run(&format!("{port} --ip-permissions []")).map(|_| ()),
        Err(CliProblem::Together("protocol".to_owned(), "ip-permissions".to_owned()))
    );
}

#[test]
fn the_habits_of_the_cli() {
    let table = [
        (
            "ec2 run-instances --image-id ami-1 --count 1:3 --user-data hello --subnet-id s --associate-public-ip-address",
            json!({"ImageId": "ami-1", "MinCount": 1, "MaxCount": 3, "UserData": "aGVsbG8=",
                "NetworkInterfaces": [{"AssociatePublicIpAddress": true, "DeviceIndex": 0, "SubnetId": "s"}]}),
        ),
        ("ec2 run-instances --image-id ami-1", json!({"ImageId": "ami-1", "MinCount": 1, "MaxCount": 1})),
        (
            "ec2 create-image --instance-id i --name n --no-reboot",
            json!({"InstanceId": "i", "Name": "n", "NoReboot": true}),
        ),
        (
            "ec2 create-image --instance-id i --name n --reboot",
            json!({"InstanceId": "i", "Name": "n", "NoReboot": false}),
        ),
        (
            "ec2 modify-vpc-attribute --vpc-id v --enable-dns-support",
            json!({"VpcId": "v", "EnableDnsSupport": {"Value": true}}),
        ),
        (
            "ec2 modify-vpc-attribute --vpc-id v --no-enable-dns-support",
            json!({"VpcId": "v", "EnableDnsSupport": {"Value": false}}),
        ),
        (
            "ec2 modify-vpc-attribute --vpc-id v --enable-dns-support Value=false",
            json!({"VpcId": "v", "EnableDnsSupport": {"Value": false}}),
        ),
        (
            "ec2 modify-instance-attribute --instance-id i --instance-type t3.small",
            json!({"InstanceId": "i", "InstanceType": {"Value": "t3.small"}}),
        ),
        (
            "elbv2 register-targets --target-group-arn a --targets Id=i-1 Id=i-2,Port=81",
            json!({"TargetGroupArn": "a", "Targets": [{"Id": "i-1"}, {"Id": "i-2", "Port": 81}]}),
        ),
        (
            "elbv2 create-rule --listener-arn a --priority 5 --conditions Field=path-pattern,Values=/a*,/b* --actions \
             Type=fixed-response,FixedResponseConfig={StatusCode=404,ContentType=text/plain}",
            json!({"ListenerArn": "a", "Priority": 5, "Conditions": [{"Field": "path-pattern", "Values": ["/a*", "/b*"]}],
                "Actions": [{"Type": "fixed-response",
                    "FixedResponseConfig": {"StatusCode": "404", "ContentType": "text/plain"}}]}),
        ),
        ("elbv2 describe-load-balancers --names=a b", json!({"Names": ["a", "b"]})),
        (
            "autoscaling create-or-update-tags --tags ResourceId=g,ResourceType=auto-scaling-group,Key=k,PropagateAtLaunch=true",
            json!({"Tags": [{"ResourceId": "g", "ResourceType": "auto-scaling-group", "Key": "k",
                "PropagateAtLaunch": true}]}),
        ),
        (
            "cloudwatch get-metric-statistics --namespace n --metric-name m --start-time 2026-01-01 \
             --end-time 2026-01-02T00:00:00Z --period 60 --statistics Sum",
            json!({"Namespace": "n", "MetricName": "m", "StartTime": "2026-01-01T00:00:00Z",
                "EndTime": "2026-01-02T00:00:00Z", "Period": 60, "Statistics": ["Sum"]}),
        ),
    ];
    for (line, expected) in table {
        assert_eq!(input(line), expected, "{line}");
    }
}

#[test]
fn what_the_cli_refuses() {
    let table = [
        ("ec2", CliProblem::TooShort),
        ("s4 ls", CliProblem::Service("s4".to_owned())),
        ("ec2 describe-moons", CliProblem::Command("describe-moons".to_owned())),
        ("ec2 wait moon-risen", CliProblem::Waiter("moon-risen".to_owned())),
        ("ec2 describe-vpcs --moons 1", CliProblem::Option("moons".to_owned())),
        ("ec2 describe-vpcs moon", CliProblem::Stray("moon".to_owned())),
        ("ec2 delete-vpc", CliProblem::Required("vpc-id".to_owned())),
        ("ec2 delete-vpc --vpc-id", CliProblem::NoValue("vpc-id".to_owned())),
        ("ec2 create-key-pair --key-name file://k", CliProblem::File("k".to_owned())),
        (
            "ec2 describe-vpcs --max-results many",
            CliProblem::Value { option: "max-results".to_owned(), value: "many".to_owned() },
        ),
        (
            "ec2 describe-vpcs --filters Name=a,Name=b",
            CliProblem::Value { option: "filters".to_owned(), value: "Name=a,Name=b".to_owned() },
        ),
    ];
    for (line, expected) in table {
        assert_eq!(run(line).map(|(operation, ..)| operation.name()), Err(expected), "{line}");
    }
}

#[test]
fn what_the_cli_itself_is_told_is_kept_apart() {
    let (operation, input, cli) =
        run("elbv2 wait load-balancer-available --names a --query x --region r").expect("reads");
    assert_eq!((operation.name(), input), ("DescribeLoadBalancers", json!({"Names": ["a"]})));
    assert_eq!(cli.wait.map(|waiter| waiter.name), Some("LoadBalancerAvailable"));
    assert_eq!((cli.query.as_deref(), cli.output), (Some("x"), None));
    assert_eq!(cli.others, [("region".to_owned(), "r".to_owned())]);
}

#[test]
fn files_stand_in_for_their_names() {
    let files =
        Files::from([("d.json".to_owned(), br#"{"ImageId": "ami-1"}"#.to_vec()), ("k".to_owned(), vec![0, 255])]);
    let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let template = words("ec2 create-launch-template --launch-template-name n --launch-template-data file://d.json");
    let (_, input, _) = from_cli(&template, &files).expect("reads");
    assert_eq!(input["LaunchTemplateData"], json!({"ImageId": "ami-1"}));
    let key = words("ec2 import-key-pair --key-name n --public-key-material fileb://k");
    assert_eq!(from_cli(&key, &files).expect("reads").1["PublicKeyMaterial"], json!("AP8="));
}
