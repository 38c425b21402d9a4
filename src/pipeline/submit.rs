//! Submit: a raw body becomes a dossier, every problem reported at once, and a submission that waits for its checks.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::db::audit::{self, Actor, Entry};
use crate::db::organizations;
use crate::db::submissions::{self, Submission};
use crate::db::{Conn, DbError, dossiers, mails};
use crate::domain::business_days::after_business_days;
use crate::domain::check::Report;
use crate::domain::dossier::Dossier;
use crate::domain::dossier_shape::DOSSIER;
use crate::domain::ids::Id;
use crate::domain::problem::Problem;
use crate::domain::shape::Problems;
use crate::domain::submission::{SubmissionEvent, SubmissionState};
use crate::keys::{KeyError, Purpose, new_token, random_bytes, token_hash};

use super::dossier::{self as store, DossierError, OpenDossier};
use super::mail_text::{About, Letter};
use super::once::OnceError;
use super::{Desk, validate, verify};

mod program;

pub use program::submit_once;

/// Why a dossier was not taken.
#[derive(Debug, thiserror::Error)]
pub enum SubmitError {
    /// Unknown fields or wrong types: 400.
    #[error("the dossier has fields that do not belong there")]
    Malformed(Vec<Problem>),
    /// Values that a field cannot have, or that do not fit together: 422.
    #[error("some values cannot be right")]
    Unacceptable(Vec<Problem>),
    /// It is not in a state in which that is possible.
    #[error("this submission is {0}; that cannot be done now")]
    WrongState(SubmissionState),
    /// The checks could not run.
    #[error(transparent)]
    Verify(#[from] verify::VerifyError),
    /// The dossier could not be stored.
    #[error(transparent)]
    Dossier(#[from] DossierError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The key file or random numbers.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// It came before, under a key of the sender's.
    #[error(transparent)]
    Once(#[from] OnceError),
}

/// A submission that is being stored.
pub(super) struct New<'a> {
    pub(super) submission: &'a Submission,
    token: &'a str,
    status_url: &'a str,
}

/// A submission that was taken.
#[derive(Debug)]
pub struct Submitted {
    /// Its id.
    pub submission_id: String,
    /// What the provider quotes.
    pub reference: String,
    /// Opens the status page by itself.
    pub status_url: String,
    /// Bearer token that reads and withdraws this submission and nothing else. Shown once.
    pub token: String,
    /// What the automatic checks found.
    pub report: Report,
}

/// Reads a raw dossier: all problems of structure, or all problems with values, or the dossier.
pub fn read(raw: &Value) -> Result<Dossier, SubmitError> {
    let mut problems = Problems::default();
    DOSSIER.read(raw, "", &mut problems);
    if !problems.structure.is_empty() {
        return Err(SubmitError::Malformed(problems.structure));
    }
    if !problems.values.is_empty() {
        return Err(SubmitError::Unacceptable(problems.values));
    }
    // The table above has judged every field; what it lets through, the types take. A difference is our fault,
    // and still answered as a problem rather than a crash.
    let dossier: Dossier = serde_json::from_value(tidy(raw))
        .map_err(|e| SubmitError::Malformed(vec![Problem::body("", "wrong_type", e.to_string())]))?;
    match validate::problems(&dossier) {
        problems if problems.is_empty() => Ok(dossier),
        problems => Err(SubmitError::Unacceptable(problems)),
    }
}

/// Text trimmed, `null` fields left out.
fn tidy(value: &Value) -> Value {
    match value {
        Value::String(s) => Value::String(s.trim().to_string()),
        Value::Array(items) => Value::Array(items.iter().map(tidy).collect()),
        Value::Object(map) => {
            Value::Object(map.iter().filter(|(_, v)| !v.is_null()).map(|(k, v)| (k.clone(), tidy(v))).collect())
        }
        other => other.clone(),
    }
}

/// Takes a dossier: stores it, writes the first mail, runs the checks.
pub fn submit(desk: &Desk, raw: &Value) -> Result<Submitted, SubmitError> {
    submit_and(desk, raw, |_, _| Ok(()))
}

/// The same, with what else belongs into its transaction.
pub(super) fn submit_and(
    desk: &Desk,
    raw: &Value,
    also: impl FnOnce(&mut Conn, &New<'_>) -> Result<(), SubmitError>,
) -> Result<Submitted, SubmitError> {
    let dossier = read(raw)?;
    let now = desk.clock.now();
    let token = new_token()?;
    let id = Id::new().to_string();
    let reference = new_reference()?;
    let status_url = status_url(desk, &reference);
    desk.db.write(|conn| -> Result<(), SubmitError> {
        let provider = &dossier.provider;
        let organization = organizations::insert(
            conn,
            &provider.name,
            provider.kind.as_str(),
            provider.organization_npi.as_deref(),
            now,
        )?;
        let dossier_id = store_with_people(conn, desk, &organization.id, &dossier, &HashMap::new(), now)?;
        let submission = Submission {
            id: id.clone(),
            reference: reference.clone(),
            organization_id: organization.id.clone(),
            dossier_id,
            state: SubmissionState::Received,
            version: 1,
            token_hash: token_hash(&token),
            contact: provider.email.clone(),
            received_at: now,
            due_at: after_business_days(now, 2),
            updated_at: now,
        };
        submissions::insert(conn, &submission)?;
        also(conn, &New { submission: &submission, token: &token, status_url: &status_url })?;
        if let Some(to) = &provider.email {
            let about =
                About { name: &provider.name, reference: &reference, status_url: &status_url, words: "", paper: None };
            let (subject, body) = Letter::Received.written(about);
            mails::put(conn, to, &subject, &body, now)?;
        }
        let entry = Entry {
            actor: &Actor::Provider(id.clone()),
            action: "submission.received",
            subject: format!("submission/{id}"),
            payload: json!({ "reference": reference, "organization": organization.id }),
            evidence_digest: None,
        };
        audit::append(conn, &entry, now)?;
        Ok(())
    })?;
    let report = verify::run(desk, &id)?;
    Ok(Submitted { submission_id: id, reference, status_url, token, report })
}

/// Takes a corrected dossier for a submission that was asked to change; its checks run again.
pub fn resubmit(desk: &Desk, submission: &Submission, raw: &Value) -> Result<Report, SubmitError> {
    resubmit_and(desk, submission, raw, |_| Ok(()))
}

/// The same, with what else belongs into its transaction.
pub(super) fn resubmit_and(
    desk: &Desk,
    submission: &Submission,
    raw: &Value,
    also: impl FnOnce(&mut Conn) -> Result<(), SubmitError>,
) -> Result<Report, SubmitError> {
    let state = move_by(submission, SubmissionEvent::Resubmit)?;
    let dossier = read(raw)?;
    let now = desk.clock.now();
    desk.db.write(|conn| -> Result<(), SubmitError> {
        submissions::transition(conn, &submission.id, submission.version, state, now)?;
        let dossier_id = store_with_people(conn, desk, &submission.organization_id, &dossier, &HashMap::new(), now)?;
        submissions::replace_dossier(conn, &submission.id, &dossier_id)?;
        if let Some(contact) = &dossier.provider.email {
            submissions::set_contact(conn, &submission.id, contact)?;
        }
        also(conn)?;
        log_move(conn, submission, "submission.resubmitted", now)
    })?;
    Ok(verify::run(desk, &submission.id)?)
}

/// Takes a submission back.
pub fn withdraw(desk: &Desk, submission: &Submission) -> Result<(), SubmitError> {
    let state = move_by(submission, SubmissionEvent::Withdraw)?;
    let now = desk.clock.now();
    desk.db.write(|conn| {
        submissions::transition(conn, &submission.id, submission.version, state, now)?;
        log_move(conn, submission, "submission.withdrawn", now)
    })
}

fn move_by(submission: &Submission, event: SubmissionEvent) -> Result<SubmissionState, SubmitError> {
    submission.state.after(event).ok_or(SubmitError::WrongState(submission.state))
}

fn log_move(conn: &mut Conn, submission: &Submission, action: &str, now: DateTime<Utc>) -> Result<(), SubmitError> {
    let entry = Entry {
        actor: &Actor::Provider(submission.id.clone()),
        action,
        subject: format!("submission/{}", submission.id),
        payload: json!({ "reference": submission.reference }),
        evidence_digest: None,
    };
    audit::append(conn, &entry, now)?;
    Ok(())
}

/// Stores the next version of a dossier and ties its clinicians to its places. `known`: who stood in an older version, by their
/// position in this one; by NPI everybody is known anyway.
pub(super) fn store_with_people(
    conn: &mut Conn,
    desk: &Desk,
    organization_id: &str,
    dossier: &Dossier,
    known: &HashMap<i64, String>,
    now: DateTime<Utc>,
) -> Result<String, SubmitError> {
    let row = store::store(conn, &desk.keys, organization_id, dossier, now)?;
    let handles: Vec<&str> = dossier.locations.iter().map(|l| l.key.as_str()).collect();
    let places = organizations::ensure_places(conn, organization_id, &handles, now)?;
    for (clinician, position) in dossier.clinicians.iter().zip(0i64..) {
        let person = match known.get(&position).filter(|_| clinician.npi.is_none()) {
            Some(person) => person.clone(),
            None => organizations::ensure_person(conn, clinician.npi.as_deref(), now)?,
        };
        for place in clinician.locations.iter().filter_map(|key| places.get(key)) {
            organizations::affiliate(conn, &row.id, &person, place, position)?;
        }
    }
    Ok(row.id)
}

/// The private address of a submission's status page: it opens by itself, the reference alone does not.
pub fn status_url(desk: &Desk, reference: &str) -> String {
    desk.public_url.join(&status_path(reference, &status_key(desk, reference)))
}

/// The same within our site, with a key that the caller has.
pub fn status_path(reference: &str, key: &str) -> String {
    format!("/status/{reference}?key={key}")
}

/// The key in this reference's status link: for whoever is known to act for its provider.
pub fn status_key(desk: &Desk, reference: &str) -> String {
    desk.keys.sign(Purpose::StatusLink, reference.as_bytes())
}

/// The private address at which documents are added to a submission.
pub(super) fn documents_url(desk: &Desk, reference: &str) -> String {
    desk.public_url.join(&format!("/status/{reference}/documents?key={}", status_key(desk, reference)))
}

/// What a submission carries now, with its private values. Whoever calls must show none of these.
pub fn sent(desk: &Desk, submission: &Submission) -> Result<OpenDossier, SubmitError> {
    desk.db.read(|conn| Ok(store::open(&desk.keys, &dossiers::get(conn, &submission.dossier_id)?)?))
}

/// Whether `key` is the one in this reference's status link.
pub fn status_key_opens(desk: &Desk, reference: &str, key: &str) -> bool {
    desk.keys.verify(Purpose::StatusLink, reference.as_bytes(), key)
}

/// `VS-` and eight letters and digits of Crockford's base 32: nothing in it can be misread or misheard.
pub(super) fn new_reference() -> Result<String, KeyError> {
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let bits = u64::from_be_bytes(random_bytes::<8>()?);
    let letters: String = (0..8).map(|i| char::from(ALPHABET[(bits >> (5 * i)) as usize & 31])).collect();
    Ok(format!("VS-{}-{}", &letters[..4], &letters[4..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn smallest() -> Value {
        json!({
            "provider": { "name": "Quiet Harbor", "kind": "solo" },
            "locations": [{ "key": "main" }],
            "clinicians": [{ "first_name": "Ana", "last_name": "Reyes", "profession": "md", "locations": ["main"] }],
        })
    }

    fn pointers(problems: &[Problem]) -> Vec<String> {
        problems
            .iter()
            .map(|p| serde_json::to_value(p).expect("serialises")["pointer"].as_str().unwrap_or("").to_string())
            .collect()
    }

    #[test]
    fn the_smallest_dossier_is_taken_because_what_is_missing_is_a_check() {
        let dossier = read(&smallest()).expect("taken");
        assert_eq!(dossier.locations[0].key, "main");
    }

    #[test]
    fn all_problems_with_values_come_at_once_each_with_its_place() {
        let mut raw = smallest();
        raw["provider"]["kind"] = json!("hospital");
        raw["locations"][0]["postal_code"] = json!("9720");
        raw["clinicians"][0]["date_of_birth"] = json!("04/05/1980");
        raw["clinicians"][0].as_object_mut().expect("object").remove("last_name");
        let Err(SubmitError::Unacceptable(problems)) = read(&raw) else { panic!("must be refused") };
        assert_eq!(
            pointers(&problems),
            ["/provider/kind", "/locations/0/postal_code", "/clinicians/0/last_name", "/clinicians/0/date_of_birth"]
        );
        assert!(!problems.iter().any(|p| p.detail.contains("1980")), "a birth date is never repeated");
    }

    #[test]
    fn an_unknown_field_and_a_wrong_type_are_problems_of_structure() {
        let mut raw = smallest();
        raw["provider"]["verified"] = json!(true);
        raw["locations"][0]["treatments"] = json!("iv");
        let Err(SubmitError::Malformed(problems)) = read(&raw) else { panic!("must be refused") };
        assert_eq!(pointers(&problems), ["/provider/verified", "/locations/0/treatments"]);
    }

    #[test]
    fn a_clinician_cannot_work_at_a_place_that_is_not_there() {
        let mut raw = smallest();
        raw["clinicians"][0]["locations"] = json!(["main", "elsewhere"]);
        let Err(SubmitError::Unacceptable(problems)) = read(&raw) else { panic!("must be refused") };
        assert_eq!(pointers(&problems), ["/clinicians/0/locations/1"]);
    }

    #[test]
    fn null_means_left_out_and_text_is_trimmed() {
        let mut raw = smallest();
        raw["provider"]["website"] = Value::Null;
        raw["provider"]["name"] = json!("  Quiet Harbor ");
        assert_eq!(read(&raw).expect("taken").provider.name, "Quiet Harbor");
    }

    /// A value that fits each shape: what the table lets through, the types must take.
    fn sample(shape: &crate::domain::shape::Shape) -> Value {
        use crate::domain::shape::Shape::*;
        match shape {
            Text(_) => json!("main"),
            Word(words) => json!(words[0]),
            Date => json!("2026-01-31"),
            Moment => json!("2026-01-31T10:00:00Z"),
            Time => json!("09:00"),
            Bool => json!(true),
            Whole(_) => json!(7),
            Number(..) => json!(1.5),
            State => json!("OR"),
            Zip => json!("97202"),
            Language => json!("en"),
            Phone => json!("503-555-0142"),
            Email => json!("a@example.com"),
            Url => json!("https://example.com"),
            List(of, _) => json!([sample(of)]),
            Object(fields) => Value::Object(fields.iter().map(|f| (f.name.to_string(), sample(f.shape))).collect()),
        }
    }

    #[test]
    fn every_field_of_the_table_is_a_field_of_the_types() {
        let mut whole = sample(&DOSSIER);
        whole["locations"][0]["hours"][0]["closes"] = json!("17:00");
        let dossier = read(&whole).expect("taken");
        let back = serde_json::to_value(&dossier).expect("serialises");
        assert_eq!(back.to_string().len(), whole.to_string().len(), "nothing was dropped");
    }
}
