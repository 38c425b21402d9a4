//! One report of a problem, beside the listing as it stands, and what a person does with it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;
use serde_json::Value;

use crate::domain::ids::Id;
use crate::domain::report::{CallOutcome, ReportOutcome, ReportReason, ReportState};
use crate::pipeline::Desk;
use crate::pipeline::report::{self, Case, ReportError, Verdict};
use crate::pipeline::review::Reviewer;
use crate::web::error::WebError;
use crate::web::extract::form::Form;
use crate::web::state::State;
use crate::web::views::Page;
use crate::web::views::page::see_other;

use super::boards::boards;
use super::guard::{MayDecide, MayRead, Right, SessionForm, Staff};
use super::reports::{address, outcome_words, state_words, what};
use super::submissions::{Returned, id_of, seen_version};
use super::words::{self, Names};

const FORM: &str = "answer";

/// A part of the listing as it stands.
#[derive(Debug, Serialize)]
struct Part {
    title: String,
    /// Whether the report is about this part.
    is_meant: bool,
    facts: Vec<Fact>,
}

/// As `staff.facts` takes it.
#[derive(Debug, Serialize)]
struct Fact {
    name: String,
    value: String,
    is_private: bool,
}

/// Another open report about the same listing.
#[derive(Debug, Serialize)]
struct Other {
    href: String,
    reference: String,
    what: &'static str,
    received: String,
}

