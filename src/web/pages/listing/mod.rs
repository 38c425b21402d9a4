//! What pages show of a published listing beside what cards show (`web::views::listing`): its places and its checks.

mod checks;
mod hours;
mod labels;
mod place;

pub use checks::{CheckRow, each, in_short};
pub use hours::DoorsView;
pub use labels::labels;
pub use place::PlaceView;

/// Questions to ask before the first visit, in the order of the page: the last parts of the text keys `ask-{word}`.
pub const QUESTIONS: [&str; 10] =
    ["evaluation", "blood-pressure", "medicines", "monitor", "rescue", "trained", "form", "total", "after", "home"];
