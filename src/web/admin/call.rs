//! Calling a provider: whom, why, and what came of it.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use crate::domain::ids::Id;
use crate::domain::task::{CallReason, CallResult};
use crate::pipeline::attest::{self, Call, CallError};
use crate::web::error::WebError;
use crate::web::problem::Code;
use crate::web::state::State;
use crate::web::views::Page;
use crate::web::views::listing::PhoneView;
use crate::web::views::page::see_other;

use super::guard::{MayDecide, MayRead, Right, SessionForm, Staff};
use super::submissions::{Returned, id_of, seen_version};
use super::words;

const FORM: &str = "call";

/// The page's address.
pub(super) fn address(organization_id: &str) -> String {
    format!("/admin/calls/{organization_id}")
}

/// A place and its number.
#[derive(Debug, Serialize)]
struct Line {
    place: String,
    /// `None` where it gave none; one that cannot be dialled stays as it was written.
    phone: Option<PhoneView>,
    written: Option<String>,
}

/// What a word of [`CallReason`] says.
const fn reason(reason: CallReason) -> &'static str {
    match reason {
        CallReason::Unconfirmed => {
            "Nobody has confirmed the details for four months. After 131 days without a confirmation, searches leave the listing out."
        }
        CallReason::MailReturned => "A mail to the address that we have came back.",
        CallReason::TieDenied => {
            "A clinician says that they do not work there. Ask who does, and hide the listing where its answer does not hold."
        }
        CallReason::SupervisionDenied => {
            "A clinician says that they do not supervise somebody whom the clinic names under them. Ask who does, and hide the listing where its answer does not hold."
        }
        CallReason::FoundWrong => {
            "Phoned for the monthly sample, something was not as listed, or nobody could be reached. See to it that the listing is put right; hide it where that is called for."
        }
        CallReason::Reported => "What somebody reported was so, and there is no address to write to.",
    }
}

/// What a result is called.
const fn result_words(result: CallResult) -> &'static str {
    match result {
        CallResult::Confirmed => "They say that everything is still right",
        CallResult::NotReached => "Not reached, or nobody could say",
    }
}

/// The page.
pub async fn show(
    state: State,
    page: Page,
    staff: Staff<MayRead>,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    render(&state, &page, &staff, &id_of(&path)?, None).await
}

/// Takes the result.
pub async fn record(
    state: State,
    page: Page,
    staff: Staff<MayDecide>,
    path: web::Path<String>,
    form: SessionForm,
) -> Result<HttpResponse, WebError> {
    let (id, form, reviewer) = (id_of(&path)?, form.0, staff.reviewer());
    let returned = |field, text: &str| Some(Returned::of(FORM.to_string(), &form, field, text));
    let Some(result) = form.raw("result").and_then(|word| word.parse::<CallResult>().ok()) else {
        return render(&state, &page, &staff, &id, returned("result", "Choose what came of it.")).await;
    };
    let (wanted, seen, note) = (id.clone(), seen_version(&form)?, form.prose("note"));
    let done = state
        .blocking(move |s| match attest::record_call(&s.desk(), &reviewer, &wanted, seen, (result, &note)) {
            Err(CallError::Db(e)) => Err(WebError::from(e)),
            told => Ok(told),
        })
        .await?;
    match done {
        Ok(()) => Ok(see_other(&address(id.as_str()))),
        Err(CallError::NoteNeeded) => {
            let text = "Write who answered, or what happened, in at most 2,000 characters.";
            render(&state, &page, &staff, &id, returned("note", text)).await
        }
        Err(_) => {
            let said = "The listing changed meanwhile, or somebody else recorded a call. Nothing was recorded; look at it again.";
            Err(WebError::new(Code::Conflict).detail(said))
        }
    }
}

async fn render<R: Right>(
    state: &State,
    page: &Page,
    staff: &Staff<R>,
    id: &Id,
    returned: Option<Returned>,
) -> Result<HttpResponse, WebError> {
    let (wanted, now) = (id.clone(), state.clock.now());
    let call = state.blocking(move |s| Ok::<_, WebError>(attest::to_call(&s.desk(), &wanted)?)).await?;
    let reasons: Vec<&str> = reasons(&call).into_iter().map(reason).collect();
    let mut context = staff.context();
    context.insert("action", &address(id.as_str()));
    context.insert("provider", &call.name);
    context.insert("public_page", &call.is_public.then(|| format!("/providers/{}", call.slug)));
    context.insert("review_page", &call.submission_id.as_ref().map(|id| format!("/admin/submissions/{id}")));
    context.insert("version", &call.version);
    context.insert("confirmed_at", &call.confirmed_at);
    context.insert("confirmed", &call.confirmed_at.map(|at| words::ago(at, now)));
    context.insert("contact", &call.contact);
    context.insert("due", &call.asked.as_ref().map(|a| (words::due(a.due_at, now), a.due_at < now)));
    context.insert("reasons", &reasons);
    context.insert("phones", &call.phones.into_iter().map(line).collect::<Vec<_>>());
    context.insert("results", &CallResult::ALL.iter().map(|r| (r.as_str(), result_words(*r))).collect::<Vec<_>>());
    context.insert("returned", &returned);
    let status = if returned.is_some() { Code::InvalidValues.status() } else { actix_web::http::StatusCode::OK };
    page.render_as(status, "admin/call.html", context)
}

fn reasons(call: &Call) -> Vec<CallReason> {
    let codes = call.asked.iter().flat_map(|asked| &asked.codes);
    codes.filter_map(|code| code.parse().ok()).collect()
}

fn line(phone: attest::Phone) -> Line {
    Line { place: phone.place, phone: phone.number.as_deref().and_then(PhoneView::of), written: phone.number }
}