/// How it was answered, as the page and the conflict page show it.
#[derive(Debug, Serialize)]
struct AnswerView {
    outcome: &'static str,
    by: String,
    at: chrono::DateTime<chrono::Utc>,
    text: String,
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

/// Somebody is looking into it.
pub async fn begin(
    state: State,
    page: Page,
    staff: Staff<MayDecide>,
    path: web::Path<String>,
    form: SessionForm,
) -> Result<HttpResponse, WebError> {
    wordless(&state, &page, &staff, &id_of(&path)?, &form.0, (report::begin, "Looking into it")).await
}

/// Erases what the reporter wrote.
pub async fn erase(
    state: State,
    page: Page,
    staff: Staff<MayDecide>,
    path: web::Path<String>,
    form: SessionForm,
) -> Result<HttpResponse, WebError> {
    wordless(&state, &page, &staff, &id_of(&path)?, &form.0, (report::erase, "Erasing what the reporter wrote")).await
}

/// An act that takes no words with it, and what it is called.
type Wordless = (fn(&Desk, &Reviewer, &str, i64) -> Result<(), ReportError>, &'static str);

async fn wordless(
    state: &State,
    page: &Page,
    staff: &Staff<MayDecide>,
    id: &Id,
    form: &Form,
    (act, called): Wordless,
) -> Result<HttpResponse, WebError> {
    let (wanted, seen, reviewer) = (id.clone(), seen_version(form)?, staff.reviewer());
    let done = state.blocking(move |s| told(act(&s.desk(), &reviewer, wanted.as_str(), seen))).await?;
    settled(state, page, staff, id, done, (called, "")).await
}

/// Takes the answer.
pub async fn answer(
    state: State,
    page: Page,
    staff: Staff<MayDecide>,
    path: web::Path<String>,
    form: SessionForm,
) -> Result<HttpResponse, WebError> {
    let (id, form, reviewer) = (id_of(&path)?, form.0, staff.reviewer());
    let seen_version = seen_version(&form)?;
    let returned = |field, text: &str| Some(Returned::of(FORM.to_string(), &form, field, text));
    let Some(outcome) = form.raw("outcome").and_then(|word| word.parse::<ReportOutcome>().ok()) else {
        return render(&state, &page, &staff, &id, returned("outcome", "Choose what came of it.")).await;
    };
    let text = form.prose("text");
    let (wanted, mine) = (id.clone(), text.clone());
    let done = state
        .blocking(move |s| {
            let verdict = Verdict { seen_version, outcome, text: &text };
            told(report::answer(&s.desk(), &reviewer, wanted.as_str(), &verdict))
        })
        .await?;
    if matches!(done, Err(Refused::Answer)) {
        let text = "Write an answer of at most 2,000 characters.";
        return render(&state, &page, &staff, &id, returned("text", text)).await;
    }
    settled(&state, &page, &staff, &id, done, (outcome_words(outcome), &mine)).await
}

/// A refusal that is told on a page of ours.
pub(super) enum Refused {
    Stale,
    Answer,
    /// At this field of the form, for this reason.
    Call(&'static str, String),
}

pub(super) fn told(done: Result<(), ReportError>) -> Result<Result<(), Refused>, WebError> {
    match done {
        Ok(()) => Ok(Ok(())),
        Err(ReportError::Stale | ReportError::Db(crate::db::DbError::Stale)) => Ok(Err(Refused::Stale)),
        Err(ReportError::AnswerNeeded) => Ok(Err(Refused::Answer)),
        Err(e @ ReportError::CallNeeded) => Ok(Err(Refused::Call("words", sentence(&e)))),
        Err(e @ (ReportError::PhoneAnswered | ReportError::OneIsNotEnough)) => {
            Ok(Err(Refused::Call("note", sentence(&e))))
        }
        Err(e @ (ReportError::NoSuchPlace | ReportError::Db(_) | ReportError::Key(_) | ReportError::Once(_))) => {
            Err(e.into())
        }
    }
}

/// An error as a sentence.
fn sentence(e: &ReportError) -> String {
    let text = e.to_string();
    format!("{}{}.", text[..1].to_uppercase(), &text[1..])
}

/// Back to the page, or 409: what you chose, beside what somebody else did meanwhile.
pub(super) async fn settled(
    state: &State,
    page: &Page,
    staff: &Staff<MayDecide>,
    id: &Id,
    done: Result<(), Refused>,
    (mine, my_text): (&str, &str),
) -> Result<HttpResponse, WebError> {
    if done.is_ok() {
        return Ok(see_other(&address(id.as_str())));
    }
    let case = opened(state, id).await?;
    let mut context = staff.context();
    context.insert("action", &address(id.as_str()));
    context.insert("provider", &case.provider);
    context.insert("reference", &case.report.reference);
    context.insert("state", state_words(case.report.state));
    context.insert("mine", mine);
    context.insert("my_text", my_text);
    context.insert("theirs", &answer_view(&case));
    context
        .insert("nobody", "Nobody has answered it. Somebody began to look into it, or erased what the reporter wrote.");
    context.insert("back", &("/admin/tasks", "Back to the tasks"));
    page.render_as(StatusCode::CONFLICT, "admin/conflict.html", context)
}

async fn opened(state: &State, id: &Id) -> Result<Case, WebError> {
    let wanted = id.clone();
    state
        .blocking(move |s| match report::case(&s.desk(), wanted.as_str()) {
            Ok(case) => Ok(case),
            Err(ReportError::Db(e)) => Err(WebError::from(e)),
            Err(e) => Err(WebError::internal(e)),
        })
        .await
}

/// The page, again with a form that could not be taken.
pub(super) async fn render<R: Right>(
    state: &State,
    page: &Page,
    staff: &Staff<R>,
    id: &Id,
    returned: Option<Returned>,
) -> Result<HttpResponse, WebError> {
    let (case, now) = (opened(state, id).await?, state.clock.now());
    let r = &case.report;
    let mut context = staff.context();
    context.insert("action", &address(id.as_str()));
    context.insert("provider", &case.provider);
    context.insert("reference", &r.reference);
    context.insert("what", what(r.reason));
    context.insert("state", state_words(r.state));
    context.insert("is_open", &r.state.is_open());
    context.insert("is_new", &(r.state == ReportState::Received));
    context.insert("version", &r.version);
    context.insert("received_at", &r.received_at);
    context.insert("received", &words::ago(r.received_at, now));
    context.insert("due", &r.state.is_open().then(|| words::due(r.due_at, now)));
    context.insert("is_late", &(r.state.is_open() && r.due_at < now));
    context.insert("language", r.language.as_str());
    context.insert("text", &case.text);
    context.insert("has_email", &case.has_email);
    context.insert("public_page", &case.slug.as_ref().map(|slug| format!("/providers/{slug}")));
    context.insert("review_page", &case.submission_id.as_ref().map(|id| format!("/admin/submissions/{id}#listing")));
    let (meant, rest): (Vec<Part>, Vec<Part>) =
        parts(&case, &|key| page.hint(key)).into_iter().partition(|part| part.is_meant);
    context.insert("meant", &meant);
    context.insert("rest", &rest);
    let others = case.others.iter().map(|o| Other {
        href: address(&o.id),
        reference: o.reference.clone(),
        what: what(o.reason),
        received: words::ago(o.received_at, now),
    });
    context.insert("others", &others.collect::<Vec<_>>());
    context.insert("answer", &answer_view(&case));
    context.insert("cannot_wait", &(r.reason == ReportReason::UnsafeCare));
    context.insert("boards", &boards(&state.rules.boards, &case.licenses));
    context.insert("is_about_phone", &(r.reason == ReportReason::DeadPhone && r.place_id.is_some()));
    context.insert("may_note", &case.may_note);
    context.insert("call", &call_view(&case));
    let outcomes = ReportOutcome::ALL.iter().map(|o| (o.as_str(), outcome_words(*o)));
    context.insert("outcomes", &outcomes.collect::<Vec<_>>());
    let results = CallOutcome::ALL.iter().map(|r| (r.as_str(), call_words(*r)));
    context.insert("results", &results.collect::<Vec<_>>());
    let status = if returned.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    context.insert("returned", &returned);
    page.render_as(status, "admin/report.html", context)
}

/// Our own call: what came of it, who called, when, in words, and whether the note is public.
#[derive(Debug, Serialize)]
struct CallView {
    result: &'static str,
    by: String,
    at: chrono::DateTime<chrono::Utc>,
    words: String,
    is_noted: bool,
}

fn call_view(case: &Case) -> Option<CallView> {
    case.call.as_ref().map(|(call, by)| CallView {
        result: call_words(call.result),
        by: by.clone(),
        at: call.called_at,
        words: call.words.clone(),
        is_noted: call.noted_at.is_some(),
    })
}

/// What came of a call.
const fn call_words(result: CallOutcome) -> &'static str {
    match result {
        CallOutcome::Answered => "Somebody answered",
        CallOutcome::NoAnswer => "Nobody answered, or the number is out of service",
    }
}

fn answer_view(case: &Case) -> Option<AnswerView> {
    case.answered.as_ref().map(|a| AnswerView {
        outcome: outcome_words(a.outcome),
        by: a.by.clone(),
        at: a.at,
        text: a.text.clone(),
    })
}

/// Each place, each person and the provider, as the listing shows them now.
fn parts(case: &Case, names: Names<'_>) -> Vec<Part> {
    let Some(dossier) = &case.dossier else { return Vec::new() };
    let list = |pointer: &str| dossier.pointer(pointer).and_then(Value::as_array).into_iter().flatten();
    let whose = case.report.reason == ReportReason::NotUs;
    let places = list("/locations").map(|place| {
        let key = place.get("key").and_then(Value::as_str);
        let title = ["name", "line1", "city"].iter().find_map(|n| place.get(*n)?.as_str()).unwrap_or("The place");
        let is_meant = !whose && (case.place_key.is_none() || key == case.place_key.as_deref());
        Part { title: title.into(), is_meant, facts: facts(place, names) }
    });
    let people = list("/clinicians").map(|person| {
        let name = ["first_name", "middle_name", "last_name"].iter().filter_map(|n| person.get(*n)?.as_str());
        Part { title: name.collect::<Vec<_>>().join(" "), is_meant: whose, facts: facts(person, names) }
    });
    let provider =
        dossier.get("provider").map(|p| Part { title: "Provider".into(), is_meant: whose, facts: facts(p, names) });
    places.chain(people).chain(provider).collect()
}

/// What the public sees of a part.
fn facts(part: &Value, names: Names<'_>) -> Vec<Fact> {
    const NOT_SHOWN: &[&str] = &[
        "key",
        "credentials",
        "owners",
        "email",
        "legal_name",
        "dba_names",
        "locations",
        "first_name",
        "middle_name",
        "last_name",
        "former_last_names",
        "supervisor_npi",
    ];
    let fields = part.as_object().into_iter().flatten();
    fields
        .filter(|(name, value)| !NOT_SHOWN.contains(&name.as_str()) && !value.is_null())
        .filter(|(_, value)| value.as_array().is_none_or(|list| !list.is_empty()))
        .map(|(name, value)| Fact {
            name: words::field(name),
            value: words::said(names, name, value),
            is_private: false,
        })
        .collect()
}
