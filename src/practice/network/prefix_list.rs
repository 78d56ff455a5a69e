//! Prefix lists by id: the account's own, or Amazon's.

use super::super::account::Region;
use super::amazon_lists;

/// The blocks of a prefix list; none for an id that names nothing.
pub(super) fn entries<'a>(region: &'a Region, id: &str) -> Vec<&'a str> {
    if let Some(list) = region.prefix_lists.get(id) {
        return list.entries.iter().map(|(cidr, _)| cidr.as_str()).collect();
    }
    let amazon = amazon_lists::amazon_prefix_lists(&region.name);
    amazon.into_iter().find(|list| list.id == id).map(|list| list.entries.to_vec()).unwrap_or_default()
}
