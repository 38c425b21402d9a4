//! Look-ups at the NPPES registry service, behind the same [`Sources`] as the lists that are loaded.
//!
//! What is loaded goes first: the service is asked only about an NPI of which the loaded list can say nothing, or nothing any more.
//! Nothing but the NPI is sent.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use ureq::Agent;

use super::turns::Turns;
use super::{Base, OnlineError, registry_api};
use crate::clock::Clock;
use crate::domain::numbers::npi_fault;
use crate::sources::{ListName, Listed, LoadedSource, NppesRecord, RegistryAnswer, SourceError, Sources, Worth};

/// The service of CMS. It takes 200 answers at most from one question; ours have one.
const SERVICE: &str = "https://npiregistry.cms.hhs.gov/api/";

/// The record of an organisation with many licences stays well under this.
const LONGEST_ANSWER: u64 = 512 << 10;

/// So many answers are kept within one verification (a roster may have any number of people).
const KEPT: usize = 1_000;

/// How long to wait, and how often to try.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Questions at a time.
    pub at_most: usize,
    /// For one question, from the look-up of the host's name to the last byte.
    pub answer_within: Duration,
    /// For a turn, while others ask.
    pub turn_within: Duration,
    /// Before the one repetition, where the failure may pass.
    pub again_after: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Pace {
            at_most: 2,
            answer_within: Duration::from_secs(8),
            turn_within: Duration::from_secs(2),
            again_after: Duration::from_millis(500),
        }
    }
}

/// The registry service.
#[derive(Debug)]
pub struct LiveNppes {
    base: Base,
    agent: Agent,
    clock: Clock,
    turns: Turns,
    pace: Pace,
}

impl LiveNppes {
    /// The service of CMS.
    pub fn new(clock: Clock) -> Self {
        Self::at(Base::of_publisher(SERVICE), clock, Pace::default())
    }

    /// A stand-in; see [`Base::on_loopback`].
    pub fn at(base: Base, clock: Clock, pace: Pace) -> Self {
        LiveNppes { agent: base.client(pace.answer_within), base, clock, turns: Turns::new(pace.at_most), pace }
    }

    /// Asks about one NPI; `None` where the service has no such number. Blocks: at most the times of [`Pace`], twice where a
    /// failure may pass.
    ///
    /// # Errors
    /// [`OnlineError`]; whichever it is, nothing is known of the NPI.
    pub fn look_up(&self, npi: &str) -> Result<Option<NppesRecord>, OnlineError> {
        if npi_fault(npi).is_some() {
            return Err(OnlineError::NotUnderstood("the NPI is not well formed".into()));
        }
        let answer = self.turns.take(
            || self.clock.now(),
            self.pace.turn_within,
            || match self.ask(npi) {
                Err(error) if error.may_pass() => {
                    std::thread::sleep(self.pace.again_after);
                    self.ask(npi)
                }
                answer => answer,
            },
        );
        let outcome = match &answer {
            Ok(Some(_)) => "found",
            Ok(None) => "not_found",
            Err(_) => "error",
        };
        metrics::counter!("vouchsafe_live_lookups_total", "source" => "nppes", "outcome" => outcome).increment(1);
        if let Err(error) = &answer {
            tracing::warn!(%error, "a look-up at the NPPES registry service failed");
        }
        answer
    }

    fn ask(&self, npi: &str) -> Result<Option<NppesRecord>, OnlineError> {
        let address = self.base.join(&format!("?version=2.1&number={npi}"));
        let answer = self.agent.get(address).header("accept", "application/json").call()?;
        let status = answer.status().as_u16();
        if status != 200 {
            return Err(OnlineError::of_status(status));
        }
        let body = answer.into_body().into_with_config().limit(LONGEST_ANSWER).read_to_vec()?;
        registry_api::read(&body, npi).map_err(OnlineError::NotUnderstood)
    }

    /// The service as a source that was asked on this day.
    fn as_source(&self, at: DateTime<Utc>, rows: i64) -> LoadedSource {
        LoadedSource {
            list: ListName::Nppes,
            version: format!("API {}", at.date_naive()),
            list_date: at.date_naive(),
            complete: false,
            rows,
            loaded_at: at,
        }
    }
}

/// An answer of the service, with its moment.
type Told = Result<(DateTime<Utc>, Option<NppesRecord>), SourceError>;

