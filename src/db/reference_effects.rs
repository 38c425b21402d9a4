//! What loads did to listings, noted in the transaction that stored the check.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::domain::ids::Id;
use crate::domain::reference_act::Effect;

use super::listings::ListingState;
use super::schema::{listings, reference_effects as effects};
use super::{Conn, DbError, on_backend, stored};

/// One thing that a load did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted<'a> {
    /// Which list.
    pub list: &'a str,
    /// USPS code of a state list; empty otherwise.
    pub state: &'a str,
    /// The load.
    pub loaded_at: DateTime<Utc>,
    /// Of which check.
    pub code: &'a str,
    /// About whom.
    pub subject: &'a str,
    /// What.
    pub effect: Effect,
}

#[derive(Insertable)]
#[diesel(table_name = effects)]
struct Row {
    id: String,
    list: String,
    state: String,
    loaded_at: NaiveDateTime,
    organization_id: String,
    code: String,
    subject: String,
    effect: String,
    noted_at: NaiveDateTime,
}

/// How many of each; people and places count, not checks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Who is on the list, or may be, and was not.
    pub found: usize,
    /// Who is on it no more.
    pub gone: usize,
    /// Listings hidden by it.
    pub hidden: usize,
    /// Of these, how many are shown again.
    pub shown_again: usize,
}

/// Notes what a load did to a listing.
pub fn note(conn: &mut Conn, organization_id: &str, noted: &[Noted<'_>], now: DateTime<Utc>) -> Result<(), DbError> {
    let rows: Vec<Row> = noted
        .iter()
        .map(|one| Row {
            id: Id::new().to_string(),
            list: one.list.to_string(),
            state: one.state.to_string(),
            loaded_at: stored(one.loaded_at),
            organization_id: organization_id.to_string(),
            code: one.code.to_string(),
            subject: one.subject.to_string(),
            effect: one.effect.to_string(),
            noted_at: stored(now),
        })
        .collect();
    on_backend!(conn, c => diesel::insert_into(effects::table).values(&rows).execute(c))?;
    Ok(())
}

/// What a load has done since a moment.
pub fn counts(
    conn: &mut Conn,
    list: &str,
    state: &str,
    loaded_at: DateTime<Utc>,
    since: DateTime<Utc>,
) -> Result<Counts, DbError> {
    let rows: Vec<(String, String, String, Option<String>)> = effects::table
        .left_join(listings::table.on(listings::organization_id.eq(effects::organization_id)))
        .filter(effects::list.eq(list))
        .filter(effects::state.eq(state))
        .filter(effects::loaded_at.eq(stored(loaded_at)))
        .filter(effects::noted_at.ge(stored(since)))
        .select((effects::effect, effects::organization_id, effects::subject, listings::state.nullable()))
        .load(conn)?;
    let of = |effect: Effect| rows.iter().filter(move |row| row.0 == effect.as_str());
    let about = |effect: Effect| of(effect).map(|row| (&row.1, &row.2)).collect::<BTreeSet<_>>().len();
    let hidden: BTreeSet<(&String, bool)> =
        of(Effect::Hidden).map(|row| (&row.1, row.3.as_deref() == Some(ListingState::Public.as_str()))).collect();
    Ok(Counts {
        found: about(Effect::Found),
        gone: about(Effect::Gone),
        hidden: hidden.len(),
        shown_again: hidden.iter().filter(|(_, is_public)| *is_public).count(),
    })
}
