//! Arguments in, exit code out.

use std::process::ExitCode;

use clap::Parser;

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
