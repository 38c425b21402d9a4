//! One comment, and what a person does with it: publish, refuse by a rule, let the provider's fixed answer stand.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use crate::domain::comment::{CommentState, REFUSED_KEPT_DAYS, Refusal, Subject};
use crate::domain::ids::Id;
use crate::pipeline::Desk;
use crate::pipeline::comment::{self, Case, CommentError};
use crate::pipeline::review::Reviewer;
use crate::web::error::WebError;
use crate::web::extract::form::Form;
use crate::web::state::State;
use crate::web::views::Page;
use crate::web::views::page::see_other;

use super::boards::boards;
use super::comments::{about, address};
use super::guard::{MayDecide, MayRead, Right, SessionForm, Staff};
use super::submissions::{Returned, id_of, seen_version};
use super::words;

const FORM: &str = "refuse";

/// A rule of the published policy as staff read it.
const fn rule_words(rule: Refusal) -> &'static str {
    match rule {
        Refusal::NamesSomeone => "A patient or another private person can be recognized",
        Refusal::NotAbout => "Not about this provider or page, or not the writer's own experience",
        Refusal::Abuse => "Threats, insults, humiliation",
        Refusal::Advertising => "Advertising, or written for pay, by the provider or by a competitor",
        Refusal::UnsafeAdvice => "Doses, sources of drugs, or use without a clinician",
        Refusal::Repeated => "The same words were sent before",
    }
}

/// Where a comment stands.
const fn state_words(state: CommentState) -> &'static str {
    match state {
        CommentState::Waiting => "Waits to be read",
        CommentState::Published => "Public",
        CommentState::Refused => "Refused",
        CommentState::Withdrawn => "Taken back by its writer",
    }
}

