//! What happens around every request, from the outside in (`routes::application` puts them together):
//! body -> headers -> trace -> errors -> panics -> caching and compression -> rate -> origin -> the handler.

pub mod body;
pub mod caching;
pub mod errors;
pub mod headers;
pub mod origin;
pub mod panics;
pub mod private;
pub mod rate;
pub mod trace;
