//! The fuzzer: libFuzzer over one of the targets, which VOUCHSAFE_FUZZ_TARGET names.

#![no_main]

mod targets;

use std::sync::LazyLock;

use targets::{TARGETS, Target};

static TARGET: LazyLock<Target> = LazyLock::new(|| {
    let name = std::env::var("VOUCHSAFE_FUZZ_TARGET").unwrap_or_default();
    let names = TARGETS.map(|(name, _)| name).join(" ");
    let found = TARGETS.iter().find(|(known, _)| *known == name);
    found.unwrap_or_else(|| panic!("VOUCHSAFE_FUZZ_TARGET is `{name}`; there are: {names}")).1
});

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| TARGET(bytes));
