//! Key pairs.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::{KeyPair, Tags};
use super::super::call::{self, Call, Outcome, Table};
use super::super::fault::Fault;
use super::super::tagging::{self, TagSpecification};
use super::kind;
use super::listing::{Listing, one};

pub(super) const OPERATIONS: Table = &[
    ("CreateKeyPair", create_key_pair),
    ("ImportKeyPair", import_key_pair),
    ("DescribeKeyPairs", describe_key_pairs),
    ("DeleteKeyPair", delete_key_pair),
];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Create {
    key_name: String,
    key_type: Option<String>,
    public_key_material: Option<String>,
    #[serde(default)]
    tag_specifications: Vec<TagSpecification>,
}

fn create_key_pair(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Create = call::read(input)?;
    let tags = checked(call, &input)?;
    let kind = input.key_type.clone().unwrap_or_else(|| "rsa".to_owned());
    // The key opens nothing here, so one form does for both kinds; it is a real private key all the same.
    let Ok(key) = rcgen::KeyPair::generate() else {
        return Err(Fault { status: 500, ..Fault::new("InternalError", "An internal error has occurred") });
    };
    let made = keep(call, input.key_name, kind, tags);
    let mut answer = shown(&made);
    answer["KeyMaterial"] = json!(key.serialize_pem());
    Ok(answer)
}

fn import_key_pair(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Create = call::read(input)?;
    let tags = checked(call, &input)?;
    let material = STANDARD.decode(input.public_key_material.as_deref().unwrap_or_default()).unwrap_or_default();
    let text = String::from_utf8_lossy(&material).into_owned();
    let kind = match text.split_whitespace().next() {
        Some("ssh-rsa") => "rsa",
        Some("ssh-ed25519") => "ed25519",
        _ if text.starts_with("---- BEGIN SSH2 PUBLIC KEY") || text.starts_with("-----BEGIN PUBLIC KEY") => "rsa",
        _ => return Err(Fault::new("InvalidKey.Format", "Key is not in valid OpenSSH public key format")),
    };
    Ok(shown(&keep(call, input.key_name, kind.to_owned(), tags)))
}

fn checked(call: &mut Call<'_>, input: &Create) -> Result<Tags, Fault> {
    let tags = tagging::for_type(&input.tag_specifications, &["key-pair"], "key-pair")?;
    if input.key_name.is_empty() || input.key_name.len() > 255 || !input.key_name.is_ascii() {
        return Err(Fault::invalid_value("Key names may be up to 255 ASCII characters."));
    }
    if call.region().key_pairs.values().any(|pair| pair.name == input.key_name) {
        let message = "The keypair already exists";
        return Err(Fault::new("InvalidKeyPair.Duplicate", message));
    }
    Ok(tags)
}

fn keep(call: &mut Call<'_>, name: String, kind: String, tags: Tags) -> KeyPair {
    let mut fingerprint = String::new();
    for byte in [call.account.ids.number(), call.account.ids.number()].iter().flat_map(|number| number.to_be_bytes()) {
        let separator = if fingerprint.is_empty() { "" } else { ":" };
        // Writing to a text cannot fail.
        let _ = write!(fingerprint, "{separator}{byte:02x}");
    }
    let made = KeyPair { id: call.id("key"), name, fingerprint, kind, created: call.now, tags };
    call.region().key_pairs.insert(made.id.clone(), made.clone());
    made
}

fn shown(pair: &KeyPair) -> Value {
    json!({
        "KeyPairId": pair.id,
        "KeyName": pair.name,
        "KeyFingerprint": pair.fingerprint,
        "Tags": tagging::shown(&pair.tags),
    })
}

fn describe_key_pairs(call: &mut Call<'_>, input: Value) -> Outcome {
    let listing = Listing::read(&input, "KeyPairIds")?;
    let names: Vec<String> = input.get("KeyNames").map_or(Ok(Vec::new()), |names| call::read(names.clone()))?;
    let all = &call.region().key_pairs;
    if let Some(missing) = names.iter().find(|name| !all.values().any(|pair| pair.name == **name)) {
        return Err(Fault::not_found("InvalidKeyPair.NotFound", "key pair", missing));
    }
    let field = |pair: &KeyPair, name: &str| match name {
        "key-name" => one(&pair.name),
        "key-pair-id" => one(&pair.id),
        _ => one(&pair.fingerprint),
    };
    let filters = &["key-name", "key-pair-id", "fingerprint"];
    let (mut found, _) = listing.select(&kind::KEY_PAIR, all, filters, |pair| &pair.tags, field)?;
    found.retain(|pair| names.is_empty() || names.contains(&pair.name));
    let shown: Vec<Value> = found
        .into_iter()
        .map(|pair| {
            let mut one = shown(pair);
            one["KeyType"] = json!(pair.kind);
            one["CreateTime"] = json!(pair.created);
            one
        })
        .collect();
    Ok(json!({ "KeyPairs": shown }))
}

/// Deleting a key pair that is not there succeeds, as in EC2.
fn delete_key_pair(call: &mut Call<'_>, input: Value) -> Outcome {
    let (name, id) = (input["KeyName"].as_str(), input["KeyPairId"].as_str());
    if name.is_none() && id.is_none() {
        return Err(Fault::missing("KeyName"));
    }
    let pairs = &mut call.region().key_pairs;
    let found = pairs.values().find(|pair| Some(pair.name.as_str()) == name || Some(pair.id.as_str()) == id);
    let Some(gone) = found.map(|pair| pair.id.clone()) else { return Ok(json!({ "Return": true })) };
    pairs.remove(&gone);
    Ok(json!({ "Return": true, "KeyPairId": gone }))
}
