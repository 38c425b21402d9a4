//! The providers' side: the pages of the listing form, and the pages of those who look after a listing.

pub mod account;
pub mod answers;
pub mod asking;
pub mod clinician;
pub mod confirm;
pub mod entry;
pub mod faults;
pub mod fields;
pub mod progress;
pub mod roster;
pub mod sheets;
