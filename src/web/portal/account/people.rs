//! `/portal/managers/{organization}`: who looks after a listing; inviting and taking off.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde::Serialize;

use crate::managers::{InviteError, Person, RemoveError};
use crate::reads::managed;
use crate::web::error::WebError;
use crate::web::state::State;
use crate::web::views::Page;
use crate::web::views::page::see_other;

use super::guard::{Managing, SessionForm};

#[derive(Serialize)]
struct PersonView {
    id: String,
    email: String,
    since: String,
    is_invited: bool,
    is_you: bool,
    /// The last one cannot be taken off.
    may_go: bool,
}

/// What is wrong with what was sent: a field or the page as a whole.
struct Problem {
    text: String,
    typed: String,
}

/// GET.
pub async fn show(state: State, page: Page, managing: Managing) -> Result<HttpResponse, WebError> {
    shown(&state, &page, managing, StatusCode::OK, None).await
}

async fn shown(
    state: &State,
    page: &Page,
    Managing { manager, organization_id }: Managing,
    status: StatusCode,
    problem: Option<Problem>,
) -> Result<HttpResponse, WebError> {
    let mut context = manager.context();
    context.insert("action", &format!("/portal/managers/{organization_id}"));
    let visitor = manager.visitor;
    let read = state.blocking(move |s| -> Result<(String, Vec<Person>), WebError> {
        Ok((managed::name(&s.db, &organization_id)?, s.managers.people(&visitor, &organization_id)?))
    });
    let (name, people) = read.await?;
    let in_charge = people.iter().filter(|p| !p.is_invited).count();
    let people: Vec<PersonView> = people.into_iter().map(|p| view(p, in_charge)).collect();
    context.insert("name", &name);
    context.insert("people", &people);
    context.insert("problem", &problem.as_ref().map(|p| &p.text));
    context.insert("typed", &problem.as_ref().map(|p| p.typed.as_str()).unwrap_or_default());
    page.render_as(status, "portal/managers.html", context)
}

fn view(person: Person, in_charge: usize) -> PersonView {
    PersonView {
        may_go: person.is_invited || in_charge > 1,
        id: person.id,
        email: person.email,
        since: person.since.to_rfc3339(),
        is_invited: person.is_invited,
        is_you: person.is_you,
    }
}

/// POST: invites; then the page again.
pub async fn invite(state: State, page: Page, managing: Managing, form: SessionForm) -> Result<HttpResponse, WebError> {
    let typed: String = form.0.text("email").unwrap_or_default().chars().take(254).collect();
    let (visitor, id, address) = (managing.manager.visitor.clone(), managing.organization_id.clone(), typed.clone());
    match state.blocking(move |s| Ok::<_, WebError>(s.managers.invite(&visitor, &id, &address))).await? {
        Ok(()) => Ok(see_other(&format!("/portal/managers/{}", managing.organization_id))),
        Err(InviteError::Db(e)) => Err(e.into()),
        Err(e) => {
            let problem = Problem { text: e.to_string(), typed };
            shown(&state, &page, managing, StatusCode::UNPROCESSABLE_ENTITY, Some(problem)).await
        }
    }
}

/// `POST ../remove`: takes somebody off; then the page again, or what is left to see for whoever took themselves off.
pub async fn remove(state: State, page: Page, managing: Managing, form: SessionForm) -> Result<HttpResponse, WebError> {
    let person = form.0.text("person").unwrap_or_default().to_string();
    let (visitor, id) = (managing.manager.visitor.clone(), managing.organization_id.clone());
    let done = state
        .blocking(move |s| -> Result<_, WebError> {
            let removed = s.managers.remove(&visitor, &id, &person);
            Ok((removed, s.managers.looks_after(&visitor, &id)?))
        })
        .await?;
    match done {
        (Ok(()), true) => Ok(see_other(&format!("/portal/managers/{}", managing.organization_id))),
        (Ok(()), false) => Ok(see_other(super::START)),
        (Err(RemoveError::Db(e)), _) => Err(e.into()),
        (Err(e @ RemoveError::LastOne), _) => {
            let problem = Problem { text: e.to_string(), typed: String::new() };
            shown(&state, &page, managing, StatusCode::UNPROCESSABLE_ENTITY, Some(problem)).await
        }
    }
}
