//! What a reviewer sees: the queue, one submission with everything that bears on it, and a list's own rows.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::db::audit::{self, Entry};
use crate::db::evidence::{self, EvidenceRow};
use crate::db::holds::{self, Hold};
use crate::db::imports::{self, Source};
use crate::db::listings::ListingRow;
use crate::db::queue::{self, Kind, MOST_COUNTED, Sift};
use crate::db::submissions::Submission;
use crate::db::{DbError, decisions, dossiers, listings, messages, organizations, staff};
use crate::domain::badge::outcome_at;
use crate::domain::check::{Check, Outcome, SourceLine};
use crate::domain::lookup::RecordedLookup;
use crate::domain::submission::SubmissionState;

use super::listing::{self, Suspended};
use super::overriding::{self, Asked};
use super::show::{self, BroughtBack};
use super::undo::{self, Undoable};
use super::{OpenDossier, ReviewError, Reviewer, load, stands_in_the_way};
use crate::pipeline::{Desk, dossier, listing_request, verify};

/// A submission in the queue.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// The submission.
    pub submission: Submission,
    /// The provider's name.
    pub provider: String,
    /// What it brings.
    pub brings: Kind,
    /// Blocking checks that failed.
    pub failed: usize,
    /// Checks that wait for a person.
    pub to_review: usize,
    /// Board look-ups and identity control that nobody has made yet.
    pub to_look_up: usize,
    /// The provider wrote something that no reviewer has opened.
    pub has_message: bool,
    /// Who has taken it.
    pub hold: Option<Hold>,
}

/// What a submission brings, beside its listing.
fn brings(submission: &Submission, listing: Option<&ListingRow>) -> Kind {
    match listing {
        Some(listing) if listing.dossier_id != submission.dossier_id => Kind::Change,
        // An import put it there unchecked, and a list spoke against it.
        Some(_) if !submission.state.is_final() => Kind::Question,
        _ => Kind::New,
    }
}

/// Which part of the queue.
#[derive(Debug, Clone)]
pub struct Part<'a> {
    /// In these states.
    pub states: &'a [SubmissionState],
    /// What is due last first, in place of what is due first.
    pub newest_first: bool,
    /// At most so many lines.
    pub limit: i64,
    /// After so many.
    pub offset: i64,
}

/// How far a part of the queue is counted. A common word is tested row by row: of what is searched one line more than the page is
/// read, which says whether there is another page.
pub fn most_counted(part: &Part<'_>, sift: &Sift) -> i64 {
    if sift.words.is_empty() { MOST_COUNTED } else { part.offset + part.limit }
}

/// A part of the queue, and how many there are in all, counted as far as [`most_counted`] says.
pub fn queue(desk: &Desk, part: &Part<'_>, sift: &Sift) -> Result<(Vec<Waiting>, i64), ReviewError> {
    let now = desk.clock.now();
    desk.db.read(|conn| {
        let window = (part.limit + 1, part.offset);
        let mut queued = queue::lines(conn, part.states, sift, part.newest_first, window)?;
        let total = if sift.words.is_empty() {
            queue::count(conn, part.states, sift, MOST_COUNTED)?
        } else {
            part.offset + i64::try_from(queued.len()).unwrap_or(i64::MAX)
        };
        queued.truncate(usize::try_from(part.limit).unwrap_or_default());
        let dossiers: Vec<&str> = queued.iter().map(|q| q.submission.dossier_id.as_str()).collect();
        let mut runs = evidence::latest_runs(conn, &dossiers)?;
        let ids: Vec<&str> = queued.iter().map(|q| q.submission.id.as_str()).collect();
        let unopened = messages::unopened_of(conn, &ids)?;
        let mut held: BTreeMap<String, Hold> = holds::of_all(conn, &ids)?.into_iter().collect();
        let waiting = queued.into_iter().map(|queued| {
            let run = runs.remove(&queued.submission.dossier_id);
            let rows = run.map(|r| r.rows).unwrap_or_default();
            let count = |counts: &dyn Fn(&Check) -> bool| rows.iter().filter(|r| counts(&r.check)).count();
            let listing = listings::get(conn, &queued.submission.organization_id)?;
            Ok(Waiting {
                brings: brings(&queued.submission, listing.as_ref()),
                failed: count(&|c| c.blocking && c.outcome == Outcome::Fail),
                to_review: count(&|c| c.outcome == Outcome::Review),
                to_look_up: count(&|c| super::is_due_at_approval(c) && outcome_at(c, now) != Outcome::Pass),
                has_message: unopened.contains(&queued.submission.id),
                hold: held.remove(&queued.submission.id),
                submission: queued.submission,
                provider: queued.provider,
            })
        });
        Ok((waiting.collect::<Result<_, DbError>>()?, total))
    })
}

