//! Read-only views over the database for pages and the API. Nothing here writes.

pub mod submission;
//! What pages and the API show: queries over the database turned into views. Nothing here writes.

pub mod audit;
