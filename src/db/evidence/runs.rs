//! Runs of all checks over one dossier.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use serde_json::{Map, Value};

use crate::domain::check::{Check, SourceLine};
use crate::domain::ids::Id;

use super::super::schema::{evidence, evidence_runs};
use super::super::{Conn, DbError, stored, utc};
use super::digest_of;

/// One check about to be stored.
#[derive(Debug, Clone)]
pub struct NewEvidence {
    /// The check.
    pub check: Check,
    /// JSON pointers of the values it looked at.
    pub looked_at: Vec<String>,
    /// HMAC over those values.
    pub value_hash: String,
    /// The list's own rows, encrypted.
    pub sealed_rows: Option<String>,
}

/// One check as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct EvidenceRow {
    /// UUIDv7.
    pub id: String,
    /// The check.
    pub check: Check,
    /// JSON pointers of the values it looked at.
    pub looked_at: Vec<String>,
    /// HMAC over those values.
    pub value_hash: String,
    /// The list's own rows, encrypted.
    pub sealed_rows: Option<String>,
}

/// One run of the checks.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// UUIDv7.
    pub id: String,
    /// Which run of this dossier, from 1.
    pub number: i64,
    /// When.
    pub as_of: DateTime<Utc>,
    /// What was loaded then.
    pub sources: Vec<SourceLine>,
    /// Version of the rule tables.
    pub rules_version: String,
    /// The checks, in report order.
    pub rows: Vec<EvidenceRow>,
}

#[derive(Queryable, Insertable, Clone)]
#[diesel(table_name = evidence_runs)]
struct RunRow {
    id: String,
    dossier_id: String,
    number: i64,
    as_of: NaiveDateTime,
    sources: String,
    rules_version: String,
    digest: String,
}

#[derive(Queryable, Insertable, Clone)]
#[diesel(table_name = evidence)]
struct Row {
    id: String,
    run_id: String,
    position: i64,
    code: String,
    subject: String,
    outcome: String,
    blocking: bool,
    detail: String,
    source: String,
    checked_at: NaiveDateTime,
    valid_until: Option<NaiveDateTime>,
    words: String,
    looked_at: String,
    value_hash: String,
    sealed_rows: Option<String>,
}

impl Row {
    fn digest(&self) -> String {
        let text = |n: NaiveDateTime| n.and_utc().timestamp_micros().to_string();
        let (position, checked) = (self.position.to_string(), text(self.checked_at));
        let until = self.valid_until.map(text);
        digest_of([
            Some(self.id.as_str()),
            Some(&self.run_id),
            Some(&position),
            Some(&self.code),
            Some(&self.subject),
            Some(&self.outcome),
            Some(if self.blocking { "blocking" } else { "" }),
            Some(&self.detail),
            Some(&self.source),
            Some(&checked),
            until.as_deref(),
            Some(&self.words),
            Some(&self.looked_at),
            Some(&self.value_hash),
            self.sealed_rows.as_deref(),
        ])
    }

    fn read(self) -> Result<EvidenceRow, DbError> {
        let damaged = |what: &str| DbError::Damaged(format!("evidence {}: {what}", self.id));
        let words: Map<String, Value> = serde_json::from_str(&self.words).map_err(|_| damaged("words"))?;
        let looked_at = serde_json::from_str(&self.looked_at).map_err(|_| damaged("looked_at"))?;
        let outcome = self.outcome.parse().map_err(|_| damaged("outcome"))?;
        Ok(EvidenceRow {
            check: Check {
                code: self.code,
                subject: self.subject,
                outcome,
                blocking: self.blocking,
                detail: self.detail,
                source: self.source,
                checked_at: utc(self.checked_at),
                valid_until: self.valid_until.map(utc),
                evidence: words,
            },
            id: self.id,
            looked_at,
            value_hash: self.value_hash,
            sealed_rows: self.sealed_rows,
        })
    }
}

