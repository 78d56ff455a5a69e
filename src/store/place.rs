//! Where files live: what the person says, else XDG, else the platform's place.

use std::ffi::OsString;
use std::path::PathBuf;

use etcetera::BaseStrategy;

/// `HANAMARU_STATE_DIR`, `$XDG_STATE_HOME/hanamaru`, or the platform's.
#[must_use]
pub fn state_directory() -> Option<PathBuf> {
    chosen("HANAMARU_STATE_DIR").or_else(|| {
        let strategy = etcetera::choose_base_strategy().ok()?;
        // Windows has no place for state alone.
        Some(strategy.state_dir().unwrap_or_else(|| strategy.data_dir()).join("hanamaru"))
    })
}

/// `HANAMARU_CONFIG_DIR`, `$XDG_CONFIG_HOME/hanamaru`, or the platform's.
pub(super) fn config_directory() -> Option<PathBuf> {
    chosen("HANAMARU_CONFIG_DIR").or_else(|| Some(etcetera::choose_base_strategy().ok()?.config_dir().join("hanamaru")))
}

/// An empty variable counts as unset.
fn chosen(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).filter(|path: &OsString| !path.is_empty()).map(PathBuf::from)
}
