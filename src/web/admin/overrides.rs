//! Clearing hits and letting failures stand: one person's clearing, one's proposal, and what a second person does.

use actix_web::{HttpResponse, web};
use chrono::NaiveDate;

use crate::domain::overrides::OverrideAct;
use crate::pipeline::review::{self, ReviewError, SaidOfHit};
use crate::web::error::WebError;
use crate::web::extract::form::Form;
use crate::web::state::State;
use crate::web::views::Page;
use crate::web::views::page::see_other;

use super::guard::{MayDecide, SessionForm, Staff};
use super::submissions::{Returned, address, id_of, render};
use super::{failure, said};

/// Clears a hit, or proposes to: the form of a hit or of a failed check.
pub async fn begin(
    state: State,
    page: Page,
    staff: Staff<MayDecide>,
    path: web::Path<String>,
    form: SessionForm,
) -> Result<HttpResponse, WebError> {
    let (id, form, reviewer) = (id_of(&path)?, form.0, staff.reviewer());
    let (evidence_id, reason) = (text(&form, "evidence"), text(&form, "reason"));
    let row_hash = form.text("row").map(str::to_string);
    let expires_on = form.text("expires_on").and_then(|day| day.parse().ok()).unwrap_or(NaiveDate::MIN);
    let wanted = id.clone();
    let begun = state
        .blocking(move |s| {
            let said =
                SaidOfHit { evidence_id: &evidence_id, row_hash: row_hash.as_deref(), reason: &reason, expires_on };
            taken(review::clear(&s.desk(), &reviewer, wanted.as_str(), &said).map(drop))
        })
        .await?;
    answer(&state, &page, &staff, &id, &form, begun).await
}

/// Confirms, refuses, takes back or ends one.
pub async fn follow_up(
    state: State,
    page: Page,
    staff: Staff<MayDecide>,
    path: web::Path<(String, String)>,
    form: SessionForm,
) -> Result<HttpResponse, WebError> {
    let (submission, override_id) = path.into_inner();
    let (id, override_id) = (id_of(&submission)?, id_of(&override_id)?);
    let (form, reviewer) = (form.0, staff.reviewer());
    let reason = text(&form, "reason");
    let act = form.raw("act").and_then(|act| act.parse::<OverrideAct>().ok()).ok_or_else(WebError::not_found)?;
    let wanted = id.clone();
    let done = state
        .blocking(move |s| {
            let done = review::follow_up(&s.desk(), &reviewer, wanted.as_str(), override_id.as_str(), act, &reason);
            taken(done.map(drop))
        })
        .await?;
    answer(&state, &page, &staff, &id, &form, done).await
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

async fn answer(
    state: &State,
    page: &Page,
    staff: &Staff<MayDecide>,
    id: &crate::domain::ids::Id,
    form: &Form,
    fault: Fault,
) -> Result<HttpResponse, WebError> {
    match fault {
        None => Ok(see_other(&format!("{}#{}", address(id), text(form, "subject").replace('/', "-")))),
        Some((field, said)) => {
            let returned = Returned::of(text(form, "form"), form, field, said);
            render(state, page, staff, id, Some(returned)).await
        }
    }
}
