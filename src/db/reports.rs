//! What people told us about listings, and how it was answered.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::domain::report::{Language, ReportOutcome, ReportReason, ReportState};

use super::queue::{MOST_COUNTED, length, page};
use super::schema::{organizations, report_answers, reports};
use super::{Conn, DbError, stored, utc};

/// Bound parameters a statement: far below what either database allows.
const CHUNK: usize = 500;

/// One report as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// UUIDv7.
    pub id: String,
    /// What the reporter quotes, such as `VS-7F3K-92QX`.
    pub reference: String,
    /// Whose listing it is about.
    pub organization_id: String,
    /// The place that it is about; `None` for the listing as a whole.
    pub place_id: Option<String>,
    /// What is wrong.
    pub reason: ReportReason,
    /// Where it stands.
    pub state: ReportState,
    /// Counts changes: the value a change must name.
    pub version: i64,
    /// In which it was written, and is answered.
    pub language: Language,
    /// The reporter's words and e-mail address, encrypted; `None` once erased.
    pub sealed: Option<String>,
    /// SHA-256 of the one form that it came from.
    pub form_digest: String,
    /// When it came.
    pub received_at: DateTime<Utc>,
    /// By when it should be answered.
    pub due_at: DateTime<Utc>,
    /// Last change.
    pub updated_at: DateTime<Utc>,
    /// Who is looking into it, by staff id.
    pub begun_by: Option<String>,
}

#[derive(Queryable, Insertable, Clone)]
#[diesel(table_name = reports)]
struct Row {
    id: String,
    reference: String,
    organization_id: String,
    place_id: Option<String>,
    reason: String,
    state: String,
    version: i64,
    language: String,
    sealed: Option<String>,
    form_digest: String,
    received_at: NaiveDateTime,
    due_at: NaiveDateTime,
    updated_at: NaiveDateTime,
    begun_by: Option<String>,
}

impl TryFrom<Row> for Report {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        let damaged = |e: crate::domain::problem::UnknownWord| DbError::Damaged(format!("report {}: {e}", row.id));
        Ok(Report {
            reason: row.reason.parse().map_err(damaged)?,
            state: row.state.parse().map_err(damaged)?,
            language: row.language.parse().map_err(damaged)?,
            id: row.id,
            reference: row.reference,
            organization_id: row.organization_id,
            place_id: row.place_id,
            version: row.version,
            sealed: row.sealed,
            form_digest: row.form_digest,
            received_at: utc(row.received_at),
            due_at: utc(row.due_at),
            updated_at: utc(row.updated_at),
            begun_by: row.begun_by,
        })
    }
}

/// Adds one.
///
/// # Errors
/// [`DbError::Duplicate`] where its form made a report before.
pub fn insert(conn: &mut Conn, r: &Report) -> Result<(), DbError> {
    let row = Row {
        id: r.id.clone(),
        reference: r.reference.clone(),
        organization_id: r.organization_id.clone(),
        place_id: r.place_id.clone(),
        reason: r.reason.to_string(),
        state: r.state.to_string(),
        version: r.version,
        language: r.language.to_string(),
        sealed: r.sealed.clone(),
        form_digest: r.form_digest.clone(),
        received_at: stored(r.received_at),
        due_at: stored(r.due_at),
        updated_at: stored(r.updated_at),
        begun_by: r.begun_by.clone(),
    };
    diesel::insert_into(reports::table).values(row).execute(conn)?;
    Ok(())
}

/// By id.
pub fn get(conn: &mut Conn, id: &str) -> Result<Report, DbError> {
    reports::table.find(id).first::<Row>(conn)?.try_into()
}

/// By the reference that the reporter quotes.
pub fn by_reference(conn: &mut Conn, reference: &str) -> Result<Option<Report>, DbError> {
    let row: Option<Row> = reports::table.filter(reports::reference.eq(reference)).first(conn).optional()?;
    row.map(Report::try_from).transpose()
}

