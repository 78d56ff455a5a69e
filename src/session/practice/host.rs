//! A practice account that this program serves: opened from its file, kept in it, listening on loopback.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::task::JoinHandle;

use crate::clock::Clock;
use crate::practice::front::{Front, Serving, Words};
use crate::practice::{Damaged, Options, Practice};
use crate::progress::StoreProblem;
use crate::session::event::{PracticeInfo, PracticeProblem};
use crate::store::{PracticeFile, Store};

/// Practice time that went by without a request is kept this often (real time): a crash takes no more of it.
const KEPT_EVERY: Duration = Duration::from_secs(5);

/// How an account is opened.
#[derive(Clone, Default)]
pub struct Opening {
    /// Name of its file: a course's id, or `account` for one of no course.
    pub name: String,
    /// Without a file: nothing is read or kept, and several may be open at once.
    pub unkept: bool,
    /// Region that programs are told to use.
    pub region: String,
    pub listen: Option<SocketAddr>,
    /// Practice seconds a second; as it was kept, or the default, when not given.
    pub speed: Option<f64>,
    /// Whether a region begins with a default VPC.
    pub default_vpcs: bool,
    /// A new account is nothing to be kept before it has been built ([`Host::build`]).
    pub to_be_built: bool,
    pub words: Option<Words>,
    pub clock: Clock,
}

/// A served account, kept in its file: an answer that says that something has changed is sent once that is safe
/// there, so that neither a crash nor `kill -9` takes it back. Dropped, it closes.
#[derive(Debug)]
pub struct Host {
    practice: Practice,
    front: Front,
    name: String,
    /// Nothing was kept of it before: it is empty and wants its start.
    fresh: bool,
    keeper: Arc<Keeper>,
    keeping: JoinHandle<()>,
}

/// Who writes the file, and what went wrong the last time.
#[derive(Debug)]
struct Keeper {
    /// Held from looking at the account to the end of writing: of two writers the one with the later account writes
    /// later.
    file: Mutex<PracticeFile>,
    /// Nothing is to be kept any more.
    abandoned: AtomicBool,
    /// The account is being built: half of it would be taken for all of it by the next start.
    building: AtomicBool,
    problem: Mutex<Option<StoreProblem>>,
}

impl Host {
    /// Opens the account and serves it. A file that cannot be read is set aside and told in [`Host::info`]; one of
    /// a newer version is left alone, and nothing is kept.
    ///
    /// # Errors
    /// Another program has the account open, or the address cannot be listened on.
    pub async fn start(store: &Store, opening: Opening) -> Result<Self, PracticeProblem> {
        let file = if opening.unkept {
            PracticeFile::none(store)
        } else {
            store.practice(&opening.name).map_err(|held| PracticeProblem::InUse { path: held.path })?
        };
        let (practice, fresh, problem) = open(&file, &opening);
        let serving = Serving { listen: opening.listen, words: opening.words, region: Some(opening.region) };
        let front = Front::start(practice.clone(), serving).await.map_err(|error| PracticeProblem::CannotListen {
            address: opening.listen.map_or_else(|| "127.0.0.1".to_owned(), |address| address.to_string()),
            reason: error.to_string(),
        })?;
        // What a newer version wrote is left alone.
        let newer = matches!(problem, Some(StoreProblem::Newer { .. }));
        let keeper = Arc::new(Keeper {
            file: Mutex::new(file),
            abandoned: AtomicBool::new(newer || opening.unkept),
            building: AtomicBool::new(fresh && opening.to_be_built),
            problem: Mutex::new(problem),
        });
        if !keeper.abandoned.load(Ordering::Relaxed) {
            practice.kept(0);
        }
        let keeping = tokio::spawn(keep(practice.clone(), keeper.clone()));
        Ok(Self { practice, front, name: opening.name, fresh, keeper, keeping })
    }

    /// Empties the account and builds it anew. Its file changes when that is done: what kills the program before
    /// leaves what was kept last.
    ///
    /// # Errors
    /// The first command that was not carried out, or [`PracticeProblem::BrokenOff`]. A new account is given up then.
    pub async fn build(&self, build: impl Future<Output = Result<(), PracticeProblem>>) -> Result<(), PracticeProblem> {
        self.keeper.building.store(true, Ordering::Relaxed);
        self.practice.empty();
        let built = build.await;
        if built.is_err() && self.fresh {
            self.abandon();
        }
        self.keeper.building.store(false, Ordering::Relaxed);
        self.keep();
        built
    }

