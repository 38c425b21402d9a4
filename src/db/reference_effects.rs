//! What loads did to listings, noted in the transaction that stored the check.

use std::collections::{BTreeMap, BTreeSet};

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

/// A load whose effects are counted.
#[derive(Debug, Clone, Copy)]
pub struct Of<'a> {
    /// Which list.
    pub list: &'a str,
    /// USPS code of a state list; empty otherwise.
    pub state: &'a str,
    /// The load.
    pub loaded_at: DateTime<Utc>,
    /// What it did from here on.
    pub since: DateTime<Utc>,
}

/// An effect as it is counted.
#[derive(Queryable)]
struct Seen {
    list: String,
    state: String,
    loaded_at: NaiveDateTime,
    noted_at: NaiveDateTime,
    effect: String,
    organization_id: String,
    subject: String,
    listing: Option<String>,
}

/// What these loads have done, each in its place, in one question: a directory has fifty state lists and more.
pub fn counts(conn: &mut Conn, loads: &[Of<'_>]) -> Result<Vec<Counts>, DbError> {
    let lists: BTreeSet<&str> = loads.iter().map(|of| of.list).collect();
    let states: BTreeSet<&str> = loads.iter().map(|of| of.state).collect();
    let times: BTreeSet<NaiveDateTime> = loads.iter().map(|of| stored(of.loaded_at)).collect();
    let rows: Vec<Seen> = effects::table
        .left_join(listings::table.on(listings::organization_id.eq(effects::organization_id)))
        .filter(effects::list.eq_any(lists))
        .filter(effects::state.eq_any(states))
        .filter(effects::loaded_at.eq_any(times))
        .select((
            effects::list,
            effects::state,
            effects::loaded_at,
            effects::noted_at,
            effects::effect,
            effects::organization_id,
            effects::subject,
            listings::state.nullable(),
        ))
        .load(conn)?;
    let mut by_load: BTreeMap<(&str, &str, NaiveDateTime), Vec<&Seen>> = BTreeMap::new();
    for row in &rows {
        by_load.entry((&row.list, &row.state, row.loaded_at)).or_default().push(row);
    }
    let of_load = |of: &Of<'_>| {
        let all = by_load.get(&(of.list, of.state, stored(of.loaded_at))).map_or(&[][..], Vec::as_slice);
        counted(all, stored(of.since))
    };
    Ok(loads.iter().map(of_load).collect())
}

fn counted(rows: &[&Seen], since: NaiveDateTime) -> Counts {
    let of = |effect: Effect| rows.iter().filter(move |row| row.noted_at >= since && row.effect == effect.as_str());
    let about =
        |effect: Effect| of(effect).map(|row| (&row.organization_id, &row.subject)).collect::<BTreeSet<_>>().len();
    let is_public = |row: &Seen| row.listing.as_deref() == Some(ListingState::Public.as_str());
    let hidden: BTreeSet<(&String, bool)> =
        of(Effect::Hidden).map(|row| (&row.organization_id, is_public(row))).collect();
    Counts {
        found: about(Effect::Found),
        gone: about(Effect::Gone),
        hidden: hidden.len(),
        shown_again: hidden.iter().filter(|(_, is_public)| *is_public).count(),
    }
}
