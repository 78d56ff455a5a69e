//! Credentials of a role: assumed once with the caller's own credentials, and shared by the connection's clients.
//!
//! The five observing clients keep identities apart; without [`Once`] each of them would assume the role anew.

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use aws_config::sts::AssumeRoleProvider;
use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::future::ProvideCredentials as Future;
use aws_credential_types::provider::{ProvideCredentials, Result, SharedCredentialsProvider};
use aws_types::SdkConfig;
use tokio::sync::Mutex;

use super::open::Role;
use crate::clock::{Clock, Moment};

/// The name under which the learner's `CloudTrail` shows the instructor's look.
const SESSION: &str = "hanamaru-grade";
/// Credentials that end sooner than this are asked for anew.
const TOO_SHORT: Duration = Duration::from_secs(90);
/// All services ask at once: one failure answers all of them.
const FAILURE_IS_REMEMBERED: Duration = Duration::from_secs(5);

/// A provider of a role's credentials, which asks STS where `config` says.
pub(super) async fn provider(
    role: &Role,
    caller: SharedCredentialsProvider,
    config: &SdkConfig,
    clock: Clock,
) -> SharedCredentialsProvider {
    let mut builder = AssumeRoleProvider::builder(&role.arn).session_name(SESSION).configure(config);
    if let Some(id) = &role.external_id {
        builder = builder.external_id(id);
    }
    SharedCredentialsProvider::new(Once::new(builder.build_from_provider(caller).await, clock))
}

/// Asks its provider once for everybody who asks meanwhile, and again when the answer is about to expire.
#[derive(Debug)]
pub(super) struct Once<P> {
    provider: P,
    clock: Clock,
    kept: Mutex<Option<Kept>>,
}

#[derive(Debug)]
enum Kept {
    Good(Credentials),
    Failed(Moment, Arc<CredentialsError>),
}

impl<P: ProvideCredentials> Once<P> {
    pub(super) fn new(provider: P, clock: Clock) -> Self {
        Self { provider, clock, kept: Mutex::default() }
    }

    async fn provide(&self) -> Result {
        let mut kept = self.kept.lock().await;
        match &*kept {
            Some(Kept::Good(credentials)) if self.lasts(credentials) => return Ok(credentials.clone()),
            Some(Kept::Failed(at, error)) if self.clock.moment() - *at < FAILURE_IS_REMEMBERED => {
                return Err(CredentialsError::provider_error(Again(Arc::clone(error))));
            }
            _ => {}
        }
        match self.provider.provide_credentials().await {
            Ok(credentials) => {
                *kept = Some(Kept::Good(credentials.clone()));
                Ok(credentials)
            }
            Err(error) => {
                let error = Arc::new(error);
                *kept = Some(Kept::Failed(self.clock.moment(), Arc::clone(&error)));
                Err(CredentialsError::provider_error(Again(error)))
            }
        }
    }

    fn lasts(&self, credentials: &Credentials) -> bool {
        let end = credentials.expiry().and_then(|end| jiff::Timestamp::try_from(end).ok());
        end.is_none_or(|end| {
            end.duration_since(self.clock.now()) > jiff::SignedDuration::try_from(TOO_SHORT).unwrap_or_default()
        })
    }
}

impl<P: ProvideCredentials> ProvideCredentials for Once<P> {
    fn provide_credentials<'a>(&'a self) -> Future<'a>
    where
        Self: 'a,
    {
        Future::new(self.provide())
    }
}

/// An error that several callers are told (the SDK's cannot be cloned).
#[derive(Debug)]
struct Again(Arc<CredentialsError>);

impl fmt::Display for Again {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Error for Again {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.0)
    }
}
