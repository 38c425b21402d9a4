//! Overriding: one person clears a possible hit, two a probable one or a failure that the rules let people answer.
//!
//! Each act is a row of evidence and an entry of the audit log in one transaction; then the checks run again.

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde_json::json;

use crate::db::audit::{self, Entry};
use crate::db::evidence::{self, EvidenceRow};
use crate::db::submissions::Submission;
use crate::db::{Conn, DbError, jobs, organizations};
use crate::domain::check::{Outcome, Report, Tier};
use crate::domain::job::JobKind;
use crate::domain::overrides::{
    Act, Matter, Memory, Override, OverrideAct, People, Refusal, Standing, people_to_clear,
};
use crate::pipeline::dossier::OpenDossier;
use crate::pipeline::overrides::KeptHit;
use crate::pipeline::verify::KeptRows;
use crate::pipeline::{Desk, overrides, verify};

use super::{ReviewError, Reviewer, load, reason_text};

/// What a reviewer says about a hit or a failure.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// The check, by the id of its evidence.
    pub evidence_id: &'a str,
    /// The list's row; `None` for a failure that is no hit.
    pub row_hash: Option<&'a str>,
    /// Why it is no cause for concern.
    pub reason: &'a str,
    /// Last day on which it counts.
    pub expires_on: NaiveDate,
}

/// Whether what was said counts already.
#[derive(Debug, Clone, PartialEq)]
pub enum Begun {
    /// It counts from now on.
    Cleared(Report),
    /// It waits for a second person; nothing changed.
    Proposed,
}

/// Clears a hit where one person may, proposes it where two have to agree.
///
/// # Errors
/// [`ReviewError::NotOverridable`] where only new evidence answers it, [`ReviewError::NoQuestion`] where it is not open
/// (any more) or was proposed already, [`ReviewError::BadExpiry`] and [`ReviewError::ReasonNeeded`].
pub fn clear(desk: &Desk, reviewer: &Reviewer, submission_id: &str, said: &Said<'_>) -> Result<Begun, ReviewError> {
    let reason = reason_text(said.reason)?;
    let now = desk.clock.now();
    let last = last_day(desk);
    if said.expires_on <= now.date_naive() || said.expires_on > last {
        return Err(ReviewError::BadExpiry(last));
    }
    let people = desk.db.write(|conn| -> Result<People, ReviewError> {
        let (submission, open) = load(conn, desk, submission_id)?;
        let run = evidence::latest_run(conn, &submission.dossier_id)?.ok_or(DbError::NotFound)?;
        let row = run.rows.iter().find(|r| r.id == said.evidence_id);
        let row = row.ok_or_else(|| ReviewError::NoQuestion("of this check".into()))?;
        let question = question(desk, &open, row, said.row_hash)?;
        let known = evidence::overrides_on(conn, &submission.organization_id)?;
        let waits = known.iter().any(|o| o.matter == question.matter && o.standing(now) == Standing::Waiting);
        if waits || Memory::new(&known, now).covers(&question.matter, question.people).is_some() {
            return Err(ReviewError::NoQuestion(row.check.code.clone()));
        }
        let act = match question.people {
            People::One => OverrideAct::Cleared,
            People::Two => OverrideAct::Proposed,
        };
        let begun = Override {
            id: String::new(),
            matter: question.matter,
            subject: row.check.subject.clone(),
            tier: question.tier,
            expires_on: said.expires_on,
            acts: vec![act_of(reviewer, act, reason, now)],
        };
        let digest = evidence::begin_override(conn, &open.id, &begun)?;
        log(conn, reviewer, &submission, &begun, digest, now)?;
        Ok(question.people)
    })?;
    match people {
        People::One => Ok(Begun::Cleared(verify::run(desk, submission_id)?)),
        People::Two => Ok(Begun::Proposed),
    }
}

