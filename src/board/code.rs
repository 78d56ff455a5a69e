//! Codes that people read aloud and type: Crockford's base 32, in groups of four, and the invitation that they are
//! part of.
//!
//! ```text
//! 192.168.1.10:8420/7K3M-Q9TD-A1B2-C3D4-E5F6-G7H8
//! address           joining   the certificate's fingerprint (80 bits of its SHA-256)
//! ```
//!
//! Letters that look alike are one (`O` is `0`, `I` and `L` are `1`, there is no `U`), capitals do not matter, hyphens
//! and spaces are passed over, full-width characters are taken for their narrow forms.

use std::fmt;

/// What a board listens on when nobody says otherwise.
pub const PORT: u16 = 8420;
/// Characters of the part that admits a learner: 40 bits, guessed at a limited rate.
pub const JOIN_LENGTH: usize = 8;
/// Characters of a secret that nobody types: 160 bits.
pub const SECRET_LENGTH: usize = 32;
/// Bytes of a certificate's SHA-256 that a code carries. To find another key whose certificate begins so takes 2^80
/// tries.
pub const FINGERPRINT: usize = 10;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Bytes as base 32, five bits a character, the last one filled up with zeros.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    let mut out = String::new();
    let (mut held, mut bits) = (0_u32, 0);
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            out.push(character(held >> bits));
        }
    }
    if bits > 0 {
        out.push(character(held << (5 - bits)));
    }
    out
}

fn character(value: u32) -> char {
    char::from(ALPHABET[(value & 31) as usize])
}

/// The characters of a code as they are compared: capitals, nothing between. `None`: one of them belongs to no code.
#[must_use]
pub fn canonical(typed: &str) -> Option<String> {
    let mut out = String::new();
    for c in typed.chars() {
        let c = match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            // Hyphens as Japanese keyboards and word processors write them.
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{30fc}' | '\u{3000}' => '-',
            c => c,
        };
        match c.to_ascii_uppercase() {
            '-' | ' ' => {}
            'O' => out.push('0'),
            'I' | 'L' => out.push('1'),
            c if u8::try_from(c).is_ok_and(|byte| ALPHABET.contains(&byte)) => out.push(c),
            _ => return None,
        }
    }
    Some(out)
}

/// The bytes of a code of whole bytes.
#[must_use]
pub fn decode(canonical: &str) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let (mut held, mut bits) = (0_u32, 0);
    for c in canonical.bytes() {
        let value = ALPHABET.iter().position(|known| *known == c)?;
        held = (held << 5) | u32::try_from(value).ok()?;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            out.push(u8::try_from((held >> bits) & 0xff).ok()?);
        }
    }
    Some(out)
}

/// A code in groups of four.
#[must_use]
pub fn grouped(code: &str) -> String {
    let characters: Vec<char> = code.chars().collect();
    characters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// Where a class is, and what admits to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invite {
    /// A name or address; an IPv6 address without brackets.
    pub host: String,
    pub port: u16,
    /// Canonical, [`JOIN_LENGTH`] characters.
    pub code: String,
    /// The beginning of the SHA-256 of the board's certificate. `None`: the board speaks without TLS, which it does
    /// only to its own machine.
    pub fingerprint: Option<[u8; FINGERPRINT]>,
}

/// What is wrong with an invitation that was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InviteProblem {
    /// There is no `/` between address and code, or nothing before it.
    NoAddress,
    /// The port is no number up to 65535.
    Port,
    /// A character that no code has.
    Characters,
    /// Too short or too long: something was left out.
    Length,
    /// Without a fingerprint only this machine can be reached.
    NoFingerprint,
}

impl Invite {
    /// Reads what was typed, or a page's address that was copied (`https://HOST:PORT/#CODE`).
    ///
    /// # Errors
    /// Something is missing or mistyped.
    pub fn parse(typed: &str) -> Result<Self, InviteProblem> {
        let typed: String = typed.trim().chars().filter(|c| !c.is_control()).map(narrow).collect();
        let typed = typed.strip_prefix("https://").or_else(|| typed.strip_prefix("http://")).unwrap_or(&typed);
        let (address, code) = typed.split_once('/').ok_or(InviteProblem::NoAddress)?;
        let (host, port) = address_of(address.trim())?;
        let code = canonical(code.trim_start_matches('#')).ok_or(InviteProblem::Characters)?;
        let (join, rest) = code.split_at_checked(JOIN_LENGTH).ok_or(InviteProblem::Length)?;
        let fingerprint = match rest {
            "" if is_this_machine(&host) => None,
            "" => return Err(InviteProblem::NoFingerprint),
            rest => {
                let bytes = decode(rest).filter(|_| rest.len() == FINGERPRINT * 8 / 5);
                Some(bytes.and_then(|bytes| bytes.try_into().ok()).ok_or(InviteProblem::Length)?)
            }
        };
        Ok(Self { host, port, code: join.to_owned(), fingerprint })
    }

