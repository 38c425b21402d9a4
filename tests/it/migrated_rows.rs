//! What the newer migrations make of a database that was in use: what they take over, what they leave, what they must not invent.

use chrono::{DateTime, Utc};
use diesel::backend::Backend;
use diesel::connection::SimpleConnection;
use diesel::migration::{Migration, MigrationSource};
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use vouchsafe::db::work::{self, WorkSift};
use vouchsafe::db::{
    Address, Db, DbError, decisions, migrate, report_calls, reports, samples, staff, suspensions, tasks,
};
use vouchsafe::domain::listing::SuspensionReason;
use vouchsafe::domain::report::ReportState;
use vouchsafe::domain::work::WorkKind;

use crate::on_both;
use crate::support::database::TestDatabase;

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRESQL: EmbeddedMigrations = embed_migrations!("migrations/postgresql");

/// The last migration before those that are tried here.
const LAST: &str = "20261127000024";

/// A database at [`LAST`], with these rows in it.
fn in_use(test: &TestDatabase, rows: &str) -> Address {
    match &test.address {
        Address::Sqlite(_) => {
            let file = test.folder().join("in-use.db");
            let mut conn = SqliteConnection::establish(&file.display().to_string()).expect("opens");
            run_to_last(&mut conn, SQLITE);
            conn.batch_execute(rows).expect("written");
            Address::Sqlite(file)
        }
        Address::Postgres(url) => {
            let mut conn = PgConnection::establish(url).expect("opens");
            conn.batch_execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public;").expect("emptied");
            run_to_last(&mut conn, POSTGRESQL);
            conn.batch_execute(rows).expect("written");
            test.address.clone()
        }
    }
}

fn run_to_last<C, DB>(conn: &mut C, all: EmbeddedMigrations)
where
    DB: Backend,
    C: MigrationHarness<DB>,
    EmbeddedMigrations: MigrationSource<DB>,
{
    let mut ran = String::new();
    for step in conn.pending_migrations(all).expect("listed") {
        let version = step.name().version().to_string();
        if version.as_str() <= LAST {
            conn.run_migration(&step).expect("runs");
            ran = version;
        }
    }
    assert_eq!(ran, LAST);
}

/// The same database, brought to the newest schema as a server does it.
fn migrated(address: &Address) -> Db {
    let ran = migrate::main_body(address).expect("migrates");
    assert_eq!(ran.first().map(String::as_str), Some("20261128000025"));
    Db::open(address).expect("opens")
}

#[derive(QueryableByName, Debug, PartialEq)]
struct Pair {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Nullable<Text>)]
    value: Option<String>,
}

