//! `WebSocket`s: what becomes of a connection when HTTP on it is over. An instance's server echoes; a load balancer
//! passes bytes on in both directions.

use std::time::Duration;

use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

/// The longest frame that is echoed.
const LONGEST: u64 = 64 * 1024;
const FINAL: u8 = 0x80;
const MASKED: u8 = 0x80;
const TEXT: u8 = 1;
const BINARY: u8 = 2;
const CLOSE: u8 = 8;
const PING: u8 = 9;
const PONG: u8 = 10;
/// Status codes of a close (RFC 6455, section 7.4.1).
const PROTOCOL_ERROR: u16 = 1002;
const TOO_LARGE: u16 = 1009;

/// Says something first and then whatever it is told, frame by frame, until the client closes.
pub(super) async fn echo(io: Upgraded, first: Vec<u8>) {
    let mut io = TokioIo::new(io);
    // Whoever goes away while being spoken to wants to hear no more.
    let _ = conversation(&mut io, &first).await;
    let _ = io.shutdown().await;
}

async fn conversation<IO: AsyncRead + AsyncWrite + Unpin>(io: &mut IO, first: &[u8]) -> std::io::Result<()> {
    say(io, FINAL | TEXT, first).await?;
    loop {
        let frame = match heard(io).await? {
            Ok(frame) => frame,
            Err(code) => return say(io, FINAL | CLOSE, &code.to_be_bytes()).await,
        };
        match frame.head & 0x0f {
            CLOSE => return say(io, FINAL | CLOSE, frame.payload.get(..2).unwrap_or_default()).await,
            PING => say(io, FINAL | PONG, &frame.payload).await?,
            PONG => {}
            _ => say(io, frame.head, &frame.payload).await?,
        }
    }
}

struct Frame {
    /// Whether it is the last of its message, and its kind, as in the frame's first byte.
    head: u8,
    payload: Vec<u8>,
}

/// The next frame of a client; an error is the code with which the conversation ends.
async fn heard<IO: AsyncRead + Unpin>(io: &mut IO) -> std::io::Result<Result<Frame, u16>> {
    let (head, length) = (io.read_u8().await?, io.read_u8().await?);
    let kind = head & 0x0f;
    let control = kind >= CLOSE;
    let known = matches!(kind, 0 | TEXT | BINARY | CLOSE | PING | PONG) && head & 0x70 == 0;
    // Clients mask everything; control frames are short and whole.
    let well_formed = known && length & MASKED != 0 && !(control && (length & 0x7f > 125 || head & FINAL == 0));
    if !well_formed {
        return Ok(Err(PROTOCOL_ERROR));
    }
    let length = match length & 0x7f {
        126 => u64::from(io.read_u16().await?),
        127 => io.read_u64().await?,
        short => u64::from(short),
    };
    let Some(length) = usize::try_from(length).ok().filter(|_| length <= LONGEST) else { return Ok(Err(TOO_LARGE)) };
    let mut mask = [0; 4];
    io.read_exact(&mut mask).await?;
    let mut payload = vec![0; length];
    io.read_exact(&mut payload).await?;
    payload.iter_mut().zip(mask.iter().cycle()).for_each(|(byte, mask)| *byte ^= mask);
    Ok(Ok(Frame { head, payload }))
}

async fn say<IO: AsyncWrite + Unpin>(io: &mut IO, head: u8, payload: &[u8]) -> std::io::Result<()> {
    let mut frame = vec![head];
    match (u8::try_from(payload.len()), u16::try_from(payload.len())) {
        (Ok(length), _) if length < 126 => frame.push(length),
        (_, Ok(length)) => {
            frame.push(126);
            frame.extend(length.to_be_bytes());
        }
        _ => {
            frame.push(127);
            frame.extend((payload.len() as u64).to_be_bytes());
        }
    }
    frame.extend(payload);
    io.write_all(&frame).await?;
    io.flush().await
}

/// How often it is asked whether the two may still talk.
const LOOK: Duration = Duration::from_secs(1);

/// Passes on what either side says until one ends, nobody has said anything for so long, or they may talk no `longer`.
/// Answers how many bytes went to the target and to the client.
pub(super) async fn pass(
    client: Upgraded,
    target: Upgraded,
    patience: Duration,
    longer: impl Fn() -> bool,
) -> (u64, u64) {
    let (mut from_client, mut to_client) = tokio::io::split(TokioIo::new(client));
    let (mut from_target, mut to_target) = tokio::io::split(TokioIo::new(target));
    let (mut up, mut down) = (vec![0; 16 * 1024], vec![0; 16 * 1024]);
    let (mut sent, mut got, mut silent) = (0, 0, Duration::ZERO);
    let look = LOOK.min(patience);
    loop {
        let passed = tokio::select! {
            read = from_client.read(&mut up) => forward(read, &up, &mut to_target, &mut sent).await,
            read = from_target.read(&mut down) => forward(read, &down, &mut to_client, &mut got).await,
            () = tokio::time::sleep(look) => {
                silent += look;
                if silent < patience && longer() {
                    continue;
                }
                None
            }
        };
        if passed.is_none() {
            let _ = (to_client.shutdown().await, to_target.shutdown().await);
            return (sent, got);
        }
        silent = Duration::ZERO;
    }
}

/// `None`: one of the two has ended.
async fn forward(
    read: std::io::Result<usize>,
    bytes: &[u8],
    to: &mut (impl AsyncWrite + Unpin),
    count: &mut u64,
) -> Option<()> {
    let bytes = bytes.get(..read.ok().filter(|read| *read > 0)?)?;
    *count += bytes.len() as u64;
    to.write_all(bytes).await.ok()?;
    to.flush().await.ok()
}
