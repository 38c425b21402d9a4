//! Imports of another directory's listings: which of its listings became which organization, and how that stands now.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::connection::SimpleConnection;
use diesel::dsl::{exists, not};
use diesel::prelude::*;

use crate::domain::ids::Id;
use crate::domain::submission::SubmissionState;

use super::audit::Actor;
use super::dossiers::DossierRow;
use super::listings::{ListingRow, ListingState};
use super::schema::{
    affiliations, dossiers, evidence_runs, imported_listings, imports, listing_keys, listings, organizations, people,
    submissions,
};
use super::{Conn, DbError, on_backend, stored};

/// Bound parameters a statement: far below what either database allows.
const CHUNK: usize = 500;

/// Records that an import began, and answers its id.
pub fn begin(
    conn: &mut Conn,
    origin: &str,
    file: &str,
    sha256: &str,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<String, DbError> {
    let id = Id::new().to_string();
    diesel::insert_into(imports::table)
        .values((
            imports::id.eq(&id),
            imports::origin.eq(origin),
            imports::file.eq(file),
            imports::sha256.eq(sha256),
            imports::actor.eq(actor.to_string()),
            imports::began_at.eq::<NaiveDateTime>(stored(now)),
        ))
        .execute(conn)?;
    Ok(id)
}

/// What became of one listing of another directory.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable)]
#[diesel(table_name = imported_listings)]
pub struct ImportedRow {
    /// Ours.
    pub organization_id: String,
    /// The other directory.
    pub origin: String,
    /// Its id there.
    pub source_id: String,
    /// The import that read it last and found something new.
    pub import_id: String,
    /// Over what was read.
    pub digest: String,
    /// The version that was read last.
    pub dossier_id: String,
    /// The version that an import put in sight, unchecked.
    pub published_id: Option<String>,
    /// Where it awaits review.
    pub submission_id: Option<String>,
}

/// An imported listing as it stands now.
#[derive(Debug, Clone)]
pub struct Known {
    /// What the last import left.
    pub row: ImportedRow,
    /// What the public sees.
    pub listing: Option<ListingRow>,
    /// Where its submission stands.
    pub submission: Option<SubmissionState>,
    /// The version shown was checked: something stood against it, and a reviewer decides.
    pub is_checked: bool,
    /// The organization's newest version, whoever sent it.
    pub newest: Option<DossierRow>,
}

/// Of these ids of an origin those that were imported before, by id.
pub fn known(conn: &mut Conn, origin: &str, source_ids: &[&str]) -> Result<HashMap<String, Known>, DbError> {
    let mut all = HashMap::new();
    for chunk in source_ids.chunks(CHUNK) {
        let rows: Vec<ImportedRow> = imported_listings::table
            .filter(imported_listings::origin.eq(origin))
            .filter(imported_listings::source_id.eq_any(chunk))
            .load(conn)?;
        let ids: Vec<&str> = rows.iter().map(|r| r.organization_id.as_str()).collect();
        let listed: Vec<ListingRow> = listings::table.filter(listings::organization_id.eq_any(&ids)).load(conn)?;
        let mut listed: HashMap<String, ListingRow> =
            listed.into_iter().map(|l| (l.organization_id.clone(), l)).collect();
        let mut newest: HashMap<String, DossierRow> = HashMap::new();
        let versions: Vec<DossierRow> = dossiers::table
            .filter(dossiers::organization_id.eq_any(&ids))
            .order((dossiers::organization_id.asc(), dossiers::version.asc()))
            .load(conn)?;
        newest.extend(versions.into_iter().map(|d| (d.organization_id.clone(), d)));
        let shown: Vec<&str> = listed.values().map(|l| l.dossier_id.as_str()).collect();
        let checked: HashSet<String> = evidence_runs::table
            .filter(evidence_runs::dossier_id.eq_any(shown))
            .select(evidence_runs::dossier_id)
            .load(conn)?
            .into_iter()
            .collect();
        let mut states = states_of(conn, rows.iter().filter_map(|r| r.submission_id.as_deref()))?;
        for row in rows {
            let listing = listed.remove(&row.organization_id);
            let known = Known {
                is_checked: listing.as_ref().is_some_and(|l| checked.contains(&l.dossier_id)),
                listing,
                newest: newest.remove(&row.organization_id),
                submission: row.submission_id.as_ref().and_then(|id| states.remove(id)),
                row,
            };
            all.insert(known.row.source_id.clone(), known);
        }
    }
    Ok(all)
}

fn states_of<'a>(
    conn: &mut Conn,
    submission_ids: impl Iterator<Item = &'a str>,
) -> Result<HashMap<String, SubmissionState>, DbError> {
    let ids: Vec<&str> = submission_ids.collect();
    let rows: Vec<(String, String)> = submissions::table
        .filter(submissions::id.eq_any(ids))
        .select((submissions::id, submissions::state))
        .load(conn)?;
    rows.into_iter()
        .map(|(id, state)| {
            let state = state.parse().map_err(|e| DbError::Damaged(format!("submission {id}: {e}")))?;
            Ok((id, state))
        })
        .collect()
}

