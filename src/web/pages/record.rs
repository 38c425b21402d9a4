//! `/status/{reference}/record`: all of a submission on one page, to print or keep. Private like the status page; birth dates, DEA
//! numbers and what a person still looks at on an exclusion list are not in it.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::Serialize;
use tera::Context;

use super::list::written;
use super::status::opened;
use crate::domain::badge::outcome_at;
use crate::domain::check::{Check, Outcome};
use crate::domain::draft::Draft;
use crate::pipeline::dossier::OpenDossier;
use crate::pipeline::submit;
use crate::reads::submission::OwnSubmission;
use crate::web::error::WebError;
use crate::web::extract::link::only_ours;
use crate::web::extract::query::QueryPairs;
use crate::web::portal::progress::Progress;
use crate::web::state::State;
use crate::web::views::{Page, subject};

/// The page's address, without language.
pub fn path(reference: &str, key: &str) -> String {
    format!("/status/{reference}/record?key={key}")
}

/// A check as its provider reads it.
#[derive(Debug, Serialize)]
struct CheckView {
    /// What was found, naming whom it is about.
    says: String,
    outcome: Outcome,
    /// A person looks at it: nothing more is said.
    is_looked_at: bool,
    source: String,
    checked_at: DateTime<Utc>,
    valid_until: Option<DateTime<Utc>>,
}

/// `GET /status/{reference}/record?key=`.
pub async fn show(
    page: Page,
    state: State,
    reference: web::Path<String>,
    query: QueryPairs,
) -> Result<HttpResponse, WebError> {
    let (reference, key) = (reference.into_inner(), only_ours(query.first("key").unwrap_or_default()));
    let asked = (reference.clone(), key.clone());
    let (own, sent) = state
        .blocking(move |s| {
            let own = opened(s, &asked.0, &asked.1)?;
            let sent = submit::sent(&s.desk(), &own.submission)?;
            Ok::<_, WebError>((own, sent))
        })
        .await?;
    let now = state.clock.now();
    let draft = Draft { is_listed: true, ..Draft::of_dossier(&sent.value) };
    let tasks = written::tasks(&page, &draft, &Progress::of(&draft, state.rules, now), &[], &|_| None)?;
    let mut context = Context::new();
    context.insert("tasks", &tasks);
    insert(&mut context, &own, &sent, now);
    context.insert("checks", &checks(&page, &own, now)?);
    context.insert("query", &format!("?key={key}"));
    context.insert("status_url", &page.link(&submit::status_path(&reference, &key)));
    page.render("record.html", context)
}

fn insert(context: &mut Context, own: &OwnSubmission, sent: &OpenDossier, now: DateTime<Utc>) {
    context.insert("reference", &own.submission.reference);
    context.insert("name", &own.name);
    context.insert("state", &own.submission.state);
    context.insert("sent_at", &own.submission.received_at.to_rfc3339());
    context.insert("contact", &own.submission.contact);
    context.insert("version", &sent.version);
    context.insert("attestation", &sent.dossier.attestation);
    context.insert("printed_at", &now.to_rfc3339());
    context.insert("checked_at", &own.run.as_ref().map(|run| run.as_of.to_rfc3339()));
}

fn checks(page: &Page, own: &OwnSubmission, now: DateTime<Utc>) -> Result<Vec<CheckView>, WebError> {
    let lists = page.say("record-exclusion", &[])?;
    let rows = own.run.iter().flat_map(|run| &run.rows);
    Ok(rows.map(|row| view(own, &row.check, &lists, now)).collect())
}

/// `lists` names the exclusion lists, of which nothing more is said while a person looks.
fn view(own: &OwnSubmission, check: &Check, lists: &str, now: DateTime<Utc>) -> CheckView {
    let outcome = outcome_at(check, now);
    let is_looked_at = check.code.starts_with("exclusion.") && matches!(outcome, Outcome::Fail | Outcome::Review);
    CheckView {
        says: subject::about(&own.dossier, &check.subject, if is_looked_at { lists } else { &check.detail }),
        outcome,
        is_looked_at,
        source: check.source.clone(),
        checked_at: check.checked_at,
        valid_until: check.valid_until,
    }
}
