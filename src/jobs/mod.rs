//! What runs beside the requests.

pub mod listener;
pub mod pending;
pub mod refresh;
pub mod worker;
