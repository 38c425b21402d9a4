//! Signing in and out.

use actix_web::http::StatusCode;
use actix_web::http::header::RETRY_AFTER;
use actix_web::{HttpRequest, HttpResponse, web};
use tera::Context;

use crate::staff::{SignInError, SignedIn, TooManyTries};
use crate::web::error::WebError;
use crate::web::extract::client::{self, TrustedProxies};
use crate::web::extract::form::Form;
use crate::web::extract::form_token;
use crate::web::extract::query::QueryPairs;
use crate::web::extract::session_cookie::STAFF;
use crate::web::portal::account::sign_in::browser_of;
use crate::web::state::State;
use crate::web::views::Page;
use crate::web::views::page::see_other;

use super::START;
use super::guard::{MayRead, SessionForm, Staff};

const FORM: &str = "staff-sign-in";

/// The form.
pub async fn form(state: State, page: Page, query: QueryPairs) -> Result<HttpResponse, WebError> {
    show(&state, &page, &Entered::of(query.first("next"), ""), StatusCode::OK, None)
}

/// What is kept when the form is shown again.
struct Entered {
    next: String,
    email: String,
}

impl Entered {
    fn of(next: Option<&str>, email: &str) -> Self {
        Entered { next: own_path(next).to_string(), email: email.chars().take(254).collect() }
    }
}

/// Where to go afterwards: a staff page, never another site.
pub(super) fn own_path(next: Option<&str>) -> &str {
    let is_own =
        |p: &&str| p.starts_with("/admin/") && p.bytes().all(|b| b.is_ascii_alphanumeric() || b"/-_".contains(&b));
    next.filter(is_own).unwrap_or(START)
}

fn show(
    state: &State,
    page: &Page,
    entered: &Entered,
    status: StatusCode,
    problem: Option<String>,
) -> Result<HttpResponse, WebError> {
    let mut context = Context::new();
    context.insert("token", &form_token::issue(state, FORM));
    context.insert("next", &entered.next);
    context.insert("email", &entered.email);
    context.insert("problem", &problem);
    page.render_as(status, "admin/sign_in.html", context)
}

/// Signs in, with a new token; a session that the browser had before is ended.
pub async fn sign_in(
    req: HttpRequest,
    state: State,
    proxies: web::Data<TrustedProxies>,
    page: Page,
    form: Form,
) -> Result<HttpResponse, WebError> {
    form_token::check(&state, FORM, &form)?;
    let entered = Entered::of(form.raw("next"), form.text("email").unwrap_or_default());
    let address = client::address(req.head(), &proxies).ok_or_else(|| WebError::internal("a request from nowhere"))?;
    let admitted = match state.accounts.admit(&entered.email, address) {
        Ok(admitted) => admitted,
        Err(refused) => return too_many(&state, &page, &entered, refused),
    };
    let slot = state.accounts.slot().await;
    let password = form.raw("password").unwrap_or_default().to_string();
    let code = form.raw("code").unwrap_or_default().to_string();
    let browser = browser_of(req.headers());
    let tried = state
        .blocking(move |s| Ok::<_, WebError>(s.accounts.sign_in(slot, &admitted, &password, &code, &browser)))
        .await?;
    match tried {
        Ok(signed_in) => enter(&req, &state, signed_in, &entered.next).await,
        Err(e @ SignInError::Refused) => show(&state, &page, &entered, StatusCode::UNAUTHORIZED, Some(e.to_string())),
        Err(SignInError::Db(e)) => Err(e.into()),
        Err(SignInError::Key(e)) => Err(WebError::internal(e)),
    }
}

fn too_many(state: &State, page: &Page, entered: &Entered, refused: TooManyTries) -> Result<HttpResponse, WebError> {
    let mut answer = show(state, page, entered, StatusCode::TOO_MANY_REQUESTS, Some(refused.to_string()))?;
    answer.headers_mut().insert(RETRY_AFTER, refused.seconds().into());
    Ok(answer)
}

/// Hands out the cookie of a new session.
pub(super) async fn enter(
    req: &HttpRequest,
    state: &State,
    signed_in: SignedIn,
    next: &str,
) -> Result<HttpResponse, WebError> {
    if let Some(old) = STAFF.token_of(req.headers()) {
        state.blocking(move |s| s.accounts.sign_out(&old)).await?;
    }
    let mut answer = see_other(next);
    answer.add_cookie(&STAFF.holding(signed_in.token)).map_err(WebError::internal)?;
    Ok(answer)
}

/// Ends the session on the server and makes the browser forget it.
pub async fn sign_out(
    req: HttpRequest,
    state: State,
    _staff: Staff<MayRead>,
    _form: SessionForm,
) -> Result<HttpResponse, WebError> {
    if let Some(token) = STAFF.token_of(req.headers()) {
        state.blocking(move |s| s.accounts.sign_out(&token)).await?;
    }
    let mut answer = see_other("/admin/sign-in");
    answer.add_cookie(&STAFF.removal()).map_err(WebError::internal)?;
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signing_in_leads_to_staff_pages_alone() {
        assert_eq!(own_path(Some("/admin/submissions/0199-a")), "/admin/submissions/0199-a");
        for bad in ["https://evil.example", "//evil.example", "/admin/..//evil", "/admin/\\evil", "/search", ""] {
            assert_eq!(own_path(Some(bad)), START, "{bad}");
        }
        assert_eq!(own_path(None), START);
    }
}