fn run_digest(run: &RunRow, rows: &[Row]) -> String {
    let (number, as_of) = (run.number.to_string(), run.as_of.and_utc().timestamp_micros().to_string());
    let rows: Vec<String> = rows.iter().map(Row::digest).collect();
    let head = [&run.id, &run.dossier_id, &number, &as_of, &run.sources, &run.rules_version];
    digest_of(head.into_iter().map(|s| Some(s.as_str())).chain(rows.iter().map(|r| Some(r.as_str()))))
}

fn json(value: &impl serde::Serialize) -> Result<String, DbError> {
    serde_json::to_string(value).map_err(|e| DbError::Other(format!("evidence does not serialise: {e}")))
}

/// The number of a dossier's newest run; 0 where there is none.
pub fn last_number(conn: &mut Conn, dossier_id: &str) -> Result<i64, DbError> {
    let last: Option<i64> = evidence_runs::table
        .filter(evidence_runs::dossier_id.eq(dossier_id))
        .select(diesel::dsl::max(evidence_runs::number))
        .first(conn)?;
    Ok(last.unwrap_or(0))
}

/// Adds a run, which is in force from now on. Answers its digest for the audit entry.
pub fn add_run(
    conn: &mut Conn,
    dossier_id: &str,
    as_of: DateTime<Utc>,
    sources: &[SourceLine],
    rules_version: &str,
    found: &[NewEvidence],
) -> Result<String, DbError> {
    let mut run = RunRow {
        id: Id::new().to_string(),
        dossier_id: dossier_id.to_string(),
        number: last_number(conn, dossier_id)? + 1,
        as_of: stored(as_of),
        sources: json(&sources)?,
        rules_version: rules_version.to_string(),
        digest: String::new(),
    };
    let rows: Vec<Row> = found
        .iter()
        .zip(0i64..)
        .map(|(e, position)| {
            Ok(Row {
                id: Id::new().to_string(),
                run_id: run.id.clone(),
                position,
                code: e.check.code.clone(),
                subject: e.check.subject.clone(),
                outcome: e.check.outcome.to_string(),
                blocking: e.check.blocking,
                detail: e.check.detail.clone(),
                source: e.check.source.clone(),
                checked_at: stored(e.check.checked_at),
                valid_until: e.check.valid_until.map(stored),
                words: json(&e.check.evidence)?,
                looked_at: json(&e.looked_at)?,
                value_hash: e.value_hash.clone(),
                sealed_rows: e.sealed_rows.clone(),
            })
        })
        .collect::<Result<_, DbError>>()?;
    run.digest = run_digest(&run, &rows);
    let digest = run.digest.clone();
    diesel::insert_into(evidence_runs::table).values(run).execute(conn)?;
    super::super::on_backend!(conn, c => diesel::insert_into(evidence::table).values(&rows).execute(c))?;
    Ok(digest)
}

/// The run in force for a dossier. One that was changed is an error.
pub fn latest_run(conn: &mut Conn, dossier_id: &str) -> Result<Option<Run>, DbError> {
    newest_runs(conn, &[dossier_id])?.remove(dossier_id).transpose()
}

/// The runs in force for these dossiers. One that was changed outside the program proves nothing: it is left out, so
/// that its listing has no badge, and `doctor` names it.
pub fn latest_runs(conn: &mut Conn, dossier_ids: &[&str]) -> Result<HashMap<String, Run>, DbError> {
    let runs = newest_runs(conn, dossier_ids)?;
    let whole = |(dossier_id, run): (String, Result<Run, DbError>)| match run {
        Ok(run) => Some((dossier_id, run)),
        Err(error) => {
            tracing::error!(dossier_id, %error, "evidence is left aside");
            None
        }
    };
    Ok(runs.into_iter().filter_map(whole).collect())
}

