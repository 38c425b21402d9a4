//! Two databases: a few submissions of the demo as the program sets it up, with a page full of each kind of work; and a copy in which
//! everything of these stands many times, each time under ids of its own, and the audit log has gone on.
//!
//! Ids are UUIDs of version 7. The digit that says so tells apart what is written here, so that no id can be made twice: 7 is the
//! program's own, 9 is one more of a list, 8 and a are copies of these.

use std::collections::HashMap;
use std::path::Path;
use std::time::Instant;

use chrono::{Duration, Utc};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use serde_json::json;
use vouchsafe::clock::Clock;
use vouchsafe::config::PublicUrl;
use vouchsafe::db::audit::{self, Actor, Entry};
use vouchsafe::db::evidence::{self, EvidenceRow, NewEvidence, Run};
use vouchsafe::db::{Address, Db, DbError};
use vouchsafe::demo::seed;
use vouchsafe::keys::Keys;
use vouchsafe::pipeline::Desk;
use vouchsafe::pipeline::review::Reviewer;
use vouchsafe::rules::Rules;
use vouchsafe::staff::Accounts;
use vouchsafe::staff::demo::STAFF;

use crate::cut;

/// A database, and what is in it.
pub struct Filled {
    pub desk: Desk,
    pub submissions: usize,
    pub audit: i64,
}

/// What stands many times, parents first. Runs of checks do not: see [`check`].
const TABLES: [&str; 20] = [
    "organizations",
    "places",
    "dossiers",
    "submissions",
    "submission_terms",
    "decisions",
    "evidence_lookups",
    "evidence_answers",
    "listings",
    "listing_keys",
    "tasks",
    "jobs",
    "mails",
    "reports",
    "report_answers",
    "comments",
    "listing_requests",
    "messages",
    "updates",
    "clinician_requests",
];

/// More of these in both databases, so that their pages are full in both: one of each list, so often.
const MORE: [&str; 3] = ["reports", "comments", "listing_requests"];
const MORE_OF_EACH: i64 = 40;

/// What most entries of the log are about.
const ACTS: [&str; 8] = [
    "document.opened",
    "submission.checked",
    "listing.checked",
    "lookup.recorded",
    "listing.confirmed",
    "message.opened",
    "submission.released",
    "submission.taken",
];

/// So many of ten of the few submissions wait, and of the copies of these, and of reports that wait, one of so many goes on waiting: pages
/// are full in both databases, and in the large one a fifth of the submissions waits.
const WAIT: i64 = 6;
const GO_ON: i64 = 3;

/// A copy of a submission has a reference of more parts.
const IS_COPY: &str = "reference LIKE 'VS-%-%-%'";

#[derive(diesel::QueryableByName)]
struct Word {
    #[diesel(sql_type = Text)]
    word: String,
}

#[derive(diesel::QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

fn text(e: impl std::fmt::Display) -> String {
    e.to_string()
}

fn number(conn: &mut SqliteConnection, sql: &str) -> Result<i64, String> {
    diesel::sql_query(format!("SELECT ({sql}) AS number")).get_result::<Number>(conn).map(|n| n.number).map_err(text)
}

/// A connection that keeps nothing safe: the files can be made again.
fn raw(folder: &Path) -> Result<SqliteConnection, String> {
    let mut conn = SqliteConnection::establish(&folder.join("vouchsafe.db").to_string_lossy()).map_err(text)?;
    conn.batch_execute("PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -400000;")
        .map_err(text)?;
    Ok(conn)
}

impl Filled {
    /// So many submissions of the demo, and pages that are full.
    pub fn few(folder: &Path, submissions: usize) -> Result<Self, String> {
        let is_there = folder.join("vouchsafe.db").exists();
        std::fs::create_dir_all(folder).map_err(text)?;
        let desk = desk(folder)?;
        if !is_there {
            let began = Instant::now();
            let accounts =
                Accounts::new(desk.db.clone(), desk.keys.clone(), desk.clock.clone(), desk.public_url.clone());
            let joined = STAFF.iter().map(|colleague| colleague.join(&accounts)).collect::<Result<Vec<_>, _>>();
            let reviewer = joined.map_err(text)?.swap_remove(0);
            let reviewer = Reviewer { id: reviewer.id.to_string(), email: reviewer.email };
            seed::seed(&desk, &reviewer, desk.clock.now(), |_, _| {}).map_err(text)?;
            let mut conn = raw(folder)?;
            cut::cut(&mut conn, submissions)?;
            fill_pages(&mut conn)?;
            println!("{submissions} submissions of the demo: {:.0} s", began.elapsed().as_secs_f64());
        }
        let filled = Self::counted(folder, desk)?;
        if filled.submissions == submissions { Ok(filled) } else { Err(format!("{} submissions", filled.submissions)) }
    }

