//! Signing in by mail, and out. Asking, looking and entering are three steps, so that a program that opens links enters nothing.

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderMap, USER_AGENT};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use tera::Context;

use crate::domain::email;
use crate::managers::{GOOD_FOR, LINKS_AN_HOUR, LinkError, Over, SignedIn, TRIES, browser_name};
use crate::web::error::WebError;
use crate::web::extract::form::Form;
use crate::web::extract::form_token;
use crate::web::extract::link::Onward;
use crate::web::extract::query::QueryPairs;
use crate::web::extract::session_cookie::MANAGER;
use crate::web::state::State;
use crate::web::views::Page;
use crate::web::views::page::see_other;

use super::START;
use super::guard::{Manager, SessionForm};

const ASK: &str = "manager-sign-in";
const CODE: &str = "manager-code";
const ENTER: &str = "manager-enter";
/// Names the page to go on to, in addresses and forms.
const NEXT: &str = "next";

/// The longest that is shown again of what somebody typed.
const SHOWN_AGAIN: usize = 254;

/// `GET /portal/sign-in`.
pub async fn form(state: State, page: Page, query: QueryPairs) -> Result<HttpResponse, WebError> {
    show_form(&state, &page, StatusCode::OK, "", next_in(&query).as_ref(), None)
}

/// The page to go on to, as an address carries it.
fn next_in(query: &QueryPairs) -> Option<Onward> {
    query.first(NEXT).and_then(Onward::of)
}

/// The same, as a form carries it.
fn next_of(form: &Form) -> Option<Onward> {
    form.raw(NEXT).and_then(Onward::of)
}

fn show_form(
    state: &State,
    page: &Page,
    status: StatusCode,
    email: &str,
    next: Option<&Onward>,
    problem: Option<&str>,
) -> Result<HttpResponse, WebError> {
    let mut context = Context::new();
    context.insert("next", &next.map(Onward::path));
    context.insert("token", &form_token::issue(state, ASK));
    context.insert("email", &email.chars().take(SHOWN_AGAIN).collect::<String>());
    context.insert("problem", &problem);
    page.render_as(status, "portal/sign_in.html", context)
}

/// `POST /portal/sign-in`: the same page for every address, whether or not a mail goes out.
pub async fn ask(state: State, page: Page, form: Form) -> Result<HttpResponse, WebError> {
    form_token::check(&state, ASK, &form)?;
    let typed = form.text("email").unwrap_or_default();
    let Some(email) = email::folded(typed) else {
        let said = "Enter an e-mail address, like name@example.org";
        let next = next_of(&form);
        return show_form(&state, &page, StatusCode::UNPROCESSABLE_ENTITY, typed, next.as_ref(), Some(said));
    };
    let (to, next) = (email.clone(), next_of(&form));
    let query = next.as_ref().map(Onward::query).unwrap_or_default();
    let asked = state.blocking(move |s| s.managers.ask_and_go_on(&to, &query).map_err(failure)).await?;
    show_asked(&state, &page, StatusCode::OK, &Asked { email, asked, next: path_of(next.as_ref()) }, None)
}

/// What the page on which the code is typed carries.
#[derive(Serialize)]
struct Asked {
    email: String,
    asked: String,
    /// The page to go on to.
    next: Option<String>,
}

fn path_of(next: Option<&Onward>) -> Option<String> {
    next.map(|next| next.path().to_string())
}

fn show_asked(
    state: &State,
    page: &Page,
    status: StatusCode,
    asked: &Asked,
    problem: Option<&str>,
) -> Result<HttpResponse, WebError> {
    let mut context = Context::new();
    context.insert("token", &form_token::issue(state, CODE));
    context.insert("asked", asked);
    context.insert("minutes", &GOOD_FOR.num_minutes());
    context.insert("an_hour", &LINKS_AN_HOUR);
    context.insert("tries", &TRIES);
    context.insert("problem", &problem);
    page.render_as(status, "portal/asked.html", context)
}

/// `POST /portal/sign-in/code`: the code in place of the link.
pub async fn type_code(req: HttpRequest, state: State, page: Page, form: Form) -> Result<HttpResponse, WebError> {
    form_token::check(&state, CODE, &form)?;
    let text = |name: &str| form.text(name).unwrap_or_default().chars().take(SHOWN_AGAIN).collect::<String>();
    let next = next_of(&form);
    let asked = Asked { email: text("email"), asked: text("asked"), next: path_of(next.as_ref()) };
    let (id, code, browser) = (asked.asked.clone(), text("code"), browser_of(req.headers()));
    let tried = state.blocking(move |s| outcome(s.managers.enter_by_code(&id, &code, &browser))).await?;
    match tried {
        Ok(signed_in) => begin(&req, &state, signed_in, next.as_ref()).await,
        Err(_) => {
            let said = "This code is not right, or no longer good. Check it, or ask for a new mail";
            show_asked(&state, &page, StatusCode::UNPROCESSABLE_ENTITY, &asked, Some(said))
        }
    }
}

