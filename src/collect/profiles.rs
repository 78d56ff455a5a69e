//! The profiles of the AWS configuration files, by the SDK's own parser.

use aws_config::profile::{ProfileFileLoadError, ProfileSet};
use aws_types::os_shim_internal::{Env, Fs};

use super::open::OpenProblem;

/// A profile of the AWS configuration files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    pub name: String,
    pub region: Option<String>,
    /// Uses `aws sso login`.
    pub sso: bool,
    /// Assumes this role.
    pub role_arn: Option<String>,
}

/// The profiles of `~/.aws/config` and `~/.aws/credentials` (or where the environment says they are), by
/// name.
///
/// # Errors
/// [`OpenProblem::ConfigFile`] when a file cannot be read or parsed.
pub async fn profiles() -> Result<Vec<Profile>, OpenProblem> {
    let set = load(&Env::real(), &Fs::real(), None).await?;
    Ok(listed(&set))
}

/// Reads the files; `selected` is the profile whose values [`ProfileSet::get`] gives.
#[expect(clippy::default_trait_access, reason = "the type lives in a crate that is no dependency of ours")]
pub(super) async fn load(env: &Env, fs: &Fs, selected: Option<&str>) -> Result<ProfileSet, OpenProblem> {
    let selected = selected.map(|name| name.to_owned().into());
    aws_config::profile::load(fs, env, &Default::default(), selected)
        .await
        .map_err(|error| OpenProblem::ConfigFile { reason: reason(&error) })
}

/// Names file and line, and never a value.
fn reason(error: &ProfileFileLoadError) -> String {
    std::error::Error::source(error).map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}"))
}

fn listed(set: &ProfileSet) -> Vec<Profile> {
    let mut names: Vec<&str> = set.profiles().collect();
    names.sort_unstable();
    names
        .into_iter()
        .filter_map(|name| set.get_profile(name))
        .map(|profile| Profile {
            name: profile.name().to_owned(),
            region: profile.get("region").map(str::to_owned),
            sso: profile.get("sso_session").or_else(|| profile.get("sso_start_url")).is_some(),
            role_arn: profile.get("role_arn").map(str::to_owned),
        })
        .collect()
}
