//! Verify: every check over a stored dossier, kept as evidence.
//!
//! Reference data is asked first; then one transaction stores the run, moves the submission and logs it. Submissions and
//! listings that are checked again take the same way.

mod effects;
pub(super) mod follow;
pub(super) mod look_ups;
pub(super) mod news;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::db::audit::{self, Actor, Entry};
use crate::db::evidence::{self, Answer, EvidenceRow, LookupRow, NewEvidence, Run};
use crate::db::queue::{self, Sift};
use crate::db::reference::ReferenceSources;
use crate::db::submissions::Submission;
use crate::db::{Conn, DbError, dossiers, imports, listings, submissions};
use crate::domain::check::{Finding, Outcome, Report};
use crate::domain::dossier::Dossier;
use crate::domain::overrides::{Memory, Override};
use crate::domain::submission::{SubmissionEvent, SubmissionState};
use crate::geo::Gazetteer;
use crate::keys::{KeyError, Keys, Purpose};
use crate::rules::{OverrideBy, Rules};
use crate::sources::Sources;
use crate::sources::online::LiveSources;
use crate::verify::ListedElsewhere;

use super::dossier::{self, DossierError, OpenDossier, value_hash};
use super::overrides::KeptHit;
use super::{Desk, overrides};

/// The checks could not be made or stored.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// The dossier could not be opened.
    #[error(transparent)]
    Dossier(#[from] DossierError),
    /// Reference data could not be read.
    #[error(transparent)]
    Source(#[from] crate::sources::SourceError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The key file.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// What people did that bears on an organization's checks.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Acts {
    /// Look-ups, oldest first.
    pub lookups: Vec<LookupRow>,
    /// Answers, oldest first.
    pub answers: Vec<Answer>,
    /// Overrides, oldest first.
    pub overrides: Vec<Override>,
}

impl Acts {
    /// Everything recorded on any dossier version of an organization.
    pub fn on(conn: &mut Conn, organization_id: &str) -> Result<Acts, DbError> {
        Ok(Acts {
            lookups: evidence::lookups_on(conn, organization_id)?,
            answers: evidence::answers_on(conn, organization_id)?,
            overrides: evidence::overrides_on(conn, organization_id)?,
        })
    }
}

/// Runs every check over a submission's dossier and stores what was found. A submission that just came in is then
/// in review.
pub fn run(desk: &Desk, submission_id: &str) -> Result<Report, VerifyError> {
    let (checked, open) = settled(|| {
        let subject = desk.db.read(|conn| -> Result<_, VerifyError> {
            let submission = submissions::get(conn, submission_id)?;
            let dossier_id = submission.dossier_id.clone();
            Subject::read(conn, desk, &dossier_id, Some(submission))
        })?;
        Ok((check_and_store(desk, &subject, Keep::Always)?, subject.open))
    })?;
    // What a person recorded on a newer version (a revocation, an override that ended) is about the one shown as well.
    let shown = desk.db.read(|conn| listings::get(conn, &open.organization_id))?;
    if shown.is_some_and(|listing| listing.dossier_id != open.id) {
        screen(desk, &open.organization_id)?;
    }
    Ok(checked.report)
}

/// What came of checking a listing again.
#[derive(Debug, Clone, PartialEq)]
pub struct Screened {
    /// What the checks say now.
    pub report: Report,
    /// Whether it was stored; what says nothing new is not (decision 0016).
    pub kept: bool,
}

/// Runs every check over the dossier that a listing shows. `None` where there is no listing to check any more, and where an
/// import put it there unchecked: rounds ask such a listing for what bars it (`monitor::unchecked`).
pub fn screen(desk: &Desk, organization_id: &str) -> Result<Option<Screened>, VerifyError> {
    settled(|| {
        let subject = desk.db.read(|conn| -> Result<_, VerifyError> {
            if !imports::unchecked(conn, &[organization_id])?.is_empty() {
                return Ok(None);
            }
            match listings::get(conn, organization_id)?.filter(|l| !l.is_removed()) {
                Some(listing) => Subject::read(conn, desk, &listing.dossier_id, None).map(Some),
                None => Ok(None),
            }
        })?;
        subject.map(|subject| check_and_store(desk, &subject, Keep::News)).transpose()
    })
}

/// Checks of a dossier version that is not stored yet, made before the transaction that stores it.
pub(super) struct Ahead {
    subject: Subject,
    after: String,
    report: Report,
    found: Vec<NewEvidence>,
}

impl Ahead {
    /// Makes them. `after`: the id of the version before. `submission`: the one that is to carry the version and waits for a decision.
    pub fn check(
        desk: &Desk,
        after: &str,
        open: OpenDossier,
        submission: Option<Submission>,
    ) -> Result<Ahead, VerifyError> {
        let acts = desk.db.read(|conn| Acts::on(conn, &open.organization_id))?;
        let (examined, report) = check(desk, &open, &acts, desk.clock.now())?;
        let found = seal(&desk.keys, &open, examined)?;
        let subject = Subject { open, submission, acts, in_force: None, last_number: 0 };
        Ok(Ahead { subject, after: after.to_string(), report, found })
    }

    /// What they say.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// Keeps them, in the transaction that stored the version. Of a listing's version call it once the listing shows it.
    /// [`DbError::Stale`] where somebody acted meanwhile.
    pub fn keep(&self, conn: &mut Conn, desk: &Desk) -> Result<(), VerifyError> {
        // What an edit did not change, no list did either: what was known of the version before is nothing new.
        let before = evidence::latest_runs(conn, &[&self.after])?.remove(&self.after);
        store(conn, &self.subject, before.as_ref(), &self.report, desk.rules.version(), &self.found)
    }
}

/// Whether a run that says nothing new is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keep {
    /// A person asked for it.
    Always,
    /// The program did.
    News,
}

