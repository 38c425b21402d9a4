//! Sample: each month some listings are drawn at random and phoned, and what that says of all of them is made public.
//!
//! Nobody can choose who is phoned: the seed is made of random bytes when it is drawn, a month has one draw, and seed and
//! digest of what it was drawn from go into the audit log with it (decision 0049).

mod phone;
mod sheet;

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::db::audit::{self, Actor, Entry};
use crate::db::listings::{self, ListingRow};
use crate::db::samples::{self, Drawn, Sample};
use crate::db::{Conn, DbError};
use crate::domain::freshness::Freshness;
use crate::domain::sample::{Figure, Month, Outcome, Settled, digest_of, draw};
use crate::keys::{KeyError, new_token};

use super::Desk;

pub use phone::{Said, record};
pub use sheet::{Board, Listed, Sheet, Try, board};

/// Why a draw failed, or the result of a call was not recorded.
#[derive(Debug, thiserror::Error)]
pub enum SampleError {
    /// The listing is out of sight, it changed since the page was opened, or somebody else recorded a call.
    #[error("somebody else changed this meanwhile")]
    Stale,
    /// The month is over, or all of it is phoned.
    #[error("this month is closed")]
    Closed,
    /// Nobody answered, and that was not long enough ago.
    #[error("nobody answered today; try again on another day")]
    TooSoon,
    /// Something that was to be asked has no answer: address, new patients or treatments, by number.
    #[error("say of each part whether it is as listed")]
    AnswerNeeded(usize),
    /// The note is too long.
    #[error("write at most 2000 characters")]
    NoteTooLong,
    /// No random numbers.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Closes the months that are over or phoned to their end, and draws this month's listings where that was not done yet. Whoever asks,
/// and however often: a month is drawn once.
pub fn turn(desk: &Desk) -> Result<(), SampleError> {
    let now = desk.clock.now();
    let (open, is_drawn) = desk
        .db
        .read(|conn| Ok::<_, DbError>((samples::open(conn)?, samples::of_month(conn, Month::of(now))?.is_some())))?;
    for sample in open {
        desk.db.write(|conn| {
            audit::queue(conn)?;
            close_if_done(conn, sample.month, &Actor::Program("sample"), now)
        })?;
    }
    if is_drawn { Ok(()) } else { draw_month(desk, now) }
}

/// From what searches show. Where nothing is listed yet, nothing is drawn.
fn draw_month(desk: &Desk, now: DateTime<Utc>) -> Result<(), SampleError> {
    let in_sight = desk.db.read(listings::in_sight)?;
    let is_listed = |(confirmed, published): &listings::Times| {
        Freshness::of(confirmed.map(|at| at.and_utc()), published.and_utc(), now).is_listed()
    };
    let listed: Vec<&str> = in_sight.iter().filter(|(_, times)| is_listed(times)).map(|(id, _)| id.as_str()).collect();
    if listed.is_empty() {
        return Ok(());
    }
    let sample = Sample {
        month: Month::of(now),
        seed: new_token()?,
        listed: i64::try_from(listed.len()).unwrap_or(i64::MAX),
        listed_digest: digest_of(&listed),
        drawn_at: now,
        closed_at: None,
    };
    let drawn = draw(&sample.seed, listed);
    desk.db.write(|conn| {
        // Of two who draw at once the second sees here what the first one drew.
        audit::queue(conn)?;
        if samples::of_month(conn, sample.month)?.is_some() {
            return Ok(());
        }
        samples::insert(conn, &sample, &drawn)?;
        let entry = Entry {
            actor: &Actor::Program("sample"),
            action: "accuracy.drawn",
            subject: format!("accuracy/{}", sample.month),
            payload: json!({
                "seed": sample.seed, "listed": sample.listed, "listed_digest": sample.listed_digest, "drawn": drawn,
            }),
            evidence_digest: None,
        };
        audit::append(conn, &entry, now)?;
        Ok(())
    })
}

/// Closes a month that is over, or of which nobody is left to phone: what is hidden may be shown again before its end, what is removed
/// is not. Runs in a transaction that holds the log's lock.
fn close_if_done(conn: &mut Conn, month: Month, actor: &Actor, now: DateTime<Utc>) -> Result<(), SampleError> {
    if samples::of_month(conn, month)?.is_none_or(|sample| sample.closed_at.is_some()) {
        return Ok(());
    }
    let drawn = samples::drawn(conn, &[month])?;
    let mut left = Vec::new();
    for one in drawn.iter().filter(|one| one.settled.is_none()) {
        let listing = listings::get(conn, &one.organization_id)?.filter(|listing| !listing.is_removed());
        left.push((one, listing));
    }
    if now < month.end() && left.iter().any(|(_, listing)| listing.is_some()) {
        return Ok(());
    }
    for (one, listing) in left {
        let is_public = listing.as_ref().is_some_and(ListingRow::is_public);
        let settled = Settled { outcome: unphoned(conn, one, is_public)?, answers: None };
        samples::note(conn, one, Some(settled), now)?;
    }
    samples::close(conn, month, now)?;
    let figure = Figure::of(samples::drawn(conn, &[month])?.into_iter().filter_map(|one| one.settled));
    let entry = Entry {
        actor,
        action: "accuracy.closed",
        subject: format!("accuracy/{month}"),
        payload: json!({
            "drawn": figure.drawn, "dropped_out": figure.dropped_out, "not_phoned": figure.not_phoned,
            "exact": figure.exact.right, "of": figure.exact.of,
        }),
        evidence_digest: None,
    };
    audit::append(conn, &entry, now)?;
    Ok(())
}

/// How a listing ends that nobody answered for. Once tried, that stays whatever becomes of the listing (decision 0049).
fn unphoned(conn: &mut Conn, one: &Drawn, is_public: bool) -> Result<Outcome, DbError> {
    let was_tried = !samples::calls(conn, &[&one.id])?.is_empty();
    Ok(match (was_tried, is_public) {
        (true, _) => Outcome::Unreachable,
        (false, true) => Outcome::NotPhoned,
        (false, false) => Outcome::DroppedOut,
    })
}
