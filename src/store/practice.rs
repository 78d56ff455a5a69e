//! The file of one practice account: held by one process at a time, replaced whole, never lost.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::ErrorKind;
use std::path::PathBuf;

use super::{Store, atomic, shown, unwritable};
use crate::progress::StoreProblem;

/// An open practice account's file. No other process can open it until this is dropped.
#[derive(Debug)]
pub struct PracticeFile {
    store: Store,
    /// `None`: this machine names no place for state; nothing is kept.
    path: Option<PathBuf>,
    _lock: Option<File>,
}

/// Why a practice account's file is not ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldElsewhere {
    pub path: String,
}

impl Store {
    /// Opens the file of the practice account of this name (letters, digits and hyphens). Where nothing can be
    /// written, it opens all the same, and [`PracticeFile::write`] says so.
    ///
    /// # Errors
    /// Another process has it open.
    pub fn practice(&self, name: &str) -> Result<PracticeFile, HeldElsewhere> {
        let path = self.root.as_ref().map(|root| root.join("practice").join(format!("{name}.json")));
        let Some(path) = path else { return Ok(PracticeFile { store: self.clone(), path: None, _lock: None }) };
        let lock = path.parent().and_then(|directory| {
            fs::create_dir_all(directory).ok()?;
            let lock = path.with_extension("open");
            OpenOptions::new().create(true).truncate(false).write(true).open(lock).ok()
        });
        if let Some(Err(TryLockError::WouldBlock)) = lock.as_ref().map(File::try_lock) {
            return Err(HeldElsewhere { path: shown(&path) });
        }
        Ok(PracticeFile { store: self.clone(), path: Some(path), _lock: lock })
    }
}

impl PracticeFile {
    /// No file: for an account that begins with nothing every time.
    #[must_use]
    pub fn none(store: &Store) -> Self {
        Self { store: store.clone(), path: None, _lock: None }
    }

    /// What is kept; `None` when nothing is yet.
    ///
    /// # Errors
    /// It is there and cannot be read.
    pub fn read(&self) -> Result<Option<Vec<u8>>, StoreProblem> {
        let Some(path) = &self.path else { return Ok(None) };
        match fs::read(path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(unwritable(path, error.kind())),
        }
    }

    /// Replaces the file whole.
    ///
    /// # Errors
    /// It could not be written; what was kept before still is.
    pub fn write(&self, bytes: &[u8]) -> Result<(), StoreProblem> {
        let Some(path) = &self.path else {
            return Err(StoreProblem::Unwritable { path: "-".to_owned(), reason: ErrorKind::NotFound.to_string() });
        };
        atomic::replace(path, bytes, &mut |_| Ok(())).map_err(|error| unwritable(path, error.kind()))
    }

    /// Removes what is kept, if anything is.
    pub fn forget(&self) {
        if let Some(path) = &self.path {
            let _ = fs::remove_file(path);
        }
    }

    /// Moves a file that cannot be used out of the way; says where to.
    #[must_use]
    pub fn set_aside(&self) -> Option<StoreProblem> {
        self.path.as_deref().map(|path| self.store.set_aside(path))
    }

    /// Where it is, to be shown.
    #[must_use]
    pub fn place(&self) -> String {
        self.path.as_deref().map_or_else(|| "-".to_owned(), shown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;

    #[test]
    fn one_process_holds_it_and_what_was_written_is_read_again() {
        let directory = tempfile::tempdir().expect("a directory");
        let store = Store::at(directory.path().to_owned(), Clock::system());
        let file = store.practice("ec-site").expect("it is free");
        assert_eq!(file.read(), Ok(None));
        file.write(b"first").expect("it can be written");
        file.write(b"second").expect("it can be replaced");
        assert!(store.practice("ec-site").is_err(), "it is open");
        assert!(store.practice("day13").is_ok(), "another account is another file");
        drop(file);
        let again = store.practice("ec-site").expect("it is free again");
        assert_eq!(again.read(), Ok(Some(b"second".to_vec())));
        assert!(matches!(again.set_aside(), Some(StoreProblem::SetAside { .. })));
        assert_eq!(again.read(), Ok(None));
    }
}
