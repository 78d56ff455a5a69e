//! Crowds of learners on the same resources, and accounts that hold something already.

use std::collections::BTreeMap;

use super::class;
use super::tests::{library, sound};

#[test]
fn of_two_thousand_on_one_resource_each_is_told_of_a_few() {
    let library = library();
    let course = &library.get("ec-site").unwrap().course;
    let learners: Vec<String> = (0..2000).map(|number| format!("[[learner]]\nid = \"l{number}\"\n")).collect();
    let crowd = sound(&learners.concat());
    let one = [class::Together { learners: (0..2000).collect(), account: "1".to_owned() }];
    let sharing_all = class::sharing(course, &crowd, &one);
    assert_eq!(sharing_all.len(), 2000);
    assert_eq!(
        (&sharing_all[&7].args["more"], format!("{sharing_all:?}").len() < 1_000_000),
        (&1994_usize.into(), true)
    );
}

#[test]
fn what_an_account_holds_already_counts_towards_its_limits() {
    let library = library();
    let course = &library.get("ec-site").unwrap().course;
    let text = (1..=10).map(|number| format!("[[learner]]\nid = \"l{number}\"\nsuffix = \"-{number}\"\n"));
    let roster = sound(&text.collect::<String>());
    let few = [class::Together { learners: (0..10).collect(), account: "1".to_owned() }];
    let alb = |name: String| (crate::facts::want::ResourceKind::LoadBalancer, name);
    let held = (1..=50)
        .map(|number| alb(if number > 9 { format!("theirs-{number}") } else { format!("ec-site-alb-{number}") }));
    let limits = class::limits(course, &roster, &few, &BTreeMap::from([(0, held.collect())]));
    assert_eq!((&limits[0].args["wanted"], &limits[0].args["others"]), (&10_usize.into(), &41_usize.into()));
}