/// What was decided, as the page and the conflict page show it.
#[derive(Debug, Serialize)]
struct DecidedView {
    outcome: String,
    by: String,
    at: chrono::DateTime<chrono::Utc>,
    text: Option<String>,
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

/// Lets everybody read it.
pub async fn publish(
    state: State,
    page: Page,
    staff: Staff<MayDecide>,
    path: web::Path<String>,
    form: SessionForm,
) -> Result<HttpResponse, WebError> {
    act(&state, &page, &staff, &id_of(&path)?, &form.0, "Publish", comment::publish).await
}

/// Refuses it, or takes it down, by a rule.
pub async fn refuse(
    state: State,
    page: Page,
    staff: Staff<MayDecide>,
    path: web::Path<String>,
    form: SessionForm,
) -> Result<HttpResponse, WebError> {
    let (id, form) = (id_of(&path)?, form.0);
    let Some(rule) = form.raw("rule").and_then(|word| word.parse::<Refusal>().ok()) else {
        let returned = Returned::of(FORM.to_string(), &form, "rule", "Choose the rule that it breaks.");
        return render(&state, &page, &staff, &id, Some(returned)).await;
    };
    let refuse =
        move |desk: &Desk, reviewer: &Reviewer, id: &str, seen| comment::refuse(desk, reviewer, id, seen, rule);
    act(&state, &page, &staff, &id, &form, rule_words(rule), refuse).await
}

/// Puts the provider's fixed answer under it, or takes it away.
pub async fn answer(
    state: State,
    page: Page,
    staff: Staff<MayDecide>,
    path: web::Path<String>,
    form: SessionForm,
) -> Result<HttpResponse, WebError> {
    let stands = form.0.raw("stands") == Some("true");
    let called = if stands { "Show the provider's answer" } else { "Take the provider's answer away" };
    let answer =
        move |desk: &Desk, reviewer: &Reviewer, id: &str, seen| comment::answer(desk, reviewer, id, seen, stands);
    act(&state, &page, &staff, &id_of(&path)?, &form.0, called, answer).await
}

/// Does it, and goes back to the page; or 409: what you chose, beside what somebody else did meanwhile.
async fn act(
    state: &State,
    page: &Page,
    staff: &Staff<MayDecide>,
    id: &Id,
    form: &Form,
    called: &str,
    act: impl Fn(&Desk, &Reviewer, &str, i64) -> Result<(), CommentError> + Send + 'static,
) -> Result<HttpResponse, WebError> {
    let (wanted, seen, reviewer) = (id.clone(), seen_version(form)?, staff.reviewer());
    let is_done = state.blocking(move |s| taken(act(&s.desk(), &reviewer, wanted.as_str(), seen))).await?;
    if is_done {
        return Ok(see_other(&address(id.as_str())));
    }
    let case = opened(state, id).await?;
    let mut context = staff.context();
    context.insert("action", &address(id.as_str()));
    context.insert("provider", &about_case(&case));
    context.insert("reference", &case.comment.reference);
    context.insert("state", state_words(case.comment.state));
    context.insert("mine", called);
    context.insert("my_text", "");
    context.insert("theirs", &decided_view(&case));
    context.insert("nobody", "Nobody decided. Its writer took it back, or its words were erased.");
    context.insert("back", &("/admin/comments", "Back to the comments"));
    page.render_as(StatusCode::CONFLICT, "admin/conflict.html", context)
}

/// Whether it was done; somebody else may have been faster.
fn taken(done: Result<(), CommentError>) -> Result<bool, WebError> {
    match done {
        Ok(()) => Ok(true),
        Err(CommentError::Stale | CommentError::Db(crate::db::DbError::Stale)) => Ok(false),
        Err(CommentError::Db(e)) => Err(e.into()),
        Err(CommentError::Key(e)) => Err(WebError::internal(e)),
    }
}

async fn opened(state: &State, id: &Id) -> Result<Case, WebError> {
    let wanted = id.clone();
    state.blocking(move |s| comment::case(&s.desk(), wanted.as_str()).map_err(WebError::from)).await
}

fn about_case(case: &Case) -> String {
    about(&case.comment.subject, case.provider.as_ref().map(|p| p.0.as_str()))
}

fn decided_view(case: &Case) -> Option<DecidedView> {
    let decided = case.comment.decided.as_ref()?;
    Some(DecidedView {
        outcome: state_words(if decided.refusal.is_some() { CommentState::Refused } else { CommentState::Published })
            .to_string(),
        by: case.decided_by.clone().unwrap_or_default(),
        at: decided.at,
        text: decided.refusal.map(|rule| format!("{}.", rule_words(rule))),
    })
}

/// The page, again with a form that could not be taken.
async fn render<R: Right>(
    state: &State,
    page: &Page,
    staff: &Staff<R>,
    id: &Id,
    returned: Option<Returned>,
) -> Result<HttpResponse, WebError> {
    let (case, now) = (opened(state, id).await?, state.clock.now());
    let c = &case.comment;
    let is_waiting = c.state == CommentState::Waiting;
    let parent = match &c.subject {
        Subject::Provider(_) => case.provider.as_ref().map(|(_, slug)| format!("/providers/{slug}")),
        Subject::Topic(topic) => Some(format!("/guide/{topic}")),
    };
    let mut context = staff.context();
    context.insert("action", &address(id.as_str()));
    context.insert("about", &about_case(&case));
    context.insert("parent", &parent);
    context.insert("reference", &c.reference);
    context.insert("state", state_words(c.state));
    context.insert("version", &c.version);
    context.insert("is_waiting", &is_waiting);
    context.insert("is_public", &(c.state == CommentState::Published));
    context.insert("is_urgent", &c.is_urgent);
    context.insert("boards", &boards(&state.rules.boards, &case.licenses));
    context.insert("received_at", &c.received_at);
    context.insert("received", &words::ago(c.received_at, now));
    context.insert("due", &is_waiting.then(|| words::due(c.due_at, now)));
    context.insert("is_late", &(is_waiting && c.due_at < now));
    context.insert("language", c.language.as_str());
    context.insert("text", &case.words.as_ref().map(|w| &w.text));
    context.insert("name", &case.words.as_ref().and_then(|w| w.name.as_ref()));
    context.insert("decided", &decided_view(&case));
    context.insert("may_answer", &matches!(c.subject, Subject::Provider(_)));
    context.insert("answered_at", &c.answered_at);
    context.insert("kept_days", &REFUSED_KEPT_DAYS);
    context.insert("rules", &Refusal::ALL.iter().map(|r| (r.as_str(), rule_words(*r))).collect::<Vec<_>>());
    let status = if returned.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    context.insert("returned", &returned);
    page.render_as(status, "admin/comment.html", context)
}
