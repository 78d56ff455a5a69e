//! Long and random runs of the whole account, to find what no written case would.
//!
//! - `dice`: chance that can be thrown again; `shop`: the account that is tried; `visit`: requests to it;
//! - `acts`: what somebody may do, with `ideas` of what to speak of; `watch`: what always holds;
//! - `seeds`: random histories; `week`: a long run, in which nothing may grow without end.

mod acts;
mod dice;
mod ideas;
mod seeds;
mod shop;
mod visit;
mod watch;
mod week;
