//! SQLite: a second file beside the first.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::RestoreError;
use crate::db::error::DbError;
use crate::db::migrate::OneText;

/// What stands between the database's name and the version.
const BEFORE: &str = "before-";

fn beside(database: &Path, extension: &str) -> PathBuf {
    database.with_extension(extension)
}

fn copy_of(database: &Path, version: &str) -> PathBuf {
    beside(database, &format!("{BEFORE}{version}.db"))
}

/// Copies the database, in place of a copy that an earlier try at the same migration left. In-process: a system `sqlite3`
/// may be an unsafe version. It takes its name only when all of it is on disk: SQLite itself does not wait for that.
pub(crate) fn write(conn: &mut SqliteConnection, database: &Path, version: &str) -> Result<(), DbError> {
    let copy = copy_of(database, version);
    let part = beside(database, &format!("{BEFORE}{version}.part"));
    let failed = |why: String| DbError::NoCopy(format!("{}: {why}; the folder needs room for it", copy.display()));
    if part.exists() {
        fs::remove_file(&part).map_err(|e| failed(e.to_string()))?;
    }
    diesel::sql_query("VACUUM INTO ?")
        .bind::<Text, _>(part.to_string_lossy())
        .execute(conn)
        .map_err(|e| failed(e.to_string()))?;
    put_on_disk(&part).and_then(|()| rename(&part, &copy)).map_err(|e| failed(e.to_string()))?;
    tracing::info!(copy = %copy.display(), version, "copied the database before migrating");
    Ok(())
}

/// See [`super::restore`].
pub(super) fn restore(database: &Path, version: &str) -> Result<String, RestoreError> {
    let copy = copy_of(database, version);
    if !copy.is_file() {
        return Err(RestoreError::NoSuchCopy { version: version.into(), copies: versions(database)? });
    }
    let aside = beside(database, &format!("undone-{version}.db"));
    if aside.exists() {
        return Err(RestoreError::SetAsideBefore(aside.display().to_string()));
    }
    let refused = |e: std::io::Error| DbError::NotWritable(format!("{}: {e}", database.display()));
    let part = beside(database, "restored.part");
    fs::copy(&copy, &part).and_then(|_| put_on_disk(&part)).map_err(refused)?;
    close(database)?;
    rename(database, &aside).and_then(|()| rename(&part, database)).map_err(refused)?;
    Ok(aside.display().to_string())
}

/// Brings everything into the one file. Leaving the write-ahead log succeeds only for the last one who has it open.
fn close(database: &Path) -> Result<(), RestoreError> {
    let unreachable = |e: ConnectionError| DbError::Unreachable(format!("{}: {e}", database.display()));
    let mut conn = SqliteConnection::establish(&database.to_string_lossy()).map_err(unreachable)?;
    match conn.batch_execute("PRAGMA journal_mode = DELETE").map_err(DbError::from) {
        Err(DbError::Busy) => return Err(RestoreError::InUse),
        other => other?,
    }
    let mode = diesel::sql_query("SELECT journal_mode AS value FROM pragma_journal_mode");
    let mode = mode.get_result::<OneText>(&mut conn).map_err(DbError::from)?;
    if mode.value == "delete" { Ok(()) } else { Err(RestoreError::InUse) }
}

/// The versions that have a copy, oldest first.
fn versions(database: &Path) -> Result<Vec<String>, DbError> {
    let folder = database.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let start = format!("{}.{BEFORE}", database.file_stem().unwrap_or_default().to_string_lossy());
    let entries = fs::read_dir(folder).map_err(|e| DbError::Unreachable(format!("{}: {e}", folder.display())))?;
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let version = |name: String| Some(name.strip_prefix(&start)?.strip_suffix(".db")?.to_string());
    let mut versions: Vec<String> = names.filter_map(version).collect();
    versions.sort();
    Ok(versions)
}

fn put_on_disk(file: &Path) -> std::io::Result<()> {
    File::open(file)?.sync_all()
}

/// A rename is on disk when its folder is.
fn rename(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::rename(from, to)?;
    let folder = to.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}
