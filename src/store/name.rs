//! A file name for every key, whatever a suffix holds, on every system.

use crate::progress::ProgressKey;

/// Longer parts are cut and told apart by a hash: file names end at 255 bytes.
const LONGEST_PART: usize = 48;

/// The name of the file of a key: its parts joined by `_`, which no part holds.
pub(super) fn of(key: &ProgressKey) -> String {
    let parts = [&key.course, &key.account, &key.region, &key.suffix].map(|part| encoded(part));
    format!("{}.json", parts.join("_"))
}

/// The key that a file's name tells; `None` where a part of it was cut.
pub(super) fn key(name: &str) -> Option<ProgressKey> {
    let mut parts = name.strip_suffix(".json")?.split('_').map(decoded);
    let mut next = || parts.next().flatten();
    let key = ProgressKey { course: next()?, account: next()?, region: next()?, suffix: next()? };
    (of(&key) == name).then_some(key)
}

fn decoded(part: &str) -> Option<String> {
    let (mut bytes, mut rest) = (Vec::new(), part);
    while let Some((plain, coded)) = rest.split_once('~') {
        bytes.extend(plain.bytes());
        bytes.push(u8::from_str_radix(coded.get(..2)?, 16).ok()?);
        rest = &coded[2..];
    }
    bytes.extend(rest.bytes());
    String::from_utf8(bytes).ok()
}

/// Lower-case letters, digits and hyphens stand for themselves; every other byte is `~` and two digits.
/// Capital letters too: some file systems do not tell them from small ones.
fn encoded(part: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let whole: String = part
        .bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("~{byte:02x}") })
        .collect();
    if whole.len() <= LONGEST_PART { whole } else { format!("{}~~{:016x}", &whole[..LONGEST_PART - 18], hash(part)) }
}

/// FNV-1a: the same in every version of this program.
pub(super) fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::of;
    use crate::progress::ProgressKey;

    #[test]
    fn every_suffix_has_a_name_of_its_own_that_every_system_takes() {
        let long = ["x".repeat(300), "x".repeat(301), "花".repeat(100), format!("{}丸", "花".repeat(99))];
        let odd: [&str; 16] =
            ["", "-01", "-A", "-a", "_a", "a/b", "a\\b", "..", "a:b", "a*?", "con", "~2d", "花丸", " ", "a\nb", "a."];
        let suffixes: Vec<&str> = odd.into_iter().chain(long.iter().map(String::as_str)).collect();
        let names: BTreeSet<String> = suffixes
            .iter()
            .map(|suffix| {
                of(&ProgressKey {
                    course: "ec-site".into(),
                    account: "123456789012".into(),
                    region: "us-east-1".into(),
                    suffix: (*suffix).to_owned(),
                })
            })
            .collect();
        assert_eq!(names.len(), suffixes.len());
        let told: BTreeSet<String> = names.iter().filter_map(|name| super::key(name)).map(|key| key.suffix).collect();
        let whole: BTreeSet<String> = odd.iter().map(|suffix| (*suffix).to_owned()).collect();
        assert_eq!(told, whole, "a name that was not cut tells its key");
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_~.".contains(c);
        for name in &names {
            assert!(name.len() <= 200 && name.chars().all(allowed), "{name}");
        }
    }
}
