//! Many names in one account: the same facts as for one, in few calls.

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