/// A dossier about to be checked, with what people did on it and the run in force.
struct Subject {
    open: OpenDossier,
    submission: Option<Submission>,
    acts: Acts,
    in_force: Option<Run>,
    last_number: i64,
}

impl Subject {
    fn read(
        conn: &mut Conn,
        desk: &Desk,
        dossier_id: &str,
        submission: Option<Submission>,
    ) -> Result<Self, VerifyError> {
        let open = dossier::open(&desk.keys, &dossiers::get(conn, dossier_id)?)?;
        Ok(Subject {
            acts: Acts::on(conn, &open.organization_id)?,
            in_force: evidence::latest_runs(conn, &[dossier_id])?.remove(dossier_id),
            last_number: evidence::last_number(conn, dossier_id)?,
            submission,
            open,
        })
    }
}

/// Somebody else may store a run, or record a look-up, an answer or an override, while these checks are made: then they
/// are made again, so that a run never stands above one that knew more.
fn settled<T>(mut attempt: impl FnMut() -> Result<T, VerifyError>) -> Result<T, VerifyError> {
    const TRIES: usize = 5;
    for _ in 1..TRIES {
        match attempt() {
            Err(VerifyError::Db(DbError::Stale | DbError::Duplicate(_))) => {}
            other => return other,
        }
    }
    attempt()
}

fn check_and_store(desk: &Desk, subject: &Subject, keep: Keep) -> Result<Screened, VerifyError> {
    let now = desk.clock.now();
    let (examined, report) = check(desk, &subject.open, &subject.acts, now)?;
    let found = seal(&desk.keys, &subject.open, examined)?;
    let kept = keep == Keep::Always
        || news::is_news(subject.in_force.as_ref(), &found, &report.sources, desk.rules.version(), now);
    if kept {
        desk.db.write(|conn| store(conn, subject, subject.in_force.as_ref(), &report, desk.rules.version(), &found))?;
    }
    Ok(Screened { report, kept })
}

