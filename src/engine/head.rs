//! The head of an HTTP/1.1 answer: its status, how its body is framed, and what is wanted of its headers.

use std::cell::RefCell;
use std::mem::MaybeUninit;

use super::answer::Wanted;
use crate::load::Kind;

/// Header lines that nearly every answer keeps to, and the most.
const FEW_HEADERS: usize = 48;
const MOST_HEADERS: usize = 1024;
/// Cookies that are kept of one answer.
const MOST_COOKIES: usize = 50;
/// Longer heads are read each time.
const LONGEST_KNOWN: usize = 2048;

/// What a head says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    /// Its bytes, the blank line included.
    pub(super) length: usize,
    pub(super) status: u16,
    pub(super) framing: Framing,
    /// The connection can carry another request.
    pub(super) reusable: bool,
    pub(super) location: Option<String>,
    pub(super) cookies: Vec<String>,
    pub(super) marker: Option<String>,
}

/// Where the body ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Framing {
    #[default]
    UntilClose,
    Length(u64),
    Chunked,
}

/// The last head: a server says the same to the same request for as long as its `Date` stays.
#[derive(Debug, Default)]
pub(super) struct Known(RefCell<(Vec<u8>, Head)>);

impl Known {
    /// What the head at the start of these bytes says, read only if it is not the last one byte for byte. `None`: it is
    /// not complete.
    pub(super) fn read(&self, data: &[u8], wanted: Wanted<'_>) -> Result<Option<Head>, Kind> {
        let mut known = self.0.borrow_mut();
        if !known.0.is_empty() && data.starts_with(&known.0) {
            return Ok(Some(known.1.clone()));
        }
        let head = read(data, wanted)?;
        if let Some(head) = head.as_ref().filter(|head| head.status >= 200 && head.length <= LONGEST_KNOWN) {
            known.0.clear();
            known.0.extend_from_slice(&data[..head.length]);
            known.1.clone_from(head);
        }
        Ok(head)
    }
}

/// `None`: it is not complete.
pub(super) fn read(data: &[u8], wanted: Wanted<'_>) -> Result<Option<Head>, Kind> {
    let mut few = [const { MaybeUninit::uninit() }; FEW_HEADERS];
    let read = match read_with(data, wanted, &mut few) {
        Err(httparse::Error::TooManyHeaders) => {
            let mut many = vec![MaybeUninit::uninit(); MOST_HEADERS];
            read_with(data, wanted, &mut many)
        }
        read => read,
    };
    read.unwrap_or(Err(Kind::Protocol))
}

/// With space for so many headers. The outer error is the parser's.
fn read_with<'d>(
    data: &'d [u8],
    wanted: Wanted<'_>,
    space: &mut [MaybeUninit<httparse::Header<'d>>],
) -> Result<Result<Option<Head>, Kind>, httparse::Error> {
    let mut config = httparse::ParserConfig::default();
    // As curl and browsers read it.
    config.allow_obsolete_multiline_headers_in_responses(true);
    config.allow_spaces_after_header_name_in_responses(true);
    let mut head = httparse::Response::new(&mut []);
    match config.parse_response_with_uninit_headers(&mut head, data, space)? {
        httparse::Status::Complete(length) => Ok(understood(&head, length, wanted).map(Some)),
        httparse::Status::Partial => Ok(Ok(None)),
    }
}

fn understood(parsed: &httparse::Response<'_, '_>, bytes: usize, wanted: Wanted<'_>) -> Result<Head, Kind> {
    let status = parsed.code.unwrap_or_default();
    // Nobody asked for another protocol.
    if matches!(status, 0..=99 | 101) {
        return Err(Kind::Protocol);
    }
    let mut head = Head { length: bytes, status, reusable: parsed.version == Some(1), ..Head::default() };
    let (mut length, mut chunked) = (None, false);
    for header in parsed.headers.iter() {
        let is = |name: &str| header.name.eq_ignore_ascii_case(name);
        // By length first: most headers are none of these.
        match header.name.len() {
            14 if is("content-length") => {
                // Several are one list; all have to say the same.
                for part in header.value.split(|byte| *byte == b',') {
                    let number = digits(part.trim_ascii()).ok_or(Kind::Protocol)?;
                    if length.is_some_and(|length| length != number) {
                        return Err(Kind::Protocol);
                    }
                    length = Some(number);
                }
            }
            17 if is("transfer-encoding") => {
                let last = header.value.rsplit(|byte| *byte == b',').next().unwrap_or_default();
                chunked = last.trim_ascii().eq_ignore_ascii_case(b"chunked");
            }
            10 if is("connection") => {
                let parts = || header.value.split(|byte| *byte == b',').map(<[u8]>::trim_ascii);
                let says = |word: &[u8]| parts().any(|part| part.eq_ignore_ascii_case(word));
                head.reusable = !says(b"close") && (head.reusable || says(b"keep-alive"));
            }
            8 if wanted.location && is("location") => head.location = Some(text(header.value)),
            10 if wanted.cookies && is("set-cookie") && head.cookies.len() < MOST_COOKIES => {
                head.cookies.push(text(header.value));
            }
            _ => {}
        }
        if wanted.marker.is_some_and(is) {
            head.marker = Some(text(header.value));
        }
    }
    head.framing = match (chunked, length) {
        (true, _) => Framing::Chunked,
        (false, Some(length)) => Framing::Length(length),
        (false, None) => Framing::UntilClose,
    };
    Ok(head)
}

fn text(value: &[u8]) -> String {
    String::from_utf8_lossy(value.trim_ascii()).into_owned()
}

fn digits(value: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(value).ok()?;
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_that_is_known_says_what_it_says() {
        let known = Known::default();
        let one = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";
        let longer = b"HTTP/1.1 200 OK\r\nContent-Length: 55\r\n\r\n";
        let interim = b"HTTP/1.1 103 Early Hints\r\n\r\n";
        let table: [&[u8]; 9] = [
            one,
            b"HTTP/1.1 200 OK\r\nConte",
            longer,
            one,
            b"HTTP/1.1 200 OK\r\n",
            interim,
            one,
            longer,
            b"SSH-2.0\r\n",
        ];
        for data in table {
            for tail in [&b""[..], b"hello"] {
                let data = [data, tail].concat();
                let wanted = Wanted::default();
                assert_eq!(known.read(&data, wanted), read(&data, wanted), "{}", String::from_utf8_lossy(&data));
            }
        }
    }
}
