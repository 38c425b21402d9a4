//! The file, read twice: once to know its digest and where each id stands last, once for its rows. So the rows of one id
//! need not stand together, and only those that wait for a further one are held: some 30 bytes an id, whatever the file's size.

use std::collections::HashMap;
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};

use crate::domain::problem::{Place, Problem};
use crate::pipeline::load_reference::{Pass, Watch};
use crate::sources::ReadError;
use crate::sources::row::Place as Column;
use crate::sources::table::{self, Table};

use super::provider::Provider;
use super::row::{COLUMNS, Line, NEEDED, Reader, Site};

/// How often the watcher is told, in rows.
const TOLD_EVERY: u64 = 1_000;

/// What a first reading finds out.
pub(super) struct Plan {
    /// SHA-256 of the file, hex.
    pub sha256: String,
    /// Columns that are not ours.
    pub unknown: Vec<String>,
    /// By the hash of an id the line of its last row.
    last: HashMap<u64, u64>,
}

impl Plan {
    /// Reads the file to its end.
    ///
    /// # Errors
    /// It cannot be opened or read, or is no such file.
    pub fn of(path: &Path, watch: &dyn Watch) -> Result<Plan, ReadError> {
        let mut rows = Rows::open(path, Pass::Digest, watch)?;
        let mut last = HashMap::new();
        while let Some(row) = rows.next(watch) {
            match row {
                Ok(line) => {
                    last.insert(id_hash(line.cell("id")), line.number);
                }
                Err(e) if ends_reading(&e) => return Err(e),
                Err(_) => {}
            }
        }
        let unknown = std::mem::take(&mut rows.unknown);
        Ok(Plan { sha256: rows.sha256(), unknown, last })
    }
}

/// Providers, each as soon as its last row is read.
pub(super) struct Providers<'a> {
    rows: Rows,
    reader: Reader<'a>,
    plan: &'a Plan,
    waiting: HashMap<String, Vec<Site>>,
    /// Rows read so far.
    pub read: u64,
    /// Of them those that were refused.
    pub refused: u64,
}

impl<'a> Providers<'a> {
    /// Begins the second reading.
    ///
    /// # Errors
    /// Those of the first.
    pub fn open(path: &Path, plan: &'a Plan, reader: Reader<'a>, watch: &dyn Watch) -> Result<Self, ReadError> {
        let rows = Rows::open(path, Pass::Load, watch)?;
        Ok(Providers { rows, reader, plan, waiting: HashMap::new(), read: 0, refused: 0 })
    }

    /// The next provider whose rows are all read; `None` at the end. Each row that cannot be used is a sentence for `tell`.
    ///
    /// # Errors
    /// Reading stopped.
    pub fn next(&mut self, watch: &dyn Watch, tell: &mut dyn FnMut(&str)) -> Result<Option<Provider>, ReadError> {
        while let Some(row) = self.rows.next(watch) {
            self.read += 1;
            let line = match row {
                Ok(line) => line,
                Err(e) if ends_reading(&e) => return Err(e),
                Err(e) => {
                    self.refused += 1;
                    tell(&e.to_string());
                    continue;
                }
            };
            let id = line.cell("id").to_string();
            match self.reader.site(&line) {
                Ok(site) => self.waiting.entry(id.clone()).or_default().push(site),
                Err(problems) => self.refuse(&problems, tell),
            }
            if self.plan.last.get(&id_hash(&id)) == Some(&line.number)
                && let Some(provider) = self.close(&id, tell)
            {
                return Ok(Some(provider));
            }
        }
        // Two ids of one hash: the rest comes now, in the order of the file.
        let first =
            self.waiting.iter().min_by_key(|(_, sites)| sites.first().map(|s| s.line)).map(|(id, _)| id.clone());
        Ok(first.and_then(|id| self.close(&id, tell)))
    }

    fn close(&mut self, id: &str, tell: &mut dyn FnMut(&str)) -> Option<Provider> {
        let mut problems = Vec::new();
        let provider = Provider::of(self.waiting.remove(id)?, &mut problems);
        for problem in problems {
            self.refuse(&[problem], tell);
        }
        provider
    }

    /// One row with all that is wrong with it.
    fn refuse(&mut self, problems: &[Problem], tell: &mut dyn FnMut(&str)) {
        self.refused += 1;
        for problem in problems {
            tell(&self.sentence(problem));
        }
    }

    fn sentence(&self, problem: &Problem) -> String {
        let file = &self.rows.file;
        match &problem.place {
            Place::Row(line, column) if !column.is_empty() => {
                format!("{file}, line {line}, column `{column}`: {}", problem.detail)
            }
            Place::Row(line, _) => format!("{file}, line {line}: {}", problem.detail),
            _ => format!("{file}: {}", problem.detail),
        }
    }
}

/// Not the row alone cannot be read: the rest of the file cannot.
fn ends_reading(error: &ReadError) -> bool {
    match error {
        ReadError::RowTooLong { column, .. } => column.is_empty(),
        other => matches!(other, ReadError::Read { .. }),
    }
}

fn id_hash(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}

/// The rows of one reading.
struct Rows {
    table: Table<Counted>,
    places: [Option<Column>; COLUMNS.len()],
    unknown: Vec<String>,
    file: String,
    seen: Arc<Seen>,
    told: u64,
    rows: u64,
}

