//! `/portal/listings/{organization}`: what is public at once, place by place, and the button that says that all is still right.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde::Serialize;

use crate::pipeline::attest;
use crate::pipeline::draft;
use crate::pipeline::revise::{self, ReviseError};
use crate::pipeline::update::{self, Update, UpdateError};
use crate::pipeline::verify::VerifyError;
use crate::reads::own_places::{self, OwnPlaces};
use crate::web::error::WebError;
use crate::web::extract::form::Form;
use crate::web::extract::query::QueryPairs;
use crate::web::state::State;
use crate::web::views::Page;
use crate::web::views::form::{Field, Shown};
use crate::web::views::page::see_other;

use super::guard::{Managing, SessionForm};
use super::{details_form, own_word};

/// The page's address.
pub fn address(organization_id: &str) -> String {
    format!("/portal/listings/{organization_id}")
}

/// What the page says was just done.
const DONE: [&str; 4] = ["updated", "confirmed", "withdrawn", "decided"];

#[derive(Serialize)]
struct GroupView {
    title: &'static str,
    intro: &'static str,
    rows: Vec<Field>,
}

/// One of several places, and the way to its form.
#[derive(Serialize)]
struct PlaceView {
    name: String,
    href: String,
    is_current: bool,
}

/// A form that comes back: what was typed, and why.
struct Returned {
    form: Form,
    problems: Vec<Shown>,
    is_stale: bool,
}

/// GET: the form of one place, `?place=` by its number in the listing.
pub async fn show(state: State, page: Page, managing: Managing, query: QueryPairs) -> Result<HttpResponse, WebError> {
    let number = query.first("place").and_then(|n| n.parse::<usize>().ok()).unwrap_or(1);
    let done = query.first("done").filter(|word| DONE.contains(word)).map(str::to_string);
    let own = read(&state, &managing).await?;
    let place = number.saturating_sub(1).min(own.places.len().saturating_sub(1));
    render(&page, managing, own, place, done.as_deref(), None)
}

async fn read(state: &State, managing: &Managing) -> Result<OwnPlaces, WebError> {
    let id = managing.organization_id.clone();
    state.blocking(move |s| own_places::of(&s.db, &id)).await
}

fn render(
    page: &Page,
    managing: Managing,
    own: OwnPlaces,
    place: usize,
    done: Option<&str>,
    returned: Option<Returned>,
) -> Result<HttpResponse, WebError> {
    let current = own.places.get(place).ok_or_else(WebError::not_found)?;
    let now = details_form::answers(&current.details);
    let (form, problems) = match &returned {
        Some(returned) => (&returned.form, returned.problems.as_slice()),
        None => (&now, &[][..]),
    };
    let is_stale = returned.as_ref().is_some_and(|r| r.is_stale);
    let other = is_stale.then_some(&now);
    let groups: Vec<GroupView> = details_form::FORM
        .iter()
        .map(|g| GroupView { title: g.title, intro: g.intro, rows: details_form::fields(g, form, problems, other) })
        .collect();
    let action = address(&managing.organization_id);
    let places = own.places.iter().enumerate().map(|(i, p)| PlaceView {
        name: p.name.clone(),
        href: format!("{action}?place={}", i + 1),
        is_current: i == place,
    });
    let mut context = managing.manager.context();
    context.insert("name", &own.name);
    context.insert("page_url", &own.slug.as_ref().map(|slug| format!("/providers/{slug}")));
    context.insert("confirmed_at", &own.confirmed_at);
    context.insert("is_unchecked", &own.is_unchecked);
    context.insert("waiting", &own.waiting);
    context.insert("places", &places.collect::<Vec<_>>());
    context.insert("place", &current.name);
    context.insert("key", &current.key);
    context.insert("seen", &own.dossier_id);
    context.insert("groups", &groups);
    context.insert("confirms", &form.has("confirms"));
    context.insert("done", &done);
    context.insert("is_stale", &is_stale);
    context.insert("problems", &problems);
    context.insert("action", &action);
    context.insert("people_url", &(!own.is_solo).then(|| own_word::address(&managing.organization_id)));
    let status = match (is_stale, problems.is_empty()) {
        (true, _) => StatusCode::CONFLICT,
        (_, false) => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::OK,
    };
    page.render_as(status, "portal/listing.html", context)
}

