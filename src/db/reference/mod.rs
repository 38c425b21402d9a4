//! Reference data: public registries and exclusion lists, in a SQLite file of their own or in the PostgreSQL schema `reference`.
//!
//! An import is a load. Its rows are written batch by batch while the previous ones stay in force ([`Staging`]); one
//! transaction at the end swaps it in ([`loads`]). The checks ask through [`ReferenceSources`].

mod compared;
pub mod loads;
mod lookups;
mod nppes;
mod nppes_text;
mod schema;
mod staging;
mod writer;

pub use compared::compared;
pub use loads::{InForce, NewLoad};
pub use lookups::ReferenceSources;
pub use staging::Staging;
