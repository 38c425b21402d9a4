//! The door: HTTP in, pages and JSON out. The only room, with `app`, that names actix.

pub mod admin;
pub mod answers;
pub mod api;
pub mod assets;
pub mod error;
pub mod extract;
pub mod fhir;
pub mod guide;
pub mod middleware;
pub mod pages;
pub mod portal;
pub mod problem;
pub mod routes;
pub mod state;
pub mod views;

#[cfg(test)]
mod tests;
