//! A practice account as it is kept between runs.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::account::Account;

/// Written into every saved account. A file of a later version is left alone.
const VERSION: u32 = 1;

/// Why a saved account cannot be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Damaged {
    /// It was written by a later version of the program, which knows more than this one.
    Newer(u32),
    /// It is no saved account, or not a whole one.
    Unreadable(String),
}

/// Everything that is kept.
#[derive(Debug, Deserialize)]
pub(crate) struct Saved {
    /// Practice time when it was saved: it goes on from there.
    pub(crate) now: Timestamp,
    pub(crate) speed: f64,
    pub(crate) account: Account,
}

/// The same, borrowed, with its version.
#[derive(Serialize)]
struct Whole<'a> {
    version: u32,
    now: Timestamp,
    speed: f64,
    account: &'a Account,
}

#[derive(Deserialize)]
struct Head {
    version: u32,
}

pub(crate) fn read(bytes: &[u8]) -> Result<Saved, Damaged> {
    let unreadable = |error: serde_json::Error| Damaged::Unreadable(error.to_string());
    let head: Head = serde_json::from_slice(bytes).map_err(unreadable)?;
    if head.version > VERSION {
        return Err(Damaged::Newer(head.version));
    }
    serde_json::from_slice(bytes).map_err(unreadable)
}

/// The bytes to keep; an account always has a JSON form.
pub(crate) fn write(now: Timestamp, speed: f64, account: &Account) -> Vec<u8> {
    serde_json::to_vec(&Whole { version: VERSION, now, speed, account }).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_comes_back_as_it_was_and_damage_is_an_error() {
        let account = Account::empty("123456789012", 7);
        let now: Timestamp = "2026-11-22T01:02:03.5Z".parse().expect("a timestamp");
        let bytes = write(now, 8.0, &account);
        let saved = read(&bytes).expect("an account");
        assert_eq!((saved.now, saved.account.id.as_str()), (now, "123456789012"));
        assert_eq!(write(saved.now, saved.speed, &saved.account), bytes);
        for cut in 0..bytes.len() {
            assert!(matches!(read(&bytes[..cut]), Err(Damaged::Unreadable(_))), "cut at {cut}");
        }
        assert_eq!(read(br#"{"version": 99, "anything": []}"#).err(), Some(Damaged::Newer(99)));
        assert!(read(br#"{"version": 1}"#).is_err());
    }
}
