//! Downloads the public lists and loads them through [`load_reference`]: for `cron`, so that a run without news changes nothing.
//!
//! What was fetched is remembered beside the downloads: a list that did not change is not sent again, and one that was rolled back is not
//! loaded again.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::load_reference::{self, LoadError, Outcome, Request, Watch};
use crate::clock::Clock;
use crate::db::reference::{InForce, loads};
use crate::db::{Db, DbError};
use crate::sources::ListName;
use crate::sources::online::addresses::{self, DatedBy, PublicFile};
use crate::sources::online::download::{self, DownloadError, Downloaded, Fetched, Validators, Wanted};
use crate::sources::online::{BadBase, Base};

/// What to fetch, and to where.
#[derive(Debug, Clone, Copy)]
pub struct Fetch<'a> {
    /// The operator's mirror, in place of every publisher.
    pub mirror: Option<&'a str>,
    /// Downloads lie here while they are loaded; what was fetched is remembered here.
    pub folder: &'a Path,
    /// Downloads stay when they have been loaded.
    pub keep: bool,
}

/// What became of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Done {
    /// As the last time; nothing was loaded.
    Unchanged {
        /// Its name.
        name: String,
    },
    /// Files that were loaded together.
    Loaded {
        /// Each with its length in bytes and its digest (SHA-256, hex).
        files: Vec<(String, u64, String)>,
        /// What the load came to.
        outcome: Outcome,
    },
}

/// Why a list was not fetched. What was in force stays in force.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The mirror's address.
    #[error("--from {0}")]
    Mirror(#[from] BadBase),
    /// Nobody publishes this list at a fixed address.
    #[error(
        "{list} is not published at an address that everybody may use; download it and load it with: vouchsafe import {list} FILE"
    )]
    NotPublic {
        /// The list, as typed.
        list: &'static str,
    },
    /// A download.
    #[error("{address} could not be downloaded: {source}; nothing was changed")]
    Download {
        /// The file.
        address: String,
        /// Why.
        source: DownloadError,
    },
    /// None of the names that the publisher uses.
    #[error("there is none of {names} at {base}; was the list moved? Download it and load it with: vouchsafe import")]
    Absent {
        /// Those tried.
        names: String,
        /// Where.
        base: String,
    },
    /// The file's date.
    #[error(
        "{name}: the server does not say when the list was last changed; load it with: vouchsafe import --list-date YYYY-MM-DD"
    )]
    NoDate {
        /// The file.
        name: String,
    },
    /// Loading.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// Another run.
    #[error("another fetch into {folder} is under way")]
    UnderWay {
        /// The folder.
        folder: String,
    },
    /// The folder.
    #[error("{path} cannot be used: {source}")]
    Folder {
        /// Which file or folder.
        path: String,
        /// What the system said.
        source: io::Error,
    },
}

impl From<DbError> for FetchError {
    fn from(e: DbError) -> Self {
        FetchError::Load(e.into())
    }
}

/// Is told how far a fetch has got.
pub trait Follow: Watch {
    /// A file's bytes so far, and in all where the server said so.
    fn downloading(&self, address: &str, bytes: u64, of: Option<u64>);
}

/// The lists that can be fetched.
pub fn lists() -> Vec<ListName> {
    let mut lists: Vec<ListName> = addresses::files().iter().map(PublicFile::list).collect();
    lists.dedup();
    lists
}

/// Downloads one list where it changed, and loads it.
///
/// # Errors
/// [`FetchError`].
pub fn fetch(
    reference: &Db,
    clock: &Clock,
    list: ListName,
    fetch: Fetch<'_>,
    follow: &dyn Follow,
) -> Result<Vec<Done>, FetchError> {
    let _lock = lock(fetch.folder)?;
    let mut run = Run { reference, clock, fetch, follow, memory: Memory::read(fetch.folder) };
    let files: Vec<&PublicFile> = addresses::files().iter().filter(|f| f.list() == list).collect();
    if files.is_empty() {
        return Err(FetchError::NotPublic { list: list.as_str() });
    }
    let mut done = Vec::new();
    for file in files.iter().filter(|f| !f.wants_all()) {
        done.push(run.newest(file)?);
    }
    let others: Vec<&PublicFile> = files.into_iter().filter(|f| f.wants_all()).collect();
    done.extend(run.further(list, &others)?);
    Ok(done)
}

