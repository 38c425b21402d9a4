//! What came of phoning a drawn listing.

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::db::audit;
use crate::db::samples::{self, Call, Drawn};
use crate::db::{Conn, DbError, tasks};
use crate::domain::business_days::after_business_days;
use crate::domain::ids::Id;
use crate::domain::sample::{APART, Answer, Answers, Month, Outcome, Reached, Settled, TRIES};
use crate::domain::task::CallReason;
use crate::pipeline::Desk;
use crate::pipeline::attest::call;
use crate::pipeline::review::Reviewer;

use super::sheet::{Listed, listed};
use super::{SampleError, close_if_done};

/// What staff heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The drawn listing's version on the page that they had.
    pub seen_version: i64,
    /// The listing's.
    pub seen_listing: i64,
    /// What came of the try.
    pub result: Reached,
    /// Address, new patients and treatments: what was chosen of each, where somebody answered.
    pub answers: [Option<Answer>; 3],
    /// In words; may be empty.
    pub note: String,
}

/// Records one call. Whoever answers settles a listing, as does a wrong number and the last of three tries; what is wrong becomes a task,
/// and the listing stays as it is. The last result of a month closes it.
pub fn record(desk: &Desk, reviewer: &Reviewer, drawn_id: &Id, said: &Said) -> Result<(), SampleError> {
    let (note, now) = (said.note.trim(), desk.clock.now());
    if note.chars().count() > call::LONGEST_NOTE {
        return Err(SampleError::NoteTooLong);
    }
    desk.db.write(|conn| {
        audit::queue(conn)?;
        let drawn = samples::get(conn, drawn_id.as_str())?;
        let sample = samples::of_month(conn, drawn.month)?.ok_or(DbError::NotFound)?;
        if sample.closed_at.is_some() || drawn.month != Month::of(now) {
            return Err(SampleError::Closed);
        }
        let shown = listed(conn, &sample.seed, &drawn.organization_id)?
            .filter(|shown| shown.version == said.seen_listing)
            .filter(|_| drawn.version == said.seen_version && drawn.settled.is_none())
            .ok_or(SampleError::Stale)?;
        let tries = samples::calls(conn, &[&drawn.id])?;
        if tries.last().is_some_and(|last| now < last.called_at + APART) {
            return Err(SampleError::TooSoon);
        }
        let settled = settled(said, &shown, tries.len() + 1)?;
        let call = Call {
            listing_id: drawn.id.clone(),
            result: said.result,
            note: note.to_string(),
            staff_id: reviewer.id.clone(),
            called_at: now,
        };
        samples::add_call(conn, &call)?;
        let answers = settled.and_then(|s| s.answers).map(Answers::all);
        let payload =
            json!({ "sample": drawn.month.to_string(), "result": said.result, "answers": answers, "note": note });
        call::log(conn, reviewer, &drawn.organization_id, payload, now)?;
        end(conn, &drawn, settled, &shown, now)?;
        close_if_done(conn, drawn.month, &reviewer.actor(), now)
    })
}

fn end(
    conn: &mut Conn,
    drawn: &Drawn,
    settled: Option<Settled>,
    shown: &Listed,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    samples::note(conn, drawn, settled, now)?;
    if settled.is_some_and(needs_somebody) {
        let due_at = after_business_days(now, call::WITHIN);
        tasks::ask_call(conn, &shown.dossier_id, CallReason::FoundWrong, due_at, now)?;
    }
    Ok(())
}

/// Patients would meet with the same: somebody has to see to it.
fn needs_somebody(settled: Settled) -> bool {
    settled.outcome != Outcome::Answered || settled.answers.is_some_and(Answers::is_wrong)
}

/// How the listing ends by what was said; `None` where it is tried again. What the listing does not say was not asked.
fn settled(said: &Said, shown: &Listed, tries: usize) -> Result<Option<Settled>, SampleError> {
    let without_answers = |outcome| Some(Settled { outcome, answers: None });
    match said.result {
        Reached::NoAnswer if tries < TRIES => return Ok(None),
        Reached::NoAnswer => return Ok(without_answers(Outcome::Unreachable)),
        Reached::WrongNumber => return Ok(without_answers(Outcome::WrongNumber)),
        Reached::Answered => {}
    }
    let mut answers = [Answer::NotListed; 3];
    for (at, answer) in answers.iter_mut().enumerate().filter(|(at, _)| shown.says()[*at]) {
        let chosen = said.answers[at].filter(|a| Answer::ASKED.contains(a));
        *answer = chosen.ok_or(SampleError::AnswerNeeded(at))?;
    }
    let [address, new_patients, treatments] = answers;
    Ok(Some(Settled { outcome: Outcome::Answered, answers: Some(Answers { address, new_patients, treatments }) }))
}
