//! One look at an account for a command that tells of facts: at the account itself, or at what was kept of one.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clap::ArgMatches;

use super::common::{seconds, text};
use super::look::{self, Looker};
use super::output::OutFile;
use super::verify::{kept, unwritten};
use super::{Common, Problem};
use crate::course::{Course, Values};
use crate::facts::Facts;
use crate::facts::want::Wants;
use crate::report::Snapshot;
use crate::session::DEFAULT_TIMEOUT;

/// How it was asked to look: `--timeout`, `--offline`, `--save-snapshot`, `--log-calls`.
pub(super) struct Once {
    timeout: Duration,
    offline: Option<String>,
    keep: Option<OutFile>,
    log_calls: Option<PathBuf>,
}

impl Once {
    /// # Errors
    /// No number of seconds, or the snapshot cannot be written where it should be.
    pub(super) fn typed(matches: &ArgMatches) -> Result<Self, Problem> {
        let timeout = text(matches, "timeout").map_or(Ok(DEFAULT_TIMEOUT), |given| seconds("--timeout", &given))?;
        let keep = text(matches, "save-snapshot").map(|path| OutFile::open(Path::new(&path))).transpose()?;
        let log_calls = text(matches, "log-calls").map(PathBuf::from);
        Ok(Self { timeout, offline: text(matches, "offline"), keep, log_calls })
    }

    /// The facts, and the values in force for them.
    ///
    /// # Errors
    /// What was typed or configured cannot be used, or the snapshot cannot be read or written.
    pub(super) fn look(
        &self,
        common: &Common,
        course: &Course,
        wants: impl FnOnce(&Values) -> Wants,
    ) -> Result<(Arc<Facts>, Values), Problem> {
        let values = common.values(course)?;
        if let Some(path) = &self.offline {
            let (snapshot, values) = kept(common, course, &values, Path::new(path))?;
            return Ok((Arc::new(snapshot.facts), values));
        }
        let session = common.session(self.timeout, self.log_calls.clone())?;
        let runtime = look::runtime()?;
        let seen = runtime.block_on(async {
            let mut looker = Looker::open(common, &session, course, &values).await?;
            Ok::<_, Problem>(looker.look_also(&BTreeSet::new(), wants(&values)).await)
        });
        // A name server or a proxy that never answers must not hold up the end.
        runtime.shutdown_background();
        let seen = seen?;
        if let Some(keep) = &self.keep {
            let snapshot = Snapshot::new(course, &values, seen.facts.as_ref().clone(), seen.memory);
            keep.write(&snapshot.to_json().map_err(|error| unwritten(&error))?)?;
        }
        Ok((seen.facts, values))
    }
}
