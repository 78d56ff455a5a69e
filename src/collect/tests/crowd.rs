//! Many names in one account: the same facts as for one, in few calls.

use super::play::cbor;
use super::*;

/// What `learners` learners want, the first of whom has what the played account holds.
fn wants(learners: usize) -> Wants {
    let mut wants = everything();
    for learner in 1..learners {
        let name = |text: &str| format!("{text}-{learner}");
        wants.extend([
            Want::LaunchTemplate {
                name: name("lt"),
                start_patterns: vec!["pm2 start".to_owned()],
                mentions: Vec::new(),
            },
            Want::Listeners { load_balancer: name("alb") },
            Want::TargetHealth { target_group: name("tg") },
            Want::Policies { group: name("asg") },
            Want::Activities { group: name("asg") },
            Want::Alarms { group: name("asg") },
            Want::AlarmHistory { group: name("asg") },
            Want::RequestMetric { target_group: name("tg") },
        ]);
    }
    wants
}

#[tokio::test]
async fn thirty_learners_cost_little_more_than_one_and_see_the_same() {
    let one = Play::new(|operation, _| account(operation));
    let alone = observe(&one, &wants(1), LONG).await;
    let many = Play::new(|operation, _| account(operation));
    let together = observe(&many, &wants(30), LONG).await;
    assert!(many.asked().len() <= one.asked().len() + 3, "{:?}", many.asked());
    assert_eq!(alone.policies["asg"], together.policies["asg"]);
    assert_eq!(alone.activities["asg"], together.activities["asg"]);
    assert_eq!(alone.alarms["asg"], together.alarms["asg"]);
    assert_eq!(alone.alarm_history, together.alarm_history);
    assert_eq!(alone.launch_templates["lt"], together.launch_templates["lt"]);
    for name in ["asg-1", "asg-29"] {
        assert_eq!(together.policies[name].value().map(Vec::len), Some(0));
        assert_eq!(together.activities[name].value().map(Vec::len), Some(0));
        assert_eq!(together.alarms[name].value().map(Vec::len), Some(0));
    }
    assert_eq!(together.launch_templates["lt-29"].value(), Some(&None), "it is not there");
    assert_eq!(together.launch_template_names.value().map(Vec::len), Some(1));
}

#[tokio::test]
async fn a_list_that_was_not_seen_is_a_gap_for_everybody_and_asked_once() {
    for denied in ["DescribePolicies", "DescribeScalingActivities", "DescribeAlarms"] {
        let play = Play::new(move |operation, _| {
            if operation.name == denied { Reply::error(operation, 403, "AccessDenied") } else { account(operation) }
        });
        let facts = observe(&play, &wants(30), LONG).await;
        assert_eq!(play.asked().iter().filter(|name| **name == denied).count(), 1, "{denied}");
        let unseen = |section: Option<&GapKind>| section == Some(&GapKind::Denied);
        for name in ["asg", "asg-7"] {
            let gap = match denied {
                "DescribePolicies" => facts.policies[name].get("-").err(),
                "DescribeScalingActivities" => facts.activities[name].get("-").err(),
                _ => facts.alarms[name].get("-").err(),
            };
            assert!(unseen(gap.as_ref().map(|gap| &gap.kind)), "{denied} {name}: {gap:?}");
        }
    }
}

#[tokio::test]
async fn templates_that_cannot_be_listed_are_asked_one_by_one() {
    let play = Play::new(|operation, before| match operation.name {
        // The call for all templates at once.
        "DescribeLaunchTemplateVersions" if before == 0 => Reply::error(operation, 400, "MissingParameter"),
        _ => account(operation),
    });
    let facts = observe(&play, &wants(30), LONG).await;
    assert!(facts.launch_templates["lt"].value().is_some_and(Option::is_some));
    assert_eq!(facts.launch_templates["lt-3"].value(), Some(&None));
}

/// The answer to a question for the metrics of thirty target groups: two series each, by their places.
fn metrics(status: impl Fn(usize) -> Option<&'static str>) -> Reply {
    let series: Vec<(usize, &str)> = (0..60).filter_map(|at| Some((at, status(at)?))).collect();
    Reply::ok(cbor(|e| {
        let e = e.map(1).expect("vec").str("MetricDataResults").expect("vec");
        e.array(series.len() as u64).expect("vec");
        for (at, status) in series {
            e.map(4).expect("vec").str("Id").expect("vec").str(&format!("requests{at}")).expect("vec");
            e.str("StatusCode").expect("vec").str(status).expect("vec");
            e.str("Timestamps").expect("vec").array(1).expect("vec");
            e.tag(minicbor::data::Tag::new(1)).expect("vec").i64(1_795_000_000).expect("vec");
            let value = u32::try_from(at).expect("small");
            e.str("Values").expect("vec").array(1).expect("vec").f64(f64::from(value)).expect("vec");
        }
    }))
}

