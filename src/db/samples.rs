//! The listings that are drawn each month to be phoned, and what came of it.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::domain::ids::Id;
use crate::domain::problem::UnknownWord;
use crate::domain::sample::{Answer, Answers, Month, Outcome, Reached, Settled};

use super::listings::ListingState;
use super::schema::{accuracy_calls, accuracy_listings, accuracy_samples, listings};
use super::{Conn, DbError, stored, utc};

/// A month's draw as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// Which month.
    pub month: Month,
    /// What it was drawn by.
    pub seed: String,
    /// From so many listings.
    pub listed: i64,
    /// A digest of their ids.
    pub listed_digest: String,
    /// When.
    pub drawn_at: DateTime<Utc>,
    /// Since when its figure is public.
    pub closed_at: Option<DateTime<Utc>>,
}

type SampleRow = (NaiveDate, String, i64, String, NaiveDateTime, Option<NaiveDateTime>);

fn sample((month, seed, listed, listed_digest, drawn_at, closed_at): SampleRow) -> Sample {
    let month = Month::around(month);
    Sample { month, seed, listed, listed_digest, drawn_at: utc(drawn_at), closed_at: closed_at.map(utc) }
}

/// A drawn listing as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn {
    /// UUIDv7.
    pub id: String,
    /// For which month.
    pub month: Month,
    /// As how many-th, from 1.
    pub position: i64,
    /// Whose listing.
    pub organization_id: String,
    /// Counts changes: the value a change must name.
    pub version: i64,
    /// How it ended; `None` while it is still to be phoned.
    pub settled: Option<Settled>,
}

#[derive(Queryable, Insertable, Clone)]
#[diesel(table_name = accuracy_listings)]
struct Row {
    id: String,
    month: NaiveDate,
    position: i64,
    organization_id: String,
    version: i64,
    outcome: Option<String>,
    address: Option<String>,
    new_patients: Option<String>,
    treatments: Option<String>,
    settled_at: Option<NaiveDateTime>,
}

impl TryFrom<Row> for Drawn {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        let damaged = |e: UnknownWord| DbError::Damaged(format!("drawn listing {}: {e}", row.id));
        let answer = |word: &Option<String>| word.as_deref().map(str::parse::<Answer>).transpose().map_err(damaged);
        let answers = match (answer(&row.address)?, answer(&row.new_patients)?, answer(&row.treatments)?) {
            (Some(address), Some(new_patients), Some(treatments)) => {
                Some(Answers { address, new_patients, treatments })
            }
            _ => None,
        };
        let outcome = row.outcome.as_deref().map(str::parse::<Outcome>).transpose().map_err(damaged)?;
        Ok(Drawn {
            settled: outcome.map(|outcome| Settled { outcome, answers }),
            id: row.id,
            month: Month::around(row.month),
            position: row.position,
            organization_id: row.organization_id,
            version: row.version,
        })
    }
}

/// One try to phone.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// The drawn listing's id.
    pub listing_id: String,
    /// What came of it.
    pub result: Reached,
    /// Of whoever called; may be empty.
    pub note: String,
    /// Who.
    pub staff_id: String,
    /// When.
    pub called_at: DateTime<Utc>,
}

/// Stores a draw; a month has one.
///
/// # Errors
/// [`DbError::Duplicate`] where the month has one.
pub fn insert(conn: &mut Conn, s: &Sample, organization_ids: &[String]) -> Result<(), DbError> {
    let row = (
        accuracy_samples::month.eq(s.month.first_day()),
        accuracy_samples::seed.eq(&s.seed),
        accuracy_samples::listed.eq(s.listed),
        accuracy_samples::listed_digest.eq(&s.listed_digest),
        accuracy_samples::drawn_at.eq(stored(s.drawn_at)),
        accuracy_samples::closed_at.eq(s.closed_at.map(stored)),
    );
    diesel::insert_into(accuracy_samples::table).values(row).execute(conn)?;
    for (position, organization_id) in (1..).zip(organization_ids) {
        let row = Row {
            id: Id::new().to_string(),
            month: s.month.first_day(),
            position,
            organization_id: organization_id.clone(),
            version: 1,
            outcome: None,
            address: None,
            new_patients: None,
            treatments: None,
            settled_at: None,
        };
        diesel::insert_into(accuracy_listings::table).values(row).execute(conn)?;
    }
    Ok(())
}

/// A month's draw.
pub fn of_month(conn: &mut Conn, month: Month) -> Result<Option<Sample>, DbError> {
    let row = accuracy_samples::table.find(month.first_day()).first::<SampleRow>(conn).optional()?;
    Ok(row.map(sample))
}

/// The draws whose figure is not public yet, oldest first.
pub fn open(conn: &mut Conn) -> Result<Vec<Sample>, DbError> {
    let rows: Vec<SampleRow> = accuracy_samples::table
        .filter(accuracy_samples::closed_at.is_null())
        .order(accuracy_samples::month.asc())
        .load(conn)?;
    Ok(rows.into_iter().map(sample).collect())
}

