//! Loads the files of one import command as one load: find their dates, see whether they are loaded already, stage, swap.

mod reading;

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{Days, NaiveDate};
use sha2::{Digest, Sha256};

use reading::{Followed, Reading};

use crate::clock::Clock;
use crate::db::reference::{NewLoad, Staging, loads};
use crate::db::{Db, DbError};
use crate::sources::leie::LeieFile;
use crate::sources::list_date::{self, ListDate};
use crate::sources::nppes::NppesFile;
use crate::sources::sam::SamFile;
use crate::sources::state_list::StateListFile;
use crate::sources::taxonomy::TaxonomyFile;
use crate::sources::{ListName, ReadError, archive};

/// What to load.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// Which list the files are of.
    pub list: ListName,
    /// In this order.
    pub files: &'a [PathBuf],
    /// Together they are the complete list: absence from it will mean something.
    pub complete: bool,
    /// For files whose names carry no date.
    pub list_date: Option<NaiveDate>,
    /// A complete list of less than half the rows of the one before, each state's for itself, is not loaded: nobody looks at what is
    /// loaded by itself.
    pub refuse_shrunk: bool,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// In force now.
    Loaded {
        /// What reports call it.
        version: String,
        /// Rows read and kept.
        rows: i64,
        /// The states whose lists were in the files; empty for other lists.
        states: Vec<String>,
        /// Rows of the complete list that this complete load replaced; `None` for other loads and for state lists.
        replaced: Option<i64>,
    },
    /// These very files were in force before.
    AlreadyLoaded,
}

/// Is told how far the reading has got.
pub trait Watch {
    /// A pass over a file begins; `bytes` is its size.
    fn begins(&self, pass: Pass, file: &Path, bytes: u64);
    /// So many further bytes have been read.
    fn read(&self, bytes: u64);
    /// So many rows have been staged in all.
    fn staged(&self, rows: i64);
}

/// What a file is read for; mostly once, for both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pass {
    /// To know its digest alone, where the same files may be in force.
    Digest,
    /// To load its rows.
    Load,
}

/// Why nothing was loaded. What was in force stays in force.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// A file is not what it should be.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// No list date.
    #[error("{file}: the file's name does not say the date of the list; give it with --list-date YYYY-MM-DD")]
    NoDate {
        /// The file.
        file: String,
    },
    /// A list from the future would stay in date for too long.
    #[error("--list-date {date} has not come yet; give the date on which the list was published")]
    Future {
        /// As given.
        date: NaiveDate,
    },
    /// A complete list of nobody.
    #[error("{files}: there are no rows; a complete list without any would clear everybody, so nothing was changed")]
    Empty {
        /// The files.
        files: String,
    },
    /// Not a complete registry.
    #[error(
        "{file}: no npidata_pfile is among them, so they are no complete NPPES; deactivated NPIs, other names and places can be added with --partial"
    )]
    NoRegistry {
        /// The file.
        file: String,
    },
    /// Too few rows.
    #[error(
        "the complete list{} has {rows} rows where the one before had {before}; it may be cut short, so nothing was changed. If it is whole, load it with: vouchsafe import --complete",
        of_state(state)
    )]
    Shrunk {
        /// USPS code of a state list; empty otherwise.
        state: String,
        /// In the files.
        rows: i64,
        /// In force.
        before: i64,
    },
    /// Two imports at once.
    #[error("another import of the same list began meanwhile and goes on in place of this one")]
    TakenOver,
    /// The database.
    #[error(transparent)]
    Db(DbError),
}

impl From<DbError> for LoadError {
    fn from(e: DbError) -> Self {
        match e {
            DbError::Stale => LoadError::TakenOver,
            other => LoadError::Db(other),
        }
    }
}

