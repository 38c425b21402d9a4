//! Reference data by hand: a file that an administrator sends is loaded beside the requests, and the load before is put back.
//!
//! Main data and reference data have no transaction in common (on SQLite they are two files). So an act is written down before it
//! begins and again when it has ended, each time with its audit row; what dies in between is known by its silence ([`end_dead`]). One
//! that was only slow (a machine that was paused, a locked database) may bring its load into force after it was written down as broken
//! off: then its own last word puts that right, with the audit row that every load in force has. One act at a time.

mod at_work;
mod place;
mod words;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::thread;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;

use crate::db::audit::{self, Actor, Entry};
use crate::db::reference::{InForce, compared, loads};
use crate::db::reference_acts::{self as acts, Act, Told};
use crate::db::{Conn, DbError};
use crate::domain::ids::Id;
use crate::domain::reference_act::{ActKind, ActState, is_silent};
use crate::sources::ListName;
use crate::sources::list_date;

use super::load_reference::{self, LoadError, Outcome, Request};
use super::review::Reviewer;
use super::{Desk, monitor};
use at_work::AtWork;

pub use place::Place;

/// A file that was received.
#[derive(Debug, Clone)]
pub struct Sent {
    /// Which list, as typed on the command line.
    pub list: String,
    /// What it is called where it lies ([`Place::file_name`]).
    pub file: String,
    /// Its size, bytes.
    pub bytes: u64,
    /// It is the complete list.
    pub complete: bool,
    /// For a file whose name carries no date.
    pub list_date: Option<NaiveDate>,
}

/// Why an act did not begin. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ActError {
    /// There is one already.
    #[error("Another file is being loaded, begun {}. Wait until that is done, then try again.", .0.format("%-d %b %Y, %H:%M UTC"))]
    Busy(DateTime<Utc>),
    /// No such list.
    #[error("there is no such list")]
    Unknown,
    /// Nothing is kept.
    #[error("There is no earlier load to go back to.")]
    NoPrevious,
    /// The lists are others than the ones that were shown.
    #[error("What is in force has changed since you looked. Look again before you go back.")]
    Changed,
    /// The name and what was chosen do not agree.
    #[error("{0}")]
    Doubtful(String),
    /// The system.
    #[error("no thread for the load: {0}")]
    Thread(std::io::Error),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// What would be put in the place of what.
#[derive(Debug, Clone, PartialEq)]
pub struct Swap {
    /// The list.
    pub list: ListName,
    /// USPS code of a state list; empty otherwise.
    pub state: String,
    /// In force, with what it is.
    pub now: InForce,
}

impl Swap {
    /// Names these two loads, so that a form can say which ones its reader saw.
    pub fn mark(&self) -> String {
        let of = |at: DateTime<Utc>, version: &str| format!("{} {version}", at.timestamp_micros());
        let before = self.now.previous.as_ref().map(|p| of(p.loaded_at, &p.version)).unwrap_or_default();
        format!("{}, {before}", of(self.now.source.loaded_at, &self.now.source.version))
    }
}

/// Whether there is such a list.
pub fn is_known(list: &str) -> bool {
    ListName::parse(list).is_some()
}

/// What going back would do; `None` where nothing is kept to go back to.
pub fn swap(desk: &Desk, list: &str, state: &str) -> Result<Option<Swap>, DbError> {
    let Some(list) = ListName::parse(list) else { return Ok(None) };
    let now = loads::in_force(&desk.reference)?.into_iter().find(|l| l.source.list == list && l.state == state);
    let now = now.filter(|l| l.previous.is_some());
    Ok(now.map(|now| Swap { list, state: state.to_string(), now }))
}

/// Whether an act is at work, and since when.
pub fn at_work(desk: &Desk) -> Result<Option<DateTime<Utc>>, DbError> {
    let now = desk.clock.now();
    let running = desk.db.read(acts::running)?;
    Ok(running.filter(|act| act.state_at(now) == ActState::Running).map(|act| act.begun_at))
}

/// Writes down that a file was received and is going to be loaded.
///
/// # Errors
/// [`ActError`].
pub fn begin(desk: &Desk, by: &Reviewer, sent: &Sent) -> Result<Act, ActError> {
    let list = ListName::parse(&sent.list).ok_or(ActError::Unknown)?;
    let is_month = list_date::from_file_name(list, &sent.file).is_some_and(|date| date.version.len() == 7);
    if list == ListName::Leie && sent.complete && is_month {
        let said = format!(
            "{} is named like a monthly supplement. As a whole list it would clear everybody who is not in it: choose \"An addition\".",
            sent.file
        );
        return Err(ActError::Doubtful(said));
    }
    let act = Act {
        file: sent.file.clone(),
        file_bytes: i64::try_from(sent.bytes).unwrap_or(i64::MAX),
        complete: sent.complete,
        ..new_act(desk, by, ActKind::Load, list, "")
    };
    let details = json!({ "file": act.file, "bytes": act.file_bytes, "complete": act.complete });
    enter(desk, &act, "reference.load_begun", details)?;
    Ok(act)
}