    /// What `few` has so often that there are so many submissions, and so many entries in the audit log.
    pub fn many(few: &Filled, folder: &Path, submissions: usize, entries: i64) -> Result<Self, String> {
        let is_there = folder.join("vouchsafe.db").exists();
        std::fs::create_dir_all(folder).map_err(text)?;
        if !is_there {
            let from = few.desk.db.address();
            let Address::Sqlite(from) = from else { return Err("not SQLite".into()) };
            let to = folder.join("vouchsafe.db");
            for (from, to) in
                [(from.clone(), to.clone()), (Address::reference_file(from), Address::reference_file(&to))]
            {
                let mut conn = SqliteConnection::establish(&from.to_string_lossy()).map_err(text)?;
                conn.batch_execute(&format!("VACUUM INTO '{}'", to.display())).map_err(text)?;
            }
        }
        let desk = desk(folder)?;
        if !is_there {
            let times = (submissions.div_ceil(few.submissions) - 1) as i64;
            let mut conn = raw(folder)?;
            for table in TABLES {
                let began = Instant::now();
                let rows = multiply(&mut conn, table, times)?;
                println!("{rows} {table}: {:.0} s", began.elapsed().as_secs_f64());
            }
            let began = Instant::now();
            let runs = check(&desk, &mut conn)?;
            println!("{runs} runs of checks: {:.0} s", began.elapsed().as_secs_f64());
            let began = Instant::now();
            log(&desk, &mut conn, times, entries - few.audit)?;
            println!("{entries} audit rows: {:.0} s", began.elapsed().as_secs_f64());
        }
        Self::counted(folder, desk)
    }

    fn counted(folder: &Path, desk: Desk) -> Result<Self, String> {
        let mut conn = raw(folder)?;
        let submissions = number(&mut conn, "SELECT count(*) FROM submissions")?;
        let audit = number(&mut conn, "SELECT count(*) FROM audit_log")?;
        Ok(Filled { desk, submissions: usize::try_from(submissions).map_err(text)?, audit })
    }

    /// The first submission of the queue that the program wrote itself: copies under another id cannot be unsealed.
    pub fn waiting(&self) -> Result<String, String> {
        let Address::Sqlite(file) = self.desk.db.address() else { return Err("not SQLite".into()) };
        let mut conn = SqliteConnection::establish(&file.to_string_lossy()).map_err(text)?;
        let first = format!(
            "SELECT id AS word FROM submissions WHERE state = 'in_review' AND NOT {IS_COPY} ORDER BY received_at DESC LIMIT 1"
        );
        diesel::sql_query(first).get_result::<Word>(&mut conn).map(|found| found.word).map_err(text)
    }
}

fn desk(folder: &Path) -> Result<Desk, String> {
    let address = Address::Sqlite(folder.join("vouchsafe.db"));
    Ok(Desk {
        db: Db::open(&address).map_err(text)?,
        reference: Db::open_reference(&address).map_err(text)?,
        rules: Rules::builtin(),
        keys: Keys::from_bytes([7; 32]),
        clock: Clock::system(),
        public_url: PublicUrl::of_bind(([127, 0, 0, 1], 8080).into()),
        live: None,
    })
}

