//! How well the checks find what is wrong and leave alone what is right: faults planted in honest dossiers, and honest people
//! with all the variation that honest papers have. Used by the measuring command (`benches/verification_quality/main.rs`) and, small,
//! by `tests/it/verification_quality.rs`. Nothing of this is part of the product.
//!
//! `docs/verification-quality.md` says the method, the sizes and the limits.

#![allow(dead_code, reason = "each of the two programs that share this folder uses a part of it")]

pub mod case;
pub mod exclusion_faults;
pub mod honest;
pub mod lists;
pub mod measure;
pub mod names;
pub mod paper_faults;
pub mod people;
pub use vouchsafe::demo::random;
pub mod spoil;
