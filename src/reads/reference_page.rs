//! Reference data as staff see it: what is in force, by whom, what it did, and what was tried lately.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use chrono::{DateTime, NaiveDate, Utc};

use crate::db::reference::{InForce, loads};
pub use crate::db::reference_acts::Act;
pub use crate::db::reference_effects::Counts;

use crate::db::reference_acts;
use crate::db::reference_effects;
use crate::db::{Conn, Db, DbError, jobs};
use crate::domain::job::JobKind;
use crate::domain::reference_act::ActState;

/// So many acts are shown.
const SHOWN: i64 = 10;

/// One list in force.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// As typed on the command line.
    pub list: String,
    /// USPS code of a state list; empty otherwise.
    pub state: String,
    /// Which edition.
    pub version: String,
    /// The day that it speaks of.
    pub list_date: NaiveDate,
    /// When it was loaded here.
    pub loaded_at: DateTime<Utc>,
    /// Rows in force.
    pub rows: i64,
    /// Absence from it means something.
    pub is_complete: bool,
    /// Its clock has not run out.
    pub is_in_date: bool,
    /// Digest (SHA-256, hex) of the files.
    pub sha256: String,
    /// Version and rows of the load to go back to.
    pub previous: Option<(String, i64)>,
    /// The act that put it in force and the address of who did it; `None`: a command line did.
    pub act: Option<(Act, String)>,
    /// What it did to listings.
    pub counts: Counts,
}

/// The page.
#[derive(Debug, Clone, PartialEq)]
pub struct ReferencePage {
    /// In the order of the lists.
    pub standing: Vec<Standing>,
    /// What staff did, newest first, each with its state on this moment and the address of who did it.
    pub acts: Vec<(Act, ActState, String)>,
    /// Re-checks that wait or are being made.
    pub checks_due: i64,
}

/// Reads it.
///
/// # Errors
/// Where one of the two databases cannot be read.
pub fn read(db: &Db, reference: &Db, now: DateTime<Utc>) -> Result<ReferencePage, DbError> {
    let book = loads::in_force(reference)?;
    db.read(|conn| {
        let acts = reference_acts::newest(conn, SHOWN)?;
        let by = acts_of(conn, &book)?;
        let counts = reference_effects::counts(conn, &book.iter().zip(&by).map(of).collect::<Vec<_>>())?;
        let all = book.into_iter().zip(by).zip(counts);
        let standing = all.map(|((list, act), counts)| standing(list, act, counts, now)).collect();
        let with_state = |(act, email): (Act, String)| {
            let state = act.state_at(now);
            (act, state, email)
        };
        Ok(ReferencePage {
            standing,
            acts: acts.into_iter().map(with_state).collect(),
            checks_due: jobs::count_due(conn, &[JobKind::Round, JobKind::Screen], now)?,
        })
    })
}

/// Who did it, and the act.
type By = Option<(Act, String)>;

/// The act that put each of these in force. What was done with a list is read once, however many states it has.
fn acts_of(conn: &mut Conn, book: &[InForce]) -> Result<Vec<By>, DbError> {
    let mut done: BTreeMap<&str, Vec<(Act, String)>> = BTreeMap::new();
    for list in book {
        if let Entry::Vacant(unread) = done.entry(list.source.list.as_str()) {
            let acts = reference_acts::newest_in_force(conn, unread.key())?;
            unread.insert(acts);
        }
    }
    let act_of = |list: &InForce| {
        let word = list.source.list.as_str();
        let newest = done.get(word)?.iter().find(|(act, _)| act.is_about(word, &list.state));
        newest.filter(|(act, _)| act.told.loaded_at == Some(list.source.loaded_at)).cloned()
    };
    Ok(book.iter().map(act_of).collect())
}

fn of<'a>((list, by): (&'a InForce, &By)) -> reference_effects::Of<'a> {
    let loaded_at = list.source.loaded_at;
    let since = by.as_ref().map_or(loaded_at, |(act, _)| act.begun_at);
    reference_effects::Of { list: list.source.list.as_str(), state: &list.state, loaded_at, since }
}

fn standing(list: InForce, act: By, counts: Counts, now: DateTime<Utc>) -> Standing {
    let source = list.source;
    Standing {
        list: source.list.as_str().to_string(),
        is_complete: source.complete,
        is_in_date: source.in_date(now.date_naive()),
        version: source.version,
        list_date: source.list_date,
        loaded_at: source.loaded_at,
        rows: source.rows,
        sha256: list.sha256,
        previous: list.previous.map(|p| (p.version, p.rows)),
        state: list.state,
        act,
        counts,
    }
}
