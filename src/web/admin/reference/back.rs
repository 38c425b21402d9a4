//! `/admin/reference/{list}/back`: what would be put in the place of what, and the act.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use crate::pipeline::reference_act::{self, ActError, Swap};
use crate::web::admin::guard::{MayAdminister, SessionForm, Staff};
use crate::web::error::WebError;
use crate::web::state::State;
use crate::web::views::Page;

use super::words::rows;
use super::{PATH, known};

/// One of the two loads.
#[derive(Debug, Serialize)]
struct Side {
    version: String,
    list_date: String,
    loaded_at: String,
    rows: String,
    is_complete: bool,
    /// It clears nobody.
    is_stale: bool,
}

/// GET: asks.
pub async fn form(
    state: State,
    page: Page,
    staff: Staff<MayAdminister>,
    key: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    show(&state, &page, &staff, &key, StatusCode::OK, None).await
}

/// POST: does it.
pub async fn act(
    state: State,
    page: Page,
    staff: Staff<MayAdminister>,
    key: web::Path<String>,
    form: SessionForm,
) -> Result<HttpResponse, WebError> {
    let (source, region) = known::of_key(&key).ok_or_else(WebError::not_found)?;
    staff.proven()?;
    let (by, seen) = (staff.reviewer(), form.0.raw("seen").unwrap_or_default().to_string());
    let done = state
        .blocking(move |s| match reference_act::roll_back(&s.desk(), &by, source.list, &region, &seen) {
            Err(ActError::Db(e)) => Err(WebError::from(e)),
            other => Ok(other),
        })
        .await?;
    match done {
        Ok(()) => Ok(page.redirect(&format!("{PATH}#tried"))),
        Err(ActError::NoPrevious | ActError::Unknown) => Err(WebError::not_found()),
        Err(e) => show(&state, &page, &staff, &key, StatusCode::CONFLICT, Some(e.to_string())).await,
    }
}

async fn show(
    state: &State,
    page: &Page,
    staff: &Staff<MayAdminister>,
    key: &str,
    status: StatusCode,
    problem: Option<String>,
) -> Result<HttpResponse, WebError> {
    let (source, region) = known::of_key(key).ok_or_else(WebError::not_found)?;
    let list = source.list;
    let of = region.clone();
    let swap: Option<Swap> = state.blocking(move |s| reference_act::swap(&s.desk(), list, &of)).await?;
    let swap = swap.ok_or_else(WebError::not_found)?;
    let today = state.clock.now().date_naive();
    let sides = [Some(&swap.now.source), swap.now.previous.as_ref()].map(|side| {
        side.map(|side| Side {
            version: side.version.clone(),
            list_date: side.list_date.to_string(),
            loaded_at: side.loaded_at.to_rfc3339(),
            rows: rows(side.rows),
            is_complete: side.complete,
            is_stale: source.has_clock && !side.in_date(today),
        })
    });
    let mut context = staff.context();
    context.insert("name", format!("{} {region}", source.name).trim_end());
    context.insert("action", &format!("{PATH}/{key}/back"));
    context.insert("now", &sides[0]);
    context.insert("before", &sides[1]);
    context.insert("seen", &swap.mark());
    context.insert("problem", &problem);
    page.render_as(status, "admin/reference_back.html", context)
}
