//! Who may pass: a safe connection, a session in force, the right that a page asks for, a form of that session.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::Next;
use actix_web::{Error, FromRequest, HttpMessage, HttpRequest, web};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use tera::Context;

use crate::db::DbError;
use crate::domain::staff::Role;
use crate::reads;
use crate::reads::tasks::MOST_COUNTED;
use crate::staff::{Proven, Visitor};
use crate::web::error::WebError;
use crate::web::extract::form::Form;
use crate::web::extract::session_cookie::STAFF;
use crate::web::problem::Code;
use crate::web::state::AppState;
use crate::web::views::page::see_other;

use super::shortcuts;

/// A right that a handler asks for.
pub trait Right: 'static {
    /// Who has it, for whoever has not.
    const WHOSE: &str;

    /// Whether a role has it.
    fn has(role: Role) -> bool;
}

/// To see what is behind the guard: every role.
#[derive(Debug)]
pub struct MayRead;

/// To record, answer and decide.
#[derive(Debug)]
pub struct MayDecide;

/// To look after accounts.
#[derive(Debug)]
pub struct MayAdminister;

impl Right for MayRead {
    const WHOSE: &str = "staff";

    fn has(_: Role) -> bool {
        true
    }
}

impl Right for MayDecide {
    const WHOSE: &str = "a reviewer or administrator";

    fn has(role: Role) -> bool {
        role.may_decide()
    }
}

impl Right for MayAdminister {
    const WHOSE: &str = "an administrator";

    fn has(role: Role) -> bool {
        role == Role::Administrator
    }
}

/// How many tasks are open: what the menu says.
#[derive(Debug, Clone, Copy, Default)]
struct OpenTasks(i64);

/// A member of staff with a right. Asking for it in a handler's signature is what enforces it.
#[derive(Debug)]
pub struct Staff<R: Right> {
    /// Who it is.
    pub visitor: Visitor,
    open_tasks: OpenTasks,
    shortcuts: bool,
    right: PhantomData<R>,
}

impl<R: Right> Staff<R> {
    /// What every staff page shows: who is signed in, the session's form token, what they may do.
    pub fn context(&self) -> Context {
        let mut context = Context::new();
        context.insert("staff_email", &self.visitor.email);
        context.insert("staff_role", self.visitor.role.as_str());
        context.insert("form_token", &self.visitor.form_token);
        context.insert("may_administer", &MayAdminister::has(self.visitor.role));
        context.insert("may_decide", &self.visitor.role.may_decide());
        // No more is counted than somebody would act on.
        let open = self.open_tasks.0;
        let open = if open > MOST_COUNTED { format!("{MOST_COUNTED}+") } else { open.to_string() };
        context.insert("open_tasks", &(self.open_tasks.0 > 0).then_some(open));
        context.insert("shortcuts", &self.shortcuts);
        context
    }

    /// For dangerous acts, which `step_up::needed` stands before.
    pub fn proven(&self) -> Result<Proven, WebError> {
        let asked = || WebError::new(Code::Forbidden).detail("This needs a code from your authenticator app first.");
        self.visitor.proven().ok_or_else(asked)
    }

    /// For the fields that come before a file, which is too large to be read as a [`SessionForm`].
    pub fn wrote(&self, form: &Form) -> Result<(), WebError> {
        let is_own = self.visitor.wrote(form.raw("form_token").unwrap_or_default());
        if is_own { Ok(()) } else { Err(WebError::new(Code::ForeignForm)) }
    }
}

impl<R: Right> FromRequest for Staff<R> {
    type Error = WebError;
    type Future = std::future::Ready<Result<Self, WebError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(match visitor_of(req) {
            Some(visitor) if R::has(visitor.role) => {
                let open_tasks = req.extensions().get::<OpenTasks>().copied().unwrap_or_default();
                Ok(Staff { visitor, open_tasks, shortcuts: shortcuts::are_on(req.headers()), right: PhantomData })
            }
            Some(visitor) => {
                let said = format!("You are signed in as {}; this needs {}.", visitor.role, R::WHOSE);
                Err(WebError::new(Code::Forbidden).detail(said))
            }
            None => Err(WebError::new(Code::SignInNeeded)),
        })
    }
}

fn visitor_of(req: &HttpRequest) -> Option<Visitor> {
    req.extensions().get::<Visitor>().cloned()
}

/// A form that a page of this very session sent. The only way in which staff handlers read forms.
#[derive(Debug)]
pub struct SessionForm(pub Form);

impl FromRequest for SessionForm {
    type Error = WebError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, WebError>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (visitor, form) = (visitor_of(req), Form::from_request(req, payload));
        Box::pin(async move {
            let visitor = visitor.ok_or_else(|| WebError::new(Code::SignInNeeded))?;
            let form = form.await?;
            if visitor.wrote(form.raw("form_token").unwrap_or_default()) {
                Ok(SessionForm(form))
            } else {
                Err(WebError::new(Code::ForeignForm))
            }
        })
    }
}

/// Who holds this session, and how many tasks wait for them.
fn entered(state: &AppState, token: &str) -> Result<Option<(Visitor, OpenTasks)>, DbError> {
    let Some(visitor) = state.accounts.visitor(token)? else { return Ok(None) };
    Ok(Some((visitor, OpenTasks(reads::tasks::count(&state.db, state.clock.now())?))))
}

/// Lets a request pass that has a session in force; sends others to sign in, and back afterwards.
pub async fn signed_in(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let token = STAFF.token_of(req.headers());
    let visitor = match (token, req.app_data::<web::Data<AppState>>().cloned()) {
        (Some(token), Some(state)) => state.blocking(move |s| entered(s, &token)).await?,
        _ => None,
    };
    let Some((visitor, open_tasks)) = visitor else {
        let back = if *req.method() == Method::GET { req.path() } else { super::START };
        let to = format!("/admin/sign-in?next={}", utf8_percent_encode(back, NON_ALPHANUMERIC));
        return Ok(req.into_response(see_other(&to)));
    };
    req.extensions_mut().insert(visitor);
    req.extensions_mut().insert(open_tasks);
    next.call(req).await.map(ServiceResponse::map_into_boxed_body)
}
