//! What invented managers did to two of the demo's listings today: one sent a change that waits, one changed hours, which is public
//! at once and looked at afterwards.

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};

use crate::db::audit::Actor;
use crate::db::{DbError, listings, managers, submissions};
use crate::domain::credential::CredentialKind;
use crate::domain::dossier::Dossier;
use crate::pipeline::Desk;
use crate::pipeline::revise::{self, Sender};
use crate::pipeline::update::{self, Update};

/// One edit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edit {
    /// The description and the number of the first clinician's license, which the board issued anew; it waits for a reviewer.
    License,
    /// The hours of the first place.
    Hours,
}

/// All of them, with the hours ago that they were made.
pub const EDITS: [(i64, Edit); 2] = [(6, Edit::License), (4, Edit::Hours)];

/// When the first or second was made.
pub fn at(number: usize, now: DateTime<Utc>) -> DateTime<Utc> {
    now - Duration::hours(EDITS[number].0)
}

/// Makes it on the listing of a submission, which shows this dossier.
///
/// # Errors
/// A sentence: why it was not taken.
pub fn make(desk: &Desk, number: usize, submission_id: &str, dossier: &Dossier) -> Result<(), String> {
    let said = |e: &dyn std::fmt::Display| e.to_string();
    let mut raw = serde_json::to_value(dossier).map_err(|e| said(&e))?;
    let (organization_id, shown, manager_id) =
        desk.db.write(|conn| whose(conn, desk, submission_id)).map_err(|e| said(&e))?;
    match EDITS[number].1 {
        Edit::License => {
            issue_anew(&mut raw["clinicians"][0]);
            raw["provider"]["description"] =
                json!("An evaluation first, then a written plan. Somebody stays with you the whole time.");
            let sender = Sender { actor: &Actor::Manager(manager_id), based_on: None };
            revise::send(desk, &organization_id, &raw, sender).map(drop).map_err(|e| said(&e))
        }
        Edit::Hours => {
            let mut details: Value = raw["locations"][0].clone();
            details["hours"] = ["tue", "thu", "sat"]
                .iter()
                .map(|day| json!({ "day": day, "opens": "08:00", "closes": "14:00" }))
                .collect();
            let place = dossier.locations.first().map(|place| place.key.clone()).unwrap_or_default();
            let update = Update { seen: shown, place, details, confirms: false };
            update::send(desk, &organization_id, &manager_id, &update).map_err(|e| said(&e))
        }
    }
}

/// Gives a clinician's first license another number of the same shape.
fn issue_anew(clinician: &mut Value) {
    let papers = clinician["credentials"].as_array_mut().map(Vec::as_mut_slice).unwrap_or_default();
    let Some(license) = papers.iter_mut().find(|paper| paper["kind"] == CredentialKind::StateLicense.as_str()) else {
        return;
    };
    let next = |c: char| c.to_digit(10).and_then(|digit| char::from_digit((digit + 3) % 10, 10)).unwrap_or(c);
    let number: String = license["number"].as_str().unwrap_or_default().chars().map(next).collect();
    license["number"] = json!(number);
}

/// Organization, dossier version shown, and a manager who looks after it.
fn whose(conn: &mut crate::db::Conn, desk: &Desk, submission_id: &str) -> Result<(String, String, String), DbError> {
    let organization_id = submissions::get(conn, submission_id)?.organization_id;
    let listing = listings::get(conn, &organization_id)?.ok_or(DbError::NotFound)?;
    let email = listing.contact.clone().unwrap_or_else(|| "manager@demo.example".to_string());
    let manager = managers::ensure(conn, &email, desk.clock.now())?;
    Ok((organization_id, listing.dossier_id, manager.id))
}
