//! Override memory as stored: one row an act, rows only ever added.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::domain::ids::Id;
use crate::domain::overrides::{Act, Matter, Override};

use super::super::schema::{dossiers, evidence_overrides};
use super::super::{Conn, DbError, stored, utc};
use super::digest_of;

#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = evidence_overrides)]
struct Row {
    id: String,
    root_id: String,
    step: i64,
    act: String,
    dossier_id: String,
    code: String,
    subject: String,
    about_hash: String,
    row_hash: String,
    tier: Option<String>,
    expires_on: NaiveDate,
    reason: String,
    staff_id: String,
    acted_by: String,
    acted_at: NaiveDateTime,
}

impl Row {
    fn digest(&self) -> String {
        let (step, expires) = (self.step.to_string(), self.expires_on.to_string());
        let at = self.acted_at.and_utc().timestamp_micros().to_string();
        digest_of([
            Some(self.id.as_str()),
            Some(&self.root_id),
            Some(&step),
            Some(&self.act),
            Some(&self.dossier_id),
            Some(&self.code),
            Some(&self.subject),
            Some(&self.about_hash),
            Some(&self.row_hash),
            self.tier.as_deref(),
            Some(&expires),
            Some(&self.reason),
            Some(&self.staff_id),
            Some(&self.acted_by),
            Some(&at),
        ])
    }

    fn act(&self) -> Result<Act, DbError> {
        Ok(Act {
            act: self.act.parse().map_err(|_| self.damaged("act"))?,
            staff_id: self.staff_id.clone(),
            by: self.acted_by.clone(),
            reason: self.reason.clone(),
            at: utc(self.acted_at),
        })
    }

    fn matter(&self) -> Matter {
        Matter { code: self.code.clone(), about_hash: self.about_hash.clone(), row_hash: self.row_hash.clone() }
    }

    fn damaged(&self, what: &str) -> DbError {
        DbError::Damaged(format!("evidence_overrides {}: {what}", self.id))
    }
}

/// Begins an override with its first act; its id is made here. Answers the digest for the audit entry.
pub fn begin_override(conn: &mut Conn, dossier_id: &str, begun: &Override) -> Result<String, DbError> {
    let act = begun.acts.first().ok_or_else(|| DbError::Other("an override begins with an act".into()))?;
    let id = Id::new().to_string();
    insert(conn, Row { root_id: id.clone(), id, step: 0, ..row(dossier_id, begun, act) })
}

/// Adds the next act. Of two people who act at once the second gets [`DbError::Stale`]. Answers the digest for the
/// audit entry.
pub fn add_override_act(conn: &mut Conn, dossier_id: &str, so_far: &Override, act: &Act) -> Result<String, DbError> {
    let step = i64::try_from(so_far.acts.len()).unwrap_or(i64::MAX);
    match insert(conn, Row { id: Id::new().to_string(), step, ..row(dossier_id, so_far, act) }) {
        Err(DbError::Duplicate(_)) => Err(DbError::Stale),
        other => other,
    }
}

fn row(dossier_id: &str, of: &Override, act: &Act) -> Row {
    Row {
        id: String::new(),
        root_id: of.id.clone(),
        step: 0,
        act: act.act.to_string(),
        dossier_id: dossier_id.to_string(),
        code: of.matter.code.clone(),
        subject: of.subject.clone(),
        about_hash: of.matter.about_hash.clone(),
        row_hash: of.matter.row_hash.clone(),
        tier: of.tier.map(|t| t.to_string()),
        expires_on: of.expires_on,
        reason: act.reason.clone(),
        staff_id: act.staff_id.clone(),
        acted_by: act.by.clone(),
        acted_at: stored(act.at),
    }
}

fn insert(conn: &mut Conn, row: Row) -> Result<String, DbError> {
    let digest = row.digest();
    diesel::insert_into(evidence_overrides::table).values(row).execute(conn)?;
    Ok(digest)
}

/// The overrides begun on any dossier version of an organization, oldest first.
pub fn overrides_on(conn: &mut Conn, organization_id: &str) -> Result<Vec<Override>, DbError> {
    let versions = dossiers::table.filter(dossiers::organization_id.eq(organization_id)).select(dossiers::id);
    let rows: Vec<Row> = evidence_overrides::table
        .filter(evidence_overrides::dossier_id.eq_any(versions))
        .order((evidence_overrides::root_id.asc(), evidence_overrides::step.asc()))
        .load(conn)?;
    chains(rows)
}

/// Proposals that nobody has answered and whose day has not passed, oldest first, each with its organization.
pub fn waiting_overrides(conn: &mut Conn, now: DateTime<Utc>) -> Result<Vec<(String, Override)>, DbError> {
    let answered = diesel::alias!(evidence_overrides as answered);
    let later = answered
        .filter(answered.field(evidence_overrides::root_id).eq(evidence_overrides::root_id))
        .filter(answered.field(evidence_overrides::step).gt(0));
    let rows: Vec<(Row, String)> = evidence_overrides::table
        .inner_join(dossiers::table.on(dossiers::id.eq(evidence_overrides::dossier_id)))
        .filter(evidence_overrides::step.eq(0))
        .filter(evidence_overrides::act.eq(crate::domain::overrides::OverrideAct::Proposed.as_str()))
        .filter(evidence_overrides::expires_on.ge(now.date_naive()))
        .filter(diesel::dsl::not(diesel::dsl::exists(later)))
        .order(evidence_overrides::root_id.asc())
        .select((Row::as_select(), dossiers::organization_id))
        .load(conn)?;
    rows.into_iter()
        .map(|(row, organization)| {
            let one = chains(vec![row])?.pop().ok_or(DbError::NotFound)?;
            Ok((organization, one))
        })
        .collect()
}

/// Rows in the order of override and step become overrides. Rows of one override that differ in what it is about, or
/// that skip a step, were not written by the program.
fn chains(rows: Vec<Row>) -> Result<Vec<Override>, DbError> {
    let mut all: Vec<Override> = Vec::new();
    for row in rows {
        let act = row.act()?;
        match all.last_mut().filter(|o| o.id == row.root_id) {
            Some(open) => {
                let next = i64::try_from(open.acts.len()).is_ok_and(|next| next == row.step);
                if !next || open.matter != row.matter() || open.expires_on != row.expires_on {
                    return Err(row.damaged("is not the next act of its override"));
                }
                open.acts.push(act);
            }
            None if row.step == 0 && row.id == row.root_id => all.push(Override {
                id: row.root_id.clone(),
                matter: row.matter(),
                subject: row.subject.clone(),
                tier: row.tier.as_deref().map(str::parse).transpose().map_err(|_| row.damaged("tier"))?,
                expires_on: row.expires_on,
                acts: vec![act],
            }),
            None => return Err(row.damaged("has no first act")),
        }
    }
    Ok(all)
}

/// Every act by name with its digest computed from what is stored now.
pub(super) fn digests(conn: &mut Conn) -> Result<Vec<(String, String)>, DbError> {
    let rows: Vec<Row> = evidence_overrides::table.load(conn)?;
    Ok(rows.iter().map(|row| (format!("override {}", row.id), row.digest())).collect())
}