fn newest_runs(conn: &mut Conn, dossier_ids: &[&str]) -> Result<HashMap<String, Result<Run, DbError>>, DbError> {
    /// Bound parameters a statement: far below what either database allows.
    const CHUNK: usize = 500;
    let mut newest: HashMap<String, RunRow> = HashMap::new();
    for chunk in dossier_ids.chunks(CHUNK) {
        // A listing that is checked again and again has many runs: only their numbers are read, and the newest run.
        let numbers: Vec<(String, Option<i64>)> = evidence_runs::table
            .filter(evidence_runs::dossier_id.eq_any(chunk))
            .group_by(evidence_runs::dossier_id)
            .select((evidence_runs::dossier_id, diesel::dsl::max(evidence_runs::number)))
            .load(conn)?;
        let newest_number: HashMap<String, i64> = numbers.into_iter().filter_map(|(id, n)| Some((id, n?))).collect();
        let distinct: Vec<i64> = newest_number.values().copied().collect::<BTreeSet<_>>().into_iter().collect();
        let runs: Vec<RunRow> = evidence_runs::table
            .filter(evidence_runs::dossier_id.eq_any(chunk))
            .filter(evidence_runs::number.eq_any(distinct))
            .load(conn)?;
        let in_force = runs.into_iter().filter(|run| newest_number.get(&run.dossier_id) == Some(&run.number));
        newest.extend(in_force.map(|run| (run.dossier_id.clone(), run)));
    }
    let ids: Vec<&str> = newest.values().map(|r| r.id.as_str()).collect();
    let mut rows: HashMap<String, Vec<Row>> = HashMap::new();
    for chunk in ids.chunks(CHUNK) {
        let part: Vec<Row> =
            evidence::table.filter(evidence::run_id.eq_any(chunk)).order(evidence::position.asc()).load(conn)?;
        for row in part {
            rows.entry(row.run_id.clone()).or_default().push(row);
        }
    }
    Ok(newest
        .into_iter()
        .map(|(dossier_id, run)| {
            let rows = rows.remove(&run.id).unwrap_or_default();
            (dossier_id, read_run(run, rows))
        })
        .collect())
}

fn read_run(run: RunRow, rows: Vec<Row>) -> Result<Run, DbError> {
    if run_digest(&run, &rows) != run.digest {
        return Err(DbError::Damaged(format!("evidence run {} was changed", run.id)));
    }
    let sources =
        serde_json::from_str(&run.sources).map_err(|_| DbError::Damaged(format!("evidence run {}", run.id)))?;
    let rows = rows.into_iter().map(Row::read).collect::<Result<_, _>>()?;
    Ok(Run { id: run.id, number: run.number, as_of: utc(run.as_of), sources, rules_version: run.rules_version, rows })
}

/// Every run by name with its digest computed from what is stored now.
pub(super) fn digests(conn: &mut Conn) -> Result<Vec<(String, String)>, DbError> {
    const PAGE: i64 = 500;
    let mut all = Vec::new();
    let mut after = String::new();
    loop {
        let runs: Vec<RunRow> = evidence_runs::table
            .filter(evidence_runs::id.gt(&after))
            .order(evidence_runs::id)
            .limit(PAGE)
            .load(conn)?;
        let Some(last) = runs.last() else { return Ok(all) };
        after = last.id.clone();
        let ids: Vec<&str> = runs.iter().map(|r| r.id.as_str()).collect();
        let mut rows: HashMap<String, Vec<Row>> = HashMap::new();
        let part: Vec<Row> =
            evidence::table.filter(evidence::run_id.eq_any(ids)).order(evidence::position.asc()).load(conn)?;
        for row in part {
            rows.entry(row.run_id.clone()).or_default().push(row);
        }
        for run in runs {
            let computed = run_digest(&run, rows.get(&run.id).map_or(&[], Vec::as_slice));
            // The stored digest is a column too: when it differs, the row was changed.
            let digest = if computed == run.digest { computed } else { format!("changed {computed}") };
            all.push((format!("evidence run {}", run.id), digest));
        }
    }
}

/// Evidence rows that belong to no run.
pub(super) fn strays(conn: &mut Conn) -> Result<Vec<String>, DbError> {
    let ids: Vec<String> = evidence::table
        .filter(evidence::run_id.ne_all(evidence_runs::table.select(evidence_runs::id)))
        .select(evidence::id)
        .load(conn)?;
    Ok(ids.into_iter().map(|id| format!("evidence {id} belongs to no run")).collect())
}
