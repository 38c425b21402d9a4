//! Everything that is open, of all kinds, as one list. Each kind is read along an index of its own by when it is due, as far as the
//! page goes, and the few rows are merged: no kind is read whole.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;

use crate::domain::comment::CommentState;
use crate::domain::listing_request::{RequestKind, RequestState};
use crate::domain::report::{ReportReason, ReportState};
use crate::domain::submission::SubmissionState;
use crate::domain::task::AHEAD;
use crate::domain::work::{WorkKind, place};

use super::queue::{self, Holder, Kind, Sift, end_of};
use super::schema::{
    comments, dossiers, listing_requests, listings, organizations, reports, submission_terms, submissions, tasks,
};
use super::{Conn, DbError, stored, utc};

/// Submissions that wait for a reviewer.
pub(super) const OPEN: [SubmissionState; 2] = [SubmissionState::Received, SubmissionState::InReview];

/// Which work. Everything that is `None` or empty sifts nothing, but for the kinds.
#[derive(Debug, Clone, Default)]
pub struct WorkSift {
    /// Of these kinds.
    pub kinds: Vec<WorkKind>,
    /// About a provider that is found by these words, as [`crate::domain::find::asked`] makes them.
    pub words: Vec<String>,
    /// With this reference.
    pub reference: Option<String>,
    /// What this member of staff has, by id.
    pub holder: Option<String>,
    /// Due before this moment.
    pub due_before: Option<DateTime<Utc>>,
}

/// One piece of work.
#[derive(Debug, Clone, PartialEq)]
pub struct Work {
    /// What kind.
    pub kind: WorkKind,
    /// Of the submission, request, report, comment or task.
    pub id: String,
    /// Unsafe care, or words of a crisis.
    pub cannot_wait: bool,
    /// By when.
    pub due_at: DateTime<Utc>,
    /// What people quote; a task has none of its own.
    pub reference: Option<String>,
    /// Whose listing; a comment may be about a page of the guide.
    pub organization_id: Option<String>,
    /// The provider's public name.
    pub provider: Option<String>,
    /// The page of the guide that a comment is about.
    pub topic: Option<String>,
    /// The dossier version that a submission carries or a task is about.
    pub dossier_id: Option<String>,
    /// What a task is about, such as `clinicians/0`; empty otherwise.
    pub subject: String,
    /// The checks that ask for a task.
    pub codes: Vec<String>,
    /// What a report says is wrong.
    pub reason: Option<ReportReason>,
    /// Who is looking into a report, by staff id.
    pub begun_by: Option<String>,
}

impl Work {
    fn of(kind: WorkKind, id: String, due_at: NaiveDateTime) -> Work {
        Work {
            kind,
            id,
            cannot_wait: false,
            due_at: utc(due_at),
            reference: None,
            organization_id: None,
            provider: None,
            topic: None,
            dossier_id: None,
            subject: String::new(),
            codes: Vec::new(),
            reason: None,
            begun_by: None,
        }
    }
}

/// What is sifted, and how much of it is read.
struct Reading<'a> {
    sift: &'a WorkSift,
    /// The only providers that can have the rare ones of the words. There are few, so that what they have is read without an order.
    organizations: Option<BTreeSet<String>>,
    now: DateTime<Utc>,
    /// Rows of each kind that can be on the page.
    rows: i64,
}

impl Reading<'_> {
    /// What is looked for is so rare that it is read as it is found.
    fn is_narrow(&self) -> bool {
        self.sift.reference.is_some() || self.organizations.is_some()
    }
}

/// Sifts a query over a table with `due_at` by providers and time, and puts what is due first first.
macro_rules! sifted {
    ($query:expr, $table:ident, $organization:expr, $reading:expr, by_provider: $by_provider:expr) => {{
        let mut query = $query;
        if let Some(before) = $reading.sift.due_before {
            query = query.filter($table::due_at.lt(stored(before)));
        }
        if $by_provider {
            if let Some(ids) = &$reading.organizations {
                query = query.filter($organization.eq_any(ids));
            }
            for word in &$reading.sift.words {
                let own = submission_terms::table.filter(submission_terms::submission_id.eq(submissions::id));
                let has_word =
                    own.filter(submission_terms::term.ge(word)).filter(submission_terms::term.lt(end_of(word)));
                let of_provider = submissions::table.filter(submissions::organization_id.eq($organization));
                query = query.filter(exists(of_provider.filter(exists(has_word))));
            }
        }
        if $reading.is_narrow() {
            query
        } else {
            query.order(($table::due_at.asc(), $table::id.asc())).limit($reading.rows)
        }
    }};
}

