//! The text of a file, as whatever program wrote it.

/// Editors and the shells of Windows lead a text by a byte order mark or write it as UTF-16: what it says is the same.
/// `None`: it is no text, or in another encoding. The usual text is not copied: a class's marks are large.
#[must_use]
pub fn decoded(bytes: Vec<u8>) -> Option<String> {
    match bytes.as_slice() {
        [0xef, 0xbb, 0xbf, rest @ ..] => std::str::from_utf8(rest).ok().map(str::to_owned),
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        _ => String::from_utf8(bytes).ok(),
    }
}

fn wide(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (units, rest) = bytes.as_chunks::<2>();
    let units: Vec<u16> = units.iter().copied().map(unit).collect();
    if rest.is_empty() { String::from_utf16(&units).ok() } else { None }
}
