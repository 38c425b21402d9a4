//! `/list` and `/list/new`: what a provider needs, and the two questions with which a draft begins.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use tera::Context;

use crate::domain::dossier::ProviderKind;
use crate::domain::email;
use crate::pipeline::draft;
use crate::web::error::WebError;
use crate::web::extract::form::Form;
use crate::web::extract::visitor_form::OneForm;
use crate::web::state::State;
use crate::web::views::Page;
use crate::web::views::form::{Choice, Field, Shown};

const BEGIN: &str = "/list/new";

/// `GET /list`.
pub async fn start(page: Page) -> Result<HttpResponse, WebError> {
    let mut context = Context::new();
    context.insert("form_url", &page.link(BEGIN));
    page.render("list/start.html", context)
}

/// `GET /list/new`.
pub async fn form(page: Page, state: State) -> Result<HttpResponse, WebError> {
    let one = OneForm::new(name())?;
    shown(&page, &state, StatusCode::OK, &one, &Form::default(), Vec::new())
}

/// `POST /list/new`: begins a draft, mails the way back to it, and leads to its task list.
pub async fn begin(page: Page, state: State, form: Form) -> Result<HttpResponse, WebError> {
    let one = OneForm::posted(name(), &form)?;
    if !one.is_ours(&state, &form) {
        let again = OneForm::new(name())?;
        let problems = vec![Shown { href: None, text: page.say("form-too-old", &[])? }];
        return shown(&page, &state, StatusCode::FORBIDDEN, &again, &form, problems);
    }
    let mut problems = Vec::new();
    let kind = form.text("kind").and_then(|word| word.parse::<ProviderKind>().ok());
    if kind.is_none() {
        problems.push(Shown::about("kind", page.say("begin-no-kind", &[])?));
    }
    let address = form.text("email").filter(|text| email::folded(text).is_some()).map(str::to_string);
    if address.is_none() {
        problems.push(Shown::about("email", page.say("begin-no-email", &[])?));
    }
    let (Some(kind), Some(address)) = (kind, address) else {
        return shown(&page, &state, StatusCode::UNPROCESSABLE_ENTITY, &one, &form, problems);
    };
    let once = one.once().to_string();
    let path = state.blocking(move |s| draft::begin(&s.desk(), kind.as_str(), &address, &once)).await?;
    Ok(page.redirect(&path))
}

fn name() -> String {
    "list".to_string()
}

fn shown(
    page: &Page,
    state: &State,
    status: StatusCode,
    one: &OneForm,
    form: &Form,
    problems: Vec<Shown>,
) -> Result<HttpResponse, WebError> {
    let chosen = form.text("kind").unwrap_or_default();
    let choice = |word: &str| -> Result<Choice, WebError> {
        let label = page.say(&format!("provider-kind-{word}"), &[])?;
        Ok(Choice { value: word.to_string(), label, chosen: chosen == word })
    };
    let kind = Field {
        id: "kind",
        name: "kind",
        kind: "radios",
        label: page.say("field-kind", &[])?,
        error: Shown::of(&problems, "kind"),
        width: "stacked",
        options: vec![choice("solo")?, choice("clinic")?],
        ..Field::default()
    };
    let email = Field {
        id: "email",
        name: "email",
        kind: "email",
        label: page.say("field-email", &[])?,
        hint: page.hint("field-email-hint"),
        error: Shown::of(&problems, "email"),
        value: form.raw("email").unwrap_or_default().to_string(),
        autocomplete: "email",
        inputmode: "email",
        ..Field::default()
    };
    let mut context = Context::new();
    one.insert(&mut context, state);
    context.insert("action", &page.link(BEGIN));
    context.insert("problems", &problems);
    context.insert("fields", &[kind, email]);
    page.render_as(status, "list/begin.html", context)
}
