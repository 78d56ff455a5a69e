//! Rules, their conditions and their order.

use serde_json::{Value, json};

use super::{Stage, text};

struct Rules {
    stage: Stage,
    listener: String,
    group: String,
}

impl Rules {
    fn new() -> Self {
        let mut stage = Stage::new();
        let (lb, group) = (stage.load_balancer("web"), stage.target_group("web"));
        let listener = stage.listener(&lb, 80, &group);
        Self { stage, listener, group }
    }

    fn input(&self, priority: i64, conditions: &Value) -> Value {
        json!({
            "ListenerArn": self.listener, "Priority": priority, "Conditions": conditions,
            "Actions": [{ "Type": "forward", "TargetGroupArn": self.group }],
        })
    }

    fn make(&mut self, priority: i64, path: &str) -> String {
        let input = self.input(priority, &json!([{ "Field": "path-pattern", "Values": [path] }]));
        text(&self.stage.ask("CreateRule", input), "/Rules/0/RuleArn")
    }

    fn order(&mut self) -> Vec<String> {
        let all = self.stage.ask("DescribeRules", json!({ "ListenerArn": self.listener }));
        all["Rules"].as_array().expect("rules").iter().map(|rule| text(rule, "/Priority")).collect()
    }
}

#[test]
fn rules_are_listed_in_order_with_the_default_one_last() {
    let mut rules = Rules::new();
    rules.make(20, "/b");
    rules.make(5, "/a");
    assert_eq!(rules.order(), ["5", "20", "default"]);
    let all = rules.stage.ask("DescribeRules", json!({ "ListenerArn": rules.listener }));
    let default = &all["Rules"][2];
    assert_eq!((&default["IsDefault"], &default["Conditions"]), (&json!(true), &json!([])));
    let arn = text(default, "/RuleArn");
    assert!(arn.starts_with(&rules.listener.replace(":listener/", ":listener-rule/")), "{arn}");
    let named = rules.stage.ask("DescribeRules", json!({ "RuleArns": [arn] }));
    assert_eq!(named["Rules"][0]["Priority"], "default");
    let fault = rules.stage.refused("DeleteRule", json!({ "RuleArn": arn }));
    assert_eq!(fault, format!("OperationNotPermitted: Default rule '{arn}' cannot be deleted"));
}

#[test]
fn both_forms_of_a_condition_are_answered_alike() {
    let mut rules = Rules::new();
    let both = |rules: &mut Rules, priority, condition: Value| {
        let input = rules.input(priority, &json!([condition]));
        rules.stage.ask("CreateRule", input)["Rules"][0]["Conditions"][0].clone()
    };
    let path = json!({ "Field": "path-pattern", "Values": ["/api/*"], "PathPatternConfig": { "Values": ["/api/*"] } });
    assert_eq!(both(&mut rules, 1, json!({ "Field": "path-pattern", "Values": ["/api/*"] })), path);
    let config = json!({ "Field": "path-pattern", "PathPatternConfig": { "Values": ["/api/*"] } });
    assert_eq!(both(&mut rules, 2, config), path);
    let host = json!({ "Field": "host-header", "Values": ["*.example.com"] });
    let shown = both(&mut rules, 3, host);
    assert_eq!(shown["HostHeaderConfig"]["Values"], json!(["*.example.com"]));
    for (at, condition) in [
        json!({ "Field": "http-request-method", "HttpRequestMethodConfig": { "Values": ["GET", "HEAD"] } }),
        json!({ "Field": "source-ip", "SourceIpConfig": { "Values": ["10.0.0.0/8", "2001:db8::/32"] } }),
        json!({ "Field": "http-header", "HttpHeaderConfig": { "HttpHeaderName": "User-Agent", "Values": ["*Chrome*"] } }),
        json!({ "Field": "query-string", "QueryStringConfig": { "Values": [{ "Key": "v", "Value": "1" }, { "Value": "x" }] } }),
    ]
    .into_iter()
    .enumerate()
    {
        assert_eq!(both(&mut rules, 10 + i64::try_from(at).expect("small"), condition.clone()), condition);
    }
}

