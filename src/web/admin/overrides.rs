//! Clearing hits and letting failures stand: one person's clearing, one's proposal, and what a second person does.

use actix_web::{HttpResponse, web};
use chrono::NaiveDate;

use crate::domain::overrides::OverrideAct;
use crate::pipeline::review::{self, ReviewError, SaidOfHit};
use crate::web::error::WebError;
use crate::web::extract::form::Form;

use super::posted::Posted;
use super::submissions::id_of;
use super::{failure, said};

/// Clears a hit, or proposes to: the form of a hit or of a failed check.
pub async fn begin(posted: Posted) -> Result<HttpResponse, WebError> {
    let Posted { state, staff, id, form, .. } = &posted;
    let (evidence_id, reason) = (text(form, "evidence"), text(form, "reason"));
    let row_hash = form.text("row").map(str::to_string);
    let expires_on = form.text("expires_on").and_then(|day| day.parse().ok()).unwrap_or(NaiveDate::MIN);
    let (wanted, reviewer) = (id.clone(), staff.reviewer());
    let begun = state
        .blocking(move |s| {
            let said =
                SaidOfHit { evidence_id: &evidence_id, row_hash: row_hash.as_deref(), reason: &reason, expires_on };
            taken(review::clear(&s.desk(), &reviewer, wanted.as_str(), &said).map(drop))
        })
        .await?;
    answer(&posted, begun).await
}

/// Confirms, refuses, takes back or ends one.
pub async fn follow_up(posted: Posted, path: web::Path<(String, String)>) -> Result<HttpResponse, WebError> {
    let Posted { state, staff, id, form, .. } = &posted;
    let override_id = id_of(&path.1)?;
    let reason = text(form, "reason");
    let act = form.raw("act").and_then(|act| act.parse::<OverrideAct>().ok()).ok_or_else(WebError::not_found)?;
    let (wanted, reviewer) = (id.clone(), staff.reviewer());
    let done = state
        .blocking(move |s| {
            let done = review::follow_up(&s.desk(), &reviewer, wanted.as_str(), override_id.as_str(), act, &reason);
            taken(done.map(drop))
        })
        .await?;
    answer(&posted, done).await
}

fn text(form: &Form, name: &str) -> String {
    form.raw(name).unwrap_or_default().to_string()
}

/// What was wrong with a field, apart from what is wrong with the act itself.
type Fault = Option<(&'static str, String)>;

fn taken(done: Result<(), ReviewError>) -> Result<Fault, WebError> {
    match done {
        Ok(()) => Ok(None),
        Err(e @ ReviewError::ReasonNeeded) => Ok(Some(("reason", said(&e)))),
        Err(e @ ReviewError::BadExpiry(_)) => Ok(Some(("expires_on", said(&e)))),
        Err(other) => Err(failure(other)),
    }
}

async fn answer(posted: &Posted, fault: Fault) -> Result<HttpResponse, WebError> {
    match fault {
        None => Ok(posted.back(&text(&posted.form, "subject"))),
        Some((field, said)) => posted.returned(text(&posted.form, "form"), field, said).await,
    }
}
