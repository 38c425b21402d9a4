//! What pages show of a published listing beside what cards show (`web::views::listing`): its places and its checks.

mod checks;
mod place;

pub use checks::{CheckRow, each, in_short};
pub use place::PlaceView;
