//! Before a migration the database is copied, and the copy can be put back: every row, key and index.

use std::process::Stdio;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_migrations::{EmbeddedMigrations, embed_migrations};
use vouchsafe::db::copies::{self, RestoreError};
use vouchsafe::db::{Address, Conn, Db, DbError, migrate};
use vouchsafe::pipeline::submit;

use crate::cli::{ended, said, vouchsafe};
use crate::on_both;
use crate::support::database::TestDatabase;
use crate::support::invented;

/// A migration later than any of the program's own (`tests/it/later`).
const LATER: [EmbeddedMigrations; 2] =
    [embed_migrations!("tests/it/later/sqlite"), embed_migrations!("tests/it/later/postgresql")];
/// The same with a fault in it.
const BROKEN: [EmbeddedMigrations; 2] =
    [embed_migrations!("tests/it/later/sqlite-broken"), embed_migrations!("tests/it/later/postgresql-broken")];
/// Its version.
const VERSION: &str = "20990101000001";

fn migrated(db: &TestDatabase, [sqlite, postgresql]: [EmbeddedMigrations; 2]) -> Result<Vec<String>, DbError> {
    migrate::main_body_by(&db.address, sqlite, postgresql)
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    value: String,
}

fn texts(db: &Db, sqlite: &str, postgresql: &str) -> Vec<String> {
    let rows: Result<Vec<Row>, DbError> = db.read(|conn| {
        let sql = if matches!(conn, Conn::Sqlite(_)) { sqlite } else { postgresql };
        diesel::sql_query(sql).load(conn).map_err(DbError::from)
    });
    rows.expect("reads").into_iter().map(|row| row.value).collect()
}

/// Tables, columns, keys and indexes, by name and definition.
fn structure(db: &TestDatabase) -> Vec<String> {
    texts(
        &db.main(),
        "SELECT coalesce(sql, name) AS value FROM sqlite_master ORDER BY name",
        "SELECT value FROM (
            SELECT indexdef AS value FROM pg_indexes WHERE schemaname = 'public'
            UNION ALL SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
                FROM pg_constraint WHERE connamespace = 'public'::regnamespace
            UNION ALL SELECT concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default)
                FROM information_schema.columns WHERE table_schema = 'public') AS parts ORDER BY value",
    )
}

/// Every row of every table but the marks of the migrations, which say when they ran.
fn rows(db: &TestDatabase) -> Vec<(String, Vec<String>)> {
    rows_through(&db.main())
}

fn rows_through(db: &Db) -> Vec<(String, Vec<String>)> {
    let tables = texts(
        db,
        "SELECT name AS value FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 2) <> '__' ORDER BY name",
        "SELECT tablename::text AS value FROM pg_tables
            WHERE schemaname = 'public' AND left(tablename, 2) <> '__' ORDER BY tablename",
    );
    let of = |table: String| {
        let columns = texts(
            db,
            &format!("SELECT group_concat('quote(' || name || ')', ' || ') AS value FROM pragma_table_info('{table}')"),
            "SELECT 't::text' AS value",
        );
        let each = format!("SELECT {} AS value FROM {table} t ORDER BY 1", columns[0]);
        (table, texts(db, &each, &each))
    };
    tables.into_iter().map(of).collect()
}

/// The copies that are there, by the names an operator sees.
fn copies_of(db: &TestDatabase) -> Vec<String> {
    match &db.address {
        Address::Sqlite(file) => {
            let entries = std::fs::read_dir(file.parent().expect("a folder")).expect("reads");
            let names = entries.map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned());
            names.filter(|name| name.contains("before-")).collect()
        }
        Address::Postgres(_) => {
            texts(&db.main(), "", "SELECT nspname::text AS value FROM pg_namespace WHERE nspname ~ '_before_'")
        }
    }
}

fn name_of_copy(db: &TestDatabase, version: &str) -> String {
    match db.address {
        Address::Sqlite(_) => format!("vouchsafe.before-{version}.db"),
        Address::Postgres(_) => format!("public_before_{version}"),
    }
}

