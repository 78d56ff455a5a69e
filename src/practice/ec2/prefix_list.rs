//! Prefix lists by id: the account's own, and the catalogue of Amazon's.

use super::super::account::{PrefixList, Region, Tags};
use super::super::fault::Fault;
use super::kind;

/// A list of Amazon's: the region that it is for (none: every region), what follows in its name, id, the
/// `MaxEntries` that it weighs in a group's quota, and its blocks (a part of what AWS publishes).
type Entry = (Option<&'static str>, &'static str, &'static str, i32, &'static [&'static str]);

const AMAZON: &[Entry] = &[
    (Some("us-east-1"), "s3", "pl-63a5400a", 1, &["3.5.0.0/19", "16.15.192.0/18", "52.216.0.0/15", "54.231.0.0/16"]),
    (Some("us-east-1"), "dynamodb", "pl-02cd2c6b", 1, &["3.218.180.0/22", "52.94.0.0/22", "52.119.224.0/20"]),
    (Some("us-east-1"), CLOUDFRONT, "pl-3b927c52", 55, ORIGIN_FACING),
    (Some("us-east-1"), "ec2-instance-connect", "pl-0e4bcff02b13bef1e", 1, &["18.206.107.24/29"]),
    (Some("ap-northeast-1"), "s3", "pl-61a54008", 1, &["3.5.152.0/21", "52.219.0.0/20", "52.219.136.0/22"]),
    (Some("ap-northeast-1"), "dynamodb", "pl-78a54011", 1, &["52.94.8.0/24", "52.119.208.0/23"]),
    (Some("ap-northeast-1"), CLOUDFRONT, "pl-58a04531", 55, ORIGIN_FACING),
    (Some("ap-northeast-1"), "ec2-instance-connect", "pl-08d491d20eebc3b95", 1, &["3.112.23.0/29"]),
    (None, "s3", "pl-0a54a5400", 1, &["3.5.0.0/16", "52.216.0.0/14"]),
    (None, "dynamodb", "pl-0a54b5400", 1, &["52.94.0.0/20", "52.119.192.0/18"]),
    (None, CLOUDFRONT, "pl-0a54c5400", 55, ORIGIN_FACING),
];

/// The servers by which `CloudFront` asks origins: in every region under the same name.
const CLOUDFRONT: &str = "global.cloudfront.origin-facing";

const ORIGIN_FACING: &[&str] = &[
    "13.113.196.64/26",
    "13.124.199.0/24",
    "15.158.0.0/16",
    "52.46.0.0/18",
    "52.82.128.0/19",
    "64.252.64.0/18",
    "70.132.0.0/18",
    "130.176.0.0/18",
    "204.246.166.0/24",
    "205.251.218.0/24",
];

/// Amazon's lists in a region. Their owner is `AWS`.
pub(super) fn amazon(region: &str) -> Vec<PrefixList> {
    let listed = |name: Option<&str>| AMAZON.iter().filter(move |entry| entry.0 == name).collect::<Vec<_>>();
    let own = listed(Some(region));
    let entries = if own.is_empty() { listed(None) } else { own };
    entries.into_iter().map(|entry| of_catalogue(region, entry)).collect()
}

fn of_catalogue(region: &str, (_, name, id, weight, blocks): &Entry) -> PrefixList {
    let place = if *name == CLOUDFRONT { String::new() } else { format!("{region}.") };
    PrefixList {
        // Ids of eight or of seventeen digits: those that stand for every region are filled up.
        id: if id.len() == "pl-0a54a5400".len() { format!("{id}00000000") } else { (*id).to_owned() },
        name: format!("com.amazonaws.{place}{name}"),
        address_family: "IPv4".to_owned(),
        max_entries: *weight,
        version: 1,
        entries: blocks.iter().map(|block| ((*block).to_owned(), None)).collect(),
        tags: Tags::new(),
    }
}

/// The list of that id, whoever owns it.
pub(crate) fn find(region: &Region, id: &str) -> Result<PrefixList, Fault> {
    kind::PREFIX_LIST.check(id)?;
    let own = region.prefix_lists.get(id).cloned();
    own.or_else(|| amazon(&region.name).into_iter().find(|list| list.id == id))
        .ok_or_else(|| kind::PREFIX_LIST.missing(id))
}

/// How many rules a reference to a list counts as.
pub(super) fn weight(region: &Region, id: &str) -> usize {
    find(region, id).map_or(1, |list| usize::try_from(list.max_entries).unwrap_or(1))
}
