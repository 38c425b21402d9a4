//! What people ask of listings without an account: claims and removals.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::domain::listing_request::{OfficialRecord, Relation, RequestKind, RequestState};
use crate::domain::problem::UnknownWord;
use crate::domain::report::Language;

use super::queue::{MOST_COUNTED, length, page};
use super::schema::{listing_requests, organizations};
use super::{Conn, DbError, stored, utc};

/// One request as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct ListingRequest {
    /// UUIDv7.
    pub id: String,
    /// What the asker quotes, such as `VS-7F3K-92QX`.
    pub reference: String,
    /// Whose listing it is about.
    pub organization_id: String,
    /// What is asked.
    pub kind: RequestKind,
    /// Of a removal: what the asker is to the listing.
    pub relation: Option<Relation>,
    /// Where it stands.
    pub state: RequestState,
    /// Counts changes: the value a change must name.
    pub version: i64,
    /// In which it was written, and is answered.
    pub language: Language,
    /// The asker's name, contact and words, encrypted; `None` once erased.
    pub sealed: Option<String>,
    /// SHA-256 of the one form that it came from.
    pub form_digest: String,
    /// When it came.
    pub received_at: DateTime<Utc>,
    /// By when it should be answered.
    pub due_at: DateTime<Utc>,
    /// When staff took the listing out of sight because of it.
    pub hidden_at: Option<DateTime<Utc>>,
    /// When those who look after the listing were told of a claim.
    pub told_at: Option<DateTime<Utc>>,
    /// Once it is decided.
    pub decided: Option<Decided>,
}

/// How a request was decided.
#[derive(Debug, Clone, PartialEq)]
pub struct Decided {
    /// When.
    pub at: DateTime<Utc>,
    /// The staff id.
    pub by: String,
    /// Granted: the official record, and the contact of it by which it was confirmed that the asker may ask this.
    pub control: Option<(OfficialRecord, String)>,
    /// Declined: why, in words.
    pub reason: Option<String>,
}

#[derive(Queryable, Insertable, Clone)]
#[diesel(table_name = listing_requests)]
struct Row {
    id: String,
    reference: String,
    organization_id: String,
    kind: String,
    relation: Option<String>,
    state: String,
    version: i64,
    language: String,
    sealed: Option<String>,
    form_digest: String,
    received_at: NaiveDateTime,
    due_at: NaiveDateTime,
    hidden_at: Option<NaiveDateTime>,
    told_at: Option<NaiveDateTime>,
    decided_at: Option<NaiveDateTime>,
    decided_by: Option<String>,
    record: Option<String>,
    contact: Option<String>,
    reason: Option<String>,
}

impl TryFrom<Row> for ListingRequest {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        let damaged = |e: UnknownWord| DbError::Damaged(format!("listing request {}: {e}", row.id));
        let record = row.record.as_deref().map(str::parse).transpose().map_err(damaged)?;
        Ok(ListingRequest {
            kind: row.kind.parse().map_err(damaged)?,
            relation: row.relation.as_deref().map(str::parse).transpose().map_err(damaged)?,
            state: row.state.parse().map_err(damaged)?,
            language: row.language.parse().map_err(damaged)?,
            decided: row.decided_at.zip(row.decided_by).map(|(at, by)| Decided {
                at: utc(at),
                by,
                control: record.zip(row.contact),
                reason: row.reason,
            }),
            id: row.id,
            reference: row.reference,
            organization_id: row.organization_id,
            version: row.version,
            sealed: row.sealed,
            form_digest: row.form_digest,
            received_at: utc(row.received_at),
            due_at: utc(row.due_at),
            hidden_at: row.hidden_at.map(utc),
            told_at: row.told_at.map(utc),
        })
    }
}

/// Adds one that nobody has decided on.
///
/// # Errors
/// [`DbError::Duplicate`] where its form made one before.
pub fn insert(conn: &mut Conn, r: &ListingRequest) -> Result<(), DbError> {
    let row = Row {
        id: r.id.clone(),
        reference: r.reference.clone(),
        organization_id: r.organization_id.clone(),
        kind: r.kind.to_string(),
        relation: r.relation.map(|relation| relation.to_string()),
        state: r.state.to_string(),
        version: r.version,
        language: r.language.to_string(),
        sealed: r.sealed.clone(),
        form_digest: r.form_digest.clone(),
        received_at: stored(r.received_at),
        due_at: stored(r.due_at),
        hidden_at: None,
        told_at: None,
        decided_at: None,
        decided_by: None,
        record: None,
        contact: None,
        reason: None,
    };
    diesel::insert_into(listing_requests::table).values(row).execute(conn)?;
    Ok(())
}

/// By id.
pub fn get(conn: &mut Conn, id: &str) -> Result<ListingRequest, DbError> {
    listing_requests::table.find(id).first::<Row>(conn)?.try_into()
}

/// By the reference that the asker quotes.
pub fn by_reference(conn: &mut Conn, reference: &str) -> Result<Option<ListingRequest>, DbError> {
    let found = listing_requests::table.filter(listing_requests::reference.eq(reference));
    found.first::<Row>(conn).optional()?.map(ListingRequest::try_from).transpose()
}

/// The one that a form made.
pub fn by_form(conn: &mut Conn, form_digest: &str) -> Result<Option<ListingRequest>, DbError> {
    let found = listing_requests::table.filter(listing_requests::form_digest.eq(form_digest));
    found.first::<Row>(conn).optional()?.map(ListingRequest::try_from).transpose()
}