/// Thirty learners who are done: every name is there.
fn thirty_done(operation: &Operation) -> Reply {
    let arn = |kind: &str, learner: usize| {
        format!("arn:aws:elasticloadbalancing:us-east-1:123456789012:{kind}-{learner:02}/1")
    };
    let each = |item: &dyn Fn(usize) -> String| -> String {
        (0..30).map(|learner| format!("<member>{}</member>", item(learner))).collect::<Vec<_>>().concat()
    };
    let (element, items) = match operation.name {
        "DescribeLoadBalancers" => (
            "LoadBalancers",
            each(&|learner| {
                format!(
                    "<LoadBalancerArn>{}</LoadBalancerArn><LoadBalancerName>alb-{learner:02}</LoadBalancerName>\
                     <Type>application</Type><State><Code>active</Code></State>",
                    arn("loadbalancer/app/alb", learner)
                )
            }),
        ),
        "DescribeTargetGroups" => (
            "TargetGroups",
            each(&|learner| {
                format!(
                    "<TargetGroupArn>{}</TargetGroupArn><TargetGroupName>tg-{learner:02}</TargetGroupName>\
                     <TargetType>instance</TargetType><LoadBalancerArns><member>{}</member></LoadBalancerArns>",
                    arn("targetgroup/tg", learner),
                    arn("loadbalancer/app/alb", learner)
                )
            }),
        ),
        _ => return account(operation),
    };
    let name = operation.name;
    Reply::ok(format!("<{name}Response><{name}Result><{element}>{items}</{element}></{name}Result></{name}Response>"))
}

fn wants_of_thirty() -> Wants {
    let of = |learner: usize| {
        let (load_balancer, target_group) = (format!("alb-{learner:02}"), format!("tg-{learner:02}"));
        [
            Want::Listeners { load_balancer: load_balancer.clone() },
            Want::ListenerCertificates { load_balancer: load_balancer.clone() },
            Want::SslPolicies { load_balancer },
            Want::TargetHealth { target_group: target_group.clone() },
            Want::RequestMetric { target_group },
        ]
    };
    (0..30).flat_map(of).collect()
}

#[tokio::test]
async fn the_metrics_of_thirty_are_one_call_and_a_gap_in_them_is_its_own_learners_alone() {
    let play = Play::new(|operation, _| match operation.name {
        "GetMetricData" => metrics(|series| match series {
            7 => Some("InternalError"),
            8 | 9 => None,
            10 => Some("Forbidden"),
            _ => Some("Complete"),
        }),
        _ => thirty_done(operation),
    });
    let facts = observe(&play, &wants_of_thirty(), LONG).await;
    let times = |name: &str| play.asked().iter().filter(|asked| **asked == name).count();
    // Load balancers and target groups have no list of their listeners and of their health over several.
    assert_eq!((times("GetMetricData"), times("DescribeListeners"), times("DescribeTargetHealth")), (1, 30, 30));
    assert_eq!((times("DescribeCertificate"), times("DescribeSSLPolicies")), (1, 1), "what many share is asked once");
    assert_eq!((facts.listeners.len(), facts.target_health.len(), facts.request_metrics.len()), (30, 30, 30));
    for (place, section) in facts.request_metrics.values().enumerate() {
        let gap = section.get("-").err().map(|gap| gap.kind);
        match place {
            3 | 4 => assert_eq!(gap, Some(GapKind::Incomplete), "{place}"),
            5 => assert_eq!(gap, Some(GapKind::Denied), "{place}"),
            _ => {
                let largest = section.value().expect("seen").per_minute[0].1;
                assert!((largest - f64::from(u32::try_from(2 * place + 1).expect("small"))).abs() < f64::EPSILON);
            }
        }
    }
}

#[tokio::test]
async fn a_refused_call_for_many_leaves_only_what_it_asked_unseen() {
    for (code, kind) in [("Throttling", GapKind::Throttled), ("AccessDenied", GapKind::Denied)] {
        let play = Play::new(move |operation, _| match operation.name {
            "GetMetricData" => Reply::error(operation, 400, code),
            _ => thirty_done(operation),
        });
        let facts = observe(&play, &wants_of_thirty(), LONG).await;
        assert_eq!(facts.request_metrics.len(), 30);
        for section in facts.request_metrics.values() {
            assert_eq!(section.get("-").err().map(|gap| gap.kind), Some(kind));
        }
        assert!(facts.target_health.values().all(|section| section.value().is_some()), "{code}");
        assert!(facts.listeners.values().all(|section| section.value().is_some()), "{code}");
    }
}