/// A check in the run that is in force.
#[derive(Debug, Clone)]
pub struct Judged {
    /// Names the row in its run.
    pub id: String,
    /// The check.
    pub check: Check,
    /// What it amounts to now: a pass after its date is stale.
    pub outcome: Outcome,
    /// JSON pointers of what it looked at.
    pub looked_at: Vec<String>,
    /// Names the values compared and what was found ([`super::question_hash`]).
    pub question: String,
    /// HMAC over the values that it looked at: another value, another hash.
    pub value_hash: String,
    /// Whether a list's own rows are kept with it.
    pub has_list_rows: bool,
    /// Who answered it as a question, when, and why it is no cause for concern.
    pub answer: Option<Said>,
    /// Whether one answer settles it.
    pub is_answerable: bool,
    /// What may be overridden about it, and what was.
    pub asked: Vec<Asked>,
}

/// What somebody wrote, and when.
#[derive(Debug, Clone)]
pub struct Said {
    /// Who, by email address.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub text: String,
}

/// A decision that was made.
#[derive(Debug, Clone)]
pub struct Decided {
    /// `approve`, `ask_for_changes` or `reject`.
    pub outcome: String,
    /// From the short list.
    pub reason_code: String,
    /// Who decided, when, and what the provider reads.
    pub said: Said,
    /// When it was taken back.
    pub undone_at: Option<DateTime<Utc>>,
}

/// One submission with everything that bears on it.
#[derive(Debug, Clone)]
pub struct Case {
    /// The submission.
    pub submission: Submission,
    /// The dossier, private values included.
    pub open: OpenDossier,
    /// What is shown in place of it, where it is a change of a listing; private values included.
    pub shown: Option<serde_json::Value>,
    /// Who has taken it.
    pub hold: Option<Hold>,
    /// Where it was imported from, if nobody sent it.
    pub imported: Option<Source>,
    /// Slug of the provider's page.
    pub slug: String,
    /// Whether that page is public now.
    pub is_public: bool,
    /// The listing, where it shows this very dossier.
    pub listing: Option<ListingRow>,
    /// The suspension of that listing that is open.
    pub suspension: Option<Suspended>,
    /// That the listing was brought back in sight, where it can be taken back still.
    pub brought_back: Option<BroughtBack>,
    /// The newest decision, where it can be taken back still.
    pub undoable: Option<Undoable>,
    /// Whether something failed or waits for an answer.
    pub stands_against: bool,
    /// When something like this was removed on request: whoever sends it in now wants it listed again, an import may not know.
    pub removed_before: Option<DateTime<Utc>>,
    /// When the checks in force were made.
    pub checked_at: Option<DateTime<Utc>>,
    /// What was loaded then.
    pub sources: Vec<SourceLine>,
    /// The checks, in report order.
    pub checks: Vec<Judged>,
    /// Look-ups that hold for the values as they are now, oldest first.
    pub lookups: Vec<RecordedLookup>,
    /// Decisions, newest first.
    pub decisions: Vec<Decided>,
    /// What stands in the way of an approval, as `code (subject)`.
    pub blocked: Vec<String>,
}

