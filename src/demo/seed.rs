//! Lets the invented months pass: every practice is submitted, checked, looked up, approved and confirmed through
//! `pipeline`, in the order of time, with the clock set to each moment.

use chrono::{DateTime, Duration, Utc};

use crate::clock::Clock;
use crate::db::audit::Actor;
use crate::db::reference::{NewLoad, Staging};
use crate::db::{Db, DbError, clinicians, submissions, supervisions};
use crate::domain::check::{Outcome, Report};
use crate::domain::comment::Subject;
use crate::domain::dossier::{Dossier, ProviderKind};
use crate::domain::lookup::RecordedLookup;
use crate::domain::own_word::{OwnWord, person_key};
use crate::domain::submission::{Decision, DecisionReason};
use crate::keys::sha256_hex;
use crate::pipeline::comment::CommentError;
use crate::pipeline::listing_request::RequestError;
use crate::pipeline::monitor::{self, MonitorError};
use crate::pipeline::report::ReportError;
use crate::pipeline::review::{self, May, Question, ReviewError, Reviewer, SaidOfHit, Verdict};
use crate::pipeline::sample::{self, SampleError};
use crate::pipeline::submit::{self, SubmitError};
use crate::pipeline::{Desk, attest};
use crate::sources::ListName;

use super::asks::{PLEAS, Plea};
use super::edits::{self, EDITS};
use super::lookups::{board_lookups, identity_lookup, supervisor_lookups};
use super::phoned;
use super::reference::Lists;
use super::reports::{Done, TALES, Tale};
use super::story::Turn;
use super::visits;
use super::voices::{Voice, voices};
use super::world::World;

/// Lists are loaded so often, in days: inside their clock of 35.
const DAYS_BETWEEN_LISTS: i64 = 30;

/// Comments are about practices so far apart in the order of approval: some have several, most none.
const STEP: usize = 4;

