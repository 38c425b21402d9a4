//! The demo: invented practices, the registries that know them, and the months in which they came to be listed.
//!
//! Nothing here is faked at the end: dossiers are submitted, checked against invented reference data, looked up by
//! invented staff, and approved, all through `pipeline`, with the clock set to past moments.

mod asks;
mod edits;
mod lookups;
mod numbers;
mod people;
mod phoned;
mod practice;
pub mod random;
mod reference;
mod reports;
pub mod seed;
mod story;
mod terms;
mod visits;
mod voices;
mod words;
mod world;
