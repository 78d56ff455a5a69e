//! Settings before any network.
