//! The security policies of AWS: which TLS versions and ciphers each one admits.
//!
//! Policies are built from sets of ciphers that AWS combines: every policy takes a prefix of
//! [`CIPHERS`]' families. The key exchange of the post-quantum policies is not part of the API's answer.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::call::{Call, Outcome, Table, answer, read};
use super::super::fault::Fault;
use super::names;

pub(super) const OPERATIONS: Table = &[("DescribeSSLPolicies", describe_ssl_policies)];

/// Families of ciphers, as policies admit them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Family {
    /// TLS 1.3.
    Tls13,
    /// TLS 1.3, beside what FIPS allows.
    ChaCha,
    /// ECDHE with GCM.
    Gcm,
    /// ECDHE with CBC and SHA-2.
    Cbc,
    /// ECDHE with CBC and SHA-1.
    Sha1,
    /// RSA key exchange, GCM or SHA-2.
    Rsa,
    /// RSA key exchange with SHA-1.
    RsaSha1,
}

use Family::{Cbc, ChaCha, Gcm, Rsa, RsaSha1, Sha1, Tls13};

/// Every cipher in AWS's order of preference.
const CIPHERS: &[(&str, Family)] = &[
    ("TLS_AES_128_GCM_SHA256", Tls13),
    ("TLS_AES_256_GCM_SHA384", Tls13),
    ("TLS_CHACHA20_POLY1305_SHA256", ChaCha),
    ("ECDHE-ECDSA-AES128-GCM-SHA256", Gcm),
    ("ECDHE-RSA-AES128-GCM-SHA256", Gcm),
    ("ECDHE-ECDSA-AES128-SHA256", Cbc),
    ("ECDHE-RSA-AES128-SHA256", Cbc),
    ("ECDHE-ECDSA-AES128-SHA", Sha1),
    ("ECDHE-RSA-AES128-SHA", Sha1),
    ("ECDHE-ECDSA-AES256-GCM-SHA384", Gcm),
    ("ECDHE-RSA-AES256-GCM-SHA384", Gcm),
    ("ECDHE-ECDSA-AES256-SHA384", Cbc),
    ("ECDHE-RSA-AES256-SHA384", Cbc),
    ("ECDHE-RSA-AES256-SHA", Sha1),
    ("ECDHE-ECDSA-AES256-SHA", Sha1),
    ("AES128-GCM-SHA256", Rsa),
    ("AES128-SHA256", Rsa),
    ("AES128-SHA", RsaSha1),
    ("AES256-GCM-SHA384", Rsa),
    ("AES256-SHA256", Rsa),
    ("AES256-SHA", RsaSha1),
];

const ONLY_13: &[&str] = &["TLSv1.3"];
const FROM_12: &[&str] = &["TLSv1.2", "TLSv1.3"];
const FROM_11: &[&str] = &["TLSv1.1", "TLSv1.2", "TLSv1.3"];
const FROM_10: &[&str] = &["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"];
const OLD_12: &[&str] = &["TLSv1.2"];
const OLD_11: &[&str] = &["TLSv1.1", "TLSv1.2"];
const OLD_10: &[&str] = &["TLSv1", "TLSv1.1", "TLSv1.2"];

