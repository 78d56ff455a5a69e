//! The door: how many connections may be open that nobody has answered for yet. Whoever shows a code or a token is let
//! in and counts no more; thousands of connections from one address keep nobody else out.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::guard::place;

/// Strangers at the door, from everywhere together: a class that comes in all at once.
const MOST: usize = 600;
/// The same from one address; a whole school may stand behind one.
const MOST_FROM_ONE: usize = 250;

/// Counts strangers.
#[derive(Debug)]
pub(super) struct Door {
    from_one: usize,
    strangers: Mutex<HashMap<u128, usize>>,
}

/// A connection of somebody whom nobody knows yet, or who was let in.
#[derive(Clone, Debug)]
pub(super) struct Visitor(Arc<Standing>);

#[derive(Debug)]
struct Standing {
    door: Arc<Door>,
    place: u128,
    is_in: AtomicBool,
}

impl Door {
    /// `proxied`: every connection comes from the proxy's one address.
    pub(super) fn new(proxied: bool) -> Arc<Self> {
        Arc::new(Self { from_one: if proxied { MOST } else { MOST_FROM_ONE }, strangers: Mutex::default() })
    }

    /// Somebody comes. `None`: too many stand there already.
    pub(super) fn knock(self: &Arc<Self>, from: IpAddr) -> Option<Visitor> {
        let place = place(from);
        let mut strangers = self.lock();
        if strangers.values().sum::<usize>() >= MOST {
            return None;
        }
        let here = strangers.entry(place).or_default();
        if *here >= self.from_one {
            return None;
        }
        *here += 1;
        Some(Visitor(Arc::new(Standing { door: Arc::clone(self), place, is_in: AtomicBool::new(false) })))
    }

    fn leave(&self, place: u128) {
        let mut strangers = self.lock();
        if let Some(here) = strangers.get_mut(&place) {
            *here -= 1;
            if *here == 0 {
                strangers.remove(&place);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<u128, usize>> {
        self.strangers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Visitor {
    /// A code or a token was right.
    pub(super) fn let_in(&self) {
        if !self.0.is_in.swap(true, Ordering::Relaxed) {
            self.0.door.leave(self.0.place);
        }
    }
}

impl Drop for Standing {
    fn drop(&mut self) {
        if !*self.is_in.get_mut() {
            self.door.leave(self.place);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_does_not_fill_the_door_and_places_come_back() {
        let door = Door::new(false);
        let at = |last: u8| IpAddr::from([192, 0, 2, last]);
        let crowd: Vec<Visitor> = std::iter::from_fn(|| door.knock(at(1))).take(MOST).collect();
        assert_eq!(crowd.len(), MOST_FROM_ONE);
        let other = door.knock(at(2)).unwrap();
        crowd[0].let_in();
        crowd[0].clone().let_in();
        let next = door.knock(at(1));
        assert!(next.is_some() && door.knock(at(1)).is_none(), "whoever is in makes room for one");
        let here = &door;
        let crowds: Vec<Visitor> = (3..9).flat_map(|last| std::iter::from_fn(move || here.knock(at(last)))).collect();
        assert_eq!(MOST_FROM_ONE + 1 + crowds.len(), MOST, "and all together are not without end");
        assert!(door.knock(at(99)).is_none());
        drop((crowd, crowds, next, other));
        assert!(door.lock().is_empty());
        let proxied = Door::new(true);
        assert_eq!(std::iter::from_fn(|| proxied.knock(at(1))).collect::<Vec<_>>().len(), MOST);
    }
}
