//! How often something happened to a listing in a week.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::domain::weekly::{Event, Week};

use super::schema::weekly_counts;
use super::{Conn, DbError, on_backend};

/// One number as stored.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = weekly_counts)]
pub struct CountRow {
    /// Whose.
    pub organization_id: String,
    /// The week's first day.
    pub monday: NaiveDate,
    /// One of [`Event::WORDS`].
    pub event: String,
    /// How often.
    pub times: i64,
}

/// Adds to a number, whoever wrote to it before.
pub fn add(conn: &mut Conn, organization_id: &str, week: Week, event: Event, times: u64) -> Result<(), DbError> {
    let times = i64::try_from(times).unwrap_or(i64::MAX);
    let row = CountRow {
        organization_id: organization_id.to_string(),
        monday: week.monday(),
        event: event.as_str().to_string(),
        times,
    };
    on_backend!(conn, c => diesel::insert_into(weekly_counts::table)
        .values(&row)
        .on_conflict((weekly_counts::organization_id, weekly_counts::monday, weekly_counts::event))
        .do_update()
        .set(weekly_counts::times.eq(weekly_counts::times + times))
        .execute(c))?;
    Ok(())
}

/// The numbers of an organization from one week to another, both included, by week.
pub fn between(conn: &mut Conn, organization_id: &str, first: Week, last: Week) -> Result<Vec<CountRow>, DbError> {
    Ok(weekly_counts::table
        .filter(weekly_counts::organization_id.eq(organization_id))
        .filter(weekly_counts::monday.between(first.monday(), last.monday()))
        .order((weekly_counts::monday.asc(), weekly_counts::event.asc()))
        .load(conn)?)
}

/// Erases the weeks before `oldest`, and of those up to `over` the numbers below `least`. Answers how many numbers that were.
pub fn forget(conn: &mut Conn, oldest: Week, over: Week, least: u64) -> Result<usize, DbError> {
    let old = diesel::delete(weekly_counts::table.filter(weekly_counts::monday.lt(oldest.monday()))).execute(conn)?;
    let least = i64::try_from(least).unwrap_or(i64::MAX);
    let small =
        weekly_counts::table.filter(weekly_counts::monday.le(over.monday())).filter(weekly_counts::times.lt(least));
    Ok(old + diesel::delete(small).execute(conn)?)
}
