//! What somebody does to audit and evidence rows outside the program, and what `doctor` says of it.

use std::fmt::Write;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamp};
use vouchsafe::db::{Conn, Db, DbError, audit, evidence, forms};
use vouchsafe::domain::overrides::OverrideAct;
use vouchsafe::keys::sha256_hex;
use vouchsafe::pipeline::{Desk, audit_head};

use crate::on_both;
use crate::overrides::{clear, follow, namesake, pat, sam, submitted};
use crate::support::invented;
use crate::support::tamper;

/// A directory in which every audit and evidence table has rows.
fn full(db: &crate::support::database::TestDatabase) -> Desk {
    let desk = invented::desk(db);
    let born = chrono::NaiveDate::from_ymd_opt(1979, 3, 14);
    let id = submitted(&desk, &[namesake("1", born)]);
    clear(&desk, &pat(), &id, 30).expect("proposed");
    follow(&desk, &sam(), &id, OverrideAct::Confirmed).expect("confirmed");
    let now = desk.clock.now();
    let written = desk.db.write(|conn| {
        let answer = evidence::Answer {
            id: vouchsafe::domain::ids::Id::new().to_string(),
            dossier_id: vouchsafe::db::submissions::get(conn, &id)?.dossier_id,
            code: "claims.cure".into(),
            subject: "provider".into(),
            value_hash: "a".repeat(64),
            reason: "It quotes the law.".into(),
            staff_id: pat().id,
            answered_by: pat().email,
            answered_at: now.naive_utc(),
            found_hash: "b".repeat(64),
        };
        let digest = evidence::add_answer(conn, answer)?;
        let actor = audit::Actor::Staff(pat().id);
        let entry = audit::Entry {
            actor: &actor,
            action: "review.answered",
            subject: format!("submission/{id}"),
            payload: serde_json::json!({ "reason": "It quotes the law." }),
            evidence_digest: Some(digest),
        };
        audit::append(conn, &entry, now)
    });
    written.expect("written");
    assert_eq!(found(&desk.db), Vec::<String>::new(), "sound to begin with");
    desk
}

/// What `doctor` looks at, on one connection.
fn look(conn: &mut Conn) -> Vec<String> {
    let said = [audit::faults(conn), evidence::faults(conn), forms::faults(conn)];
    said.map(|found| found.unwrap_or_else(|e| vec![format!("it cannot be read: {e}")])).concat()
}

fn found(db: &Db) -> Vec<String> {
    db.read(|conn| Ok::<_, DbError>(look(conn))).expect("reads")
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same edits in each run.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).expect("small")
    }
}

#[derive(QueryableByName, Clone, Debug)]
struct Column {
    #[diesel(sql_type = Text)]
    tbl: String,
    #[diesel(sql_type = Text)]
    col: String,
    #[diesel(sql_type = Text)]
    kind: String,
}

#[derive(QueryableByName, Debug)]
struct Cell {
    #[diesel(sql_type = Text)]
    place: String,
    /// Hexadecimal bytes of the value as text.
    #[diesel(sql_type = Nullable<Text>)]
    hex: Option<String>,
}

const SQLITE_COLUMNS: &str = "SELECT t.name AS tbl, c.name AS col, lower(c.type) AS kind
    FROM sqlite_schema t JOIN pragma_table_info(t.name) c
    WHERE t.type = 'table' AND (t.name LIKE '%audit%' OR t.name LIKE '%evidence%') ORDER BY t.name, c.cid";
const POSTGRES_COLUMNS: &str = "SELECT table_name::text AS tbl, column_name::text AS col, data_type::text AS kind
    FROM information_schema.columns
    WHERE table_schema = 'public' AND (table_name LIKE '%audit%' OR table_name LIKE '%evidence%')
    ORDER BY table_name, ordinal_position";

fn columns(db: &Db) -> Vec<Column> {
    let read = |conn: &mut Conn| {
        let question = if matches!(conn, Conn::Sqlite(_)) { SQLITE_COLUMNS } else { POSTGRES_COLUMNS };
        diesel::sql_query(question).load(conn).map_err(DbError::from)
    };
    db.read(read).expect("reads")
}

fn cells(conn: &mut Conn, at: &Column) -> Vec<Cell> {
    let (tbl, col) = (&at.tbl, &at.col);
    let question = match conn {
        Conn::Sqlite(_) => format!(
            "SELECT CAST(rowid AS TEXT) AS place, hex({col}) AS hex FROM {tbl} WHERE {col} IS NOT NULL
            UNION ALL SELECT CAST(rowid AS TEXT), NULL FROM {tbl} WHERE {col} IS NULL"
        ),
        Conn::Postgres(_) => {
            format!("SELECT ctid::text AS place, encode(convert_to({col}::text, 'UTF8'), 'hex') AS hex FROM {tbl}")
        }
    };
    diesel::sql_query(question).load(conn).expect("reads")
}

