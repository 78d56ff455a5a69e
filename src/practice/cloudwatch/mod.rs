//! CloudWatch: metrics of what really happened, and alarms that act on them.
//!
//! - metrics: `count` (what load balancers serve), `sample` (what is measured every minute), `series`, `spread`,
//!   `age` and `packed` (how it is kept), `key`, `statistic`; asked for through `metrics` and `data` (with `queries`, `expression`);
//! - alarms: `put_alarm`, `alarms`, `history`, `tags`, `shown`; judged by `definition` and `evaluate`, told in AWS's
//!   words by `reason`; `state` is where they change and act;
//! - `follow`: the alarms of target tracking; `minute`: the phase of `life` in which all of it happens.

mod age;
mod alarms;
pub(crate) mod count;
mod data;
mod definition;
mod evaluate;
mod expression;
pub(crate) mod follow;
mod history;
mod key;
mod metrics;
pub(crate) mod minute;
mod packed;
mod put_alarm;
mod queries;
mod reason;
mod sample;
mod series;
mod shown;
mod spread;
mod state;
mod statistic;
mod tags;
#[cfg(test)]
mod tests;

use super::call::Table;

/// The operations of this service.
pub(crate) const TABLES: &[Table] = &[
    alarms::OPERATIONS,
    data::OPERATIONS,
    history::OPERATIONS,
    metrics::OPERATIONS,
    put_alarm::OPERATIONS,
    tags::OPERATIONS,
];
