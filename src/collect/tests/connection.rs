//! Whole observations against a played endpoint: every gap, and that no absence is ever invented.

use super::*;
use crate::facts::GapKind;
use crate::facts::operations::{ALL, DESCRIBE_VPCS, Operation};
use crate::facts::want::Want;

#[path = "crowd.rs"]
mod crowd;
#[path = "loopback.rs"]
mod loopback;
#[path = "play.rs"]
mod play;
use play::{Play, Reply, account};

/// Long enough that no answer of the played endpoint comes late on a busy machine.
const LONG: Duration = Duration::from_secs(30);
/// For endpoints that never answer.
const SHORT: Duration = Duration::from_millis(300);

fn everything() -> Wants {
    let name = |text: &str| text.to_owned();
    Wants::from([
        Want::Identity,
        Want::Vpcs,
        Want::Subnets,
        Want::RouteTables,
        Want::NetworkAcls,
        Want::SecurityGroups,
        Want::Instances,
        Want::Images,
        Want::Snapshots,
        Want::Volumes,
        Want::Addresses,
        Want::NatGateways,
        Want::NetworkInterfaces,
        Want::LaunchTemplate { name: name("lt"), start_patterns: vec![name("pm2 start")], mentions: Vec::new() },
        Want::LoadBalancers,
        Want::TargetGroups,
        Want::Listeners { load_balancer: name("alb") },
        Want::Rules { load_balancer: name("alb") },
        Want::ListenerCertificates { load_balancer: name("alb") },
        Want::SslPolicies { load_balancer: name("alb") },
        Want::Certificates,
        Want::LoadBalancerTags { load_balancer: name("alb") },
        Want::LoadBalancerAttributes { load_balancer: name("alb") },
        Want::TargetHealth { target_group: name("tg") },
        Want::TargetGroupAttributes { load_balancer: name("alb") },
        Want::AutoScalingGroups,
        Want::Policies { group: name("asg") },
        Want::Activities { group: name("asg") },
        Want::Alarms { group: name("asg") },
        Want::AlarmHistory { group: name("asg") },
        Want::RequestMetric { target_group: name("tg") },
    ])
}

async fn observe(play: &Play, wants: &Wants, limit: Duration) -> Facts {
    let connection = play.connection(limit);
    let deadline = Clock::system().moment() + limit * 2;
    let mut facts = connection.observe(wants, deadline, &|_, _| {}).await;
    facts.finished_at = facts.started_at;
    facts
}

