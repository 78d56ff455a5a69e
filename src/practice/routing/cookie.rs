//! The load balancer's cookies: which target (or group) a client stays with, until when, sealed so that nobody
//! reads it as an address.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use jiff::Timestamp;

use super::scatter;

/// What a cookie says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Kept {
    pub(super) value: String,
    pub(super) port: u16,
}

/// Reads a cookie (or its twin for cross-origin requests) that was made for `place`. One that was made for
/// another place, has been tampered with or is over, counts as none.
pub(super) fn read(headers: &[(String, String)], name: &str, place: &str, now: Timestamp) -> Option<Kept> {
    let twin = format!("{name}CORS");
    let sent = headers.iter().filter(|(key, _)| key.eq_ignore_ascii_case("cookie"));
    let mut pairs = sent.flat_map(|(_, value)| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let (_, sealed) = pairs.find(|(key, _)| *key == name || *key == twin)?;
    let bytes = STANDARD_NO_PAD.decode(sealed).ok()?;
    let text = String::from_utf8(masked(&bytes, place)).ok()?;
    let (sum, said) = text.split_once('|')?;
    if *sum != checksum(said, place) {
        return None;
    }
    let (until, rest) = said.split_once('|')?;
    let (port, value) = rest.split_once('|')?;
    let until: i64 = until.parse().ok()?;
    (until > now.as_second()).then_some(Kept { value: value.to_owned(), port: port.parse().ok()? })
}

/// The `Set-Cookie` values for a name: its own, and its twin that browsers send across origins.
pub(super) fn set(
    name: &str,
    place: &str,
    value: &str,
    port: u16,
    seconds: i64,
    now: Timestamp,
    secure: bool,
) -> Vec<String> {
    let own = one(name, place, value, port, seconds, now);
    let twin = own.replacen(name, &format!("{name}CORS"), 1);
    let secure = if secure { "; Secure" } else { "" };
    vec![own, format!("{twin}; SameSite=None{secure}")]
}

/// One `Set-Cookie` value.
pub(super) fn one(name: &str, place: &str, value: &str, port: u16, seconds: i64, now: Timestamp) -> String {
    let until = now.as_second().saturating_add(seconds);
    let said = format!("{until}|{port}|{value}");
    let sealed = STANDARD_NO_PAD.encode(masked(format!("{}|{said}", checksum(&said, place)).as_bytes(), place));
    let expires = Timestamp::from_second(until).unwrap_or(now).strftime("%a, %d %b %Y %H:%M:%S GMT");
    format!("{name}={sealed}; Expires={expires}; Path=/")
}

fn checksum(said: &str, place: &str) -> String {
    format!("{:016x}", scatter([place, said]))
}

fn masked(bytes: &[u8], place: &str) -> Vec<u8> {
    let mut state = scatter([place]);
    bytes
        .iter()
        .map(|byte| {
            state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
            byte ^ state.to_be_bytes()[0]
        })
        .collect()
}
