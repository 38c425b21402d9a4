//! Each clinician of a clinic answers for themselves, on a page of their own behind a mailed link: that they work there, their
//! birth date, their DEA registration, whom they supervise. Whoever manages the listing sees only whether somebody answered.

mod letter;
mod supervision;

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};

use crate::db::audit::{self, Actor, Entry};
use crate::db::changes::{self, ChangeKind};
use crate::db::clinicians::{self, ClinicianRequest};
use crate::db::submissions::{self, Submission};
use crate::db::{Conn, DbError, dossiers, listings, mails, supervisions, tasks, utc};
use crate::domain::business_days::after_business_days;
use crate::domain::dossier::{Clinician, Dossier, ProviderKind};
use crate::domain::own_word::{LINK_DAYS, OwnAnswers, OwnWord, person_key};
use crate::domain::submission::SubmissionEvent;
use crate::domain::task::CallReason;
use crate::keys::{Keys, Purpose};

use super::dossier::{self, OpenDossier};
use super::revise::{self, ReviseError};
use super::submit::{self, SubmitError};
use super::{Desk, verify};

pub use supervision::{Supervision, answer_supervision};

/// Staff call a clinic whose clinician denies working there, within so many working days.
const CALLED_WITHIN: u32 = 2;

/// Why an answer was not taken.
#[derive(Debug, thiserror::Error)]
pub enum ClinicianError {
    /// No request has this link, or a newer mail took its place, or it is too old.
    #[error("there is no such link")]
    Unknown,
    /// The answers cannot stand in a dossier, or could not be stored.
    #[error(transparent)]
    Submit(#[from] SubmitError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// What somebody's own page is about.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnPage {
    /// Their name, as the clinic gave it.
    pub name: String,
    /// The clinic's.
    pub clinic: String,
    /// Where they are said to work, a place each.
    pub places: Vec<String>,
    /// They are said to prescribe, so that a DEA registration is asked for.
    pub prescribes: bool,
    /// Whom they are said to supervise.
    pub supervises: Vec<Supervision>,
    /// A birth date is kept.
    pub has_birth_date: bool,
    /// A DEA number is kept.
    pub has_dea: bool,
    /// What they said so far.
    pub said: Option<OwnWord>,
}

/// Whether somebody answered, as the manager sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// Who it is, in every version of the dossier.
    pub person: String,
    /// As the clinic gave it.
    pub name: String,
    /// Where the link was mailed, and when.
    pub asked: Option<(String, DateTime<Utc>)>,
    /// What they said.
    pub said: Option<OwnWord>,
    /// Whom they are said to supervise, and what they said of that.
    pub supervises: Vec<Supervision>,
}

impl Standing {
    /// They answered everything that they were asked.
    pub fn is_done(&self) -> bool {
        self.said.is_some() && self.supervises.iter().all(|s| s.said.is_some())
    }
}

/// Who a clinician is in every version of a dossier.
pub(super) fn key_of(clinician: &Clinician) -> String {
    person_key(clinician.npi.as_deref(), &clinician.first_name, &clinician.last_name)
}

/// The same of a clinician as they stand in the JSON that is sent.
fn key_in(clinician: &Value) -> String {
    let text = |name: &str| clinician.get(name).and_then(Value::as_str).unwrap_or_default();
    person_key(clinician.get("npi").and_then(Value::as_str), text("first_name"), text("last_name"))
}

/// Mails somebody their link. Runs in the caller's transaction.
pub(super) fn ask(
    conn: &mut Conn,
    desk: &Desk,
    (organization_id, clinic): (&str, &str),
    (person, email): (&str, &str),
    actor: &Actor,
) -> Result<(), DbError> {
    let now = desk.clock.now();
    let id = clinicians::ask(conn, organization_id, person, email, now)?;
    let (subject, body) = letter::written(clinic, &desk.public_url.join(&path(&desk.keys, &id)));
    mails::put(conn, email, &subject, &body, now)?;
    log(conn, actor, "clinician.asked", &id, json!({ "organization": organization_id }), now)
}

