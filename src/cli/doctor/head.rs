//! Heads of the audit chain as files: written for keeping, and held against the chain that stands now.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::cli::Failure;
use crate::cli::out::say;
use crate::pipeline::Desk;
use crate::pipeline::audit_head::{self, HeadError, SignedHead};

/// The heads in these files.
pub(super) fn read(paths: &[PathBuf]) -> Result<Vec<(PathBuf, SignedHead)>, Failure> {
    let head = |path: &PathBuf| {
        let failed = |why: String| Failure::usage(format!("{}: {why}", path.display()));
        let text = std::fs::read_to_string(path).map_err(|e| failed(e.to_string()))?;
        Ok((path.clone(), SignedHead::of_text(&text).map_err(failed)?))
    };
    paths.iter().map(head).collect()
}

/// What speaks against the chain still being the one of this head.
pub(super) fn faults(desk: &Desk, head: &SignedHead) -> Result<Vec<String>, Failure> {
    audit_head::faults(desk, head).map_err(failure)
}

/// Writes the head to a new file. One that is there is another witness, which nobody should lose to a mistyped name.
pub(super) fn export(desk: &Desk, path: &Path) -> Result<(), Failure> {
    let head = audit_head::sign(desk).map_err(failure)?;
    let failed = |e: std::io::Error| match e.kind() {
        std::io::ErrorKind::AlreadyExists => {
            Failure::usage(format!("{}: this file is there already; name a new one", path.display()))
        }
        _ => Failure::system(format!("{}: {e}", path.display())),
    };
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(path).map_err(failed)?;
    file.write_all(head.to_text().as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
    say(format_args!("head of entry {} written to {}: keep it on another machine", head.seq, path.display()))
}

fn failure(e: HeadError) -> Failure {
    match e {
        HeadError::Db(e) => e.into(),
        HeadError::Key(e) => e.into(),
    }
}
