//! Reads an HTTP/1.1 answer as its bytes arrive, in whatever pieces: nothing of a body is kept, unless one is wanted.

use super::head::{Framing, Known};
use crate::load::Kind;

/// The longest head: answers, the interim ones before them, and the trailers after.
const LONGEST_HEAD: usize = 256 * 1024;
/// The longest line that gives a chunk's size.
const LONGEST_CHUNK_LINE: usize = 4096;
/// As many bytes of a wanted body are kept.
const KEPT: usize = 16 * 1024 * 1024;

/// What is expected next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Head,
    Length(u64),
    ChunkLine,
    Chunk(u64),
    ChunkEnd,
    Trailers,
    UntilClose,
    Done,
}

/// What is wanted of an answer besides its status and its end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent wishes, each looked at once")]
pub(super) struct Wanted<'a> {
    /// The request was a HEAD: there is no body, whatever the head says.
    pub(super) no_body: bool,
    pub(super) location: bool,
    pub(super) cookies: bool,
    pub(super) body: bool,
    /// The value of this header (in small letters).
    pub(super) marker: Option<&'a str>,
}

/// An answer being read.
#[derive(Debug)]
pub(super) struct Answer<'a> {
    state: State,
    wanted: Wanted<'a>,
    known: &'a Known,
    /// A head or a line that is not complete yet.
    partial: Vec<u8>,
    started: bool,
    closed: bool,
    pub(super) status: u16,
    /// The connection can carry another request.
    pub(super) reusable: bool,
    /// Bytes of the body so far.
    pub(super) bytes: u64,
    pub(super) location: Option<String>,
    pub(super) cookies: Vec<String>,
    pub(super) body: Vec<u8>,
    pub(super) marker: Option<String>,
}

impl<'a> Answer<'a> {
    pub(super) const fn new(wanted: Wanted<'a>, known: &'a Known) -> Self {
        Self {
            state: State::Head,
            wanted,
            known,
            partial: Vec::new(),
            started: false,
            closed: false,
            status: 0,
            reusable: false,
            bytes: 0,
            location: None,
            cookies: Vec::new(),
            body: Vec::new(),
            marker: None,
        }
    }

    pub(super) fn done(&self) -> bool {
        self.state == State::Done
    }

    /// Whether the connection was closed in order before a byte had arrived.
    pub(super) const fn ended_before_anything(&self) -> bool {
        self.closed && !self.started
    }

    /// Takes what has arrived. What follows the answer's end belongs to no answer: the connection is not used again.
    pub(super) fn feed(&mut self, mut data: &[u8]) -> Result<(), Kind> {
        self.started |= !data.is_empty();
        while !data.is_empty() {
            let used = match self.state {
                State::Head => self.head(data)?,
                State::Length(left) => self.content(data, left, State::Length, State::Done),
                State::Chunk(left) => self.content(data, left, State::Chunk, State::ChunkEnd),
                State::ChunkLine | State::ChunkEnd | State::Trailers => self.line(data)?,
                State::UntilClose => self.content(data, u64::MAX, |_| State::UntilClose, State::UntilClose),
                State::Done => {
                    self.reusable = false;
                    data.len()
                }
            };
            data = &data[used..];
        }
        Ok(())
    }

    /// The connection has ended.
    pub(super) fn end(&mut self) -> Result<(), Kind> {
        self.reusable = false;
        self.closed = true;
        match self.state {
            State::UntilClose | State::Done => {
                self.state = State::Done;
                Ok(())
            }
            _ => Err(Kind::Reset),
        }
    }

    fn content(&mut self, data: &[u8], left: u64, more: fn(u64) -> State, end: State) -> usize {
        let used = usize::try_from(left).unwrap_or(usize::MAX).min(data.len());
        self.bytes += used as u64;
        if self.wanted.body && self.body.len() < KEPT {
            self.body.extend_from_slice(&data[..used]);
        }
        let left = left - used as u64;
        self.state = if left == 0 { end } else { more(left) };
        used
    }

