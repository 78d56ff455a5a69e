//! Everything that is kept of every course, and this machine's name in it.

use std::fs;
use std::path::Path;

use super::{Found, Saved, Store, atomic, name, read};
use crate::progress::{Progress, ProgressKey};

/// The file that holds this machine's name.
const MACHINE: &str = "machine";

/// A file of progress that was passed over. It is left as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    pub path: String,
    /// A newer version of this program wrote it; else it is damaged or cannot be opened.
    pub newer: bool,
}

impl Store {
    /// Every kept progress with its key, sorted by key, and the files that could not be read (they are left alone).
    #[must_use]
    pub fn every_progress(&self) -> (Vec<(ProgressKey, Progress)>, Vec<Unread>) {
        let (mut found, mut unread) = (Vec::new(), Vec::new());
        let directory = self.root.as_ref().map(|root| root.join("progress"));
        let files = directory.and_then(|directory| fs::read_dir(directory).ok()).into_iter().flatten().flatten();
        let mut paths: Vec<_> = files.map(|entry| entry.path()).filter(|path| is_progress(path)).collect();
        paths.sort();
        for path in paths {
            match read(&path) {
                Found::Progress(saved) => {
                    // Files of earlier versions say it in their names alone.
                    let Saved { key, progress, .. } = *saved;
                    let key = key.or_else(|| name::key(&path.file_name()?.to_string_lossy()));
                    found.extend(key.map(|key| (key, progress)));
                }
                Found::Newer(_) => unread.push(Unread { path: super::shown(&path), newer: true }),
                Found::Unreadable(_) | Found::Damaged => {
                    unread.push(Unread { path: super::shown(&path), newer: false });
                }
                Found::Nothing => {}
            }
        }
        found.sort_by(|a, b| a.0.cmp(&b.0));
        (found, unread)
    }

    /// Where else this person has got on with the course of a key, and how many steps: in another account or region, or
    /// under another suffix.
    #[must_use]
    pub fn others(&self, key: &ProgressKey) -> Vec<(ProgressKey, usize)> {
        let (every, _) = self.every_progress();
        let others = every.into_iter().filter(|(other, _)| other.course == key.course && other != key);
        let others = others.map(|(other, progress)| (other, progress.celebrated.len()));
        others.filter(|(_, steps)| *steps > 0).collect()
    }

    /// This machine's name in what it counts: made once, the same ever after. Where nothing can be written, one for
    /// this run.
    #[must_use]
    pub fn machine(&self) -> String {
        let path = self.root.as_ref().map(|root| root.join(MACHINE));
        let kept = || Some(fs::read_to_string(path.as_ref()?).ok()?.trim().to_owned());
        if let Some(name) = kept().filter(|name| is_name(name)) {
            return name;
        }
        let seed = format!("{}/{}", self.clock.now(), std::process::id());
        let name = format!("{:016x}", name::hash(&seed));
        let Some(path) = &path else { return name };
        let made = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| {
            let _lock = atomic::lock(path);
            // Another window may have made it a moment ago.
            if kept().is_some_and(|other| is_name(&other)) {
                return Ok(());
            }
            atomic::replace(path, name.as_bytes(), &mut |_| Ok(()))
        });
        made.ok().and_then(|()| kept()).filter(|kept| is_name(kept)).unwrap_or(name)
    }
}

fn is_name(text: &str) -> bool {
    text.len() == 16 && text.chars().all(|c| c.is_ascii_hexdigit())
}

fn is_progress(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "json")
}
