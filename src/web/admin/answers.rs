//! Answering an open question of the checks: why it is no cause for concern.

use actix_web::{HttpResponse, web};

use crate::pipeline::review::{self, Question, ReviewError};
use crate::web::error::WebError;
use crate::web::state::State;
use crate::web::views::Page;
use crate::web::views::page::see_other;

use super::guard::{MayDecide, SessionForm, Staff};
use super::submissions::{Returned, address, id_of, render};
use super::{failure, said};

/// Takes the form.
pub async fn give(
    state: State,
    page: Page,
    staff: Staff<MayDecide>,
    path: web::Path<String>,
    form: SessionForm,
) -> Result<HttpResponse, WebError> {
    let (id, form, reviewer) = (id_of(&path)?, form.0, staff.reviewer());
    let field = |name: &str| form.raw(name).unwrap_or_default().to_string();
    let (code, subject, seen, reason) = (field("code"), field("subject"), field("question"), field("reason"));
    let (wanted, to) = (id.clone(), format!("{}#{}", address(&id), subject.replace('/', "-")));
    let given = state
        .blocking(move |s| {
            let asked = Question { code: &code, subject: &subject, seen: Some(&seen) };
            match review::answer(&s.desk(), &reviewer, wanted.as_str(), asked, &reason) {
                Err(e @ ReviewError::ReasonNeeded) => Ok(Some(said(&e))),
                other => other.map(|_| None).map_err(failure),
            }
        })
        .await?;
    match given {
        None => Ok(see_other(&to)),
        Some(text) => {
            let returned = Returned::of(format!("answer-{}", field("evidence")), &form, "reason", text);
            render(&state, &page, &staff, &id, Some(returned)).await
        }
    }
}
