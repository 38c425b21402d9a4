//! Read-only views over the database for pages and the API. Nothing here writes.

pub mod audit;
pub mod audit_filter;
pub mod changes;
pub mod coverage;
pub mod figures;
pub mod known;
pub mod mail;
pub mod managed;
pub mod own_numbers;
pub mod own_places;
pub mod reference;
pub mod reference_page;
pub mod sample;
pub mod statistics;
pub mod submission;
pub mod tasks;
pub mod work;