/// POST: what was changed is public at once; or the form again, with what is to mend or what the listing says by now.
pub async fn send(state: State, page: Page, managing: Managing, form: SessionForm) -> Result<HttpResponse, WebError> {
    let form = form.0;
    let key = form.raw("place").unwrap_or_default().to_string();
    let details = details_form::details(&form);
    let sent = Update {
        seen: form.raw("seen").unwrap_or_default().to_string(),
        place: key.clone(),
        details: details.clone(),
        confirms: form.has("confirms"),
    };
    let (id, manager) = (managing.organization_id.clone(), managing.manager.visitor.manager_id.clone());
    let done = state.blocking(move |s| Ok::<_, WebError>(update::send(&s.desk(), &id, &manager, &sent))).await?;
    let (problems, is_stale) = match done {
        Ok(()) => (Vec::new(), false),
        Err(UpdateError::Unacceptable(found)) => (details_form::problems(&details, &found), false),
        Err(UpdateError::Stale) => {
            let text = "Somebody else changed this place since you opened this page. Nothing that you typed is lost: what the listing says now stands beside it.";
            (vec![Shown { href: None, text: text.to_string() }], true)
        }
        Err(e) => return Err(e.into()),
    };
    let own = read(&state, &managing).await?;
    let place = own.places.iter().position(|p| p.key == key).unwrap_or_default();
    if problems.is_empty() {
        let to = format!("{}?place={}&done=updated", address(&managing.organization_id), place + 1);
        return Ok(see_other(&to));
    }
    let returned = Returned { form, problems, is_stale };
    render(&page, managing, own, place, None, Some(returned))
}

/// `POST ../confirm`: everything is still right.
pub async fn confirm(state: State, managing: Managing, _form: SessionForm) -> Result<HttpResponse, WebError> {
    let (id, manager) = (managing.organization_id.clone(), managing.manager.visitor.manager_id.clone());
    state.blocking(move |s| attest::confirm_signed_in(&s.desk(), &id, &manager)).await?;
    Ok(see_other(&format!("{}?done=confirmed", address(&managing.organization_id))))
}

/// `POST ../change`: everything else. The listing as it is becomes a draft, in which any page can be changed.
pub async fn change(state: State, managing: Managing, _form: SessionForm) -> Result<HttpResponse, WebError> {
    let (id, manager) = (managing.organization_id.clone(), managing.manager.visitor.manager_id.clone());
    let path = state.blocking(move |s| draft::begin_revision(&s.desk(), &id, &manager)).await?;
    Ok(see_other(&path))
}

/// `POST ../withdraw`: the change that waits is taken back; what is listed stays.
pub async fn withdraw(state: State, managing: Managing, form: SessionForm) -> Result<HttpResponse, WebError> {
    let reference = form.0.raw("reference").unwrap_or_default().to_string();
    let (id, manager) = (managing.organization_id.clone(), managing.manager.visitor.manager_id);
    let asked = id.clone();
    let taken =
        state.blocking(move |s| Ok::<_, WebError>(revise::withdraw(&s.desk(), &asked, &reference, &manager))).await?;
    let done = match taken {
        Ok(true) => "withdrawn",
        Ok(false) => "decided",
        Err(ReviseError::NotListed) => return Err(WebError::not_found()),
        Err(ReviseError::Submit(e)) => return Err(e.into()),
        Err(e @ ReviseError::NothingChanged) => return Err(WebError::internal(e)),
    };
    Ok(see_other(&format!("{}?done={done}", address(&id))))
}

impl From<UpdateError> for WebError {
    fn from(error: UpdateError) -> Self {
        match error {
            UpdateError::Db(e) | UpdateError::Verify(VerifyError::Db(e)) => e.into(),
            UpdateError::Verify(e) => e.into(),
            UpdateError::Dossier(e) => e.into(),
            e @ (UpdateError::Unacceptable(_) | UpdateError::Stale | UpdateError::Unchecked) => {
                WebError::new(crate::web::problem::Code::Conflict).detail(e.to_string())
            }
        }
    }
}
