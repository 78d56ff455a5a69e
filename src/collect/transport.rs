//! What connections can share: HTTP clients, and the caller's own credentials. Cheap to clone.
//!
//! Reading this machine's roots and running the credential chain take longer than most calls: a class of a thousand
//! accounts does each once.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_runtime_api::client::http::SharedHttpClient;

use super::http::{self, BadCaFile};

/// Shared between the connections of one run.
#[derive(Clone, Debug, Default)]
pub struct Transport(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    /// By the certificates trusted beside this machine's.
    clients: Mutex<HashMap<Option<PathBuf>, SharedHttpClient>>,
    /// By the profile that was chosen.
    callers: Mutex<HashMap<Option<String>, SharedCredentialsProvider>>,
}

impl Transport {
    /// The client that trusts these certificates.
    pub(super) fn client(&self, ca_file: Option<PathBuf>) -> Result<SharedHttpClient, BadCaFile> {
        let mut clients = self.0.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = clients.get(&ca_file) {
            return Ok(known.clone());
        }
        let client = http::client(ca_file.as_deref())?;
        clients.insert(ca_file, client.clone());
        Ok(client)
    }

    /// The caller's credentials by this profile, made when they are first needed.
    pub(super) fn caller(
        &self,
        profile: Option<String>,
        make: impl FnOnce() -> SharedCredentialsProvider,
    ) -> SharedCredentialsProvider {
        let mut callers = self.0.callers.lock().unwrap_or_else(PoisonError::into_inner);
        callers.entry(profile).or_insert_with(make).clone()
    }
}