/// The lists that are loaded, and the registry service where the operator allowed it. Open one for each verification: within it,
/// the service is asked about an NPI once.
#[derive(Debug)]
pub struct LiveSources<S> {
    loaded: S,
    live: Option<Arc<LiveNppes>>,
    today: NaiveDate,
    told: Mutex<BTreeMap<String, Told>>,
}

impl<S: Sources> LiveSources<S> {
    /// `today` decides whether what is loaded is in date.
    pub fn over(loaded: S, live: Option<Arc<LiveNppes>>, today: NaiveDate) -> Self {
        LiveSources { loaded, live, today, told: Mutex::default() }
    }

    /// Whether the loaded list leaves something to ask. A deactivation stands whatever the list's age, and a record that is in
    /// date is the list's own word.
    fn leaves_open(&self, loaded: &RegistryAnswer) -> bool {
        match loaded {
            RegistryAnswer::NotLoaded | RegistryAnswer::NotFound(_) | RegistryAnswer::NotListed(_) => true,
            RegistryAnswer::Found(source, record) => !record.is_deactivated() && !source.in_date(self.today),
        }
    }

    fn ask(&self, live: &LiveNppes, npi: &str) -> Told {
        if let Some(told) = self.kept().get(npi) {
            return told.clone();
        }
        let told = live.look_up(npi).map(|record| (live.clock.now(), record));
        let told = told.map_err(|e| SourceError(format!("NPPES registry service: {e}")));
        let mut kept = self.kept();
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(npi.into(), told.clone());
        told
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Told>> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<S: Sources> Sources for LiveSources<S> {
    fn loaded(&self, list: ListName) -> Result<Option<LoadedSource>, SourceError> {
        self.loaded.loaded(list)
    }

    fn loaded_state_list(&self, state: &str) -> Result<Option<LoadedSource>, SourceError> {
        self.loaded.loaded_state_list(state)
    }

    fn nppes(&self, npi: &str) -> Result<Option<Arc<NppesRecord>>, SourceError> {
        self.loaded.nppes(npi)
    }

    fn registry(&self, npi: &str) -> Result<RegistryAnswer, SourceError> {
        let loaded = self.loaded.registry(npi)?;
        let Some(live) = self.live.as_ref().filter(|_| self.leaves_open(&loaded)) else { return Ok(loaded) };
        let certain = |source: &LoadedSource| source.complete && source.in_date(self.today);
        match (self.ask(live, npi), loaded) {
            (Ok((at, Some(record))), _) => Ok(RegistryAnswer::Found(live.as_source(at, 1), Arc::new(record))),
            // Not to be found there is no proof: only a complete list can say that a number does not exist.
            (Ok((at, None)), RegistryAnswer::NotLoaded) => Ok(RegistryAnswer::NotListed(live.as_source(at, 0))),
            (Ok((_, None)), own) => Ok(own),
            (Err(_), own @ RegistryAnswer::Found(..)) => Ok(own),
            (Err(_), RegistryAnswer::NotFound(source)) if certain(&source) => Ok(RegistryAnswer::NotFound(source)),
            (Err(error), _) => Err(error),
        }
    }

    fn asked_live(&self) -> Option<LoadedSource> {
        let kept = self.kept();
        let answered: Vec<_> = kept.values().filter_map(|told| told.as_ref().ok()).collect();
        let last = answered.iter().map(|(at, _)| *at).max()?;
        let rows = answered.iter().filter(|(_, record)| record.is_some()).count();
        Some(self.live.as_ref()?.as_source(last, i64::try_from(rows).unwrap_or(i64::MAX)))
    }

    fn foresee(&self, npis: &[&str]) -> Result<(), SourceError> {
        self.loaded.foresee(npis)
    }

    fn exclusions_by_npi(&self, list: ListName, npi: &str) -> Result<Vec<Listed>, SourceError> {
        self.loaded.exclusions_by_npi(list, npi)
    }

    fn exclusions_by_key(&self, list: ListName, keys: &[String]) -> Result<Vec<Listed>, SourceError> {
        self.loaded.exclusions_by_key(list, keys)
    }

    fn exclusions_worth(&self, list: ListName, keys: &[String], worth: Worth<'_>) -> Result<Vec<Listed>, SourceError> {
        self.loaded.exclusions_worth(list, keys, worth)
    }
}