/// What a policy admits.
type Policy = (&'static str, &'static [&'static str], &'static [Family]);

const RES: &[Family] = &[Tls13, ChaCha, Gcm];
const BASE: &[Family] = &[Tls13, ChaCha, Gcm, Cbc];
const EXT1: &[Family] = &[Tls13, ChaCha, Gcm, Cbc, Rsa];
const ALL: &[Family] = &[Tls13, ChaCha, Gcm, Cbc, Sha1, Rsa, RsaSha1];
const FIPS_RES: &[Family] = &[Tls13, Gcm];
const FIPS_BASE: &[Family] = &[Tls13, Gcm, Cbc];
const FIPS_EXT0: &[Family] = &[Tls13, Gcm, Cbc, Sha1];
const FIPS_EXT1: &[Family] = &[Tls13, Gcm, Cbc, Rsa];
const FIPS_ALL: &[Family] = &[Tls13, Gcm, Cbc, Sha1, Rsa, RsaSha1];
const OLD_ALL: &[Family] = &[Gcm, Cbc, Sha1, Rsa, RsaSha1];

const POLICIES: &[Policy] = &[
    ("ELBSecurityPolicy-TLS13-1-3-PQ-2025-09", ONLY_13, &[Tls13, ChaCha]),
    ("ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09", FROM_12, RES),
    ("ELBSecurityPolicy-TLS13-1-2-PQ-2025-09", FROM_12, BASE),
    ("ELBSecurityPolicy-TLS13-1-2-Ext1-PQ-2025-09", FROM_12, EXT1),
    ("ELBSecurityPolicy-TLS13-1-2-Ext2-PQ-2025-09", FROM_12, ALL),
    ("ELBSecurityPolicy-TLS13-1-3-FIPS-PQ-2025-09", ONLY_13, &[Tls13]),
    ("ELBSecurityPolicy-TLS13-1-2-Res-FIPS-PQ-2025-09", FROM_12, FIPS_RES),
    ("ELBSecurityPolicy-TLS13-1-2-FIPS-PQ-2025-09", FROM_12, FIPS_BASE),
    ("ELBSecurityPolicy-TLS13-1-2-Ext0-FIPS-PQ-2025-09", FROM_12, FIPS_EXT0),
    ("ELBSecurityPolicy-TLS13-1-2-Ext1-FIPS-PQ-2025-09", FROM_12, FIPS_EXT1),
    ("ELBSecurityPolicy-TLS13-1-2-Ext2-FIPS-PQ-2025-09", FROM_12, FIPS_ALL),
    ("ELBSecurityPolicy-TLS13-1-3-2021-06", ONLY_13, &[Tls13, ChaCha]),
    ("ELBSecurityPolicy-TLS13-1-2-Res-2021-06", FROM_12, RES),
    ("ELBSecurityPolicy-TLS13-1-2-2021-06", FROM_12, BASE),
    ("ELBSecurityPolicy-TLS13-1-2-Ext1-2021-06", FROM_12, EXT1),
    ("ELBSecurityPolicy-TLS13-1-2-Ext2-2021-06", FROM_12, ALL),
    ("ELBSecurityPolicy-TLS13-1-1-2021-06", FROM_11, ALL),
    ("ELBSecurityPolicy-TLS13-1-0-2021-06", FROM_10, ALL),
    ("ELBSecurityPolicy-TLS13-1-3-FIPS-2023-04", ONLY_13, &[Tls13]),
    ("ELBSecurityPolicy-TLS13-1-2-Res-FIPS-2023-04", FROM_12, FIPS_RES),
    ("ELBSecurityPolicy-TLS13-1-2-FIPS-2023-04", FROM_12, FIPS_BASE),
    ("ELBSecurityPolicy-TLS13-1-2-Ext0-FIPS-2023-04", FROM_12, FIPS_EXT0),
    ("ELBSecurityPolicy-TLS13-1-2-Ext1-FIPS-2023-04", FROM_12, FIPS_EXT1),
    ("ELBSecurityPolicy-TLS13-1-2-Ext2-FIPS-2023-04", FROM_12, FIPS_ALL),
    ("ELBSecurityPolicy-TLS13-1-1-FIPS-2023-04", FROM_11, FIPS_ALL),
    ("ELBSecurityPolicy-TLS13-1-0-FIPS-2023-04", FROM_10, FIPS_ALL),
    ("ELBSecurityPolicy-FS-1-2-Res-2020-10", OLD_12, &[Gcm]),
    ("ELBSecurityPolicy-FS-1-2-Res-2019-08", OLD_12, &[Gcm, Cbc]),
    ("ELBSecurityPolicy-FS-1-2-2019-08", OLD_12, &[Gcm, Cbc, Sha1]),
    ("ELBSecurityPolicy-FS-1-1-2019-08", OLD_11, &[Gcm, Cbc, Sha1]),
    ("ELBSecurityPolicy-FS-2018-06", OLD_10, &[Gcm, Cbc, Sha1]),
    ("ELBSecurityPolicy-TLS-1-2-Ext-2018-06", OLD_12, OLD_ALL),
    ("ELBSecurityPolicy-TLS-1-2-2017-01", OLD_12, &[Gcm, Cbc, Rsa]),
    ("ELBSecurityPolicy-TLS-1-1-2017-01", OLD_11, OLD_ALL),
    ("ELBSecurityPolicy-2016-08", OLD_10, OLD_ALL),
];

/// The TLS versions that a policy admits, as the API writes them; `None` for a name that AWS does not have.
pub(crate) fn protocols(name: &str) -> Option<&'static [&'static str]> {
    POLICIES.iter().find(|(known, ..)| *known == name).map(|(_, protocols, _)| *protocols)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DescribeInput {
    names: Option<Vec<String>>,
    marker: Option<String>,
    page_size: Option<usize>,
}

fn describe_ssl_policies(_: &mut Call<'_>, input: Value) -> Outcome {
    let input: DescribeInput = read(input)?;
    let asked = input.names.unwrap_or_default();
    if let Some(unknown) = asked.iter().find(|name| protocols(name).is_none()) {
        return Err(Fault::new("SSLPolicyNotFound", format!("SSL policy '{unknown}' not found")));
    }
    let all = POLICIES.iter().filter(|(name, ..)| asked.is_empty() || asked.iter().any(|one| one == name));
    let (page, next) = names::paged(all.map(shown).collect(), input.page_size, input.marker.as_deref())?;
    Ok(answer(json!({ "SslPolicies": page, "NextMarker": next })))
}

fn shown((name, protocols, families): &Policy) -> Value {
    let admitted = CIPHERS.iter().filter(|(_, family)| families.contains(family));
    let ciphers: Vec<Value> =
        admitted.enumerate().map(|(at, (cipher, _))| json!({ "Name": cipher, "Priority": at + 1 })).collect();
    json!({
        "Name": name,
        "SslProtocols": protocols,
        "Ciphers": ciphers,
        "SupportedLoadBalancerTypes": ["application", "network"],
    })
}
