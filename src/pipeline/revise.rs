//! Revise: a whole new dossier for a provider that is listed. The version shown and its badge stay until a person approved the
//! new one; then values and badge change in one transaction ([`super::publish`]).

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::db::audit::{self, Actor, Entry};
use crate::db::listings;
use crate::db::submissions::{self, Submission};
use crate::db::{Conn, DbError, dossiers, mails, organizations};
use crate::domain::at_once::{AtOnce, Details};
use crate::domain::business_days::after_business_days;
use crate::domain::check::Report;
use crate::domain::dossier::Dossier;
use crate::domain::ids::Id;
use crate::domain::private;
use crate::domain::submission::{SubmissionEvent, SubmissionState};
use crate::keys::{new_token, token_hash};

use super::dossier::{self, OpenDossier};
use super::mail_text::{About, Letter};
use super::submit::{self, SubmitError};
use super::{Desk, verify};

/// A person decides within so many working days.
const WITHIN: u32 = 2;

/// Who sends a change, and what they began with.
#[derive(Debug, Clone, Copy)]
pub struct Sender<'a> {
    /// Who: a manager, or a clinician of the listing. Whoever calls has checked that they may.
    pub actor: &'a Actor,
    /// The dossier version that the editor was filled in with: what was public at once after it, and was left alone by the
    /// editor, stays. `None` takes every value as it was sent.
    pub based_on: Option<&'a str>,
}

/// A change that waits for a decision.
#[derive(Debug)]
pub struct Sent {
    /// The submission that carries it.
    pub submission_id: String,
    /// What the provider quotes.
    pub reference: String,
    /// Opens the status page by itself.
    pub status_url: String,
    /// What the automatic checks found.
    pub report: Report,
}

/// Why a change was not taken.
#[derive(Debug, thiserror::Error)]
pub enum ReviseError {
    /// The listing shows the same already, and no change waits.
    #[error("nothing differs from what is listed")]
    NothingChanged,
    /// There is no listing of this organization.
    #[error("there is no listing to change")]
    NotListed,
    /// The dossier could not be taken.
    #[error(transparent)]
    Submit(#[from] SubmitError),
}

/// Whatever a stage below cannot do is the submission's error.
macro_rules! through_submit {
    ($($error:ty),+) => { $(impl From<$error> for ReviseError {
        fn from(error: $error) -> Self { ReviseError::Submit(error.into()) }
    })+ };
}
through_submit!(DbError, dossier::DossierError, verify::VerifyError, crate::keys::KeyError);

/// Takes a change: stores it, runs its checks. A change that waits already is replaced, so that there is one at most. Private
/// values that the editor does not show are taken over from what was sent before.
pub fn send(desk: &Desk, organization_id: &str, raw: &Value, sender: Sender<'_>) -> Result<Sent, ReviseError> {
    let now = desk.clock.now();
    let sent = desk.db.write(|conn| -> Result<Submission, ReviseError> {
        // Of two that come at once the second one replaces the first.
        audit::queue(conn)?;
        let before = Before::read(conn, desk, organization_id, sender.based_on)?;
        let dossier = before.taken_from(raw)?;
        let newest = before.waiting.as_ref().map_or(&before.shown, |(_, open)| open);
        if is_same(&dossier, &newest.dossier) {
            return before.waiting.map(|(submission, _)| submission).ok_or(ReviseError::NothingChanged);
        }
        let dossier_id = store(conn, desk, newest, &dossier, now)?;
        let (action, submission) = match before.waiting {
            Some((submission, _)) => ("change.replaced", replace(conn, submission, dossier_id, now)?),
            None => ("change.received", receive(conn, desk, &before.shown, dossier_id, now)?),
        };
        let entry = Entry {
            actor: sender.actor,
            action,
            subject: format!("submission/{}", submission.id),
            payload: json!({ "reference": submission.reference, "organization": organization_id, "dossier": submission.dossier_id }),
            evidence_digest: None,
        };
        audit::append(conn, &entry, now)?;
        Ok(submission)
    })?;
    let report = verify::run(desk, &sent.id)?;
    let status_url = submit::status_url(desk, &sent.reference);
    Ok(Sent { submission_id: sent.id, reference: sent.reference, status_url, report })
}

/// Takes a change that waits back, by its reference: what is listed stays as it is. Whoever calls has checked that the manager
/// looks after the listing. Answers whether it is taken back: `false` where a person decided first.
///
/// # Errors
/// [`ReviseError::NotListed`] where there is no such change of a listing of theirs.
pub fn withdraw(desk: &Desk, organization_id: &str, reference: &str, manager_id: &str) -> Result<bool, ReviseError> {
    let now = desk.clock.now();
    desk.db.write(|conn| {
        // Of two presses at once the second one finds what the first did.
        audit::queue(conn)?;
        let listing = listings::get(conn, organization_id)?.ok_or(ReviseError::NotListed)?;
        let is_own = |s: &Submission| s.organization_id == organization_id && s.dossier_id != listing.dossier_id;
        let Some(change) = submissions::by_reference(conn, reference)?.filter(is_own) else {
            return Err(ReviseError::NotListed);
        };
        if change.state == SubmissionState::Withdrawn {
            return Ok(true);
        }
        let Some(state) = change.state.after(SubmissionEvent::Withdraw) else { return Ok(false) };
        submissions::transition(conn, &change.id, change.version, state, now)?;
        let entry = Entry {
            actor: &Actor::Manager(manager_id.to_string()),
            action: "change.withdrawn",
            subject: format!("submission/{}", change.id),
            payload: json!({ "reference": change.reference, "organization": organization_id }),
            evidence_digest: None,
        };
        audit::append(conn, &entry, now)?;
        Ok(true)
    })
}

/// What stands when a change comes in.
struct Before {
    shown: OpenDossier,
    /// The change that waits.
    waiting: Option<(Submission, OpenDossier)>,
    /// What the editor was filled in with.
    base: Option<Dossier>,
}

impl Before {
    fn read(
        conn: &mut Conn,
        desk: &Desk,
        organization_id: &str,
        based_on: Option<&str>,
    ) -> Result<Before, ReviseError> {
        let listing =
            listings::get(conn, organization_id)?.filter(|l| !l.is_removed()).ok_or(ReviseError::NotListed)?;
        let mut open = |id: &str| -> Result<OpenDossier, ReviseError> {
            Ok(dossier::open(&desk.keys, &dossiers::get(conn, id)?)?)
        };
        let shown = open(&listing.dossier_id)?;
        let base = match based_on.map(&mut open) {
            Some(Ok(base)) => Some(base).filter(|b| b.organization_id == organization_id).map(|b| b.dossier),
            Some(Err(ReviseError::Submit(SubmitError::Db(DbError::NotFound)))) | None => None,
            Some(Err(e)) => return Err(e),
        };
        let waiting = match submissions::open_of(conn, organization_id)? {
            Some(submission) => {
                let open = dossier::open(&desk.keys, &dossiers::get(conn, &submission.dossier_id)?)?;
                Some((submission, open))
            }
            None => None,
        };
        Ok(Before { shown, waiting, base })
    }

