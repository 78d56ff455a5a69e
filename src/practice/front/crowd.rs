//! The connections that are open: as many as the machine bears. One more lets go of the longest that is idle, so
//! that whoever holds many open keeps nobody else out.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::oneshot;

/// Connections at once; each to a load balancer may need two more files behind it, and 1,024 files is what many
/// systems give a process.
const MOST: usize = 400;

/// All open connections of one server.
#[derive(Clone, Debug, Default)]
pub(super) struct Crowd(Arc<Mutex<Inside>>);

#[derive(Debug, Default)]
struct Inside {
    next: u64,
    /// By number, so the oldest comes first.
    open: BTreeMap<u64, Open>,
}

#[derive(Debug)]
struct Open {
    busy: Arc<AtomicU32>,
    leave: Option<oneshot::Sender<()>>,
}

/// One connection's place; given up when dropped.
#[derive(Debug)]
pub(super) struct Place {
    crowd: Crowd,
    number: u64,
    busy: Arc<AtomicU32>,
}

/// Held while a request is being answered.
#[derive(Debug)]
pub(super) struct Busy(Arc<AtomicU32>);

impl Crowd {
    /// A place, and what completes when it has to be left to somebody else.
    pub(super) fn enter(&self) -> (Place, oneshot::Receiver<()>) {
        let (leave, left) = oneshot::channel();
        let busy = Arc::new(AtomicU32::new(0));
        let mut inside = self.lock();
        if inside.open.len() >= MOST {
            inside.let_go_of_one();
        }
        let number = inside.next;
        inside.next += 1;
        inside.open.insert(number, Open { busy: Arc::clone(&busy), leave: Some(leave) });
        drop(inside);
        (Place { crowd: self.clone(), number, busy }, left)
    }

    /// Makes room: the system has no more files to give.
    pub(super) fn make_room(&self) {
        self.lock().let_go_of_one();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Inside> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inside {
    /// The oldest that is idle, else the oldest.
    fn let_go_of_one(&mut self) {
        let waiting = |open: &&mut Open| open.leave.is_some();
        let idle = |open: &&mut Open| open.busy.load(Ordering::Relaxed) == 0;
        let mut found = self.open.values_mut().filter(waiting).find(idle);
        if found.is_none() {
            found = self.open.values_mut().find(waiting);
        }
        if let Some(leave) = found.and_then(|open| open.leave.take()) {
            let _ = leave.send(());
        }
    }
}

impl Place {
    pub(super) fn busy(&self) -> Busy {
        self.busy.fetch_add(1, Ordering::Relaxed);
        Busy(Arc::clone(&self.busy))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.crowd.lock().open.remove(&self.number);
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_idle_makes_room_and_the_busy_stay() {
        let crowd = Crowd::default();
        let mut places: Vec<_> = (0..MOST).map(|_| crowd.enter()).collect();
        let _busy = places[0].0.busy();
        let (_new, _left) = crowd.enter();
        assert!(places[0].1.try_recv().is_err(), "it is answering a request");
        assert!(places[1].1.try_recv().is_ok());
        let (_newer, _left) = crowd.enter();
        assert!(places[2].1.try_recv().is_ok());
        drop(places);
        assert_eq!(crowd.lock().open.len(), 2);
    }
}
