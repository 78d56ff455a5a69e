//! The learner's end of a board: one connection, kept open, made anew when it is lost.

use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::{Method, Request, StatusCode, header};
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{pin, stream};
use crate::board::Handed;
use crate::board::code::Invite;
use crate::board::wire::{HandIn, Join, Joined, News, Refusal, Refused, Report, SCHEMA};

/// How long one question may take.
const PATIENCE: Duration = Duration::from_secs(8);
/// Handing in includes the board's own question to STS.
const PATIENCE_TO_HAND_IN: Duration = Duration::from_secs(30);
/// The largest answer that makes sense.
const LARGEST: usize = 256 * 1024;

/// Why the board has not done what it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It cannot be reached now.
    Away,
    /// Somebody else answers there: another certificate than the code says.
    Impostor,
    /// What answers there is no board.
    NoBoard,
    /// It refuses; the number of the last report that it took, where that is why.
    Refused(Refusal, Option<u64>),
}

/// One learner at one board.
pub struct Client {
    invite: Invite,
    /// `None`: without TLS, to this machine only.
    tls: Option<Arc<ClientConfig>>,
    token: String,
    connection: Option<SendRequest<Full<Bytes>>>,
}

impl Client {
    /// Nothing is sent yet.
    #[must_use]
    pub fn new(invite: Invite, token: String) -> Self {
        let tls = invite.fingerprint.and_then(pin::config);
        Self { invite, tls, token, connection: None }
    }

    /// Comes in, or in again.
    ///
    /// # Errors
    /// The board is away, or refuses.
    pub async fn join(&mut self, nickname: &str) -> Result<Joined, Trouble> {
        let join = Join {
            schema: SCHEMA,
            code: self.invite.code.clone(),
            nickname: nickname.to_owned(),
            token: self.token.clone(),
        };
        self.ask(Method::POST, "/api/join", Some(&join)).await
    }

    /// Tells the latest state; hears what is new.
    ///
    /// # Errors
    /// As [`Self::join`].
    pub async fn tell(&mut self, report: &Report) -> Result<News, Trouble> {
        self.ask(Method::PUT, "/api/me", Some(report)).await
    }

    /// Leaves: the board forgets the learner.
    ///
    /// # Errors
    /// As [`Self::join`].
    pub async fn leave(&mut self) -> Result<(), Trouble> {
        self.ask::<serde_json::Value>(Method::DELETE, "/api/me", None::<&()>).await.map(|_| ())
    }

    /// Hands in: the board keeps the report and asks STS who made it.
    ///
    /// # Errors
    /// As [`Self::join`]; the report is not kept then.
    pub async fn hand_in(&mut self, hand_in: &HandIn) -> Result<Handed, Trouble> {
        self.ask_within(PATIENCE_TO_HAND_IN, Method::POST, "/api/me/hand-in", Some(hand_in)).await
    }

    async fn ask<T: DeserializeOwned>(
        &mut self,
        method: Method,
        path: &str,
        body: Option<&impl Serialize>,
    ) -> Result<T, Trouble> {
        self.ask_within(PATIENCE, method, path, body).await
    }

    async fn ask_within<T: DeserializeOwned>(
        &mut self,
        patience: Duration,
        method: Method,
        path: &str,
        body: Option<&impl Serialize>,
    ) -> Result<T, Trouble> {
        let body: Bytes = body.map(|body| serde_json::to_vec(body).unwrap_or_default()).unwrap_or_default().into();
        let work = self.exchange(method, path, body);
        let Ok(exchanged) = tokio::time::timeout(patience, work).await else {
            self.connection = None;
            return Err(Trouble::Away);
        };
        let (status, answer) = exchanged?;
        read(status, &answer)
    }

    /// One request. A connection that was kept open may have been closed meanwhile: a new one is tried once.
    async fn exchange(&mut self, method: Method, path: &str, body: Bytes) -> Result<(StatusCode, Bytes), Trouble> {
        if let Some(mut connection) = self.connection.take()
            && let Ok(answer) = self.send(&mut connection, &method, path, &body).await
        {
            self.connection = Some(connection);
            return Ok(answer);
        }
        let mut connection = self.connect().await?;
        let answer = self.send(&mut connection, &method, path, &body).await?;
        self.connection = Some(connection);
        Ok(answer)
    }

    async fn connect(&self) -> Result<SendRequest<Full<Bytes>>, Trouble> {
        let connected = stream::connect(&self.invite.host, self.invite.port, self.tls.clone()).await;
        let stream = connected.map_err(|error| trouble(&error))?;
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(|_| Trouble::Away)?;
        // It ends when the sender is dropped.
        tokio::spawn(connection);
        Ok(sender)
    }

    async fn send(
        &self,
        connection: &mut SendRequest<Full<Bytes>>,
        method: &Method,
        path: &str,
        body: &Bytes,
    ) -> Result<(StatusCode, Bytes), Trouble> {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, self.invite.authority())
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
            .header(header::CONTENT_TYPE, "application/json")
            .body(Full::new(body.clone()))
            .map_err(|_| Trouble::Away)?;
        connection.ready().await.map_err(|_| Trouble::Away)?;
        let answer = connection.send_request(request).await.map_err(|_| Trouble::Away)?;
        let status = answer.status();
        let body = Limited::new(answer.into_body(), LARGEST).collect().await.map_err(|_| Trouble::NoBoard)?;
        Ok((status, body.to_bytes()))
    }
}

fn read<T: DeserializeOwned>(status: StatusCode, answer: &[u8]) -> Result<T, Trouble> {
    if status.is_success() {
        return serde_json::from_slice(answer).map_err(|_| Trouble::NoBoard);
    }
    match serde_json::from_slice::<Refused>(answer) {
        Ok(Refused { refused, number }) => Err(Trouble::Refused(refused, number)),
        // Something in between that answers for it.
        Err(_) if status.is_server_error() => Err(Trouble::Away),
        Err(_) => Err(Trouble::NoBoard),
    }
}

/// What a failure to connect means: a handshake that failed over the certificate is not the network's fault.
fn trouble(error: &std::io::Error) -> Trouble {
    let cause = error.get_ref().and_then(|cause| cause.downcast_ref::<rustls::Error>());
    match cause {
        Some(rustls::Error::InvalidCertificate(_)) => Trouble::Impostor,
        Some(rustls::Error::InvalidMessage(_)) => Trouble::NoBoard,
        _ => Trouble::Away,
    }
}