#[test]
fn conditions_are_held_to_their_rules() {
    let mut rules = Rules::new();
    let path = |value: &str| json!([{ "Field": "path-pattern", "Values": [value] }]);
    let host = |value: &str| json!([{ "Field": "host-header", "HostHeaderConfig": { "Values": [value] } }]);
    for (conditions, expected) in [
        (json!([]), "A condition must be specified"),
        (
            json!([{ "Field": "cookie", "Values": ["x"] }]),
            "Condition field 'cookie' must be one of '[path-pattern, host-header,",
        ),
        (json!([{ "Field": "path-pattern" }]), "A condition value must be specified"),
        (
            json!([{ "Field": "path-pattern", "Values": ["/a", "/b"] }]),
            "The 'path-pattern' field contains too many values; the limit is '1'",
        ),
        (path(&format!("/{}", "a".repeat(128))), "The 'path-pattern' value is too long; the limit is '128'"),
        (path("/a b"), "the allowed characters are"),
        (path("/日本"), "the allowed characters are"),
        (path("/*/*/*/*/*/*"), "too many wildcards"),
        (host("localhost"), "it must contain at least one '.'"),
        (host("www.example.c0m"), "only alphabetical characters are allowed after the final '.'"),
        (host("a_b.example.com"), "the allowed characters are A-Z, a-z, 0-9, - . * ?"),
        (
            json!([{ "Field": "http-request-method", "Values": ["GET"] }]),
            "The 'Values' field is not compatible with 'http-request-method'",
        ),
        (
            json!([{ "Field": "http-request-method", "HttpRequestMethodConfig": { "Values": ["get"] } }]),
            "the allowed characters are A-Z, hyphen and underscore",
        ),
        (json!([{ "Field": "source-ip", "SourceIpConfig": { "Values": ["10.0.0.1"] } }]), "it must be a CIDR block"),
        (
            json!([{ "Field": "http-header", "HttpHeaderConfig": { "HttpHeaderName": "x".repeat(41), "Values": ["1"] } }]),
            "The 'HttpHeaderName' value is too long; the limit is '40'",
        ),
        (
            json!([{ "Field": "query-string", "QueryStringConfig": { "Values": [{ "Key": "k" }] } }]),
            "A 'Value' must be specified",
        ),
        (
            json!([{ "Field": "path-pattern", "Values": ["/a"] }, { "Field": "path-pattern", "Values": ["/b"] }]),
            "only have one 'path-pattern' condition",
        ),
        (
            json!([{ "Field": "path-pattern", "PathPatternConfig": { "Values": ["/1", "/2", "/3", "/4", "/5", "/6"] } }]),
            "too many condition values; the limit is '5'",
        ),
    ] {
        let input = rules.input(1, &conditions);
        let fault = rules.stage.refused("CreateRule", input);
        assert!(fault.starts_with("ValidationError: ") && fault.contains(expected), "{conditions}: {fault}");
    }
}

#[test]
fn priorities_are_unique_and_can_be_exchanged() {
    let mut rules = Rules::new();
    let (one, two, three) = (rules.make(1, "/a"), rules.make(2, "/b"), rules.make(3, "/c"));
    let input = rules.input(1, &json!([{ "Field": "path-pattern", "Values": ["/d"] }]));
    assert_eq!(rules.stage.refused("CreateRule", input), "PriorityInUse: Priority '1' is currently in use");
    for priority in [0, 50_001] {
        let input = rules.input(priority, &json!([{ "Field": "path-pattern", "Values": ["/d"] }]));
        assert!(rules.stage.refused("CreateRule", input).starts_with("ValidationError"));
    }
    let set = |pairs: &[(&String, i64)]| {
        let pairs: Vec<Value> = pairs.iter().map(|(arn, at)| json!({ "RuleArn": arn, "Priority": at })).collect();
        json!({ "RulePriorities": pairs })
    };
    let fault = rules.stage.refused("SetRulePriorities", set(&[(&one, 3)]));
    assert_eq!(fault, "PriorityInUse: Priority '3' is currently in use");
    let fault = rules.stage.refused("SetRulePriorities", set(&[(&one, 9), (&two, 9)]));
    assert_eq!(fault, "ValidationError: Priority '9' was provided multiple times");
    rules.stage.ask("SetRulePriorities", set(&[(&one, 2), (&two, 1), (&three, 40)]));
    assert_eq!(rules.order(), ["1", "2", "40", "default"]);
    rules.stage.ask("DeleteRule", json!({ "RuleArn": one }));
    assert_eq!(rules.order(), ["1", "40", "default"]);
    let fault = rules.stage.refused("DeleteRule", json!({ "RuleArn": one }));
    assert_eq!(fault, format!("RuleNotFound: Rule '{one}' not found"));
}

#[test]
fn a_rule_can_be_changed_in_part() {
    let mut rules = Rules::new();
    let arn = rules.make(1, "/a");
    let fault = rules.stage.refused("ModifyRule", json!({ "RuleArn": arn }));
    assert_eq!(fault, "ValidationError: Either conditions or actions must be specified");
    let fixed = json!([{ "Type": "fixed-response", "FixedResponseConfig": { "StatusCode": "404" } }]);
    let after = rules.stage.ask("ModifyRule", json!({ "RuleArn": arn, "Actions": fixed.clone() }));
    assert_eq!(after["Rules"][0]["Actions"], fixed);
    assert_eq!(after["Rules"][0]["Conditions"][0]["Values"], json!(["/a"]));
}

#[test]
fn what_to_describe_has_to_be_said_once() {
    let mut rules = Rules::new();
    let arn = rules.make(1, "/a");
    let none = rules.stage.refused("DescribeRules", json!({}));
    assert_eq!(none, "ValidationError: You must specify either listener rule ARNs or a listener ARN");
    let both = json!({ "ListenerArn": rules.listener, "RuleArns": [arn] });
    let both = rules.stage.refused("DescribeRules", both);
    assert_eq!(both, "ValidationError: Listener rule ARNs and a listener ARN cannot be specified at the same time");
}
