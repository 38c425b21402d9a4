//! The queue: submissions in some states, sifted, what is due first first. Each state is read along its own index and the few rows
//! that a page needs are merged, so that a page costs the same however many submissions there are.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use diesel::dsl::{InnerJoin, IntoBoxed, exists, not};
use diesel::prelude::*;

use crate::domain::submission::SubmissionState;

use super::schema::{holds, listings, organizations, submission_terms, submissions};
use super::submissions::{Row, Submission};
use super::{Conn, DbError, stored};

/// One line of the queue.
#[derive(Debug, Clone, PartialEq)]
pub struct Queued {
    /// The submission.
    pub submission: Submission,
    /// The provider's public name.
    pub provider: String,
}

/// Whose submissions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holder {
    /// Those that nobody has taken.
    Nobody,
    /// Those that this member of staff has taken, by id.
    Staff(String),
}

/// What a submission brings to the directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A provider that is not listed.
    New,
    /// Another version of one that is.
    Change,
    /// A question about the version that is listed.
    Question,
}

/// Which submissions of some states. Everything that is `None` or empty sifts nothing.
#[derive(Debug, Clone, Default)]
pub struct Sift {
    /// Words as [`crate::domain::find::asked`] makes them: of each the beginning of one of the submission's own.
    pub words: Vec<String>,
    /// Whose.
    pub holder: Option<Holder>,
    /// What it brings.
    pub kind: Option<Kind>,
    /// Due before this moment.
    pub due_before: Option<DateTime<Utc>>,
}

/// The most that are counted: beyond it the number says nothing that somebody would act on, and costs time.
pub const MOST_COUNTED: i64 = 1000;

/// A word that fewer submissions than this have is looked up first.
const RARE: usize = 1000;

type Backend = <Conn as diesel::Connection>::Backend;
type Sifted<'a> = IntoBoxed<'a, InnerJoin<submissions::table, organizations::table>, Backend>;

/// Lines from `offset` on, at most `limit`, what is due first first; `newest_first` the other way round.
pub fn lines(
    conn: &mut Conn,
    states: &[SubmissionState],
    sift: &Sift,
    newest_first: bool,
    (limit, offset): (i64, i64),
) -> Result<Vec<Queued>, DbError> {
    let rare = rare_ids(conn, &sift.words)?;
    let mut rows: Vec<(Row, String)> = Vec::new();
    for state in states {
        let own = sifted(*state, sift, rare.as_ref());
        let own = own.select((submissions::all_columns, organizations::name)).limit(limit + offset);
        let own = match newest_first {
            false => own.order((submissions::due_at.asc(), submissions::id.asc())),
            true => own.order((submissions::due_at.desc(), submissions::id.desc())),
        };
        rows.extend(own.load::<(Row, String)>(conn)?);
    }
    rows.sort_by(|(a, _), (b, _)| if newest_first { b.due().cmp(&a.due()) } else { a.due().cmp(&b.due()) });
    page(rows, limit, offset).map(|(row, provider)| Ok(Queued { submission: row.try_into()?, provider })).collect()
}

/// How many there are, counted to `most` in each state.
pub fn count(conn: &mut Conn, states: &[SubmissionState], sift: &Sift, most: i64) -> Result<i64, DbError> {
    let rare = rare_ids(conn, &sift.words)?;
    let mut count = 0;
    for state in states {
        let ids = sifted(*state, sift, rare.as_ref()).select(submissions::id).limit(most + 1);
        count += length(&ids.load::<String>(conn)?);
    }
    Ok(count)
}

/// How many rows were counted.
pub(super) fn length<T>(rows: &[T]) -> i64 {
    i64::try_from(rows.len()).unwrap_or(i64::MAX)
}

/// The rows of one page out of all that could be on it, in their order.
pub(super) fn page<T>(rows: Vec<T>, limit: i64, offset: i64) -> impl Iterator<Item = T> {
    let (skipped, wanted) = (usize::try_from(offset).unwrap_or(0), usize::try_from(limit).unwrap_or(0));
    rows.into_iter().skip(skipped).take(wanted)
}

/// The submissions of one state that a sift lets through. `rare`: the only ones that can have its rare words.
fn sifted<'a>(state: SubmissionState, sift: &'a Sift, rare: Option<&'a BTreeSet<String>>) -> Sifted<'a> {
    let mut query = submissions::table.inner_join(organizations::table).into_boxed();
    query = query.filter(submissions::state.eq(state.as_str()));
    if let Some(ids) = rare {
        query = query.filter(submissions::id.eq_any(ids));
    }
    for word in &sift.words {
        let own = submission_terms::table.filter(submission_terms::submission_id.eq(submissions::id));
        query = query.filter(exists(
            own.filter(submission_terms::term.ge(word)).filter(submission_terms::term.lt(end_of(word))),
        ));
    }
    let held = || holds::table.filter(holds::submission_id.eq(submissions::id));
    match &sift.holder {
        None => {}
        Some(Holder::Nobody) => query = query.filter(not(exists(held()))),
        Some(Holder::Staff(id)) => query = query.filter(exists(held().filter(holds::staff_id.eq(id)))),
    }
    let listed = || listings::table.filter(listings::organization_id.eq(submissions::organization_id));
    match sift.kind {
        None => {}
        Some(Kind::New) => query = query.filter(not(exists(listed()))),
        Some(Kind::Change) => {
            query = query.filter(exists(listed().filter(listings::dossier_id.ne(submissions::dossier_id))));
        }
        Some(Kind::Question) => {
            query = query.filter(exists(listed().filter(listings::dossier_id.eq(submissions::dossier_id))));
        }
    }
    if let Some(before) = sift.due_before {
        query = query.filter(submissions::due_at.lt(stored(before)));
    }
    query
}

/// The submissions that have every rare word of a search; `None` where no word is rare.
pub(super) fn rare_ids(conn: &mut Conn, words: &[String]) -> Result<Option<BTreeSet<String>>, DbError> {
    let mut rare: Option<BTreeSet<String>> = None;
    for word in words {
        let ids: Vec<String> = submission_terms::table
            .filter(submission_terms::term.ge(word))
            .filter(submission_terms::term.lt(end_of(word)))
            .select(submission_terms::submission_id)
            .limit(i64::try_from(RARE).unwrap_or(i64::MAX))
            .load(conn)?;
        if ids.len() < RARE {
            let ids: BTreeSet<String> = ids.into_iter().collect();
            rare = Some(match rare {
                Some(known) => known.intersection(&ids).cloned().collect(),
                None => ids,
            });
        }
    }
    Ok(rare)
}

/// Every word that begins with this one is below it, by bytes.
pub(super) fn end_of(word: &str) -> String {
    format!("{word}{}", char::MAX)
}
