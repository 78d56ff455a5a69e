//! The class that this person is in, so that a restarted trainer comes in again as the same learner; and whether a load
//! test of this person is running.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{Store, atomic};

const VERSION: u32 = 1;

/// A place in a class.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    version: u32,
    /// The invitation as it is written.
    pub invite: String,
    pub nickname: String,
    /// What the board knows the learner by.
    pub token: String,
}

impl Seat {
    #[must_use]
    pub const fn new(invite: String, nickname: String, token: String) -> Self {
        Self { version: VERSION, invite, nickname, token }
    }
}

/// A load test that is running, for as long as this lives.
#[derive(Debug)]
pub struct Loading(#[expect(dead_code, reason = "its lock is what counts")] Option<File>);

impl Store {
    /// The class that this person was in last.
    #[must_use]
    pub fn seat(&self) -> Option<Seat> {
        let seat: Seat = serde_json::from_slice(&fs::read(self.seat_path()?).ok()?).ok()?;
        (seat.version == VERSION).then_some(seat)
    }

    /// Remembers a class.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn keep_seat(&self, seat: &Seat) -> io::Result<()> {
        let path = self.seat_path().ok_or(io::ErrorKind::NotFound)?;
        path.parent().map_or(Ok(()), fs::create_dir_all)?;
        atomic::replace(&path, &serde_json::to_vec_pretty(seat)?, &mut |_| Ok(()))
    }

    /// Forgets it: the person has left.
    pub fn leave_seat(&self) {
        if let Some(path) = self.seat_path() {
            let _ = fs::remove_file(path);
        }
    }

    /// Marks a load test as running. Where nothing can be written, nobody is told.
    #[must_use]
    pub fn begin_load(&self) -> Loading {
        let open = || {
            let path = self.load_path()?;
            fs::create_dir_all(path.parent()?).ok()?;
            let file = OpenOptions::new().create(true).truncate(false).write(true).open(path).ok()?;
            // Several may run at once; whoever looks holds it for a moment only.
            file.lock_shared().ok()?;
            Some(file)
        };
        Loading(open())
    }

    /// Whether a load test is running.
    #[must_use]
    pub fn load_runs(&self) -> bool {
        let file = self.load_path().and_then(|path| OpenOptions::new().write(true).open(path).ok());
        file.is_some_and(|file| matches!(file.try_lock(), Err(TryLockError::WouldBlock)))
    }

    fn seat_path(&self) -> Option<PathBuf> {
        self.root.as_ref().map(|root| root.join("class.json"))
    }

    fn load_path(&self) -> Option<PathBuf> {
        self.root.as_ref().map(|root| root.join("load.running"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;

    #[test]
    fn a_seat_is_found_again_and_given_up() {
        let directory = tempfile::tempdir().expect("a directory");
        let store = Store::at(directory.path().join("new"), Clock::system());
        assert_eq!(store.seat(), None);
        let seat = Seat::new("127.0.0.1:8420/0000-0000".to_owned(), "太郎".to_owned(), "T".to_owned());
        store.keep_seat(&seat).expect("it can be written");
        assert_eq!(store.seat(), Some(seat));
        store.leave_seat();
        assert_eq!(store.seat(), None);
    }

    #[test]
    fn a_load_test_is_seen_while_it_runs() {
        let directory = tempfile::tempdir().expect("a directory");
        let store = Store::at(directory.path().to_owned(), Clock::system());
        assert!(!store.load_runs());
        let (one, two) = (store.begin_load(), store.begin_load());
        assert!(store.load_runs());
        drop(one);
        assert!(store.load_runs());
        drop(two);
        assert!(!store.load_runs());
    }
}
