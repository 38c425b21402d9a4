//! One claim or removal, beside the contacts that the official records have, and what a person does with it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use crate::domain::ids::Id;
use crate::domain::listing_request::{OfficialRecord, Relation, RequestKind, RequestState};
use crate::pipeline::Desk;
use crate::pipeline::listing_request::{self, Case, Control, Official, RequestError, Shown};
use crate::pipeline::review::Reviewer;
use crate::web::error::WebError;
use crate::web::extract::form::Form;
use crate::web::state::State;
use crate::web::views::Page;
use crate::web::views::listing::PhoneView;
use crate::web::views::page::see_other;

use super::boards::boards;
use super::guard::{MayDecide, MayRead, Right, SessionForm, Staff};
use super::requests::{address, state_words, what};
use super::submissions::{Returned, id_of, seen_version};
use super::words;

const GRANT: &str = "grant";
const DECLINE: &str = "decline";

/// As `staff.facts` takes it.
#[derive(Debug, Serialize)]
struct Fact {
    name: &'static str,
    value: String,
    is_private: bool,
}

/// A contact in the registry.
#[derive(Debug, Serialize)]
struct OfficialView {
    npi: String,
    name: String,
    phone: Option<PhoneView>,
    address: String,
}

/// Another open request about the same listing.
#[derive(Debug, Serialize)]
struct Other {
    href: String,
    what: &'static str,
    reference: String,
    received: String,
}

/// What somebody is to the listing.
const fn relation_words(relation: Relation) -> &'static str {
    match relation {
        Relation::Listed => "the person or practice listed",
        Relation::WorksThere => "works for it",
        Relation::Other => "something else",
    }
}

/// What an official record is called.
const fn record_words(record: OfficialRecord) -> &'static str {
    match record {
        OfficialRecord::Board => "The state board's record",
        OfficialRecord::Nppes => "The registry's record (NPPES)",
    }
}

