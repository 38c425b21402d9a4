//! `/admin/accounts/{id}`: one account, for administrators: its role, its sessions, its end and its beginning anew.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use crate::domain::ids::Id;
use crate::domain::staff::{Role, StaffState};
use crate::staff::TeamError;
use crate::web::error::WebError;
use crate::web::problem::Code;
use crate::web::state::State;
use crate::web::views::Page;
use crate::web::views::page::see_other;

use super::account::SessionView;
use super::accounts::{PATH, roles, show_link, standing};
use super::guard::{MayAdminister, SessionForm, Staff};
use super::submissions::id_of;

/// GET.
pub async fn show(
    state: State,
    page: Page,
    staff: Staff<MayAdminister>,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    render(&state, &page, &staff, &id_of(&path)?, None).await
}

/// `POST ../role`.
pub async fn set_role(
    state: State,
    page: Page,
    staff: Staff<MayAdminister>,
    path: web::Path<String>,
    form: SessionForm,
) -> Result<HttpResponse, WebError> {
    let (id, by) = (id_of(&path)?, staff.proven()?);
    let Ok(role) = form.0.raw("role").unwrap_or_default().parse::<Role>() else {
        return render(&state, &page, &staff, &id, Some("Choose what they may do.".to_string())).await;
    };
    let wanted = id.clone();
    let done = state.blocking(move |s| Ok::<_, WebError>(s.accounts.set_role(&by, &wanted, role))).await?;
    answer(&state, &page, &staff, &id, done).await
}

/// `POST ../disable`.
pub async fn disable(
    state: State,
    page: Page,
    staff: Staff<MayAdminister>,
    path: web::Path<String>,
    _form: SessionForm,
) -> Result<HttpResponse, WebError> {
    let (id, by) = (id_of(&path)?, staff.proven()?);
    let wanted = id.clone();
    let done = state.blocking(move |s| Ok::<_, WebError>(s.accounts.disable(&by, &wanted))).await?;
    answer(&state, &page, &staff, &id, done).await
}

/// `POST ../sessions/end`.
pub async fn end_sessions(
    state: State,
    page: Page,
    staff: Staff<MayAdminister>,
    path: web::Path<String>,
    _form: SessionForm,
) -> Result<HttpResponse, WebError> {
    let (id, by) = (id_of(&path)?, staff.proven()?);
    let wanted = id.clone();
    let done = state.blocking(move |s| Ok::<_, WebError>(s.accounts.end_sessions_of(&by, &wanted))).await?;
    answer(&state, &page, &staff, &id, done).await
}

/// `POST ../link`: makes a new link and shows it this once.
pub async fn renew_link(
    state: State,
    page: Page,
    staff: Staff<MayAdminister>,
    path: web::Path<String>,
    form: SessionForm,
) -> Result<HttpResponse, WebError> {
    let (id, by) = (id_of(&path)?, staff.proven()?);
    let seen_version = form.0.raw("version").and_then(|v| v.parse::<i64>().ok()).unwrap_or_default();
    let wanted = id.clone();
    let renewed = state
        .blocking(move |s| {
            let email = s.accounts.colleague(&wanted)?.email;
            Ok::<_, WebError>(s.accounts.renew_link(&by, &wanted, seen_version).map(|new| (new, email)))
        })
        .await?;
    match renewed {
        Ok((invitation, email)) => show_link(&page, &staff, &state, &invitation, &email),
        Err(e) => answer(&state, &page, &staff, &id, Err(e)).await,
    }
}

async fn answer(
    state: &State,
    page: &Page,
    staff: &Staff<MayAdminister>,
    id: &Id,
    done: Result<(), TeamError>,
) -> Result<HttpResponse, WebError> {
    match done {
        Ok(()) => Ok(see_other(&format!("{PATH}/{id}"))),
        Err(e @ TeamError::LastAdministrator) => render(state, page, staff, id, Some(e.to_string())).await,
        Err(e @ TeamError::NoLonger) => Err(WebError::new(Code::Forbidden).detail(e.to_string())),
        Err(TeamError::Db(e)) => Err(e.into()),
        Err(TeamError::Key(e)) => Err(WebError::internal(e)),
    }
}

async fn render(
    state: &State,
    page: &Page,
    staff: &Staff<MayAdminister>,
    id: &Id,
    problem: Option<String>,
) -> Result<HttpResponse, WebError> {
    let wanted = id.clone();
    let (account, sessions) = state
        .blocking(move |s| Ok::<_, WebError>((s.accounts.colleague(&wanted)?, s.accounts.sessions(&wanted)?)))
        .await?;
    let sessions: Vec<SessionView> =
        sessions.into_iter().map(|s| SessionView::of(s, &staff.visitor.session_id)).collect();
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let mut context = staff.context();
    context.insert("address", &format!("{PATH}/{id}"));
    context.insert("email", &account.email);
    context.insert("role", account.role.as_str());
    context.insert("roles", &roles());
    let link_is_over = account.link.as_ref().is_some_and(|link| link.is_over(state.clock.now()));
    context.insert("state", standing(account.state, link_is_over));
    context.insert("link_until", &account.link.as_ref().map(|link| link.until().to_rfc3339()));
    context.insert("link_is_over", &link_is_over);
    context.insert("is_closed", &(account.state == StaffState::Disabled));
    context.insert("is_active", &(account.state == StaffState::Active));
    context.insert("is_you", &(account.id == staff.visitor.staff_id));
    context.insert("version", &account.version);
    context.insert("invited_at", &account.created_at.to_rfc3339());
    context.insert("signed_in_at", &account.signed_in_at.map(|at| at.to_rfc3339()));
    context.insert("sessions", &sessions);
    context.insert("problem", &problem);
    page.render_as(status, "admin/colleague.html", context)
}
