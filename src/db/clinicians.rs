//! Which clinicians of a clinic were asked to answer for themselves, and whether they did.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::domain::ids::Id;
use crate::domain::own_word::OwnWord;

use super::schema::clinician_requests as r;
use super::{Conn, DbError, stored};

/// One request as stored.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable)]
#[diesel(table_name = r)]
pub struct ClinicianRequest {
    /// UUIDv7; a part of the link.
    pub id: String,
    /// Of which clinic.
    pub organization_id: String,
    /// Who it is, in every version of the dossier: [`crate::domain::own_word::person_key`].
    pub person: String,
    /// Where the link was mailed.
    pub email: String,
    /// When it was mailed last; UTC.
    pub asked_at: NaiveDateTime,
    /// UTC.
    pub answered_at: Option<NaiveDateTime>,
    /// `confirmed` or `denied`.
    pub said: Option<String>,
}

/// Asks somebody, or asks again at a new address. Answers the id for the link; a new one each time, so that an old link closes.
pub fn ask(
    conn: &mut Conn,
    organization_id: &str,
    person: &str,
    email: &str,
    now: DateTime<Utc>,
) -> Result<String, DbError> {
    let id = Id::new().to_string();
    let own = r::table.filter(r::organization_id.eq(organization_id)).filter(r::person.eq(person));
    let again =
        diesel::update(own).set((r::id.eq(&id), r::email.eq(email), r::asked_at.eq(stored(now)))).execute(conn)?;
    if again == 0 {
        let row = ClinicianRequest {
            id: id.clone(),
            organization_id: organization_id.to_string(),
            person: person.to_string(),
            email: email.to_string(),
            asked_at: stored(now),
            answered_at: None,
            said: None,
        };
        diesel::insert_into(r::table).values(row).execute(conn)?;
    }
    Ok(id)
}

/// By the id in a link.
pub fn get(conn: &mut Conn, id: &str) -> Result<Option<ClinicianRequest>, DbError> {
    Ok(r::table.find(id).first(conn).optional()?)
}

/// Everybody of a clinic who was asked, in no order.
pub fn of(conn: &mut Conn, organization_id: &str) -> Result<Vec<ClinicianRequest>, DbError> {
    Ok(r::table.filter(r::organization_id.eq(organization_id)).load(conn)?)
}

/// Records what somebody said.
pub fn answered(conn: &mut Conn, id: &str, said: OwnWord, now: DateTime<Utc>) -> Result<(), DbError> {
    let changed = diesel::update(r::table.find(id))
        .set((r::answered_at.eq(stored(now)), r::said.eq(said.as_str())))
        .execute(conn)?;
    if changed == 1 { Ok(()) } else { Err(DbError::NotFound) }
}

/// Who confirmed, by organization and person, of these organizations.
pub fn confirmed(
    conn: &mut Conn,
    organization_ids: &[&str],
) -> Result<HashMap<(String, String), DateTime<Utc>>, DbError> {
    /// Bound parameters a statement: far below what either database allows.
    const CHUNK: usize = 500;
    let mut all = HashMap::new();
    for chunk in organization_ids.chunks(CHUNK) {
        let rows: Vec<(String, String, Option<NaiveDateTime>)> = r::table
            .filter(r::organization_id.eq_any(chunk))
            .filter(r::said.eq(OwnWord::Confirmed.as_str()))
            .select((r::organization_id, r::person, r::answered_at))
            .load(conn)?;
        all.extend(rows.into_iter().filter_map(|(o, p, at)| at.map(|at| ((o, p), at.and_utc()))));
    }
    Ok(all)
}
