//! How a listing travels: draft -> submit -> validate -> verify -> review -> publish -> index, and attest and monitor ever after.
//!
//! A stage file has one public entry for each act, one error enum, and bodies of the shape validate -> generate -> save.
//! `load_reference` brings the public files in that `verify` asks. Outside sources are asked before a transaction begins, never inside one.

pub mod attest;
pub mod audit_export;
pub mod audit_head;
pub mod clinician;
pub mod comment;
pub mod document;
pub mod dossier;
pub mod draft;
mod draft_letter;
pub mod export;
pub mod fetch_reference;
pub mod import_listings;
pub mod index;
pub mod licensed;
pub mod listing_request;
pub mod load_reference;
mod mail_text;
pub mod manager_letter;
pub mod message;
pub mod monitor;
pub mod once;
mod overrides;
pub mod post;
pub mod prefill;
pub mod publish;
pub mod reference_act;
pub mod reference_log;
pub mod report;
pub mod review;
pub mod revise;
pub mod roster;
pub mod sample;
pub mod submit;
pub mod tally;
mod unsent;
pub mod update;
pub mod validate;
pub mod verify;
mod visitor;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::clock::Clock;
use crate::config::PublicUrl;
use crate::db::Db;
use crate::documents::Scanner;
use crate::keys::Keys;
use crate::rules::Rules;
use crate::sources::online::LiveNppes;

/// The registry service, where the operator allowed it to be asked.
pub type Live = Option<Arc<LiveNppes>>;

/// The malware scanner that documents pass, where the operator runs one.
pub type Scan = Option<Scanner>;

/// What every stage works with. Cheap to clone.
#[derive(Clone)]
pub struct Desk {
    /// Listings, submissions, evidence, audit.
    pub db: Db,
    /// Reference data.
    pub reference: Db,
    /// The rule tables in force.
    pub rules: &'static Rules,
    /// Encrypts, signs.
    pub keys: Keys,
    /// Tells the time.
    pub clock: Clock,
    /// Where the outside reaches us: builds links in mail.
    pub public_url: PublicUrl,
    /// Asked beside the reference data.
    pub live: Live,
}
