//! What runs on an instance: which application its disk holds, and the process that answers.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What an instance's disk holds and an image made from it carries on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Disk {
    /// The application that starts by itself at every boot.
    pub(crate) starts: Option<App>,
    /// The application that a shop's user data would install and start: what its archive in S3 holds. Images
    /// with a runtime (Node.js, pm2) carry it, others have nothing that `pm2` could run.
    pub(crate) deployable: Option<App>,
    /// What is left in `/root` of the application's files, once somebody has looked or removed some; until then
    /// they are where the application was installed.
    #[serde(default)]
    pub(crate) files: Option<Vec<String>>,
}

/// An application as it is installed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct App {
    pub(crate) kind: AppKind,
    pub(crate) port: u16,
    /// Practice seconds from boot (or from the start of the user data) until the port listens.
    pub(crate) start_seconds: u32,
    /// What is wrong with it.
    pub(crate) faults: Vec<AppFault>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum AppKind {
    /// The shop of `ec-site`: list, order, orders stored in the database.
    Shop,
    /// Django on 8000 (`aws-hands-on`): answers 400 to a Host that `ALLOWED_HOSTS` does not name.
    Django,
    /// Apache with one page (`day13`).
    Apache,
    /// A small API with `/api/v1/health_check` (`zenn-clone`).
    Api,
    /// Says who answered: instance, zone, address (`lb-basics`).
    WhoAmI,
}

/// One fault of an application.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum AppFault {
    /// This path (or every path when `None`) answers with this status.
    Status { path: Option<String>, status: u16 },
    /// The process runs and its port is not open.
    NotListening,
    /// Every answer takes this many practice milliseconds.
    Slow { millis: u64 },
    /// The connection is closed before an answer is complete.
    Hangup,
    /// Only these hosts are answered; others get 400 (Django's `ALLOWED_HOSTS`).
    AllowedHosts(Vec<String>),
}

/// A running process.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Process {
    pub(crate) app: App,
    /// From when its port is open.
    pub(crate) listens_from: Timestamp,
}

/// An order of the shop, as its database keeps it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Order {
    pub(crate) number: u64,
    pub(crate) item: String,
    pub(crate) customer: String,
    pub(crate) quantity: u32,
    pub(crate) at: Timestamp,
    /// The instance that took it.
    pub(crate) taken_by: String,
}
