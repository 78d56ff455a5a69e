//! The file of a class board: held by one process at a time, replaced whole, readable by its owner alone.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::{HeldElsewhere, Shelf, Store, atomic, shown};
use crate::progress::StoreProblem;

/// An open board's file.
#[derive(Debug)]
pub struct BoardFile {
    store: Store,
    path: PathBuf,
    _lock: Option<File>,
}

impl Store {
    /// Where the board of a course is kept when nobody says otherwise. `None`: this machine names no place for it.
    #[must_use]
    pub fn board_path(&self, course: &str) -> Option<PathBuf> {
        self.root.as_ref().map(|root| root.join("board").join(format!("{course}.json")))
    }

    /// Opens a board's file, which need not be there yet.
    ///
    /// # Errors
    /// Another process has it open; or (inside) its directory cannot be made.
    pub fn board(&self, path: &Path) -> Result<io::Result<BoardFile>, HeldElsewhere> {
        let directory = path.parent().filter(|directory| !directory.as_os_str().is_empty());
        if let Err(error) = directory.map_or(Ok(()), fs::create_dir_all) {
            return Ok(Err(error));
        }
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".open");
        let lock = path.with_file_name(name);
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(lock).ok();
        if let Some(Err(TryLockError::WouldBlock)) = lock.as_ref().map(File::try_lock) {
            return Err(HeldElsewhere { path: shown(path) });
        }
        Ok(Ok(BoardFile { store: self.clone(), path: path.to_owned(), _lock: lock }))
    }
}

impl BoardFile {
    /// What is kept; `None` when nothing is yet. At most `largest` bytes are read.
    ///
    /// # Errors
    /// It is there and cannot be read.
    pub fn read(&self, largest: u64) -> io::Result<Option<Vec<u8>>> {
        match fs::metadata(&self.path) {
            Ok(metadata) if metadata.len() > largest => Err(ErrorKind::FileTooLarge.into()),
            Ok(_) => fs::read(&self.path).map(Some),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Replaces the file whole.
    ///
    /// # Errors
    /// It could not be written; what was kept before still is.
    pub fn write(&self, bytes: &[u8]) -> io::Result<()> {
        atomic::replace(&self.path, bytes, &mut |_| Ok(()))
    }

    /// Moves a file that cannot be used out of the way; says where to.
    #[must_use]
    pub fn set_aside(&self) -> StoreProblem {
        self.store.set_aside(&self.path)
    }

    /// Where this class's reports are kept.
    #[must_use]
    pub fn shelf(&self) -> Shelf {
        Shelf::beside(&self.path)
    }

    /// Moves what is kept out of the way, for another class to begin.
    ///
    /// # Errors
    /// It stays where it is.
    pub fn retire(&self) -> io::Result<()> {
        let until = self.store.clock.now().strftime("%Y%m%dT%H%M%SZ");
        let name = self.path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let to = self.path.with_file_name(format!("{name}-until-{until}.json"));
        match fs::rename(&self.path, &to) {
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            moved => moved?,
        }
        self.shelf().retire(&to)
    }

    /// Where it is, to be shown.
    #[must_use]
    pub fn place(&self) -> String {
        shown(&self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;

    #[test]
    fn one_process_holds_it_and_nobody_else_reads_it() {
        let directory = tempfile::tempdir().expect("a directory");
        let store = Store::at(directory.path().to_owned(), Clock::system());
        let path = store.board_path("ec-site").expect("there is a place");
        let file = store.board(&path).expect("it is free").expect("it can be made");
        assert!(matches!(file.read(10), Ok(None)));
        file.write(b"{}").expect("it can be written");
        assert!(store.board(&path).is_err(), "it is open");
        assert_eq!(file.read(10).ok().flatten(), Some(b"{}".to_vec()));
        assert_eq!(file.read(1).map_err(|error| error.kind()), Err(ErrorKind::FileTooLarge));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(&path).expect("it is there").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        file.retire().expect("it can be moved");
        assert!(matches!(file.read(10), Ok(None)));
        drop(file);
        assert!(store.board(&path).is_ok());
    }
}
