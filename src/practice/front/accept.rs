//! Accepting connections: a task each, which ends with its server, or when its place is needed.

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::crowd::{Crowd, Place};

/// How long accepting rests after the system has refused: files come back as connections end.
const REST: Duration = Duration::from_millis(20);

/// Serves everybody who connects, until it is dropped; then every connection ends too.
pub(super) async fn accept<F>(listener: TcpListener, crowd: Crowd, serve: impl Fn(TcpStream, SocketAddr, Place) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                if let Ok((stream, peer)) = accepted {
                    let (place, leave) = crowd.enter();
                    let work = serve(stream, peer, place);
                    connections.spawn(async move {
                        tokio::select! {
                            () = work => {}
                            _ = leave => {}
                        }
                    });
                } else {
                    crowd.make_room();
                    tokio::time::sleep(REST).await;
                }
            }
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
        }
    }
}