/// Lines from `offset` on, at most `limit`, and whether there are more.
pub fn lines(
    conn: &mut Conn,
    sift: &WorkSift,
    now: DateTime<Utc>,
    (limit, offset): (i64, i64),
) -> Result<(Vec<Work>, bool), DbError> {
    let organizations = providers_of_rare_words(conn, &sift.words)?;
    let reading = Reading { sift, organizations, now, rows: offset + limit + 1 };
    let mut all = submissions_of(conn, &reading)?;
    for kind in &sift.kinds {
        if sift.holder.is_some() && !kind.can_be_held() {
            continue;
        }
        match kind {
            WorkKind::Claim => all.extend(requests_of(conn, &reading, *kind, RequestKind::Claim)?),
            WorkKind::Removal => all.extend(requests_of(conn, &reading, *kind, RequestKind::Removal)?),
            WorkKind::Report => all.extend(reports_of(conn, &reading)?),
            WorkKind::Comment => all.extend(comments_of(conn, &reading)?),
            kind if kind.is_task() => all.extend(tasks_of(conn, &reading, *kind)?),
            _ => {}
        }
    }
    all.sort_by(|a, b| {
        place(a.kind, a.cannot_wait, a.due_at, &a.id).cmp(&place(b.kind, b.cannot_wait, b.due_at, &b.id))
    });
    let (skipped, wanted) = (usize::try_from(offset).unwrap_or(0), usize::try_from(limit).unwrap_or(0));
    let mut page: Vec<Work> = all.into_iter().skip(skipped).take(wanted + 1).collect();
    let has_more = page.len() > wanted;
    page.truncate(wanted);
    for work in page.iter_mut().filter(|work| WorkKind::SUBMISSIONS.contains(&work.kind)) {
        work.kind = brings(conn, work)?;
    }
    Ok((page, has_more))
}

/// The providers of the submissions that have every rare one of these words; `None` where no word is rare.
fn providers_of_rare_words(conn: &mut Conn, words: &[String]) -> Result<Option<BTreeSet<String>>, DbError> {
    let Some(ids) = queue::rare_ids(conn, words)? else { return Ok(None) };
    let whose = submissions::table.filter(submissions::id.eq_any(ids)).select(submissions::organization_id);
    Ok(Some(whose.load::<String>(conn)?.into_iter().collect()))
}

/// Read as the queue reads them. What each brings is known once it is on the page; a part of the kinds is sifted.
fn submissions_of(conn: &mut Conn, reading: &Reading<'_>) -> Result<Vec<Work>, DbError> {
    let asked: Vec<WorkKind> =
        reading.sift.kinds.iter().copied().filter(|kind| WorkKind::SUBMISSIONS.contains(kind)).collect();
    let kinds: Vec<Option<Kind>> = match asked.len() {
        n if n == WorkKind::SUBMISSIONS.len() => vec![None],
        _ => asked.iter().map(|kind| Some(queue_kind(*kind))).collect(),
    };
    let mut all = Vec::new();
    for kind in kinds {
        let sift = Sift {
            words: reading.sift.words.clone(),
            holder: reading.sift.holder.clone().map(Holder::Staff),
            kind,
            due_before: reading.sift.due_before,
        };
        for queued in queue::lines(conn, &OPEN, &sift, false, (reading.rows, 0))? {
            let s = queued.submission;
            all.push(Work {
                reference: Some(s.reference),
                organization_id: Some(s.organization_id),
                provider: Some(queued.provider),
                dossier_id: Some(s.dossier_id),
                ..Work::of(WorkKind::New, s.id, stored(s.due_at))
            });
        }
    }
    Ok(all)
}

fn queue_kind(kind: WorkKind) -> Kind {
    match kind {
        WorkKind::Change => Kind::Change,
        WorkKind::Question => Kind::Question,
        _ => Kind::New,
    }
}

/// What a submission brings, beside its provider's listing.
fn brings(conn: &mut Conn, work: &Work) -> Result<WorkKind, DbError> {
    let listing =
        listings::table.find(work.organization_id.as_deref().unwrap_or_default()).select(listings::dossier_id);
    Ok(kind_beside(listing.first::<String>(conn).optional()?.as_deref(), work.dossier_id.as_deref()))
}

pub(super) fn kind_beside(shown: Option<&str>, brought: Option<&str>) -> WorkKind {
    match shown {
        None => WorkKind::New,
        shown if shown == brought => WorkKind::Question,
        Some(_) => WorkKind::Change,
    }
}

fn requests_of(
    conn: &mut Conn,
    reading: &Reading<'_>,
    kind: WorkKind,
    asked: RequestKind,
) -> Result<Vec<Work>, DbError> {
    let mut query = listing_requests::table.inner_join(organizations::table).into_boxed();
    query = query.filter(listing_requests::state.eq(RequestState::Received.as_str()));
    query = query.filter(listing_requests::kind.eq(asked.as_str()));
    if let Some(reference) = &reading.sift.reference {
        query = query.filter(listing_requests::reference.eq(reference));
    }
    let by_provider = reading.sift.reference.is_none();
    let query = sifted!(query, listing_requests, listing_requests::organization_id, reading, by_provider: by_provider);
    type Row = (String, String, String, String, NaiveDateTime);
    let rows: Vec<Row> = query
        .select((
            listing_requests::id,
            listing_requests::reference,
            listing_requests::organization_id,
            organizations::name,
            listing_requests::due_at,
        ))
        .load(conn)?;
    let work = |(id, reference, organization_id, provider, due_at): Row| Work {
        reference: Some(reference),
        organization_id: Some(organization_id),
        provider: Some(provider),
        ..Work::of(kind, id, due_at)
    };
    Ok(rows.into_iter().map(work).collect())
}