/// Another value for a cell, as SQL: in SQLite any byte of it, in PostgreSQL whatever its type lets through.
fn another(is_sqlite: bool, at: &Column, cell: &Cell, chance: &mut Chance) -> String {
    let Some(hex) = cell.hex.as_deref().filter(|hex| !hex.is_empty()) else {
        return if at.kind.starts_with("timestamp") { "'2026-11-23 12:00:00'".into() } else { "'0'".into() };
    };
    if chance.below(10) == 0 {
        return "NULL".into();
    }
    let col = &at.col;
    match (is_sqlite, at.kind.as_str()) {
        (true, "boolean") => ["2", "NOT blocking", "'yes'"][chance.below(3)].into(),
        (true, "bigint") => format!("{col} + {}", 1 + chance.below(100)),
        (false, "boolean") => format!("NOT {col}"),
        (false, "bigint") => format!("{col} + 1"),
        (false, "date") => format!("{col} + 1"),
        (false, kind) if kind.starts_with("timestamp") => format!("{col} + interval '1 microsecond'"),
        _ => {
            let mut bytes: Vec<u8> = data_encoding::HEXUPPER_PERMISSIVE.decode(hex.as_bytes()).expect("hex");
            let place = chance.below(bytes.len());
            let most = if is_sqlite { 255 } else { 126 };
            let old = bytes[place];
            while bytes[place] == old {
                bytes[place] = u8::try_from(1 + chance.below(most)).expect("a byte");
            }
            let mut literal = String::new();
            bytes.iter().for_each(|byte| write!(literal, "{byte:02x}").expect("writes"));
            if is_sqlite {
                format!("CAST(X'{literal}' AS TEXT)")
            } else {
                format!("convert_from(decode('{literal}', 'hex'), 'UTF8')")
            }
        }
    }
}

/// An edit that was made, looked at and taken back.
enum Undone {
    Found(Vec<String>),
    /// The database itself let nobody write that.
    Refused,
}

impl From<DbError> for Undone {
    fn from(_: DbError) -> Self {
        Undone::Refused
    }
}

fn tried(db: &Db, sql: &str) -> Undone {
    let undone = db.write(|conn| {
        if matches!(conn, Conn::Sqlite(_)) {
            // Somebody with the file has no need to keep foreign keys.
            diesel::sql_query("PRAGMA defer_foreign_keys = ON").execute(conn).map_err(DbError::from)?;
        }
        match diesel::sql_query(sql).execute(conn) {
            Ok(1..) => Err::<(), _>(Undone::Found(look(conn))),
            _ => Err(Undone::Refused),
        }
    });
    undone.expect_err("always taken back")
}

/// Makes so many edits, one after the other over all columns, and answers those that nobody would have found.
fn unseen(db: &Db, edits: usize, seed: u64) -> Vec<String> {
    let columns = columns(db);
    assert!(columns.len() > 60, "seven tables: {columns:?}");
    let mut chance = Chance(seed);
    let (mut made, mut unseen, mut edited) = (0, Vec::new(), std::collections::BTreeSet::new());
    // On PostgreSQL there are fewer edits than columns: they are drawn.
    let step = if edits < columns.len() { 7 } else { 1 };
    let (mut turn, mut refused) = (0, 0);
    while made < edits {
        let at = &columns[turn % columns.len()];
        let (is_sqlite, cells) =
            db.read(|conn| Ok::<_, DbError>((matches!(conn, Conn::Sqlite(_)), cells(conn, at)))).expect("reads");
        let cell = &cells[chance.below(cells.len())];
        let value = another(is_sqlite, at, cell, &mut chance);
        let row = if is_sqlite { format!("rowid = {}", cell.place) } else { format!("ctid = '{}'::tid", cell.place) };
        let sql = format!("UPDATE {} SET {} = {value} WHERE {row}", at.tbl, at.col);
        match tried(db, &sql) {
            // Another value for the same column: what the database refuses is not worth a turn.
            Undone::Refused if refused < 20 => refused += 1,
            Undone::Refused => (turn, refused) = (turn + step, 0),
            Undone::Found(faults) => {
                (made, turn, refused) = (made + 1, turn + step, 0);
                edited.insert(format!("{}.{}", at.tbl, at.col));
                if faults.is_empty() {
                    unseen.push(sql);
                }
            }
        }
        assert!(turn < 100 * edits, "the database lets nothing through");
    }
    if edits >= columns.len() {
        assert_eq!(edited.len(), columns.len(), "every column was edited: {edited:?}");
    }
    assert_eq!(found(db), Vec::<String>::new(), "every edit was taken back");
    unseen
}

#[test]
fn two_hundred_edits_over_all_columns_of_sqlite_are_found() {
    let db = crate::support::database::TestDatabase::sqlite();
    assert_eq!(unseen(&full(&db).db, 200, 46), Vec::<String>::new());
}

#[test]
fn twenty_edits_on_postgresql_are_found() {
    let db = crate::support::database::TestDatabase::postgresql();
    assert_eq!(unseen(&full(&db).db, 20, 46), Vec::<String>::new());
}

