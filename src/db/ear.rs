//! Hearing of changes: PostgreSQL tells a connection that listens when another commits one (docs/decisions/0027-told-of-changes.md).

use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;

use super::{Address, Conn, Db, DbError, connection};

/// A connection of its own that hears of every change committed to the main data.
pub struct Ear {
    conn: PgConnection,
}

impl Db {
    /// Whether its server tells of changes; a SQLite file cannot.
    pub fn tells(&self) -> bool {
        matches!(self.address(), Address::Postgres(_))
    }

    /// Opens a connection that hears of what is committed from now on. It is beside the pools, and stays open until it is dropped.
    ///
    /// # Errors
    /// The server cannot be reached, or, as a standby in recovery, lets nobody listen. A SQLite file never tells.
    pub fn listen(&self) -> Result<Ear, DbError> {
        let Address::Postgres(url) = self.address() else {
            return Err(DbError::Other("a SQLite file tells nobody of changes".into()));
        };
        let mut conn = connection::establish_postgres(url)?;
        conn.batch_execute("LISTEN vouchsafe_changes")?;
        Ok(Ear { conn })
    }
}

impl Ear {
    /// Whether a change was committed since this was asked last. Takes what has arrived, without waiting and without asking the server
    /// anything.
    ///
    /// # Errors
    /// The connection is lost: what was committed since then is not heard.
    pub fn heard(&mut self) -> Result<bool, DbError> {
        let mut heard = false;
        for notification in self.conn.notifications_iter() {
            notification?;
            heard = true;
        }
        Ok(heard)
    }
}

/// Tells all who listen, when the transaction is committed; many changes of one transaction are told once. Nothing on SQLite.
pub(super) fn tell(conn: &mut Conn) -> Result<(), DbError> {
    match conn {
        Conn::Sqlite(_) => Ok(()),
        Conn::Postgres(conn) => Ok(conn.batch_execute("NOTIFY vouchsafe_changes")?),
    }
}
