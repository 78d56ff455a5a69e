//! A client's connection: what was read of it to see what it speaks is read again, and it can be made to end in a
//! reset.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// What HTTP/2 begins with.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/// The record type that a TLS connection begins with: handshake.
const HANDSHAKE: u8 = 0x16;

/// What a connection speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Speech {
    Http1,
    Http2,
    Tls,
}

/// A connection whose first bytes may have been read already.
#[derive(Debug)]
pub(super) struct Stream {
    tcp: TcpStream,
    first: Vec<u8>,
    given: usize,
    reset: Reset,
}

/// Makes a connection end in a reset instead of a close, as one that no security group lets in.
#[derive(Clone, Debug, Default)]
pub(super) struct Reset(Arc<AtomicBool>);

impl Reset {
    pub(super) fn ask(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Stream {
    pub(super) fn new(tcp: TcpStream) -> Self {
        // Answers are small and complete: waiting to fill a packet only delays them.
        let _ = tcp.set_nodelay(true);
        Self { tcp, first: Vec::new(), given: 0, reset: Reset::default() }
    }

    pub(super) fn reset(&self) -> Reset {
        self.reset.clone()
    }

    /// Reads as much as tells what the client speaks. `None`: it said nothing in time, or went away.
    pub(super) async fn speech(&mut self, patience: Duration) -> Option<Speech> {
        tokio::time::timeout(patience, self.listen()).await.ok()?
    }

    async fn listen(&mut self) -> Option<Speech> {
        let mut buffer = [0_u8; 24];
        loop {
            let room = buffer.get_mut(..PREFACE.len() - self.first.len())?;
            let read = self.tcp.read(room).await.ok().filter(|read| *read > 0)?;
            self.first.extend_from_slice(&buffer[..read]);
            if self.first[0] == HANDSHAKE {
                return Some(Speech::Tls);
            }
            if !PREFACE.starts_with(&self.first) {
                return Some(Speech::Http1);
            }
            if self.first.len() == PREFACE.len() {
                return Some(Speech::Http2);
            }
        }
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        if self.reset.0.load(Ordering::Relaxed) {
            let _ = self.tcp.set_zero_linger();
        }
    }
}

impl AsyncRead for Stream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.given < self.first.len() {
            let end = self.first.len().min(self.given + buf.remaining());
            buf.put_slice(&self.first[self.given..end]);
            self.given = end;
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.tcp).poll_read(cx, buf)
    }
}

impl AsyncWrite for Stream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.tcp).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.reset.0.load(Ordering::Relaxed) {
            // A proper end would be said before the reset.
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.tcp).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.tcp).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.tcp.is_write_vectored()
    }
}
