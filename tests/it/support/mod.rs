//! What the tests share: a database of their own, on either backend.

pub mod database;
pub mod server;

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