fn reports_of(conn: &mut Conn, reading: &Reading<'_>) -> Result<Vec<Work>, DbError> {
    type Row = (String, String, String, String, NaiveDateTime, String, Option<String>);
    let mut all = Vec::new();
    for (state, cannot_wait) in ReportState::OPEN.iter().flat_map(|state| [(state, true), (state, false)]) {
        let mut query = reports::table.inner_join(organizations::table).into_boxed();
        query = query.filter(reports::state.eq(state.as_str()));
        query = match cannot_wait {
            true => query.filter(reports::reason.eq(ReportReason::UnsafeCare.as_str())),
            false => query.filter(reports::reason.ne(ReportReason::UnsafeCare.as_str())),
        };
        if let Some(holder) = &reading.sift.holder {
            query = query.filter(reports::begun_by.eq(holder));
        }
        if let Some(reference) = &reading.sift.reference {
            query = query.filter(reports::reference.eq(reference));
        }
        let by_provider = reading.sift.reference.is_none();
        let query = sifted!(query, reports, reports::organization_id, reading, by_provider: by_provider);
        let rows: Vec<Row> = query
            .select((
                reports::id,
                reports::reference,
                reports::organization_id,
                organizations::name,
                reports::due_at,
                reports::reason,
                reports::begun_by,
            ))
            .load(conn)?;
        for (id, reference, organization_id, provider, due_at, reason, begun_by) in rows {
            let reason = reason.parse().map_err(|e| DbError::Damaged(format!("report {id}: {e}")))?;
            all.push(Work {
                cannot_wait,
                reference: Some(reference),
                organization_id: Some(organization_id),
                provider: Some(provider),
                reason: Some(reason),
                begun_by,
                ..Work::of(WorkKind::Report, id, due_at)
            });
        }
    }
    Ok(all)
}

fn comments_of(conn: &mut Conn, reading: &Reading<'_>) -> Result<Vec<Work>, DbError> {
    type Row = (String, String, Option<String>, Option<String>, NaiveDateTime, Option<String>);
    let mut all = Vec::new();
    for cannot_wait in [true, false] {
        let mut query = comments::table.left_join(organizations::table).into_boxed();
        query = query.filter(comments::state.eq(CommentState::Waiting.as_str()));
        query = query.filter(comments::is_urgent.eq(cannot_wait));
        if let Some(reference) = &reading.sift.reference {
            query = query.filter(comments::reference.eq(reference));
        }
        let by_provider = reading.sift.reference.is_none();
        let whose = comments::organization_id.assume_not_null();
        let query = sifted!(query, comments, whose, reading, by_provider: by_provider);
        let rows: Vec<Row> = query
            .select((
                comments::id,
                comments::reference,
                comments::organization_id,
                organizations::name.nullable(),
                comments::due_at,
                comments::topic,
            ))
            .load(conn)?;
        let work = |(id, reference, organization_id, provider, due_at, topic): Row| Work {
            cannot_wait,
            reference: Some(reference),
            organization_id,
            provider,
            topic,
            ..Work::of(WorkKind::Comment, id, due_at)
        };
        all.extend(rows.into_iter().map(work));
    }
    Ok(all)
}

fn tasks_of(conn: &mut Conn, reading: &Reading<'_>, kind: WorkKind) -> Result<Vec<Work>, DbError> {
    type Row = (String, String, String, String, String, String, NaiveDateTime);
    let mut query = tasks::table.inner_join(dossiers::table.inner_join(organizations::table)).into_boxed();
    query = query.filter(tasks::work.eq(kind.as_str())).filter(tasks::since.le(stored(reading.now)));
    if kind == WorkKind::LookUp {
        // Every listing has one ahead of it: what is due later than this is not in the queue yet.
        query = query.filter(tasks::due_at.le(stored(reading.now + AHEAD)));
    }
    let query = sifted!(query, tasks, dossiers::organization_id, reading, by_provider: true);
    let rows: Vec<Row> = query
        .select((
            tasks::id,
            tasks::dossier_id,
            dossiers::organization_id,
            organizations::name,
            tasks::subject,
            tasks::codes,
            tasks::due_at,
        ))
        .load(conn)?;
    let work = |(id, dossier_id, organization_id, provider, subject, codes, due_at): Row| Work {
        organization_id: Some(organization_id),
        provider: Some(provider),
        dossier_id: Some(dossier_id),
        subject,
        codes: codes.split(' ').filter(|code| !code.is_empty()).map(String::from).collect(),
        ..Work::of(kind, id, due_at)
    };
    Ok(rows.into_iter().map(work).collect())
}
