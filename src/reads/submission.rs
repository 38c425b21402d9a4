//! What a provider may see of their own submission: where it stands, what was said, what the checks found.
//! Never a birth date or a DEA number.

use chrono::{DateTime, Utc};
use serde_json::Value;
use subtle::ConstantTimeEq;

use crate::db::asked_documents::{self, AskedDocument};
use crate::db::decisions::{self, DecisionRow};
use crate::db::evidence::{self, Run};
use crate::db::submissions::{self, Submission};
use crate::db::{Db, DbError, dossiers, listings, organizations};
use crate::keys::token_hash;

/// One submission as its provider sees it.
#[derive(Debug, Clone)]
pub struct OwnSubmission {
    /// The submission.
    pub submission: Submission,
    /// The provider's public name.
    pub name: String,
    /// Slug of the public page, once it is public.
    pub slug: Option<String>,
    /// The dossier without its private values.
    pub dossier: Value,
    /// The newest run of the checks.
    pub run: Option<Run>,
    /// What a person decided and did not take back, newest first.
    pub decisions: Vec<DecisionRow>,
    /// A document that the newest decision asks for.
    pub asked_document: Option<AskedDocument>,
}

/// By reference; `None` where there is none. Whoever calls must have checked the link's key or the token.
pub fn by_reference(db: &Db, reference: &str) -> Result<Option<OwnSubmission>, DbError> {
    db.read(|conn| {
        let Some(submission) = submissions::by_reference(conn, reference)? else { return Ok(None) };
        let organization = organizations::get(conn, &submission.organization_id)?;
        let listing = listings::get(conn, &organization.id)?;
        let row = dossiers::get(conn, &submission.dossier_id)?;
        let dossier =
            serde_json::from_str(&row.body).map_err(|e| DbError::Damaged(format!("dossier {}: {e}", row.id)))?;
        Ok(Some(OwnSubmission {
            name: organization.name,
            slug: listing.filter(|l| l.is_public()).map(|_| organization.slug),
            dossier,
            run: evidence::latest_run(conn, &submission.dossier_id)?,
            decisions: decisions::standing_on(conn, &submission.id)?,
            asked_document: asked_documents::of(conn, &submission.id)?,
            submission,
        }))
    })
}

impl OwnSubmission {
    /// Whether `token` is the one that was handed out when it was sent. Takes as long for a near miss as for any other.
    pub fn opens_with(&self, token: &str) -> bool {
        self.submission.token_hash.as_bytes().ct_eq(token_hash(token).as_bytes()).into()
    }

    /// What the reviewer wrote, where something is asked of the provider or it was turned down.
    pub fn message(&self) -> Option<&str> {
        use crate::domain::submission::SubmissionState as S;
        match self.submission.state {
            S::ChangesRequested | S::Rejected => self.decisions.first().map(|d| d.reason.as_str()),
            _ => None,
        }
    }

    /// When it was decided last.
    pub fn decided_at(&self) -> Option<DateTime<Utc>> {
        self.decisions.first().map(|d| d.decided_at.and_utc())
    }
}
