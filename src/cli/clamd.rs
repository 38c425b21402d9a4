//! `--clamd`: the malware scanner that documents must pass.

use clap::Args;

use crate::documents::Scanner;
use crate::pipeline::Scan;

use super::Failure;

/// Whether documents are scanned, and by whom.
#[derive(Debug, Clone, Args)]
pub struct ClamdArgs {
    /// Where clamd listens: HOST:PORT or unix:/PATH. With it, a document that it has not seen is not taken. Without it documents
    /// are not scanned
    #[arg(long, env = "VOUCHSAFE_CLAMD", value_name = "ADDRESS")]
    clamd: Option<String>,
}

impl ClamdArgs {
    /// The scanner, or none.
    ///
    /// # Errors
    /// Exit code 2 for a setting that names no place.
    pub fn open(&self) -> Result<Scan, Failure> {
        // An empty variable is how a service file leaves a setting out.
        let given = self.clamd.as_deref().map(str::trim).filter(|s| !s.is_empty());
        given.map(str::parse::<Scanner>).transpose().map_err(|e| Failure::usage(e.to_string()))
    }
}
