//! How many requests each target is working on, for the algorithm that chooses the least busy.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

type Target = (String, String, u16);

/// Counts by target group, target and port. Clones are the same.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Outstanding(Arc<Mutex<HashMap<Target, u32>>>);

/// One request at work; over when dropped.
#[derive(Debug)]
pub(in super::super) struct Working {
    all: Outstanding,
    target: Target,
}

impl Outstanding {
    pub(in super::super) fn of(&self, group: &str, target: &str, port: u16) -> u32 {
        self.lock().get(&(group.to_owned(), target.to_owned(), port)).copied().unwrap_or_default()
    }

    pub(in super::super) fn begin(&self, group: &str, target: &str, port: u16) -> Working {
        let target = (group.to_owned(), target.to_owned(), port);
        *self.lock().entry(target.clone()).or_default() += 1;
        Working { all: self.clone(), target }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Target, u32>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        let mut counts = self.all.lock();
        if let Some(count) = counts.get_mut(&self.target) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                counts.remove(&self.target);
            }
        }
    }
}
