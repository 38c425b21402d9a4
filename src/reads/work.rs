//! Everything that is open as staff read it: of what kind, about whom, by when, who has it, and where it is done.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};

use crate::db::submissions::Submission;
use crate::db::work::{self, Work};
use crate::db::{Db, DbError, dossiers, holds, messages, staff, submissions, work_counts};
use crate::domain::dossier::Dossier;
use crate::domain::work::WorkKind;

pub use crate::db::queue::MOST_COUNTED;
pub use crate::db::work::WorkSift;

use super::tasks::subject;

/// One piece of open work.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenWork {
    /// As it is stored.
    pub work: Work,
    /// The submission that it is, or by which the version came that a task is about.
    pub submission_id: Option<String>,
    /// The reference that people quote.
    pub reference: Option<String>,
    /// Who has it: staff id and address.
    pub holder: Option<(String, String)>,
    /// The person or place that a task is about; `None` for the provider itself.
    pub who: Option<String>,
    /// A submission whose checks found somebody on an exclusion list.
    pub has_exclusion_hit: bool,
    /// The provider wrote something that no reviewer has opened.
    pub has_message: bool,
}

/// A page of it, and whether there are more.
pub fn page(db: &Db, sift: &WorkSift, now: DateTime<Utc>, part: (i64, i64)) -> Result<(Vec<OpenWork>, bool), DbError> {
    db.read(|conn| {
        let (lines, has_more) = work::lines(conn, sift, now, part)?;
        let dossiers: Vec<&str> = lines.iter().filter_map(|work| work.dossier_id.as_deref()).collect();
        let carried: HashMap<String, Submission> =
            submissions::of_dossiers(conn, &dossiers)?.into_iter().map(|s| (s.dossier_id.clone(), s)).collect();
        let asked: Vec<&str> =
            lines.iter().filter(|work| work.kind.is_task()).filter_map(|work| work.dossier_id.as_deref()).collect();
        let mut shown = HashMap::new();
        for row in dossiers::of_ids(conn, &asked)? {
            // The body without its private values is enough here, so nothing is decrypted.
            let dossier: Dossier =
                serde_json::from_str(&row.body).map_err(|e| DbError::Damaged(format!("dossier {}: {e}", row.id)))?;
            shown.insert(row.id, dossier);
        }
        let ids: Vec<&str> = carried.values().map(|s| s.id.as_str()).collect();
        let beside = Beside {
            held: holds::of_all(conn, &ids)?.into_iter().map(|(id, hold)| (id, (hold.staff_id, hold.email))).collect(),
            emails: staff::emails(conn)?,
            hits: work_counts::with_exclusion_hits(conn, &dossiers)?,
            unopened: messages::unopened_of(conn, &ids)?,
            carried,
            shown,
        };
        Ok((lines.into_iter().map(|work| beside.opened(work)).collect(), has_more))
    })
}

/// How much there is of each kind, counted to [`MOST_COUNTED`].
pub fn count(db: &Db, now: DateTime<Utc>) -> Result<Vec<(WorkKind, i64)>, DbError> {
    db.read(|conn| work_counts::count(conn, now))
}

/// What is read for a page as a whole.
struct Beside {
    carried: HashMap<String, Submission>,
    held: BTreeMap<String, (String, String)>,
    emails: HashMap<String, String>,
    hits: BTreeSet<String>,
    unopened: HashSet<String>,
    /// What tasks are about, by version.
    shown: HashMap<String, Dossier>,
}

impl Beside {
    fn opened(&self, work: Work) -> OpenWork {
        let dossier = work.dossier_id.as_deref().unwrap_or_default();
        let is_submission = WorkKind::SUBMISSIONS.contains(&work.kind);
        let carried = self.carried.get(dossier);
        let submission_id = if is_submission { Some(work.id.clone()) } else { carried.map(|s| s.id.clone()) };
        let begun = work.begun_by.clone().map(|id| {
            let email = self.emails.get(&id).cloned().unwrap_or_else(|| id.clone());
            (id, email)
        });
        OpenWork {
            reference: work.reference.clone().or_else(|| carried.map(|s| s.reference.clone())),
            holder: begun.or_else(|| submission_id.as_ref().and_then(|id| self.held.get(id).cloned())),
            who: self.shown.get(dossier).and_then(|shown| subject(shown, &work.subject).0),
            has_exclusion_hit: is_submission && self.hits.contains(dossier),
            has_message: submission_id.as_ref().is_some_and(|id| self.unopened.contains(id)),
            submission_id,
            work,
        }
    }
}