/// Loads the files and puts them in force in one transaction at the end.
///
/// # Errors
/// [`LoadError`]; whichever it is, what was in force stays in force.
pub fn load(db: &Db, clock: &Clock, request: Request<'_>, watch: &dyn Watch) -> Result<Outcome, LoadError> {
    let files = archive::expand(request.list, request.files)?;
    let dated = dates(&files, request, clock.today())?;
    // The same files again have the same size: only then are they read once for their digest alone.
    let known = match loads::may_be_in_force(db, request.list, size(&dated)?)? {
        true => digest(request.complete, &dated, watch)?,
        false => String::new(),
    };
    if !known.is_empty() && loads::is_in_force(db, request.list, &known)? {
        return Ok(Outcome::AlreadyLoaded);
    }
    let new = NewLoad {
        list: request.list,
        version: version(&dated),
        list_date: dated.iter().map(|f| f.date.date).min().unwrap_or_else(|| clock.today()),
        complete: request.complete,
        sha256: known,
        loaded_at: clock.now(),
    };
    let before = if request.complete { rows_in_force(db, request.list)? } else { BTreeMap::new() };
    let mut staging = Staging::begin(db, &new)?;
    let staged = stage(&mut staging, &new, &dated, watch)
        .and_then(|()| if request.refuse_shrunk { none_shrunk(&staging, &before) } else { Ok(()) });
    match staged {
        Ok(()) => {
            let (rows, states) = (staging.rows(), staging.states());
            staging.finish()?;
            let states = states.into_iter().filter(|s| !s.is_empty()).collect();
            Ok(Outcome::Loaded { version: new.version, rows, states, replaced: before.get("").copied() })
        }
        Err(error) => {
            // The first error is the one to tell; rows left behind are swept away by the next import.
            if let Err(left) = staging.abandon() {
                tracing::warn!(error = %left, "rows of a broken-off import are left for the next one to delete");
            }
            Err(error)
        }
    }
}

/// By state; under the empty string for lists of the whole country.
fn rows_in_force(db: &Db, list: ListName) -> Result<BTreeMap<String, i64>, DbError> {
    let current = loads::in_force(db)?.into_iter().filter(|l| l.source.list == list);
    Ok(current.map(|l| (l.state, l.source.rows)).collect())
}

/// Each state's list clears whoever is missing from it, so each is held against its own list before.
fn none_shrunk(staging: &Staging<'_>, before: &BTreeMap<String, i64>) -> Result<(), LoadError> {
    for (state, rows) in staging.rows_by_state() {
        if let Some(before) = before.get(state).copied().filter(|before| rows * 2 < *before) {
            return Err(LoadError::Shrunk { state: state.into(), rows, before });
        }
    }
    Ok(())
}

/// ` of CT`; nothing for lists of the whole country.
fn of_state(state: &str) -> String {
    if state.is_empty() { String::new() } else { format!(" of {state}") }
}

/// A file and the date of its list.
struct Dated<'a> {
    path: &'a Path,
    date: ListDate,
}

impl Dated<'_> {
    fn name(&self) -> String {
        self.path.display().to_string()
    }
}

fn dates<'a>(files: &'a [PathBuf], request: Request<'_>, today: NaiveDate) -> Result<Vec<Dated<'a>>, LoadError> {
    // A day of grace: the publisher's day may have begun before ours.
    if let Some(date) = request.list_date.filter(|d| *d > today + Days::new(1)) {
        return Err(LoadError::Future { date });
    }
    let date_of = |path: &'a PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        list_date::from_file_name(request.list, &name)
            .or_else(|| request.list_date.map(ListDate::day))
            .map(|date| Dated { path, date })
            .ok_or_else(|| LoadError::NoDate { file: path.display().to_string() })
    };
    files.iter().map(date_of).collect()
}

