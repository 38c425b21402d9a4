//! `/admin/account/password`: a new password for oneself.

use actix_web::http::StatusCode;
use actix_web::http::header::RETRY_AFTER;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;

use crate::staff::{MIN_CHARS, PasswordError};
use crate::web::error::WebError;
use crate::web::extract::client::{self, TrustedProxies};
use crate::web::state::State;
use crate::web::views::Page;
use crate::web::views::page::see_other;

use super::guard::{MayRead, SessionForm, Staff};

const DIFFER: &str = "The two new passwords differ. Type the same one twice.";

/// What is wrong with a field.
#[derive(Serialize)]
struct Problem {
    field: &'static str,
    text: String,
}

/// GET.
pub async fn form(page: Page, staff: Staff<MayRead>) -> Result<HttpResponse, WebError> {
    show(&page, &staff, StatusCode::OK, None)
}

/// POST.
pub async fn change(
    req: HttpRequest,
    state: State,
    proxies: web::Data<TrustedProxies>,
    page: Page,
    staff: Staff<MayRead>,
    form: SessionForm,
) -> Result<HttpResponse, WebError> {
    let form = form.0;
    let [old, new, again] = ["password", "new_password", "new_password_again"].map(|name| form.raw(name).unwrap_or(""));
    if new != again {
        let problem = Problem { field: "new_password_again", text: DIFFER.to_string() };
        return show(&page, &staff, StatusCode::UNPROCESSABLE_ENTITY, Some(problem));
    }
    let address = client::address(req.head(), &proxies).ok_or_else(|| WebError::internal("a request from nowhere"))?;
    let admitted = match state.accounts.admit(&staff.visitor.email, address) {
        Ok(admitted) => admitted,
        Err(refused) => {
            let problem = Problem { field: "password", text: refused.to_string() };
            let mut answer = show(&page, &staff, StatusCode::TOO_MANY_REQUESTS, Some(problem))?;
            answer.headers_mut().insert(RETRY_AFTER, refused.seconds().into());
            return Ok(answer);
        }
    };
    let (by, slot, old, new) = (staff.proven()?, state.accounts.slot().await, old.to_string(), new.to_string());
    let tried = state
        .blocking(move |s| Ok::<_, WebError>(s.accounts.change_password(slot, &by, &admitted, &old, &new)))
        .await?;
    let (field, text) = match tried {
        Ok(()) => return Ok(see_other("/admin/account?done=password")),
        Err(e @ PasswordError::Wrong) => ("password", e.to_string()),
        Err(e @ PasswordError::Weak(_)) => ("new_password", e.to_string()),
        Err(PasswordError::Hash(e)) => return Err(WebError::internal(e)),
        Err(PasswordError::Db(e)) => return Err(e.into()),
    };
    show(&page, &staff, StatusCode::UNPROCESSABLE_ENTITY, Some(Problem { field, text }))
}

fn show(
    page: &Page,
    staff: &Staff<MayRead>,
    status: StatusCode,
    problem: Option<Problem>,
) -> Result<HttpResponse, WebError> {
    let mut context = staff.context();
    context.insert("min_chars", &MIN_CHARS);
    context.insert("problem", &problem);
    page.render_as(status, "admin/own_password.html", context)
}
