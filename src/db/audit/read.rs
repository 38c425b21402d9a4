//! The log as it is read: by who, what, on what and when, the newest first, each a walk along one index.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::dsl;
use diesel::prelude::*;
use serde_json::Value;

use super::super::schema::{audit_log, audit_payloads};
use super::super::{Conn, DbError, stored, utc};
use super::{Logged, Row};
use crate::domain::audit::AuditFilter;

type Found = (Row, Option<String>);

/// What `filter` asks for, newest first; `before` is the number of an entry, which and all newer ones are left out.
///
/// # Errors
/// [`DbError::NotFound`] where there is no entry `before`.
pub fn matching(
    conn: &mut Conn,
    filter: &AuditFilter,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<Logged>, DbError> {
    let before = match before {
        Some(seq) => Some((audit_log::table.find(seq).select(audit_log::logged_at).first(conn)?, seq)),
        None => None,
    };
    let rows: Vec<Found> = question(filter, before, limit).load(conn)?;
    Ok(rows.into_iter().map(logged).collect())
}

/// Everything, newest first; `before` as in [`matching`].
pub fn newest(conn: &mut Conn, before: Option<i64>, limit: i64) -> Result<Vec<Logged>, DbError> {
    matching(conn, &AuditFilter::default(), before, limit)
}

type Columns = (<audit_log::table as Table>::AllColumns, audit_payloads::payload);
type Joined = dsl::InnerJoin<audit_log::table, audit_payloads::table>;
type Question = dsl::IntoBoxed<'static, dsl::Select<Joined, Columns>, <Conn as diesel::Connection>::Backend>;

/// The order is by moment, then by place in the chain, and each filter has an index of that order. It is the order of the chain,
/// unless a clock was set back (see `in_turn` beside `append`).
fn question(filter: &AuditFilter, before: Option<(NaiveDateTime, i64)>, limit: i64) -> Question {
    let mut asked = audit_log::table
        .inner_join(audit_payloads::table)
        .select((audit_log::all_columns, audit_payloads::payload))
        .into_boxed()
        .order((audit_log::logged_at.desc(), audit_log::seq.desc()))
        .limit(limit);
    if let Some(actor) = &filter.actor {
        asked = asked.filter(audit_log::actor.eq(actor.clone()));
    }
    if let Some(action) = &filter.action {
        asked = asked.filter(audit_log::action.eq(action.clone()));
    }
    if let Some(subject) = &filter.subject {
        asked = asked.filter(audit_log::subject.eq(subject.clone()));
    }
    if let Some(from) = filter.from {
        asked = asked.filter(audit_log::logged_at.ge(stored(from)));
    }
    if let Some(until) = filter.until {
        asked = asked.filter(audit_log::logged_at.lt(stored(until)));
    }
    if let Some((at, seq)) = before {
        // Said so that the first half alone is a range of the index; "or" at the top would be none.
        let older = audit_log::logged_at.lt(at).or(audit_log::seq.lt(seq));
        asked = asked.filter(audit_log::logged_at.le(at)).filter(older);
    }
    asked
}

/// An act without its words: when, which, on what.
pub type Moment = (DateTime<Utc>, String, String);

/// When these acts were logged from a moment on, to just before another, in no order: one walk along the index for each act.
pub fn moments(
    conn: &mut Conn,
    actions: &[&str],
    from: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Vec<Moment>, DbError> {
    let rows: Vec<(NaiveDateTime, String, String)> = audit_log::table
        .filter(audit_log::action.eq_any(actions))
        .filter(audit_log::logged_at.ge(stored(from)))
        .filter(audit_log::logged_at.lt(stored(until)))
        .select((audit_log::logged_at, audit_log::action, audit_log::subject))
        .load(conn)?;
    Ok(rows.into_iter().map(|(at, action, subject)| (utc(at), action, subject)).collect())
}

/// Everything that was logged on these subjects before a moment, in no order: one walk along the index for each subject.
pub fn moments_of(conn: &mut Conn, subjects: &[&str], before: DateTime<Utc>) -> Result<Vec<Moment>, DbError> {
    /// Bound parameters a statement: far below what either database allows.
    const CHUNK: usize = 500;
    let mut all = Vec::new();
    for chunk in subjects.chunks(CHUNK) {
        // Acts are not asked for: of two indexes the one over acts would be taken, which is the whole log.
        let rows: Vec<(NaiveDateTime, String, String)> = audit_log::table
            .filter(audit_log::subject.eq_any(chunk))
            .filter(audit_log::logged_at.lt(stored(before)))
            .select((audit_log::logged_at, audit_log::action, audit_log::subject))
            .load(conn)?;
        all.extend(rows.into_iter().map(|(at, action, subject)| (utc(at), action, subject)));
    }
    Ok(all)
}

/// Every action that was ever logged, in order: a step along the index for each, not a walk through all entries.
pub fn actions(conn: &mut Conn) -> Result<Vec<String>, DbError> {
    let mut all: Vec<String> = Vec::new();
    loop {
        let after = all.last().map_or("", String::as_str);
        let next = audit_log::table.filter(audit_log::action.gt(after)).order(audit_log::action.asc());
        match next.select(audit_log::action).first(conn).optional()? {
            Some(action) => all.push(action),
            None => return Ok(all),
        }
    }
}

/// Everything logged on one subject, oldest first.
pub fn of_subject(conn: &mut Conn, subject: &str) -> Result<Vec<Logged>, DbError> {
    let rows: Vec<(Row, Option<String>)> = audit_log::table
        .inner_join(audit_payloads::table)
        .filter(audit_log::subject.eq(subject))
        .order(audit_log::seq.asc())
        .select((audit_log::all_columns, audit_payloads::payload))
        .load(conn)?;
    Ok(rows.into_iter().map(logged).collect())
}

fn logged((row, payload): (Row, Option<String>)) -> Logged {
    let details = payload.and_then(|p| serde_json::from_str::<Value>(&p).ok()).map(|v| v["details"].clone());
    Logged {
        seq: row.seq,
        at: utc(row.logged_at),
        actor: row.actor,
        action: row.action,
        subject: row.subject,
        payload: details,
        hash: row.hash,
    }
}

#[cfg(test)]
mod tests {
    use diesel::backend::Backend;
    use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
    use diesel::sql_types::{Integer, Text};

    use super::super::super::{Address, Db};
    use super::*;

    /// A query, asked how it would be answered.
    struct Explained(Question);

    impl QueryId for Explained {
        type QueryId = ();
        const HAS_STATIC_QUERY_ID: bool = false;
    }

    impl Query for Explained {
        type SqlType = (Integer, Integer, Integer, Text);
    }

    impl<DB: Backend> QueryFragment<DB> for Explained
    where
        Question: QueryFragment<DB>,
    {
        fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
            out.push_sql("EXPLAIN QUERY PLAN ");
            self.0.walk_ast(out)
        }
    }

    impl diesel::RunQueryDsl<Conn> for Explained {}

    /// A hundred thousand entries of 400 actors, 40 actions and 20,000 subjects, over a hundred days.
    const MANY: &str = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
        INSERT INTO audit_log (seq, logged_at, actor, action, subject, payload_digest, previous, hash)
        SELECT i, strftime('%Y-%m-%d %H:%M:%S', 1790000000 + i * 86, 'unixepoch'), 'staff/' || (i % 400), 'act.' || (i % 40),
               'submission/' || (i % 20000), '', '', '' FROM n";

    #[test]
    fn no_filter_walks_through_the_whole_log() {
        let folder = tempfile::tempdir().expect("a folder");
        let db = Db::open(&Address::Sqlite(folder.path().join("a.db"))).expect("opens");
        let payloads = "INSERT INTO audit_payloads (seq, payload) SELECT seq, '{}' FROM audit_log";
        for sql in [MANY, payloads] {
            db.write(|conn| diesel::sql_query(sql).execute(conn).map_err(DbError::from)).expect("written");
        }
        let moment = |text: &str| text.parse().expect("a moment");
        let whole = AuditFilter {
            actor: Some("staff/7".into()),
            action: Some("act.7".into()),
            subject: Some("submission/7".into()),
            from: Some(moment("2026-10-01T00:00:00Z")),
            until: Some(moment("2026-10-03T00:00:00Z")),
        };
        // Every set of filters that can be asked for, with and without an entry to go on from.
        for bits in 0..64_u8 {
            let has = |bit: u8| bits & (1 << bit) != 0;
            let filter = AuditFilter {
                actor: whole.actor.clone().filter(|_| has(0)),
                action: whole.action.clone().filter(|_| has(1)),
                subject: whole.subject.clone().filter(|_| has(2)),
                from: whole.from.filter(|_| has(3)),
                until: whole.until.filter(|_| has(4)),
            };
            let before = has(5).then(|| (stored(moment("2026-10-02T00:00:00Z")), 50_000));
            let plan: Vec<(i32, i32, i32, String)> = db
                .read(|conn| Explained(question(&filter, before, 50)).load(conn).map_err(DbError::from))
                .expect("told");
            let steps: Vec<&str> = plan.iter().map(|step| step.3.as_str()).collect();
            assert!(!steps.is_empty());
            for step in steps.iter() {
                // Without any filter the newest are read along the index of moments, and no further than the page.
                let along = bits == 0 && step.starts_with("SCAN audit_log USING INDEX audit_log_at");
                assert!(step.starts_with("SEARCH ") || along, "{filter:?}, before {before:?}: {steps:?}");
                assert!(!step.contains("TEMP B-TREE"), "sorted apart: {filter:?}: {steps:?}");
            }
        }
    }
}
