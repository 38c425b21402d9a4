//! Pages for everybody.

pub mod health;
pub mod problems;
pub mod robots;
pub mod search;