    /// A line of the chunked coding.
    fn line(&mut self, data: &[u8]) -> Result<usize, Kind> {
        let end = data.iter().position(|byte| *byte == b'\n');
        let used = end.map_or(data.len(), |at| at + 1);
        let most = if self.state == State::Trailers { LONGEST_HEAD } else { LONGEST_CHUNK_LINE };
        if self.partial.len() + used > most {
            return Err(Kind::Protocol);
        }
        self.partial.extend_from_slice(&data[..used]);
        if end.is_none() {
            return Ok(used);
        }
        let line = self.partial.trim_ascii();
        self.state = match self.state {
            State::ChunkLine => match chunk_size(line).ok_or(Kind::Protocol)? {
                0 => State::Trailers,
                size => State::Chunk(size),
            },
            State::ChunkEnd if line.is_empty() => State::ChunkLine,
            State::Trailers if line.is_empty() => State::Done,
            State::Trailers => State::Trailers,
            _ => return Err(Kind::Protocol),
        };
        self.partial.clear();
        Ok(used)
    }

    /// Looks for the head's end before reading it: a head that drips in is not read over and over.
    fn head(&mut self, data: &[u8]) -> Result<usize, Kind> {
        if self.partial.is_empty() {
            // Nearly always the head arrives in one piece and is read where it lies.
            if let Some(used) = self.read_head(data)? {
                return Ok(used);
            }
        }
        let before = self.partial.len();
        self.partial.extend_from_slice(data);
        let start = before.saturating_sub(3);
        let fresh = &self.partial[start..];
        let ends = fresh.windows(2).any(|pair| pair == b"\n\n") || fresh.windows(3).any(|three| three == b"\n\r\n");
        if ends {
            let partial = std::mem::take(&mut self.partial);
            return match self.read_head(&partial)? {
                Some(used) => Ok(used.saturating_sub(before)),
                None => Err(Kind::Protocol),
            };
        }
        let status_line = &self.partial[..self.partial.len().min(5)];
        if self.partial.len() > LONGEST_HEAD || !b"HTTP/".starts_with(status_line) {
            return Err(Kind::Protocol);
        }
        Ok(data.len())
    }

    /// Takes a head in. `None`: it is not complete.
    fn read_head(&mut self, data: &[u8]) -> Result<Option<usize>, Kind> {
        let Some(head) = self.known.read(data, self.wanted)? else { return Ok(None) };
        // After an interim answer the real one follows.
        if head.status >= 200 {
            let bodiless = self.wanted.no_body || matches!(head.status, 204 | 304);
            self.state = match head.framing {
                _ if bodiless => State::Done,
                Framing::Length(0) => State::Done,
                Framing::Length(length) => State::Length(length),
                Framing::Chunked => State::ChunkLine,
                Framing::UntilClose => State::UntilClose,
            };
            (self.status, self.reusable) = (head.status, head.reusable);
            (self.location, self.cookies, self.marker) = (head.location, head.cookies, head.marker);
        }
        Ok(Some(head.length))
    }
}