    /// Host and port as they stand in a URL and in the `Host` header.
    #[must_use]
    pub fn authority(&self) -> String {
        if self.host.contains(':') {
            format!("[{}]:{}", self.host, self.port)
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }

    /// Joining code and fingerprint, in groups of four.
    #[must_use]
    pub fn whole_code(&self) -> String {
        grouped(&format!("{}{}", self.code, self.fingerprint.map(|bytes| encode(&bytes)).unwrap_or_default()))
    }

    /// The page with which somebody sees the class.
    #[must_use]
    pub fn url(&self) -> String {
        let scheme = if self.fingerprint.is_some() { "https" } else { "http" };
        format!("{scheme}://{}/#{}", self.authority(), self.whole_code())
    }
}

impl fmt::Display for Invite {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}", self.authority(), self.whole_code())
    }
}

/// The narrow form of a full-width character.
fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    }
}

fn address_of(address: &str) -> Result<(String, u16), InviteProblem> {
    let (host, port) = match address.strip_prefix('[') {
        Some(rest) => {
            let (host, port) = rest.split_once(']').ok_or(InviteProblem::NoAddress)?;
            (host, port.strip_prefix(':'))
        }
        None => match address.rsplit_once(':') {
            Some((host, port)) if !host.contains(':') => (host, Some(port)),
            // Colons and no brackets: an IPv6 address alone.
            _ => (address, None),
        },
    };
    let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':');
    if host.is_empty() || !host.chars().all(known) {
        return Err(InviteProblem::NoAddress);
    }
    let port = port.map_or(Ok(PORT), |port| port.parse().map_err(|_| InviteProblem::Port))?;
    Ok((host.to_ascii_lowercase(), port))
}

/// Loopback, by name (RFC 6761) or by address.
#[must_use]
pub fn is_this_machine(host: &str) -> bool {
    let address = host.parse::<std::net::IpAddr>();
    host == "localhost" || host.ends_with(".localhost") || address.is_ok_and(|ip| ip.to_canonical().is_loopback())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_people_type_is_what_was_printed() {
        let printed = "192.168.1.10:8420/7K3M-Q0TD-A1B2-C3D4-E5F6-G7H8";
        let invite = Invite::parse(printed).unwrap();
        assert_eq!(invite.to_string(), printed);
        assert_eq!(invite.code, "7K3MQ0TD");
        for typed in [
            " 192.168.1.10:8420/7k3m q0td a1b2 c3d4 e5f6 g7h8 ",
            "192.168.1.10/7K3MQOTDAIB2C3D4E5F6G7H8",
            "https://192.168.1.10:8420/#7K3M-Q0TD-A1B2-C3D4-E5F6-G7H8",
            "１９２.168.1.10：8420／７Ｋ３Ｍー Q0TDA1B2C3D4E5F6G7H8",
        ] {
            assert_eq!(Invite::parse(typed), Ok(invite.clone()), "{typed}");
        }
        let six = Invite::parse("[FD00::1]:8420/7K3M-Q0TD-A1B2-C3D4-E5F6-G7H8").unwrap();
        assert_eq!(six.to_string(), "[fd00::1]:8420/7K3M-Q0TD-A1B2-C3D4-E5F6-G7H8");
    }

    #[test]
    fn what_is_missing_is_named() {
        for (typed, problem) in [
            ("", InviteProblem::NoAddress),
            ("7K3M-Q0TD", InviteProblem::NoAddress),
            ("/7K3M-Q0TD", InviteProblem::NoAddress),
            ("board example:1/7K3M-Q0TD", InviteProblem::NoAddress),
            ("host:99999/7K3M-Q0TD", InviteProblem::Port),
            ("host:8420/7K3M-Q0T!", InviteProblem::Characters),
            ("host:8420/7K3M-Q0T", InviteProblem::Length),
            ("host:8420/7K3M-Q0TD-A1B2", InviteProblem::Length),
            ("host:8420/7K3M-Q0TD-A1B2-C3D4-E5F6-G7H8-9", InviteProblem::Length),
            ("host:8420/7K3M-Q0TD", InviteProblem::NoFingerprint),
        ] {
            assert_eq!(Invite::parse(typed), Err(problem), "{typed}");
        }
        assert!(Invite::parse("127.0.0.1:8420/7K3M-Q0TD").is_ok_and(|invite| invite.fingerprint.is_none()));
    }

    proptest! {
        #[test]
        fn bytes_come_back(bytes in proptest::collection::vec(any::<u8>(), 0..8).prop_map(|v| v.repeat(5))) {
            prop_assert_eq!(decode(&encode(&bytes)), Some(bytes));
        }

        #[test]
        fn nothing_typed_breaks_it(typed in "\\PC{0,60}") {
            let _ = Invite::parse(&typed);
        }
    }
}