/// Records listings that were imported for the first time, in one statement.
pub fn insert(conn: &mut Conn, rows: &[ImportedRow]) -> Result<(), DbError> {
    on_backend!(conn, c => diesel::insert_into(imported_listings::table).values(rows).execute(c))?;
    Ok(())
}

/// Records what a later import made of one.
pub fn update(conn: &mut Conn, row: &ImportedRow) -> Result<(), DbError> {
    let changed = diesel::update(imported_listings::table.find(&row.organization_id))
        .set((
            imported_listings::import_id.eq(&row.import_id),
            imported_listings::digest.eq(&row.digest),
            imported_listings::dossier_id.eq(&row.dossier_id),
            imported_listings::published_id.eq(&row.published_id),
            imported_listings::submission_id.eq(&row.submission_id),
        ))
        .execute(conn)?;
    if changed == 1 { Ok(()) } else { Err(DbError::NotFound) }
}

/// Of these organizations those whose listing an import put there unchecked and nobody has touched since: no check was ever
/// made of the version shown. Answers that version.
pub fn unchecked(conn: &mut Conn, organization_ids: &[&str]) -> Result<Vec<DossierRow>, DbError> {
    let checked = evidence_runs::table.filter(evidence_runs::dossier_id.eq(listings::dossier_id));
    Ok(listings::table
        .inner_join(dossiers::table)
        .inner_join(imported_listings::table.on(listings::organization_id.eq(imported_listings::organization_id)))
        .filter(listings::organization_id.eq_any(organization_ids))
        .filter(listings::state.ne(ListingState::Removed.as_str()))
        .filter(imported_listings::published_id.eq(listings::dossier_id.nullable()))
        .filter(not(exists(checked)))
        .order(listings::organization_id.asc())
        .select(dossiers::all_columns)
        .load(conn)?)
}

/// The submission by which an imported listing waits to be decided on.
#[derive(Debug, Clone, PartialEq, Queryable)]
pub struct Awaiting {
    /// Its id.
    pub submission_id: String,
    /// The version that it carries.
    pub dossier_id: String,
}

/// The one of this organization that is open; `None` where there is none.
pub fn awaiting(conn: &mut Conn, organization_id: &str) -> Result<Option<Awaiting>, DbError> {
    let open: Vec<&str> = SubmissionState::ALL.iter().filter(|s| !s.is_final()).map(|s| s.as_str()).collect();
    Ok(imported_listings::table
        .inner_join(submissions::table.on(imported_listings::submission_id.eq(submissions::id.nullable())))
        .filter(imported_listings::organization_id.eq(organization_id))
        .filter(submissions::state.eq_any(open))
        .select((submissions::id, submissions::dossier_id))
        .first(conn)
        .optional()?)
}

/// Says by which submission an imported listing is decided on.
pub fn await_review(conn: &mut Conn, organization_id: &str, submission_id: &str) -> Result<(), DbError> {
    let changed = diesel::update(imported_listings::table.find(organization_id))
        .set(imported_listings::submission_id.eq(submission_id))
        .execute(conn)?;
    if changed == 1 { Ok(()) } else { Err(DbError::NotFound) }
}

/// Lets PostgreSQL count anew after so many rows came in: until it does so by itself, about once a minute, it takes the tables
/// for small ones and reads them whole. SQLite goes by its indexes.
pub fn count_anew(conn: &mut Conn) -> Result<(), DbError> {
    match conn {
        Conn::Sqlite(_) => Ok(()),
        Conn::Postgres(c) => {
            Ok(c.batch_execute("ANALYZE organizations, slugs, listings, listing_keys, imported_listings")?)
        }
    }
}

