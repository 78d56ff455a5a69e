//! What survives a restart: the class, its codes and its certificate, in one file that only its owner can read.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::desk::Desk;
use crate::board::code::{JOIN_LENGTH, SECRET_LENGTH};
use crate::board::{Board, Outline};
use crate::clock::Clock;
use crate::session::classroom::{BoardFile, random};

/// Version of the file.
pub const VERSION: u32 = 1;
/// A larger file was not written by us.
pub const LARGEST: u64 = 64 << 20;
/// How long after a join or a message it is kept, and how long after a mere report: what a report said, the next one
/// says again.
const SOON: Duration = Duration::from_millis(300);
const LATER: Duration = Duration::from_secs(5);
/// Characters of the nonce.
const NONCE: usize = 16;

/// The file.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    pub version: u32,
    /// The joining code and the instructor's secret, canonical.
    pub join: String,
    pub secret: String,
    /// A certificate of our own and its key, PEM.
    pub certificate: Option<(String, String)>,
    pub board: Board,
}

/// Why a file is not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unusable {
    Newer(u32),
    Damaged,
}

#[derive(Deserialize)]
struct Head {
    version: u32,
}

impl Kept {
    /// A class that begins. `None`: the system gives no randomness.
    #[must_use]
    pub fn fresh(course: Outline, clock: &Clock) -> Option<Self> {
        Some(Self {
            version: VERSION,
            join: random(JOIN_LENGTH)?,
            secret: random(SECRET_LENGTH)?,
            certificate: None,
            board: Board::new(course, random(NONCE)?, clock.now()),
        })
    }

    /// # Errors
    /// It is a newer program's file, or none of ours.
    pub fn read(bytes: &[u8]) -> Result<Self, Unusable> {
        let head: Head = serde_json::from_slice(bytes).map_err(|_| Unusable::Damaged)?;
        if head.version > VERSION {
            return Err(Unusable::Newer(head.version));
        }
        let kept: Self = serde_json::from_slice(bytes).map_err(|_| Unusable::Damaged)?;
        let whole = kept.join.len() == JOIN_LENGTH && kept.secret.len() == SECRET_LENGTH;
        if whole { Ok(kept) } else { Err(Unusable::Damaged) }
    }

    /// The file's text.
    #[must_use]
    pub fn text(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }
}

/// Keeps the class while it goes on.
pub struct Keeper {
    file: Arc<BoardFile>,
    /// Everything but the board, which changes.
    rest: Kept,
    tell: Box<dyn Fn(Option<String>) + Send + Sync>,
}

impl Keeper {
    /// `tell` is called with a reason when the file cannot be written, and with none once it can again.
    #[must_use]
    pub fn new(file: BoardFile, rest: Kept, tell: impl Fn(Option<String>) + Send + Sync + 'static) -> Self {
        Self { file: Arc::new(file), rest, tell: Box::new(tell) }
    }

    /// Writes whenever something has changed, until it is told to end; then once more.
    pub async fn run(self, desk: Arc<Desk>, end: tokio::sync::oneshot::Receiver<()>) {
        let mut changes = desk.to_keep.subscribe();
        let mut end = std::pin::pin!(end);
        let (mut failing, mut urgent) = (false, 0);
        loop {
            tokio::select! {
                changed = changes.changed() => if changed.is_err() { break },
                _ = &mut end => break,
            }
            let soon = *changes.borrow() >> 32;
            let wait = if soon == urgent { LATER } else { SOON };
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = hurried(&mut changes, urgent), if soon == urgent => tokio::time::sleep(SOON).await,
                _ = &mut end => break,
            }
            urgent = *changes.borrow_and_update() >> 32;
            self.write(&desk, &mut failing).await;
        }
        self.write(&desk, &mut failing).await;
    }

    async fn write(&self, desk: &Desk, failing: &mut bool) {
        let kept = Kept { board: desk.board(), ..self.rest.clone() };
        let file = Arc::clone(&self.file);
        let written = tokio::task::spawn_blocking(move || file.write(&kept.text())).await;
        let reason = match written {
            Ok(Ok(())) => None,
            Ok(Err(error)) => Some(error.to_string()),
            Err(panicked) => Some(panicked.to_string()),
        };
        if reason.is_some() != *failing {
            *failing = reason.is_some();
            (self.tell)(reason);
        }
    }
}

/// Waits for something that should be kept at once.
async fn hurried(changes: &mut tokio::sync::watch::Receiver<u64>, urgent: u64) {
    while changes.changed().await.is_ok() {
        if *changes.borrow() >> 32 != urgent {
            return;
        }
    }
    std::future::pending::<()>().await;
}
