//! What is fuzzed: plain functions over any bytes that panic where a promise is broken. The fuzzer (`main.rs` beside this folder)
//! finds inputs that reach new code; `tests/it/fuzz_corpora.rs` replays those that were kept, with every test run.

mod archive;
mod dossier;
mod files;
mod matcher;
mod reading;
mod roster;
mod written;

/// Takes any bytes; panics where they break a promise.
pub type Target = fn(&[u8]);

/// Every target by its name, which is also the name of its folder below `tests/fuzz/corpus`.
pub const TARGETS: [(&str, Target); 9] = [
    ("nppes", files::nppes),
    ("leie", files::leie),
    ("sam", files::sam),
    ("state_list", files::state_list),
    ("taxonomy", files::taxonomy),
    ("archive", archive::archive),
    ("roster", roster::roster),
    ("dossier", dossier::dossier),
    ("matcher", matcher::matcher),
];
