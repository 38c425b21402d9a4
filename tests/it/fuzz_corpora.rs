//! The inputs that were kept for the fuzzer (`tests/fuzz`), replayed: the seeds, and whatever once broke a promise.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

#[path = "../fuzz/src/targets/mod.rs"]
mod targets;

use targets::TARGETS;

/// All corpora together stay this small, bytes.
const LARGEST: u64 = 300_000;

fn corpora() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus")
}

fn inside(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.expect("readable").path()).collect();
    found.sort();
    found
}

#[test]
fn every_kept_input_keeps_every_promise() {
    let mut broken = Vec::new();
    for (name, target) in TARGETS {
        let inputs = inside(&corpora().join(name));
        assert!(inputs.len() > 3, "{name} has hardly a seed");
        for input in inputs {
            let bytes = fs::read(&input).expect("readable");
            if catch_unwind(AssertUnwindSafe(|| target(&bytes))).is_err() {
                broken.push(input.display().to_string());
            }
        }
    }
    assert!(broken.is_empty(), "these break a promise, see above: {broken:?}");
}

#[test]
fn each_corpus_belongs_to_a_target_and_all_are_small() {
    let folders = inside(&corpora());
    let known: Vec<PathBuf> = TARGETS.iter().map(|(name, _)| corpora().join(name)).collect();
    assert!(folders.iter().all(|folder| known.contains(folder)), "{folders:?}");
    let bytes: u64 = folders.iter().flat_map(|f| inside(f)).map(|f| f.metadata().expect("there").len()).sum();
    assert!(bytes <= LARGEST, "{bytes} bytes");
}
