//! `/portal/people/{organization}`: who of a clinic's clinicians has answered for themselves. What they answered is seen by nobody
//! here.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde::Serialize;

use crate::domain::email;
use crate::domain::own_word::OwnWord;
use crate::pipeline::clinician::{self, Standing};
use crate::reads::managed;
use crate::web::error::WebError;
use crate::web::state::State;
use crate::web::views::Page;
use crate::web::views::page::see_other;

use super::guard::{Managing, SessionForm};

/// The page's address.
pub fn address(organization_id: &str) -> String {
    format!("/portal/people/{organization_id}")
}

#[derive(Serialize)]
struct PersonView {
    person: String,
    name: String,
    email: String,
    asked_at: Option<String>,
    said: Option<OwnWord>,
    /// They answered everything that they were asked.
    is_done: bool,
    /// Whom they are named as supervising and have not spoken of, and of whom they say that they do not.
    supervision_open: Vec<String>,
    supervision_denied: Vec<String>,
    problem: Option<&'static str>,
}

/// An address that is none, and whose.
struct Problem {
    person: String,
    typed: String,
}

const NO_ADDRESS: &str = "Write their work e-mail address, like ana@example.org";

/// GET.
pub async fn show(state: State, page: Page, managing: Managing) -> Result<HttpResponse, WebError> {
    shown(&state, &page, managing, None).await
}

/// POST: mails somebody their link, again or at another address.
pub async fn ask(state: State, page: Page, managing: Managing, form: SessionForm) -> Result<HttpResponse, WebError> {
    let person = form.0.text("person").unwrap_or_default().to_string();
    let typed: String = form.0.text("email").unwrap_or_default().chars().take(254).collect();
    if email::folded(&typed).is_none() {
        return shown(&state, &page, managing, Some(Problem { person, typed })).await;
    }
    let (id, manager) = (managing.organization_id.clone(), managing.manager.visitor.manager_id.clone());
    let asked = state.blocking(move |s| clinician::ask_again(&s.desk(), &id, &manager, &person, &typed)).await?;
    if asked { Ok(see_other(&address(&managing.organization_id))) } else { Err(WebError::not_found()) }
}

async fn shown(
    state: &State,
    page: &Page,
    Managing { manager, organization_id }: Managing,
    problem: Option<Problem>,
) -> Result<HttpResponse, WebError> {
    let mut context = manager.context();
    context.insert("action", &address(&organization_id));
    context.insert("back_url", &super::listing::address(&organization_id));
    let (name, people) = state
        .blocking(move |s| -> Result<(String, Vec<Standing>), WebError> {
            Ok((managed::name(&s.db, &organization_id)?, clinician::standing(&s.desk(), &organization_id)?))
        })
        .await?;
    let people: Vec<PersonView> = people.into_iter().map(|p| view(p, problem.as_ref())).collect();
    context.insert("name", &name);
    context.insert("people", &people);
    context.insert("problem", &problem.as_ref().map(|_| NO_ADDRESS));
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    page.render_as(status, "portal/people.html", context)
}

fn view(standing: Standing, problem: Option<&Problem>) -> PersonView {
    let own = problem.filter(|problem| problem.person == standing.person);
    let asked = standing.asked.as_ref();
    let supervised = |wanted: Option<OwnWord>| {
        let those = standing.supervises.iter().filter(|s| s.said.map(|(word, _)| word) == wanted);
        those.map(|s| s.name.clone()).collect()
    };
    PersonView {
        email: own.map(|p| p.typed.clone()).or_else(|| asked.map(|(email, _)| email.clone())).unwrap_or_default(),
        asked_at: asked.map(|(_, at)| at.to_rfc3339()),
        said: standing.said,
        is_done: standing.is_done(),
        supervision_open: supervised(None),
        supervision_denied: supervised(Some(OwnWord::Denied)),
        problem: own.map(|_| NO_ADDRESS),
        name: standing.name,
        person: standing.person,
    }
}
