//! Where a file lies while it is received and loaded: beside the SQLite file, or in the system's folder for such files (`TMPDIR`).

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::db::Db;
use crate::domain::ids::Id;

/// The longest name that is kept.
const LONGEST_NAME: usize = 100;

/// What a process that was killed left behind is removed after so long.
const LEFT_BEHIND: Duration = Duration::from_secs(24 * 60 * 60);

/// A folder for one file; gone when it is dropped.
#[derive(Debug)]
pub struct Place {
    folder: PathBuf,
    path: PathBuf,
}

impl Place {
    /// A new one, for a file that its sender calls so.
    pub fn make(reference: &Db, name: &str) -> io::Result<Place> {
        Self::sweep(reference);
        let folder = all(reference).join(Id::new().as_str());
        fs::create_dir_all(&folder)?;
        let path = folder.join(plain(name));
        Ok(Place { folder, path })
    }

    /// Where the file is written.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What it is called there: the sender's name for it in plain letters.
    pub fn file_name(&self) -> String {
        self.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// Removes what was left behind long ago.
    pub(super) fn sweep(reference: &Db) {
        for entry in fs::read_dir(all(reference)).into_iter().flatten().flatten() {
            let is_old = entry.metadata().and_then(|m| m.modified()).is_ok_and(|at| {
                // A clock that was set back makes it young again, no more.
                at.elapsed().is_ok_and(|age| age > LEFT_BEHIND)
            });
            if is_old && let Err(error) = fs::remove_dir_all(entry.path()) {
                tracing::warn!(%error, path = %entry.path().display(), "an upload that was left behind could not be removed");
            }
        }
    }
}

impl AsRef<Path> for Place {
    fn as_ref(&self) -> &Path {
        &self.path
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.folder) {
            tracing::warn!(%error, path = %self.folder.display(), "an upload that is done with could not be removed");
        }
    }
}

fn all(reference: &Db) -> PathBuf {
    let own = reference.address().folder().map(|folder| folder.join("uploads"));
    own.unwrap_or_else(|| std::env::temp_dir().join("vouchsafe-uploads"))
}

/// The last part of a name, in letters that mean nothing to any system. Its end and its date are kept: they say what it is.
fn plain(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let plain: String = last.chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
    // From the end, where `.csv` and `.zip` stand.
    let kept = &plain[plain.len().saturating_sub(LONGEST_NAME)..];
    let kept = kept.trim_start_matches('.');
    if kept.is_empty() { "file.csv".into() } else { kept.into() }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn a_name_is_one_plain_file_and_keeps_its_date_and_its_end() {
        for (name, kept) in [
            ("UPDATED.csv", "UPDATED.csv"),
            ("../../etc/1605excl.csv", "1605excl.csv"),
            ("C:\\lists\\SAM 26327.CSV", "SAM_26327.CSV"),
            ("..", "file.csv"),
            ("", "file.csv"),
            ("\u{e9}\0<b>.csv", "___b_.csv"),
        ] {
            assert_eq!(plain(name), kept, "{name:?}");
        }
        let long = format!("{}-2026-11-30.csv", "x".repeat(300));
        assert!(plain(&long).len() == 100 && plain(&long).ends_with("-2026-11-30.csv"));
    }
}
