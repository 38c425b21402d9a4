//! `/providers/{slug}/report`: tells us what is wrong with a listing, without an account.

mod form;
mod sent;
mod unsafe_care;

pub use sent::show as sent;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use tera::Context;

use super::provider::{self, Asked};
use crate::pipeline::report::{self, Sent, Told, Words};
use crate::search::Published;
use crate::web::error::WebError;
use crate::web::extract::form::Form;
use crate::web::extract::visitor_form::OneForm;
use crate::web::state::State;
use crate::web::views::Page;
use crate::web::views::form::Shown;

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
    let (snapshot, now) = (state.index.current(), state.clock.now());
    // A form that was opened before the listing got another address is as good.
    let provider = match provider::find(&snapshot, &slug, now)? {
        Asked::Here(provider) => provider,
        Asked::Moved(slug) => snapshot.provider(slug).ok_or_else(WebError::not_found)?,
    };
    let one = OneForm::posted(form_name(provider), &form)?;
    if !one.is_ours(&state, &form) {
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
        language: page.locale().into(),
        form: one.once().to_string(),
    };
    match state.blocking(move |s| report::send(&s.desk(), &told)).await? {
        Sent::Taken { path } => Ok(page.redirect(&path)),
        Sent::SentBefore { reference } => {
            let text = page.say("report-sent-before", &[("reference", reference.into())])?;
            shown(&page, &state, StatusCode::CONFLICT, provider, &form, &[Shown { href: None, text }])
        }
    }
}

fn path(slug: &str) -> String {
    format!("{}/report", provider::path(slug))
}

fn form_name(provider: &Published) -> String {
    format!("report:{}", provider.profile.provider_id)
}

fn shown(
    page: &Page,
    state: &State,
    status: StatusCode,
    provider: &Published,
    form: &Form,
    problems: &[Shown],
) -> Result<HttpResponse, WebError> {
    let slug = &provider.profile.slug;
    let (reason, others) = form::fields(page, &provider.sites, form, problems)?;
    let mut context = Context::new();
    context.insert("name", &provider.profile.name);
    context.insert("provider_url", &page.link(&provider::path(slug)));
    context.insert("action", &page.link(&path(slug)));
    OneForm::new(form_name(provider))?.insert(&mut context, state);
    context.insert("problems", problems);
    context.insert("reason", &reason);
    context.insert("others", &others);
    context.insert("boards", &unsafe_care::boards(&state.rules.boards, provider));
    page.render_as(status, "report/form.html", context)
}