#[tokio::test]
async fn a_complete_account_is_seen_whole_in_the_fewest_calls() {
    let play = Play::new(|operation, _| account(operation));
    let facts = observe(&play, &everything(), LONG).await;
    let json = serde_json::to_value(&facts).expect("facts serialise");
    assert!(!json.to_string().contains(r#""state":"gap""#), "{json:#}");
    // Every operation once, but for those that only ask other regions.
    assert_eq!(facts.api_calls, 33, "{:?}", play.asked());
    assert_eq!(facts.now, "2026-11-22T01:02:03Z".parse().expect("a time"));
    assert_eq!(facts.prefix_lists.len(), 1);
    let certificate = facts.certificate_details.values().next().and_then(Section::value).expect("seen");
    assert_eq!(
        (certificate.names.as_slice(), certificate.serial.as_deref()),
        (&["a.example".to_owned()][..], Some("abc"))
    );
    assert_eq!(facts.certificates.value().map(Vec::len), Some(1));
    assert_eq!(facts.ssl_policies["p"].value().expect("seen").protocols, ["TLSv1.3"]);
    assert!(facts.listener_certificates.values().next().and_then(Section::value).expect("seen")[0].is_default);
    assert_eq!(facts.alarm_history["TargetTracking-asg-AlarmHigh-1"].value().expect("seen")[0].to, "ALARM");
    let metric = facts.request_metrics.values().next().and_then(Section::value).expect("seen");
    assert!((metric.per_minute[0].1 - 40.0).abs() < f64::EPSILON);
    assert_eq!(metric.to, "2026-11-22T01:02:00Z".parse().expect("a time"));
    let template = facts.launch_templates["lt"].value().and_then(Option::as_ref).expect("seen");
    let found = template.latest.user_data.as_ref().expect("user data");
    assert!(found.runnable && found.start_patterns[0].1);
    assert!(!json.to_string().contains("IyEvYmlu"), "user data is kept nowhere");
}

#[tokio::test]
async fn one_absurd_date_moves_neither_now_nor_the_window_of_the_metrics() {
    for absurd in ["Thu, 31 Dec 2099 23:59:59 GMT", "Thu, 01 Jan 1970 00:00:00 GMT"] {
        let play = Play::new(move |operation, _| match (operation.name, account(operation)) {
            ("DescribeTargetGroups", Reply::Answer(_, body)) => Reply::Dated(absurd, body),
            (_, reply) => reply,
        });
        let facts = observe(&play, &everything(), LONG).await;
        assert_eq!(facts.now, "2026-11-22T01:02:03Z".parse().expect("a time"), "{absurd}");
        let metric = facts.request_metrics.values().next().and_then(Section::value).expect("seen");
        assert_eq!(metric.to, "2026-11-22T01:02:00Z".parse().expect("a time"), "{absurd}");
    }
}

/// Every flaw, as an answer to one operation.
fn flawed(operation: &Operation) -> Vec<(&'static str, Reply)> {
    let Reply::Answer(_, body) = account(operation) else { return Vec::new() };
    let cut = |at: usize| Reply::ok(body[..at].to_vec());
    vec![
        ("denied", Reply::error(operation, 403, "AccessDenied")),
        ("throttled", Reply::error(operation, 400, "Throttling")),
        ("expired", Reply::error(operation, 403, "ExpiredToken")),
        ("broken", Reply::error(operation, 500, "InternalError")),
        ("empty", Reply::ok("")),
        ("half", cut(body.len() / 2)),
        ("almost whole", cut(body.len() - 1)),
        ("html", Reply::ok("<html><body>Sign in</body></html>")),
        ("json", Reply::ok("{}")),
        ("no result", Reply::ok(format!("<{0}Response/>", operation.name))),
        ("garbled error", Reply::Answer(400, b"<Respon".to_vec())),
        ("bad gateway", Reply::Answer(502, b"Bad Gateway".to_vec())),
        ("redirected", Reply::Answer(302, b"<html></html>".to_vec())),
        ("reset", Reply::Reset),
    ]
}

/// Whatever is seen with a flaw must be exactly what is seen without it.
fn seen_is_unchanged(flawed: &serde_json::Value, whole: &serde_json::Value, path: &str) {
    if let (Some(object), Some(other)) = (flawed.as_object(), whole.as_object()) {
        if object.get("state").and_then(serde_json::Value::as_str) == Some("seen") {
            assert_eq!(flawed, whole, "{path}");
        } else {
            for (key, value) in object {
                if let Some(other) = other.get(key) {
                    seen_is_unchanged(value, other, &format!("{path}/{key}"));
                }
            }
        }
    }
}

#[tokio::test]
async fn no_flaw_of_any_operation_invents_an_absence() {
    let whole = Play::new(|operation, _| account(operation));
    let whole = serde_json::to_value(observe(&whole, &everything(), LONG).await).expect("facts serialise");
    let mut runs = Vec::new();
    for target in
        ALL.iter().filter(|operation| !["DescribeRegions", "DescribeLaunchTemplates"].contains(&operation.name))
    {
        for (flaw, reply) in flawed(target) {
            let name = target.name;
            runs.push(async move {
                let answer = move |operation: &Operation, _| {
                    if operation.name == name { reply.clone() } else { account(operation) }
                };
                let facts = observe(&Play::new(answer), &everything(), LONG).await;
                (name, flaw, serde_json::to_value(&facts).expect("facts serialise"))
            });
        }
    }
    // At once: most of the time goes by in back-off.
    for (name, flaw, json) in futures_util::future::join_all(runs).await {
        assert!(json.to_string().contains(r#""state":"gap""#), "{name} {flaw}: no gap");
        seen_is_unchanged(&json, &whole, &format!("{name} {flaw}: "));
    }
}

#[tokio::test]
async fn each_flaw_is_the_gap_that_it_is() {
    let wants = Wants::from([Want::Vpcs]);
    for (flaw, reply) in flawed(&DESCRIBE_VPCS) {
        let play = Play::new(move |_, _| reply.clone());
        let facts = observe(&play, &wants, LONG).await;
        let gap = facts.vpcs.get("").expect_err(flaw);
        let (kind, code) = match flaw {
            "denied" => (GapKind::Denied, "AccessDenied"),
            "throttled" => (GapKind::Throttled, "Throttling"),
            "expired" => (GapKind::Credentials, "ExpiredToken"),
            "broken" => (GapKind::Failed, "InternalError"),
            "empty" => (GapKind::Incomplete, "empty-body"),
            "half" | "almost whole" => (GapKind::Incomplete, "truncated-body"),
            "html" => (GapKind::Incomplete, "other-document"),
            "json" => (GapKind::Incomplete, "malformed-body"),
            "no result" => (GapKind::Incomplete, "no-result-element"),
            "garbled error" => (GapKind::Failed, "http-400"),
            "bad gateway" => (GapKind::Failed, "http-502"),
            "redirected" => (GapKind::Failed, "http-302"),
            _ => (GapKind::Unreachable, "reset"),
        };
        assert_eq!((gap.kind, gap.code.as_deref()), (kind, Some(code)), "{flaw}");
        assert_eq!(gap.action, "ec2:DescribeVpcs");
        assert_eq!(gap.host.as_deref(), Some("127.0.0.1:1"));
        assert_eq!(facts.api_calls, 1, "retries are not calls");
    }
}

#[tokio::test]
async fn a_flaw_that_passes_is_only_asked_again() {
    for (flaw, reply) in
        flawed(&DESCRIBE_VPCS).into_iter().filter(|(flaw, _)| !["denied", "expired", "redirected"].contains(flaw))
    {
        let play = Play::new(move |operation, before| if before == 0 { reply.clone() } else { account(operation) });
        let facts = observe(&play, &Wants::from([Want::Vpcs]), LONG).await;
        assert_eq!(facts.vpcs.value().map(Vec::len), Some(1), "{flaw}");
        assert_eq!(play.asked().len(), 2, "{flaw}");
    }
}

#[tokio::test]
async fn nothing_hangs_when_nothing_answers() {
    let play = Play::new(|_, _| Reply::Hang);
    let facts = observe(&play, &everything(), SHORT).await;
    for gap in [facts.vpcs.get("").expect_err("hung"), facts.load_balancers.get("").expect_err("hung")] {
        assert_eq!(gap.kind, GapKind::TimedOut);
    }
    // A deadline that has passed ends at once, whatever the limit of a call is.
    let connection = play.connection(LONG);
    let facts = connection.observe(&everything(), Clock::system().moment(), &|_, _| {}).await;
    assert_eq!(facts.vpcs.get("").expect_err("no time").kind, GapKind::TimedOut);
}

#[tokio::test]
async fn an_item_without_its_id_is_never_dropped() {
    let body = "<DescribeVpcsResponse><vpcSet><item><vpcId>vpc-1</vpcId></item><item><state>x</state></item></vpcSet>\
                </DescribeVpcsResponse>";
    let play = Play::new(move |_, _| Reply::ok(body));
    let gap = observe(&play, &Wants::from([Want::Vpcs]), LONG).await.vpcs.get("").expect_err("one lacks its id");
    assert_eq!((gap.kind, gap.code.as_deref()), (GapKind::Incomplete, Some(crate::collect::gap::ITEM_WITHOUT_ID)));
}

#[tokio::test]
async fn pages_are_read_to_the_end_and_never_in_circles() {
    let page = |id: usize, next: &str| {
        Reply::ok(format!(
            "<DescribeVpcsResponse><vpcSet><item><vpcId>vpc-{id}</vpcId></item></vpcSet><nextToken>{next}</nextToken>\
             </DescribeVpcsResponse>"
        ))
    };
    let three = Play::new(move |_, before| page(9 - before, ["a", "b", ""][before]));
    let facts = observe(&three, &Wants::from([Want::Vpcs]), LONG).await;
    let ids: Vec<&str> = facts.vpcs.value().expect("seen").iter().map(|vpc| vpc.id.as_str()).collect();
    assert_eq!(ids, ["vpc-7", "vpc-8", "vpc-9"], "in the order of ids");
    assert_eq!(facts.api_calls, 3);
    let circle = Play::new(move |_, before| page(before, "again"));
    let facts = observe(&circle, &Wants::from([Want::Vpcs]), LONG).await;
    assert_eq!(facts.vpcs.get("").expect_err("endless").code.as_deref(), Some("endless-pages"));
}

#[tokio::test]
async fn a_template_that_does_not_exist_is_seen_not_to_exist() {
    let want = Want::LaunchTemplate { name: "lt".to_owned(), start_patterns: Vec::new(), mentions: Vec::new() };
    let play = Play::new(|operation, _| Reply::error(operation, 400, "InvalidLaunchTemplateName.NotFoundException"));
    let facts = observe(&play, &Wants::from([want.clone()]), LONG).await;
    assert_eq!(facts.launch_templates["lt"].value(), Some(&None));
    assert!(facts.launch_template_names.get("").is_err(), "it is not there, whatever became of the list of names");
    let named = "<DescribeLaunchTemplatesResponse><launchTemplates><item><launchTemplateId>lt-1</launchTemplateId>\
                 <launchTemplateName>It</launchTemplateName></item></launchTemplates></DescribeLaunchTemplatesResponse>";
    let play = Play::new(move |operation, _| match operation.name {
        "DescribeLaunchTemplates" => Reply::ok(named),
        _ => Reply::error(operation, 400, "InvalidLaunchTemplateName.NotFoundException"),
    });
    let other = Want::LaunchTemplate { name: "other".to_owned(), start_patterns: Vec::new(), mentions: Vec::new() };
    let facts = observe(&play, &Wants::from([want.clone(), other]), LONG).await;
    assert_eq!(facts.launch_template_names.value().map(|names| names[0].name.as_str()), Some("It"));
    assert_eq!(facts.api_calls, 3, "the names are asked for once: {:?}", play.asked());
    // No versions at all is an answer that makes no sense, not an absence.
    let empty = "<DescribeLaunchTemplateVersionsResponse><launchTemplateVersionSet/>\
                 </DescribeLaunchTemplateVersionsResponse>";
    let facts = observe(&Play::new(move |_, _| Reply::ok(empty)), &Wants::from([want]), LONG).await;
    assert!(facts.launch_templates["lt"].value().is_none());
}

#[tokio::test]
async fn an_unknown_group_is_judged_by_the_list_of_groups() {
    let group = || "gone".to_owned();
    let unknown = |operation: &Operation, _| match operation.name {
        "DescribePolicies" | "DescribeScalingActivities" => Reply::error(operation, 400, "ValidationError"),
        _ => account(operation),
    };
    let of = |name: &str| {
        Wants::from([Want::Policies { group: name.to_owned() }, Want::Activities { group: name.to_owned() }])
    };
    let with_list = |mut wants: Wants| {
        wants.insert(Want::AutoScalingGroups);
        wants
    };
    let absent = observe(&Play::new(unknown), &with_list(of(&group())), LONG).await;
    assert_eq!(absent.policies["gone"].value().map(Vec::len), Some(0));
    assert_eq!(absent.activities["gone"].value().map(Vec::len), Some(0));
    let present = observe(&Play::new(unknown), &with_list(of("asg")), LONG).await;
    assert_eq!(present.policies["asg"].get("").expect_err("both").code.as_deref(), Some("contradiction"));
    let no_list = observe(&Play::new(unknown), &of(&group()), LONG).await;
    assert_eq!(no_list.policies["gone"].get("").expect_err("nobody knows").code.as_deref(), Some("ValidationError"));
}

#[tokio::test]
async fn nothing_that_changes_an_account_is_ever_sent() {
    let play = Play::new(|_, _| Reply::ok("<CreateVpcResponse/>"));
    let connection = play.connection(LONG);
    let clients = Arc::clone(&connection.0.clients.read().expect("no panic"));
    let refused = clients.ec2.create_vpc().cidr_block("10.0.0.0/16").send().await.expect_err("refused");
    assert!(matches!(refused, aws_sdk_ec2::error::SdkError::ConstructionFailure(_)), "{refused:?}");
    let refused = clients.scaling.delete_auto_scaling_group().auto_scaling_group_name("asg").send().await;
    assert!(refused.is_err());
    let refused = clients.balancing.delete_load_balancer().load_balancer_arn("x").send().await;
    assert!(refused.is_err());
    let refused = clients.monitoring.delete_alarms().alarm_names("x").send().await;
    assert!(refused.is_err());
    let refused = clients.sts.assume_role().role_arn("x").role_session_name("y").send().await;
    assert!(refused.is_err());
    assert!(play.asked().is_empty());
}

#[tokio::test]
async fn refused_credentials_are_asked_for_anew() {
    let play =
        Play::new(
            |operation, before| {
                if before == 0 { Reply::error(operation, 403, "InvalidClientTokenId") } else { account(operation) }
            },
        );
    let connection = play.connection(LONG);
    let first = Arc::clone(&connection.0.clients.read().expect("no panic"));
    assert_eq!(connection.identity().await.get("").expect_err("refused").kind, GapKind::Credentials);
    let second = Arc::clone(&connection.0.clients.read().expect("no panic"));
    assert!(!Arc::ptr_eq(&first, &second), "an empty identity cache");
    assert_eq!(connection.identity().await.value().map(|who| who.account.as_str()), Some("123456789012"));
}