/// The draws whose figure is public, the newest first; at most so many.
pub fn closed(conn: &mut Conn, limit: i64) -> Result<Vec<Sample>, DbError> {
    let rows: Vec<SampleRow> = accuracy_samples::table
        .filter(accuracy_samples::closed_at.is_not_null())
        .order(accuracy_samples::month.desc())
        .limit(limit)
        .load(conn)?;
    Ok(rows.into_iter().map(sample).collect())
}

/// Makes a month's figure public.
///
/// # Errors
/// [`DbError::Stale`] where it is already.
pub fn close(conn: &mut Conn, month: Month, now: DateTime<Utc>) -> Result<(), DbError> {
    let open = accuracy_samples::table.find(month.first_day()).filter(accuracy_samples::closed_at.is_null());
    let closed = diesel::update(open).set(accuracy_samples::closed_at.eq(stored(now))).execute(conn)?;
    if closed == 1 { Ok(()) } else { Err(DbError::Stale) }
}

/// The drawn listings of these months, in the order in which they were drawn.
pub fn drawn(conn: &mut Conn, months: &[Month]) -> Result<Vec<Drawn>, DbError> {
    let months: Vec<NaiveDate> = months.iter().map(|month| month.first_day()).collect();
    let rows: Vec<Row> = accuracy_listings::table
        .filter(accuracy_listings::month.eq_any(months))
        .order((accuracy_listings::month.asc(), accuracy_listings::position.asc()))
        .load(conn)?;
    rows.into_iter().map(Drawn::try_from).collect()
}

/// How many of a month's listings are in sight and still to be phoned.
pub fn to_phone(conn: &mut Conn, month: Month) -> Result<i64, DbError> {
    // Asked of each drawn one: a set of all that are in sight would be all listings.
    let in_sight = listings::table
        .filter(listings::organization_id.eq(accuracy_listings::organization_id))
        .filter(listings::state.eq(ListingState::Public.as_str()));
    Ok(accuracy_listings::table
        .filter(accuracy_listings::month.eq(month.first_day()))
        .filter(accuracy_listings::outcome.is_null())
        .filter(diesel::dsl::exists(in_sight))
        .count()
        .get_result(conn)?)
}

/// One drawn listing.
pub fn get(conn: &mut Conn, id: &str) -> Result<Drawn, DbError> {
    accuracy_listings::table.find(id).first::<Row>(conn)?.try_into()
}

/// Notes how a drawn listing ended, or with `None` that it was tried, at the version that the caller saw.
///
/// # Errors
/// [`DbError::Stale`] where it has another version or ended before.
pub fn note(conn: &mut Conn, drawn: &Drawn, settled: Option<Settled>, now: DateTime<Utc>) -> Result<(), DbError> {
    let seen = accuracy_listings::table
        .find(&drawn.id)
        .filter(accuracy_listings::version.eq(drawn.version))
        .filter(accuracy_listings::outcome.is_null());
    let answer = |of: fn(Answers) -> Answer| settled.and_then(|s| s.answers).map(|answers| of(answers).as_str());
    let noted = diesel::update(seen)
        .set((
            accuracy_listings::version.eq(drawn.version + 1),
            accuracy_listings::outcome.eq(settled.map(|s| s.outcome.as_str())),
            accuracy_listings::address.eq(answer(|a| a.address)),
            accuracy_listings::new_patients.eq(answer(|a| a.new_patients)),
            accuracy_listings::treatments.eq(answer(|a| a.treatments)),
            accuracy_listings::settled_at.eq(settled.map(|_| stored(now))),
        ))
        .execute(conn)?;
    if noted == 1 { Ok(()) } else { Err(DbError::Stale) }
}

/// Adds a try.
pub fn add_call(conn: &mut Conn, call: &Call) -> Result<(), DbError> {
    let row = (
        accuracy_calls::id.eq(Id::new().to_string()),
        accuracy_calls::listing_id.eq(&call.listing_id),
        accuracy_calls::result.eq(call.result.as_str()),
        accuracy_calls::note.eq(&call.note),
        accuracy_calls::staff_id.eq(&call.staff_id),
        accuracy_calls::called_at.eq(stored(call.called_at)),
    );
    diesel::insert_into(accuracy_calls::table).values(row).execute(conn)?;
    Ok(())
}

/// The tries at these drawn listings, oldest first.
pub fn calls(conn: &mut Conn, listing_ids: &[&str]) -> Result<Vec<Call>, DbError> {
    let rows: Vec<(String, String, String, String, NaiveDateTime)> = accuracy_calls::table
        .filter(accuracy_calls::listing_id.eq_any(listing_ids))
        .order((accuracy_calls::called_at.asc(), accuracy_calls::id.asc()))
        .select((
            accuracy_calls::listing_id,
            accuracy_calls::result,
            accuracy_calls::note,
            accuracy_calls::staff_id,
            accuracy_calls::called_at,
        ))
        .load(conn)?;
    let call = |(listing_id, result, note, staff_id, at): (String, String, String, String, NaiveDateTime)| {
        let result = result.parse().map_err(|e| DbError::Damaged(format!("a call about {listing_id}: {e}")))?;
        Ok(Call { listing_id, result, note, staff_id, called_at: utc(at) })
    };
    rows.into_iter().map(call).collect()
}
