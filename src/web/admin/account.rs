//! `/admin/account`: one's own account. Where one is signed in, and the ways to a new password and to recovery codes.

use actix_web::HttpResponse;
use serde::Serialize;

use crate::staff::{ABSOLUTE_LIMIT, IDLE_LIMIT, OwnSession, RECOVERY_CODES};
use crate::web::error::WebError;
use crate::web::extract::query::QueryPairs;
use crate::web::extract::session_cookie::STAFF;
use crate::web::state::State;
use crate::web::views::Page;
use crate::web::views::page::see_other;

use super::guard::{MayRead, SessionForm, Staff};
use super::shortcuts;

/// Its address.
pub(super) const PATH: &str = "/admin/account";

/// A session on a page.
#[derive(Serialize)]
pub(super) struct SessionView {
    id: String,
    browser: String,
    since: String,
    last_used: String,
    is_this: bool,
}

impl SessionView {
    /// `this` is the id of the session that looks.
    pub(super) fn of(s: OwnSession, this: &str) -> Self {
        SessionView {
            is_this: s.id == this,
            since: s.since.to_rfc3339(),
            last_used: s.last_used.to_rfc3339(),
            browser: s.browser,
            id: s.id,
        }
    }
}

/// GET.
pub async fn show(
    state: State,
    page: Page,
    staff: Staff<MayRead>,
    query: QueryPairs,
) -> Result<HttpResponse, WebError> {
    let mut context = staff.context();
    let visitor = staff.visitor;
    let this = visitor.session_id.clone();
    let (sessions, left) = state
        .blocking(move |s| {
            Ok::<_, WebError>((s.accounts.sessions(&visitor.staff_id)?, s.accounts.recovery_codes_left(&visitor)?))
        })
        .await?;
    let sessions: Vec<SessionView> = sessions.into_iter().map(|s| SessionView::of(s, &this)).collect();
    context.insert("sessions", &sessions);
    context.insert("keys", shortcuts::KEYS);
    context.insert("recovery_codes_left", &left);
    context.insert("recovery_codes", &RECOVERY_CODES);
    context.insert("idle_minutes", &IDLE_LIMIT.num_minutes());
    context.insert("hours", &ABSOLUTE_LIMIT.num_hours());
    context.insert("is_password_new", &(query.first("done") == Some("password")));
    page.render("admin/account.html", context)
}

/// `POST ../sessions/end`: ends one.
pub async fn end(state: State, staff: Staff<MayRead>, form: SessionForm) -> Result<HttpResponse, WebError> {
    let id = form.0.text("session").unwrap_or_default().to_string();
    let is_this = id == staff.visitor.session_id;
    state.blocking(move |s| s.accounts.end_session(&staff.visitor, &id)).await?;
    if !is_this {
        return Ok(see_other(PATH));
    }
    let mut answer = see_other("/admin/sign-in");
    answer.add_cookie(&STAFF.removal()).map_err(WebError::internal)?;
    Ok(answer)
}

/// `POST ../sessions/end-others`: ends all but this one.
pub async fn end_others(state: State, staff: Staff<MayRead>, _form: SessionForm) -> Result<HttpResponse, WebError> {
    state.blocking(move |s| s.accounts.end_other_sessions(&staff.visitor)).await?;
    Ok(see_other(PATH))
}
