//! Diagnostics: to a file under the state directory when `HANAMARU_LOG` asks for them, never on screen.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::PathBuf;
use std::sync::Mutex;

use tracing_subscriber::filter::{EnvFilter, FilterExt as _, filter_fn};
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;

use super::{Environment, output};
use crate::check::Finding;

/// Starts writing if `HANAMARU_LOG` holds a filter (`debug`, `hanamaru::collect=trace`).
pub(super) fn start(environment: &Environment) {
    let Some(filter) = environment.get("HANAMARU_LOG") else { return };
    if let Err(error) = open(filter) {
        let finding = Finding::new("error-log").arg("reason", super::problem::reason(&error));
        output::tell(&super::Problem::from(finding).words(environment.lang()));
    }
}

fn open(filter: &str) -> io::Result<()> {
    let path = path()?;
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory)?;
    }
    let file = OpenOptions::new().create(true).append(true).open(path)?;
    let filter = EnvFilter::try_new(filter).map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
    // Only our own: what the SDK traces holds headers that must be kept nowhere.
    let ours = filter_fn(|metadata| metadata.target().starts_with("hanamaru"));
    let layer = tracing_subscriber::fmt::layer().with_writer(Mutex::new(file)).with_ansi(false);
    tracing_subscriber::registry().with(layer.with_filter(filter.and(ours))).try_init().map_err(io::Error::other)
}

fn path() -> io::Result<PathBuf> {
    let directory = crate::session::state_directory().ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
    Ok(directory.join("hanamaru.log"))
}
