//! CloudWatch as requests and time meet it.

mod judged;
mod kept;
mod requests;
mod story;