/// The one that a form made.
pub fn by_form(conn: &mut Conn, form_digest: &str) -> Result<Option<Report>, DbError> {
    let row: Option<Row> = reports::table.filter(reports::form_digest.eq(form_digest)).first(conn).optional()?;
    row.map(Report::try_from).transpose()
}

/// One line of the queue.
#[derive(Debug, Clone, PartialEq)]
pub struct Queued {
    /// The report.
    pub report: Report,
    /// The provider's public name.
    pub provider: String,
}

/// Reports in these states: unsafe care that nobody has answered yet, then what is due first. Each part of the list is read along its
/// own index as far as the page goes, and the few rows are merged.
pub fn in_states(conn: &mut Conn, states: &[ReportState], limit: i64, offset: i64) -> Result<Vec<Queued>, DbError> {
    let mut rows: Vec<(bool, Row, String)> = Vec::new();
    for state in states {
        let parts: &[Option<bool>] = if state.is_open() { &[Some(true), Some(false)] } else { &[None] };
        for cannot_wait in parts {
            let mut part = reports::table.inner_join(organizations::table).into_boxed();
            part = part.filter(reports::state.eq(state.as_str()));
            part = match cannot_wait {
                Some(true) => part.filter(reports::reason.eq(ReportReason::UnsafeCare.as_str())),
                Some(false) => part.filter(reports::reason.ne(ReportReason::UnsafeCare.as_str())),
                None => part,
            };
            let part = part.order((reports::due_at.asc(), reports::id.asc())).limit(limit + offset);
            let found: Vec<(Row, String)> = part.select((reports::all_columns, organizations::name)).load(conn)?;
            rows.extend(found.into_iter().map(|(row, provider)| (*cannot_wait == Some(true), row, provider)));
        }
    }
    let place = |cannot_wait: bool, row: &Row| (!cannot_wait, row.due_at, row.id.clone());
    rows.sort_by_cached_key(|(cannot_wait, row, _)| place(*cannot_wait, row));
    page(rows, limit, offset).map(|(_, row, provider)| Ok(Queued { report: row.try_into()?, provider })).collect()
}

/// How many are in these states.
pub fn count_in_states(conn: &mut Conn, states: &[ReportState]) -> Result<i64, DbError> {
    Ok(reports::table.filter(reports::state.eq_any(words(states))).count().get_result(conn)?)
}

/// How many are in these states, counted to [`MOST_COUNTED`] in each.
pub fn counted_in_states(conn: &mut Conn, states: &[ReportState]) -> Result<i64, DbError> {
    let mut count = 0;
    for state in states {
        let own = reports::table.filter(reports::state.eq(state.as_str())).select(reports::id).limit(MOST_COUNTED + 1);
        count += length(&own.load::<String>(conn)?);
    }
    Ok(count)
}

/// How many in these states have each reason, in the order of reasons: each counted along the index. To group them, they would be sorted.
pub fn count_by_reason(conn: &mut Conn, states: &[ReportState]) -> Result<Vec<(ReportReason, i64)>, DbError> {
    let mut counts = Vec::new();
    for reason in ReportReason::ALL {
        let mut count = 0;
        for state in states {
            let own = reports::table.filter(reports::state.eq(state.as_str()));
            count += own.filter(reports::reason.eq(reason.as_str())).count().get_result::<i64>(conn)?;
        }
        counts.push((*reason, count));
    }
    Ok(counts)
}

/// The open ones about one listing, the oldest first; at most so many.
pub fn open_about(conn: &mut Conn, organization_id: &str, limit: i64) -> Result<Vec<Report>, DbError> {
    let rows: Vec<Row> = reports::table
        .filter(reports::organization_id.eq(organization_id))
        .filter(reports::state.eq_any(words(ReportState::OPEN)))
        .order((reports::received_at.asc(), reports::id.asc()))
        .limit(limit)
        .load(conn)?;
    rows.into_iter().map(Report::try_from).collect()
}

