//! Arguments in, exit code out.

use std::process::ExitCode;

use clap::Parser;

/// Reading a registry and checking a roster make millions of short texts; the C library's allocator took a quarter of their time
/// (docs/decisions/0023).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match vouchsafe::cli::run(vouchsafe::cli::Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if !failure.sentence.is_empty() {
                eprintln!("vouchsafe: {}", failure.sentence);
            }
            ExitCode::from(failure.exit as u8)
        }
    }
}