/// Mails everybody of a clinic's draft their link. Runs in the transaction in which it is sent.
pub(super) fn ask_all(
    conn: &mut Conn,
    desk: &Desk,
    submission: &Submission,
    dossier: &Value,
    emails: &[Option<String>],
) -> Result<(), DbError> {
    let clinic = dossier.pointer("/provider/name").and_then(Value::as_str).unwrap_or_default();
    let people = dossier.get("clinicians").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let known = clinicians::of(conn, &submission.organization_id)?;
    let answers = supervisions::of(conn, &submission.organization_id)?;
    for (person, email) in people.iter().zip(emails) {
        let key = key_in(person);
        let Some(email) = email else { continue };
        // Whoever was asked there already has the mail, and whoever answered is not asked again but for somebody new whom they
        // are to supervise.
        let is_asked = |r: &ClinicianRequest| match r.said {
            Some(_) => !supervision::is_asked_for_more(dossier, person, &key, &answers),
            None => r.email == *email,
        };
        if known.iter().any(|r| r.person == key && is_asked(r)) {
            continue;
        }
        let actor = Actor::Provider(submission.id.clone());
        ask(conn, desk, (&submission.organization_id, clinic), (&key, email), &actor)?;
    }
    Ok(())
}

/// Mails somebody their link (again), because a manager of the listing asks for it. Answers `false` where nobody of that name
/// works there.
pub fn ask_again(
    desk: &Desk,
    organization_id: &str,
    manager_id: &str,
    person: &str,
    email: &str,
) -> Result<bool, ClinicianError> {
    desk.db.write(|conn| {
        let Some((open, _)) = newest(conn, desk, organization_id)? else { return Ok(false) };
        if !open.dossier.clinicians.iter().any(|c| key_of(c) == person) {
            return Ok(false);
        }
        let actor = Actor::Manager(manager_id.to_string());
        ask(conn, desk, (organization_id, &open.dossier.provider.name), (person, email), &actor)?;
        Ok(true)
    })
}

/// Everybody of a clinic, and whether they answered. Nobody of a practice of one person, who signed it.
pub fn standing(desk: &Desk, organization_id: &str) -> Result<Vec<Standing>, ClinicianError> {
    desk.db.read(|conn| {
        let Some((open, _)) = newest(conn, desk, organization_id)? else { return Ok(Vec::new()) };
        if open.dossier.provider.kind == ProviderKind::Solo {
            return Ok(Vec::new());
        }
        let asked = clinicians::of(conn, organization_id)?;
        let answers = supervisions::of(conn, organization_id)?;
        let one = |c: &Clinician| {
            let person = key_of(c);
            let own = asked.iter().find(|r| r.person == person);
            Standing {
                name: full_name(c),
                asked: own.map(|r| (r.email.clone(), utc(r.asked_at))),
                said: own.and_then(|r| r.said.as_deref()).and_then(|said| said.parse().ok()),
                supervises: supervision::named(&open.dossier, c, &answers),
                person,
            }
        };
        Ok(open.dossier.clinicians.iter().map(one).collect())
    })
}

/// Somebody's own page by its link. Opening it changes nothing.
pub fn open(desk: &Desk, id: &str, key: &str) -> Result<OwnPage, ClinicianError> {
    desk.db.read(|conn| {
        let request = request(conn, desk, id, key)?;
        let (open, _) = newest(conn, desk, &request.organization_id)?.ok_or(ClinicianError::Unknown)?;
        let dossier = &open.dossier;
        let at = position(dossier, &request).ok_or(ClinicianError::Unknown)?;
        let own = &dossier.clinicians[at];
        let at_place = |l: &crate::domain::dossier::Location| {
            let known = [&l.name, &l.line1, &l.city];
            known.into_iter().flatten().next().cloned().unwrap_or_else(|| l.key.clone())
        };
        Ok(OwnPage {
            name: full_name(own),
            clinic: dossier.provider.name.clone(),
            places: dossier.locations.iter().filter(|l| own.locations.contains(&l.key)).map(at_place).collect(),
            prescribes: own.prescribes,
            supervises: supervision::named(dossier, own, &supervisions::of(conn, &request.organization_id)?),
            has_birth_date: own.date_of_birth.is_some(),
            has_dea: own.credentials.iter().any(|c| c.kind == crate::domain::credential::CredentialKind::Dea),
            said: request.said.as_deref().and_then(|said| said.parse().ok()),
        })
    })
}

