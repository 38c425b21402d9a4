//! Who may pass: a session in force, a listing that its holder looks after, a form of that session.

use std::future::Future;
use std::pin::Pin;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::Next;
use actix_web::{Error, FromRequest, HttpMessage, HttpRequest, web};
use tera::Context;

use crate::managers::Visitor;
use crate::web::error::WebError;
use crate::web::extract::form::Form;
use crate::web::extract::link::Onward;
use crate::web::extract::session_cookie::MANAGER;
use crate::web::problem::Code;
use crate::web::state::AppState;
use crate::web::views::page::see_other;

type Later<T> = Pin<Box<dyn Future<Output = Result<T, WebError>>>>;

/// Somebody who is signed in. What they look after is another question: [`Managing`].
#[derive(Debug, Clone)]
pub struct Manager {
    /// Who it is.
    pub visitor: Visitor,
}

impl Manager {
    /// What every page shows: who is signed in, and the session's form token.
    pub fn context(&self) -> Context {
        let mut context = Context::new();
        context.insert("manager_email", &self.visitor.email);
        context.insert("form_token", &self.visitor.form_token);
        context
    }
}

impl FromRequest for Manager {
    type Error = WebError;
    type Future = std::future::Ready<Result<Self, WebError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(manager_of(req))
    }
}

fn manager_of(req: &HttpRequest) -> Result<Manager, WebError> {
    let visitor = req.extensions().get::<Visitor>().cloned();
    visitor.map(|visitor| Manager { visitor }).ok_or_else(|| WebError::new(Code::SignInNeeded))
}

/// Somebody who looks after the `{organization}` of the address. To anybody else it does not exist.
#[derive(Debug)]
pub struct Managing {
    /// Who it is.
    pub manager: Manager,
    /// What they look after.
    pub organization_id: String,
}

impl FromRequest for Managing {
    type Error = WebError;
    type Future = Later<Self>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let manager = manager_of(req);
        let organization_id = req.match_info().get("organization").unwrap_or_default().to_string();
        let state = req.app_data::<web::Data<AppState>>().cloned();
        Box::pin(async move {
            let manager = manager?;
            let state = state.ok_or_else(|| WebError::internal("the application state is not registered"))?;
            let asked = (manager.visitor.clone(), organization_id.clone());
            match state.blocking(move |s| s.managers.looks_after(&asked.0, &asked.1)).await? {
                true => Ok(Managing { manager, organization_id }),
                false => Err(WebError::not_found()),
            }
        })
    }
}

/// A form that a page of this very session sent. The only way in which handlers behind the guard read forms.
#[derive(Debug)]
pub struct SessionForm(pub Form);

impl FromRequest for SessionForm {
    type Error = WebError;
    type Future = Later<Self>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (manager, form) = (manager_of(req), Form::from_request(req, payload));
        Box::pin(async move {
            let (manager, form) = (manager?, form.await?);
            if manager.visitor.wrote(form.raw("form_token").unwrap_or_default()) {
                Ok(SessionForm(form))
            } else {
                Err(WebError::new(Code::ForeignForm))
            }
        })
    }
}

/// Where to sign in, and what to go on to from there. A form that was sent is gone by then, so that only pages are gone on to.
fn way_in(req: &ServiceRequest) -> String {
    let next = Onward::of(req.path()).filter(|_| req.method() == Method::GET);
    format!("/portal/sign-in{}", next.map(|next| next.query()).unwrap_or_default())
}

/// Lets a request pass that has a session in force; sends others to sign in.
pub async fn signed_in(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let token = MANAGER.token_of(req.headers());
    let visitor = match (token, req.app_data::<web::Data<AppState>>().cloned()) {
        (Some(token), Some(state)) => state.blocking(move |s| s.managers.visitor(&token)).await?,
        _ => None,
    };
    let Some(visitor) = visitor else {
        let elsewhere = see_other(&way_in(&req));
        return Ok(req.into_response(elsewhere));
    };
    req.extensions_mut().insert(visitor);
    next.call(req).await.map(ServiceResponse::map_into_boxed_body)
}