fn new_act(desk: &Desk, by: &Reviewer, kind: ActKind, list: ListName, state: &str) -> Act {
    let now = desk.clock.now();
    Act {
        id: Id::new().to_string(),
        kind,
        list: list.as_str().to_string(),
        states: state.to_string(),
        staff_id: by.id.clone(),
        file: String::new(),
        file_bytes: 0,
        complete: true,
        state: ActState::Running,
        begun_at: now,
        beat_at: now,
        ended_at: None,
        told: Told::default(),
    }
}

/// Of two that want to begin at once, one does.
fn enter(desk: &Desk, act: &Act, action: &str, details: serde_json::Value) -> Result<(), ActError> {
    end_dead(desk)?;
    desk.db.write(|conn| {
        audit::queue(conn)?;
        if let Some(other) = acts::running(conn)? {
            return Err(ActError::Busy(other.begun_at));
        }
        acts::insert(conn, act)?;
        log(conn, act, action, &act.states, details, act.begun_at)?;
        Ok(())
    })
}

fn log(
    conn: &mut Conn,
    act: &Act,
    action: &str,
    states: &str,
    payload: serde_json::Value,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let subject = format!("reference/{} {states}", act.list);
    let actor = Actor::Staff(act.staff_id.clone());
    let subject = subject.trim_end().to_string();
    audit::append(conn, &Entry { actor: &actor, action, subject, payload, evidence_digest: None }, now).map(drop)
}

/// Loads a received file on a thread of its own; the file is gone afterwards.
///
/// # Errors
/// Where there is no thread to be had.
pub fn start(desk: Desk, act: Act, place: Place, list_date: Option<NaiveDate>) -> Result<(), ActError> {
    let work = move || run(&desk, &act, place.path(), list_date);
    thread::Builder::new().name("load".into()).spawn(work).map(drop).map_err(ActError::Thread)
}

/// Loads a received file, and writes down how it ended.
pub fn run(desk: &Desk, act: &Act, file: &Path, list_date: Option<NaiveDate>) {
    let at_work = AtWork::begin(desk.clone(), act.id.clone());
    let ended = catch_unwind(AssertUnwindSafe(|| load(desk, act, file, list_date, at_work.as_ref())));
    // No word of being at work after the last one.
    let rows = at_work.map_or(0, AtWork::end);
    let ended = ended.unwrap_or_else(|_| Ended::broken("The program failed; its log says where. Nothing was changed."));
    finish(desk, act, ended, rows);
}

/// How an act ended.
struct Ended {
    state: ActState,
    states: String,
    told: Told,
}

impl Ended {
    fn said(state: ActState, said: impl Into<String>) -> Ended {
        Ended { state, states: String::new(), told: Told { said: said.into(), ..Told::default() } }
    }

    fn broken(said: impl Into<String>) -> Ended {
        Ended::said(ActState::BrokenOff, said)
    }
}

fn load(desk: &Desk, act: &Act, file: &Path, list_date: Option<NaiveDate>, watch: Option<&AtWork>) -> Ended {
    let (Some(list), Some(watch)) = (ListName::parse(&act.list), watch) else {
        return Ended::broken("There was no thread to load it. Nothing was changed.");
    };
    let files: Vec<PathBuf> = vec![file.to_path_buf()];
    let request = Request { list, files: &files, complete: act.complete, list_date, refuse_shrunk: true };
    match load_reference::load(&desk.reference, &desk.clock, request, watch.watch()) {
        Ok(Outcome::Loaded { version, rows, states, .. }) => loaded(desk, list, version, rows, &states),
        Ok(Outcome::AlreadyLoaded) => {
            Ended::said(ActState::Unchanged, "This very file is in force already. Nothing was changed.")
        }
        Err(error @ (LoadError::Db(_) | LoadError::TakenOver)) => Ended::broken(words::said(&error, file)),
        Err(error) => Ended::said(ActState::Refused, words::said(&error, file)),
    }
}

/// It is in force: what remains is told as far as it can be read.
fn loaded(desk: &Desk, list: ListName, version: String, rows: i64, states: &[String]) -> Ended {
    let state = states.first().map(String::as_str).unwrap_or_default();
    let book = loads::in_force(&desk.reference).unwrap_or_default();
    let ours = book.iter().find(|l| l.source.list == list && l.state == state);
    let each: Vec<&str> = if states.is_empty() { vec![""] } else { states.iter().map(String::as_str).collect() };
    let against_before = each.iter().try_fold((0, 0), |(added, gone), state| {
        let (a, g) = compared(&desk.reference, list, state).ok().flatten()?;
        Some((added + a, gone + g))
    });
    let told = Told {
        version,
        rows,
        loaded_at: ours.map(|l| l.source.loaded_at),
        against_before,
        said: "In force.".into(),
        ..Told::default()
    };
    Ended { state: ActState::InForce, states: states.join(" "), told }
}