/// Confirms, refuses or takes back a proposal, or ends an override that is in force; then the checks run again.
///
/// # Errors
/// [`ReviewError::Refused`] where somebody else has to do it or it stands otherwise; [`ReviewError::NoQuestion`] where
/// a proposal is to be confirmed whose question is no longer open as it was.
pub fn follow_up(
    desk: &Desk,
    reviewer: &Reviewer,
    submission_id: &str,
    override_id: &str,
    act: OverrideAct,
    reason: &str,
) -> Result<Report, ReviewError> {
    let reason = reason_text(reason)?;
    let now = desk.clock.now();
    desk.db.write(|conn| -> Result<(), ReviewError> {
        let (submission, open) = load(conn, desk, submission_id)?;
        let mut known = evidence::overrides_on(conn, &submission.organization_id)?;
        let at = known.iter().position(|o| o.id == override_id).ok_or(DbError::NotFound)?;
        let mut so_far = known.swap_remove(at);
        so_far.may(act, &reviewer.id, now)?;
        if act == OverrideAct::Confirmed {
            still_asked(conn, desk, &open, &so_far)?;
        }
        // Acts follow one another in time, whichever clock they were made by.
        let at = so_far.acts.last().map_or(now, |last| last.at.max(now));
        let next = act_of(reviewer, act, reason, at);
        let digest = match evidence::add_override_act(conn, &open.id, &so_far, &next) {
            Err(DbError::Stale) => return Err(ReviewError::Refused(Refusal::NotNow)),
            other => other?,
        };
        so_far.acts.push(next);
        log(conn, reviewer, &submission, &so_far, digest, now)
    })?;
    Ok(verify::run(desk, submission_id)?)
}

/// A proposal that waits for a second person.
#[derive(Debug, Clone)]
pub struct WaitingProposal {
    /// The provider's name.
    pub provider: String,
    /// The submission on whose page it is confirmed.
    pub submission_id: String,
    /// The proposal.
    pub proposal: Override,
}

/// Every proposal that waits, oldest first.
pub fn waiting(desk: &Desk) -> Result<Vec<WaitingProposal>, ReviewError> {
    let now = desk.clock.now();
    desk.db.read(|conn| {
        let all = evidence::waiting_overrides(conn, now)?;
        let lines = all.into_iter().map(|(organization_id, proposal)| {
            let organization = organizations::get(conn, &organization_id)?;
            let submission = crate::db::submissions::latest_of(conn, &organization_id)?;
            Ok(WaitingProposal { provider: organization.name, submission_id: submission.id, proposal })
        });
        lines.collect::<Result<_, DbError>>().map_err(ReviewError::from)
    })
}

/// The last day that an override made now may name.
pub fn last_day(desk: &Desk) -> NaiveDate {
    day_in(desk.clock.now(), desk.rules.clocks.override_most_days)
}

/// The day that the form proposes.
pub fn usual_day(desk: &Desk) -> NaiveDate {
    day_in(desk.clock.now(), desk.rules.clocks.override_days)
}

fn day_in(now: DateTime<Utc>, days: i64) -> NaiveDate {
    now.date_naive().checked_add_days(Days::new(days.unsigned_abs())).unwrap_or(NaiveDate::MAX)
}

/// What may be overridden, and by how many.
pub(super) struct Question {
    pub matter: Matter,
    pub tier: Option<Tier>,
    pub people: People,
}

/// The question that a stored check asks of people: about one row of a list, or about the whole of it.
pub(super) fn question(
    desk: &Desk,
    open: &OpenDossier,
    row: &EvidenceRow,
    row_hash: Option<&str>,
) -> Result<Question, ReviewError> {
    let check = &row.check;
    let code = || check.code.clone();
    if check.is_final() {
        return Err(ReviewError::NotOverridable(code()));
    }
    let kept = KeptRows::open(&desk.keys, &open.id, row)?;
    let may_be_asked = !kept.hits.is_empty() || check.outcome == Outcome::Fail;
    if !may_be_asked {
        return Err(ReviewError::NoQuestion(code()));
    }
    let nobodys =
        || if kept.hits.is_empty() { ReviewError::NotOverridable(code()) } else { ReviewError::Alike(code()) };
    let about = overrides::about_hash(desk.rules, &desk.keys, open, check, &row.looked_at).ok_or_else(nobodys)?;
    let Some(wanted) = row_hash else {
        let matter =
            overrides::failure_matter(desk.rules, check, &about).ok_or_else(|| ReviewError::NotOverridable(code()))?;
        return Ok(Question { matter, tier: None, people: People::Two });
    };
    let hit = kept.hits.iter().find(|h| h.row_hash == wanted).ok_or_else(|| ReviewError::NoQuestion(code()))?;
    let people = people_to_clear(hit.tier, hit.waived).ok_or_else(|| ReviewError::NotOverridable(code()))?;
    Ok(Question { matter: overrides::row_matter(check, &about, wanted), tier: Some(hit.tier), people })
}

