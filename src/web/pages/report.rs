//! `/providers/{slug}/report`: tells us what is wrong with a listing, without an account.

mod form;
mod sent;
mod unsafe_care;

pub use sent::show as sent;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use tera::Context;

use super::provider::{self, Asked};
use crate::domain::report::Language;
use crate::keys::new_token;
use crate::pipeline::report::{self, ReportError, Sent, Told, Words};
use crate::search::Published;
use crate::web::error::WebError;
use crate::web::extract::form::Form;
use crate::web::extract::form_token;
use crate::web::problem::Code;
use crate::web::state::State;
use crate::web::views::form::Shown;
use crate::web::views::{Locale, Page};

/// People do not see this field; programs that fill in everything do.
const HONEYPOT: &str = "fax_number";
/// Names the one form that was shown, so that pressing its button twice makes one report.
const ONCE: &str = "once";

/// `GET /providers/{slug}/report`.
pub async fn form(page: Page, state: State, slug: web::Path<String>) -> Result<HttpResponse, WebError> {
    let (snapshot, now) = (state.index.current(), state.clock.now());
    match provider::find(&snapshot, &slug, now)? {
        Asked::Moved(slug) => Ok(provider::moved(page.link(&path(slug)))),
        Asked::Here(provider) => shown(&page, &state, StatusCode::OK, provider, &Form::default(), &[]),
    }
}

/// `POST /providers/{slug}/report`: takes the report and leads to its page, or shows the form again with what is to mend.
pub async fn send(page: Page, state: State, slug: web::Path<String>, form: Form) -> Result<HttpResponse, WebError> {
    if form.text(HONEYPOT).is_some() {
        return Err(WebError::new(Code::ForeignForm));
    }
    let (snapshot, now) = (state.index.current(), state.clock.now());
    // A form that was opened before the listing got another address is as good.
    let provider = match provider::find(&snapshot, &slug, now)? {
        Asked::Here(provider) => provider,
        Asked::Moved(slug) => snapshot.provider(slug).ok_or_else(WebError::not_found)?,
    };
    let once = form.raw(ONCE).unwrap_or_default();
    if form_token::check(&state, &form_name(provider, once), &form).is_err() {
        // Nothing that was typed is lost; a second press of the button, on a page of ours, sends it.
        let problem = Shown { href: None, text: page.say("form-too-old", &[])? };
        return shown(&page, &state, StatusCode::FORBIDDEN, provider, &form, &[problem]);
    }
    let read = match form::read(&form, &provider.sites) {
        Ok(read) => read,
        Err(faults) => {
            let problems = faults.iter().map(|f| f.said(&page)).collect::<Result<Vec<_>, _>>()?;
            return shown(&page, &state, StatusCode::UNPROCESSABLE_ENTITY, provider, &form, &problems);
        }
    };
    let told = Told {
        organization_id: provider.profile.provider_id.to_string(),
        place_id: read.place_id,
        reason: read.reason,
        words: Words { text: read.text, email: read.email },
        language: language_of(page.locale()),
        form: once.to_string(),
    };
    match state.blocking(move |s| report::send(&s.desk(), &told).map_err(failure)).await? {
        Sent::Taken { path } => Ok(page.redirect(&path)),
        Sent::SentBefore { reference } => {
            let text = page.say("report-sent-before", &[("reference", reference.into())])?;
            shown(&page, &state, StatusCode::CONFLICT, provider, &form, &[Shown { href: None, text }])
        }
    }
}

fn failure(e: ReportError) -> WebError {
    match e {
        ReportError::Db(e) => e.into(),
        ReportError::Key(e) => WebError::internal(e),
        // The form is read against the listing that is shown: it changed in the meantime.
        ReportError::NoSuchPlace | ReportError::Stale | ReportError::AnswerNeeded => WebError::new(Code::Conflict),
    }
}

fn path(slug: &str) -> String {
    format!("{}/report", provider::path(slug))
}

fn form_name(provider: &Published, once: &str) -> String {
    format!("report:{}:{once}", provider.profile.provider_id)
}

fn language_of(locale: Locale) -> Language {
    match locale {
        Locale::En => Language::En,
        Locale::Es => Language::Es,
    }
}

fn shown(
    page: &Page,
    state: &State,
    status: StatusCode,
    provider: &Published,
    form: &Form,
    problems: &[Shown],
) -> Result<HttpResponse, WebError> {
    let once = new_token().map_err(WebError::internal)?;
    let slug = &provider.profile.slug;
    let (reason, others) = form::fields(page, &provider.sites, form, problems)?;
    let mut context = Context::new();
    context.insert("name", &provider.profile.name);
    context.insert("provider_url", &page.link(&provider::path(slug)));
    context.insert("action", &page.link(&path(slug)));
    context.insert("token", &form_token::issue(state, &form_name(provider, &once)));
    context.insert("once", &once);
    context.insert("problems", problems);
    context.insert("reason", &reason);
    context.insert("others", &others);
    context.insert("boards", &unsafe_care::boards(&state.rules.boards, provider));
    page.render_as(status, "report/form.html", context)
}
