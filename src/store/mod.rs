//! Files: what is remembered of each course, account, region and suffix, and a person's settings.
//!
//! Floor 1. Nothing is ever lost by us: files are replaced whole ([`atomic`]), a second window's changes are
//! merged under a lock, what was written by a newer version is left alone, and what cannot be read is set
//! aside under another name. A directory that cannot be written never stops the program.

mod atomic;
pub mod board;
pub mod class;
pub mod config;
mod listing;
mod name;
mod place;
pub mod practice;
pub mod shelf;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::clock::Clock;
use crate::progress::{Progress, ProgressKey, StoreProblem};
pub use listing::Unread;
pub use place::state_directory;
pub use practice::{HeldElsewhere, PracticeFile};
pub use shelf::Shelf;

/// Version of the files that this program writes.
const VERSION: u64 = 1;

/// What each file held when this process last read or wrote it: that tells a change of ours from a
/// leftover ([`Progress::over`]).
static LAST_KNOWN: Mutex<BTreeMap<PathBuf, Progress>> = Mutex::new(BTreeMap::new());

/// The state directory of this person on this machine.
#[derive(Clone, Debug)]
pub struct Store {
    /// `None`: this machine names no place for it.
    root: Option<PathBuf>,
    clock: Clock,
}

/// A file as it is written.
#[derive(Debug, Serialize, Deserialize)]
struct Saved {
    version: u64,
    /// What it is the progress of; files of earlier versions say so in their names alone.
    #[serde(default)]
    key: Option<ProgressKey>,
    progress: Progress,
}

/// The part of a file that every version has.
#[derive(Debug, Deserialize)]
struct Head {
    version: u64,
}

/// What was found under a path.
enum Found {
    Nothing,
    Progress(Box<Saved>),
    Newer(u64),
    Damaged,
    Unreadable(ErrorKind),
}

impl Store {
    /// The platform's place, `XDG_STATE_HOME` or `HANAMARU_STATE_DIR`. Nothing is read or made yet.
    #[must_use]
    pub fn open() -> Self {
        Self { root: place::state_directory(), clock: Clock::system() }
    }

    /// A store in a given directory.
    #[must_use]
    pub const fn at(root: PathBuf, clock: Clock) -> Self {
        Self { root: Some(root), clock }
    }

    /// What is kept under this key (nothing yet: the default), and what went wrong on the way.
    #[must_use]
    pub fn load(&self, key: &ProgressKey) -> (Progress, Option<StoreProblem>) {
        let Some(path) = self.path(key) else { return (Progress::default(), None) };
        let (progress, problem) = match read(&path) {
            Found::Nothing => (Progress::default(), None),
            Found::Progress(saved) => (saved.progress, None),
            Found::Newer(version) => (Progress::default(), Some(StoreProblem::Newer { path: shown(&path), version })),
            Found::Damaged => (Progress::default(), Some(self.set_aside(&path))),
            Found::Unreadable(kind) => (Progress::default(), Some(unwritable(&path, kind))),
        };
        remember(&path, &progress);
        (progress, problem)
    }

    /// Merges with what another window wrote, and replaces the file whole.
    ///
    /// # Errors
    /// It could not be written ([`StoreProblem::Unwritable`]) or must not be ([`StoreProblem::Newer`]). With
    /// [`StoreProblem::SetAside`] it *was* written, and what lay there before could not be read.
    pub fn save(&self, key: &ProgressKey, progress: &Progress) -> Result<(), StoreProblem> {
        let Some(path) = self.path(key) else {
            return Err(StoreProblem::Unwritable { path: "-".to_owned(), reason: ErrorKind::NotFound.to_string() });
        };
        let directory = path.parent().unwrap_or(&path);
        fs::create_dir_all(directory).map_err(|error| unwritable(directory, error.kind()))?;
        // Held until the end: two windows write one after the other.
        let _lock = atomic::lock(&path);
        let base = LAST_KNOWN.lock().unwrap_or_else(PoisonError::into_inner).get(&path).cloned().unwrap_or_default();
        let (merged, aside) = match read(&path) {
            Found::Nothing => (progress.clone(), None),
            Found::Progress(theirs) => (progress.clone().over(&base, theirs.progress), None),
            Found::Newer(version) => return Err(StoreProblem::Newer { path: shown(&path), version }),
            Found::Damaged => (progress.clone(), Some(self.set_aside(&path))),
            Found::Unreadable(kind) => return Err(unwritable(&path, kind)),
        };
        let saved = Saved { version: VERSION, key: Some(key.clone()), progress: merged };
        let text = serde_json::to_string_pretty(&saved).map_err(|_| unwritable(&path, ErrorKind::InvalidData))?;
        atomic::replace(&path, text.as_bytes(), &mut |_| Ok(())).map_err(|error| unwritable(&path, error.kind()))?;
        remember(&path, &saved.progress);
        aside.map_or(Ok(()), Err)
    }

    /// Whether the directory can be written; its path.
    ///
    /// # Errors
    /// It cannot.
    pub fn writable(&self) -> Result<String, StoreProblem> {
        let Some(root) = &self.root else {
            return Err(StoreProblem::Unwritable { path: "-".to_owned(), reason: ErrorKind::NotFound.to_string() });
        };
        let attempt = fs::create_dir_all(root).and_then(|()| {
            let probe = root.join(format!(".writable-{}", std::process::id()));
            fs::write(&probe, b"")?;
            fs::remove_file(&probe)
        });
        attempt.map(|()| shown(root)).map_err(|error| unwritable(root, error.kind()))
    }

    /// Moves a file that cannot be read out of the way.
    fn set_aside(&self, path: &Path) -> StoreProblem {
        let time = self.clock.now().strftime("%Y%m%dT%H%M%SZ");
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let candidates = (0..100).map(|n| match n {
            0 => format!("{name}.damaged-{time}"),
            n => format!("{name}.damaged-{time}-{n}"),
        });
        let free = candidates.map(|name| path.with_file_name(name)).find(|backup| !backup.exists());
        let Some(backup) = free else { return unwritable(path, ErrorKind::AlreadyExists) };
        match fs::rename(path, &backup) {
            Ok(()) => StoreProblem::SetAside { path: shown(path), backup: shown(&backup) },
            Err(error) => unwritable(path, error.kind()),
        }
    }

    fn path(&self, key: &ProgressKey) -> Option<PathBuf> {
        self.root.as_ref().map(|root| root.join("progress").join(name::of(key)))
    }
}

fn read(path: &Path) -> Found {
    let text = match fs::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Found::Nothing,
        Err(error) => return Found::Unreadable(error.kind()),
    };
    match serde_json::from_slice::<Head>(&text) {
        Ok(head) if head.version > VERSION => Found::Newer(head.version),
        Ok(_) => match serde_json::from_slice::<Saved>(&text) {
            Ok(saved) => Found::Progress(Box::new(saved)),
            Err(_) => Found::Damaged,
        },
        Err(_) => Found::Damaged,
    }
}

fn remember(path: &Path, progress: &Progress) {
    LAST_KNOWN.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), progress.clone());
}

fn unwritable(path: &Path, kind: ErrorKind) -> StoreProblem {
    StoreProblem::Unwritable { path: shown(path), reason: kind.to_string() }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