/// `2016-04` for one month, `2015-11 to 2016-04` for several.
fn version(files: &[Dated<'_>]) -> String {
    let oldest = files.iter().min_by_key(|f| f.date.date).map(|f| f.date.version.as_str()).unwrap_or_default();
    let newest = files.iter().max_by_key(|f| f.date.date).map(|f| f.date.version.as_str()).unwrap_or_default();
    if oldest == newest { oldest.into() } else { format!("{oldest} to {newest}") }
}

/// Size of all the files, bytes. Also finds out that each can be opened.
fn size(files: &[Dated<'_>]) -> Result<u64, ReadError> {
    files.iter().map(|f| Ok(archive::open(f.path)?.bytes)).sum()
}

/// [`together`] of files that are read for this alone.
fn digest(complete: bool, files: &[Dated<'_>], watch: &dyn Watch) -> Result<String, LoadError> {
    let mut parts = Vec::with_capacity(files.len());
    for file in files {
        let (mut input, reading) = begin(file, Pass::Digest, watch)?;
        let mut buffer = vec![0; 1 << 18];
        loop {
            match input.read(&mut buffer) {
                Ok(0) => break,
                Ok(_) => reading.tells(watch),
                Err(source) if source.kind() == io::ErrorKind::Interrupted => {}
                Err(source) => return Err(ReadError::Read { file: file.name(), line: 0, source }.into()),
            }
        }
        parts.push((file.date.date, reading.sha256()));
    }
    Ok(together(complete, &parts))
}

/// Digest over what the files hold and how they are to count, in whatever order they were named.
fn together(complete: bool, files: &[(NaiveDate, String)]) -> String {
    let mut parts: Vec<String> = files.iter().map(|(date, sha256)| format!("{date} {sha256}")).collect();
    parts.sort_unstable();
    parts.push(format!("complete {complete}"));
    data_encoding::HEXLOWER.encode(&Sha256::digest(parts.join("\n")))
}

fn stage(staging: &mut Staging<'_>, new: &NewLoad, files: &[Dated<'_>], watch: &dyn Watch) -> Result<(), LoadError> {
    let (mut no_registry, mut bytes, mut parts) = (true, 0, Vec::with_capacity(files.len()));
    for file in files {
        let (covers, reading) = stage_file(staging, new.list, file, watch)?;
        no_registry &= covers == Covers::Some;
        bytes += reading.bytes();
        parts.push((file.date.date, reading.sha256()));
    }
    if new.complete && staging.rows() == 0 {
        return Err(LoadError::Empty { files: names(files) });
    }
    if new.complete && no_registry {
        return Err(LoadError::NoRegistry { file: names(files) });
    }
    staging.known_by(together(new.complete, &parts), bytes);
    Ok(())
}

fn names(files: &[Dated<'_>]) -> String {
    files.iter().map(Dated::name).collect::<Vec<_>>().join(", ")
}

/// What a file speaks of.
#[derive(PartialEq, Eq)]
enum Covers {
    Everybody,
    Some,
}

/// Reads a file into the staging, on two threads: one splits it into rows, this one keeps them.
fn stage_file(
    staging: &mut Staging<'_>,
    list: ListName,
    file: &Dated<'_>,
    watch: &dyn Watch,
) -> Result<(Covers, Arc<Reading>), LoadError> {
    let ((input, reading), name, date) = (begin(file, Pass::Load, watch)?, file.name(), file.date.date);
    let mut covers = Covers::Everybody;
    let tells = |staging: &Staging<'_>| {
        if staging.rows() % TOLD_EVERY == 0 {
            reading.tells(watch);
            watch.staged(staging.rows());
        }
    };
    match list {
        ListName::Nppes => {
            let records = NppesFile::new(input, &name)?;
            if !records.is_registry() {
                covers = Covers::Some;
            }
            records.read_ahead(|record| {
                staging.nppes(date, &record)?;
                tells(staging);
                Ok::<_, LoadError>(())
            })
        }
        ListName::Leie => LeieFile::new(input, &name)?.read_ahead(|record| {
            staging.exclusion("", date, &record)?;
            tells(staging);
            Ok(())
        }),
        ListName::Sam => SamFile::new(input, &name, date)?.read_ahead(|record| {
            staging.exclusion("", date, &record)?;
            tells(staging);
            Ok(())
        }),
        ListName::StateExclusions => StateListFile::new(input, &name)?.read_ahead(|record| {
            staging.exclusion(&record.agency, date, &record)?;
            tells(staging);
            Ok(())
        }),
        ListName::Taxonomy => TaxonomyFile::new(input, &name)?.read_ahead(|code| {
            staging.taxonomy(&code)?;
            tells(staging);
            Ok(())
        }),
    }?;
    reading.tells(watch);
    watch.staged(staging.rows());
    Ok((covers, reading))
}

/// Rows between two words to the watcher.
const TOLD_EVERY: i64 = 1_000;

fn begin(file: &Dated<'_>, pass: Pass, watch: &dyn Watch) -> Result<(Followed, Arc<Reading>), ReadError> {
    let opened = archive::open(file.path)?;
    watch.begins(pass, file.path, opened.bytes);
    Ok(Followed::new(opened.reader))
}