impl Rows {
    fn open(path: &Path, pass: Pass, watch: &dyn Watch) -> Result<Rows, ReadError> {
        let input = table::open(path)?;
        watch.begins(pass, path, input.metadata().map_or(0, |m| m.len()));
        let (file, seen) = (path.display().to_string(), Arc::new(Seen::default()));
        let counted = Counted { input, digest: (pass == Pass::Digest).then(Sha256::new), seen: seen.clone() };
        let (table, (places, unknown)) =
            Table::open(counted, &file, "listings, one location a row", |header| header.columns(COLUMNS, &NEEDED))?;
        Ok(Rows { table, places, unknown, file, seen, told: 0, rows: 0 })
    }

    fn next(&mut self, watch: &dyn Watch) -> Option<Result<Line, ReadError>> {
        let places = self.places;
        let read = self.table.next_row();
        self.rows += 1;
        if self.rows.is_multiple_of(TOLD_EVERY) || read.is_none() {
            let bytes = self.seen.bytes.load(Ordering::Relaxed);
            watch.read(bytes - self.told);
            self.told = bytes;
        }
        Some(read?.map(|row| Line::of(row.line(), places.map(|p| row.text_at(p)))))
    }

    /// Of a file that was read to its end.
    fn sha256(&self) -> String {
        self.seen.sha256.lock().map(|s| s.clone()).unwrap_or_default()
    }
}

/// What a reading has seen of its file.
#[derive(Default)]
struct Seen {
    bytes: AtomicU64,
    /// Set at the end of the file.
    sha256: std::sync::Mutex<String>,
}

/// A file that counts what was read of it, and digests it where asked.
struct Counted {
    input: File,
    digest: Option<Sha256>,
    seen: Arc<Seen>,
}

impl Read for Counted {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.input.read(buf)?;
        self.seen.bytes.fetch_add(n as u64, Ordering::Relaxed);
        if n > 0 {
            if let Some(digest) = &mut self.digest {
                digest.update(&buf[..n]);
            }
        } else if let Some(digest) = self.digest.take()
            && let Ok(mut sha256) = self.seen.sha256.lock()
        {
            *sha256 = data_encoding::HEXLOWER.encode(&digest.finalize());
        }
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::domain::dossier::ProviderKind;
    use crate::rules::Rules;

    /// Nobody watches.
    struct Alone;

    impl Watch for Alone {
        fn begins(&self, _: Pass, _: &Path, _: u64) {}
        fn read(&self, _: u64) {}
        fn staged(&self, _: i64) {}
    }

    /// What a file of this text amounts to: its providers in the order in which they come, and what was told.
    fn read(text: &str) -> (Vec<Provider>, Vec<String>) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("other.csv");
        std::fs::write(&path, text).expect("written");
        let plan = Plan::of(&path, &Alone).expect("can be read");
        assert_eq!(plan.sha256, crate::keys::sha256_hex(text.as_bytes()));
        let reader = Reader::new(Rules::builtin(), DateTime::UNIX_EPOCH);
        let mut providers = Providers::open(&path, &plan, reader, &Alone).expect("opens");
        let (mut all, mut told) = (Vec::new(), Vec::new());
        while let Some(provider) =
            providers.next(&Alone, &mut |sentence| told.push(sentence.to_string())).expect("can be read")
        {
            all.push(provider);
        }
        assert!(providers.waiting.is_empty(), "nothing is held back");
        (all, told)
    }

    const HEADER: &str = "id,name,line1,city,state,postal_code,kind";

    #[test]
    fn a_provider_comes_with_its_last_row_and_has_all_of_its_rows() {
        let rows = ["a,A,1 St,Portland,OR,97202,", "b,B,2 St,Portland,OR,97202,", "a,A,3 St,Portland,OR,97202,"];
        let (providers, told) = read(&[&[HEADER], &rows[..]].concat().join("\n"));
        let found: Vec<_> = providers.iter().map(|p| (p.id.as_str(), p.line, p.dossier.locations.len())).collect();
        assert_eq!(found, [("b", 3, 1), ("a", 2, 2)]);
        assert_eq!(told, Vec::<String>::new());
    }

    #[test]
    fn a_last_row_that_is_refused_still_closes_its_provider() {
        let rows = ["a,A,1 St,Portland,OR,97202,", "a,A,3 St,Portland,OR,00000,", "b,B"];
        let (providers, told) = read(&[&[HEADER], &rows[..]].concat().join("\n"));
        assert_eq!(providers.iter().map(|p| p.dossier.locations.len()).collect::<Vec<_>>(), [1]);
        assert!(told[0].ends_with("other.csv, line 3, column `postal_code`: There is no ZIP 00000."), "{told:?}");
        assert!(told[1].contains("line 4: the row has 2 columns where the header has 7"), "{told:?}");
    }

    #[test]
    fn the_order_of_the_rows_does_not_count_and_every_cell_does() {
        let rows = ["a,A,1 St,Portland,OR,97202,", "a,A,3 St,Portland,OR,97202,"];
        let digest = |rows: &[&str]| read(&[&[HEADER], rows].concat().join("\n")).0[0].digest.clone();
        assert_eq!(digest(&rows), digest(&[rows[1], rows[0]]));
        assert_ne!(digest(&rows), digest(&rows[..1]));
        assert_ne!(digest(&rows[..1]), digest(&["a,A,1 St,Portland,OR,97202,solo"]));
    }

    #[test]
    fn a_kind_that_only_a_later_row_says_is_the_providers() {
        let rows = ["a,A,1 St,Portland,OR,97202,", "a,A,3 St,Portland,OR,97202,solo"];
        let (providers, _) = read(&[&[HEADER], &rows[..]].concat().join("\n"));
        assert_eq!(providers[0].dossier.provider.kind, ProviderKind::Solo);
    }
}
