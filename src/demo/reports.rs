//! What invented people told us about the demo's listings, as a table: different reasons, one that cannot wait, some
//! that were answered, and two about one phone.

use chrono::{DateTime, Duration, Utc};

use crate::db::{DbError, organizations, reports, submissions};
use crate::domain::report::{CallOutcome, Language, ReportOutcome, ReportReason};
use crate::keys::token_hash;
use crate::pipeline::Desk;
use crate::pipeline::report::{self, Call, ReportError, Told, Verdict, Words};
use crate::pipeline::review::Reviewer;

use super::story::Turn;
use super::world::World;

/// One report.
#[derive(Debug)]
pub struct Tale {
    /// About which of the quiet listings; the same number is the same listing.
    pub about: usize,
    /// Hours ago that it came.
    pub hours_ago: i64,
    /// What is wrong.
    pub reason: ReportReason,
    /// In which language.
    pub language: Language,
    /// In the reporter's words.
    pub text: &'static str,
    /// Where to answer; `None`: nowhere.
    pub email: Option<&'static str>,
    /// What staff did so far.
    pub done: Done,
}

/// What staff did with a report.
#[derive(Debug, Clone, Copy)]
pub enum Done {
    /// Nobody has looked yet.
    Nothing,
    /// Somebody began to look, so many hours ago.
    Begun(i64),
    /// Somebody called in vain, so many hours ago, and let the note stand.
    Called(i64, &'static str),
    /// Answered, so many hours ago.
    Answered(i64, ReportOutcome, &'static str),
}

/// The queue, the newest first.
pub const TALES: &[Tale] = &[
    Tale {
        about: 0,
        hours_ago: 3,
        reason: ReportReason::UnsafeCare,
        language: Language::En,
        text: "Nobody stayed with me during the infusion. I was still dizzy when they told me to drive home.",
        email: Some("dana@example.org"),
        done: Done::Nothing,
    },
    Tale {
        about: 1,
        hours_ago: 22,
        reason: ReportReason::WrongPrice,
        language: Language::Es,
        text: "Por teléfono me dijeron otro precio por sesión, 200 dólares más.",
        email: Some("lucia@example.org"),
        done: Done::Nothing,
    },
    Tale {
        about: 2,
        hours_ago: 27,
        reason: ReportReason::DeadPhone,
        language: Language::En,
        text: "The number is out of service.",
        email: Some("kim@example.org"),
        done: Done::Called(22, "Called the listed number at 9 and at 2: it rings once, then nothing."),
    },
    Tale {
        about: 3,
        hours_ago: 52,
        reason: ReportReason::NotAccepting,
        language: Language::En,
        text: "They said no new patients until spring.",
        email: None,
        done: Done::Begun(20),
    },
    // The second about one phone, from somebody else: the listing says that it is in question.
    Tale {
        about: 2,
        hours_ago: 150,
        reason: ReportReason::DeadPhone,
        language: Language::En,
        text: "Called three times this week, it rings once and then nothing.",
        email: Some("ray@example.org"),
        done: Done::Begun(100),
    },
    Tale {
        about: 4,
        hours_ago: 9 * 24,
        reason: ReportReason::WrongContact,
        language: Language::En,
        text: "This is the old office. The sign on the door says that they moved.",
        email: Some("jo@example.org"),
        done: Done::Answered(
            8 * 24,
            ReportOutcome::ProviderAsked,
            "Thank you. We called the practice; it is going to send us its new address.",
        ),
    },
    Tale {
        about: 5,
        hours_ago: 13 * 24,
        reason: ReportReason::Other,
        language: Language::En,
        text: "Is the doctor really licensed here? I could not find the name.",
        email: Some("sam@example.org"),
        done: Done::Answered(
            12 * 24,
            ReportOutcome::NothingWrong,
            "We looked the license up at the board again. It is active, under the full name.",
        ),
    },
    Tale {
        about: 6,
        hours_ago: 17 * 24,
        reason: ReportReason::NotUs,
        language: Language::Es,
        text: "Somos una farmacia y recibimos llamadas para esta clínica.",
        email: None,
        done: Done::Answered(
            16 * 24,
            ReportOutcome::NotThisListing,
            "The calls come from another website. Our listing has the clinic's own number.",
        ),
    },
];

impl Tale {
    /// When it came.
    pub fn at(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        now - Duration::hours(self.hours_ago)
    }

    /// Sends it about the listing of a submission: about this place of it, where the reason asks for one.
    pub fn tell(&self, desk: &Desk, submission_id: &str, place_key: &str) -> Result<(), ReportError> {
        let (organization_id, places) = desk.db.read(|conn| {
            let organization_id = submissions::get(conn, submission_id)?.organization_id;
            let places = organizations::place_ids(conn, &organization_id)?;
            Ok::<_, DbError>((organization_id, places))
        })?;
        let told = Told {
            organization_id,
            place_id: places.get(place_key).cloned().filter(|_| self.reason.needs_place()),
            reason: self.reason,
            words: Words { text: self.text.to_string(), email: self.email.map(String::from) },
            language: self.language,
            form: self.form(),
        };
        report::send(desk, &told).map(drop)
    }

    /// Does what a reviewer did with it since.
    pub fn handle(&self, desk: &Desk, reviewer: &Reviewer) -> Result<(), ReportError> {
        let digest = token_hash(&self.form());
        let Some(taken) = desk.db.read(|conn| reports::by_form(conn, &digest))? else { return Ok(()) };
        match self.done {
            Done::Nothing => Ok(()),
            Done::Begun(_) => report::begin(desk, reviewer, &taken.id, taken.version),
            Done::Called(_, words) => {
                let result = Some(CallOutcome::NoAnswer);
                report::call(
                    desk,
                    reviewer,
                    &taken.id,
                    &Call { seen_version: taken.version, result, words, note: true },
                )
            }
            Done::Answered(_, outcome, text) => {
                report::answer(desk, reviewer, &taken.id, &Verdict { seen_version: taken.version, outcome, text })
            }
        }
    }

    /// Names the form that it came from.
    fn form(&self) -> String {
        format!("demo {} {}", self.reason, self.hours_ago)
    }

    /// The listing that it is about, by its position in [`World::listed`]: one that nothing else happened to and that was
    /// there before the first report. A small world has fewer, so that some stand for several.
    pub fn listing(&self, world: &World, now: DateTime<Utc>) -> Option<usize> {
        let first = TALES.iter().map(|tale| tale.at(now)).min()?;
        let is_quiet = |i: &usize| world.listed[*i].turn == Turn::Quiet && world.listed[*i].approved_at < first;
        let quiet: Vec<usize> = (0..world.listed.len()).filter(is_quiet).collect();
        // Not all of them beside each other.
        let spread = (quiet.len() / TALES.len()).max(1);
        quiet.get((self.about * spread) % quiet.len().max(1)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_one_that_cannot_wait_and_each_thing_that_staff_can_have_done() {
        let grave = TALES.iter().filter(|tale| tale.reason == ReportReason::UnsafeCare).count();
        let answered = TALES.iter().filter(|tale| matches!(tale.done, Done::Answered(..))).count();
        let begun = TALES.iter().filter(|tale| matches!(tale.done, Done::Begun(_))).count();
        let called = TALES.iter().filter(|tale| matches!(tale.done, Done::Called(..))).count();
        assert_eq!((grave, answered, begun, called), (1, 3, 2, 1));
        for tale in TALES {
            let (Done::Begun(at) | Done::Called(at, _) | Done::Answered(at, ..)) = tale.done else { continue };
            assert!(at < tale.hours_ago, "after it came: {tale:?}");
        }
        assert!(ReportReason::ALL.iter().all(|reason| TALES.iter().any(|tale| tale.reason == *reason)));
    }
}
