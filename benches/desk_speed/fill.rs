//! Two databases: the demo as the program sets it up, with a page full of each kind of work; and a copy in which everything of the demo
//! stands many times, each time under ids of its own, and the audit log has gone on.

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
use vouchsafe::db::{Address, Db, DbError};
use vouchsafe::demo::seed;
use vouchsafe::keys::Keys;
use vouchsafe::pipeline::Desk;
use vouchsafe::pipeline::review::Reviewer;
use vouchsafe::rules::Rules;
use vouchsafe::staff::Accounts;
use vouchsafe::staff::demo::STAFF;

/// A database, and what is in it.
pub struct Filled {
    pub desk: Desk,
    pub submissions: usize,
    pub audit: i64,
}

/// The runs in force of submissions that wait.
const LAST_RUNS: &str = "id IN (SELECT id FROM last_runs)";

/// What stands many times, parents first; of evidence only what belongs to submissions that wait.
const TABLES: [(&str, &str); 22] = [
    ("organizations", ""),
    ("places", ""),
    ("dossiers", ""),
    ("submissions", ""),
    ("submission_terms", ""),
    ("decisions", ""),
    ("evidence_runs", LAST_RUNS),
    ("evidence", "run_id IN (SELECT id FROM last_runs)"),
    ("evidence_lookups", ""),
    ("evidence_answers", ""),
    ("listings", ""),
    ("listing_keys", ""),
    ("tasks", ""),
    ("jobs", ""),
    ("mails", ""),
    ("reports", ""),
    ("report_answers", ""),
    ("comments", ""),
    ("listing_requests", ""),
    ("messages", "opened_at IS NOT NULL"),
    ("updates", ""),
    ("clinician_requests", ""),
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

/// One of so many submissions waits.
const WAITS: i64 = 5;

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
    /// The demo, with pages that are full.
    pub fn few(folder: &Path) -> Result<Self, String> {
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
            fill_pages(&mut raw(folder)?)?;
            println!("the demo: {:.0} s", began.elapsed().as_secs_f64());
        }
        Self::counted(folder, desk)
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
            let last = "SELECT id, max(number) FROM evidence_runs GROUP BY dossier_id";
            let waits = "dossier_id IN (SELECT dossier_id FROM submissions WHERE state = 'in_review')";
            let last_runs =
                format!("CREATE TEMP TABLE last_runs AS {}", last.replace("GROUP", &format!("WHERE {waits} GROUP")));
            conn.batch_execute(&last_runs).map_err(text)?;
            for (table, only) in TABLES {
                let began = Instant::now();
                let rows = multiply(&mut conn, table, only, times)?;
                println!("{rows} {table}: {:.0} s", began.elapsed().as_secs_f64());
            }
            drop(conn);
            let began = Instant::now();
            log(&desk, entries - few.audit)?;
            println!("{entries} audit rows: {:.0} s", began.elapsed().as_secs_f64());
        }
        Self::counted(folder, desk)
    }

    fn counted(folder: &Path, desk: Desk) -> Result<Self, String> {
        let mut conn = raw(folder)?;
        let submissions = number(&mut conn, "SELECT count(*) FROM submissions")?;
        let audit = number(&mut conn, "SELECT seq FROM audit_head")?;
        Ok(Filled { desk, submissions: usize::try_from(submissions).map_err(text)?, audit })
    }

    /// The first submission of the queue that the program wrote itself: copies under another id cannot be unsealed.
    pub fn waiting(&self) -> Result<String, String> {
        let Address::Sqlite(file) = self.desk.db.address() else { return Err("not SQLite".into()) };
        let mut conn = SqliteConnection::establish(&file.to_string_lossy()).map_err(text)?;
        let first = "SELECT id AS word FROM submissions WHERE state = 'in_review' AND reference NOT LIKE 'VS-%-%-%' ORDER BY received_at DESC LIMIT 1";
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

/// One of five submissions waits, and of each list of what people sent there is more than fits on a page. Every mail was sent.
fn fill_pages(conn: &mut SqliteConnection) -> Result<(), String> {
    conn.batch_execute(&format!(
        "UPDATE submissions SET state = 'in_review', due_at = strftime('%Y-%m-%d %H:%M:%S', 'now', (rowid % 48) || ' hours')
           WHERE rowid % {WAITS} = 0;
         UPDATE mails SET sent_at = written_at;"
    ))
    .map_err(text)?;
    for table in MORE {
        let own = columns(conn, table)?;
        // Only what is of the table itself is new: whose it is stays.
        let values: Vec<String> = own
            .iter()
            .map(|column| match column.as_str() {
                "id" => "substr(id, 1, 24) || printf('%06x', k.n) || substr(id, 31)".to_string(),
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
fn multiply(conn: &mut SqliteConnection, table: &str, only: &str, times: i64) -> Result<usize, String> {
    let own = columns(conn, table)?;
    let values: Vec<String> = own.iter().map(|column| copied(table, column)).collect();
    // The copies of its parents are there already and would be copied, too: what is copied is what the demo has.
    let only = if only.is_empty() { "1" } else { only };
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
    let own = format!("substr({column}, 1, length({column}) - 6) || printf('%06x', k.n)");
    match (table, column) {
        (_, "staff_id" | "mail_id" | "import_id" | "source_id") => column.to_string(),
        ("jobs", "subject") => format!("CASE WHEN length(subject) = 36 THEN {own} ELSE subject || k.n END"),
        (_, "id") => own,
        (_, name) if name.ends_with("_id") => own,
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

/// Goes on with the log, spread over five years: of ten entries one that something came and one that it was decided.
fn log(desk: &Desk, entries: i64) -> Result<(), String> {
    /// In one transaction.
    const BATCH: i64 = 2_000;
    let now = Utc::now();
    let programs = [Actor::Program("verify"), Actor::Program("monitor"), Actor::Program("mail")];
    let people: Vec<Actor> = (0..20).map(|n| Actor::Staff(format!("0199aaaa-0000-7000-8000-{n:012x}"))).collect();
    let mut subjects = desk.db.read(|conn| audit::newest(conn, None, 500)).map_err(text)?;
    subjects.retain(|entry| entry.subject.starts_with("submission/"));
    for first in (0..entries).step_by(BATCH as usize) {
        let at = now
            - Duration::days(5 * 365) * i32::try_from(entries - first).unwrap_or(1)
                / i32::try_from(entries).unwrap_or(1);
        let entry = |n: i64| {
            let place = n as usize;
            let action = match n % 10 {
                0 => "submission.received",
                1 => "submission.approved",
                _ => ACTS[place / 10 % ACTS.len()],
            };
            let actor = if n % 3 == 0 { &programs[place % 3] } else { &people[place % 20] };
            let subject = &subjects[place % subjects.len()].subject;
            let subject = format!("{}{:06x}", &subject[..subject.len() - 6], n % 400);
            Entry { actor, action, subject, payload: json!({ "reason": "as it was seen" }), evidence_digest: None }
        };
        let batch: Vec<Entry<'_>> = (first..entries.min(first + BATCH)).map(entry).collect();
        desk.db.write(|conn| audit::append_all(conn, &batch, at).map(drop)).map_err(|e: DbError| e.to_string())?;
    }
    Ok(())
}
