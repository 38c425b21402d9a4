//! Sources asked over the network, and only where the operator asked for it: fixed hosts, no redirects, bounded in time and size.
//! Docs: `docs/decisions/0021-live-look-ups.md`.

pub mod addresses;
pub mod client;
pub mod download;
pub mod live;
mod registry_api;
mod turns;

pub use client::{BadBase, Base, OnlineError};
pub use live::{LiveNppes, LiveSources, Pace};
