//! Prefix lists by id: the account's own, or Amazon's.

use super::super::account::Region;
use super::super::ec2::prefix_list;

/// The blocks of a prefix list; none for an id that names nothing.
pub(super) fn entries(region: &Region, id: &str) -> Vec<String> {
    if let Some(list) = region.prefix_lists.get(id) {
        return list.entries.iter().map(|(cidr, _)| cidr.clone()).collect();
    }
    let amazon = prefix_list::find(region, id).map(|list| list.entries).unwrap_or_default();
    amazon.into_iter().map(|(cidr, _)| cidr).collect()
}
