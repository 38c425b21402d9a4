//! Another directory's listings, from a CSV file: each becomes a dossier that awaits review, or is published at once as
//! `unverified`, which says that nothing was checked (docs/import-listings.md).
//!
//! A batch at a time is read, held against the directory and stored in one short transaction, so that a server beside it goes
//! on working and notices each batch by the change sequence. What is stored stays when a later batch fails; the same file
//! again goes on where it stopped.

mod cells;
mod doubles;
mod fate;
mod file;
mod provider;
mod row;
mod store;

use std::path::Path;

use chrono::{DateTime, Utc};

use crate::clock::Clock;
use crate::db::audit::Actor;
use crate::db::imports;
use crate::db::reference::ReferenceSources;
use crate::db::{Conn, Db, DbError};
use crate::domain::check::Finding;
use crate::keys::Keys;
use crate::rules::Rules;
use crate::sources::{ReadError, SourceError};
use crate::verify::barring;

use self::doubles::InFile;
use self::fate::Fate;
use self::file::{Plan, Providers};
use self::provider::Provider;
use self::row::Reader;
use self::store::Batch;
use super::dossier::DossierError;
use super::load_reference::Watch;
use super::{Desk, verify};

pub use doubles::Double;
pub use fate::Why;
pub use row::COLUMNS;

/// Providers in one transaction: it takes a fraction of a second, and others want to write too.
const BATCH: usize = 250;

/// So many new listings are worth counting rows anew for, and again whenever there are so many times as many.
const FIRST_COUNT: u64 = 2_000;
const GROWN: u64 = 4;

/// What an import is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aim {
    /// The listings await review.
    Review,
    /// They are public at once, unchecked.
    Publish,
}

/// Where an import goes.
#[derive(Clone, Copy)]
pub enum Target<'a> {
    /// Into the directory.
    Directory(&'a Desk),
    /// Nowhere: it is told what would happen.
    Nowhere {
        /// The directory, where there is one yet.
        db: Option<&'a Db>,
        /// The reference data, where there is any yet.
        reference: Option<&'a Db>,
        /// By which what was removed on request is known again, where there is a directory.
        keys: Option<&'a Keys>,
    },
}

/// What to import.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The file.
    pub file: &'a Path,
    /// Whose listings they are: an id means the same listing within one origin.
    pub origin: &'a str,
    /// What for.
    pub aim: Aim,
    /// Who answers for it.
    pub actor: &'a Actor,
    /// The rule tables in force.
    pub rules: &'static Rules,
}

/// Something to tell while an import goes on.
#[derive(Debug)]
pub enum Notice<'a> {
    /// A column that is not read.
    Column(&'a str),
    /// A row that was refused: file, line, column, what was expected.
    Refused(&'a str),
    /// A listing that was left as it is.
    Left {
        /// Its id in the file.
        id: &'a str,
        /// Where its first row begins.
        line: u64,
        /// Why.
        why: Why,
    },
    /// A listing that is not published.
    Barred {
        /// Its id in the file.
        id: &'a str,
        /// Where its first row begins.
        line: u64,
        /// Why.
        found: &'a [Finding],
    },
    /// A listing that is left out because it was removed on request.
    Removed {
        /// Its id in the file.
        id: &'a str,
        /// Where its first row begins.
        line: u64,
    },
    /// A listing that was left out.
    Double {
        /// Its id in the file.
        id: &'a str,
        /// Where its first row begins.
        line: u64,
        /// What it seems to be.
        double: &'a Double,
    },
}

/// What became of the file, counted.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// Rows read.
    pub rows: u64,
    /// Rows that could not be used.
    pub refused: u64,
    /// Listings imported for the first time.
    pub new: u64,
    /// Listings that have a new version.
    pub changed: u64,
    /// Listings that stand as the file says.
    pub unchanged: u64,
    /// Listings that somebody else has touched.
    pub left: u64,
    /// Listings that seem to be there already.
    pub doubles: u64,
    /// Listings that were removed on request.
    pub removed: u64,
    /// Listings that an exclusion list or the registry speaks against.
    pub barred: u64,
}

impl Outcome {
    /// Listings that could be read.
    pub fn listings(&self) -> u64 {
        self.new + self.changed + self.unchanged + self.left + self.doubles + self.removed + self.barred
    }
}