fn pairs(db: &Db, sql: &str) -> Vec<(String, Option<String>)> {
    let rows: Result<Vec<Pair>, DbError> = db.read(|c| diesel::sql_query(sql).load(c).map_err(DbError::from));
    rows.expect("reads").into_iter().map(|pair| (pair.name, pair.value)).collect()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

/// A provider with one dossier version, which is named as it is.
fn provider(id: &str) -> String {
    format!(
        "INSERT INTO organizations VALUES ('{id}', '{id}', 'Clinic {id}', 'clinic', NULL, 1, '2026-10-01 09:00:00', '2026-10-01 09:00:00');
        INSERT INTO dossiers VALUES ('{id}-1', '{id}', 1, '{{}}', '', '2026-10-01 09:00:00');"
    )
}

/// The provider's listing. `held_at`: an SQL value.
fn listing(id: &str, state: &str, held_at: &str) -> String {
    format!(
        "INSERT INTO listings (organization_id, dossier_id, state, version, published_at, updated_at, held_at)
        VALUES ('{id}', '{id}-1', '{state}', 3, '2026-10-02 09:00:00', '2026-11-20 09:00:00', {held_at});"
    )
}

const HELD: &str = "'2026-11-20 10:30:00.123456'";
const EARLIER: &str = "'2026-11-02 08:00:00.5'";

/// A request to remove the provider's listing. `hidden_at`: an SQL value.
fn removal(id: &str, state: &str, hidden_at: &str) -> String {
    format!(
        "INSERT INTO listing_requests (id, reference, organization_id, kind, relation, state, version, language, form_digest, received_at, due_at, hidden_at)
        VALUES ('removal-{id}', 'R-{id}', '{id}', 'removal', 'listed', '{state}', 2, 'en', 'form-{id}', '2026-11-01 09:00:00', '2026-11-25 09:00:00', {hidden_at});"
    )
}

/// A task of the provider's dossier version, named by provider, kind and codes.
fn task(id: &str, version: &str, kind: &str, codes: &str) -> String {
    format!(
        "INSERT INTO tasks VALUES ('{id} {kind} {codes}', '{version}', '{kind}', '{kind} {codes}', '', '{codes}', '2026-11-20 09:00:00', '2026-11-27 09:00:00');"
    )
}

/// Every task that there can be: its kind, the checks that ask for it, and under what it stands where it can be done.
const TASKS: [(&str, &str, WorkKind); 11] = [
    ("board_lookup", "license.board_status", WorkKind::LookUp),
    ("identity", "identity.control", WorkKind::Identity),
    ("supervisor", "scope.supervision", WorkKind::Supervisor),
    ("expired", "license.expiry", WorkKind::Paper),
    ("finding", "npi.name", WorkKind::Finding),
    ("finding", "npi.name exclusion.leie", WorkKind::Exclusion),
    ("final", "npi.active", WorkKind::Hidden),
    ("final", "exclusion.state", WorkKind::Exclusion),
    ("clear", "", WorkKind::Return),
    ("call", "details.unconfirmed", WorkKind::Call),
    ("updated", "", WorkKind::Update),
];

/// A provider, the state of the listing, when it was held (an SQL value), and which kinds of tasks can be done there.
type Standing = (&'static str, &'static str, &'static str, fn(&str) -> bool);

/// Where a listing can stand.
const STANDINGS: [Standing; 4] = [
    ("shown", "public", "NULL", |kind| !matches!(kind, "final" | "clear")),
    ("found", "hidden", "NULL", |kind| matches!(kind, "final" | "clear")),
    ("kept", "hidden", HELD, |kind| kind == "clear"),
    ("gone", "removed", "NULL", |_| false),
];

const WORKS: &str = "SELECT id AS name, work AS value FROM tasks ORDER BY id";

on_both! {
    fn every_task_stands_where_the_program_itself_would_put_it(test: TestDatabase) {
        let mut rows = String::new();
        let mut expected = Vec::new();
        for (id, state, held_at, can_be_done) in STANDINGS {
            rows += &(provider(id) + &listing(id, state, held_at));
            // Of an older version nothing can be done.
            rows += &format!("INSERT INTO dossiers VALUES ('{id}-0', '{id}', 2, '{{}}', '', '2026-09-01 09:00:00');");
            for (kind, codes, work) in TASKS {
                rows += &task(id, &format!("{id}-1"), kind, codes);
                rows += &task(&format!("{id} old"), &format!("{id}-0"), kind, codes);
                let work = can_be_done(kind).then(|| work.as_str().to_string());
                expected.push((format!("{id} {kind} {codes}"), work));
                expected.push((format!("{id} old {kind} {codes}"), None));
            }
        }
        // What is asked of a submission that is not listed is no work of a listing.
        rows += &provider("new");
        rows += &task("new", "new-1", "board_lookup", "license.board_status");
        expected.push(("new board_lookup license.board_status".into(), None));
        expected.sort();

        let db = migrated(&in_use(&test, &rows));
        let mut made = pairs(&db, WORKS);
        made.sort();
        assert_eq!(made, expected);
        for id in ["shown", "found", "kept", "gone", "new"] {
            let version = format!("{id}-1");
            db.write(|c| tasks::carry(c, &version, &version, &[])).expect("settled anew");
        }
        let mut settled = pairs(&db, WORKS);
        settled.sort();
        assert_eq!(settled, expected, "the program makes the same of it");

        let sift = WorkSift { kinds: WorkKind::ALL.to_vec(), ..WorkSift::default() };
        let (lines, _) = db.read(|c| work::lines(c, &sift, at("2026-11-28T00:00:00Z"), (100, 0))).expect("reads");
        assert_eq!(lines.len(), expected.iter().filter(|(_, work)| work.is_some()).count());
    }

    fn only_what_a_person_kept_out_of_sight_becomes_a_suspension(test: TestDatabase) {
        let cases = [
            ("shown", "public", "NULL", None),
            ("found", "hidden", "NULL", None),
            ("kept", "hidden", HELD, None),
            ("requested", "hidden", HELD, Some(("received", HELD))),
            // Declined, and still out of sight because of what was found meanwhile.
            ("declined", "hidden", HELD, Some(("declined", HELD))),
            // Hidden by a request once, and kept out of sight by a person later.
            ("kept-later", "hidden", HELD, Some(("declined", EARLIER))),
            ("not-hidden", "hidden", HELD, Some(("received", "NULL"))),
            ("gone", "removed", HELD, None),
        ];
        let mut rows = String::new();
        for (id, state, held_at, request) in cases {
            rows += &(provider(id) + &listing(id, state, held_at));
            if let Some((state, hidden_at)) = request {
                rows += &removal(id, state, hidden_at);
            }
        }
        let db = migrated(&in_use(&test, &rows));
        let suspended = pairs(&db, "SELECT organization_id AS name, ending AS value FROM suspensions ORDER BY organization_id");
        let suspended: Vec<&str> = suspended.iter().map(|(id, _)| id.as_str()).collect();
        assert_eq!(suspended, ["kept", "kept-later", "not-hidden"]);

        let open = db.read(|c| suspensions::open_of(c, "kept")).expect("reads").expect("open");
        assert_eq!(open.reason_code().expect("known"), SuspensionReason::Finding);
        assert_eq!(open.suspended_at.and_utc(), at("2026-11-20T10:30:00.123456Z"));
        assert_eq!(open.listing_before().expect("read").0, None, "what was listed before was not kept");
        assert_eq!((open.mail_id, open.lift_asked_by, open.ended_at), (None, None, None));

        // Two people lift it, as any other.
        let now = at("2026-11-28T09:00:00Z");
        db.write(|c| suspensions::ask_to_lift(c, &open.id, "pat", "The board cleared it.", now)).expect("asked");
        assert_eq!(db.read(suspensions::to_lift).expect("reads").len(), 1);
    }

    fn decisions_from_before_stand_and_say_what_they_said(test: TestDatabase) {
        let rows = provider("one")
            + "INSERT INTO submissions VALUES ('sub', 'S-1', 'one', 'one-1', 'published', 4, 'hash', 'ana@example.org', '2026-10-01 09:00:00', '2026-10-03 09:00:00', '2026-10-02 09:00:00');
            INSERT INTO decisions VALUES ('first', 'sub', 'pat', 'ask_for_changes', 'license', 'Please send the number.', '2026-10-01 12:00:00');
            INSERT INTO decisions VALUES ('second', 'sub', 'kim', 'approve', 'complete', 'All is in order.', '2026-10-02 09:00:00');";
        let db = migrated(&in_use(&test, &rows));
        let standing = db.read(|c| decisions::standing_on(c, "sub")).expect("reads");
        assert_eq!(standing.iter().map(|d| d.id.as_str()).collect::<Vec<_>>(), ["second", "first"]);
        for decision in &standing {
            assert_eq!(decision.state_before().expect("reads"), None, "nothing to take back to");
            assert_eq!(decision.listing_before().expect("reads").0, None);
            assert_eq!((decision.listing_version, &decision.mail_id, decision.undone_at), (None, &None, None));
        }
        assert_eq!((standing[1].staff_id.as_str(), standing[1].reason.as_str()), ("pat", "Please send the number."));
    }

    fn reports_keep_who_looks_into_them_and_no_call_is_invented(test: TestDatabase) {
        let report = |id: &str, reason: &str, state: &str| format!(
            "INSERT INTO reports (id, reference, organization_id, reason, state, version, language, form_digest, received_at, due_at, updated_at)
            VALUES ('{id}', 'P-{id}', 'one', '{reason}', '{state}', 2, 'en', 'form-{id}', '2026-11-20 09:00:00', '2026-11-27 09:00:00', '2026-11-21 09:00:00');"
        );
        let logged = |seq: i64, actor: &str, action: &str, report: &str| format!(
            "INSERT INTO audit_log VALUES ({seq}, '2026-11-21 09:00:00', '{actor}', '{action}', 'report/{report}', '', NULL, '', '');"
        );
        let rows = provider("one")
            + &report("new", "dead_phone", "received")
            + &report("begun", "dead_phone", "checking")
            + &report("unsafe", "unsafe_care", "checking")
            + &report("answered", "wrong_price", "answered")
            + &logged(1, "staff/kim", "report.checking", "begun")
            + &logged(2, "visitor/unnamed", "report.received", "new")
            + &logged(3, "staff/pat", "report.checking", "answered")
            + &logged(4, "staff/pat", "report.answered", "answered");
        let db = migrated(&in_use(&test, &rows));
        let begun = pairs(&db, "SELECT id AS name, begun_by AS value FROM reports ORDER BY id");
        let none = |id: &str| (id.to_string(), None);
        assert_eq!(begun, [none("answered"), ("begun".into(), Some("kim".into())), none("new"), none("unsafe")]);
        assert_eq!(db.read(|c| reports::get(c, "begun")).expect("reads").state, ReportState::Checking);
        assert_eq!(db.read(|c| report_calls::noted(c, &["new", "begun"])).expect("reads"), Vec::<String>::new());

        let mine = WorkSift { kinds: WorkKind::ALL.to_vec(), holder: Some("kim".into()), ..WorkSift::default() };
        let (lines, _) = db.read(|c| work::lines(c, &mine, at("2026-11-28T00:00:00Z"), (10, 0))).expect("reads");
        assert_eq!(lines.iter().map(|line| line.id.as_str()).collect::<Vec<_>>(), ["begun"]);
    }

    fn a_link_of_staff_counts_from_when_it_was_made(test: TestDatabase) {
        let account = |id: &str, state: &str, nonce: &str| format!(
            "INSERT INTO staff (id, email, role, state, link_nonce, totp_step, version, created_at)
            VALUES ('{id}', '{id}@example.org', 'reviewer', '{state}', {nonce}, 0, 1, '2026-10-01 09:00:00');"
        );
        let logged = |seq: i64, day: &str, action: &str, id: &str| format!(
            "INSERT INTO audit_log VALUES ({seq}, '{day} 09:00:00', 'program/admin create', '{action}', 'staff/{id}', '', NULL, '', '');"
        );
        let rows = account("new", "invited", "'n'") + &account("anew", "invited", "'n'") + &account("silent", "invited", "'n'")
            + &account("active", "active", "NULL")
            + &logged(1, "2026-11-01", "staff.invited", "new")
            + &logged(2, "2026-10-01", "staff.invited", "anew")
            + &logged(3, "2026-11-20", "staff.link_renewed", "anew")
            + &logged(4, "2026-11-21", "staff.role_changed", "anew")
            + &logged(5, "2026-11-21", "staff.invited", "active");
        let db = migrated(&in_use(&test, &rows));
        let made = |email: &str| {
            let account = db.read(|c| staff::by_email(c, email)).expect("reads").expect("there");
            account.link.map(|link| link.made_at)
        };
        assert_eq!(made("new@example.org"), Some(at("2026-11-01T09:00:00Z")));
        assert_eq!(made("anew@example.org"), Some(at("2026-11-20T09:00:00Z")));
        assert_eq!(made("silent@example.org"), Some(at("2026-10-01T09:00:00Z")));
        assert_eq!(made("active@example.org"), None);
    }

    fn what_was_there_stays_and_what_is_new_is_empty(test: TestDatabase) {
        let rows = provider("one")
            + &listing("one", "public", "NULL")
            + "INSERT INTO staff (id, email, role, state, totp_step, version, created_at) VALUES ('pat', 'pat@example.org', 'reviewer', 'active', 0, 1, '2026-10-01 09:00:00');
            INSERT INTO submissions VALUES ('sub', 'S-1', 'one', 'one-1', 'in_review', 4, 'hash', 'ana@example.org', '2026-10-01 09:00:00', '2026-10-03 09:00:00', '2026-10-02 09:00:00');
            INSERT INTO holds VALUES ('sub', 'pat', '2026-10-02 10:00:00');
            INSERT INTO evidence_overrides VALUES ('act', 'act', 1, 'proposed', 'one-1', 'npi.name', 'clinicians/0', 'about', 'row', NULL, '2027-01-01', 'It is she.', 'pat', 'pat@example.org', '2026-11-01 09:00:00');";
        let db = migrated(&in_use(&test, &rows));
        let counts = pairs(&db, "
            SELECT 'holds' AS name, CAST(count(*) AS TEXT) AS value FROM holds
            UNION ALL SELECT 'overrides', CAST(count(*) AS TEXT) FROM evidence_overrides
            UNION ALL SELECT 'listings', CAST(count(*) AS TEXT) FROM listings WHERE version = 3 AND state = 'public'
            UNION ALL SELECT 'reference acts', CAST(count(*) AS TEXT) FROM reference_acts
            UNION ALL SELECT 'reference effects', CAST(count(*) AS TEXT) FROM reference_effects
            UNION ALL SELECT 'calls', CAST(count(*) AS TEXT) FROM report_calls");
        let counts: Vec<(&str, &str)> =
            counts.iter().map(|(name, value)| (name.as_str(), value.as_deref().unwrap_or_default())).collect();
        let expected = [("holds", "1"), ("overrides", "1"), ("listings", "1"), ("reference acts", "0"), ("reference effects", "0"), ("calls", "0")];
        assert_eq!(counts, expected);
        assert_eq!(db.read(|c| samples::open(c).map(|open| open.len())).expect("reads"), 0);
        assert_eq!(migrate::main_body(db.address()).expect("has nothing to do"), Vec::<String>::new());
    }
}