fn execute(db: &Db, sql: &str) {
    db.write(|conn| conn.batch_execute(sql).map_err(DbError::from)).expect("runs");
}

/// Somebody has sent a dossier.
fn with_data(db: &TestDatabase) {
    submit::submit(&invented::desk(db), &invented::dossier()).expect("taken");
}

on_both! {
    fn an_older_database_is_copied_before_it_is_migrated_and_the_copy_can_be_put_back(db: TestDatabase) {
        with_data(&db);
        let (rows_before, structure_before) = (rows(&db), structure(&db));
        assert!(rows_before.iter().any(|(table, rows)| table == "mails" && !rows.is_empty()), "something to lose");

        assert_eq!(migrated(&db, LATER).expect("migrates"), [VERSION]);
        assert_eq!(copies_of(&db), [name_of_copy(&db, VERSION)]);
        assert_ne!(rows(&db), rows_before);

        let restored = ended(&["migrate", "--restore", VERSION, "--database-url", &db.url()]);
        assert_eq!(said(&restored), (Some(0), String::new()));
        assert_eq!(structure(&db), structure_before);
        assert_eq!(rows(&db), rows_before);
        let told = String::from_utf8_lossy(&restored.stdout).into_owned();
        assert!(told.contains("undone"), "says where the rest is: {told}");

        // It is a database like any other: the same step can be tried, and undone, again.
        assert_eq!(migrated(&db, LATER).expect("migrates"), [VERSION]);
        let (code, sentence) = said(&ended(&["migrate", "--restore", VERSION, "--database-url", &db.url()]));
        assert_eq!(code, Some(3), "what was set aside is not overwritten: {sentence}");
        assert!(sentence.contains("undone"), "{sentence}");
    }

    fn nothing_pending_makes_no_copy(db: TestDatabase) {
        with_data(&db);
        migrate::main_body(&db.address).expect("has nothing to do");
        assert_eq!(copies_of(&db), Vec::<String>::new());
    }

    fn a_fresh_database_makes_no_copy_and_two_programs_may_start_on_it_at_once(db: TestDatabase) {
        let url = fresh(&db);
        let start = || vouchsafe(&["migrate", "--database-url", &url]).stdout(Stdio::null()).spawn().expect("starts");
        for mut child in [start(), start()] {
            assert!(child.wait().expect("ends").success());
        }
        assert_eq!(copies_of(&db), Vec::<String>::new());
    }

    fn two_programs_that_migrate_at_once_make_one_copy_of_what_was_there_before(db: TestDatabase) {
        with_data(&db);
        let before = rows(&db);
        let both = std::thread::scope(|s| [(); 2].map(|()| s.spawn(|| migrated(&db, LATER))).map(|t| t.join().expect("ends")));
        let mut ran = both.map(|each| each.expect("migrates"));
        ran.sort();
        assert_eq!(ran, [vec![], vec![VERSION.to_string()]]);
        assert_eq!(copies_of(&db), [name_of_copy(&db, VERSION)]);
        copies::restore(&db.address, VERSION).expect("restores");
        assert_eq!(rows(&db), before);
    }

    fn a_second_try_after_a_failed_migration_copies_what_came_meanwhile(db: TestDatabase) {
        assert!(migrated(&db, BROKEN).is_err());
        assert_eq!(copies_of(&db), [name_of_copy(&db, VERSION)]);
        with_data(&db);
        let before = rows(&db);
        migrated(&db, LATER).expect("migrates");
        copies::restore(&db.address, VERSION).expect("restores");
        assert_eq!(rows(&db), before);
    }

    fn a_copy_that_cannot_be_made_stops_the_start_with_3_and_changes_nothing(db: TestDatabase) {
        with_data(&db);
        let main = db.main();
        let first = texts(&main, FIRST_STEP, FIRST_STEP).remove(0);
        let before = rows_through(&main);
        let hindrance = Hindrance::put(&db, &main, &first);
        // As if the first migration had not run: it would fail, were it tried.
        execute(&main, &format!("DELETE FROM __diesel_schema_migrations WHERE version = '{first}'"));
        for command in ["migrate", "serve"] {
            let (code, sentence) = said(&ended(&[command, "--database-url", &hindrance.url, "--key-file", &hindrance.key]));
            assert_eq!(code, Some(3), "{sentence}");
            assert!(sentence.contains("no copy could be made before migrating, so nothing was changed"), "{sentence}");
            assert!(sentence.contains(&name_of_copy(&db, &first)), "{sentence}");
        }
        assert_eq!(rows_through(&main), before);
        hindrance.take_away(&db, &main);
    }

    fn a_copy_is_not_put_back_while_somebody_uses_the_database(db: TestDatabase) {
        migrated(&db, LATER).expect("migrates");
        let user = db.main();
        assert!(user.is_usable(), "has it open");
        assert!(matches!(copies::restore(&db.address, VERSION), Err(RestoreError::InUse)));
        drop(user);
        copies::restore(&db.address, VERSION).expect("restores");
    }

    fn a_version_that_has_no_copy_ends_with_2_and_names_those_there_are(db: TestDatabase) {
        migrated(&db, LATER).expect("migrates");
        for (asked, answer) in [("20200101000001", VERSION), ("yesterday", "a version is the number")] {
            let (code, sentence) = said(&ended(&["migrate", "--restore", asked, "--database-url", &db.url()]));
            assert_eq!(code, Some(2), "{sentence}");
            assert!(sentence.contains(answer), "{sentence}");
        }
    }
}