fn chunk_size(line: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(line).ok()?;
    let size = text.split(';').next().unwrap_or_default().trim();
    let hex = !size.is_empty() && size.bytes().all(|byte| byte.is_ascii_hexdigit());
    hex.then(|| u64::from_str_radix(size, 16).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Fed in pieces of this size, then closed if it has not ended.
    fn read<'a>(text: &str, piece: usize, wanted: Wanted<'a>, known: &'a Known) -> Result<Answer<'a>, Kind> {
        let mut answer = Answer::new(wanted, known);
        for data in text.as_bytes().chunks(piece) {
            answer.feed(data)?;
        }
        if !answer.done() {
            answer.end()?;
        }
        Ok(answer)
    }

    #[test]
    fn answers_of_every_framing_in_pieces_of_every_size() {
        let table = [
            ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", Ok((200, 5, true))),
            ("HTTP/1.1 200 OK\nContent-Length: 2\n\nhi", Ok((200, 2, true))),
            ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: Close\r\n\r\nhello", Ok((200, 5, false))),
            ("HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello", Ok((200, 5, false))),
            ("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n", Ok((200, 0, true))),
            ("HTTP/1.1 404 Not Found\r\n\r\ngone", Ok((404, 4, false))),
            ("HTTP/1.1 204 No Content\r\n\r\n", Ok((204, 0, true))),
            ("HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", Ok((304, 0, true))),
            ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", Ok((200, 1, true))),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n10\r\n0123456789abcdef\r\n0\r\nT: r\r\n\r\n",
                Ok((200, 21, true)),
            ),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello", Err(Kind::Reset)),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", Err(Kind::Protocol)),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n", Err(Kind::Protocol)),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n", Err(Kind::Protocol)),
            ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello", Err(Kind::Reset)),
            ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhello", Ok((200, 2, false))),
            ("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nhello", Err(Kind::Protocol)),
            ("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nhello", Err(Kind::Protocol)),
            ("HTTP/1.1 101 Switching\r\n\r\n", Err(Kind::Protocol)),
            ("HTTP/1.1 200 OK\r\nConte", Err(Kind::Reset)),
            ("", Err(Kind::Reset)),
            ("SSH-2.0-x\r\n", Err(Kind::Protocol)),
            ("HTTP/1.1 abc\r\n\r\n", Err(Kind::Protocol)),
        ];
        for (text, expected) in table {
            for piece in [1, 2, 3, 7, 1000] {
                let known = Known::default();
                let read = read(text, piece, Wanted::default(), &known);
                // Bytes after an answer are noticed only if they come with it.
                let seen = read.map(|answer| (answer.status, answer.bytes, answer.reusable));
                assert_eq!(seen, expected, "{text:?} by {piece}");
            }
        }
    }

    #[test]
    fn what_is_wanted_is_kept() {
        let wanted = Wanted { location: true, cookies: true, body: true, no_body: false, marker: Some("location") };
        let text = "HTTP/1.1 302 Found\r\nLocation: /x\r\nSet-Cookie: a=b; Path=/\r\nContent-Length: 2\r\n\r\nhi";
        let known = Known::default();
        let answer = read(text, 5, wanted, &known).unwrap();
        assert_eq!((answer.location.as_deref(), answer.body.as_slice()), (Some("/x"), &b"hi"[..]));
        assert_eq!(answer.cookies, ["a=b; Path=/"]);
        let head = Wanted { no_body: true, ..Wanted::default() };
        assert!(read("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", 9, head, &known).unwrap().done());
    }

    #[test]
    fn endless_heads_are_cut_off() {
        let known = Known::default();
        let mut answer = Answer::new(Wanted::default(), &known);
        let mut fed = answer.feed(b"HTTP/1.1 200 OK\r\n");
        for _ in 0..1_000_000 {
            fed = fed.and_then(|()| answer.feed(b"x: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n"));
        }
        assert_eq!(fed, Err(Kind::Protocol));
        assert!(answer.partial.len() < 2 * LONGEST_HEAD);
        let many: Vec<String> = (0..500).map(|n| format!("h{n}: v")).collect();
        let many = many.join("\r\n");
        let text = format!("HTTP/1.1 200 OK\r\n{many}\r\nContent-Length: 0\r\n\r\n");
        assert_eq!(read(&text, 100, Wanted::default(), &known).unwrap().status, 200);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(tail in prop::collection::vec(any::<u8>(), 0..300), cut in 1..40usize) {
            let known = Known::default();
            let mut answer = Answer::new(Wanted::default(), &known);
            let heads = [&b""[..], b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"];
            for head in heads {
                let _ = answer.feed(head).and_then(|()| tail.chunks(cut).try_for_each(|data| answer.feed(data)));
            }
        }
    }
}
