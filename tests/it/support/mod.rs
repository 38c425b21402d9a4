//! What the tests share: a database of their own, on either backend.

pub mod browser;
pub mod clamd;
pub mod database;
pub mod invented;
pub mod outside;
pub mod practice;
pub mod server;
pub mod smtp;

/// The fields of a search result (contract, "Search"): these and no others.
pub const RESULT_FIELDS: [&str; 19] = [
    "id",
    "slug",
    "name",
    "kind",
    "distance_miles",
    "location",
    "treatments",
    "conditions",
    "settings",
    "payments",
    "languages",
    "accepting_new",
    "first_opening",
    "price_per_session",
    "safety",
    "phone_in_question",
    "verification",
    "freshness",
    "confirmed_at",
];

/// Changes stored data behind the program's back, as somebody with access to the file could.
pub fn tamper(db: &vouchsafe::db::Db, sql: &str, values: &[&str]) {
    use diesel::RunQueryDsl;
    use diesel::sql_types::Text;
    let changed = db.write(|conn| {
        let mut query = diesel::sql_query(sql).into_boxed();
        for value in values {
            query = query.bind::<Text, _>(value.to_string());
        }
        query.execute(conn).map_err(vouchsafe::db::DbError::from)
    });
    assert_ne!(changed.expect("runs"), 0, "{sql} changes something");
}

/// Takes a table away, so that every question to it fails.
pub fn break_database(db: &database::TestDatabase) {
    use diesel::RunQueryDsl;
    let broken = db.main().write(|conn| {
        diesel::sql_query("ALTER TABLE submissions RENAME TO gone").execute(conn).map_err(vouchsafe::db::DbError::from)
    });
    broken.expect("renamed");
}

/// Writes each test once and runs it on both databases.
///
/// ```ignore
/// on_both! {
///     fn a_listing_is_found(db: TestDatabase) { ... }
/// }
/// ```
#[macro_export]
macro_rules! on_both {
    ($($(#[$meta:meta])* fn $name:ident($db:ident: TestDatabase) $body:block)+) => {
        $(mod $name {
            use super::*;

            fn run($db: $crate::support::database::TestDatabase) $body

            $(#[$meta])*
            #[test]
            fn sqlite() { run($crate::support::database::TestDatabase::sqlite()) }

            $(#[$meta])*
            #[test]
            fn postgresql() { run($crate::support::database::TestDatabase::postgresql()) }
        })+
    };
}
