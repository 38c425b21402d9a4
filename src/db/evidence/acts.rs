//! What people did: look-ups at a board or of an identity, and answers to a `review`.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::domain::ids::Id;
use crate::domain::lookup::RecordedLookup;

use super::super::schema::{dossiers, evidence_answers, evidence_lookups};
use super::super::{Conn, DbError, stored, utc};
use super::digest_of;

/// A recorded look-up as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct LookupRow {
    /// The act.
    pub lookup: RecordedLookup,
    /// HMAC over the values that were looked up: a look-up of one licence number never serves another.
    pub value_hash: String,
}

#[derive(Queryable, Insertable, Clone)]
#[diesel(table_name = evidence_lookups)]
struct Lookup {
    id: String,
    dossier_id: String,
    kind: String,
    subject: String,
    credential: Option<String>,
    result: String,
    place: String,
    expires_on: Option<NaiveDate>,
    staff_id: String,
    looked_by: String,
    looked_at: NaiveDateTime,
    value_hash: String,
}

impl Lookup {
    fn digest(&self) -> String {
        let at = self.looked_at.and_utc().timestamp_micros().to_string();
        let expires = self.expires_on.map(|d| d.to_string());
        digest_of([
            Some(self.id.as_str()),
            Some(&self.dossier_id),
            Some(&self.kind),
            Some(&self.subject),
            self.credential.as_deref(),
            Some(&self.result),
            Some(&self.place),
            expires.as_deref(),
            Some(&self.staff_id),
            Some(&self.looked_by),
            Some(&at),
            Some(&self.value_hash),
        ])
    }

    fn read(self) -> Result<LookupRow, DbError> {
        let damaged = |what: &str| DbError::Damaged(format!("evidence_lookups {}: {what}", self.id));
        Ok(LookupRow {
            lookup: RecordedLookup {
                kind: self.kind.parse().map_err(|_| damaged("kind"))?,
                subject: self.subject.clone(),
                credential: self.credential.clone(),
                result: self.result.parse().map_err(|_| damaged("result"))?,
                place: self.place.clone(),
                expires_on: self.expires_on,
                looked_by: self.looked_by.clone(),
                looked_at: utc(self.looked_at),
            },
            value_hash: self.value_hash,
        })
    }
}

/// Records a look-up. Answers its digest for the audit entry.
pub fn add_lookup(
    conn: &mut Conn,
    dossier_id: &str,
    staff_id: &str,
    lookup: &RecordedLookup,
    value_hash: &str,
) -> Result<String, DbError> {
    let row = Lookup {
        id: Id::new().to_string(),
        dossier_id: dossier_id.to_string(),
        kind: lookup.kind.to_string(),
        subject: lookup.subject.clone(),
        credential: lookup.credential.clone(),
        result: lookup.result.to_string(),
        place: lookup.place.clone(),
        expires_on: lookup.expires_on,
        staff_id: staff_id.to_string(),
        looked_by: lookup.looked_by.clone(),
        looked_at: stored(lookup.looked_at),
        value_hash: value_hash.to_string(),
    };
    let digest = row.digest();
    diesel::insert_into(evidence_lookups::table).values(row).execute(conn)?;
    Ok(digest)
}

/// The look-ups made on any dossier version of an organisation, oldest first. Their value hashes say for which
/// values they hold.
pub fn lookups_on(conn: &mut Conn, organization_id: &str) -> Result<Vec<LookupRow>, DbError> {
    let rows: Vec<Lookup> = evidence_lookups::table
        .filter(evidence_lookups::dossier_id.eq_any(versions(organization_id)))
        .order((evidence_lookups::looked_at.asc(), evidence_lookups::id.asc()))
        .load(conn)?;
    rows.into_iter().map(Lookup::read).collect()
}

/// A person's answer to a `review`, for exactly the values that were compared and exactly what was found.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable)]
#[diesel(table_name = evidence_answers)]
pub struct Answer {
    /// UUIDv7.
    pub id: String,
    /// The dossier.
    pub dossier_id: String,
    /// Check code.
    pub code: String,
    /// Check subject.
    pub subject: String,
    /// HMAC over the values compared.
    pub value_hash: String,
    /// Why it is no cause for concern.
    pub reason: String,
    /// Who, by id.
    pub staff_id: String,
    /// Who, by name.
    pub answered_by: String,
    /// UTC.
    pub answered_at: NaiveDateTime,
    /// Names what was found; empty in answers from before that was kept, which therefore answer nothing.
    pub found_hash: String,
}

impl Answer {
    fn digest(&self) -> String {
        let at = self.answered_at.and_utc().timestamp_micros().to_string();
        let columns = [
            &self.id,
            &self.dossier_id,
            &self.code,
            &self.subject,
            &self.value_hash,
            &self.reason,
            &self.staff_id,
            &self.answered_by,
            &at,
        ];
        // The audit chain has the digests of older answers, which knew of no such column.
        let found = Some(&self.found_hash).filter(|hash| !hash.is_empty());
        digest_of(columns.into_iter().chain(found).map(|c| Some(c.as_str())))
    }
}

/// Records an answer. Answers its digest for the audit entry.
pub fn add_answer(conn: &mut Conn, answer: Answer) -> Result<String, DbError> {
    let digest = answer.digest();
    diesel::insert_into(evidence_answers::table).values(answer).execute(conn)?;
    Ok(digest)
}

/// The answers given on any dossier version of an organisation, oldest first.
pub fn answers_on(conn: &mut Conn, organization_id: &str) -> Result<Vec<Answer>, DbError> {
    Ok(evidence_answers::table
        .filter(evidence_answers::dossier_id.eq_any(versions(organization_id)))
        .order((evidence_answers::answered_at.asc(), evidence_answers::id.asc()))
        .load(conn)?)
}

/// The ids of an organisation's dossier versions, as a sub-select.
#[diesel::dsl::auto_type(no_type_alias)]
fn versions<'a>(organization_id: &'a str) -> _ {
    dossiers::table.filter(dossiers::organization_id.eq(organization_id)).select(dossiers::id)
}

/// Every act by name with its digest computed from what is stored now.
pub(super) fn digests(conn: &mut Conn) -> Result<Vec<(String, String)>, DbError> {
    let lookups: Vec<Lookup> = evidence_lookups::table.load(conn)?;
    let answers: Vec<Answer> = evidence_answers::table.load(conn)?;
    Ok(lookups
        .iter()
        .map(|l| (format!("look-up {}", l.id), l.digest()))
        .chain(answers.iter().map(|a| (format!("answer {}", a.id), a.digest())))
        .collect())
}
