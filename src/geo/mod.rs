//! Where things are: the offline gazetteer and distances on the ellipsoid.

mod begin;
pub mod distance;
pub mod gazetteer;
pub mod names;
pub mod outlines;
pub mod place;
pub mod population;
mod resolve;
pub mod state;
mod suggest;
pub mod towns;

pub use gazetteer::Gazetteer;
pub use outlines::{Border, Outlines, Shape};
pub use place::{Place, PlaceKind, Resolution, ZipPlace};
pub use state::{State, StateKind};

#[cfg(test)]
mod tests;
