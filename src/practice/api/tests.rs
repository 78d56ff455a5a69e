//! The whole of it: the tables, every command of a course, and there and back in each protocol.

mod commands;
mod errors;
mod hostile;
mod round_trip;
mod sample;
mod tables;
