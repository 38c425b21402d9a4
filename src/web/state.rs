//! What every request may use.

use std::sync::Arc;
use std::time::Duration;

use crate::clock::Clock;
use crate::config::{PublicUrl, RateLimits};
use crate::db::{Db, DbError};
use crate::keys::Keys;
use crate::managers::Managers;
use crate::pipeline::tally::Tally;
use crate::pipeline::{Desk, Live, Scan};
use crate::reads::figures::PastWeeks;
use crate::reads::statistics::Kept;
use crate::rules::Rules;
use crate::search::Index;
use crate::staff::Accounts;

use super::answers::Answers;
use super::error::WebError;
use super::fhir::Directory;
use super::middleware::key::SeenKeys;
use super::middleware::rate::Limiter;
use super::pages::search::SearchView;
use super::problem::Code;
use super::views::shapes::Shapes;
use super::views::{ViewError, Views};

/// What whoever starts the server brings along.
pub struct Parts {
    /// The rule tables in force.
    pub rules: &'static Rules,
    /// The time.
    pub clock: Clock,
    /// Signs tokens and links, opens private fields.
    pub keys: Keys,
    /// The main data.
    pub db: Db,
    /// Reference data.
    pub reference: Db,
    /// The search snapshot in force.
    pub index: Index,
    /// Whether every page says that its listings are invented.
    pub demo: bool,
    /// The registry service, where the operator allowed it.
    pub live: Live,
    /// The malware scanner, where the operator runs one.
    pub scan: Scan,
}

/// Shared by all workers; handlers take it as [`State`].
pub struct AppState {
    /// Templates and texts.
    pub views: Views,
    /// The rule tables in force.
    pub rules: &'static Rules,
    /// The time.
    pub clock: Clock,
    /// Signs tokens and links, opens private fields.
    pub keys: Keys,
    /// The main data. Handlers reach it through [`AppState::blocking`].
    pub db: Db,
    /// Reference data.
    pub reference: Db,
    /// The search snapshot in force; a request takes `index.current()` once.
    pub index: Index,
    /// Staff accounts and their sessions.
    pub accounts: Accounts,
    /// Managers of listings and their sessions.
    pub managers: Managers,
    /// Links begin with it.
    pub public_url: PublicUrl,
    /// Whether every page says that its listings are invented.
    pub demo: bool,
    /// Asked beside the reference data when a dossier is checked, never for a page that patients read.
    pub live: Live,
    /// Documents pass it before they are kept.
    pub scan: Scan,
    /// Slows down clients that ask too often.
    pub limiter: Limiter,
    /// Keys of programs that were found to be ours.
    pub seen_keys: SeenKeys,
    /// Answers to searches that were given before.
    pub answers: Answers,
    /// Which provider a place or a person belongs to.
    pub fhir: Directory,
    /// The directory in numbers, as counted last.
    pub statistics: Kept,
    /// Search pages without their words.
    pub search_pages: Shapes<SearchView>,
    /// What happened to listings since it was written down last.
    pub tally: Tally,
    /// Weeks of the figures that are over.
    pub past_weeks: PastWeeks,
}

/// How handlers take the state.
pub type State = actix_web::web::Data<AppState>;

impl AppState {
    /// With the templates that are compiled in.
    pub fn new(parts: Parts, public_url: PublicUrl, limits: RateLimits) -> Result<Self, ViewError> {
        let Parts { rules, clock, keys, db, reference, index, demo, live, scan } = parts;
        let accounts = Accounts::new(db.clone(), keys.clone(), clock.clone(), public_url.clone());
        let managers = Managers::new(db.clone(), keys.clone(), clock.clone(), public_url.clone());
        Ok(AppState {
            views: Views::load()?,
            accounts: if limits == RateLimits::Off { accounts.unthrottled() } else { accounts },
            managers,
            rules,
            clock,
            keys,
            db,
            reference,
            index,
            public_url,
            demo,
            live,
            scan,
            limiter: Limiter::new(limits),
            seen_keys: SeenKeys::default(),
            answers: Answers::default(),
            fhir: Directory::default(),
            statistics: Kept::default(),
            search_pages: Shapes::default(),
            tally: Tally::default(),
            past_weeks: PastWeeks::default(),
        })
    }

    /// What the pipeline's stages work with.
    pub fn desk(&self) -> Desk {
        Desk {
            rules: self.rules,
            db: self.db.clone(),
            reference: self.reference.clone(),
            keys: self.keys.clone(),
            clock: self.clock.clone(),
            public_url: self.public_url.clone(),
            live: self.live.clone(),
        }
    }

    /// Runs work that waits for the database (or the processor) off the event loop. Errors that a handler must tell
    /// apart travel inside `T`.
    pub async fn blocking<T, E>(
        self: &Arc<Self>,
        work: impl FnOnce(&AppState) -> Result<T, E> + Send + 'static,
    ) -> Result<T, WebError>
    where
        T: Send + 'static,
        E: Into<WebError> + Send + 'static,
    {
        let state = self.clone();
        let done = actix_web::web::block(move || work(&state)).await;
        done.map_err(|_| WebError::internal("the worker pool is shut down"))?.map_err(Into::into)
    }
}

impl From<DbError> for WebError {
    fn from(error: DbError) -> Self {
        match error {
            DbError::NotFound => WebError::not_found(),
            DbError::Stale | DbError::Duplicate(_) => WebError::new(Code::Conflict),
            DbError::Busy => WebError::new(Code::Unavailable).retry_after(Duration::from_secs(2)),
            DbError::NotWritable(_) | DbError::Unreachable(_) => {
                tracing::error!(%error, "the database is not usable");
                WebError::new(Code::Unavailable).retry_after(Duration::from_secs(30))
            }
            DbError::Damaged(_) | DbError::NewerProgramNeeded { .. } | DbError::NoCopy(_) | DbError::Other(_) => {
                WebError::internal(error)
            }
        }
    }
}
