//! A submission that nobody sent: an import brought the listing, and staff decide on it. Its token is given to nobody.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::db::Conn;
use crate::db::audit::{self, Actor, Entry};
use crate::db::submissions::{self, Submission};
use crate::domain::business_days::after_business_days;
use crate::domain::ids::Id;
use crate::domain::submission::SubmissionState;
use crate::keys::{new_token, token_hash};

use super::dossier::DossierError;
use super::submit::new_reference;

/// Who puts a listing before the reviewers, and what the audit log says of it besides.
pub(super) struct Unsent<'a> {
    /// Who answers for it.
    pub actor: &'a Actor,
    /// An object: why, or from where.
    pub details: Value,
    /// The moment.
    pub now: DateTime<Utc>,
}

impl Unsent<'_> {
    /// Makes the submission of a dossier, which awaits its checks. Answers its id.
    pub fn submit(&self, conn: &mut Conn, organization_id: &str, dossier_id: &str) -> Result<String, DossierError> {
        let reference = new_reference()?;
        let submission = Submission {
            id: Id::new().to_string(),
            reference: reference.clone(),
            organization_id: organization_id.to_string(),
            dossier_id: dossier_id.to_string(),
            state: SubmissionState::Received,
            version: 1,
            token_hash: token_hash(&new_token()?),
            contact: None,
            received_at: self.now,
            due_at: after_business_days(self.now, 2),
            updated_at: self.now,
        };
        submissions::insert(conn, &submission)?;
        let about = json!({ "reference": reference, "organization": organization_id });
        self.log(conn, "submission.received", &submission.id, about)?;
        Ok(submission.id)
    }

    /// Puts a newer version in the place of the one that waits.
    pub fn resubmit(&self, conn: &mut Conn, submission_id: &str, dossier_id: &str) -> Result<(), DossierError> {
        let submission = submissions::get(conn, submission_id)?;
        // The state stays; the version moves on, so that nobody decides on what is no longer there.
        submissions::transition(conn, submission_id, submission.version, submission.state, self.now)?;
        submissions::replace_dossier(conn, submission_id, dossier_id)?;
        let about = json!({ "reference": submission.reference, "dossier": dossier_id });
        self.log(conn, "submission.resubmitted", submission_id, about)
    }

    fn log(
        &self,
        conn: &mut Conn,
        action: &'static str,
        submission_id: &str,
        mut payload: Value,
    ) -> Result<(), DossierError> {
        if let (Some(payload), Some(details)) = (payload.as_object_mut(), self.details.as_object()) {
            payload.extend(details.clone());
        }
        let subject = format!("submission/{submission_id}");
        audit::append(conn, &Entry { actor: self.actor, action, subject, payload, evidence_digest: None }, self.now)?;
        Ok(())
    }
}
