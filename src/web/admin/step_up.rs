//! Asking for a code before a dangerous act, and going on to where one was. A form that was sent meanwhile travels along.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{LOCATION, RETRY_AFTER};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest, HttpResponse, web};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::staff::{PROVEN_FOR, SignInError};
use crate::web::error::WebError;
use crate::web::extract::client::{self, TrustedProxies};
use crate::web::extract::form::Form;
use crate::web::extract::is_content_type;
use crate::web::extract::query::QueryPairs;
use crate::web::extract::session_cookie::STAFF;
use crate::web::problem::Code;
use crate::web::state::State;
use crate::web::views::Page;
use crate::web::views::page::see_other;

use super::guard::{MayRead, Right, SessionForm, Staff};
use super::sign_in::own_path;

/// Fields of our own beside those that travel along.
const CODE: &str = "proof_code";
const TO: &str = "proof_to";
const CARRIES: &str = "proof_carries";

const WRONG: &str = "This code is not right. Each code works once; wait for the next if you used this one.";

/// What waits for the code.
struct Waiting {
    /// The address that is gone on to.
    to: String,
    /// The fields of the form that was sent there; `None` where a page was asked for.
    form: Option<Vec<(String, String)>>,
}

impl Waiting {
    /// What our own form carried.
    fn of(form: &Form) -> Self {
        Waiting { to: own_path(form.raw(TO)).to_string(), form: form.has(CARRIES).then(|| carried(form)) }
    }

    /// On to the page; or, with status 307, the browser sends the very fields again to where they were meant for.
    fn go_on(&self) -> HttpResponse {
        match self.form {
            None => see_other(&self.to),
            Some(_) => HttpResponse::TemporaryRedirect().insert_header((LOCATION, self.to.clone())).finish(),
        }
    }
}

/// The fields of a form but our own.
fn carried(form: &Form) -> Vec<(String, String)> {
    let is_own = |name: &str| ["form_token", CODE, TO, CARRIES].contains(&name);
    form.fields().iter().filter(|(name, _)| !is_own(name)).cloned().collect()
}

/// Stands before a page or form of a dangerous act: passes on whoever has the right and gave a code lately.
pub async fn needed<R: Right>(
    mut req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let staff = req.extract::<Staff<R>>().await?;
    if staff.visitor.proven().is_some() {
        return next.call(req).await.map(ServiceResponse::map_into_boxed_body);
    }
    // A file does not travel along: the page with its form is gone back to, and the file is chosen anew.
    let brings_file = is_content_type(req.headers(), |t| t == "multipart/form-data");
    if req.method() != Method::POST || brings_file {
        let to = format!("/admin/prove?next={}", utf8_percent_encode(req.path(), NON_ALPHANUMERIC));
        return Ok(req.into_response(see_other(&to)));
    }
    let SessionForm(form) = req.extract::<SessionForm>().await?;
    let page = req.extract::<Page>().await?;
    let waiting = Waiting { to: own_path(Some(req.path())).to_string(), form: Some(carried(&form)) };
    let answer = show(&page, &staff, &waiting, StatusCode::UNAUTHORIZED, None)?;
    Ok(req.into_response(answer))
}

/// GET: a page was asked for that needs a code first.
pub async fn form(page: Page, staff: Staff<MayRead>, query: QueryPairs) -> Result<HttpResponse, WebError> {
    let waiting = Waiting { to: own_path(query.first("next")).to_string(), form: None };
    show(&page, &staff, &waiting, StatusCode::OK, None)
}

/// POST: takes the code and goes on.
pub async fn prove(
    req: HttpRequest,
    state: State,
    proxies: web::Data<TrustedProxies>,
    page: Page,
    staff: Staff<MayRead>,
    form: SessionForm,
) -> Result<HttpResponse, WebError> {
    let waiting = Waiting::of(&form.0);
    let address = client::address(req.head(), &proxies).ok_or_else(|| WebError::internal("a request from nowhere"))?;
    let token = STAFF.token_of(req.headers()).ok_or_else(|| WebError::new(Code::SignInNeeded))?;
    let admitted = match state.accounts.admit(&staff.visitor.email, address) {
        Ok(admitted) => admitted,
        Err(refused) => {
            let said = Some(refused.to_string());
            let mut answer = show(&page, &staff, &waiting, StatusCode::TOO_MANY_REQUESTS, said)?;
            answer.headers_mut().insert(RETRY_AFTER, refused.seconds().into());
            return Ok(answer);
        }
    };
    let typed = form.0.raw(CODE).unwrap_or_default().to_string();
    let tried = state.blocking(move |s| Ok::<_, WebError>(s.accounts.prove(&admitted, &token, &typed))).await?;
    match tried {
        Ok(token) => {
            let mut answer = waiting.go_on();
            answer.add_cookie(&STAFF.holding(token)).map_err(WebError::internal)?;
            Ok(answer)
        }
        Err(SignInError::Refused) => {
            show(&page, &staff, &waiting, StatusCode::UNPROCESSABLE_ENTITY, Some(WRONG.to_string()))
        }
        Err(SignInError::Db(e)) => Err(e.into()),
        Err(SignInError::Key(e)) => Err(WebError::internal(e)),
    }
}

fn show<R: Right>(
    page: &Page,
    staff: &Staff<R>,
    waiting: &Waiting,
    status: StatusCode,
    problem: Option<String>,
) -> Result<HttpResponse, WebError> {
    let mut context = staff.context();
    context.insert("to", &waiting.to);
    context.insert("carries", &waiting.form.is_some());
    context.insert("fields", waiting.form.as_deref().unwrap_or_default());
    context.insert("minutes", &PROVEN_FOR.num_minutes());
    context.insert("problem", &problem);
    page.render_as(status, "admin/step_up.html", context)
}
