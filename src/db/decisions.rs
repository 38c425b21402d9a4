//! Decisions on submissions, and what each changed: with that it can be taken back whole while its mail waits.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::domain::ids::Id;
use crate::domain::submission::SubmissionState;

use super::asked_documents::{self, AskedDocument};
use super::listings::ListingBefore;
use super::schema::decisions as d;
use super::{Conn, DbError, holds, stored, submissions};

/// What a person decided.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable)]
#[diesel(table_name = d)]
pub struct DecisionRow {
    /// UUIDv7.
    pub id: String,
    /// On what.
    pub submission_id: String,
    /// Who.
    pub staff_id: String,
    /// `approve`, `ask_for_changes` or `reject`.
    pub outcome: String,
    /// From a short list.
    pub reason_code: String,
    /// In words; the provider reads it.
    pub reason: String,
    /// UTC.
    pub decided_at: NaiveDateTime,
    state_before: Option<String>,
    desk_before: Option<String>,
    listing_before: Option<String>,
    /// The version of the listing that it led to; `None` where it published nothing.
    pub listing_version: Option<i64>,
    /// The mail about it; `None` where there was nobody to write to.
    pub mail_id: Option<String>,
    /// When it was taken back; UTC.
    pub undone_at: Option<NaiveDateTime>,
    /// By whom.
    pub undone_by: Option<String>,
}

/// How a submission lay on the desk: who had taken it since when, and what its provider was asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskBefore {
    hold: Option<(String, DateTime<Utc>)>,
    pages: Vec<String>,
    /// A document was asked for; which, where it was named.
    document: Option<Option<String>>,
}

impl DeskBefore {
    /// As it lies now.
    pub fn of(conn: &mut Conn, submission_id: &str) -> Result<Self, DbError> {
        Ok(DeskBefore {
            hold: holds::of(conn, submission_id)?.map(|hold| (hold.staff_id, hold.since)),
            pages: submissions::asked_pages(conn, submission_id)?,
            document: asked_documents::of(conn, submission_id)?.map(|asked| asked.what),
        })
    }

    /// Lays it there again.
    pub fn put_back(self, conn: &mut Conn, submission_id: &str) -> Result<(), DbError> {
        if let Some((staff_id, since)) = &self.hold {
            holds::put(conn, submission_id, staff_id, *since)?;
        }
        submissions::ask_pages(conn, submission_id, &self.pages)?;
        asked_documents::put(conn, submission_id, self.document.map(|what| AskedDocument { what }).as_ref())
    }
}

/// A decision to be recorded.
#[derive(Debug, Clone)]
pub struct NewDecision<'a> {
    /// On what.
    pub submission_id: &'a str,
    /// Who.
    pub staff_id: &'a str,
    /// `approve`, `ask_for_changes` or `reject`.
    pub outcome: &'a str,
    /// From a short list.
    pub reason_code: &'a str,
    /// In words; the provider reads it.
    pub reason: &'a str,
    /// Where the submission stood.
    pub state_before: SubmissionState,
    /// Who had it, and what was asked for.
    pub desk_before: &'a DeskBefore,
    /// What was listed.
    pub listing_before: &'a ListingBefore,
    /// The version of the listing that it led to.
    pub listing_version: Option<i64>,
    /// The mail about it.
    pub mail_id: Option<String>,
}

impl DecisionRow {
    /// Where the submission stood before; `None` in decisions that were made before this was kept.
    ///
    /// # Errors
    /// [`DbError::Damaged`] where what is kept cannot be read.
    pub fn state_before(&self) -> Result<Option<SubmissionState>, DbError> {
        let damaged = |e| DbError::Damaged(format!("decision {}: {e}", self.id));
        self.state_before.as_deref().map(str::parse).transpose().map_err(damaged)
    }

    /// How the submission lay on the desk before.
    ///
    /// # Errors
    /// [`DbError::Damaged`] where what is kept cannot be read.
    pub fn desk_before(&self) -> Result<DeskBefore, DbError> {
        let damaged = |e| DbError::Damaged(format!("decision {}: {e}", self.id));
        let kept = self.desk_before.as_deref().map(serde_json::from_str).transpose().map_err(damaged)?;
        Ok(kept.unwrap_or_default())
    }

    /// What was listed before.
    ///
    /// # Errors
    /// [`DbError::Damaged`] where what is kept cannot be read.
    pub fn listing_before(&self) -> Result<ListingBefore, DbError> {
        ListingBefore::read(self.listing_before.as_deref().unwrap_or_default())
    }
}

/// Records a decision.
pub fn record(conn: &mut Conn, new: &NewDecision<'_>, now: DateTime<Utc>) -> Result<(), DbError> {
    let row = DecisionRow {
        id: Id::new().to_string(),
        submission_id: new.submission_id.to_string(),
        staff_id: new.staff_id.to_string(),
        outcome: new.outcome.to_string(),
        reason_code: new.reason_code.to_string(),
        reason: new.reason.to_string(),
        decided_at: stored(now),
        state_before: Some(new.state_before.to_string()),
        desk_before: Some(serde_json::to_string(new.desk_before).map_err(|e| DbError::Other(e.to_string()))?),
        listing_before: Some(new.listing_before.written()?),
        listing_version: new.listing_version,
        mail_id: new.mail_id.clone(),
        undone_at: None,
        undone_by: None,
    };
    diesel::insert_into(d::table).values(row).execute(conn)?;
    Ok(())
}

/// The decisions on a submission, newest first, those that were taken back among them.
pub fn all_on(conn: &mut Conn, submission_id: &str) -> Result<Vec<DecisionRow>, DbError> {
    Ok(d::table.filter(d::submission_id.eq(submission_id)).order((d::decided_at.desc(), d::id.desc())).load(conn)?)
}

/// The decisions on a submission that stand, newest first.
pub fn standing_on(conn: &mut Conn, submission_id: &str) -> Result<Vec<DecisionRow>, DbError> {
    let mut all = all_on(conn, submission_id)?;
    all.retain(|decision| decision.undone_at.is_none());
    Ok(all)
}

/// Notes that a decision was taken back.
///
/// # Errors
/// [`DbError::Stale`] where it was before.
pub fn take_back(conn: &mut Conn, id: &str, staff_id: &str, now: DateTime<Utc>) -> Result<(), DbError> {
    let taken = diesel::update(d::table.find(id).filter(d::undone_at.is_null()))
        .set((d::undone_at.eq(stored(now)), d::undone_by.eq(staff_id)))
        .execute(conn)?;
    if taken == 1 { Ok(()) } else { Err(DbError::Stale) }
}