/// Takes what somebody says. Answers go into the version that waits for a decision, else into a change of the listing, and its
/// checks run; said twice it changes nothing more.
pub fn answer(desk: &Desk, id: &str, key: &str, said: OwnWord, answers: &OwnAnswers) -> Result<(), ClinicianError> {
    let (request, found) = desk.db.read(|conn| -> Result<_, ClinicianError> {
        let request = request(conn, desk, id, key)?;
        let found = newest(conn, desk, &request.organization_id)?.ok_or(ClinicianError::Unknown)?;
        Ok((request, found))
    })?;
    let (open, waiting) = found;
    let at = position(&open.dossier, &request).ok_or(ClinicianError::Unknown)?;
    let mut value = open.value.clone();
    if said == OwnWord::Confirmed {
        answers.put(&mut value, at);
    }
    let actor = Actor::Clinician(request.id.clone());
    if value != open.value {
        match waiting {
            Some(submission) => replace(desk, &submission, &value, &actor)?,
            None => match revise::send(
                desk,
                &request.organization_id,
                &value,
                revise::Sender { actor: &actor, based_on: None },
            ) {
                Ok(_) | Err(ReviseError::NothingChanged) => {}
                Err(ReviseError::NotListed) => return Err(ClinicianError::Unknown),
                Err(ReviseError::Submit(e)) => return Err(e.into()),
            },
        }
    }
    let now = desk.clock.now();
    desk.db.write(|conn| {
        clinicians::answered(conn, &request.id, said, now)?;
        if let Some(listing) = listings::get(conn, &request.organization_id)?.filter(|l| l.is_public()) {
            changes::append(conn, &request.organization_id, ChangeKind::Confirmed, now)?;
            if said == OwnWord::Denied {
                // Meanwhile the page says that this person has not confirmed it.
                let due_at = after_business_days(now, CALLED_WITHIN);
                tasks::ask_call(conn, &listing.dossier_id, CallReason::TieDenied, due_at, now)?;
            }
        }
        Ok(log(conn, &actor, "clinician.answered", &request.id, json!({ "said": said }), now)?)
    })
}

/// The submission that waits carries the same with these answers in it.
fn replace(desk: &Desk, waiting: &Submission, value: &Value, actor: &Actor) -> Result<(), ClinicianError> {
    let dossier = submit::read(value)?;
    let now = desk.clock.now();
    desk.db.write(|conn| -> Result<(), SubmitError> {
        let state = waiting.state.after(SubmissionEvent::Replace).ok_or(SubmitError::WrongState(waiting.state))?;
        submissions::transition(conn, &waiting.id, waiting.version, state, now)?;
        let dossier_id =
            submit::store_with_people(conn, desk, &waiting.organization_id, &dossier, &Default::default(), now)?;
        submissions::replace_dossier(conn, &waiting.id, &dossier_id)?;
        let entry = Entry {
            actor,
            action: "submission.replaced",
            subject: format!("submission/{}", waiting.id),
            payload: json!({ "reference": waiting.reference, "dossier": dossier_id }),
            evidence_digest: None,
        };
        audit::append(conn, &entry, now)?;
        Ok(())
    })?;
    verify::run(desk, &waiting.id).map_err(SubmitError::from)?;
    Ok(())
}

/// The dossier version that somebody's answer belongs into, and the submission that carries it where one waits.
fn newest(
    conn: &mut Conn,
    desk: &Desk,
    organization_id: &str,
) -> Result<Option<(OpenDossier, Option<Submission>)>, ClinicianError> {
    let waiting = submissions::open_of(conn, organization_id)?;
    let shown = listings::get(conn, organization_id)?.filter(|l| !l.is_removed());
    let dossier_id = match (&waiting, &shown) {
        (Some(submission), _) => submission.dossier_id.clone(),
        (None, Some(listing)) => listing.dossier_id.clone(),
        (None, None) => return Ok(None),
    };
    let open = dossier::open(&desk.keys, &dossiers::get(conn, &dossier_id)?).map_err(SubmitError::from)?;
    Ok(Some((open, waiting)))
}

fn request(conn: &mut Conn, desk: &Desk, id: &str, key: &str) -> Result<ClinicianRequest, ClinicianError> {
    if !desk.keys.verify(Purpose::ClinicianLink, id.as_bytes(), key) {
        return Err(ClinicianError::Unknown);
    }
    let is_good = |r: &ClinicianRequest| utc(r.asked_at) + Duration::days(LINK_DAYS) > desk.clock.now();
    clinicians::get(conn, id)?.filter(is_good).ok_or(ClinicianError::Unknown)
}

fn position(dossier: &Dossier, request: &ClinicianRequest) -> Option<usize> {
    dossier.clinicians.iter().position(|c| key_of(c) == request.person)
}

fn full_name(clinician: &Clinician) -> String {
    format!("{} {}", clinician.first_name, clinician.last_name)
}

/// The way to somebody's own page.
fn path(keys: &Keys, id: &str) -> String {
    format!("/portal/clinician/{id}?key={}", keys.sign(Purpose::ClinicianLink, id.as_bytes()))
}

fn log(
    conn: &mut Conn,
    actor: &Actor,
    action: &'static str,
    id: &str,
    payload: Value,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let entry = Entry { actor, action, subject: format!("clinician/{id}"), payload, evidence_digest: None };
    audit::append(conn, &entry, now).map(|_| ())
}
