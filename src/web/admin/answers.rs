//! Answering an open question of the checks: why it is no cause for concern.

use actix_web::HttpResponse;

use crate::pipeline::review::{self, Question, ReviewError};
use crate::web::error::WebError;

use super::posted::Posted;
use super::{failure, said};

/// Takes the form.
pub async fn give(posted: Posted) -> Result<HttpResponse, WebError> {
    let field = |name: &str| posted.form.raw(name).unwrap_or_default().to_string();
    let (code, subject, seen, reason) = (field("code"), field("subject"), field("question"), field("reason"));
    let (wanted, reviewer, to) = (posted.id.clone(), posted.staff.reviewer(), posted.back(&subject));
    let given = posted
        .state
        .blocking(move |s| {
            let asked = Question { code: &code, subject: &subject, seen: Some(&seen) };
            match review::answer(&s.desk(), &reviewer, wanted.as_str(), asked, &reason) {
                Err(e @ ReviewError::ReasonNeeded) => Ok(Some(said(&e))),
                other => other.map(|_| None).map_err(failure),
            }
        })
        .await?;
    match given {
        None => Ok(to),
        Some(text) => posted.returned(format!("answer-{}", field("evidence")), "reason", text).await,
    }
}
