//! Whom this machine trusts: its root certificates, for `doctor`.

use std::ffi::OsString;

/// This machine's root certificates, as they can be read now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roots {
    pub count: usize,
    /// Variables that stand in the place of the system's own roots, as `NAME=value`.
    pub instead: Vec<String>,
}

/// Reads them. `SSL_CERT_FILE` and `SSL_CERT_DIR` replace the system's roots where they are set.
#[must_use]
pub fn roots() -> Roots {
    let count = rustls_native_certs::load_native_certs().certs.len();
    Roots { count, instead: instead(|name| std::env::var_os(name)) }
}

fn instead(variable: impl Fn(&str) -> Option<OsString>) -> Vec<String> {
    let set = |name: &&str| Some(format!("{name}={}", variable(name)?.to_string_lossy()));
    ["SSL_CERT_FILE", "SSL_CERT_DIR"].iter().filter_map(set).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_that_stand_instead_are_named() {
        assert!(instead(|_| None).is_empty());
        let file = |name: &str| (name == "SSL_CERT_FILE").then(|| OsString::from("/no/such.pem"));
        assert_eq!(instead(file), ["SSL_CERT_FILE=/no/such.pem"]);
    }
}
