//! Where an export goes: standard output, a file, or a folder with a file for each FHIR type. A file has its name when it is whole.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::json;

use crate::fhir::Kind;

use super::ExportError;

/// Where lines go.
pub(super) enum Destination {
    Out(BufWriter<io::Stdout>),
    File(Part),
    Folder { path: PathBuf, files: BTreeMap<Kind, Part> },
}

/// A file that is not whole yet. What is never finished is taken away again.
pub(super) struct Part {
    to: BufWriter<File>,
    path: PathBuf,
    lines: u64,
    is_finished: bool,
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.is_finished {
            // Nothing more can be done about it here; the failure that led here is told.
            let _ = fs::remove_file(unfinished(&self.path));
        }
    }
}

impl Part {
    fn open(path: PathBuf) -> io::Result<Part> {
        let to = BufWriter::new(File::create(unfinished(&path))?);
        Ok(Part { to, path, lines: 0, is_finished: false })
    }

    /// On disk, then under its name.
    fn finish(mut self) -> io::Result<u64> {
        self.to.flush()?;
        self.to.get_ref().sync_all()?;
        fs::rename(unfinished(&self.path), &self.path)?;
        self.is_finished = true;
        Ok(self.lines)
    }
}

impl Write for Part {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.lines += bytes[..written].iter().filter(|b| **b == b'\n').count() as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// Its name until then: another one for each process, so that two exports at once never write into one file.
fn unfinished(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".{}.part", std::process::id()));
    path.with_file_name(name)
}

impl Destination {
    /// Opens it; a folder is made.
    pub fn open(out: Option<&Path>, is_by_type: bool) -> io::Result<Destination> {
        match (out, is_by_type) {
            (None, _) => Ok(Destination::Out(BufWriter::new(io::stdout()))),
            (Some(path), false) => Ok(Destination::File(Part::open(path.to_path_buf())?)),
            (Some(path), true) => {
                fs::create_dir_all(path)?;
                Ok(Destination::Folder { path: path.to_path_buf(), files: BTreeMap::new() })
            }
        }
    }

    /// Of everything but FHIR by type.
    pub fn main(&mut self) -> &mut dyn Write {
        match self {
            Destination::Out(out) => out,
            Destination::File(part) => part,
            Destination::Folder { .. } => unreachable!("a folder is for FHIR, whose lines go by type"),
        }
    }

    /// For resources of one type.
    pub fn of(&mut self, kind: Kind) -> io::Result<&mut dyn Write> {
        match self {
            Destination::Folder { path, files } => Ok(match files.entry(kind) {
                Entry::Occupied(open) => open.into_mut(),
                Entry::Vacant(new) => new.insert(Part::open(path.join(format!("{}.ndjson", kind.as_str())))?),
            }),
            _ => Ok(self.main()),
        }
    }

    /// Writes the rest, and for a folder the manifest of the FHIR Bulk Data guide.
    pub fn finish(self, base: &str, at: DateTime<Utc>) -> Result<(), ExportError> {
        match self {
            Destination::Out(mut out) => out.flush()?,
            Destination::File(part) => drop(part.finish()?),
            Destination::Folder { path, files } => {
                let mut output = Vec::new();
                // Of a type that nobody is of any more, an earlier export must not stay.
                for kind in Kind::ALL.iter().filter(|kind| !files.contains_key(kind)) {
                    match fs::remove_file(path.join(format!("{}.ndjson", kind.as_str()))) {
                        Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e.into()),
                        _ => {}
                    }
                }
                for (kind, part) in files {
                    let count = part.finish()?;
                    let url = format!("{}.ndjson", kind.as_str());
                    output.push(json!({ "type": kind.as_str(), "url": url, "count": count }));
                }
                let manifest = json!({
                    "transactionTime": at.to_rfc3339_opts(SecondsFormat::Millis, true),
                    "request": format!("{base}/$export"),
                    "requiresAccessToken": false,
                    "output": output,
                    "error": [],
                });
                let mut part = Part::open(path.join("manifest.json"))?;
                serde_json::to_writer_pretty(&mut part, &manifest)?;
                part.write_all(b"\n")?;
                part.finish()?;
            }
        }
        Ok(())
    }
}
