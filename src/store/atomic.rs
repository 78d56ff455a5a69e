//! Replacing a file whole: whoever reads it, at whatever moment, finds the old one or the new one.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The steps of a replacement, for a test to break off before each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Create,
    WriteFirstHalf,
    WriteSecondHalf,
    Sync,
    Rename,
    SyncDirectory,
}

/// How often a lock that another window holds is tried, and how long between. Whoever holds it writes one
/// small file; a lock that outlasts this belongs to a process that is stuck, and must not stick us too.
const TRIES: u32 = 100;
const PAUSE: Duration = Duration::from_millis(10);

/// Locks the file's neighbour `….lock` until the answer is dropped. `None`: it cannot be had (some network
/// file systems have no locks); writing goes on, since replacing whole is safe without it.
pub(super) fn lock(path: &Path) -> Option<File> {
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(beside(path, "lock")).ok()?;
    for _ in 0..TRIES {
        match file.try_lock() {
            Ok(()) => return Some(file),
            Err(fs::TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
            Err(fs::TryLockError::Error(_)) => return None,
        }
    }
    None
}

/// Writes a neighbour, brings it to the disk, and renames it over the file. `before` is called before each step.
pub(super) fn replace(path: &Path, bytes: &[u8], before: &mut dyn FnMut(Step) -> io::Result<()>) -> io::Result<()> {
    // Two writers without a lock must not share it.
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let temporary = beside(path, &format!("new-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed)));
    let written = write(&temporary, bytes, before).and_then(|()| {
        before(Step::Rename)?;
        fs::rename(&temporary, path)
    });
    if let Err(error) = written {
        // What a crash leaves beside the file is small, and nothing refers to it.
        let _ = fs::remove_file(&temporary);
        return Err(error);
    }
    before(Step::SyncDirectory)?;
    sync_directory(path);
    Ok(())
}

fn write(path: &Path, bytes: &[u8], before: &mut dyn FnMut(Step) -> io::Result<()>) -> io::Result<()> {
    before(Step::Create)?;
    let mut file = create(path)?;
    let (first, second) = bytes.split_at(bytes.len() / 2);
    before(Step::WriteFirstHalf)?;
    file.write_all(first)?;
    before(Step::WriteSecondHalf)?;
    file.write_all(second)?;
    before(Step::Sync)?;
    file.sync_all()
}

/// What is kept is its owner's business alone.
fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Makes the new name outlast a power cut, where directories can be synced at all.
fn sync_directory(path: &Path) {
    if cfg!(unix)
        && let Some(directory) = path.parent().and_then(|parent| File::open(parent).ok())
    {
        let _ = directory.sync_all();
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(ending);
    path.with_file_name(name)
}
