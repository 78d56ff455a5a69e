//! A connection to one account and region: configuration, credentials and clients. Cheap to clone.

use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use aws_config::{BehaviorVersion, Region};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_ec2::config::retry::{RetryConfig, RetryPartition};
use aws_sdk_ec2::config::{IdentityCache, timeout::TimeoutConfig};
use aws_types::SdkConfig;
use aws_types::os_shim_internal::{Env, Fs};
use tokio::sync::Semaphore;

use super::asker::{Asker, Progress, Tally};
use super::clients::{Clients, retry_partition};
use super::credentials::Renewing;
use super::http;
use super::log::CallLog;
use super::open::{Given, OpenProblem, Options, Settings, check_endpoint, check_region};
use super::role::{self, Once};
use super::transport::Transport;
use crate::clock::{Clock, Moment};
use crate::facts::want::{ResourceKind, Wants};
use crate::facts::{Elsewhere, Facts, Identity, Section};

/// Sent again after a throttle, a break or a flawed answer.
const ATTEMPTS: u32 = 4;

/// One account and region, as an observer sees it.
#[derive(Clone, Debug)]
pub struct Connection(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    config: SdkConfig,
    partition: RetryPartition,
    /// Replaced, with an empty identity cache, once credentials were refused.
    clients: RwLock<Arc<Clients>>,
    region: String,
    region_is_fallback: bool,
    endpoint_host: Option<String>,
    call_limit: Duration,
    /// Held by every call under way.
    gate: Semaphore,
    log: Option<CallLog>,
    clock: Clock,
}

impl Connection {
    /// Settles the configuration. Touches files, never the network.
    ///
    /// # Errors
    /// What was typed, or a configuration file, cannot be used.
    pub async fn open(options: &Options) -> Result<Self, OpenProblem> {
        Self::open_over(options, &Transport::default()).await
    }

    /// [`Connection::open`], sharing what can be shared with the other connections of a run.
    ///
    /// # Errors
    /// As [`Connection::open`].
    pub async fn open_over(options: &Options, transport: &Transport) -> Result<Self, OpenProblem> {
        let settings = Settings::settle(options, &Env::real(), &Fs::real()).await?;
        let log = options.log_calls.as_ref().map(|path| open_log(path)).transpose()?;
        let http = transport
            .client(settings.ca_file.clone())
            .map_err(|bad| OpenProblem::BadCaFile { path: bad.path, reason: bad.reason })?;
        let clock = Clock::system();
        let region = Region::new(settings.region.clone());
        let limits = Limits::within(options.call_limit);
        let choice = (settings.profile.clone(), settings.profile_alone);
        let provider = Renewing::new(region.clone(), http.clone(), choice, limits.credentials, clock.clone());
        let provider = if options.role.is_some() {
            let shared = || SharedCredentialsProvider::new(Once::new(provider, clock.clone()));
            transport.caller(settings.profile.clone(), shared)
        } else {
            SharedCredentialsProvider::new(provider)
        };
        let mut loader = aws_config::defaults(BehaviorVersion::latest())
            .region(region)
            .http_client(http)
            .credentials_provider(provider.clone())
            .retry_config(limits.retries())
            .timeout_config(limits.timeouts())
            .identity_cache(limits.identity_cache().build());
        if let Some(profile) = &settings.profile {
            loader = loader.profile_name(profile);
        }
        if let Some(url) = &options.endpoint_url {
            loader = loader.endpoint_url(url);
        }
        let mut config = loader.load().await;
        if let Some(url) = config.endpoint_url() {
            check_endpoint(url)?;
        }
        if let Some(role) = &options.role {
            let provider = role::provider(role, provider, &config, clock.clone()).await;
            config = config.into_builder().credentials_provider(provider).build();
        }
        Ok(Self::of(config, options, settings.region_is_fallback, log, clock))
    }

