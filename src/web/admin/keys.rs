//! `/admin/keys`: keys of programs that use the API. A key is shown on the page that answers its making, and never again.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use crate::domain::api_key::Scope;
use crate::staff::{ApiKeyError, Key};
use crate::web::error::WebError;
use crate::web::problem::Code;
use crate::web::state::State;
use crate::web::views::Page;
use crate::web::views::page::see_other;

use super::guard::{MayAdminister, SessionForm, Staff};

const PATH: &str = "/admin/keys";

/// One key in the list.
#[derive(Serialize)]
struct Line {
    id: String,
    name: String,
    scopes: String,
    made_on: String,
    last_used_on: Option<String>,
    revoked_on: Option<String>,
}

impl Line {
    fn of(key: Key) -> Self {
        let scopes: Vec<&str> = key.scopes.iter().map(|scope| in_words(*scope).0).collect();
        Line {
            scopes: scopes.join(", "),
            made_on: key.made_at.date_naive().to_string(),
            last_used_on: key.last_used_on.map(|day| day.to_string()),
            revoked_on: key.revoked_at.map(|at| at.date_naive().to_string()),
            id: key.id,
            name: key.name,
        }
    }
}

/// A scope that can be chosen.
#[derive(Serialize)]
struct Choice {
    word: &'static str,
    label: &'static str,
    hint: &'static str,
    chosen: bool,
}

const fn in_words(scope: Scope) -> (&'static str, &'static str) {
    match scope {
        Scope::Read => ("Read", "Searches, listings, changes, numbers: what anybody may read."),
        Scope::Submit => ("Send in", "Submissions, reports, and dossiers to be checked."),
    }
}

/// What is wrong with a field.
#[derive(Serialize)]
struct Problem {
    field: &'static str,
    text: String,
}

/// GET.
pub async fn show(state: State, page: Page, staff: Staff<MayAdminister>) -> Result<HttpResponse, WebError> {
    let mut context = staff.context();
    let keys = state.blocking(|s| s.accounts.api_keys()).await?;
    context.insert("lines", &keys.into_iter().map(Line::of).collect::<Vec<_>>());
    page.render("admin/keys.html", context)
}

/// `GET ../new`.
pub async fn form(page: Page, staff: Staff<MayAdminister>) -> Result<HttpResponse, WebError> {
    show_form(&page, &staff, StatusCode::OK, "", &[Scope::Read], None)
}

/// `POST ../new`: makes a key, and shows it this once.
pub async fn make(
    state: State,
    page: Page,
    staff: Staff<MayAdminister>,
    form: SessionForm,
) -> Result<HttpResponse, WebError> {
    let by = staff.proven()?;
    let name = form.0.text("name").unwrap_or_default().to_string();
    let scopes: Vec<Scope> =
        Scope::ALL.iter().copied().filter(|scope| form.0.all("scope").any(|word| word == scope.as_str())).collect();
    let (named, chosen) = (name.clone(), scopes.clone());
    let made = state.blocking(move |s| Ok::<_, WebError>(s.accounts.make_api_key(&by, &name, &scopes))).await?;
    let again = |field, error: &ApiKeyError| {
        let problem = Some(Problem { field, text: error.to_string() });
        show_form(&page, &staff, StatusCode::UNPROCESSABLE_ENTITY, &named, &chosen, problem)
    };
    match made {
        Ok(key) => {
            let mut context = staff.context();
            context.insert("name", &named);
            context.insert("key", &key);
            page.render("admin/key_made.html", context)
        }
        Err(error @ ApiKeyError::NoName) => again("name", &error),
        Err(error @ ApiKeyError::NoScope) => again("scope", &error),
        Err(error) => Err(failure(error)),
    }
}

/// `POST ../{id}/revoke`.
pub async fn revoke(
    state: State,
    staff: Staff<MayAdminister>,
    id: web::Path<String>,
    _form: SessionForm,
) -> Result<HttpResponse, WebError> {
    let by = staff.proven()?;
    state.blocking(move |s| s.accounts.revoke_api_key(&by, &id).map_err(failure)).await?;
    Ok(see_other(PATH))
}

fn failure(error: ApiKeyError) -> WebError {
    match error {
        ApiKeyError::Db(e) => e.into(),
        ApiKeyError::Key(e) => WebError::internal(e),
        ApiKeyError::NoLonger => WebError::new(Code::Forbidden).detail(error.to_string()),
        ApiKeyError::NoName | ApiKeyError::NoScope => WebError::new(Code::InvalidValues).detail(error.to_string()),
    }
}

fn show_form(
    page: &Page,
    staff: &Staff<MayAdminister>,
    status: StatusCode,
    name: &str,
    chosen: &[Scope],
    problem: Option<Problem>,
) -> Result<HttpResponse, WebError> {
    let choice = |scope: &Scope| {
        let (label, hint) = in_words(*scope);
        Choice { word: scope.as_str(), label, hint, chosen: chosen.contains(scope) }
    };
    let mut context = staff.context();
    context.insert("name", name);
    context.insert("scopes", &Scope::ALL.iter().map(choice).collect::<Vec<_>>());
    context.insert("problem", &problem);
    page.render_as(status, "admin/key_new.html", context)
}