    /// The dossier that was sent, with what its editor cannot see.
    fn taken_from(&self, raw: &Value) -> Result<Dossier, SubmitError> {
        let mut raw = raw.clone();
        for known in self.waiting.iter().map(|(_, open)| open).chain([&self.shown]) {
            private::keep(&known.value, &mut raw);
        }
        let mut dossier = submit::read(&raw)?;
        let Some(base) = &self.base else { return Ok(dossier) };
        for place in &mut dossier.locations {
            let of = |d: &Dossier| d.locations.iter().find(|l| l.key == place.key).map(Details::of);
            let Some((then, now)) = of(base).zip(of(&self.shown.dossier)) else { continue };
            let touched = Details::of(place).differing(&then);
            let left: Vec<AtOnce> = AtOnce::ALL.iter().copied().filter(|field| !touched.contains(field)).collect();
            now.put(&left, place);
        }
        Ok(dossier)
    }
}

/// Who signed it, and when, is no change.
fn is_same(one: &Dossier, other: &Dossier) -> bool {
    let unsigned = |d: &Dossier| Dossier { attestation: None, ..d.clone() };
    unsigned(one) == unsigned(other)
}

/// Stores the version. Whoever has no NPI stays the same person as in the one before.
fn store(
    conn: &mut Conn,
    desk: &Desk,
    before: &OpenDossier,
    dossier: &Dossier,
    now: DateTime<Utc>,
) -> Result<String, SubmitError> {
    let people = organizations::people_of(conn, &before.id)?;
    let value = serde_json::to_value(dossier).map_err(|e| DbError::Other(e.to_string()))?;
    let same = private::same_clinicians(&before.value, &value).into_iter();
    let position = |i: usize| i64::try_from(i).unwrap_or(i64::MAX);
    let known: HashMap<i64, String> =
        same.filter_map(|(of, to)| Some((position(to), people.get(&position(of))?.clone()))).collect();
    submit::store_with_people(conn, desk, &before.organization_id, dossier, &known, now)
}

/// A new submission of an organization that is there.
fn receive(
    conn: &mut Conn,
    desk: &Desk,
    shown: &OpenDossier,
    dossier_id: String,
    now: DateTime<Utc>,
) -> Result<Submission, ReviseError> {
    // Mail goes where it went so far: another address is part of the change.
    let provider = &shown.dossier.provider;
    let submission = Submission {
        id: Id::new().to_string(),
        reference: submit::new_reference()?,
        organization_id: shown.organization_id.clone(),
        dossier_id,
        state: SubmissionState::Received,
        version: 1,
        // Nobody gets the token: whoever is signed in needs none.
        token_hash: token_hash(&new_token()?),
        contact: provider.email.clone(),
        received_at: now,
        due_at: after_business_days(now, WITHIN),
        updated_at: now,
    };
    submissions::insert(conn, &submission)?;
    if let Some(to) = &provider.email {
        let status_url = submit::status_url(desk, &submission.reference);
        let about = About {
            name: &provider.name,
            reference: &submission.reference,
            status_url: &status_url,
            words: "",
            paper: None,
        };
        let (subject, body) = Letter::ChangeReceived.written(about);
        mails::put(conn, to, &subject, &body, now)?;
    }
    Ok(submission)
}

/// The change that waits carries another version; whoever reviews it looks again.
fn replace(
    conn: &mut Conn,
    waiting: Submission,
    dossier_id: String,
    now: DateTime<Utc>,
) -> Result<Submission, ReviseError> {
    let state = waiting.state.after(SubmissionEvent::Replace).ok_or(SubmitError::WrongState(waiting.state))?;
    submissions::transition(conn, &waiting.id, waiting.version, state, now)?;
    submissions::replace_dossier(conn, &waiting.id, &dossier_id)?;
    Ok(Submission { dossier_id, state, version: waiting.version + 1, ..waiting })
}
