//! Metrics and alarms, every minute: before groups act on what they say.

use super::super::cloudwatch::minute;
use super::Phase;

pub(super) const PHASE: Phase = Phase { next: minute::next, step: minute::step };