#[test]
fn what_sqlite_would_read_as_the_same_is_found_too() {
    let db = crate::support::database::TestDatabase::sqlite();
    let desk = full(&db);
    for sql in [
        "UPDATE evidence SET blocking = 2 WHERE rowid = (SELECT min(rowid) FROM evidence WHERE blocking = 1)",
        "UPDATE evidence SET checked_at = replace(checked_at, ' ', 'T') WHERE position = 0",
        "UPDATE audit_log SET logged_at = logged_at || '.000' WHERE seq = 1",
        "UPDATE audit_log SET logged_at = logged_at || 'Z' WHERE seq = 1",
        "UPDATE audit_log SET actor = CAST(actor AS BLOB) WHERE seq = 1",
        "UPDATE evidence_overrides SET expires_on = expires_on || ' ' WHERE step = 0",
    ] {
        match tried(&desk.db, sql) {
            Undone::Found(faults) => assert!(!faults.is_empty(), "{sql}"),
            Undone::Refused => panic!("{sql} changes something"),
        }
    }
}

on_both! {
    fn a_row_that_is_taken_out_or_added_is_found(db: TestDatabase) {
        let desk = full(&db);
        for sql in [
            "DELETE FROM audit_head",
            "DELETE FROM audit_payloads WHERE seq = 2",
            "DELETE FROM evidence WHERE position = 0",
            "DELETE FROM evidence_lookups",
            "DELETE FROM evidence_answers",
            "DELETE FROM evidence_overrides WHERE step = 1",
            "UPDATE audit_payloads SET payload = NULL WHERE seq = 2",
            "INSERT INTO audit_head (id, seq, hash) VALUES (2, 0, '')",
            "INSERT INTO evidence_answers SELECT 'another', dossier_id, code, subject, value_hash, reason, staff_id, answered_by, answered_at, found_hash FROM evidence_answers",
        ] {
            match tried(&desk.db, sql) {
                Undone::Found(faults) => assert!(!faults.is_empty(), "{sql}"),
                Undone::Refused => panic!("{sql} changes something"),
            }
        }
    }

    fn a_chain_that_was_computed_anew_holds_in_itself_and_not_against_a_head_that_was_kept(db: TestDatabase) {
        let desk = full(&db);
        let kept = audit_head::sign(&desk).expect("signed");
        tamper(&desk.db, "UPDATE audit_log SET actor = 'staff/somebody-else' WHERE seq = 2", &[]);
        assert!(!found(&desk.db).is_empty(), "so far anybody sees it");
        compute_anew(&desk.db);
        assert_eq!(found(&desk.db), Vec::<String>::new(), "this is what the plain check cannot see");
        let said = audit_head::faults(&desk, &kept).expect("looked");
        assert!(said.len() == 1 && said[0].contains("written anew"), "{said:?}");
    }

    fn a_log_that_was_cut_short_fails_against_a_head_that_was_kept(db: TestDatabase) {
        let desk = full(&db);
        let kept = audit_head::sign(&desk).expect("signed");
        assert_eq!(audit_head::faults(&desk, &kept).expect("looked"), Vec::<String>::new());
        tamper(&desk.db, &format!("DELETE FROM audit_payloads WHERE seq = {}", kept.seq), &[]);
        tamper(&desk.db, &format!("DELETE FROM audit_log WHERE seq = {}", kept.seq), &[]);
        let said = audit_head::faults(&desk, &kept).expect("looked");
        assert!(said.len() == 1 && said[0].contains("cut short"), "{said:?}");
    }
}

#[derive(QueryableByName)]
struct Logged {
    #[diesel(sql_type = BigInt)]
    seq: i64,
    #[diesel(sql_type = Timestamp)]
    logged_at: NaiveDateTime,
    #[diesel(sql_type = Text)]
    actor: String,
    #[diesel(sql_type = Text)]
    action: String,
    #[diesel(sql_type = Text)]
    subject: String,
    #[diesel(sql_type = Text)]
    payload_digest: String,
    #[diesel(sql_type = Nullable<Text>)]
    evidence_digest: Option<String>,
}

/// As somebody would who has the database and has read the program: every hash from the first entry on, and the head.
fn compute_anew(db: &Db) {
    let rows: Vec<Logged> = db
        .read(|c| diesel::sql_query("SELECT * FROM audit_log ORDER BY seq").load(c).map_err(DbError::from))
        .expect("reads");
    let mut previous = String::new();
    for row in rows {
        let (seq, at) = (row.seq.to_string(), row.logged_at.and_utc().timestamp_micros().to_string());
        let evidence = row.evidence_digest.as_deref().unwrap_or("-");
        let columns = [&seq, &at, &row.actor, &row.action, &row.subject, &row.payload_digest, evidence, &previous]
            .map(|c| c as &str);
        let text: String = columns.iter().map(|c| format!("{}:{c};", c.len())).collect();
        let hash = sha256_hex(text.as_bytes());
        tamper(db, &format!("UPDATE audit_log SET previous = '{previous}', hash = '{hash}' WHERE seq = {seq}"), &[]);
        previous = hash;
    }
    tamper(db, &format!("UPDATE audit_head SET hash = '{previous}'"), &[]);
}
