//! FHIR R4, read only: what the snapshot knows, as resources in the Plan-Net profiles where they fit, and which of them a search
//! names. Pure; `web::fhir` answers over HTTP. What is met of Plan-Net and NDH, parameter by parameter: docs/fhir.md.

pub mod bundle;
pub mod capability;
mod codes;
mod include;
pub mod item;
mod matching;
pub mod outcome;
pub mod parameters;
mod parse;
pub mod resources;
pub mod search;
mod types;

pub use item::{Item, Kind};
pub use outcome::{Issue, OperationOutcome};
pub use resources::Making;
pub use search::{Search, parse, search};

#[cfg(test)]
mod tests;
