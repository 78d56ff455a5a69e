//! One HTTP/1.1 exchange: writes the request and reads the answer at the same time, so that a server that answers
//! before it has read everything is heard.

use std::cell::RefCell;
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::answer::Answer;
use super::stream::Stream;
use crate::load::Kind;

/// Where bytes are read into: one for all connections of a worker, since they are looked at and let go at once.
#[derive(Debug)]
pub(super) struct Scratch(RefCell<Box<[u8]>>);

impl Scratch {
    pub(super) fn new() -> Self {
        Self(RefCell::new(vec![0; 64 * 1024].into_boxed_slice()))
    }
}

/// Whether an idle connection still stands: the other side has neither closed it nor said anything.
pub(super) async fn stands(stream: &mut Stream) -> bool {
    let mut one = [0; 1];
    if let Stream::Plain(tcp) = stream {
        // Unless something has arrived, this is no system call.
        return tcp.try_read(&mut one).is_err_and(|error| error.kind() == io::ErrorKind::WouldBlock);
    }
    poll_fn(|cx| Poll::Ready(Pin::new(&mut *stream).poll_read(cx, &mut ReadBuf::new(&mut one)).is_pending())).await
}

/// # Errors
/// The connection ended, or what came is no answer.
pub(super) async fn exchange(
    stream: &mut Stream,
    request: &[u8],
    answer: &mut Answer<'_>,
    scratch: &Scratch,
) -> Result<(), Kind> {
    let mut writing = Writing { left: request, flushed: false, broken: false };
    poll_fn(|cx| {
        writing.go_on(stream, cx);
        loop {
            let read = read(stream, cx, answer, scratch);
            match read {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Err(kind)) => return Poll::Ready(Err(kind)),
                Poll::Ready(Ok(())) if answer.done() => {
                    answer.reusable &= writing.flushed && !writing.broken;
                    return Poll::Ready(Ok(()));
                }
                Poll::Ready(Ok(())) => {}
            }
        }
    })
    .await
}

fn read(
    stream: &mut Stream,
    cx: &mut Context<'_>,
    answer: &mut Answer<'_>,
    scratch: &Scratch,
) -> Poll<Result<(), Kind>> {
    let mut space = scratch.0.borrow_mut();
    let mut buffer = ReadBuf::new(&mut space);
    match Pin::new(stream).poll_read(cx, &mut buffer) {
        Poll::Pending => Poll::Pending,
        // TLS that ends without saying so; the framing decides whether anything is missing.
        Poll::Ready(Err(error)) if error.kind() == io::ErrorKind::UnexpectedEof => Poll::Ready(answer.end()),
        Poll::Ready(Err(error)) => Poll::Ready(Err(kind_of(&error))),
        Poll::Ready(Ok(())) if buffer.filled().is_empty() => Poll::Ready(answer.end()),
        Poll::Ready(Ok(())) => Poll::Ready(answer.feed(buffer.filled())),
    }
}

struct Writing<'a> {
    left: &'a [u8],
    flushed: bool,
    /// The other side takes no more; an answer may still be on its way.
    broken: bool,
}

impl Writing<'_> {
    fn go_on(&mut self, stream: &mut Stream, cx: &mut Context<'_>) {
        while !self.left.is_empty() && !self.broken {
            match Pin::new(&mut *stream).poll_write(cx, self.left) {
                Poll::Pending => return,
                Poll::Ready(Ok(0) | Err(_)) => self.broken = true,
                Poll::Ready(Ok(written)) => self.left = &self.left[written..],
            }
        }
        if !self.flushed && !self.broken {
            match Pin::new(&mut *stream).poll_flush(cx) {
                Poll::Pending => {}
                Poll::Ready(Ok(())) => self.flushed = true,
                Poll::Ready(Err(_)) => self.broken = true,
            }
        }
    }
}

/// What an error of a connection under way means.
pub(super) fn kind_of(error: &io::Error) -> Kind {
    match error.kind() {
        io::ErrorKind::TimedOut => Kind::Timeout,
        io::ErrorKind::InvalidData => Kind::Protocol,
        _ => Kind::Reset,
    }
}