/// A proposal is confirmed only while its very question is open: the same row, the same person.
fn still_asked(conn: &mut Conn, desk: &Desk, open: &OpenDossier, proposal: &Override) -> Result<(), ReviewError> {
    let gone = || ReviewError::NoQuestion(proposal.matter.code.clone());
    let run = evidence::latest_run(conn, &open.id)?.ok_or(DbError::NotFound)?;
    let row_hash = proposal.tier.map(|_| proposal.matter.row_hash.as_str());
    let same = run
        .rows
        .iter()
        .filter(|r| r.check.code == proposal.matter.code)
        .any(|row| question(desk, open, row, row_hash).is_ok_and(|now| now.matter == proposal.matter));
    if same { Ok(()) } else { Err(gone()) }
}

fn act_of(reviewer: &Reviewer, act: OverrideAct, reason: &str, at: DateTime<Utc>) -> Act {
    Act { act, staff_id: reviewer.id.clone(), by: reviewer.email.clone(), reason: reason.to_string(), at }
}

fn log(
    conn: &mut Conn,
    reviewer: &Reviewer,
    submission: &Submission,
    of: &Override,
    digest: String,
    now: DateTime<Utc>,
) -> Result<(), ReviewError> {
    let Some(act) = of.acts.last() else { return Ok(()) };
    let action = match act.act {
        OverrideAct::Cleared => "override.cleared",
        OverrideAct::Proposed => "override.proposed",
        OverrideAct::Confirmed => "override.confirmed",
        OverrideAct::Refused => "override.refused",
        OverrideAct::Withdrawn => "override.withdrawn",
        OverrideAct::Ended => "override.ended",
    };
    let entry = Entry {
        actor: &reviewer.actor(),
        action,
        subject: format!("submission/{}", submission.id),
        payload: json!({ "code": of.matter.code, "subject": of.subject, "tier": of.tier, "until": of.expires_on,
                         "reason": act.reason }),
        evidence_digest: Some(digest),
    };
    audit::append(conn, &entry, now)?;
    // Should this process end before the checks ran, the worker makes them.
    Ok(jobs::ask(conn, JobKind::Screen, &submission.organization_id, now, now)?)
}

/// One thing that people may be asked about a check: a row of a list, or the failure as a whole.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The row, with what the matcher says of it; `None` for a failure that is no hit.
    pub hit: Option<KeptHit>,
    /// What may be done about it now.
    pub may: May,
    /// Every override of it, oldest first, and what each amounts to.
    pub overrides: Vec<(Override, Standing)>,
}

/// What may be done about a hit or a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum May {
    /// One person may clear it.
    Clear,
    /// It may be proposed; a second person confirms.
    Propose,
    /// It is proposed, or it counts as pass already.
    Wait,
    /// Only new evidence answers it.
    Nothing,
    /// The dossier names two whom it does not tell apart.
    TellApart,
}

/// What a stored check asks of people. Empty for a check that was never anybody's to override.
pub(super) fn asked(desk: &Desk, open: &OpenDossier, row: &EvidenceRow, known: &[Override]) -> Vec<Asked> {
    let now = desk.clock.now();
    // A seal that does not open has its own alarm; the page still shows the rest.
    let kept = KeptRows::open(&desk.keys, &open.id, row).unwrap_or_default();
    let about = overrides::about_hash(desk.rules, &desk.keys, open, &row.check, &row.looked_at);
    let on = |row_hash: Option<&str>| -> Vec<(Override, Standing)> {
        let same = |o: &&Override| {
            o.matter.code == row.check.code
                && about.as_ref() == Some(&o.matter.about_hash)
                && row_hash.is_none_or(|hash| o.matter.row_hash == hash)
        };
        known.iter().filter(same).map(|o| (o.clone(), o.standing(now))).collect()
    };
    let one = |hit: Option<&KeptHit>| -> Asked {
        let row_hash = hit.map(|h| h.row_hash.as_str());
        let overrides = on(row_hash);
        let may = match question(desk, open, row, row_hash) {
            Err(ReviewError::Alike(_)) => May::TellApart,
            Err(_) => May::Nothing,
            Ok(q) if overrides.iter().any(|(o, s)| o.matter == q.matter && *s == Standing::Waiting) => May::Wait,
            Ok(q) if Memory::new(known, now).covers(&q.matter, q.people).is_some() => May::Wait,
            Ok(q) if q.people == People::One => May::Clear,
            Ok(_) => May::Propose,
        };
        Asked { hit: hit.cloned(), may, overrides }
    };
    if kept.hits.is_empty() {
        let whole = one(None);
        let nothing = whole.overrides.is_empty() && row.check.outcome != Outcome::Fail;
        return if nothing { Vec::new() } else { vec![whole] };
    }
    kept.hits.iter().map(|hit| one(Some(hit))).collect()
}
