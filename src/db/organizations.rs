//! Organisations, their slugs, their places, the people who work there and the ties between them.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::domain::ids::{Id, slug_of};

use super::schema::{affiliations, organizations, people, places, slugs};
use super::{Conn, DbError, on_backend, stored};

/// Bound parameters a statement: far below what either database allows.
const CHUNK: usize = 500;

/// An organisation or solo practice.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable)]
pub struct Organization {
    /// UUIDv7.
    pub id: String,
    /// Current slug.
    pub slug: String,
    /// Public name.
    pub name: String,
    /// `clinic` or `solo`.
    pub kind: String,
    /// Type-2 NPI as written.
    pub organization_npi: Option<String>,
    /// Counts changes.
    pub version: i64,
    /// UTC.
    pub created_at: NaiveDateTime,
    /// UTC.
    pub updated_at: NaiveDateTime,
}

/// Adds an organisation with a slug of its own.
pub fn insert(
    conn: &mut Conn,
    name: &str,
    kind: &str,
    organization_npi: Option<&str>,
    now: DateTime<Utc>,
) -> Result<Organization, DbError> {
    let id = Id::new().to_string();
    let slug = free_slug(conn, name, &id)?;
    let row = Organization {
        id,
        slug,
        name: name.to_string(),
        kind: kind.to_string(),
        organization_npi: organization_npi.map(str::to_string),
        version: 1,
        created_at: stored(now),
        updated_at: stored(now),
    };
    diesel::insert_into(organizations::table).values(row.clone()).execute(conn)?;
    diesel::insert_into(slugs::table)
        .values((slugs::slug.eq(&row.slug), slugs::organization_id.eq(&row.id), slugs::created_at.eq(stored(now))))
        .execute(conn)?;
    Ok(row)
}

/// The name's own slug, or with a number, or where nothing folds to ASCII the id.
///
/// Of many of one name the numbers are looked up by their index, first the powers of two and then some between the last two:
/// one question where the name is new, two or three in a directory with thousands of one name. Any number that is free will do.
fn free_slug(conn: &mut Conn, name: &str, id: &str) -> Result<String, DbError> {
    /// Numbers asked for at once.
    const AT_ONCE: u64 = 16;
    let base = Some(slug_of(name)).filter(|s| !s.is_empty()).unwrap_or_else(|| id.to_string());
    let numbered = |number: u64| if number == 1 { base.clone() } else { format!("{base}-{number}") };
    let (mut taken, mut free) = (0, u64::MAX);
    let mut numbers: Vec<u64> = (0..=20).map(|power| 1 << power).collect();
    while !numbers.is_empty() {
        let asked: Vec<String> = numbers.iter().map(|number| numbered(*number)).collect();
        let known: Vec<String> = slugs::table.filter(slugs::slug.eq_any(&asked)).select(slugs::slug).load(conn)?;
        let first_free = asked.iter().position(|slug| !known.contains(slug)).unwrap_or(asked.len());
        taken = first_free.checked_sub(1).map_or(taken, |at| numbers[at]);
        free = numbers.get(first_free).copied().unwrap_or(free);
        if free == u64::MAX {
            // A million of one name.
            return Ok(id.to_string());
        }
        let between = free - taken - 1;
        let step = between.div_ceil(AT_ONCE).max(1);
        numbers = (1..=between / step).map(|n| taken + n * step).collect();
    }
    Ok(numbered(free))
}

/// Takes over what a new dossier version says. The slug stays: addresses that people have keep leading here.
pub fn rename(
    conn: &mut Conn,
    id: &str,
    name: &str,
    kind: &str,
    organization_npi: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    diesel::update(organizations::table.find(id))
        .set((
            organizations::name.eq(name),
            organizations::kind.eq(kind),
            organizations::organization_npi.eq(organization_npi),
            organizations::version.eq(organizations::version + 1),
            organizations::updated_at.eq(stored(now)),
        ))
        .execute(conn)?;
    Ok(())
}

/// By id.
pub fn get(conn: &mut Conn, id: &str) -> Result<Organization, DbError> {
    Ok(organizations::table.find(id).first(conn)?)
}

/// The names of these organisations by id.
pub fn names_of_all(conn: &mut Conn, ids: &[String]) -> Result<HashMap<String, String>, DbError> {
    let mut all = HashMap::new();
    for chunk in ids.chunks(CHUNK) {
        let rows: Vec<(String, String)> = organizations::table
            .filter(organizations::id.eq_any(chunk))
            .select((organizations::id, organizations::name))
            .load(conn)?;
        all.extend(rows);
    }
    Ok(all)
}

/// The organisation that has or had this slug.
pub fn by_slug(conn: &mut Conn, slug: &str) -> Result<Option<Organization>, DbError> {
    Ok(slugs::table
        .inner_join(organizations::table)
        .filter(slugs::slug.eq(slug))
        .select(organizations::all_columns)
        .first(conn)
        .optional()?)
}

/// Organisations with this type-2 NPI.
pub fn by_npi(conn: &mut Conn, npi: &str) -> Result<Vec<Organization>, DbError> {
    Ok(organizations::table.filter(organizations::organization_npi.eq(npi)).order(organizations::id).load(conn)?)
}

