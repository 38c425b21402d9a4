//! Our own call about a report: noted before anything about a phone is public.

use actix_web::{HttpResponse, web};

use crate::pipeline::report::{self, Call};
use crate::web::error::WebError;
use crate::web::state::State;
use crate::web::views::Page;

use super::guard::{MayDecide, SessionForm, Staff};
use super::report::{Refused, render, settled, told};
use super::submissions::{Returned, id_of, seen_version};

/// `POST /admin/reports/{id}/call`.
pub async fn note(
    state: State,
    page: Page,
    staff: Staff<MayDecide>,
    path: web::Path<String>,
    SessionForm(form): SessionForm,
) -> Result<HttpResponse, WebError> {
    let (id, reviewer, seen_version) = (id_of(&path)?, staff.reviewer(), seen_version(&form)?);
    let result = form.raw("result").and_then(|word| word.parse().ok());
    let (words, note) = (form.prose("words"), form.has("note"));
    let (wanted, mine) = (id.clone(), words.clone());
    let done = state
        .blocking(move |s| {
            let call = Call { seen_version, result, words: &words, note };
            told(report::call(&s.desk(), &reviewer, wanted.as_str(), &call))
        })
        .await?;
    if let Err(Refused::Call(field, said)) = &done {
        let field = if result.is_none() { "result" } else { field };
        let returned = Returned::of("call".to_string(), &form, field, said);
        return render(&state, &page, &staff, &id, Some(returned)).await;
    }
    settled(&state, &page, &staff, &id, done, ("Our call", &mine)).await
}
