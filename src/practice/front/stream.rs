//! A client's connection: what was read of it to see what it speaks is read again, and it can be made to end in a
//! reset.

use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// What HTTP/2 begins with.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/// What a line that introduces a client begins with, and how long it is at most.
const INTRODUCTION: &[u8] = b"PROXY ";
const LONGEST_INTRODUCTION: usize = 107;
/// How much of a connection is read to see whom it is for.
const LONGEST_HEAD: usize = 32 * 1024;
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
        loop {
            match self.first.as_slice() {
                [] => {}
                [HANDSHAKE, ..] => return Some(Speech::Tls),
                first if first.starts_with(PREFACE) => return Some(Speech::Http2),
                first if !PREFACE.starts_with(first) => return Some(Speech::Http1),
                _ => {}
            }
            self.more().await?;
        }
    }

    /// Who is at the other end: a load balancer's node says so in a line of its own before anything else (the PROXY
    /// protocol, version 1), anybody else is where the connection comes from.
    pub(super) async fn origin(&mut self, patience: Duration) -> Option<IpAddr> {
        tokio::time::timeout(patience, self.introduction()).await.ok()?
    }

    async fn introduction(&mut self) -> Option<IpAddr> {
        loop {
            let compared = self.first.len().min(INTRODUCTION.len());
            if self.first[..compared] != INTRODUCTION[..compared] {
                return self.tcp.peer_addr().ok().map(|peer| peer.ip());
            }
            if let Some(end) = self.first.windows(2).position(|pair| pair == b"\r\n") {
                let rest = self.first.split_off(end + 2);
                let line = std::mem::replace(&mut self.first, rest);
                // PROXY TCP4 source destination …
                return String::from_utf8(line).ok()?.split(' ').nth(2)?.parse().ok();
            }
            if self.first.len() > LONGEST_INTRODUCTION {
                return None;
            }
            self.more().await?;
        }
    }

    /// The `Host` of the request that a connection begins with; it is read again afterwards.
    pub(super) async fn host(&mut self, patience: Duration) -> Option<String> {
        let head = async {
            while !self.first.windows(4).any(|four| four == b"\r\n\r\n") {
                self.more().await.filter(|()| self.first.len() <= LONGEST_HEAD)?;
            }
            let head = String::from_utf8_lossy(&self.first);
            let line = head
                .lines()
                .skip(1)
                .find(|line| line.get(..5).is_some_and(|name| name.eq_ignore_ascii_case("host:")))?;
            Some(line[5..].trim().to_owned())
        };
        tokio::time::timeout(patience, head).await.ok()?
    }

    /// The name in the greeting that a TLS connection begins with; it is read again afterwards.
    pub(super) async fn server_name(&mut self, patience: Duration) -> Option<String> {
        let greeting = async {
            loop {
                let mut acceptor = rustls::server::Acceptor::default();
                acceptor.read_tls(&mut self.first.as_slice()).ok()?;
                if let Some(accepted) = acceptor.accept().ok()? {
                    return accepted.client_hello().server_name().map(str::to_owned);
                }
                self.more().await.filter(|()| self.first.len() <= LONGEST_HEAD)?;
            }
        };
        tokio::time::timeout(patience, greeting).await.ok()?
    }

    async fn more(&mut self) -> Option<()> {
        let mut buffer = [0_u8; 512];
        let read = self.tcp.read(&mut buffer).await.ok().filter(|read| *read > 0)?;
        self.first.extend_from_slice(&buffer[..read]);
        Some(())
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
