//! What holds for a whole run of the program, whichever account is looked at.

use std::path::PathBuf;
use std::time::Duration;

use crate::clock::Clock;
use crate::probe::{ConnectTo, ProbeOptions, ProbeProblem, Prober, Proxies, Resolve};

/// How long one look at an account may take when nobody says otherwise (the contract's 60 s).
pub const DEFAULT_TIMEOUT: Duration = Duration::from_mins(1);

/// Options common to everything that touches an account.
#[derive(Clone, Debug)]
pub struct SessionOptions {
    /// As in curl, for every probe.
    pub resolve: Vec<Resolve>,
    pub connect_to: Vec<ConnectTo>,
    /// Roots to trust beside the platform's.
    pub ca_file: Option<PathBuf>,
    /// PEM texts of more roots for probes; with these or a CA file, the platform's do not count.
    pub roots: Vec<String>,
    /// One line for every call is appended here.
    pub log_calls: Option<PathBuf>,
    /// One look at an account ends within this, whatever hangs.
    pub timeout: Duration,
    pub clock: Clock,
}

impl Default for SessionOptions {
    fn default() -> Self {
        Self {
            resolve: Vec::new(),
            connect_to: Vec::new(),
            ca_file: None,
            roots: Vec::new(),
            log_calls: None,
            timeout: DEFAULT_TIMEOUT,
            clock: Clock::system(),
        }
    }
}

/// The options, with what they open once.
#[derive(Clone, Debug)]
pub struct Session {
    pub options: SessionOptions,
    pub(super) prober: Prober,
}

impl Session {
    /// # Errors
    /// The CA file cannot be used.
    pub fn new(options: SessionOptions) -> Result<Self, ProbeProblem> {
        let prober = Prober::new(ProbeOptions {
            resolve: options.resolve.clone(),
            connect_to: options.connect_to.clone(),
            ca_file: options.ca_file.clone(),
            roots: options.roots.clone(),
            proxies: Proxies::from_environment(),
            clock: options.clock.clone(),
        })?;
        Ok(Self { options, prober })
    }
}
