//! The verdict about a resource that is not where it should be: not at all, in another VPC or region,
//! under a nearly right name, or several of one name.

use jiff::Timestamp;
use serde_json::json;

use super::find::Named;
use super::label::vpc_label;
use super::proof::Context;
use super::table::proof;
use super::verdict::{Arg, Verdict};
use crate::course::kinds::CheckKind;
use crate::facts::compute::LaunchTemplateName;
use crate::facts::network::Vpc;
use crate::facts::want::ResourceKind;

/// What was looked for, and where.
pub(super) struct Search<'a, 'v, T> {
    pub(super) cx: &'v Context<'a>,
    /// The value's key, for `--set`.
    pub(super) key: &'v str,
    pub(super) wanted: &'v str,
    /// Everything of the kind in the region.
    pub(super) all: &'v [T],
    pub(super) at: Timestamp,
    /// The VPC in which it was looked for.
    pub(super) inside: Option<&'v Vpc>,
}

/// The findings of one kind of resource.
struct Ids {
    missing: &'static str,
    /// Something of a nearly right name is there.
    near_name: &'static str,
    other_vpc: &'static str,
    other_region: &'static str,
    ambiguous: &'static str,
}

macro_rules! ids {
    ($kind:literal) => {
        Ids {
            missing: concat!($kind, "-missing"),
            near_name: concat!($kind, "-missing-near-name"),
            other_vpc: concat!($kind, "-missing-other-vpc"),
            other_region: concat!($kind, "-missing-other-region"),
            ambiguous: concat!($kind, "-ambiguous"),
        }
    };
}

const fn ids(kind: ResourceKind) -> Ids {
    match kind {
        ResourceKind::Vpc => ids!("vpc"),
        ResourceKind::Subnet => ids!("subnet"),
        ResourceKind::SecurityGroup => ids!("security-group"),
        ResourceKind::Instance => ids!("instance"),
        ResourceKind::Image => ids!("image"),
        ResourceKind::LaunchTemplate => ids!("launch-template"),
        ResourceKind::LoadBalancer => ids!("load-balancer"),
        ResourceKind::TargetGroup => ids!("target-group"),
        ResourceKind::AutoScalingGroup => ids!("auto-scaling-group"),
        ResourceKind::ScalingPolicy | ResourceKind::InstanceProfile | ResourceKind::Text => ids!("resource"),
    }
}

/// Nothing of this name where it should be. `outside`: what carries the name in another VPC.
///
/// Where an earlier check proved the resource to be there, its absence here is a contradiction and not
/// the learner's fault.
pub(super) fn missing<T: Named>(search: &Search<'_, '_, T>, outside: &[&T]) -> Box<Verdict> {
    let ids = ids(T::KIND);
    if proved_elsewhere(search.cx, search.key) {
        return contradicted(search);
    }
    if let Some(twin) = outside.first() {
        let vpc = vpc_label(search.cx.facts, twin.vpc_id());
        let verdict = Verdict::fail(ids.other_vpc).arg("other", twin.id()).arg("other_vpc", vpc.as_str());
        return Box::new(facts_of(search, verdict, &json!({ "id": twin.id(), "vpc": twin.vpc_id() })));
    }
    let verdict = if let Some((region, id)) = in_other_region(search) {
        let verdict = Verdict::fail(ids.other_region).arg("other", id).arg("other_region", region);
        facts_of(search, verdict, &json!({ "id": id, "region": region }))
    } else if let Some((near, how)) = near_name(search) {
        let name = near.name().unwrap_or_default();
        let verdict = Verdict::fail(ids.near_name).arg("near", name).arg("near_id", near.id());
        let verdict = verdict.arg("how", Arg::Message(how.to_owned()));
        facts_of(search, verdict, &json!({ "id": near.id(), "name": name }))
    } else {
        facts_of(search, Verdict::fail(ids.missing), &json!(null))
    };
    Box::new(verdict.missing(T::KIND, search.wanted))
}

/// No template of this name. The names of those that are there tell which one was meant.
pub(super) fn template_missing(cx: &Context<'_>, key: &str, wanted: &str, at: Timestamp) -> Box<Verdict> {
    let all = cx.facts.launch_template_names.value().map_or(&[][..], Vec::as_slice);
    let search = Search { cx, key, wanted, all, at, inside: None };
    if all.iter().any(|template| template.id == wanted || template.name == wanted) {
        return contradicted(&search);
    }
    let mut verdict = missing(&search, &[]);
    if verdict.finding.id == ids(ResourceKind::LaunchTemplate).missing
        && let Some(other) = under_another_name(cx, key, all)
    {
        verdict.finding.id = "launch-template-missing-other-name".into();
        verdict.finding.args.insert("other".to_owned(), other.name.as_str().into());
        verdict.finding.args.insert("other_id".to_owned(), other.id.as_str().into());
    }
    verdict
}

/// The template that the course's Auto Scaling group uses instead, else the only one that there is.
fn under_another_name<'a>(
    cx: &Context<'a>,
    key: &str,
    all: &'a [LaunchTemplateName],
) -> Option<&'a LaunchTemplateName> {
    let group = cx.course.checks().find_map(|(_, _, check)| match &check.proves {
        CheckKind::AutoScalingGroupTemplate(other) if other.template == key => Some(cx.values.get(&other.group)),
        _ => None,
    });
    let groups = cx.facts.auto_scaling_groups.value().into_iter().flatten();
    let used = groups.filter(|listed| Some(listed.name.as_str()) == group).find_map(|g| g.launch_template.as_ref());
    let by_group = used.and_then(|used| {
        let is_used = |listed: &&LaunchTemplateName| {
            used.id.as_ref().map_or(used.name.as_ref() == Some(&listed.name), |id| *id == listed.id)
        };
        all.iter().find(is_used)
    });
    let only = || if let [only] = all { Some(only) } else { None };
    by_group.or_else(only)
}

