//! What a clinician says of those whom they are named as supervising: an answer for each person, apart from whether they work
//! there.
//!
//! It never decides `scope.supervision`. The link was mailed to an address that the clinic gave, so that whoever filled in the form
//! could answer it; that check goes by a look-up of staff, who ask through a contact from the official record.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::db::audit::{self, Actor};
use crate::db::changes::{self, ChangeKind};
use crate::db::supervisions::{self, SupervisionAnswer};
use crate::db::{Conn, DbError, listings, tasks, utc};
use crate::domain::business_days::after_business_days;
use crate::domain::dossier::{Clinician, Dossier};
use crate::domain::own_word::OwnWord;
use crate::domain::task::CallReason;

use super::{CALLED_WITHIN, ClinicianError, full_name, key_in, key_of, log, newest, position, request};
use crate::pipeline::Desk;

/// One person whom somebody is named as supervising, and what they said of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Supervision {
    /// Who is supervised, in every version of the dossier: [`crate::domain::own_word::person_key`].
    pub person: String,
    /// Their name, as the clinic gave it.
    pub name: String,
    /// What was said, and when.
    pub said: Option<(OwnWord, DateTime<Utc>)>,
}

/// Whom somebody is named as supervising, in the order of the dossier.
pub(super) fn named(dossier: &Dossier, own: &Clinician, answers: &[SupervisionAnswer]) -> Vec<Supervision> {
    let supervisor = key_of(own);
    let is_theirs = |c: &&Clinician| c.supervisor_npi.is_some() && c.supervisor_npi == own.npi;
    let one = |c: &Clinician| {
        let person = key_of(c);
        let answer = answers.iter().find(|a| a.supervisor == supervisor && a.supervised == person);
        Supervision {
            name: full_name(c),
            said: answer.and_then(|a| Some((a.said.parse().ok()?, utc(a.answered_at)))),
            person,
        }
    };
    dossier.clinicians.iter().filter(is_theirs).map(one).collect()
}

/// Whether a dossier as it is sent names somebody under this person of whom they have not said anything.
pub(super) fn is_asked_for_more(dossier: &Value, person: &Value, key: &str, answers: &[SupervisionAnswer]) -> bool {
    let Some(npi) = person.get("npi").and_then(Value::as_str) else { return false };
    let everybody = dossier.get("clinicians").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    everybody.iter().filter(|c| c.get("supervisor_npi").and_then(Value::as_str) == Some(npi)).any(|c| {
        let supervised = key_in(c);
        !answers.iter().any(|a| a.supervisor == key && a.supervised == supervised)
    })
}

/// Takes what somebody says of those whom they are named as supervising. Of anybody else nothing is taken; said twice it changes
/// nothing more.
pub fn answer_supervision(
    desk: &Desk,
    id: &str,
    key: &str,
    answers: &[(String, OwnWord)],
) -> Result<(), ClinicianError> {
    let now = desk.clock.now();
    desk.db.write(|conn| {
        // The same answer may come twice at one moment: one after the other from here on.
        audit::queue(conn)?;
        let request = request(conn, desk, id, key)?;
        let (open, _) = newest(conn, desk, &request.organization_id)?.ok_or(ClinicianError::Unknown)?;
        let at = position(&open.dossier, &request).ok_or(ClinicianError::Unknown)?;
        let theirs = named(&open.dossier, &open.dossier.clinicians[at], &[]);
        let actor = Actor::Clinician(request.id.clone());
        let taken = answers.iter().filter(|(person, _)| theirs.iter().any(|t| t.person == *person));
        for (person, said) in taken {
            let of = (request.person.as_str(), person.as_str());
            if supervisions::answered(conn, &request.organization_id, of, *said, now)? {
                let payload = json!({ "said": said, "supervised": person });
                log(conn, &actor, "supervision.answered", &request.id, payload, now)?;
            }
            tell(conn, &request.organization_id, *said, now)?;
        }
        Ok(())
    })
}

/// The public page follows; of a "no", staff call the clinic as they do when somebody denies working there.
fn tell(conn: &mut Conn, organization_id: &str, said: OwnWord, now: DateTime<Utc>) -> Result<(), DbError> {
    let Some(listing) = listings::get(conn, organization_id)?.filter(|l| l.is_public()) else { return Ok(()) };
    changes::append(conn, organization_id, ChangeKind::Confirmed, now)?;
    if said == OwnWord::Denied {
        let due_at = after_business_days(now, CALLED_WITHIN);
        tasks::ask_call(conn, &listing.dossier_id, CallReason::SupervisionDenied, due_at, now)?;
    }
    Ok(())
}
