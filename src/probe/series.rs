//! A bounded number of like requests, each over a connection of its own, and which target answered each.

use std::time::Duration;

use futures_util::stream::{self, StreamExt as _};
use hyper::Method;
use hyper::header;

use super::http::{Ask, Cookies, web_url};
use super::{Prober, Stopped, Timer};
use crate::check::routing::Request;
use crate::facts::reachability::{Stage, Stop};
use crate::facts::requests::{Answer, Marker, Series};

/// So many are under way at once: a distant load balancer is done in seconds, and none is pressed.
const AT_ONCE: usize = 4;

impl Prober {
    /// Sends `count` requests, each without a cookie.
    pub async fn series(&self, request: &Request, marker: Option<&Marker>, count: usize, limit: Duration) -> Series {
        let timer = self.timer(limit);
        self.sent(request, marker, count, &Cookies::default(), &timer).await
    }

    /// Sends `count` requests without a cookie, then as many with the cookies that an answer of one more request
    /// sets. No second series where there is no such answer. Cookies never leave this function.
    pub async fn sticky_series(
        &self,
        request: &Request,
        marker: Option<&Marker>,
        count: usize,
        limit: Duration,
    ) -> (Series, Option<Series>) {
        let timer = self.timer(limit);
        let without = self.sent(request, marker, count, &Cookies::default(), &timer).await;
        let mut cookies = Cookies::default();
        let first = self.one(request, marker, &mut cookies, &timer).await;
        if !first.is_good() {
            return (without, None);
        }
        (without, Some(self.sent(request, marker, count, &cookies, &timer).await))
    }

    async fn sent(
        &self,
        request: &Request,
        marker: Option<&Marker>,
        count: usize,
        cookies: &Cookies,
        timer: &Timer,
    ) -> Series {
        let answers =
            stream::iter(0..count).map(async |_| self.one(request, marker, &mut cookies.clone(), timer).await);
        let answers = answers.buffered(AT_ONCE).collect().await;
        Series { method: request.method.clone(), url: request.url.clone(), answers }
    }

    async fn one(&self, request: &Request, marker: Option<&Marker>, cookies: &mut Cookies, timer: &Timer) -> Answer {
        let began = timer.elapsed_ms();
        let elapsed = || timer.elapsed_ms().saturating_sub(began);
        let stopped = |Stopped { stage, stop }| Answer::Stopped { stage, stop, elapsed_ms: elapsed() };
        let malformed = || stopped(Stopped::new(Stage::Request, Stop::Other));
        let Some(url) = web_url(&request.url) else { return malformed() };
        let Ok(method) = Method::from_bytes(request.method.as_bytes()) else { return malformed() };
        let (host, headers) = (request.host.clone(), request.headers.clone());
        let ask = Ask { method, host, headers, any_certificate: true, ..Ask::get() };
        let answer = match self.exchange(&url, &ask, cookies, timer).await {
            Ok(answer) => answer,
            Err(why) => return stopped(why),
        };
        let header = |name: &str| answer.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let set = answer.headers.get_all(header::SET_COOKIE).iter().filter_map(|line| line.to_str().ok());
        let cookies = set.filter_map(|line| line.split_once('=')).map(|(name, _)| name.trim().to_owned()).collect();
        Answer::Answered {
            status: answer.status,
            by_load_balancer: header("server").is_some_and(|server| server.starts_with("awselb/")),
            mark: marker.and_then(|marker| marker.find(header, &String::from_utf8_lossy(&answer.body))),
            cookies,
            elapsed_ms: elapsed(),
        }
    }
}