/// One run at a time in a folder; the system lets go of it whatever way the run ends.
fn lock(folder: &Path) -> Result<File, FetchError> {
    let path = folder.join("fetch.lock");
    let opened =
        fs::create_dir_all(folder).and_then(|()| File::options().create(true).truncate(false).write(true).open(&path));
    let file = opened.map_err(|source| FetchError::Folder { path: path.display().to_string(), source })?;
    file.try_lock().map_err(|_| FetchError::UnderWay { folder: folder.display().to_string() })?;
    Ok(file)
}

struct Run<'a> {
    reference: &'a Db,
    clock: &'a Clock,
    fetch: Fetch<'a>,
    follow: &'a dyn Follow,
    memory: Memory,
}

/// A download that waits to be loaded.
struct Waiting {
    address: String,
    path: PathBuf,
    got: Downloaded,
}

impl Run<'_> {
    /// The newest file that is there.
    fn newest(&mut self, file: &PublicFile) -> Result<Done, FetchError> {
        let base = file.base(self.fetch.mirror)?;
        let names = file.names(self.clock.today(), None);
        for name in &names {
            match self.get(file, &base, name)? {
                None => {}
                Some(Err(unchanged)) => return Ok(unchanged),
                Some(Ok(waiting)) => return self.load(file, vec![waiting]),
            }
        }
        Err(FetchError::Absent { names: names.join(", "), base: base.join("") })
    }

    /// Those that follow a complete list, as one load.
    fn further(&mut self, list: ListName, files: &[&PublicFile]) -> Result<Vec<Done>, FetchError> {
        let current = loads::in_force(self.reference)?;
        let complete = current.iter().find(|l| l.source.list == list && l.source.complete).map(|l| l.source.list_date);
        let (mut done, mut waiting) = (Vec::new(), Vec::new());
        for file in files {
            let base = file.base(self.fetch.mirror)?;
            for name in file.names(self.clock.today(), complete) {
                match self.get(file, &base, &name)? {
                    None => {}
                    Some(Err(unchanged)) => done.push(unchanged),
                    Some(Ok(new)) => waiting.push(new),
                }
            }
        }
        if let (Some(file), false) = (files.first(), waiting.is_empty()) {
            done.push(self.load(file, waiting)?);
        }
        Ok(done)
    }

    /// `None` where there is no such file; otherwise the download, or the word that it is known already.
    fn get(&self, file: &PublicFile, base: &Base, name: &str) -> Result<Option<Result<Waiting, Done>>, FetchError> {
        // A mirror has the files side by side.
        let own = name.rsplit('/').next().unwrap_or(name).to_string();
        let below = if self.fetch.mirror.is_some() { &own } else { name };
        let address = base.join(below);
        let known = self.memory.of(&address).filter(|k| k.is_in(file.list(), &self.book()));
        let path = self.fetch.folder.join(&own);
        let wanted = Wanted {
            base,
            name: below,
            hosts: &file.hosts,
            at_most: file.at_most(),
            within: file.within(),
            known: known.map(|k| &k.validators),
        };
        let got = download::download(&wanted, &path, &|bytes, of| self.follow.downloading(&address, bytes, of));
        let got = got.map_err(|source| FetchError::Download { address: address.clone(), source })?;
        Ok(match got {
            Fetched::Absent => None,
            Fetched::Unchanged => Some(Err(Done::Unchanged { name: own })),
            // Sent anew, byte for byte the same: another date of the server's would renew the list's clock for nothing.
            Fetched::New(got) if known.is_some_and(|k| k.sha256 == got.sha256) => {
                self.done_with(&path);
                Some(Err(Done::Unchanged { name: own }))
            }
            Fetched::New(got) => Some(Ok(Waiting { address, path, got })),
        })
    }

    /// What is loaded; nothing where that cannot be asked, and everything is then fetched anew.
    fn book(&self) -> Vec<InForce> {
        loads::in_force(self.reference).unwrap_or_default()
    }

    fn load(&mut self, file: &PublicFile, waiting: Vec<Waiting>) -> Result<Done, FetchError> {
        let loaded = self.load_files(file, &waiting);
        for done in &waiting {
            self.done_with(&done.path);
        }
        let outcome = loaded?;
        let name_of = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let version = match &outcome {
            Outcome::Loaded { version, .. } => Some(version.clone()),
            Outcome::AlreadyLoaded => None,
        };
        for new in &waiting {
            self.memory.keep(&new.address, &new.got, version.clone(), self.clock.now());
        }
        self.memory.write(self.fetch.folder)?;
        let files = waiting.into_iter().map(|w| (name_of(&w.path), w.got.bytes, w.got.sha256)).collect();
        Ok(Done::Loaded { files, outcome })
    }

    fn load_files(&self, file: &PublicFile, waiting: &[Waiting]) -> Result<Outcome, FetchError> {
        let list_date = match file.dated_by {
            DatedBy::Name => None,
            DatedBy::LastModified => Some(last_modified(waiting)?),
        };
        let files: Vec<PathBuf> = waiting.iter().map(|w| w.path.clone()).collect();
        let request =
            Request { list: file.list(), files: &files, complete: file.complete, list_date, refuse_shrunk: true };
        Ok(load_reference::load(self.reference, self.clock, request, self.follow)?)
    }

    fn done_with(&self, path: &Path) {
        if self.fetch.keep {
            return;
        }
        if let Err(error) = fs::remove_file(path) {
            tracing::warn!(%error, path = %path.display(), "a download that is done with could not be removed");
        }
    }
}