const fn shown_words(shown: Shown) -> &'static str {
    match shown {
        Shown::Public => "in sight",
        Shown::Hidden => "out of sight",
        Shown::Removed => "removed",
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

/// Takes how it was confirmed, and does what is asked.
pub async fn grant(
    state: State,
    page: Page,
    staff: Staff<MayDecide>,
    path: web::Path<String>,
    form: SessionForm,
) -> Result<HttpResponse, WebError> {
    let (id, form, reviewer) = (id_of(&path)?, form.0, staff.reviewer());
    let seen = seen_version(&form)?;
    let Some(record) = form.raw("record").and_then(|word| word.parse::<OfficialRecord>().ok()) else {
        let returned = Returned::of(GRANT.into(), &form, "record", "Choose the official record that you used.");
        return render(&state, &page, &staff, &id, Some(returned)).await;
    };
    let (wanted, contact) = (id.clone(), form.prose("contact"));
    let done = state
        .blocking(move |s| {
            let control = Control { record, contact: &contact };
            told(listing_request::grant(&s.desk(), &reviewer, wanted.as_str(), seen, control))
        })
        .await?;
    settled(&state, &page, &staff, &id, &form, (done, GRANT, "Granted")).await
}

/// Declines it, with the reason that is mailed.
pub async fn decline(
    state: State,
    page: Page,
    staff: Staff<MayDecide>,
    path: web::Path<String>,
    form: SessionForm,
) -> Result<HttpResponse, WebError> {
    let (id, form, reviewer) = (id_of(&path)?, form.0, staff.reviewer());
    let (seen, wanted, reason) = (seen_version(&form)?, id.clone(), form.prose("reason"));
    let done = state
        .blocking(move |s| told(listing_request::decline(&s.desk(), &reviewer, wanted.as_str(), seen, &reason)))
        .await?;
    settled(&state, &page, &staff, &id, &form, (done, DECLINE, "Declined")).await
}

/// Takes the listing out of sight until it is decided.
pub async fn hide(
    state: State,
    page: Page,
    staff: Staff<MayDecide>,
    path: web::Path<String>,
    form: SessionForm,
) -> Result<HttpResponse, WebError> {
    wordless(&state, &page, &staff, &id_of(&path)?, &form.0, (listing_request::hide, "Hiding the listing")).await
}

/// Tells those who look after the listing.
pub async fn tell(
    state: State,
    page: Page,
    staff: Staff<MayDecide>,
    path: web::Path<String>,
    form: SessionForm,
) -> Result<HttpResponse, WebError> {
    let act = (listing_request::tell_managers as Act, "Telling those who look after it");
    wordless(&state, &page, &staff, &id_of(&path)?, &form.0, act).await
}

type Act = fn(&Desk, &Reviewer, &str, i64) -> Result<(), RequestError>;

async fn wordless(
    state: &State,
    page: &Page,
    staff: &Staff<MayDecide>,
    id: &Id,
    form: &Form,
    (act, called): (Act, &'static str),
) -> Result<HttpResponse, WebError> {
    let (wanted, seen, reviewer) = (id.clone(), seen_version(form)?, staff.reviewer());
    let done = state.blocking(move |s| told(act(&s.desk(), &reviewer, wanted.as_str(), seen))).await?;
    settled(state, page, staff, id, form, (done, GRANT, called)).await
}

/// A refusal that is told on a page of ours.
enum Refused {
    Stale,
    /// Beside a field.
    Field(&'static str, &'static str),
}

fn told(done: Result<(), RequestError>) -> Result<Result<(), Refused>, WebError> {
    let field = |name, text| Ok(Err(Refused::Field(name, text)));
    match done {
        Ok(()) => Ok(Ok(())),
        Err(RequestError::Stale | RequestError::Gone | RequestError::Db(crate::db::DbError::Stale)) => {
            Ok(Err(Refused::Stale))
        }
        Err(RequestError::ContactNeeded) => {
            field("contact", "Write which contact of the record you used, in at most 300 characters.")
        }
        Err(RequestError::TypedByAsker) => {
            field("contact", "That is what the asker typed, and confirms nothing. Use a contact that the record has.")
        }
        Err(RequestError::TellFirst) => {
            field("contact", "Somebody looks after this listing. Tell them first, and wait for what they say.")
        }
        Err(RequestError::ReasonNeeded) => field("reason", "Write a reason of at most 2,000 characters."),
        Err(RequestError::Db(e)) => Err(e.into()),
        Err(e) => Err(WebError::internal(e)),
    }
}

/// Back to the page, the page again with what is to mend, or 409.
async fn settled(
    state: &State,
    page: &Page,
    staff: &Staff<MayDecide>,
    id: &Id,
    form: &Form,
    (done, form_id, mine): (Result<(), Refused>, &str, &str),
) -> Result<HttpResponse, WebError> {
    match done {
        Ok(()) => Ok(see_other(&address(id.as_str()))),
        Err(Refused::Field(field, text)) => {
            render(state, page, staff, id, Some(Returned::of(form_id.to_string(), form, field, text))).await
        }
        Err(Refused::Stale) => {
            let case = opened(state, id).await?;
            let mut context = staff.context();
            context.insert("action", &address(id.as_str()));
            context.insert("provider", &case.provider);
            context.insert("reference", &case.request.reference);
            context.insert("state", state_words(case.request.state));
            context.insert("mine", mine);
            context.insert("my_text", &form.raw("reason").or(form.raw("contact")));
            context.insert("theirs", &None::<()>);
            context.insert("nobody", &what_happened(&case));
            context.insert("back", &("/admin/requests", "Back to claims and removals"));
            page.render_as(StatusCode::CONFLICT, "admin/conflict.html", context)
        }
    }
}

/// How it stands by now, for whoever was slower.
fn what_happened(case: &Case) -> String {
    match (&case.request.decided, case.shown) {
        (Some(decided), _) => {
            let by = case.decided_by.as_deref().unwrap_or("somebody");
            let why = decided.reason.as_deref().unwrap_or_default();
            format!("{} by {by}. {why}", state_words(case.request.state)).trim_end().to_string()
        }
        (None, Shown::Removed) => "The listing was removed meanwhile: it can only be declined.".to_string(),
        (None, _) => "Nobody decided. Somebody hid the listing, or told those who look after it.".to_string(),
    }
}

async fn opened(state: &State, id: &Id) -> Result<Case, WebError> {
    let wanted = id.clone();
    state
        .blocking(move |s| match listing_request::case(&s.desk(), wanted.as_str()) {
            Ok(case) => Ok(case),
            Err(RequestError::Db(e)) => Err(WebError::from(e)),
            Err(e) => Err(WebError::internal(e)),
        })
        .await
}

async fn render<R: Right>(
    state: &State,
    page: &Page,
    staff: &Staff<R>,
    id: &Id,
    returned: Option<Returned>,
) -> Result<HttpResponse, WebError> {
    let (case, now) = (opened(state, id).await?, state.clock.now());
    let r = &case.request;
    let is_open = r.state == RequestState::Received;
    let mut context = staff.context();
    context.insert("action", &address(id.as_str()));
    context.insert("kind", &r.kind);
    context.insert("what", what(r.kind));
    context.insert("provider", &case.provider);
    context.insert("reference", &r.reference);
    context.insert("state", state_words(r.state));
    context.insert("is_open", &is_open);
    context.insert("version", &r.version);
    context.insert("received_at", &r.received_at);
    context.insert("received", &words::ago(r.received_at, now));
    context.insert("due", &is_open.then(|| words::due(r.due_at, now)));
    context.insert("is_late", &(r.due_at < now));
    context.insert("language", &r.language);
    context.insert("asker", &asker(&case));
    context.insert("text", &case.words.as_ref().map(|words| &words.text));
    context.insert("is_erased", &case.words.is_none());
    context.insert("has_email", &case.words.as_ref().is_some_and(|words| words.email.is_some()));
    context.insert("shown", shown_words(case.shown));
    context.insert("public_page", &(case.shown == Shown::Public).then(|| format!("/providers/{}", case.slug)));
    context.insert("review_page", &case.submission_id.as_ref().map(|id| format!("/admin/submissions/{id}")));
    context.insert("managers", &case.managers);
    context.insert("told_at", &r.told_at);
    context.insert("hidden_at", &r.hidden_at);
    context.insert("can_grant", &(case.shown != Shown::Removed));
    context.insert("can_hide", &(r.kind == RequestKind::Removal && case.shown == Shown::Public));
    context.insert("official", &case.official.iter().map(official).collect::<Vec<_>>());
    context.insert("boards", &boards(&state.rules.boards, &case.licenses));
    context.insert("records", &OfficialRecord::ALL.iter().map(|r| (r.as_str(), record_words(*r))).collect::<Vec<_>>());
    context.insert(
        "others",
        &case
            .others
            .iter()
            .map(|other| Other {
                href: address(&other.id),
                what: what(other.kind),
                reference: other.reference.clone(),
                received: words::ago(other.received_at, now),
            })
            .collect::<Vec<_>>(),
    );
    if let Some(decided) = &r.decided {
        context.insert("decided_at", &decided.at);
        context.insert("control", &decided.control.as_ref().map(|(r, contact)| (record_words(*r), contact)));
        context.insert("reason", &decided.reason);
    }
    context.insert("decided_by", &case.decided_by);
    let status = if returned.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    context.insert("returned", &returned);
    page.render_as(status, "admin/request.html", context)
}

/// Who asks, in their own words.
fn asker(case: &Case) -> Vec<Fact> {
    let fact = |name, value: Option<String>| value.map(|value| Fact { name, value, is_private: false });
    let relation = case.request.relation.map(|relation| relation_words(relation).to_string());
    let words = case.words.clone().unwrap_or_default();
    let all = [
        fact("They say they are", relation),
        fact("Name", words.name),
        fact("Does there", words.role),
        fact("E-mail as typed", words.email),
        fact("Phone as typed", words.phone),
    ];
    all.into_iter().flatten().collect()
}

fn official(one: &Official) -> OfficialView {
    OfficialView {
        npi: one.npi.clone(),
        name: one.name.clone(),
        phone: PhoneView::of(&one.phone),
        address: one.address.clone(),
    }
}
