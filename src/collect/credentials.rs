//! Credentials: the standard chain, built anew whenever it is asked.
//!
//! The SDK's identity cache keeps credentials while they are valid and asks here only when it has none. The
//! SDK's own chain remembers the profile files it once read, and a profile that failed to parse, for good;
//! built anew, a login renewed in another terminal (`aws sso login`, `aws configure`) is found without a
//! restart.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use aws_config::default_provider::credentials::DefaultCredentialsChain;
use aws_config::imds;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::future::ProvideCredentials as Future;
use aws_credential_types::provider::{ProvideCredentials, Result};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_types::region::Region;

use crate::clock::{Clock, Moment};

/// All services ask at once; while there are no credentials each of them would run the whole chain in turn.
const FAILURE_IS_REMEMBERED: Duration = Duration::from_secs(1);

/// The standard chain for one profile choice.
#[derive(Debug)]
pub(super) struct Renewing {
    region: Region,
    http: SharedHttpClient,
    profile: Option<String>,
    /// `profile` was chosen by hand and says itself where its credentials come from, so that, as with the AWS
    /// CLI's `--profile`, credentials in the environment do not count.
    profile_alone: bool,
    limit: Duration,
    clock: Clock,
    failed: Mutex<Option<(Moment, Kept)>>,
}

/// A failure that is answered again for a moment (the SDK's error cannot be cloned).
#[derive(Clone, Copy, Debug)]
enum Kept {
    NotFound,
    TimedOut,
    Invalid,
    Failed,
}

impl Renewing {
    pub(super) fn new(
        region: Region,
        http: SharedHttpClient,
        (profile, profile_alone): (Option<String>, bool),
        limit: Duration,
        clock: Clock,
    ) -> Self {
        Self { region, http, profile, profile_alone, limit, clock, failed: Mutex::default() }
    }

    async fn provide(&self) -> Result {
        if let Some(kept) = self.remembered() {
            return Err(kept.error(self.limit));
        }
        let outcome = tokio::time::timeout(self.limit, self.chain()).await;
        let error = match outcome {
            Ok(Ok(credentials)) => return Ok(credentials),
            Ok(Err(error)) => error,
            Err(_) => CredentialsError::provider_timed_out(self.limit),
        };
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        *failed = Some((self.clock.moment(), Kept::of(&error)));
        Err(error)
    }

    async fn chain(&self) -> Result {
        let config =
            ProviderConfig::without_region().with_region(Some(self.region.clone())).with_http_client(self.http.clone());
        if let (true, Some(profile)) = (self.profile_alone, &self.profile) {
            let provider = ProfileFileCredentialsProvider::builder().configure(&config).profile_name(profile).build();
            return provider.provide_credentials().await;
        }
        // Away from EC2 nothing answers at the metadata address: one short try is enough to know.
        let metadata = imds::Client::builder()
            .configure(&config)
            .max_attempts(1)
            .connect_timeout(Duration::from_secs(1))
            .read_timeout(Duration::from_secs(1))
            .build();
        let mut chain =
            DefaultCredentialsChain::builder().configure(config).region(self.region.clone()).imds_client(metadata);
        if let Some(profile) = &self.profile {
            chain = chain.profile_name(profile);
        }
        chain.build().await.provide_credentials().await
    }

    fn remembered(&self) -> Option<Kept> {
        let failed = *self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed.filter(|(at, _)| self.clock.moment() - *at < FAILURE_IS_REMEMBERED).map(|(_, kept)| kept)
    }
}

impl Kept {
    const fn of(error: &CredentialsError) -> Self {
        match error {
            CredentialsError::CredentialsNotLoaded(_) => Self::NotFound,
            CredentialsError::ProviderTimedOut(_) => Self::TimedOut,
            CredentialsError::InvalidConfiguration(_) => Self::Invalid,
            _ => Self::Failed,
        }
    }

    fn error(self, limit: Duration) -> CredentialsError {
        const AGAIN: &str = "failed a moment ago";
        match self {
            Self::NotFound => CredentialsError::not_loaded(AGAIN),
            Self::TimedOut => CredentialsError::provider_timed_out(limit),
            Self::Invalid => CredentialsError::invalid_configuration(AGAIN),
            Self::Failed => CredentialsError::provider_error(AGAIN),
        }
    }
}

impl ProvideCredentials for Renewing {
    fn provide_credentials<'a>(&'a self) -> Future<'a>
    where
        Self: 'a,
    {
        Future::new(self.provide())
    }
}