/// One line of the queue: the request, and the provider's public name.
pub type Queued = (ListingRequest, String);

/// Those in these states: what waits, what is due first first; then what is decided, the newest first. Each state is read along an
/// index as far as the page goes.
pub fn in_states(conn: &mut Conn, states: &[RequestState], limit: i64, offset: i64) -> Result<Vec<Queued>, DbError> {
    let mut waiting: Vec<(Row, String)> = Vec::new();
    let mut decided: Vec<(Row, String)> = Vec::new();
    for state in states {
        let own = listing_requests::table.inner_join(organizations::table).into_boxed();
        let own = own.filter(listing_requests::state.eq(state.as_str())).limit(limit + offset);
        let own = own.select((listing_requests::all_columns, organizations::name));
        match state {
            RequestState::Received => waiting.extend(
                own.order((listing_requests::due_at.asc(), listing_requests::id.asc())).load::<(Row, String)>(conn)?,
            ),
            _ => decided.extend(
                own.order((listing_requests::decided_at.desc(), listing_requests::id.desc()))
                    .load::<(Row, String)>(conn)?,
            ),
        }
    }
    decided.sort_by(|(a, _), (b, _)| (b.decided_at, &b.id).cmp(&(a.decided_at, &a.id)));
    waiting.extend(decided);
    page(waiting, limit, offset).map(|(row, provider)| Ok((row.try_into()?, provider))).collect()
}

/// How many are in these states, counted to [`MOST_COUNTED`] in each.
pub fn counted_in_states(conn: &mut Conn, states: &[RequestState]) -> Result<i64, DbError> {
    let mut count = 0;
    for state in states {
        let own = listing_requests::table.filter(listing_requests::state.eq(state.as_str()));
        count += length(&own.select(listing_requests::id).limit(MOST_COUNTED + 1).load::<String>(conn)?);
    }
    Ok(count)
}

/// How many wait, and how many of those are late, both counted to [`MOST_COUNTED`].
pub fn waiting(conn: &mut Conn, now: DateTime<Utc>) -> Result<(i64, i64), DbError> {
    let open = listing_requests::table.filter(listing_requests::state.eq(RequestState::Received.as_str()));
    let late =
        open.filter(listing_requests::due_at.lt(stored(now))).select(listing_requests::id).limit(MOST_COUNTED + 1);
    let late = length(&late.load::<String>(conn)?);
    Ok((counted_in_states(conn, &[RequestState::Received])?, late))
}

/// The open ones about one listing, the oldest first.
pub fn open_about(conn: &mut Conn, organization_id: &str) -> Result<Vec<ListingRequest>, DbError> {
    let rows: Vec<Row> = listing_requests::table
        .filter(listing_requests::organization_id.eq(organization_id))
        .filter(listing_requests::state.eq(RequestState::Received.as_str()))
        .order((listing_requests::received_at.asc(), listing_requests::id.asc()))
        .limit(100)
        .load(conn)?;
    rows.into_iter().map(ListingRequest::try_from).collect()
}

/// Decides on one that waits, at the version the caller saw. Exactly one of two callers succeeds.
pub fn decide(conn: &mut Conn, seen: &ListingRequest, state: RequestState, decided: &Decided) -> Result<(), DbError> {
    let (record, contact) = decided.control.as_ref().map(|(r, c)| (r.as_str(), c.as_str())).unzip();
    changed(
        diesel::update(listing_requests::table.find(&seen.id).filter(listing_requests::version.eq(seen.version)))
            .set((
                listing_requests::state.eq(state.as_str()),
                listing_requests::version.eq(seen.version + 1),
                listing_requests::decided_at.eq(stored(decided.at)),
                listing_requests::decided_by.eq(&decided.by),
                listing_requests::record.eq(record),
                listing_requests::contact.eq(contact),
                listing_requests::reason.eq(&decided.reason),
            ))
            .execute(conn)?,
    )
}

/// Notes that the listing was taken out of sight because of it.
pub fn hid(conn: &mut Conn, seen: &ListingRequest, now: DateTime<Utc>) -> Result<(), DbError> {
    changed(
        diesel::update(listing_requests::table.find(&seen.id).filter(listing_requests::version.eq(seen.version)))
            .set((listing_requests::hidden_at.eq(stored(now)), listing_requests::version.eq(seen.version + 1)))
            .execute(conn)?,
    )
}

/// Notes that those who look after the listing were told.
pub fn told(conn: &mut Conn, seen: &ListingRequest, now: DateTime<Utc>) -> Result<(), DbError> {
    changed(
        diesel::update(listing_requests::table.find(&seen.id).filter(listing_requests::version.eq(seen.version)))
            .set((listing_requests::told_at.eq(stored(now)), listing_requests::version.eq(seen.version + 1)))
            .execute(conn)?,
    )
}

fn changed(rows: usize) -> Result<(), DbError> {
    if rows == 1 { Ok(()) } else { Err(DbError::Stale) }
}

/// Erases name, contact and words of what was decided before then. Answers how many.
pub fn forget(conn: &mut Conn, before: DateTime<Utc>) -> Result<usize, DbError> {
    let old = listing_requests::table
        .filter(listing_requests::decided_at.lt(stored(before)))
        .filter(listing_requests::sealed.is_not_null());
    Ok(diesel::update(old).set(listing_requests::sealed.eq(None::<String>)).execute(conn)?)
}