/// Where an organization's listing was imported from.
#[derive(Debug, Clone, PartialEq, Queryable)]
pub struct Source {
    /// The other directory.
    pub origin: String,
    /// The listing's id there.
    pub source_id: String,
    /// The file that said something new last.
    pub file: String,
    /// Its SHA-256, hex.
    pub sha256: String,
}

/// Where this organization came from; `None` where no import brought it.
pub fn source_of(conn: &mut Conn, organization_id: &str) -> Result<Option<Source>, DbError> {
    Ok(imported_listings::table
        .inner_join(imports::table.on(imports::id.eq(imported_listings::import_id)))
        .filter(imported_listings::organization_id.eq(organization_id))
        .select((imported_listings::origin, imported_listings::source_id, imports::file, imports::sha256))
        .first(conn)
        .optional()?)
}

/// A listed organization that may be the same as one about to be imported.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// What both share: an NPI, or a key of `listing_keys`.
    pub shared: String,
    /// Its id.
    pub organization_id: String,
    /// Its slug.
    pub slug: String,
    /// Its public name.
    pub name: String,
    /// Where it was imported from, if it was.
    pub origin: Option<String>,
}

type Found = (String, String, String, String, Option<String>);

fn candidate((shared, organization_id, slug, name, origin): Found) -> Candidate {
    Candidate { shared, organization_id, slug, name, origin }
}

/// Organizations with a listing, in sight or not, or removed, that have one of these NPIs: their own or a clinician's.
pub fn with_npi(conn: &mut Conn, npis: &BTreeSet<&str>) -> Result<Vec<Candidate>, DbError> {
    let npis: Vec<&str> = npis.iter().copied().collect();
    let mut found: Vec<Found> = Vec::new();
    for chunk in npis.chunks(CHUNK) {
        found.extend(
            organizations::table
                .inner_join(listings::table)
                .left_join(imported_listings::table.on(imported_listings::organization_id.eq(organizations::id)))
                .filter(organizations::organization_npi.eq_any(chunk))
                .select((
                    organizations::organization_npi.assume_not_null(),
                    organizations::id,
                    organizations::slug,
                    organizations::name,
                    imported_listings::origin.nullable(),
                ))
                .load::<Found>(conn)?,
        );
        found.extend(
            people::table
                .inner_join(affiliations::table)
                .inner_join(listings::table.on(listings::dossier_id.eq(affiliations::dossier_id)))
                .inner_join(organizations::table.on(organizations::id.eq(listings::organization_id)))
                .left_join(imported_listings::table.on(imported_listings::organization_id.eq(organizations::id)))
                .filter(people::npi.eq_any(chunk))
                .select((
                    people::npi.assume_not_null(),
                    organizations::id,
                    organizations::slug,
                    organizations::name,
                    imported_listings::origin.nullable(),
                ))
                .load::<Found>(conn)?,
        );
    }
    Ok(found.into_iter().map(candidate).collect())
}

/// Organizations with a listing, in sight or not, or removed, that have one of these keys (`verify::twin_keys`).
pub fn with_key(conn: &mut Conn, keys: &BTreeSet<String>) -> Result<Vec<Candidate>, DbError> {
    let keys: Vec<&String> = keys.iter().collect();
    let mut found: Vec<Found> = Vec::new();
    for chunk in keys.chunks(CHUNK) {
        found.extend(
            listing_keys::table
                .inner_join(organizations::table.on(organizations::id.eq(listing_keys::organization_id)))
                .left_join(imported_listings::table.on(imported_listings::organization_id.eq(organizations::id)))
                .filter(listing_keys::twin_key.eq_any(chunk))
                .select((
                    listing_keys::twin_key,
                    organizations::id,
                    organizations::slug,
                    organizations::name,
                    imported_listings::origin.nullable(),
                ))
                .load::<Found>(conn)?,
        );
    }
    Ok(found.into_iter().map(candidate).collect())
}

/// The bodies of what these organizations have listed, by organization.
pub fn listed_bodies(conn: &mut Conn, organization_ids: &[&str]) -> Result<HashMap<String, String>, DbError> {
    let mut all = HashMap::new();
    for chunk in organization_ids.chunks(CHUNK) {
        let rows: Vec<(String, String)> = listings::table
            .inner_join(dossiers::table)
            .filter(listings::organization_id.eq_any(chunk))
            .select((listings::organization_id, dossiers::body))
            .load(conn)?;
        all.extend(rows);
    }
    Ok(all)
}