/// The open reports of dead phones at places of these organizations.
pub fn dead_phones(conn: &mut Conn, organization_ids: &[&str]) -> Result<Vec<Report>, DbError> {
    let mut all = Vec::new();
    for chunk in organization_ids.chunks(CHUNK) {
        let rows: Vec<Row> = reports::table
            .filter(reports::organization_id.eq_any(chunk))
            .filter(reports::state.eq_any(words(ReportState::OPEN)))
            .filter(reports::reason.eq(ReportReason::DeadPhone.as_str()))
            .filter(reports::place_id.is_not_null())
            .order((reports::received_at.asc(), reports::id.asc()))
            .load(conn)?;
        all.extend(rows.into_iter().map(Report::try_from).collect::<Result<Vec<_>, _>>()?);
    }
    Ok(all)
}

fn words(states: &[ReportState]) -> Vec<&'static str> {
    states.iter().map(|s| s.as_str()).collect()
}

/// Moves a report from the version the caller saw to `state`. Exactly one of two callers succeeds.
pub fn transition(
    conn: &mut Conn,
    id: &str,
    seen_version: i64,
    state: ReportState,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let moved = diesel::update(reports::table.find(id).filter(reports::version.eq(seen_version)))
        .set((
            reports::state.eq(state.as_str()),
            reports::version.eq(seen_version + 1),
            reports::updated_at.eq(stored(now)),
        ))
        .execute(conn)?;
    if moved == 1 { Ok(()) } else { Err(DbError::Stale) }
}

/// Notes who is looking into it.
pub fn set_begun_by(conn: &mut Conn, id: &str, staff_id: &str) -> Result<(), DbError> {
    diesel::update(reports::table.find(id)).set(reports::begun_by.eq(staff_id)).execute(conn)?;
    Ok(())
}

/// Takes the reporter's words and address away for good, at the version the caller saw.
pub fn erase(conn: &mut Conn, id: &str, seen_version: i64, now: DateTime<Utc>) -> Result<(), DbError> {
    let erased = diesel::update(reports::table.find(id).filter(reports::version.eq(seen_version)))
        .set((
            reports::sealed.eq(None::<String>),
            reports::version.eq(seen_version + 1),
            reports::updated_at.eq(stored(now)),
        ))
        .execute(conn)?;
    if erased == 1 { Ok(()) } else { Err(DbError::Stale) }
}

/// How a report was answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Which.
    pub report_id: String,
    /// Who.
    pub staff_id: String,
    /// What came of it.
    pub outcome: ReportOutcome,
    /// In words; the reporter reads them where there was an address.
    pub text: String,
    /// When.
    pub answered_at: DateTime<Utc>,
}

/// Records the answer; a report has one.
pub fn answer(conn: &mut Conn, a: &Answer) -> Result<(), DbError> {
    let row = (
        report_answers::report_id.eq(&a.report_id),
        report_answers::staff_id.eq(&a.staff_id),
        report_answers::outcome.eq(a.outcome.as_str()),
        report_answers::text.eq(&a.text),
        report_answers::answered_at.eq(stored(a.answered_at)),
    );
    diesel::insert_into(report_answers::table).values(row).execute(conn)?;
    Ok(())
}

/// The answer to a report, once there is one.
pub fn answer_to(conn: &mut Conn, report_id: &str) -> Result<Option<Answer>, DbError> {
    let row: Option<(String, String, String, String, NaiveDateTime)> =
        report_answers::table.find(report_id).first(conn).optional()?;
    row.map(|(report_id, staff_id, outcome, text, at)| {
        let outcome = outcome.parse().map_err(|e| DbError::Damaged(format!("answer to report {report_id}: {e}")))?;
        Ok(Answer { report_id, staff_id, outcome, text, answered_at: utc(at) })
    })
    .transpose()
}
