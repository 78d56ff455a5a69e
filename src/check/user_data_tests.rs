//! User data, by what was found in it.

use super::super::testkit::{World, template, user_data};
use super::*;
use crate::check::verdict::Status;
use crate::course::Values;
use std::collections::BTreeMap;

const PATTERN: &str = "pm2 start";

fn result(verdict: &Verdict) -> (Status, &str) {
    (verdict.status, verdict.finding.id.as_ref())
}

fn check() -> LaunchTemplateUserData {
    LaunchTemplateUserData {
        template: "template".into(),
        start_pattern: "start".into(),
        mentions: vec!["source".into(), "unset".into()],
    }
}

fn world(data: Option<UserDataFindings>) -> World {
    let mut made = template("lt-1", "shop-template");
    made.latest.user_data = data;
    made.default = None;
    World::new()
        .value("template", "shop-template")
        .value("start", PATTERN)
        .value("source", "s3://bucket/app")
        .value("unset", "")
        .template(made)
}

#[test]
fn every_slip_has_its_finding() {
    let data = || user_data(PATTERN);
    let not_found = || vec![(PATTERN.to_owned(), false)];
    for (what, given, expected) in [
        ("all right", Some(data()), (Status::Pass, "user-data-right")),
        ("none", None, (Status::Fail, "user-data-none")),
        ("unreadable", Some(UserDataFindings { readable: false, ..data() }), (Status::Fail, "user-data-unreadable")),
        (
            "a placeholder, hence no ARN either",
            Some(UserDataFindings { placeholders: vec!["x-run".to_owned()], secret_arn: false, ..data() }),
            (Status::Fail, "user-data-placeholder"),
        ),
        ("no secret", Some(UserDataFindings { secret_arn: false, ..data() }), (Status::Fail, "user-data-no-secret")),
        (
            "no start command outside comments",
            Some(UserDataFindings { start_patterns: not_found(), ..data() }),
            (Status::Fail, "user-data-no-start"),
        ),
        (
            "read without looking for this pattern",
            Some(UserDataFindings { start_patterns: vec![], ..data() }),
            (Status::Inconclusive, "unseen-not-asked"),
        ),
    ] {
        assert_eq!(result(&world(given).judge(&check())), expected, "{what}");
    }
}

#[test]
fn what_may_go_wrong_is_advice() {
    let data = || user_data(PATTERN);
    let mentioned = |found| vec![("s3://bucket/app".to_owned(), found)];
    for (given, advice) in [
        (UserDataFindings { sets_home: false, ..data() }, "advice-user-data-home"),
        (UserDataFindings { runnable: false, ..data() }, "advice-user-data-not-run"),
        (UserDataFindings { mentions: mentioned(false), ..data() }, "advice-user-data-mentions"),
    ] {
        let verdict = world(Some(given)).judge(&check());
        assert_eq!((verdict.status, verdict.advice.len()), (Status::Pass, 1));
        assert_eq!(verdict.advice[0].id, advice);
    }
    let fine = world(Some(UserDataFindings { mentions: mentioned(true), ..data() })).judge(&check());
    assert!(fine.advice.is_empty());
}

#[test]
fn it_asks_for_its_pattern_and_for_the_values_that_are_set() {
    let owned = |pairs: &[(&str, &str)]| {
        let pairs = pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        Values::from_map(pairs.collect::<BTreeMap<_, _>>())
    };
    let values = owned(&[("template", "t"), ("start", PATTERN), ("source", "s3://b"), ("unset", "")]);
    let expected = Want::LaunchTemplate {
        name: "t".to_owned(),
        start_patterns: vec![PATTERN.to_owned()],
        mentions: vec!["s3://b".to_owned()],
    };
    assert_eq!(check().wants(&values), vec![expected]);
    // An expression may stand in the course itself.
    let literal = LaunchTemplateUserData { start_pattern: "pm2 (start|restart)".to_owned(), ..check() };
    assert_eq!(literal.pattern(&values), "pm2 (start|restart)");
}
