//! Guesses and floods: how often a code may be tried from one place, and how often a learner may report.

use std::collections::HashMap;
use std::net::IpAddr;
use std::time::Duration;

use crate::board::bucket::{Bucket, Rate};

/// Wrong codes from one place: ten at once, then one every six seconds. Forty bits last for millennia.
const GUESSES: Rate = Rate { holds: 10.0, per_second: 1.0 / 6.0 };
/// Wrong codes from everywhere together.
const ALL_GUESSES: Rate = Rate { holds: 200.0, per_second: 2.0 };
/// Places that are remembered.
const MOST_PLACES: usize = 4096;
/// Requests of one learner.
pub const REPORTS: Rate = Rate { holds: 10.0, per_second: 4.0 };
/// Hand-ins of one learner: each makes the board ask STS.
pub const HAND_INS: Rate = Rate { holds: 3.0, per_second: 1.0 / 60.0 };

/// Wrong codes that were tried.
#[derive(Debug)]
pub struct Guesses {
    by_place: HashMap<u128, Bucket>,
    everywhere: Bucket,
    /// How many there were since the board was opened.
    pub wrong: u64,
}

impl Default for Guesses {
    fn default() -> Self {
        let everywhere = Bucket::full(ALL_GUESSES, Duration::ZERO);
        Self { by_place: HashMap::new(), everywhere, wrong: 0 }
    }
}

impl Guesses {
    /// Whether a code from there is looked at at all. Once there were too many wrong ones, the right one is not either:
    /// its answer would tell it from the others.
    pub fn may_try(&mut self, from: IpAddr, at: Duration) -> bool {
        let place = place(from);
        if self.by_place.len() >= MOST_PLACES && !self.by_place.contains_key(&place) {
            self.by_place.retain(|_, bucket| !bucket.is_full(GUESSES, at));
            if self.by_place.len() >= MOST_PLACES {
                return false;
            }
        }
        let own = self.by_place.get_mut(&place).is_none_or(|bucket| bucket.has(GUESSES, at));
        own && self.everywhere.has(ALL_GUESSES, at)
    }

    /// A code from there was wrong.
    pub fn was_wrong(&mut self, from: IpAddr, at: Duration) {
        self.wrong += 1;
        self.by_place.entry(place(from)).or_insert_with(|| Bucket::full(GUESSES, at)).take(GUESSES, at);
        self.everywhere.take(ALL_GUESSES, at);
    }
}

/// An address; of an IPv6 address the network, since whoever has one address of it has them all.
pub(super) fn place(from: IpAddr) -> u128 {
    match from.to_canonical() {
        IpAddr::V4(address) => u128::from(address.to_bits()),
        IpAddr::V6(address) => address.to_bits() >> 64 << 64,
    }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, Ipv6Addr};

    use super::*;

    #[test]
    fn ten_guesses_and_then_patience() {
        let mut guesses = Guesses::default();
        let (here, there) = (IpAddr::from([192, 0, 2, 1]), IpAddr::from([192, 0, 2, 2]));
        let at = Duration::from_secs;
        for _ in 0..10 {
            assert!(guesses.may_try(here, at(0)));
            guesses.was_wrong(here, at(0));
        }
        assert!(!guesses.may_try(here, at(5)));
        assert!(guesses.may_try(there, at(5)), "others are not kept out");
        assert!(guesses.may_try(here, at(7)));
        assert_eq!(guesses.wrong, 10);
    }

    #[test]
    fn a_whole_network_is_one_place_and_many_places_have_an_end() {
        let mut guesses = Guesses::default();
        let six = |host: u16| IpAddr::from(Ipv6Addr::new(0x2001, 0xdb8, 0, 1, 0, 0, 0, host));
        for host in 0..10 {
            guesses.was_wrong(six(host), Duration::ZERO);
        }
        assert!(!guesses.may_try(six(99), Duration::ZERO));
        for number in 0..10_000_u32 {
            guesses.was_wrong(IpAddr::from(Ipv4Addr::from_bits(number)), Duration::from_secs(1));
            guesses.may_try(IpAddr::from(Ipv4Addr::from_bits(number)), Duration::from_secs(1));
        }
        assert!(!guesses.may_try(IpAddr::from([198, 51, 100, 1]), Duration::from_secs(1)));
        assert!(guesses.may_try(IpAddr::from([198, 51, 100, 1]), Duration::from_hours(1)));
    }
}
