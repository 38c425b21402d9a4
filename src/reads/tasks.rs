//! The queue of tasks as staff read it: for whom, why, since when, due when, and where it is done.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

pub use crate::db::queue::MOST_COUNTED;
use crate::db::submissions::Submission;
use crate::db::tasks::{self, Task};
use crate::db::{Db, DbError, comments, dossiers, listing_requests, reference::loads, reports, submissions};
use crate::domain::comment::CommentState;
use crate::domain::credential::{Credential, CredentialKind};
use crate::domain::dossier::Dossier;
use crate::domain::report::ReportState;
use crate::domain::submission::SubmissionState;
use crate::domain::task::Asked;

/// One open task.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenTask {
    /// What is asked.
    pub asked: Asked,
    /// The provider's name.
    pub provider: String,
    /// The provider's id.
    pub organization_id: String,
    /// The person or place that it is about; `None` for the provider itself.
    pub who: Option<String>,
    /// Kind and state (USPS code) of the credential that it is about.
    pub credential: Option<(CredentialKind, Option<String>)>,
    /// Where it is done: the submission that carried the dossier.
    pub submission_id: Option<String>,
    /// It waits for a first decision; otherwise the provider is listed.
    pub is_in_review: bool,
}

/// Open tasks, what is due first first, and how many there are in all, as far as they are counted.
pub fn open(db: &Db, now: DateTime<Utc>, limit: i64, offset: i64) -> Result<(Vec<OpenTask>, i64), DbError> {
    db.read(|conn| {
        let (open, total) = (tasks::open(conn, now, limit, offset)?, tasks::count(conn, now)?);
        let ids: Vec<&str> = open.iter().map(|t| t.dossier_id.as_str()).collect();
        let mut opened = HashMap::new();
        for row in dossiers::of_ids(conn, &ids)? {
            // The body without its private values is enough here, so nothing is decrypted.
            let dossier: Dossier =
                serde_json::from_str(&row.body).map_err(|e| DbError::Damaged(format!("dossier {}: {e}", row.id)))?;
            opened.insert(row.id, (row.organization_id, dossier));
        }
        let carried: HashMap<String, Submission> =
            submissions::of_dossiers(conn, &ids)?.into_iter().map(|s| (s.dossier_id.clone(), s)).collect();
        let lines = open.into_iter().filter_map(|task| {
            let submission = carried.get(&task.dossier_id);
            opened.get(&task.dossier_id).map(|(of, dossier)| line(task, of, dossier, submission))
        });
        Ok((lines.collect(), total))
    })
}

/// How many reports of problems nobody has answered yet.
///
/// # Errors
/// The database cannot be read.
pub fn open_reports(db: &Db) -> Result<i64, DbError> {
    db.read(|conn| reports::count_in_states(conn, ReportState::OPEN))
}

/// How much is open: tasks, and the reports, comments, claims and removals that people sent; beyond [`MOST_COUNTED`] at least so much.
pub fn count(db: &Db, now: DateTime<Utc>) -> Result<i64, DbError> {
    db.read(|conn| {
        let mut count = tasks::count(conn, now)?;
        // Beyond it the number says nothing more, and is not counted on.
        if count <= MOST_COUNTED {
            count += reports::counted_in_states(conn, ReportState::OPEN)?;
        }
        if count <= MOST_COUNTED {
            count +=
                listing_requests::waiting(conn, now)?.0 + comments::counted_in_state(conn, CommentState::Waiting)?.0;
        }
        Ok(count)
    })
}

fn line(task: Task, organization_id: &str, dossier: &Dossier, submission: Option<&Submission>) -> OpenTask {
    let (who, credentials) = subject(dossier, &task.asked.subject);
    let position = task.asked.credential.rsplit('/').next().and_then(|n| n.parse::<usize>().ok());
    let credential = position.and_then(|i| credentials.get(i)).map(|c| (c.kind, c.state.clone()));
    OpenTask {
        provider: dossier.provider.name.clone(),
        organization_id: organization_id.to_string(),
        who,
        credential,
        submission_id: submission.map(|s| s.id.clone()),
        is_in_review: submission.is_some_and(|s| s.state == SubmissionState::InReview),
        asked: task.asked,
    }
}

/// Name and credentials of whom or what a check is about.
pub(super) fn subject<'a>(dossier: &'a Dossier, subject: &str) -> (Option<String>, &'a [Credential]) {
    let index = |list: &str| subject.strip_prefix(list).and_then(|n| n.parse::<usize>().ok());
    if let Some(person) = index("clinicians/").and_then(|i| dossier.clinicians.get(i)) {
        (Some(format!("{} {}", person.first_name, person.last_name)), &person.credentials)
    } else if let Some(place) = index("locations/").and_then(|i| dossier.locations.get(i)) {
        (place.name.clone().or_else(|| place.city.clone()), &place.credentials)
    } else if let Some(owner) = index("owners/").and_then(|i| dossier.provider.owners.get(i)) {
        (Some(format!("{} {}", owner.first_name, owner.last_name)), &[])
    } else {
        (None, &dossier.provider.credentials)
    }
}

/// A list that is too old to clear anybody.
#[derive(Debug, Clone, PartialEq)]
pub struct OldList {
    /// Its name; a state list with its state.
    pub name: String,
    /// Which edition.
    pub version: String,
    /// How `vouchsafe import` calls it.
    pub import_as: &'static str,
}

/// The lists in force whose clock has run out. A taxonomy clears nobody, so its age is no matter.
pub fn old_lists(reference: &Db, now: DateTime<Utc>) -> Result<Vec<OldList>, DbError> {
    let lists = loads::in_force(reference)?;
    let old = lists.into_iter().filter(|l| !l.source.in_date(now.date_naive()) && l.source.list.as_str() != "taxonomy");
    Ok(old
        .map(|l| OldList {
            name: format!("{} {}", l.source.list.label(), l.state).trim_end().to_string(),
            version: l.source.version.clone(),
            import_as: l.source.list.as_str(),
        })
        .collect())
}