/// `GET /portal/sign-in/{token}`: a button. Nothing is used up.
pub async fn look(
    state: State,
    page: Page,
    token: web::Path<String>,
    query: QueryPairs,
) -> Result<HttpResponse, WebError> {
    let (token, next) = (token.into_inner(), next_in(&query));
    match state.blocking(move |s| outcome(s.managers.waiting(&token))).await? {
        Ok(waiting) => {
            let mut context = Context::new();
            context.insert("token", &form_token::issue(&state, ENTER));
            context.insert("email", &waiting.email);
            context.insert("next", &path_of(next.as_ref()));
            context.insert("action", page.path());
            page.render("portal/door.html", context)
        }
        Err(ended) => show_ended(&state, &page, &ended, next.as_ref()),
    }
}

/// `POST /portal/sign-in/{token}`: uses the link up.
pub async fn enter(
    req: HttpRequest,
    state: State,
    page: Page,
    token: web::Path<String>,
    form: Form,
) -> Result<HttpResponse, WebError> {
    form_token::check(&state, ENTER, &form)?;
    let (token, browser, next) = (token.into_inner(), browser_of(req.headers()), next_of(&form));
    match state.blocking(move |s| outcome(s.managers.enter_by_link(&token, &browser))).await? {
        Ok(signed_in) => begin(&req, &state, signed_in, next.as_ref()).await,
        Err(ended) => show_ended(&state, &page, &ended, next.as_ref()),
    }
}

/// Why a link or a code lets nobody in, for the page that says so.
struct Ended {
    why: &'static str,
    email: Option<String>,
}

/// What is no fault of ours is a page of its own; the rest is an error.
fn outcome<T>(tried: Result<T, LinkError>) -> Result<Result<T, Ended>, WebError> {
    let why = |over: Over| match over {
        Over::Used => "used",
        Over::Superseded => "superseded",
        Over::Expired => "expired",
    };
    match tried {
        Ok(done) => Ok(Ok(done)),
        Err(LinkError::Over { email, why: over }) => Ok(Err(Ended { why: why(over), email: Some(email) })),
        Err(LinkError::Unknown | LinkError::Code) => Ok(Err(Ended { why: "unknown", email: None })),
        Err(e) => Err(failure(e)),
    }
}

fn failure(e: LinkError) -> WebError {
    match e {
        LinkError::Db(e) => e.into(),
        e => WebError::internal(e),
    }
}

/// A humane end: what happened, and a button for a new mail.
fn show_ended(state: &State, page: &Page, ended: &Ended, next: Option<&Onward>) -> Result<HttpResponse, WebError> {
    let status = if ended.email.is_some() { StatusCode::GONE } else { StatusCode::NOT_FOUND };
    let mut context = Context::new();
    context.insert("token", &form_token::issue(state, ASK));
    context.insert("why", ended.why);
    context.insert("next", &path_of(next));
    context.insert("email", &ended.email);
    context.insert("minutes", &GOOD_FOR.num_minutes());
    page.render_as(status, "portal/link_over.html", context)
}

/// Hands out the cookie of a new session; one that the browser had before is ended.
async fn begin(
    req: &HttpRequest,
    state: &State,
    signed_in: SignedIn,
    next: Option<&Onward>,
) -> Result<HttpResponse, WebError> {
    if let Some(old) = MANAGER.token_of(req.headers()) {
        state
            .blocking(move |s| match s.managers.visitor(&old)? {
                Some(visitor) => s.managers.end_session(&visitor, &visitor.session_id),
                None => Ok(()),
            })
            .await?;
    }
    let mut answer = see_other(next.map_or(START, Onward::path));
    answer.add_cookie(&MANAGER.holding(signed_in.token)).map_err(WebError::internal)?;
    Ok(answer)
}

/// What a session runs in, as its holder sees it.
pub(in crate::web) fn browser_of(headers: &HeaderMap) -> String {
    browser_name(headers.get(USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default())
}

/// `POST /portal/sign-out`: ends the session on the server and makes the browser forget it.
pub async fn sign_out(state: State, manager: Manager, _form: SessionForm) -> Result<HttpResponse, WebError> {
    let visitor = manager.visitor;
    state.blocking(move |s| s.managers.end_session(&visitor, &visitor.session_id)).await?;
    let mut answer = see_other("/portal/sign-in");
    answer.add_cookie(&MANAGER.removal()).map_err(WebError::internal)?;
    Ok(answer)
}