/// The run, what follows from it, and the audit row, in the caller's transaction. `before`: what a change is one against.
fn store(
    conn: &mut Conn,
    subject: &Subject,
    before: Option<&Run>,
    report: &Report,
    rules_version: &str,
    found: &[NewEvidence],
) -> Result<(), VerifyError> {
    let (open, now) = (&subject.open, report.as_of);
    if evidence::last_number(conn, &open.id)? != subject.last_number {
        return Err(DbError::Stale.into());
    }
    let digest = evidence::add_run(conn, &open.id, now, &report.sources, rules_version, found)?;
    let (action, about) = match &subject.submission {
        Some(submission) => ("submission.checked", format!("submission/{}", submission.id)),
        None => ("listing.checked", format!("organization/{}", open.organization_id)),
    };
    if let Some(submission) = &subject.submission
        && let Some(state) = submission.state.after(SubmissionEvent::Checked)
        && state != submission.state
    {
        submissions::transition(conn, &submission.id, submission.version, state, now)?;
    }
    let entry = Entry {
        actor: &Actor::Program("verify"),
        action,
        subject: about,
        payload: json!({ "status": report.status, "checks": report.checks.len() }),
        evidence_digest: Some(digest),
    };
    audit::append(conn, &entry, now)?;
    effects::note(conn, before, open, report, now)?;
    // The log is ours until the end of the transaction: whoever acts from here on makes a run of their own after it.
    if Acts::on(conn, &open.organization_id)? != subject.acts {
        return Err(DbError::Stale.into());
    }
    let due_at = subject.submission.as_ref().filter(|s| !s.state.is_final()).map(|s| s.due_at);
    Ok(follow::follow(conn, open, &report.checks, due_at, now)?)
}

/// Checks a dossier against what is loaded and forgets it: nothing is stored, nothing of it is logged. As for
/// `vouchsafe verify FILE` there are no look-ups to go by and no directory to compare with, so that nothing about other
/// listings can be found out.
pub fn once(desk: &Desk, dossier: &Dossier) -> Result<Report, VerifyError> {
    let now = desk.clock.now();
    let sources = ReferenceSources::open(&desk.reference, now.date_naive())?;
    let context = crate::verify::Context {
        lookups: &[],
        sources: &sources,
        rules: desk.rules,
        gazetteer: Gazetteer::get(),
        listed: None,
        unasked: &[],
        now,
    };
    Ok(crate::verify::report(&crate::verify::verify(dossier, &context), &sources, now))
}

/// How long a submission may be in the hands of the request that brought it.
const PATIENCE: chrono::Duration = chrono::Duration::seconds(60);
/// At most so many are made up for at a time.
const BATCH: i64 = 100;

/// Runs the checks of submissions that were stored but never checked, because the process ended in between.
/// Answers how many there were.
pub fn run_cut_short(desk: &Desk) -> Result<usize, VerifyError> {
    let waiting =
        desk.db.read(|conn| queue::lines(conn, &[SubmissionState::Received], &Sift::default(), false, (BATCH, 0)))?;
    let since = desk.clock.now() - PATIENCE;
    let due: Vec<_> = waiting.into_iter().filter(|w| w.submission.updated_at <= since).collect();
    for waiting in &due {
        run(desk, &waiting.submission.id)?;
    }
    Ok(due.len())
}

fn check(desk: &Desk, open: &OpenDossier, acts: &Acts, now: DateTime<Utc>) -> Result<(Examined, Report), VerifyError> {
    let loaded = ReferenceSources::open(&desk.reference, now.date_naive())?;
    let sources = LiveSources::over(loaded, desk.live.clone(), now.date_naive());
    let listed = super::index::listed_elsewhere(&desk.db, open)?;
    let examined = examine(desk.rules, &desk.keys, open, acts, &sources, &listed, now);
    let report = crate::verify::report(&examined.findings, &sources, now);
    Ok((examined, report))
}

/// What the checks found, each with the hash of the values that it looked at.
pub(super) struct Examined {
    /// In report order.
    pub findings: Vec<Finding>,
    /// In the same order.
    pub hashes: Vec<String>,
}

