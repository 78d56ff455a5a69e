//! What is settled before any network is touched: profile, region, endpoint, certificates, log.

use std::path::PathBuf;
use std::time::Duration;

use aws_config::profile::ProfileSet;
use aws_types::os_shim_internal::{Env, Fs};

use super::profiles;

/// How to reach an account. `None` everywhere: the standard AWS configuration decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    pub profile: Option<String>,
    pub region: Option<String>,
    pub endpoint_url: Option<String>,
    /// The course's region: used when nothing else names one.
    pub fallback_region: Option<String>,
    /// Certificates (PEM) to trust beside this machine's. `AWS_CA_BUNDLE` and a profile's `ca_bundle` do
    /// the same.
    pub ca_file: Option<PathBuf>,
    /// A line of JSON for every call made is appended here.
    pub log_calls: Option<PathBuf>,
    /// The longest that one call may take, its retries included.
    pub call_limit: Duration,
    /// A role to assume with the credentials that the rest says.
    pub role: Option<Role>,
    /// How many calls may be under way at once; `None`: as many as are needed.
    pub concurrent_calls: Option<usize>,
}

/// A role of another account that the caller may assume.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    pub arn: String,
    pub external_id: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            profile: None,
            region: None,
            endpoint_url: None,
            fallback_region: None,
            ca_file: None,
            log_calls: None,
            call_limit: Duration::from_secs(20),
            role: None,
            concurrent_calls: None,
        }
    }
}

/// An account whose place and keys are known outright, such as one that this program serves itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    pub region: String,
    pub endpoint_url: String,
    pub access_key_id: String,
    pub secret_access_key: String,
}

/// What was typed, or what the configuration files say, cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpenProblem {
    /// `--profile` or `AWS_PROFILE` names a profile that is in no file. `known` is sorted.
    UnknownProfile { name: String, known: Vec<String> },
    /// A configuration file cannot be read or parsed; the reason names file and line.
    ConfigFile { reason: String },
    /// Neither option, environment, profile nor course names a region.
    NoRegion,
    /// Not a region's form (`us-east-1`).
    BadRegion { region: String },
    /// Not an `http://` or `https://` URL with a host.
    BadEndpointUrl { url: String },
    /// The CA file cannot be read (with the system's reason), or holds no usable certificate.
    BadCaFile { path: PathBuf, reason: Option<String> },
    /// The practice account that was chosen could not be opened.
    NoPractice,
    /// The file for `--log-calls` cannot be written.
    UnwritableLog { path: PathBuf, reason: String },
}

/// The settled choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Settings {
    pub(super) profile: Option<String>,
    pub(super) profile_alone: bool,
    pub(super) region: String,
    pub(super) region_is_fallback: bool,
    pub(super) ca_file: Option<PathBuf>,
}

/// Settings of a profile that say where its credentials come from.
const CREDENTIAL_SETTINGS: &[&str] = &[
    "aws_access_key_id",
    "role_arn",
    "sso_session",
    "sso_start_url",
    "credential_process",
    "web_identity_token_file",
    "login_session",
];

/// Where the environment names endpoints, for all services and for each that is asked.
const ENDPOINT_VARIABLES: &[&str] = &[
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_EC2",
    "AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2",
    "AWS_ENDPOINT_URL_AUTO_SCALING",
    "AWS_ENDPOINT_URL_CLOUDWATCH",
    "AWS_ENDPOINT_URL_STS",
];

impl Settings {
    pub(super) async fn settle(options: &Options, env: &Env, fs: &Fs) -> Result<Self, OpenProblem> {
        let variable = |name: &str| env.get(name).ok().filter(|value| !value.is_empty());
        let named = options.profile.clone().or_else(|| variable("AWS_PROFILE"));
        let set = profiles::load(env, fs, named.as_deref()).await?;
        if let Some(name) = named.as_deref().filter(|name| set.get_profile(name).is_none()) {
            // `default` needs no entry: everything may come from the environment.
            if name != "default" || options.profile.is_some() {
                return Err(unknown(name, &set));
            }
        }
        let configured = options
            .region
            .clone()
            .or_else(|| variable("AWS_REGION"))
            .or_else(|| variable("AWS_DEFAULT_REGION"))
            .or_else(|| set.get("region").map(str::to_owned));
        let region_is_fallback = configured.is_none();
        let region = configured.or_else(|| options.fallback_region.clone()).ok_or(OpenProblem::NoRegion)?;
        check_region(&region)?;
        match &options.endpoint_url {
            Some(url) => check_endpoint(url)?,
            None => check_configured_endpoints(variable, &set)?,
        }
        let ca_file = options.ca_file.clone().or_else(|| {
            variable("AWS_CA_BUNDLE").or_else(|| set.get("ca_bundle").map(str::to_owned)).map(PathBuf::from)
        });
        let profile_alone = options.profile.is_some() && CREDENTIAL_SETTINGS.iter().any(|key| set.get(key).is_some());
        Ok(Self { profile: named, profile_alone, region, region_is_fallback, ca_file })
    }
}

fn unknown(name: &str, set: &ProfileSet) -> OpenProblem {
    let mut known: Vec<String> = set.profiles().map(str::to_owned).collect();
    known.sort_unstable();
    OpenProblem::UnknownProfile { name: name.to_owned(), known }
}

/// A region becomes part of a host name: letters, digits and hyphens only.
pub(super) fn check_region(region: &str) -> Result<(), OpenProblem> {
    let plain = region.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    let inner = !region.is_empty() && !region.starts_with('-') && !region.ends_with('-') && region.len() <= 63;
    if plain && inner { Ok(()) } else { Err(OpenProblem::BadRegion { region: region.to_owned() }) }
}

/// The endpoints that the environment and the profile name: the SDK passes over one that is no URL, and would
/// ask AWS itself instead of the endpoint that was meant.
fn check_configured_endpoints(variable: impl Fn(&str) -> Option<String>, set: &ProfileSet) -> Result<(), OpenProblem> {
    let ignored = variable("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")
        .or_else(|| set.get("ignore_configured_endpoint_urls").map(str::to_owned));
    if ignored.is_some_and(|ignored| ignored.eq_ignore_ascii_case("true")) {
        return Ok(());
    }
    let services = ENDPOINT_VARIABLES.iter().filter_map(|name| variable(name));
    let profile = set.get("endpoint_url").map(str::to_owned);
    services.chain(profile).try_for_each(|url| check_endpoint(&url))
}

/// An endpoint must be a URL that a request can be sent to.
pub(super) fn check_endpoint(text: &str) -> Result<(), OpenProblem> {
    let usable = url::Url::parse(text).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|host| !host.is_empty())
    });
    if usable { Ok(()) } else { Err(OpenProblem::BadEndpointUrl { url: text.to_owned() }) }
}

#[cfg(test)]
#[path = "tests/open.rs"]
mod tests;