const FIRST_STEP: &str = "SELECT CAST(min(version) AS TEXT) AS value FROM __diesel_schema_migrations";

/// The address of an empty database in place of this one.
fn fresh(db: &TestDatabase) -> String {
    match &db.address {
        Address::Sqlite(_) => format!("sqlite:{}", db.folder().join("fresh.db").display()),
        Address::Postgres(url) => {
            execute(&db.main(), "DROP SCHEMA public CASCADE; CREATE SCHEMA public; DROP SCHEMA reference CASCADE");
            url.clone()
        }
    }
}

/// Something in the way of a copy: a folder by its name, or a role that may not make a schema.
struct Hindrance {
    url: String,
    key: String,
    role: String,
}

impl Hindrance {
    fn put(db: &TestDatabase, main: &Db, version: &str) -> Self {
        let key = db.folder().join("test.key").display().to_string();
        let role = format!("limited_{}", std::process::id());
        let url = match &db.address {
            Address::Sqlite(file) => {
                std::fs::create_dir(file.with_extension(format!("before-{version}.db"))).expect("made");
                db.url()
            }
            Address::Postgres(url) => {
                execute(main, &format!("CREATE ROLE {role} LOGIN PASSWORD 'limited'"));
                execute(main, &format!("GRANT USAGE, CREATE ON SCHEMA public TO {role}"));
                execute(main, &format!("GRANT ALL ON ALL TABLES IN SCHEMA public TO {role}"));
                format!("postgres://{role}:limited@{}", url.split_once('@').expect("a role in it").1)
            }
        };
        Hindrance { url, key, role }
    }

    /// A role belongs to the server, not to the database that goes away with its test.
    fn take_away(self, db: &TestDatabase, main: &Db) {
        if let Address::Postgres(_) = db.address {
            execute(main, &format!("DROP OWNED BY {0}; DROP ROLE {0}", self.role));
        }
    }
}

/// On PostgreSQL a copy holds tables, with their columns, keys and indexes. What else a migration might make would be missing from it.
#[test]
fn the_migrations_make_nothing_that_a_copy_could_not_hold() {
    let db = TestDatabase::postgresql();
    let others = texts(
        &db.main(),
        "",
        "SELECT relname::text AS value FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind NOT IN ('r', 'i')
        UNION ALL SELECT tgname::text FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL SELECT proname::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        UNION ALL SELECT attname::text FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
            WHERE relnamespace = 'public'::regnamespace AND (attidentity <> '' OR attgenerated <> '')",
    );
    assert_eq!(others, Vec::<String>::new(), "teach src/db/copies/schema.rs to carry these");
}
