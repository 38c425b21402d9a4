//! ZIP archives: a member is read whole and right, or the reading fails; and what we read is what the `zip` crate reads.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use vouchsafe::sources::{ListName, archive as ours};

/// Deflate makes at most about a thousand bytes of one.
const MOST: u64 = 64 << 20;

pub fn archive(bytes: &[u8]) {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let name = format!("vouchsafe-fuzz-{}-{}.zip", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let path = std::env::temp_dir().join(name);
    fs::write(&path, bytes).expect("written");
    let outcome = std::panic::catch_unwind(|| [ListName::Leie, ListName::Nppes].map(|list| members(list, &path)));
    fs::remove_file(&path).expect("removed");
    if let Err(broken) = outcome {
        std::panic::resume_unwind(broken);
    }
}

fn members(list: ListName, path: &Path) {
    let shown = path.display().to_string();
    let found = match ours::expand(list, &[path.to_path_buf()]) {
        Ok(found) => found,
        Err(fault) => return assert!(fault.to_string().contains(&shown), "{fault}"),
    };
    assert!(!found.is_empty(), "an archive without members is a fault");
    for member in found {
        assert_eq!(member.parent(), Some(path), "a member is no path of its own: {}", member.display());
        let mut read = Vec::new();
        match ours::open(&member) {
            Err(fault) => assert!(fault.to_string().contains(&shown), "{fault}"),
            Ok(input) => {
                let promised = input.bytes;
                if input.reader.take(MOST).read_to_end(&mut read).is_ok() && promised < MOST {
                    assert_eq!(read.len() as u64, promised, "another length than promised");
                    assert!(read == by_the_crate(path, &member), "other bytes than the crate reads");
                }
            }
        }
    }
}

fn by_the_crate(path: &Path, member: &Path) -> Vec<u8> {
    let name = member.file_name().and_then(|n| n.to_str()).expect("a plain name");
    let mut zip = zip::ZipArchive::new(File::open(path).expect("opens")).expect("an archive");
    let mut read = Vec::new();
    zip.by_name(name).expect("there").read_to_end(&mut read).expect("whole");
    read
}
