//! `--live-lookups`: which outside services may be asked beside the loaded lists.

use std::sync::Arc;

use clap::{Args, ValueEnum};

use crate::clock::Clock;
use crate::pipeline::Live;
use crate::sources::online::{Base, LiveNppes, Pace};

use super::Failure;

/// Shared by the commands that make checks.
#[derive(Debug, Clone, Args)]
pub struct LiveArgs {
    /// nppes: ask the registry service of CMS about an NPI that the loaded list does not have or is too old for. Sends the NPI,
    /// nothing else
    #[arg(long, env = "VOUCHSAFE_LIVE_LOOKUPS", value_enum, default_value = "off")]
    live_lookups: Choice,
    /// A stand-in for the service, on this machine alone: for tests
    #[arg(long, env = "VOUCHSAFE_LIVE_LOOKUPS_BASE", hide = true)]
    live_lookups_base: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Choice {
    /// Nothing is asked.
    Off,
    /// npiregistry.cms.hhs.gov
    Nppes,
}

impl LiveArgs {
    /// The service, or none.
    ///
    /// # Errors
    /// Exit code 2 for a stand-in that is not on this machine.
    pub fn open(&self, clock: &Clock) -> Result<Live, Failure> {
        if self.live_lookups == Choice::Off {
            return Ok(None);
        }
        let service = match &self.live_lookups_base {
            None => LiveNppes::new(clock.clone()),
            Some(text) => {
                let base = Base::on_loopback(text);
                let base = base.map_err(|e| Failure::usage(format!("--live-lookups-base {e}")))?;
                LiveNppes::at(base, clock.clone(), Pace::default())
            }
        };
        Ok(Some(Arc::new(service)))
    }
}