/// Of each list of what people sent there is more than fits on a page, and of what waits for a reviewer. Every mail was sent.
fn fill_pages(conn: &mut SqliteConnection) -> Result<(), String> {
    conn.batch_execute(&format!(
        "UPDATE submissions SET state = 'in_review', due_at = strftime('%Y-%m-%d %H:%M:%S', 'now', (rowid % 48) || ' hours')
           WHERE (SELECT count(*) FROM submissions earlier WHERE earlier.rowid < submissions.rowid) % 10 < {WAIT};
         UPDATE mails SET sent_at = written_at;"
    ))
    .map_err(text)?;
    for table in MORE {
        let own = columns(conn, table)?;
        // Only what is of the table itself is new: whose it is stays.
        let values: Vec<String> = own
            .iter()
            .map(|column| match column.as_str() {
                "id" => "substr(id, 1, 9) || printf('%04x', k.n) || '-9' || substr(id, 16)".to_string(),
                "reference" | "form_digest" => format!("{column} || 'X' || k.n"),
                other => other.to_string(),
            })
            .collect();
        let first = format!("SELECT min(id) FROM {table} GROUP BY state");
        conn.batch_execute(&format!(
            "WITH RECURSIVE k(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM k WHERE n < {MORE_OF_EACH})
             INSERT INTO {table} ({}) SELECT {} FROM {table}, k WHERE id IN ({first})",
            own.join(", "),
            values.join(", ")
        ))
        .map_err(|e| format!("{table}: {e}"))?;
    }
    Ok(())
}

fn columns(conn: &mut SqliteConnection, table: &str) -> Result<Vec<String>, String> {
    let asked = diesel::sql_query(format!("SELECT name AS word FROM pragma_table_info('{table}')"));
    Ok(asked.load::<Word>(conn).map_err(text)?.into_iter().map(|found| found.word).collect())
}

/// Puts every row of a table in so many times again, under ids that only that copy has.
fn multiply(conn: &mut SqliteConnection, table: &str, times: i64) -> Result<usize, String> {
    let own = columns(conn, table)?;
    let values: Vec<String> = own.iter().map(|column| copied(table, column)).collect();
    // A message that nobody has opened is new in the queue, and few submissions have one.
    let only = if table == "messages" { "opened_at IS NOT NULL" } else { "1" };
    conn.batch_execute(&format!("CREATE TEMP TABLE source AS SELECT * FROM {table} WHERE {only}")).map_err(text)?;
    let sql = format!(
        "WITH RECURSIVE k(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM k WHERE n < {times})
         INSERT INTO {table} ({}) SELECT {} FROM k, source",
        own.join(", "),
        values.join(", ")
    );
    let rows = diesel::sql_query(sql).execute(conn).map_err(|e| format!("{table}: {e}"))?;
    conn.batch_execute("DROP TABLE source").map_err(text)?;
    Ok(rows)
}

/// What a copy has in a column.
fn copied(table: &str, column: &str) -> String {
    // Of the last 32 bits, which are random, 24 make room for the number of the copy: what is left counts up within a millisecond.
    let own = format!(
        "substr({column}, 1, 14) || CASE substr({column}, 15, 1) WHEN '7' THEN '8' ELSE 'a' END
         || substr({column}, 16, 15) || printf('%06x', k.n)"
    );
    match (table, column) {
        (_, "staff_id" | "mail_id" | "import_id" | "source_id") => column.to_string(),
        ("jobs", "subject") => format!("CASE WHEN length(subject) = 36 THEN {own} ELSE subject || k.n END"),
        (_, "id") => own,
        (_, name) if name.ends_with("_id") => own,
        ("submissions", "state") => {
            format!("CASE WHEN state = 'in_review' AND k.n % {GO_ON} > 0 THEN 'published' ELSE state END")
        }
        ("reports", "state") => {
            format!("CASE WHEN state <> 'answered' AND k.n % {GO_ON} > 0 THEN 'answered' ELSE state END")
        }
        // A second apart, as they come.
        ("submissions" | "tasks" | "reports" | "comments" | "listing_requests", "due_at") => {
            "strftime('%Y-%m-%d %H:%M:%S', due_at, k.n || ' seconds')".into()
        }
        (_, "slug" | "reference" | "form_digest" | "twin_key") => format!("{column} || '-' || k.n"),
        // One of eight has the same words, the others words of their own.
        ("submission_terms", "term") => "CASE WHEN k.n % 8 = 0 THEN term ELSE printf('%06x', k.n) || term END".into(),
        _ => column.to_string(),
    }
}

