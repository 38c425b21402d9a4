//! The page behind a one-time link. Looking at it changes nothing, so that mail scanners cannot use it up.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use tera::Context;

use crate::db::DbError;
use crate::staff::{Invited, MIN_CHARS, WelcomeError};
use crate::web::error::WebError;
use crate::web::extract::form::Form;
use crate::web::extract::form_token;
use crate::web::portal::account::sign_in::browser_of;
use crate::web::problem::Code;
use crate::web::state::State;
use crate::web::views::Page;

use super::{START, sign_in};

const FORM: &str = "staff-welcome";

/// Which of the two pages behind the link.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    /// A button, and nothing that is secret.
    Door,
    /// Password, second factor, and a code to prove that it works.
    SetUp,
}

/// GET: says whose link it is.
pub async fn look(state: State, page: Page, token: web::Path<String>) -> Result<HttpResponse, WebError> {
    let invited = invited(&state, token.into_inner()).await?;
    show(&state, &page, &invited, Step::Door, None)
}

/// POST: first shows the form, then takes it.
pub async fn act(
    req: HttpRequest,
    state: State,
    page: Page,
    token: web::Path<String>,
    form: Form,
) -> Result<HttpResponse, WebError> {
    form_token::check(&state, FORM, &form)?;
    let token = token.into_inner();
    let invited = invited(&state, token.clone()).await?;
    let (Some(password), Some(code)) = (form.raw("password"), form.raw("code")) else {
        return show(&state, &page, &invited, Step::SetUp, None);
    };
    if form.raw("password_again") != Some(password) {
        let problem =
            Problem { field: "password_again", text: "The two passwords differ. Type the same one twice.".into() };
        return show(&state, &page, &invited, Step::SetUp, Some(problem));
    }
    let slot = state.accounts.slot().await;
    let (password, code) = (password.to_string(), code.to_string());
    let browser = browser_of(req.headers());
    let tried = state
        .blocking(move |s| Ok::<_, WebError>(s.accounts.welcome(slot, &token, &password, &code, &browser)))
        .await?;
    match tried {
        Ok(signed_in) => sign_in::enter(&req, &state, signed_in, START).await,
        Err(WelcomeError::Password(e)) => {
            let problem = Problem { field: "password", text: e.to_string() };
            show(&state, &page, &invited, Step::SetUp, Some(problem))
        }
        Err(e @ WelcomeError::Code) => {
            let problem = Problem { field: "code", text: e.to_string() };
            show(&state, &page, &invited, Step::SetUp, Some(problem))
        }
        Err(e) => Err(refused(e)),
    }
}

async fn invited(state: &State, token: String) -> Result<Invited, WebError> {
    state.blocking(move |s| s.accounts.invited(&token).map_err(refused)).await
}

fn refused(e: WelcomeError) -> WebError {
    match e {
        WelcomeError::NoSuchLink => WebError::not_found().detail(e.to_string()),
        WelcomeError::Used | WelcomeError::Ended(_) => WebError::new(Code::Gone).detail(e.to_string()),
        WelcomeError::Db(e @ (DbError::Stale | DbError::NotFound)) => WebError::internal(e),
        WelcomeError::Db(e) => e.into(),
        e @ (WelcomeError::Password(_) | WelcomeError::Code) => {
            WebError::new(Code::InvalidValues).detail(e.to_string())
        }
        WelcomeError::Hash(e) => WebError::internal(e),
        WelcomeError::Key(e) => WebError::internal(e),
    }
}

/// What is wrong with a field.
#[derive(serde::Serialize)]
struct Problem {
    field: &'static str,
    text: String,
}

fn show(
    state: &State,
    page: &Page,
    invited: &Invited,
    step: Step,
    problem: Option<Problem>,
) -> Result<HttpResponse, WebError> {
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let mut context = Context::new();
    context.insert("token", &form_token::issue(state, FORM));
    context.insert("email", &invited.email);
    context.insert("role", invited.role.as_str());
    context.insert("until", &invited.until.to_rfc3339());
    context.insert("problem", &problem);
    context.insert("at_door", &(step == Step::Door));
    if step == Step::SetUp {
        context.insert("min_chars", &MIN_CHARS);
        context.insert("secret", &invited.secret.as_text());
        context.insert("address", &invited.secret.address(&invited.email));
        context.insert("qr", &invited.secret.qr(&invited.email));
    }
    page.render_as(status, "admin/welcome.html", context)
}
