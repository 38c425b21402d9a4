//! The month before: the sample that the demo's reviewer phoned.

use chrono::{DateTime, Days, Duration, Months, Utc};

use crate::domain::ids::Id;
use crate::domain::sample::{Answer, Month, Reached};
use crate::pipeline::Desk;
use crate::pipeline::review::Reviewer;
use crate::pipeline::sample::{self, Said, SampleError};

/// When it was drawn.
pub fn drawn_at(now: DateTime<Utc>) -> DateTime<Utc> {
    let first = Month::of(now).end() - Months::new(2);
    first + Duration::hours(1)
}

/// When it was phoned.
pub fn phoned_at(now: DateTime<Utc>) -> DateTime<Utc> {
    drawn_at(now) + Days::new(8) + Duration::hours(15)
}

/// Phones everybody. Most listings are right; nobody is found out, so that the demo's tasks stay those of its stories.
pub fn phone(desk: &Desk, reviewer: &Reviewer) -> Result<(), SampleError> {
    let Some(board) = sample::board(desk)? else { return Ok(()) };
    for (n, sheet) in board.sheets.iter().enumerate() {
        let (Some(listed), Some(id)) = (&sheet.listed, Id::parse(&sheet.drawn.id)) else { continue };
        let new_patients = if n % 10 == 4 { Answer::NotSaid } else { Answer::Right };
        let said = Said {
            seen_version: sheet.drawn.version,
            seen_listing: listed.version,
            result: if n % 25 == 7 { Reached::NoAnswer } else { Reached::Answered },
            answers: [Answer::Right, new_patients, Answer::Right].map(Some),
            note: String::new(),
        };
        sample::record(desk, reviewer, &id, &said)?;
    }
    Ok(())
}
