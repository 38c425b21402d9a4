//! `/portal/sessions`: where its reader is signed in, and signing out there.

use actix_web::HttpResponse;
use serde::Serialize;

use crate::managers::{ABSOLUTE_LIMIT, IDLE_LIMIT, OwnSession};
use crate::web::error::WebError;
use crate::web::extract::session_cookie::MANAGER;
use crate::web::state::State;
use crate::web::views::Page;
use crate::web::views::page::see_other;

use super::guard::{Manager, SessionForm};

const PATH: &str = "/portal/sessions";

#[derive(Serialize)]
struct SessionView {
    id: String,
    browser: String,
    since: String,
    last_used: String,
    is_this: bool,
}

impl From<OwnSession> for SessionView {
    fn from(s: OwnSession) -> Self {
        SessionView {
            id: s.id,
            browser: s.browser,
            since: s.since.to_rfc3339(),
            last_used: s.last_used.to_rfc3339(),
            is_this: s.is_this,
        }
    }
}

/// GET.
pub async fn show(state: State, page: Page, manager: Manager) -> Result<HttpResponse, WebError> {
    let mut context = manager.context();
    let visitor = manager.visitor;
    let sessions = state.blocking(move |s| s.managers.sessions(&visitor)).await?;
    context.insert("sessions", &sessions.into_iter().map(SessionView::from).collect::<Vec<_>>());
    context.insert("idle_minutes", &IDLE_LIMIT.num_minutes());
    context.insert("hours", &ABSOLUTE_LIMIT.num_hours());
    page.render("portal/sessions.html", context)
}

/// `POST ../end`: ends one.
pub async fn end(state: State, manager: Manager, form: SessionForm) -> Result<HttpResponse, WebError> {
    let id = form.0.text("session").unwrap_or_default().to_string();
    let is_this = id == manager.visitor.session_id;
    state.blocking(move |s| s.managers.end_session(&manager.visitor, &id)).await?;
    if !is_this {
        return Ok(see_other(PATH));
    }
    let mut answer = see_other("/portal/sign-in");
    answer.add_cookie(&MANAGER.removal()).map_err(WebError::internal)?;
    Ok(answer)
}

/// `POST ../end-others`: ends all but this one.
pub async fn end_others(state: State, manager: Manager, _form: SessionForm) -> Result<HttpResponse, WebError> {
    state.blocking(move |s| s.managers.end_other_sessions(&manager.visitor)).await?;
    Ok(see_other(PATH))
}
