//! What runs beside the requests.

pub mod pending;
pub mod refresh;
