//! Lists inside a draft: the licenses of a person, the owners of a clinic.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::sheet::said;
use super::{At, foreign, opened};
use crate::domain::draft::{Draft, Whose, full_name};
use crate::pipeline::draft;
use crate::web::error::WebError;
use crate::web::extract::form::Form;
use crate::web::extract::query::QueryPairs;
use crate::web::portal::asking::text_of;
use crate::web::portal::faults::Fault;
use crate::web::portal::progress::{Page as Step, Progress};
use crate::web::state::State;
use crate::web::views::Page;
use crate::web::views::form::Shown;

/// One row.
#[derive(Serialize)]
struct RowView {
    label: String,
    url: String,
    part: String,
}

/// `GET /list/{draft}/licenses/{person}?key=`.
pub async fn licenses(
    page: Page,
    state: State,
    path: web::Path<(String, String)>,
    query: QueryPairs,
) -> Result<HttpResponse, WebError> {
    let (id, person) = path.into_inner();
    list(&page, &state, At::of(&id, &query), Step::Licenses(person), None).await
}

/// `GET /list/{draft}/owners?key=`.
pub async fn owners(
    page: Page,
    state: State,
    id: web::Path<String>,
    query: QueryPairs,
) -> Result<HttpResponse, WebError> {
    list(&page, &state, At::of(&id, &query), Step::Owners, None).await
}

/// `POST` of the licenses: that is all of them.
pub async fn done_licenses(
    page: Page,
    state: State,
    path: web::Path<(String, String)>,
    query: QueryPairs,
    form: Form,
) -> Result<HttpResponse, WebError> {
    let (id, person) = path.into_inner();
    list(&page, &state, At::of(&id, &query), Step::Licenses(person), Some(form)).await
}

/// `POST` of the owners: that is all of them.
pub async fn done_owners(
    page: Page,
    state: State,
    id: web::Path<String>,
    query: QueryPairs,
    form: Form,
) -> Result<HttpResponse, WebError> {
    list(&page, &state, At::of(&id, &query), Step::Owners, Some(form)).await
}

async fn list(page: &Page, state: &State, at: At, step: Step, form: Option<Form>) -> Result<HttpResponse, WebError> {
    let writing = match opened(page, state, &at).await? {
        Ok(writing) => writing,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let draft = writing.draft;
    if let Step::Licenses(id) = &step {
        draft.part(&Whose::Person(id.clone())).ok_or_else(WebError::not_found)?;
    }
    let Some(form) = form else { return shown(page, state, &at, &draft, &step, Vec::new(), StatusCode::OK) };
    if !at.is_ours(state, &form) {
        return Err(foreign());
    }
    let progress = Progress::of(&draft, state.rules, state.clock.now());
    let own = progress.faults().iter().filter(|fault| is_in(fault, &step));
    let problems = own.map(|fault| led(page, &at, fault)).collect::<Result<Vec<_>, _>>()?;
    if !problems.is_empty() {
        return shown(page, state, &at, &draft, &step, problems, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let next = progress.after(&step).map_or_else(|| at.path(""), |next| at.path(&next.path()));
    let (place, key) = (at.clone(), step.key());
    state
        .blocking(move |s| {
            draft::change(&s.desk(), &place.id, &place.key, |draft| {
                draft.asked.remove(&key);
                draft.done.insert(key.clone());
            })
        })
        .await?;
    Ok(page.redirect(&next))
}

fn is_in(fault: &Fault, step: &Step) -> bool {
    match (step, &fault.whose) {
        (Step::Licenses(id), Whose::License(person, _)) => id == person,
        (Step::Owners, Whose::Owner(_)) => true,
        _ => false,
    }
}

/// A fault of a row leads to the page on which it can be mended.
fn led(page: &Page, at: &At, fault: &Fault) -> Result<Shown, WebError> {
    let step = Step::Sheet(fault.sheet, fault.whose.clone());
    let href = Some(format!("{}#{}", page.link(&at.path(&step.path())), fault.question));
    Ok(Shown { href, ..said(page, fault)? })
}

fn shown(
    page: &Page,
    state: &State,
    at: &At,
    draft: &Draft,
    step: &Step,
    problems: Vec<Shown>,
    status: StatusCode,
) -> Result<HttpResponse, WebError> {
    let (rows, next): (Vec<(Whose, String)>, Whose) = match step {
        Step::Licenses(id) => {
            let count = draft.license_count(id);
            let own = |n| {
                let whose = Whose::License(id.clone(), n);
                let text = |name| text_of(draft.part(&whose), name).unwrap_or_default();
                let label = format!("{} {}", text("state"), text("number")).trim().to_string();
                (whose, label)
            };
            ((0..count).map(own).collect(), Whose::License(id.clone(), count))
        }
        _ => {
            let count = draft.provider.get("owners").and_then(|o| o.as_array()).map_or(0, Vec::len);
            let own = |n| {
                let whose = Whose::Owner(n);
                let name = draft.part(&whose).and_then(full_name).unwrap_or_default();
                (whose, name)
            };
            ((0..count).map(own).collect(), Whose::Owner(count))
        }
    };
    let (sheet, word) = if matches!(step, Step::Owners) { ("owner", "owners") } else { ("license", "licenses") };
    let view = |(whose, label): (Whose, String)| {
        let row = Step::Sheet(sheet, whose);
        RowView { label, url: page.link(&at.path(&row.path())), part: row.key() }
    };
    let person = match step {
        Step::Licenses(id) if draft.people.len() > 1 => draft.part(&Whose::Person(id.clone())).and_then(full_name),
        _ => None,
    };
    let mut context = at.context(page, state);
    context.insert("title", &page.say(&format!("rows-{word}"), &[])?);
    context.insert("caption", &person);
    context.insert("lead", &page.hint(&format!("rows-{word}-lead")));
    context.insert("empty", &page.say(&format!("rows-{word}-none"), &[])?);
    context.insert("add_text", &page.say(&format!("rows-{word}-add"), &[])?);
    context.insert("add_url", &page.link(&at.path(&Step::Sheet(sheet, next).path())));
    context.insert("rows", &rows.into_iter().map(view).collect::<Vec<_>>());
    context.insert("problems", &problems);
    context.insert("action", &page.link(&at.path(&step.path())));
    context.insert("remove_url", &page.link(&at.path("/remove")));
    page.render_as(status, "list/rows.html", context)
}
