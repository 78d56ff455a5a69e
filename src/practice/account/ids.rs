//! Ids: unlike each other for ever, the same for the same seed.

use serde::{Deserialize, Serialize};

/// The source of ids. Saved with the account, so an id is never given twice.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Ids {
    seed: u64,
    given: u64,
}

impl Ids {
    pub(crate) const fn new(seed: u64) -> Self {
        Self { seed, given: 0 }
    }

    /// The next id with a prefix, as EC2 writes them: `sg-0` and sixteen hexadecimal digits.
    pub(crate) fn next(&mut self, prefix: &str) -> String {
        format!("{prefix}-0{:016x}", self.number())
    }

    /// Sixteen hexadecimal digits, as in the ARNs of load balancers and target groups.
    pub(crate) fn hex(&mut self) -> String {
        format!("{:016x}", self.number())
    }

    /// A UUID's form (8-4-4-4-12), as activities, policies and requests carry.
    pub(crate) fn uuid(&mut self) -> String {
        let (high, low) = (self.number(), self.number());
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0xfff,
            0x8000 | (low >> 48) & 0x3fff,
            low & 0xffff_ffff_ffff
        )
    }

    /// The next number: a one-to-one mixing of a counter, so that no two are alike within one seed.
    pub(crate) fn number(&mut self) -> u64 {
        self.given += 1;
        let mut mixed = self.given.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(self.seed);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Ids;

    #[test]
    fn ids_never_repeat_and_follow_the_seed() {
        let mut ids = Ids::new(7);
        let given: Vec<String> = (0..10_000).map(|_| ids.next("sg")).collect();
        assert_eq!(given.iter().collect::<BTreeSet<_>>().len(), given.len());
        let mut again = Ids::new(7);
        assert_eq!(given[0], again.next("sg"));
        assert_eq!(given[0].len(), "sg-0123456789abcdef0".len());
    }

    #[test]
    fn a_uuid_has_the_form_of_version_four() {
        let uuid = Ids::new(1).uuid();
        assert_eq!(uuid.split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
        assert!(uuid.split('-').nth(2).is_some_and(|part| part.starts_with('4')));
    }
}
