//! What happens around every request, from the outside in (`routes::application` puts them together):
//! body -> headers -> trace -> open -> errors -> panics -> caching and compression -> open -> key -> rate -> origin -> the handler.

pub mod body;
pub mod caching;
pub mod errors;
pub mod headers;
pub mod key;
pub mod open;
pub mod origin;
pub mod panics;
pub mod private;
pub mod rate;
pub mod trace;
