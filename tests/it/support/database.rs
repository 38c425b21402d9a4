//! A database for one test: a copied file, or a PostgreSQL database made from a migrated template.

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use vouchsafe::db::{Address, Db, migrate};

/// A database that lives as long as its test.
pub struct TestDatabase {
    /// How to reach it.
    pub address: Address,
    dir: tempfile::TempDir,
    postgres: Option<String>,
}

/// Names the server that `scripts/test` started, as a libpq address of its `postgres` database.
const SERVER: &str = "VOUCHSAFE_TEST_POSTGRES";

impl TestDatabase {
    /// A copy of the migrated template files.
    pub fn sqlite() -> Self {
        static TEMPLATE: OnceLock<PathBuf> = OnceLock::new();
        let template = TEMPLATE.get_or_init(|| {
            let dir = std::env::temp_dir().join(format!("vouchsafe-template-{}", std::process::id()));
            std::fs::create_dir_all(&dir).expect("a temporary folder");
            let file = dir.join("vouchsafe.db");
            let address = Address::Sqlite(file.clone());
            migrate::main_body(&address).expect("migrates");
            migrate::reference_body(&address).expect("migrates");
            file
        });
        let dir = tempfile::tempdir().expect("a temporary folder");
        let file = dir.path().join("vouchsafe.db");
        std::fs::copy(template, &file).expect("copied");
        std::fs::copy(Address::reference_file(template), Address::reference_file(&file)).expect("copied");
        TestDatabase { address: Address::Sqlite(file), dir, postgres: None }
    }

    /// A database of its own on the test server.
    pub fn postgresql() -> Self {
        static TEMPLATE: OnceLock<String> = OnceLock::new();
        let template = TEMPLATE.get_or_init(|| {
            let name = format!("vouchsafe_template_{}", std::process::id());
            psql(&format!("CREATE DATABASE {name}"));
            let address = Address::Postgres(url_of(&name));
            migrate::main_body(&address).expect("migrates");
            migrate::reference_body(&address).expect("migrates");
            name
        });
        let name = format!("vouchsafe_{}", vouchsafe::domain::ids::Id::new().as_str().replace('-', ""));
        psql(&format!("CREATE DATABASE {name} TEMPLATE {template}"));
        let dir = tempfile::tempdir().expect("a temporary folder");
        TestDatabase { address: Address::Postgres(url_of(&name)), dir, postgres: Some(name) }
    }

    /// The main data.
    pub fn main(&self) -> Db {
        Db::open(&self.address).expect("opens")
    }

    /// The reference data.
    pub fn reference(&self) -> Db {
        Db::open_reference(&self.address).expect("opens")
    }

    /// A folder that goes away with the test.
    pub fn folder(&self) -> &std::path::Path {
        self.dir.path()
    }

    /// Lets nobody open another connection to it, or everybody again. Only on PostgreSQL.
    pub fn admits(&self, connections: bool) {
        let name = self.postgres.as_ref().expect("a server");
        psql(&format!("ALTER DATABASE {name} WITH ALLOW_CONNECTIONS {connections}"));
    }

    /// As `--database-url` takes it.
    pub fn url(&self) -> String {
        match &self.address {
            Address::Sqlite(path) => format!("sqlite:{}", path.display()),
            Address::Postgres(url) => url.clone(),
        }
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Some(name) = &self.postgres {
            psql(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

fn server() -> String {
    std::env::var(SERVER).unwrap_or_else(|_| {
        panic!("{SERVER} is not set: run the tests through scripts/test, or start a server with scripts/postgres")
    })
}

/// The server's address with another database name: it ends in `/postgres` or has it before `?`.
fn url_of(name: &str) -> String {
    let server = server();
    let (base, options) = server.split_once('?').map_or((server.as_str(), None), |(b, o)| (b, Some(o)));
    let base = base.strip_suffix("/postgres").expect("the address ends in /postgres");
    options.map_or(format!("{base}/{name}"), |o| format!("{base}/{name}?{o}"))
}

fn psql(sql: &str) {
    let done = Command::new("psql").args(["-qX", "-v", "ON_ERROR_STOP=1", "-d", &server(), "-c", sql]).output();
    let done = done.expect("psql is installed");
    assert!(done.status.success(), "{sql}: {}", String::from_utf8_lossy(&done.stderr));
}
