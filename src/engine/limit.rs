//! A time limit for one request after another that costs next to nothing as long as it is not reached: the timer is set
//! once and moved on only when it goes off, not for every request.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;

use tokio::task::coop::unconstrained;
use tokio::time::{Sleep, sleep_until};

use crate::clock::Moment;

/// Never set later than what it is asked to keep: the limits of a lane's requests follow each other.
#[derive(Debug, Default)]
pub(super) struct Limit(Option<Pin<Box<Sleep>>>);

impl Limit {
    /// What the work comes to; `None` if it takes longer.
    pub(super) async fn keep<F: Future>(&mut self, until: Moment, work: F) -> Option<F::Output> {
        let mut work = pin!(work);
        let sleep = self.0.get_or_insert_with(|| Box::pin(sleep_until(until)));
        poll_fn(|cx| {
            if let Poll::Ready(done) = work.as_mut().poll(cx) {
                return Poll::Ready(Some(done));
            }
            // Work that never has to wait uses its turn up; the limit holds all the same.
            while pin!(unconstrained(sleep.as_mut())).poll(cx).is_ready() {
                if sleep.deadline() >= until {
                    return Poll::Ready(None);
                }
                sleep.as_mut().reset(until);
            }
            Poll::Pending
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test(flavor = "current_thread")]
    async fn every_request_has_its_own_limit_by_the_one_timer() {
        let mut limit = Limit::default();
        let ms = Duration::from_millis;
        let clock = crate::clock::Clock::system();
        assert_eq!(limit.keep(clock.moment() + ms(40), async { 1 }).await, Some(1));
        tokio::time::sleep(ms(30)).await;
        // The timer goes off during this one, for the first.
        let began = clock.moment();
        let work = async {
            tokio::time::sleep(ms(60)).await;
            2
        };
        assert_eq!(limit.keep(began + ms(5000), work).await, Some(2));
        let began = clock.moment();
        assert_eq!(limit.keep(began + ms(50), std::future::pending::<()>()).await, None);
        assert!(clock.moment() - began >= ms(50));
        // One that has gone off keeps nobody back.
        assert_eq!(limit.keep(clock.moment() + ms(5000), async { 3 }).await, Some(3));
    }
}
