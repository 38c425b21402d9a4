//! The stages of a listing's journey, and the other use cases that change data: one file each, one public entry, one error enum.

pub mod load_reference;
