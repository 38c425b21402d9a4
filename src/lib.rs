//! vouchsafe: a provider directory and credential verifier for ketamine therapy.
//!
//! A listing travels submit -> validate -> verify -> review -> publish -> index -> search;
//! `docs/ARCHITECTURE.md` walks through it file by file.

pub mod app;
pub mod cli;
pub mod clock;
pub mod config;
pub mod db;
pub mod demo;
pub mod documents;
pub mod domain;
pub mod fhir;
pub mod geo;
pub mod jobs;
pub mod keys;
pub mod mail;
pub mod managers;
pub mod pipeline;
pub mod reads;
pub mod rules;
pub mod search;
pub mod sources;
pub mod staff;
pub mod telemetry;
pub mod verify;
pub mod web;