/// The ids of an organisation's places by their handle in the dossier; new handles get new ids.
pub fn ensure_places(
    conn: &mut Conn,
    organization_id: &str,
    handles: &[&str],
    now: DateTime<Utc>,
) -> Result<HashMap<String, String>, DbError> {
    let mut known: HashMap<String, String> = place_ids(conn, organization_id)?;
    for handle in handles {
        if !known.contains_key(*handle) {
            let id = Id::new().to_string();
            diesel::insert_into(places::table)
                .values((
                    places::id.eq(&id),
                    places::organization_id.eq(organization_id),
                    places::handle.eq(handle),
                    places::created_at.eq(stored(now)),
                ))
                .execute(conn)?;
            known.insert((*handle).to_string(), id);
        }
    }
    Ok(known)
}

/// Adds the first places of new organizations, each by its handle, in one statement.
pub fn insert_places(conn: &mut Conn, places_of: &[(&str, &str)], now: DateTime<Utc>) -> Result<(), DbError> {
    let rows: Vec<_> = places_of
        .iter()
        .map(|(organization_id, handle)| {
            (
                places::id.eq(Id::new().to_string()),
                places::organization_id.eq(*organization_id),
                places::handle.eq(*handle),
                places::created_at.eq(stored(now)),
            )
        })
        .collect();
    on_backend!(conn, c => diesel::insert_into(places::table).values(&rows).execute(c))?;
    Ok(())
}

/// The ids of an organisation's places by handle.
pub fn place_ids(conn: &mut Conn, organization_id: &str) -> Result<HashMap<String, String>, DbError> {
    let rows: Vec<(String, String)> = places::table
        .filter(places::organization_id.eq(organization_id))
        .select((places::handle, places::id))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// The person with this NPI, made if new. Without an NPI a row of ours stands for the person.
pub fn ensure_person(conn: &mut Conn, npi: Option<&str>, now: DateTime<Utc>) -> Result<String, DbError> {
    if let Some(npi) = npi {
        let known: Option<String> =
            people::table.filter(people::npi.eq(npi)).select(people::id).first(conn).optional()?;
        if let Some(id) = known {
            return Ok(id);
        }
    }
    let id = Id::new().to_string();
    diesel::insert_into(people::table)
        .values((people::id.eq(&id), people::npi.eq(npi), people::created_at.eq(stored(now))))
        .execute(conn)?;
    Ok(id)
}

/// Ties the clinician at `position` of a dossier to a place.
pub fn affiliate(
    conn: &mut Conn,
    dossier_id: &str,
    person_id: &str,
    place_id: &str,
    position: i64,
) -> Result<(), DbError> {
    diesel::insert_into(affiliations::table)
        .values((
            affiliations::id.eq(Id::new().to_string()),
            affiliations::dossier_id.eq(dossier_id),
            affiliations::person_id.eq(person_id),
            affiliations::place_id.eq(place_id),
            affiliations::position.eq(position),
        ))
        .execute(conn)?;
    Ok(())
}

/// Ties whoever works at a place in one dossier version to it in another one with the same people and places.
pub fn affiliate_as(conn: &mut Conn, from_dossier: &str, to_dossier: &str) -> Result<(), DbError> {
    let ties: Vec<(String, String, i64)> = affiliations::table
        .filter(affiliations::dossier_id.eq(from_dossier))
        .select((affiliations::person_id, affiliations::place_id, affiliations::position))
        .load(conn)?;
    for (person, place, position) in ties {
        affiliate(conn, to_dossier, &person, &place, position)?;
    }
    Ok(())
}

/// The person ids of a dossier's clinicians by their position in it.
pub fn people_of(conn: &mut Conn, dossier_id: &str) -> Result<HashMap<i64, String>, DbError> {
    let rows: Vec<(i64, String)> = affiliations::table
        .filter(affiliations::dossier_id.eq(dossier_id))
        .select((affiliations::position, affiliations::person_id))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// The people of these dossiers: (dossier, position) -> person.
pub fn people_of_all(conn: &mut Conn, dossier_ids: &[&str]) -> Result<HashMap<(String, i64), String>, DbError> {
    let mut all = HashMap::new();
    for chunk in dossier_ids.chunks(CHUNK) {
        let rows: Vec<(String, i64, String)> = affiliations::table
            .filter(affiliations::dossier_id.eq_any(chunk))
            .select((affiliations::dossier_id, affiliations::position, affiliations::person_id))
            .load(conn)?;
        all.extend(rows.into_iter().map(|(d, p, person)| ((d, p), person)));
    }
    Ok(all)
}

/// The places of these organisations: (organisation, handle) -> place.
pub fn places_of_all(conn: &mut Conn, organization_ids: &[&str]) -> Result<HashMap<(String, String), String>, DbError> {
    let mut all = HashMap::new();
    for chunk in organization_ids.chunks(CHUNK) {
        let rows: Vec<(String, String, String)> = places::table
            .filter(places::organization_id.eq_any(chunk))
            .select((places::organization_id, places::handle, places::id))
            .load(conn)?;
        all.extend(rows.into_iter().map(|(o, h, id)| ((o, h), id)));
    }
    Ok(all)
}

/// Every slug that these organisations have or had.
pub fn slugs_of_all(conn: &mut Conn, organization_ids: &[&str]) -> Result<HashMap<String, Vec<String>>, DbError> {
    let mut all: HashMap<String, Vec<String>> = HashMap::new();
    for chunk in organization_ids.chunks(CHUNK) {
        let rows: Vec<(String, String)> = slugs::table
            .filter(slugs::organization_id.eq_any(chunk))
            .select((slugs::organization_id, slugs::slug))
            .load(conn)?;
        for (organization, slug) in rows {
            all.entry(organization).or_default().push(slug);
        }
    }
    Ok(all)
}