/// Opens a submission for review.
pub fn case(desk: &Desk, submission_id: &str) -> Result<Case, ReviewError> {
    let now = desk.clock.now();
    desk.db.read(|conn| {
        let (submission, open) = load(conn, desk, submission_id)?;
        let organization = organizations::get(conn, &submission.organization_id)?;
        let listed = listings::get(conn, &organization.id)?.filter(|l| !l.is_removed());
        let is_public = listed.as_ref().is_some_and(ListingRow::is_public);
        let shown = match listed.filter(|l| l.dossier_id != submission.dossier_id && !submission.state.is_final()) {
            Some(listing) => Some(dossier::open(&desk.keys, &dossiers::get(conn, &listing.dossier_id)?)?.value),
            None => None,
        };
        let listing = listing::shown(conn, &submission)?;
        let suspension = listing::suspended(conn, &submission.organization_id, now)?;
        let brought_back = match listing.as_ref().filter(|_| suspension.is_none()) {
            Some(listing) => show::brought_back(conn, listing, now)?,
            None => None,
        };
        let undoable = undo::undoable(conn, &submission, now)?;
        let run = evidence::latest_run(conn, &submission.dossier_id)?;
        let answers = evidence::answers_on(conn, &submission.organization_id)?;
        let lookups = evidence::lookups_on(conn, &submission.organization_id)?;
        let lookups = verify::look_ups::in_place(&desk.keys, &open.value, &lookups);
        let overrides = evidence::overrides_on(conn, &submission.organization_id)?;
        let names = staff::emails(conn)?;
        let decisions = decisions::all_on(conn, &submission.id)?.into_iter().map(|d| Decided {
            undone_at: d.undone_at.map(|at| at.and_utc()),
            outcome: d.outcome,
            reason_code: d.reason_code,
            said: Said {
                by: names.get(&d.staff_id).cloned().unwrap_or(d.staff_id),
                at: d.decided_at.and_utc(),
                text: d.reason,
            },
        });
        let blocked = match run.as_ref().map(|run| stands_in_the_way(run, now)) {
            Some(Err(ReviewError::Blocked(blocked))) => blocked,
            Some(Err(other)) => return Err(other),
            Some(Ok(())) => Vec::new(),
            None => vec!["the checks did not run yet".to_string()],
        };
        Ok(Case {
            hold: holds::of(conn, &submission.id)?,
            decisions: decisions.collect(),
            blocked,
            listing,
            suspension,
            brought_back,
            undoable,
            stands_against: run.as_ref().is_some_and(|run| super::listing::stands_against(run, now)),
            lookups,
            removed_before: listing_request::removed_before(conn, &desk.keys, &open.dossier)?,
            checked_at: run.as_ref().map(|r| r.as_of),
            sources: run.as_ref().map(|r| r.sources.clone()).unwrap_or_default(),
            checks: run
                .map(|r| r.rows)
                .unwrap_or_default()
                .into_iter()
                .map(|r| Judged {
                    asked: overriding::asked(desk, &open, &r, &overrides),
                    ..judged(desk, r, &answers, now)
                })
                .collect(),
            imported: imports::source_of(conn, &organization.id)?,
            slug: organization.slug,
            is_public,
            shown,
            submission,
            open,
        })
    })
}

fn judged(desk: &Desk, row: EvidenceRow, answers: &[evidence::Answer], now: DateTime<Utc>) -> Judged {
    // The one that the check goes by, or, where the question is open again, the last there was.
    let relied_on = row.check.evidence.get("answered_at").and_then(|at| at.as_str());
    let fits = |a: &&evidence::Answer| {
        a.code == row.check.code
            && a.subject == row.check.subject
            && a.value_hash == row.value_hash
            && relied_on.is_none_or(|at| at == a.answered_at.and_utc().to_rfc3339())
    };
    let is_settled_or_open = relied_on.is_some() || row.check.outcome == Outcome::Review;
    let answer = answers.iter().rev().find(fits).filter(|_| is_settled_or_open);
    Judged {
        question: super::question_hash(&row),
        outcome: outcome_at(&row.check, now),
        is_answerable: verify::is_answerable(desk.rules, &row.check.code),
        asked: Vec::new(),
        answer: answer.map(|a| Said { by: a.answered_by.clone(), at: a.answered_at.and_utc(), text: a.reason.clone() }),
        id: row.id,
        check: row.check,
        value_hash: row.value_hash,
        looked_at: row.looked_at,
        has_list_rows: row.sealed_rows.is_some(),
    }
}

/// A check with the rows of the list that it found.
#[derive(Debug, Clone)]
pub struct ListRows {
    /// The check.
    pub check: Check,
    /// The list's own rows, each as JSON text.
    pub rows: Vec<String>,
    /// The dossier that they are held against, private values included.
    pub dossier: serde_json::Value,
}

/// Shows the list's own rows behind one check. That somebody looked is logged first.
pub fn list_rows(
    desk: &Desk,
    reviewer: &Reviewer,
    submission_id: &str,
    evidence_id: &str,
) -> Result<ListRows, ReviewError> {
    let now = desk.clock.now();
    desk.db.write(|conn| {
        let (submission, open) = load(conn, desk, submission_id)?;
        let run = evidence::latest_run(conn, &open.id)?.ok_or(DbError::NotFound)?;
        let row = run.rows.into_iter().find(|r| r.id == evidence_id).ok_or(DbError::NotFound)?;
        let rows = verify::KeptRows::open(&desk.keys, &open.id, &row)?.rows;
        if rows.is_empty() {
            return Err(DbError::NotFound.into());
        }
        let entry = Entry {
            actor: &reviewer.actor(),
            action: "list_rows.viewed",
            subject: format!("submission/{}", submission.id),
            payload: json!({ "code": row.check.code, "subject": row.check.subject, "source": row.check.source }),
            evidence_digest: None,
        };
        audit::append(conn, &entry, now)?;
        Ok(ListRows { check: row.check, rows, dossier: open.value })
    })
}
