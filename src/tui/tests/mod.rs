//! Tests of the trainer as a whole.