/// The demo could not be set up. The sentence names the practice or the list.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// A dossier was not taken.
    #[error("the demo's practice \"{0}\" was not taken: {1}")]
    Submit(String, SubmitError),
    /// A look-up or decision was refused.
    #[error("the demo's practice \"{0}\" could not be reviewed: {1}")]
    Review(String, ReviewError),
    /// A comment was not taken.
    #[error("the demo's comments could not be written: {0}")]
    Comment(#[from] CommentError),
    /// A report was not taken, or not answered.
    #[error("the demo's report of a problem could not be handled: {0}")]
    Report(ReportError),
    /// A claim or a request to remove a listing was not taken.
    #[error("the demo's claims and removals could not be written: {0}")]
    Request(#[from] RequestError),
    /// The monthly sample could not be drawn or phoned.
    #[error("the demo's monthly sample could not be phoned: {0}")]
    Sample(#[from] SampleError),
    /// An edit was not taken.
    #[error("the demo's edits could not be made: {0}")]
    Edit(String),
    /// The listings could not be checked again.
    #[error("the demo's listings could not be checked again: {0}")]
    Monitor(#[from] MonitorError),
    /// The database.
    #[error("the demo's data could not be written: {0}")]
    Db(#[from] DbError),
}

/// What happens at a moment; numbers are positions in [`World::listed`], [`World::waiting`], [`TALES`], [`PLEAS`] or
/// [`voices`](super::voices::voices).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    LoadLists { newest: bool },
    Submit(usize),
    Approve(usize),
    Confirm(usize),
    LookAgain(usize),
    Monitor,
    Wait(usize),
    Speak(usize),
    Hear(usize),
    Report(usize),
    Handle(usize),
    Ask(usize),
    Draw,
    Phone,
    Edit(usize),
}

/// Fills an empty database with the demo as of `now`; `progress` hears how much of the whole is done.
///
/// # Errors
/// [`SeedError`] where a step was refused or the database failed; what was done until then stays.
pub fn seed(
    desk: &Desk,
    reviewer: &Reviewer,
    now: DateTime<Utc>,
    progress: impl FnMut(usize, usize),
) -> Result<(), SeedError> {
    live(desk, reviewer, &World::invent(desk.rules, now), now, progress)
}

fn live(
    desk: &Desk,
    reviewer: &Reviewer,
    world: &World,
    now: DateTime<Utc>,
    mut progress: impl FnMut(usize, usize),
) -> Result<(), SeedError> {
    let clock = Clock::fixed(now);
    let mut run = Run {
        desk: Desk { clock: clock.clone(), ..desk.clone() },
        reviewer,
        world,
        now,
        submissions: vec![String::new(); world.listed.len()],
        voices: voices(now),
    };
    let timeline = timeline(world, &run.voices, now);
    for (done, (at, act)) in timeline.iter().enumerate() {
        clock.set(*at);
        run.perform(*act, *at)?;
        progress(done + 1, timeline.len());
    }
    run.visit()
}

fn timeline(world: &World, voices: &[Voice], now: DateTime<Utc>) -> Vec<(DateTime<Utc>, Act)> {
    let mut acts = Vec::new();
    let newest = now - Duration::hours(20);
    let oldest = world.listed.first().map_or(newest, |l| l.approved_at - Duration::days(5));
    let mut at = newest;
    acts.push((newest, Act::LoadLists { newest: true }));
    while at > oldest {
        at -= Duration::days(DAYS_BETWEEN_LISTS);
        acts.push((at, Act::LoadLists { newest: false }));
    }
    for (i, listed) in world.listed.iter().enumerate() {
        let signed_at = listed.practice.dossier.attestation.as_ref().map_or(listed.approved_at, |a| a.at);
        acts.push((signed_at + Duration::minutes(12), Act::Submit(i)));
        acts.push((listed.approved_at, Act::Approve(i)));
        acts.extend(listed.confirmed_at.map(|at| (at, Act::Confirm(i))));
        acts.extend(listed.looked_again_at.map(|at| (at, Act::LookAgain(i))));
    }
    // The round of checks after the newest lists came in, and the warnings.
    acts.push((newest + Duration::minutes(10), Act::Monitor));
    acts.extend(world.waiting.iter().enumerate().map(|(i, w)| (w.received_at, Act::Wait(i))));
    for (i, voice) in voices.iter().enumerate() {
        acts.push((voice.written_at, Act::Speak(i)));
        acts.extend(voice.decided_at().map(|at| (at, Act::Hear(i))));
    }
    for (i, tale) in TALES.iter().enumerate() {
        acts.push((tale.at(now), Act::Report(i)));
        if let Done::Begun(hours_ago) | Done::Called(hours_ago, _) | Done::Answered(hours_ago, ..) = tale.done {
            acts.push((now - Duration::hours(hours_ago), Act::Handle(i)));
        }
    }
    acts.extend(PLEAS.iter().enumerate().map(|(i, plea)| (plea.at(now), Act::Ask(i))));
    acts.extend([(phoned::drawn_at(now), Act::Draw), (phoned::phoned_at(now), Act::Phone)]);
    acts.extend((0..EDITS.len()).map(|i| (edits::at(i, now), Act::Edit(i))));
    // Stable: of acts at one moment the lists come first.
    acts.sort_by_key(|(at, _)| *at);
    acts
}

struct Run<'a> {
    desk: Desk,
    reviewer: &'a Reviewer,
    world: &'a World,
    /// The moment at which it ends.
    now: DateTime<Utc>,
    /// Submission ids, by position.
    submissions: Vec<String>,
    voices: Vec<Voice>,
}

impl Run<'_> {
    fn perform(&mut self, act: Act, at: DateTime<Utc>) -> Result<(), SeedError> {
        match act {
            Act::LoadLists { newest } => {
                let lists = if newest { &self.world.lists_now } else { &self.world.lists_before };
                Ok(load_lists(&self.desk.reference, lists, at)?)
            }
            Act::Submit(i) => {
                self.submissions[i] = self.submit(&self.world.listed[i].practice.dossier)?;
                Ok(())
            }
            Act::Wait(i) => self.submit(&self.world.waiting[i].practice.dossier).map(drop),
            Act::Approve(i) => self.approve(i, at).map_err(|e| self.refused(i, e)),
            Act::LookAgain(i) => {
                let lookups = board_lookups(&self.desk.rules.states, self.dossier(i), self.reviewer, at);
                self.record(i, &lookups).map(drop).map_err(|e| self.refused(i, e))
            }
            Act::Confirm(i) => {
                let id = self.submissions[i].clone();
                let submission = self.desk.db.read(|conn| submissions::get(conn, &id))?;
                Ok(attest::confirm(&self.desk, &submission.organization_id, &Actor::Provider(id))?)
            }
            Act::Speak(i) => Ok(self.voices[i].write(&self.desk, i, self.spoken_of(i)?)?),
            Act::Hear(i) => Ok(self.voices[i].decide(&self.desk, i, self.reviewer)?),
            Act::Report(i) => self.report(&TALES[i]).map_err(SeedError::Report),
            Act::Handle(i) => TALES[i].handle(&self.desk, self.reviewer).map_err(SeedError::Report),
            Act::Ask(i) => self.ask(&PLEAS[i], i),
            Act::Draw => Ok(sample::turn(&self.desk)?),
            Act::Phone => Ok(phoned::phone(&self.desk, self.reviewer)?),
            Act::Edit(i) => self.edit(i),
            Act::Monitor => Ok(monitor::pass(&self.desk).map(drop)?),
        }
    }

    /// People look at what is listed, week after week.
    fn visit(&self) -> Result<(), SeedError> {
        Ok(self.desk.db.write(|conn| {
            for (i, listed) in self.world.listed.iter().enumerate() {
                let id = submissions::get(conn, &self.submissions[i])?.organization_id;
                visits::write(conn, &id, i, listed.approved_at, self.now)?;
            }
            Ok::<_, DbError>(())
        })?)
    }

    fn dossier(&self, i: usize) -> &Dossier {
        &self.world.listed[i].practice.dossier
    }

    /// What a comment is about: its page of the guide, or one of the practices that were listed by then.
    fn spoken_of(&self, i: usize) -> Result<Subject, SeedError> {
        let voice = &self.voices[i];
        if let Some(topic) = &voice.topic {
            return Ok(Subject::Topic(topic.clone()));
        }
        let listed = self.world.listed.partition_point(|l| l.approved_at < voice.written_at).max(1);
        let id = &self.submissions[i * STEP % listed];
        Ok(Subject::Provider(self.desk.db.read(|conn| submissions::get(conn, id))?.organization_id))
    }

    fn refused(&self, i: usize, error: ReviewError) -> SeedError {
        SeedError::Review(self.dossier(i).provider.name.clone(), error)
    }

    fn submit(&self, dossier: &Dossier) -> Result<String, SeedError> {
        let failed = |e| SeedError::Submit(dossier.provider.name.clone(), e);
        let raw =
            serde_json::to_value(dossier).map_err(|e| DbError::Other(format!("a dossier does not serialize: {e}")))?;
        Ok(submit::submit(&self.desk, &raw).map_err(failed)?.submission_id)
    }

    fn record(&self, i: usize, lookups: &[RecordedLookup]) -> Result<Report, ReviewError> {
        review::record_lookups(&self.desk, self.reviewer, &self.submissions[i], lookups)
    }

    fn report(&self, tale: &Tale) -> Result<(), ReportError> {
        let Some(i) = tale.listing(self.world, self.now) else { return Ok(()) };
        let place = self.dossier(i).locations.first().map_or("", |place| place.key.as_str());
        tale.tell(&self.desk, &self.submissions[i], place)
    }

    /// Somebody asks something of a listing to which nothing else happened.
    fn ask(&self, plea: &Plea, number: usize) -> Result<(), SeedError> {
        let chosen = self.quiet(plea.at(self.now), number);
        Ok(chosen.map_or(Ok(()), |i| plea.send(&self.desk, &self.submissions[i]))?)
    }

    /// A manager edits a listing to which nothing else happened.
    fn edit(&self, number: usize) -> Result<(), SeedError> {
        let chosen = self.quiet(edits::at(number, self.now), PLEAS.len() + number);
        let make =
            |i: usize| edits::make(&self.desk, number, &self.submissions[i], self.dossier(i)).map_err(SeedError::Edit);
        chosen.map_or(Ok(()), make)
    }

    /// One of the listings approved before a moment to which nothing else happened; each number is another.
    fn quiet(&self, before: DateTime<Utc>, number: usize) -> Option<usize> {
        let is_quiet =
            |i: &usize| self.world.listed[*i].turn == Turn::Quiet && self.world.listed[*i].approved_at < before;
        let quiet: Vec<usize> = (0..self.world.listed.len()).filter(is_quiet).collect();
        quiet.get((quiet.len() / 2 + number) % quiet.len().max(1)).copied()
    }

    /// What a reviewer does: look everything up, answer what is open, approve.
    fn approve(&self, i: usize, at: DateTime<Utc>) -> Result<(), ReviewError> {
        let dossier = self.dossier(i);
        let mut lookups = vec![identity_lookup(self.reviewer, at)];
        lookups.extend(supervisor_lookups(dossier, self.reviewer, at));
        lookups.extend(board_lookups(&self.desk.rules.states, dossier, self.reviewer, at));
        let report = self.record(i, &lookups)?;
        let reason = "Asked the practice, which explained it; the papers they sent agree.";
        let (hits, questions): (Vec<_>, Vec<_>) = report
            .checks
            .iter()
            .filter(|c| c.outcome == Outcome::Review)
            .partition(|c| c.code.starts_with("exclusion."));
        if !hits.is_empty() {
            self.clear_hits(i, reason)?;
        }
        for open in questions {
            let asked = Question { code: &open.code, subject: &open.subject, seen: None };
            review::answer(&self.desk, self.reviewer, &self.submissions[i], asked, reason)?;
        }
        let submission = self.desk.db.read(|conn| submissions::get(conn, &self.submissions[i]))?;
        self.own_words(i, &submission.organization_id, at)?;
        let verdict = Verdict {
            seen_version: submission.version,
            decision: Decision::Approve,
            reason: DecisionReason::Complete,
            text: "",
        };
        review::decide(&self.desk, self.reviewer, &self.submissions[i], &verdict)
    }

    /// Most clinicians of a clinic say for themselves that they work there.
    fn own_words(&self, i: usize, organization_id: &str, at: DateTime<Utc>) -> Result<(), DbError> {
        /// One of so many has not answered.
        const SILENT: usize = 9;
        let dossier = self.dossier(i);
        if dossier.provider.kind == ProviderKind::Solo {
            return Ok(());
        }
        self.desk.db.write(|conn| {
            for (n, c) in dossier.clinicians.iter().enumerate().filter(|(n, _)| !(i + n).is_multiple_of(SILENT)) {
                let person = person_key(c.npi.as_deref(), &c.first_name, &c.last_name);
                let email = format!("clinician-{i}-{n}@demo.example");
                let id = clinicians::ask(conn, organization_id, &person, &email, at)?;
                clinicians::answered(conn, &id, OwnWord::Confirmed, at)?;
                for supervised in
                    dossier.clinicians.iter().filter(|s| s.supervisor_npi.is_some() && s.supervisor_npi == c.npi)
                {
                    let of = person_key(supervised.npi.as_deref(), &supervised.first_name, &supervised.last_name);
                    supervisions::answered(conn, organization_id, (&person, &of), OwnWord::Confirmed, at)?;
                }
            }
            Ok(())
        })
    }

    /// Clears every row that one person may clear.
    fn clear_hits(&self, i: usize, reason: &str) -> Result<(), ReviewError> {
        for check in review::case(&self.desk, &self.submissions[i])?.checks {
            for hit in check.asked.iter().filter(|a| a.may == May::Clear).filter_map(|a| a.hit.as_ref()) {
                let row_hash = Some(hit.row_hash.as_str());
                let expires_on = review::usual_day(&self.desk);
                let said = SaidOfHit { evidence_id: &check.id, row_hash, reason, expires_on };
                review::clear(&self.desk, self.reviewer, &self.submissions[i], &said)?;
            }
        }
        Ok(())
    }
}

/// Puts one month's lists in force, complete, dated the day before.
fn load_lists(reference: &Db, lists: &Lists, at: DateTime<Utc>) -> Result<(), DbError> {
    let list_date = (at - Duration::days(1)).date_naive();
    let load = |list: ListName| NewLoad {
        list,
        version: list_date.format(if list == ListName::Leie { "%Y-%m" } else { "%Y-%m-%d" }).to_string(),
        list_date,
        complete: true,
        sha256: sha256_hex(format!("demo {} {list_date}", list.as_str()).as_bytes()),
        loaded_at: at,
    };
    let new = load(ListName::Nppes);
    let mut staging = Staging::begin(reference, &new)?;
    for record in &lists.nppes {
        staging.nppes(list_date, record)?;
    }
    staging.finish()?;
    for (list, rows) in [(ListName::Leie, &lists.leie), (ListName::Sam, &lists.sam)] {
        let new = load(list);
        let mut staging = Staging::begin(reference, &new)?;
        for row in rows {
            staging.exclusion("", list_date, row)?;
        }
        staging.finish()?;
    }
    let new = load(ListName::StateExclusions);
    let mut staging = Staging::begin(reference, &new)?;
    for (state, row) in &lists.states {
        staging.exclusion(state, list_date, row)?;
    }
    staging.finish()
}

#[cfg(test)]
mod tests;