    /// The account itself.
    #[must_use]
    pub const fn practice(&self) -> &Practice {
        &self.practice
    }

    #[must_use]
    pub const fn front(&self) -> &Front {
        &self.front
    }

    /// Whether it is empty because nothing was kept of it.
    #[must_use]
    pub const fn is_fresh(&self) -> bool {
        self.fresh
    }

    /// How it can be reached, and what time it is there.
    #[must_use]
    pub fn info(&self) -> PracticeInfo {
        let environment = self.front.environment().into_iter().map(|(name, value)| (name.to_owned(), value));
        PracticeInfo {
            course: self.name.clone(),
            endpoint_url: self.front.url(),
            environment: environment.collect(),
            now: self.practice.now(),
            speed: self.practice.speed(),
            problem: self.keeper.problem().clone(),
        }
    }

    /// Whether the next start goes on from where this one ends.
    #[must_use]
    pub fn keeps(&self) -> bool {
        !self.keeper.abandoned.load(Ordering::Relaxed)
    }

    /// Gives the account up, file and all: the next start begins anew.
    pub fn abandon(&self) {
        let file = self.keeper.file();
        self.keeper.abandoned.store(true, Ordering::Relaxed);
        file.forget();
        self.practice.unkept();
    }

    /// Writes the file now.
    pub fn keep(&self) {
        self.keeper.write(&self.practice);
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.keeping.abort();
        self.keep();
        self.practice.unkept();
    }
}

impl Keeper {
    fn write(&self, practice: &Practice) {
        let file = self.file();
        if self.abandoned.load(Ordering::Relaxed) || self.building.load(Ordering::Relaxed) {
            return;
        }
        let asked = practice.changes().borrow().asked;
        let written = file.write(&practice.saved());
        let mut problem = self.problem();
        match written {
            Err(failed) => *problem = Some(failed),
            Ok(()) if matches!(*problem, Some(StoreProblem::Unwritable { .. })) => *problem = None,
            Ok(()) => {}
        }
        // Where it cannot be written that has been told, and the account goes on without.
        practice.kept(asked);
    }

    fn file(&self) -> MutexGuard<'_, PracticeFile> {
        self.file.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn problem(&self) -> MutexGuard<'_, Option<StoreProblem>> {
        self.problem.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The kept account, else an empty one; whether it is the latter; and what went wrong on the way.
fn open(file: &PracticeFile, opening: &Opening) -> (Practice, bool, Option<StoreProblem>) {
    let options = |saved: Option<Vec<u8>>| Options {
        speed: opening.speed,
        default_vpcs: opening.default_vpcs,
        saved,
        clock: opening.clock.clone(),
        ..Options::default()
    };
    let (saved, unread) = match file.read() {
        Ok(saved) => (saved, None),
        Err(problem) => (None, Some(problem)),
    };
    let fresh = saved.is_none();
    match Practice::open(options(saved)) {
        Ok(practice) => (practice, fresh, unread),
        Err(damaged) => {
            let problem = match damaged {
                Damaged::Newer(version) => {
                    Some(StoreProblem::Newer { path: file.place(), version: u64::from(version) })
                }
                Damaged::Unreadable(_) => file.set_aside(),
            };
            (Practice::new(options(None)), true, problem)
        }
    }
}

/// Writes the file after every request that changed the account (those that come while it is written share the next
/// time), and now and then for the time that went by and the visitors that came.
async fn keep(practice: Practice, keeper: Arc<Keeper>) {
    let mut changes = practice.changes();
    loop {
        let asked = changes.borrow_and_update().asked;
        let (kept, by) = (practice.clone(), keeper.clone());
        if tokio::task::spawn_blocking(move || by.write(&kept)).await.is_err() {
            return;
        }
        let asked_for_more = changes.wait_for(|changes| changes.asked != asked);
        if let Ok(Err(_)) = tokio::time::timeout(KEPT_EVERY, asked_for_more).await {
            return;
        }
    }
}
