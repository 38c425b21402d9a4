//! A reviewer takes the submission that is open, takes it from somebody, or gives it back.

use actix_web::{HttpResponse, web};

use crate::pipeline::review::{self, HoldError};
use crate::web::error::WebError;
use crate::web::problem::Code;
use crate::web::state::State;
use crate::web::views::page::see_other;

use super::guard::{MayDecide, SessionForm, Staff};
use super::submissions::{address, id_of};

/// `POST /admin/submissions/{id}/take`. `from` names whom the page showed as its holder: it is taken from nobody else.
pub async fn take(
    state: State,
    staff: Staff<MayDecide>,
    path: web::Path<String>,
    SessionForm(form): SessionForm,
) -> Result<HttpResponse, WebError> {
    let (id, reviewer) = (id_of(&path)?, staff.reviewer());
    let (to, from) = (address(&id), form.text("from").map(str::to_string));
    let taken = state
        .blocking(move |s| Ok::<_, WebError>(review::take(&s.desk(), &reviewer, id.as_str(), from.as_deref())))
        .await?;
    match taken {
        Ok(()) => Ok(see_other(&to)),
        Err(HoldError::Held(hold)) => {
            let said = format!("{} took it before you. Open it again to see how it stands.", hold.email);
            Err(WebError::new(Code::Conflict).detail(said))
        }
        Err(HoldError::Db(e)) => Err(e.into()),
    }
}

/// `POST /admin/submissions/{id}/release`.
pub async fn release(
    state: State,
    staff: Staff<MayDecide>,
    path: web::Path<String>,
    _form: SessionForm,
) -> Result<HttpResponse, WebError> {
    let (id, reviewer) = (id_of(&path)?, staff.reviewer());
    let to = address(&id);
    state.blocking(move |s| Ok::<_, WebError>(review::release(&s.desk(), &reviewer, id.as_str())?)).await?;
    Ok(see_other(&to))
}
