//! Reports as staff read them: what waits, and one of them beside the listing as it stands.

use serde_json::Value;

use crate::db::report_calls::{self, ReportCall};
use crate::db::reports::{self, Queued, Report};
use crate::db::{Conn, DbError, dossiers, listings, organizations, staff, submissions};
use crate::domain::report::{ReportOutcome, ReportState};
use crate::pipeline::Desk;
use crate::pipeline::licensed::{self, Licenses};

use super::{ReportError, Words, call};

/// Other open reports about the same listing that are shown beside one.
const OTHERS: i64 = 20;

/// One line of the queue.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// The report.
    pub report: Report,
    /// The provider's public name.
    pub provider: String,
}

/// Reports in these states, unsafe care first, then what is due first, and how many there are in all, as far as they are counted.
pub fn queue(desk: &Desk, states: &[ReportState], limit: i64, offset: i64) -> Result<(Vec<Waiting>, i64), DbError> {
    desk.db.read(|conn| {
        let total = reports::counted_in_states(conn, states)?;
        let queued = reports::in_states(conn, states, limit, offset)?;
        let waiting = queued.into_iter().map(|Queued { report, provider }| Waiting { report, provider });
        Ok((waiting.collect(), total))
    })
}

/// How a report was answered.
#[derive(Debug, Clone)]
pub struct Answered {
    /// What came of it.
    pub outcome: ReportOutcome,
    /// In words.
    pub text: String,
    /// The e-mail address of who answered.
    pub by: String,
    /// When.
    pub at: chrono::DateTime<chrono::Utc>,
}

/// One report with everything that bears on it.
#[derive(Debug, Clone)]
pub struct Case {
    /// The report.
    pub report: Report,
    /// What the reporter wrote; `None` once erased.
    pub text: Option<String>,
    /// Whether the answer has somewhere to go. The address itself is for the outbox alone.
    pub has_email: bool,
    /// The provider's public name.
    pub provider: String,
    /// The address of its page, where the listing is in sight.
    pub slug: Option<String>,
    /// The dossier that the listing shows, without its private values; `None` without a listing.
    pub dossier: Option<Value>,
    /// The place that the report is about, as the dossier names it.
    pub place_key: Option<String>,
    /// Where the listing can be decided on: the submission that carried that dossier.
    pub submission_id: Option<String>,
    /// Once it is answered.
    pub answered: Option<Answered>,
    /// Other open reports about the same listing, the oldest first.
    pub others: Vec<Report>,
    /// Our own call about it, and the e-mail address of who called.
    pub call: Option<(ReportCall, String)>,
    /// Two independent reports speak of the same phone: a call in vain may be followed by the public note.
    pub may_note: bool,
    /// Of the listing's people: state (USPS code) of each license, and profession. Whose boards to tell.
    pub licenses: Licenses,
}

/// Opens one.
pub fn case(desk: &Desk, report_id: &str) -> Result<Case, ReportError> {
    desk.db.read(|conn| {
        let report = reports::get(conn, report_id)?;
        let organization = organizations::get(conn, &report.organization_id)?;
        let listing = listings::get(conn, &organization.id)?.filter(|l| !l.is_removed());
        let (mut dossier, mut submission_id) = (None, None);
        if let Some(listing) = &listing {
            let row = dossiers::get(conn, &listing.dossier_id)?;
            let body: Value =
                serde_json::from_str(&row.body).map_err(|e| DbError::Damaged(format!("dossier {}: {e}", row.id)))?;
            dossier = Some(body);
            submission_id = submissions::of_dossiers(conn, &[&listing.dossier_id])?.into_iter().next().map(|s| s.id);
        }
        let keys = organizations::place_ids(conn, &organization.id)?;
        let place_key = keys.into_iter().find(|(_, id)| Some(id) == report.place_id.as_ref()).map(|(key, _)| key);
        let words = Words::of(&desk.keys, &report);
        let others = reports::open_about(conn, &organization.id, OTHERS)?.into_iter().filter(|r| r.id != report.id);
        Ok(Case {
            has_email: words.as_ref().is_some_and(|words| words.email.is_some()),
            text: words.map(|words| words.text),
            provider: organization.name,
            slug: listing.filter(|l| l.is_public()).map(|_| organization.slug),
            dossier,
            place_key,
            submission_id,
            answered: answered(conn, &report.id)?,
            call: called(conn, &report.id)?,
            may_note: call::is_enough(conn, &desk.keys, &report)?,
            licenses: licensed::of_listing(conn, &organization.id)?,
            others: others.collect(),
            report,
        })
    })
}

fn called(conn: &mut Conn, report_id: &str) -> Result<Option<(ReportCall, String)>, DbError> {
    let Some(call) = report_calls::of(conn, report_id)? else { return Ok(None) };
    let by = staff::emails(conn)?.remove(&call.staff_id).unwrap_or_else(|| call.staff_id.clone());
    Ok(Some((call, by)))
}

fn answered(conn: &mut Conn, report_id: &str) -> Result<Option<Answered>, DbError> {
    let Some(answer) = reports::answer_to(conn, report_id)? else { return Ok(None) };
    let by = staff::emails(conn)?.remove(&answer.staff_id).unwrap_or(answer.staff_id);
    Ok(Some(Answered { outcome: answer.outcome, text: answer.text, by, at: answer.answered_at }))
}
