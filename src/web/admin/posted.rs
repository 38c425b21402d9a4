//! A form that a reviewer sent from the page of a submission, and what comes of it: back to that page, or the page again with what is wrong.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, HttpResponse};

use crate::domain::ids::Id;
use crate::web::error::WebError;
use crate::web::extract::form::Form;
use crate::web::state::State;
use crate::web::views::Page;
use crate::web::views::page::see_other;

use super::guard::{MayDecide, SessionForm, Staff};
use super::submissions::{Returned, address, id_of, render};

/// The form, who sent it, and about which submission. Its address has the submission as `{id}`.
pub struct Posted {
    /// What every request may use.
    pub state: State,
    /// The page to answer with.
    pub page: Page,
    /// Who sent it.
    pub staff: Staff<MayDecide>,
    /// The submission.
    pub id: Id,
    /// What was sent.
    pub form: Form,
}

impl FromRequest for Posted {
    type Error = actix_web::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Self::Error>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let id = id_of(req.match_info().get("id").unwrap_or_default());
        let sent = <(State, Page, Staff<MayDecide>, SessionForm)>::from_request(req, payload);
        Box::pin(async move {
            let (state, page, staff, SessionForm(form)) = sent.await?;
            Ok(Posted { state, page, staff, id: id?, form })
        })
    }
}

impl Posted {
    /// To the submission's page, at this part of it: an id, or the subject of a check, such as `clinicians/0`.
    pub(super) fn back(&self, part: &str) -> HttpResponse {
        see_other(&format!("{}#{}", address(&self.id), part.replace('/', "-")))
    }

    /// The submission's page with the form as it was sent, and what is wrong with it.
    pub(super) async fn returned(
        &self,
        form_id: impl Into<String>,
        field: &'static str,
        text: impl Into<String>,
    ) -> Result<HttpResponse, WebError> {
        self.again(Returned::of(form_id.into(), &self.form, field, text)).await
    }

    /// The submission's page with a form that is open.
    pub(super) async fn again(&self, returned: Returned) -> Result<HttpResponse, WebError> {
        render(&self.state, &self.page, &self.staff, &self.id, Some(returned)).await
    }
}