/// Gives copies that wait the checks of what they are copies of, as the program writes them: under another id the digest of a run is
/// another, and a run that does not fit its digest is left aside.
fn check(desk: &Desk, conn: &mut SqliteConnection) -> Result<usize, String> {
    /// In one transaction.
    const BATCH: usize = 500;
    let waiting = |conn: &mut SqliteConnection, is_copy: &str| {
        let asked = format!("SELECT dossier_id AS word FROM submissions WHERE state = 'in_review' AND {is_copy}");
        diesel::sql_query(asked).load::<Word>(conn).map_err(text)
    };
    let originals: Vec<String> =
        waiting(conn, &format!("NOT {IS_COPY}"))?.into_iter().map(|found| found.word).collect();
    let ids: Vec<&str> = originals.iter().map(String::as_str).collect();
    let runs = desk.db.read(|c| evidence::latest_runs(c, &ids)).map_err(text)?;
    let runs: HashMap<String, (Run, Vec<NewEvidence>)> = runs
        .into_iter()
        .map(|(id, mut run)| {
            let found = std::mem::take(&mut run.rows).into_iter().map(new);
            (what_stays(&id), (run, found.collect()))
        })
        .collect();
    let copies = waiting(conn, IS_COPY)?;
    for batch in copies.chunks(BATCH) {
        let written = desk.db.write(|c| {
            for copy in batch {
                let Some((run, found)) = runs.get(&what_stays(&copy.word)) else { continue };
                // As many runs as the original has, of which only the newest is read.
                for number in 1..=run.number {
                    let found = if number == run.number { found.as_slice() } else { &[] };
                    evidence::add_run(c, &copy.word, run.as_of, &run.sources, &run.rules_version, found)?;
                }
            }
            Ok::<_, DbError>(())
        });
        written.map_err(text)?;
    }
    Ok(copies.len())
}

/// What an id and its copies have in common.
fn what_stays(id: &str) -> String {
    format!("{}{}", &id[..14], &id[15..30])
}

fn new(row: EvidenceRow) -> NewEvidence {
    let EvidenceRow { check, looked_at, value_hash, sealed_rows, .. } = row;
    NewEvidence { check, looked_at, value_hash, sealed_rows }
}

/// Goes on with the log, spread over five years. The copies of submissions come a few at a time, to each happens what mostly does, and it
/// is decided; then come the next.
fn log(desk: &Desk, conn: &mut SqliteConnection, times: i64, entries: i64) -> Result<(), String> {
    /// In one transaction.
    const BATCH: i64 = 2_000;
    /// So many submissions at a time, and so many entries on each.
    const AT_A_TIME: i64 = 100;
    const ENTRIES: i64 = ACTS.len() as i64 + 2;
    let now = Utc::now();
    let programs = [Actor::Program("verify"), Actor::Program("monitor"), Actor::Program("mail")];
    let people: Vec<Actor> = (0..20).map(|n| Actor::Staff(format!("0199aaaa-0000-7000-8000-{n:012x}"))).collect();
    let originals = diesel::sql_query(format!("SELECT id AS word FROM submissions WHERE NOT {IS_COPY}"));
    let originals: Vec<Word> = originals.load(conn).map_err(text)?;
    for first in (0..entries).step_by(BATCH as usize) {
        let at = now
            - Duration::days(5 * 365) * i32::try_from(entries - first).unwrap_or(1)
                / i32::try_from(entries).unwrap_or(1);
        let entry = |n: i64| {
            let (turn, place) = (n / (AT_A_TIME * ENTRIES), n % (AT_A_TIME * ENTRIES));
            let which = turn * AT_A_TIME + place % AT_A_TIME;
            let action = match place / AT_A_TIME {
                0 => "submission.received",
                step => ACTS.get(step as usize - 1).copied().unwrap_or("submission.approved"),
            };
            let actor = if n % 3 == 0 { &programs[n as usize / 3 % 3] } else { &people[n as usize % 20] };
            let original = &originals[which as usize % originals.len()].word;
            let copy = which / originals.len() as i64 % times + 1;
            let subject = format!("submission/{}8{}{copy:06x}", &original[..14], &original[15..30]);
            Entry { actor, action, subject, payload: json!({ "reason": "as it was seen" }), evidence_digest: None }
        };
        let batch: Vec<Entry<'_>> = (first..entries.min(first + BATCH)).map(entry).collect();
        desk.db.write(|conn| audit::append_all(conn, &batch, at).map(drop)).map_err(|e: DbError| e.to_string())?;
    }
    Ok(())
}
