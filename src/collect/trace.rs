//! What is known about one call while it runs: attempts, host, the answer's time, the last trouble.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use jiff::Timestamp;

use crate::facts::GapKind;

/// One call's trace, shared between the call and the HTTP client.
#[derive(Debug, Default)]
pub(super) struct Trace {
    attempts: AtomicU32,
    host: OnceLock<String>,
    date: Mutex<Option<Timestamp>>,
    trouble: Mutex<Option<(GapKind, String)>>,
}

impl Trace {
    /// A request goes out.
    pub(super) fn attempt(&self, host: Option<&str>) {
        self.attempts.fetch_add(1, Ordering::Relaxed);
        if let Some(host) = host {
            self.host.get_or_init(|| host.to_owned());
        }
    }

    /// An answer came, with this `Date` header.
    pub(super) fn answered(&self, date: Option<Timestamp>) {
        if date.is_some() {
            *self.date.lock().unwrap_or_else(PoisonError::into_inner) = date;
        }
    }

    /// An attempt failed. Where time then runs out between attempts, this says more than "timed out".
    pub(super) fn note(&self, kind: GapKind, code: &str) {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = Some((kind, code.to_owned()));
    }

    pub(super) fn attempts(&self) -> u32 {
        self.attempts.load(Ordering::Relaxed)
    }

    pub(super) fn host(&self) -> Option<String> {
        self.host.get().cloned()
    }

    pub(super) fn date(&self) -> Option<Timestamp> {
        *self.date.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn trouble(&self) -> Option<(GapKind, String)> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