/// Why an import ended early. Batches that were stored stay.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file is not what it should be.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A dossier could not be stored.
    #[error(transparent)]
    Dossier(#[from] DossierError),
    /// The reference data could not be asked.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The checks could not run.
    #[error(transparent)]
    Verify(#[from] verify::VerifyError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Imports the file. `tell` hears of everything that is not as it should be, in the order of the file.
///
/// # Errors
/// [`ImportError`]. A file that cannot be read to its end changes nothing.
pub fn import(
    request: Request<'_>,
    into: Target<'_>,
    clock: &Clock,
    watch: &dyn Watch,
    tell: &mut dyn FnMut(Notice<'_>),
) -> Result<Outcome, ImportError> {
    let plan = Plan::of(request.file, watch)?;
    for column in &plan.unknown {
        tell(Notice::Column(column));
    }
    let reader = Reader::new(request.rules, clock.now());
    let mut providers = Providers::open(request.file, &plan, reader, watch)?;
    let reference = match into {
        Target::Directory(desk) => Some(&desk.reference),
        Target::Nowhere { reference, .. } => reference,
    };
    let today = clock.now().date_naive();
    let asked = match (request.aim, reference) {
        (Aim::Publish, Some(reference)) => Some(ReferenceSources::open_for_many(reference, today)?),
        _ => None,
    };
    let mut run = Run {
        request,
        into,
        asked,
        clock,
        sha256: &plan.sha256,
        import_id: None,
        in_file: InFile::default(),
        outcome: Outcome::default(),
        counted_at: FIRST_COUNT,
    };
    loop {
        let mut batch = Vec::with_capacity(BATCH);
        while batch.len() < BATCH
            && let Some(provider) = providers.next(watch, &mut |sentence| tell(Notice::Refused(sentence)))?
        {
            batch.push(provider);
        }
        if batch.is_empty() {
            break;
        }
        run.leave_out_barred(&mut batch, tell)?;
        run.take(&batch, tell)?;
        watch.staged(i64::try_from(providers.read).unwrap_or(i64::MAX));
    }
    (run.outcome.rows, run.outcome.refused) = (providers.read, providers.refused);
    Ok(run.outcome)
}

/// An import under way.
struct Run<'a> {
    request: Request<'a>,
    into: Target<'a>,
    /// Asked before anything is published.
    asked: Option<ReferenceSources>,
    clock: &'a Clock,
    sha256: &'a str,
    /// Of the import's row, once something was stored.
    import_id: Option<String>,
    in_file: InFile,
    outcome: Outcome,
    /// After so many new listings the database counts its rows anew.
    counted_at: u64,
}

impl Run<'_> {
    /// A listing that is published unchecked is asked for what bars it all the same.
    fn leave_out_barred(
        &mut self,
        batch: &mut Vec<Provider>,
        tell: &mut dyn FnMut(Notice<'_>),
    ) -> Result<(), SourceError> {
        let Some(sources) = &self.asked else { return Ok(()) };
        let now = self.clock.now();
        let mut kept = Vec::with_capacity(batch.len());
        for read in batch.drain(..) {
            let found = barring(&read.dossier, sources, self.request.rules, now)?;
            if found.is_empty() {
                kept.push(read);
            } else {
                self.outcome.barred += 1;
                tell(Notice::Barred { id: &read.id, line: read.line, found: &found });
            }
        }
        *batch = kept;
        Ok(())
    }

    /// One batch: decided and stored in one transaction, then told, and checked where a reviewer will look at it.
    fn take(&mut self, batch: &[Provider], tell: &mut dyn FnMut(Notice<'_>)) -> Result<(), ImportError> {
        let (request, in_file) = (self.request, &mut self.in_file);
        let (fates, waiting) = match self.into {
            Target::Nowhere { db: None, .. } => (fate::of_all(None, None, request, batch, in_file)?, Vec::new()),
            Target::Nowhere { db: Some(db), keys, .. } => {
                (db.read(|conn| fate::of_all(Some(conn), keys, request, batch, in_file))?, Vec::new())
            }
            Target::Directory(desk) => self.store(desk, batch)?,
        };
        for (read, fate) in batch.iter().zip(&fates) {
            self.count(read, fate, tell);
        }
        if let Target::Directory(desk) = self.into {
            if self.outcome.new >= self.counted_at {
                self.counted_at = self.outcome.new * GROWN;
                // Without it the import is slower, no more.
                if let Err(error) = desk.db.write(imports::count_anew) {
                    tracing::warn!(%error, "the database did not count its rows anew");
                }
            }
            // Were this cut short, a server would make up for it.
            for submission_id in &waiting {
                verify::run(desk, submission_id)?;
            }
        }
        Ok(())
    }

    fn store(&mut self, desk: &Desk, batch: &[Provider]) -> Result<(Vec<Fate>, Vec<String>), ImportError> {
        let (request, now) = (self.request, self.clock.now());
        desk.db.write(|conn| {
            let fates = fate::of_all(Some(conn), Some(&desk.keys), request, batch, &mut self.in_file)?;
            let decided: Vec<(&Provider, &Fate)> = batch.iter().zip(&fates).collect();
            if !decided.iter().any(|(_, fate)| matches!(fate, Fate::New | Fate::Changed(_))) {
                return Ok((fates, Vec::new()));
            }
            let import_id = self.begun(conn, now)?;
            let batch = Batch {
                desk,
                aim: request.aim,
                actor: request.actor,
                origin: request.origin,
                sha256: self.sha256,
                import_id: &import_id,
                now,
            };
            let waiting = batch.store(conn, &decided)?;
            Ok((fates, waiting))
        })
    }

    /// The import's own row, made when there is something to store.
    fn begun(&mut self, conn: &mut Conn, now: DateTime<Utc>) -> Result<String, DbError> {
        if let Some(id) = &self.import_id {
            return Ok(id.clone());
        }
        let file = self.request.file.file_name().unwrap_or_default().to_string_lossy();
        let id = imports::begin(conn, self.request.origin, &file, self.sha256, self.request.actor, now)?;
        self.import_id = Some(id.clone());
        Ok(id)
    }

    fn count(&mut self, read: &Provider, fate: &Fate, tell: &mut dyn FnMut(Notice<'_>)) {
        let (id, line) = (read.id.as_str(), read.line);
        match fate {
            Fate::New => self.outcome.new += 1,
            Fate::Changed(_) => self.outcome.changed += 1,
            Fate::Unchanged => self.outcome.unchanged += 1,
            Fate::Left(why) => {
                self.outcome.left += 1;
                tell(Notice::Left { id, line, why: *why });
            }
            Fate::Removed => {
                self.outcome.removed += 1;
                tell(Notice::Removed { id, line });
            }
            Fate::Double(double) => {
                self.outcome.doubles += 1;
                tell(Notice::Double { id, line, double });
            }
        }
    }
}
