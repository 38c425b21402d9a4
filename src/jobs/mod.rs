//! What runs beside the requests.

mod builder;
pub mod listener;
pub mod pending;
pub mod refresh;
pub mod sender;
pub mod tally;
pub mod worker;
