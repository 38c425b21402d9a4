//! The words of the field: people, places, credentials, checks and what follows from them.
//!
//! Pure: nothing here reads a clock, a file, a socket or a database. Everything else may use this room.

pub mod at_once;
pub mod badge;
pub mod business_days;
pub mod check;
pub mod clinical;
pub mod comment;
pub mod confirmation;
pub mod course;
pub mod credential;
pub mod deadline;
pub mod difference;
pub mod document;
pub mod dossier;
pub mod dossier_shape;
pub mod draft;
pub mod email;
pub mod evidence;
pub mod fold;
pub mod freshness;
pub mod ids;
pub mod job;
pub mod listing;
pub mod listing_request;
pub mod lookup;
pub mod mail;
pub mod message;
pub mod moment;
pub mod money;
pub mod numbers;
pub mod overrides;
pub mod own_word;
pub mod phone;
pub mod place;
pub mod private;
pub mod problem;
pub mod report;
pub mod roster;
pub mod schedule;
pub mod shape;
pub mod shown;
pub mod staff;
pub mod submission;
pub mod task;
pub mod weekly;
mod words;