/// Every check of a dossier with what people did about it. Pure: nothing is read or stored.
pub(super) fn examine(
    rules: &Rules,
    keys: &Keys,
    open: &OpenDossier,
    acts: &Acts,
    sources: &dyn Sources,
    listed: &[ListedElsewhere],
    now: DateTime<Utc>,
) -> Examined {
    let lookups = look_ups::in_place(keys, &open.value, &acts.lookups);
    let context = crate::verify::Context {
        lookups: &lookups,
        sources,
        rules,
        gazetteer: Gazetteer::get(),
        listed: Some(listed),
        unasked: &[],
        now,
    };
    let memory = Memory::new(&acts.overrides, now);
    let mut findings = crate::verify::verify(&open.dossier, &context);
    let hashes: Vec<String> = findings.iter().map(|f| value_hash(keys, &open.value, &f.looked_at)).collect();
    for (finding, hash) in findings.iter_mut().zip(&hashes) {
        answer(rules, finding, hash, &acts.answers);
        overrides::settle(rules, keys, open, finding, &memory);
    }
    Examined { findings, hashes }
}

/// A person's answer turns a `review` into a pass, for exactly the values that were compared and exactly what was found;
/// never a `fail`, and never a hit on a list, whose rows are cleared one by one.
fn answer(rules: &Rules, finding: &mut Finding, hash: &str, answers: &[Answer]) {
    let check = &mut finding.check;
    if check.outcome != Outcome::Review || !is_answerable(rules, &check.code) {
        return;
    }
    let found = overrides::found_hash(check);
    let fits = |a: &&Answer| {
        a.code == check.code && a.subject == check.subject && a.value_hash == hash && a.found_hash == found
    };
    if let Some(answer) = answers.iter().rev().find(fits) {
        check.outcome = Outcome::Pass;
        check.detail = format!("{} A person looked at this and found no cause for concern.", check.detail);
        check.evidence.insert("answered_at".into(), Value::String(answer.answered_at.and_utc().to_rfc3339()));
    }
}

/// Whether one answer settles a `review` of this check. What a board has not decided (a renewal that is pending) is
/// answered by the next look-up alone.
pub(super) fn is_answerable(rules: &Rules, code: &str) -> bool {
    const BY_LOOK_UP: [&str; 2] = ["license.board_status", "license.expiry"];
    rules.overrides.of(code) != OverrideBy::Row && !BY_LOOK_UP.contains(&code)
}

/// What is sealed beside a check: the list's own rows, and what the matcher said of those that stand against someone.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct KeptRows {
    /// Each as JSON text.
    pub rows: Vec<String>,
    /// The surest first.
    pub hits: Vec<KeptHit>,
}

impl KeptRows {
    /// Opens what is sealed beside a check.
    pub fn open(keys: &Keys, dossier_id: &str, row: &EvidenceRow) -> Result<KeptRows, VerifyError> {
        let Some(sealed) = row.sealed_rows.as_deref() else { return Ok(KeptRows::default()) };
        let plain = keys.unseal(Purpose::ListRow, dossier_id, sealed)?;
        let damaged = |e| DbError::Damaged(format!("the list rows of evidence {}: {e}", row.id));
        Ok(serde_json::from_slice(&plain).map_err(damaged)?)
    }
}

fn seal(keys: &Keys, open: &OpenDossier, examined: Examined) -> Result<Vec<NewEvidence>, KeyError> {
    examined
        .findings
        .into_iter()
        .zip(examined.hashes)
        .map(|(finding, value_hash)| {
            let sealed_rows = if finding.list_rows.is_empty() {
                None
            } else {
                let hits = finding.hits.iter().map(KeptHit::from).collect();
                let kept = json!(KeptRows { rows: finding.list_rows, hits }).to_string();
                Some(keys.seal(Purpose::ListRow, &open.id, kept.as_bytes())?)
            };
            Ok(NewEvidence { value_hash, check: finding.check, looked_at: finding.looked_at, sealed_rows })
        })
        .collect()
}