/// Puts the load before back in force. `seen`: the [`Swap::mark`] that whoever asks was shown.
///
/// # Errors
/// [`ActError`]; nothing was changed.
pub fn roll_back(desk: &Desk, by: &Reviewer, list: &str, state: &str, seen: &str) -> Result<(), ActError> {
    let swap = swap(desk, list, state)?.ok_or(ActError::NoPrevious)?;
    let Some(back) = swap.now.previous.clone().filter(|_| swap.mark() == seen) else { return Err(ActError::Changed) };
    let mut act = new_act(desk, by, ActKind::Back, swap.list, state);
    act.told = Told { version: back.version.clone(), loaded_at: Some(back.loaded_at), ..Told::default() };
    let details = json!({ "from": swap.now.source.version, "to": back.version });
    enter(desk, &act, "reference.rollback_begun", details)?;
    // Looked at again where it is done: another load may have come in the meantime.
    let done = loads::roll_back_from(&desk.reference, &swap.now);
    let states: Vec<String> = Some(state).filter(|s| !s.is_empty()).map(str::to_string).into_iter().collect();
    let mut ended = match &done {
        Ok(()) => loaded(desk, swap.list, back.version, back.rows, &states),
        Err(DbError::Stale) => Ended::broken("Another load came into force meanwhile. It was left as it is."),
        Err(error) => Ended::broken(format!("It could not be put back: {error}. Nothing was changed.")),
    };
    ended.states = state.to_string();
    ended.told.loaded_at = Some(back.loaded_at);
    finish(desk, &act, ended, back.rows);
    match done {
        Err(DbError::Stale) => Err(ActError::Changed),
        other => Ok(other?),
    }
}

/// Writes down how an act ended, and has the directory checked against what is in force now.
fn finish(desk: &Desk, act: &Act, mut ended: Ended, rows: i64) {
    if ended.told.rows == 0 {
        ended.told.rows = rows;
    }
    match end(desk, act, &ended) {
        // Its silence was taken for its end, and what was written down of it then is so.
        Ok(()) | Err(DbError::Stale) => {}
        // Found again by its silence.
        Err(error) => {
            tracing::error!(%error, list = act.list, "how a load of reference data ended could not be written down");
        }
    }
    if let Err(error) = monitor::notice(desk) {
        tracing::warn!(%error, "the round of checks after a load is asked for later");
    }
}

/// Writes down how an act ended, with its audit row. One that somebody took for dead and that is in force after all is put right.
///
/// # Errors
/// [`DbError::Stale`] where it ended already, and there is nothing to put right.
fn end(desk: &Desk, act: &Act, ended: &Ended) -> Result<(), DbError> {
    let now = desk.clock.now();
    let action = match (act.kind, ended.state) {
        (ActKind::Load, ActState::InForce) => "reference.loaded",
        (ActKind::Load, ActState::Unchanged) => "reference.load_unchanged",
        (ActKind::Load, ActState::Refused) => "reference.load_refused",
        (ActKind::Load, _) => "reference.load_broken_off",
        (ActKind::Back, ActState::InForce) => "reference.rolled_back",
        (ActKind::Back, _) => "reference.rollback_failed",
    };
    let told = &ended.told;
    let details = match ended.state {
        ActState::InForce => json!({ "version": told.version, "rows": told.rows, "file": act.file }),
        _ => json!({ "file": act.file, "why": told.said }),
    };
    desk.db.write(|conn| {
        match acts::end(conn, &act.id, ended.state, &ended.states, told, now) {
            Err(DbError::Stale) if ended.state == ActState::InForce => {
                acts::came_after_all(conn, &act.id, &ended.states, told, now)?;
            }
            other => other?,
        }
        log(conn, act, action, &ended.states, details, now)
    })
}

/// Ends an act that fell silent. Where what it brought came into force before that, it says so; one that goes on nevertheless and
/// comes into force later says so itself ([`end`]).
pub fn end_dead(desk: &Desk) -> Result<(), DbError> {
    let Some(act) = desk.db.read(acts::running)? else { return Ok(()) };
    if !is_silent(act.beat_at, desk.clock.now()) {
        return Ok(());
    }
    let book = loads::in_force(&desk.reference)?;
    let came = |l: &&InForce| {
        l.source.list.as_str() == act.list
            && match act.kind {
                ActKind::Load => l.source.loaded_at >= act.begun_at,
                ActKind::Back => l.state == act.states && Some(l.source.loaded_at) == act.told.loaded_at,
            }
    };
    let in_force: Vec<&InForce> = book.iter().filter(came).collect();
    let ended = match in_force.first() {
        Some(first) => Ended {
            state: ActState::InForce,
            states: in_force.iter().map(|l| l.state.as_str()).collect::<Vec<_>>().join(" "),
            told: Told {
                version: first.source.version.clone(),
                rows: in_force.iter().map(|l| l.source.rows).sum(),
                loaded_at: Some(first.source.loaded_at),
                said: "In force. Nothing was heard of it after that.".into(),
                ..Told::default()
            },
        },
        None => Ended {
            states: act.states.clone(),
            ..Ended::broken("It fell silent in the middle. Nothing of it counts; what was in force before still is.")
        },
    };
    Place::sweep(&desk.reference);
    match end(desk, &act, &ended) {
        // Another process was faster.
        Err(DbError::Stale) => Ok(()),
        other => other,
    }
}