/// One answer says that it is there, another that it is not.
pub(super) fn contradicted<T: Named>(search: &Search<'_, '_, T>) -> Box<Verdict> {
    Box::new(facts_of(search, Verdict::inconclusive("contradiction-not-found"), &json!(null)))
}

/// Several carry the name: say which ones, and ask.
pub(super) fn ambiguous<T: Named>(search: &Search<'_, '_, T>, several: &[&T]) -> Box<Verdict> {
    let mut found: Vec<String> = several.iter().map(|item| item.id().to_owned()).collect();
    found.sort();
    let example = found.first().cloned().unwrap_or_default();
    let verdict = Verdict::inconclusive(ids(T::KIND).ambiguous).arg("example", example).arg("found", found.clone());
    Box::new(facts_of(search, verdict, &json!(found)))
}

/// A value that the learner has to give.
pub(super) fn unset(key: &str) -> Verdict {
    Verdict::inconclusive("value-unset").arg("key", key)
}

fn facts_of<T: Named>(search: &Search<'_, '_, T>, verdict: Verdict, found: &serde_json::Value) -> Verdict {
    let vpc = search.inside.map(|vpc| vpc.id.as_str());
    let fact = json!({ "kind": T::KIND, "name": search.wanted, "vpc": vpc, "found": found });
    verdict
        .arg("name", search.wanted)
        .arg("key", search.key)
        .arg("region", search.cx.facts.region.as_str())
        .arg("vpc", vpc_label(search.cx.facts, vpc))
        .evidence(search.wanted, search.at, fact)
}

/// Whether another check of the course is the one that proves this value's resource to exist.
fn proved_elsewhere(cx: &Context<'_>, key: &str) -> bool {
    let mut provers = cx.course.checks().filter(|(_, _, check)| proof(&check.proves).provides().contains(&key));
    let mut elsewhere = false;
    let here = provers.any(|(_, id, _)| {
        elsewhere |= id != cx.id;
        id == cx.id
    });
    elsewhere && !here
}

fn in_other_region<'a, T: Named>(search: &Search<'a, '_, T>) -> Option<(&'a str, &'a str)> {
    let elsewhere = search.cx.facts.elsewhere.value()?;
    let hit = elsewhere.iter().find(|hit| hit.kind == T::KIND && hit.name == search.wanted)?;
    Some((&hit.region, &hit.id))
}

/// The resource whose name differs least, and a message that says how. Names that are themselves values
/// of the course (`…-1a` beside `…-1c`) are not slips of the pen.
fn near_name<'v, T: Named>(search: &Search<'_, 'v, T>) -> Option<(&'v T, &'static str)> {
    let inside = |item: &&T| match (search.inside, item.vpc_id()) {
        (Some(vpc), Some(id)) => vpc.id == id,
        _ => true,
    };
    let mut near: Vec<(usize, &str, &T, &'static str)> = Vec::new();
    for item in search.all.iter().filter(inside) {
        let Some(name) = item.name() else { continue };
        if name == search.wanted || search.cx.values.iter().any(|(_, value)| value == name) {
            continue;
        }
        if let Some((rank, how)) = difference(search.wanted, name) {
            near.push((rank, name, item, how));
        }
    }
    near.sort_by_key(|(rank, name, item, _)| (*rank, *name, item.id()));
    near.first().map(|(_, _, item, how)| (*item, *how))
}

/// How two names differ, where it is no more than a slip: smaller is nearer.
fn difference(wanted: &str, given: &str) -> Option<(usize, &'static str)> {
    let (narrow_wanted, narrow_given) = (narrow(wanted), narrow(given));
    let without_space = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    if without_space(wanted) == without_space(given) {
        return Some((0, "near-name-space"));
    }
    if wanted.to_lowercase() == given.to_lowercase() {
        return Some((0, "near-name-case"));
    }
    if without_space(&narrow_wanted) == without_space(&narrow_given) {
        return Some((0, "near-name-width"));
    }
    let (a, b) = (without_space(&narrow_wanted).to_lowercase(), without_space(&narrow_given).to_lowercase());
    match strsim::damerau_levenshtein(&a, &b) {
        0 => Some((0, "near-name-width")),
        1 if a.chars().count() >= 4 => Some((1, "near-name-letter")),
        _ => None,
    }
}

/// Full-width letters and the many dashes of Japanese input brought to ASCII.
fn narrow(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            '\u{3000}' => ' ',
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{30fc}' | '\u{ff70}' | '_' => '-',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_is_recognised() {
        for (given, how) in [
            ("EC-Site-alb-sg", Some("near-name-case")),
            ("ec-site-alb-sg ", Some("near-name-space")),
            ("ｅｃ-site-alb-sg", Some("near-name-width")),
            ("ec_site_alb_sg", Some("near-name-width")),
            ("ec-siteーalb-sg", Some("near-name-width")),
            ("ec-site-abl-sg", Some("near-name-letter")),
            ("ec-site-alb-sgs", Some("near-name-letter")),
            ("ec-site-web-sg", None),
            ("default", None),
        ] {
            assert_eq!(difference("ec-site-alb-sg", given).map(|(_, how)| how), how, "{given}");
        }
    }
}