    /// A connection for which everything is given: no profile, file or variable of this machine has a say.
    ///
    /// # Errors
    /// The region, the endpoint or the log file cannot be used.
    pub fn given(given: &Given, options: &Options) -> Result<Self, OpenProblem> {
        check_region(&given.region)?;
        check_endpoint(&given.endpoint_url)?;
        let log = options.log_calls.as_ref().map(|path| open_log(path)).transpose()?;
        let http = http::direct().map_err(|bad| OpenProblem::BadCaFile { path: bad.path, reason: bad.reason })?;
        let limits = Limits::within(options.call_limit);
        let keys = Credentials::new(&given.access_key_id, &given.secret_access_key, None, None, "given");
        let config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(given.region.clone()))
            .endpoint_url(&given.endpoint_url)
            .http_client(http)
            .credentials_provider(SharedCredentialsProvider::new(keys))
            .retry_config(limits.retries())
            .timeout_config(limits.timeouts())
            .identity_cache(limits.identity_cache().build())
            .build();
        Ok(Self::of(config, options, false, log, Clock::system()))
    }

    fn of(config: SdkConfig, options: &Options, fallback: bool, log: Option<CallLog>, clock: Clock) -> Self {
        let partition = retry_partition();
        let clients = RwLock::new(Arc::new(Clients::new(&config, &partition)));
        let region = config.region().map(ToString::to_string).unwrap_or_default();
        let endpoint_host = config.endpoint_url().and_then(http::host);
        Self(Arc::new(Inner {
            config,
            partition,
            clients,
            region,
            region_is_fallback: fallback,
            endpoint_host,
            call_limit: options.call_limit,
            gate: Semaphore::new(options.concurrent_calls.unwrap_or(Semaphore::MAX_PERMITS)),
            log,
            clock,
        }))
    }

    /// The region in force.
    #[must_use]
    pub fn region(&self) -> &str {
        &self.0.region
    }

    /// Whether the region is the course's, because nothing else names one.
    #[must_use]
    pub fn region_is_fallback(&self) -> bool {
        self.0.region_is_fallback
    }

    /// Host (and port) of a configured endpoint, if AWS's own endpoints are not asked.
    #[must_use]
    pub fn endpoint_host(&self) -> Option<&str> {
        self.0.endpoint_host.as_deref()
    }

    /// Where this connection's credentials come from.
    pub(super) fn credentials(&self) -> Option<SharedCredentialsProvider> {
        self.0.config.credentials_provider()
    }

    /// The time of day, as signatures take it.
    pub(super) fn time(&self) -> SystemTime {
        self.0.clock.now().into()
    }

    /// Who is asking.
    pub async fn identity(&self) -> Section<Identity> {
        let asker = self.asker(self.0.clock.moment() + self.0.call_limit, &|_, _| {});
        let identity = asker.identity().await;
        self.after(&asker);
        identity
    }

    /// Everything wanted, but for the probes (which need [`crate::probe`]); what they need of the account is
    /// seen to. Ends at the deadline, whatever hangs: what is not answered by then is a gap.
    pub async fn observe(&self, wants: &Wants, deadline: Moment, progress: Progress<'_>) -> Facts {
        let asker = self.asker(deadline, progress);
        let mut facts = super::observe::observe(&asker, wants).await;
        facts.at_aws = self.0.endpoint_host.is_none();
        self.after(&asker);
        facts
    }

    /// Looks for what is missing here in the account's other regions. Regions that do not answer by the
    /// deadline are left out: what is found is true, what is not found proves nothing. Also says how many calls
    /// that took.
    pub async fn elsewhere(
        &self,
        missing: &[(ResourceKind, String)],
        deadline: Moment,
    ) -> (Section<Vec<Elsewhere>>, u32) {
        let asker = self.asker(deadline, &|_, _| {});
        let found = super::elsewhere::elsewhere(&asker, missing, |region| self.clients_in(region)).await;
        self.after(&asker);
        (found, asker.tally.calls())
    }

    fn asker<'a>(&'a self, deadline: Moment, progress: Progress<'a>) -> Asker<'a> {
        let clients = Arc::clone(&self.0.clients.read().unwrap_or_else(PoisonError::into_inner));
        Asker {
            clients,
            region: &self.0.region,
            deadline,
            gate: &self.0.gate,
            clock: &self.0.clock,
            log: self.0.log.as_ref(),
            progress,
            tally: Tally::default(),
        }
    }

    /// Credentials without an expiry of their own would stay in the identity cache for a quarter of an hour,
    /// refused or not: after a refusal the next observation starts with an empty one.
    fn after(&self, asker: &Asker<'_>) {
        if asker.tally.credentials_refused() {
            let cache = Limits::within(self.0.call_limit).identity_cache().build();
            let config = self.0.config.to_builder().identity_cache(cache).build();
            let clients = Arc::new(Clients::new(&config, &self.0.partition));
            *self.0.clients.write().unwrap_or_else(PoisonError::into_inner) = clients;
        }
    }

    fn clients_in(&self, region: &str) -> Arc<Clients> {
        let config = self.0.config.to_builder().region(Region::new(region.to_owned())).build();
        Arc::new(Clients::new(&config, &self.0.partition))
    }
}

fn open_log(path: &Path) -> Result<CallLog, OpenProblem> {
    CallLog::open(path)
        .map_err(|error| OpenProblem::UnwritableLog { path: path.to_path_buf(), reason: error.to_string() })
}

/// Time limits, all within the limit of one call.
struct Limits {
    call: Duration,
    attempt: Duration,
    connect: Duration,
    /// Shorter than an attempt, so that missing credentials are told apart from a silent endpoint.
    credentials: Duration,
}

impl Limits {
    fn within(call: Duration) -> Self {
        let attempt = call.mul_f64(0.4);
        Self { call, attempt, connect: attempt.min(Duration::from_secs(4)), credentials: attempt.mul_f64(0.7) }
    }

    fn timeouts(&self) -> TimeoutConfig {
        TimeoutConfig::builder()
            .connect_timeout(self.connect)
            .operation_attempt_timeout(self.attempt)
            .operation_timeout(self.call)
            .build()
    }

    fn retries(&self) -> RetryConfig {
        RetryConfig::adaptive()
            .with_max_attempts(ATTEMPTS)
            .with_initial_backoff(Duration::from_millis(250).min(self.call.mul_f64(0.02)))
            .with_max_backoff(Duration::from_secs(5))
    }

    fn identity_cache(&self) -> aws_config::identity::LazyCacheBuilder {
        IdentityCache::lazy().load_timeout(self.credentials + self.credentials.mul_f64(0.2))
    }
}

#[cfg(test)]
#[path = "tests/connection.rs"]
mod tests;