fn last_modified(waiting: &[Waiting]) -> Result<NaiveDate, FetchError> {
    let dates = waiting.iter().map(|w| {
        let no_date = || FetchError::NoDate { name: w.path.display().to_string() };
        w.got.validators.modified_on().ok_or_else(no_date)
    });
    let oldest = dates.collect::<Result<Vec<_>, _>>()?.into_iter().min();
    oldest.ok_or_else(|| FetchError::NoDate { name: String::new() })
}

/// What was fetched before, by address.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Memory(BTreeMap<String, Known>);

/// A file that was fetched and loaded.
#[derive(Debug, Serialize, Deserialize)]
struct Known {
    validators: Validators,
    sha256: String,
    bytes: u64,
    fetched_at: DateTime<Utc>,
    /// What reports call the load; none where the same files had been loaded already.
    version: Option<String>,
}

impl Known {
    /// The load that it became is in force still, or was rolled back; otherwise it is needed again.
    fn is_in(&self, list: ListName, book: &[InForce]) -> bool {
        let kept = book.iter().filter(|l| l.source.list == list).flat_map(|l| l.previous.iter().chain([&l.source]));
        let mut versions = kept.map(|source| source.version.as_str());
        versions.any(|v| self.version.as_ref().is_none_or(|ours| v.contains(ours.as_str())))
    }
}

impl Memory {
    const NAME: &str = "fetched.json";

    /// Nothing where there is none, or none that can be read: everything is then fetched anew.
    fn read(folder: &Path) -> Self {
        let text = fs::read(folder.join(Self::NAME)).unwrap_or_default();
        serde_json::from_slice(&text).unwrap_or_default()
    }

    fn of(&self, address: &str) -> Option<&Known> {
        self.0.get(address)
    }

    fn keep(&mut self, address: &str, got: &Downloaded, version: Option<String>, now: DateTime<Utc>) {
        let (sha256, bytes) = (got.sha256.clone(), got.bytes);
        self.0.insert(
            address.into(),
            Known { validators: got.validators.clone(), sha256, bytes, fetched_at: now, version },
        );
    }

    /// Whole or not at all.
    fn write(&self, folder: &Path) -> Result<(), FetchError> {
        let path = folder.join(Self::NAME);
        let new = path.with_extension("new");
        let text = serde_json::to_vec_pretty(self).map_err(io::Error::other);
        let written = text.and_then(|text| fs::write(&new, text)).and_then(|()| fs::rename(&new, &path));
        written.map_err(|source| FetchError::Folder { path: path.display().to_string(), source })
    }
}
