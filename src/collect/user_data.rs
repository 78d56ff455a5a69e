//! The text of user data, as cloud-init would read it: base64, gzip, MIME. Read, reduced and dropped.
//!
//! Source: "User data formats" of cloud-init (gzip content, MIME multi-part archive).

use std::io::Read;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::read::MultiGzDecoder;

use super::template::LookFor;
use crate::facts::compute::UserDataFindings;
use crate::facts::user_data;

const GZIP: &[u8] = &[0x1f, 0x8b];
/// A script that people write is far smaller; a compressed one must not fill the memory.
const MOST_BYTES: u64 = 2 << 20;
/// Where cloud-init looks for the mark of a MIME archive.
const MIME_HEAD: usize = 4096;

/// Decodes and reduces user data. What cloud-init could not read either is found "not readable".
pub(super) fn findings(encoded: &str, look_for: &LookFor) -> UserDataFindings {
    let text = decoded(encoded).and_then(|bytes| text(&bytes));
    user_data::findings(text.as_deref(), &look_for.start_patterns, &look_for.mentions)
}

/// Base64, white space and line ends aside.
fn decoded(encoded: &str) -> Option<Vec<u8>> {
    let compact: String = encoded.split_ascii_whitespace().collect();
    STANDARD.decode(compact).ok()
}

fn text(bytes: &[u8]) -> Option<String> {
    let plain = plain(unpacked(bytes)?)?;
    let head: String = plain.chars().take(MIME_HEAD).collect();
    if head.to_ascii_lowercase().contains("mime-version:") { Some(parts(&plain)) } else { Some(plain) }
}

/// What was compressed, once. `None`: the archive is damaged, or larger than any script.
fn unpacked(bytes: &[u8]) -> Option<Vec<u8>> {
    if !bytes.starts_with(GZIP) {
        return Some(bytes.to_vec());
    }
    let mut unpacked = Vec::new();
    let read = MultiGzDecoder::new(bytes).take(MOST_BYTES + 1).read_to_end(&mut unpacked).ok()?;
    (read as u64 <= MOST_BYTES).then_some(unpacked)
}

/// A shell does not mind bytes that are no UTF-8 (a comment in an older encoding); it does mind NULs (UTF-16).
fn plain(bytes: Vec<u8>) -> Option<String> {
    match String::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(other) if other.as_bytes().contains(&0) => None,
        Err(other) => Some(String::from_utf8_lossy(other.as_bytes()).into_owned()),
    }
}

/// A MIME archive with its base64 parts in clear.
fn parts(archive: &str) -> String {
    let mut text = String::new();
    let mut is_encoded = false;
    let mut body: Option<String> = None;
    for line in archive.lines() {
        let ends_part = line.starts_with("--");
        match &mut body {
            Some(encoded) if !ends_part => {
                encoded.push_str(line);
                continue;
            }
            Some(encoded) => {
                text.push_str(&part(encoded));
                (is_encoded, body) = (false, None);
            }
            None => {}
        }
        text.push_str(line);
        text.push('\n');
        let header = line.to_ascii_lowercase();
        let encoding = header.strip_prefix("content-transfer-encoding:");
        is_encoded |= encoding.is_some_and(|encoding| encoding.trim() == "base64");
        if line.is_empty() && is_encoded {
            body = Some(String::new());
        }
    }
    text + &body.map(|encoded| part(&encoded)).unwrap_or_default()
}

/// One base64 part; as it stands where it is none.
fn part(encoded: &str) -> String {
    let clear = decoded(encoded).and_then(|bytes| plain(unpacked(&bytes)?));
    clear.unwrap_or_else(|| encoded.to_owned()) + "\n"
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    const SCRIPT: &str = "#!/bin/bash\nexport HOME=/root\nARN=arn:aws:secretsmanager:us-east-1:123456789012:secret:a\n\
                          pm2 start app.js\n";

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut packed = GzEncoder::new(Vec::new(), Compression::best());
        packed.write_all(bytes).expect("in memory");
        packed.finish().expect("in memory")
    }

    fn mime(encoding: &str, body: &str) -> String {
        format!(
            "Content-Type: multipart/mixed; boundary=\"==B==\"\nMIME-Version: 1.0\n\n--==B==\n\
             Content-Type: text/x-shellscript; charset=\"utf-8\"\nContent-Transfer-Encoding: {encoding}\n\n{body}\n\
             --==B==--\n"
        )
    }

    fn of(bytes: &[u8]) -> (bool, bool, bool) {
        let look_for = LookFor { start_patterns: vec!["pm2 start".to_owned()], mentions: Vec::new() };
        let found = findings(&STANDARD.encode(bytes), &look_for);
        (found.readable, found.runnable && found.secret_arn, found.start_patterns[0].1)
    }

    #[test]
    fn what_cloud_init_reads_is_read() {
        let wrapped = |bytes: &[u8]| {
            let encoded = STANDARD.encode(bytes);
            let lines: Vec<&str> = encoded.as_bytes().chunks(60).filter_map(|c| std::str::from_utf8(c).ok()).collect();
            lines.join("\n")
        };
        let in_shift_jis = [&b"#!/bin/bash\n# \x8a\x4a\x8e\x6e\n"[..], SCRIPT.as_bytes()].concat();
        let half = gzip(SCRIPT.as_bytes());
        for (what, bytes, all) in [
            ("plain", SCRIPT.as_bytes().to_vec(), true),
            ("gzip", gzip(SCRIPT.as_bytes()), true),
            (
                "gzip of several members",
                [gzip(&SCRIPT.as_bytes()[..20]), gzip(&SCRIPT.as_bytes()[20..])].concat(),
                true,
            ),
            ("MIME in clear", mime("7bit", SCRIPT).into_bytes(), true),
            ("MIME in base64", mime("base64", &wrapped(SCRIPT.as_bytes())).into_bytes(), true),
            ("MIME with a gzip part", mime("base64", &wrapped(&gzip(SCRIPT.as_bytes()))).into_bytes(), true),
            ("gzip of MIME", gzip(mime("base64", &wrapped(SCRIPT.as_bytes())).as_bytes()), true),
            ("a comment in Shift_JIS", in_shift_jis, true),
            (
                "UTF-16, which no shell runs",
                SCRIPT.encode_utf16().flat_map(u16::to_le_bytes).chain([0xff]).collect(),
                false,
            ),
            ("half an archive", half[..half.len() / 2].to_vec(), false),
            ("an archive of nothing but its mark", GZIP.to_vec(), false),
        ] {
            assert_eq!(of(&bytes), (all, all, all), "{what}");
        }
        assert!(!findings("%%%", &LookFor::default()).readable);
    }

    #[test]
    fn an_archive_that_explodes_is_not_unpacked() {
        let large = vec![b' '; usize::try_from(MOST_BYTES).expect("fits") + 1];
        let packed = gzip(&large);
        assert!(packed.len() < 16 * 1024, "within what EC2 takes: {}", packed.len());
        assert!(!of(&packed).0);
        assert!(of(&gzip(&large[1..])).0, "as large as may be");
    }
}
