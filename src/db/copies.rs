//! The copy that is made before a migration, and putting it back (docs/decisions/0014-a-copy-before-a-migration.md).
//!
//! A copy is named by the version of the first migration that came after it: `vouchsafe.before-VERSION.db` beside the
//! file, or the schema `public_before_VERSION` in the database. No outside program is needed for either.

mod file;
mod schema;

pub(super) use file::write as write_file;
pub(super) use schema::write as write_schema;

use super::address::Address;
use super::connection::{Body, Conn, Manager, Use};
use super::error::DbError;
use super::migrate;

/// Why a copy was not put back. Nothing was changed then.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// No copy has this version.
    #[error("there is no copy from before migration {version}; there are: {}", known(.copies))]
    NoSuchCopy {
        /// As asked for.
        version: String,
        /// Those that are there.
        copies: Vec<String>,
    },
    /// Somebody has the database open.
    #[error("the database is in use; stop every vouchsafe and every other program that has it open, then try again")]
    InUse,
    /// What an earlier restore set aside would be overwritten.
    #[error("an earlier restore set {0} aside; remove it when it is no longer needed, then try again")]
    SetAsideBefore(String),
    /// The database or the disk refused.
    #[error(transparent)]
    Db(#[from] DbError),
}

fn known(copies: &[String]) -> String {
    if copies.is_empty() { "none".into() } else { copies.join(", ") }
}

/// Puts the copy from before migration `version` in place of what is there, which is set aside, not thrown away.
/// Answers where. The database must be in use by nobody.
pub fn restore(address: &Address, version: &str) -> Result<String, RestoreError> {
    match address {
        Address::Sqlite(path) => {
            let _turn = migrate::Turn::take(address)?;
            file::restore(path, version)
        }
        Address::Postgres(_) => {
            match (Manager { address: address.clone(), purpose: Use::Write, body: Body::Main }).open()? {
                Conn::Postgres(mut conn) => {
                    migrate::lock_postgres(&mut conn)?;
                    schema::restore(&mut conn, version)
                }
                Conn::Sqlite(_) => Err(DbError::Other("a server address opened a file".into()).into()),
            }
        }
    }
}
