//! Messages of a submission on the review page: opening what the provider wrote, and answering.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::pipeline::message::{self, Message, MessageError};
use crate::web::error::WebError;
use crate::web::problem::Code;
use crate::web::state::State;
use crate::web::views::page::see_other;

use super::guard::{MayDecide, SessionForm, Staff};
use super::posted::Posted;
use super::submissions::{address, id_of};

const FORM: &str = "message";

/// One message; a text that is new stays shut until a reviewer opens it.
#[derive(Debug, Serialize)]
pub(super) struct MessageView {
    by: String,
    at: DateTime<Utc>,
    pub(super) is_new: bool,
    text: Option<String>,
}

impl MessageView {
    pub(super) fn of(message: Message) -> Self {
        MessageView {
            by: message.staff.unwrap_or_else(|| "The provider".to_string()),
            at: message.written_at,
            is_new: message.is_new,
            text: (!message.is_new).then_some(message.text),
        }
    }
}

/// Opens what is new: an act that is written down, so no GET does it.
pub async fn open(
    state: State,
    staff: Staff<MayDecide>,
    path: web::Path<String>,
    _form: SessionForm,
) -> Result<HttpResponse, WebError> {
    let (id, reviewer) = (id_of(&path)?, staff.reviewer());
    let to = format!("{}#messages", address(&id));
    state.blocking(move |s| Ok::<_, WebError>(message::open(&s.desk(), &reviewer, id.as_str())?)).await?;
    Ok(see_other(&to))
}

/// Answers the provider.
pub async fn answer(posted: Posted) -> Result<HttpResponse, WebError> {
    let Some(once) = posted.form.text("once").map(str::to_string) else {
        let said = "The form does not say which one it is; reload its page.";
        return Err(WebError::new(Code::InvalidValues).detail(said));
    };
    let (wanted, reviewer, text) = (posted.id.clone(), posted.staff.reviewer(), posted.form.prose("text"));
    let taken = posted
        .state
        .blocking(move |s| Ok::<_, WebError>(message::answer(&s.desk(), &reviewer, wanted.as_str(), &text, &once)))
        .await?;
    let problem = match taken {
        Ok(()) => return Ok(posted.back("messages")),
        Err(MessageError::Empty) => "Write what the provider shall read.",
        Err(MessageError::TooLong) => "Write at most 2,000 characters.",
        Err(e) => return Err(e.into()),
    };
    posted.returned(FORM, "text", problem).await
}
