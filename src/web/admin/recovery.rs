//! `/admin/account/recovery-codes`: making new ones, which are shown once.

use actix_web::HttpResponse;

use crate::staff::{RECOVERY_CODES, RecoveryError};
use crate::web::error::WebError;
use crate::web::state::State;
use crate::web::views::Page;

use super::guard::{MayRead, SessionForm, Staff};

/// GET: what they are, and the button.
pub async fn form(page: Page, staff: Staff<MayRead>) -> Result<HttpResponse, WebError> {
    show(&page, &staff, &[])
}

/// POST: makes them.
pub async fn make(
    state: State,
    page: Page,
    staff: Staff<MayRead>,
    _form: SessionForm,
) -> Result<HttpResponse, WebError> {
    let by = staff.proven()?;
    let made = state.blocking(move |s| Ok::<_, WebError>(s.accounts.make_recovery_codes(&by))).await?;
    match made {
        Ok(codes) => show(&page, &staff, &codes),
        Err(RecoveryError::Db(e)) => Err(e.into()),
        Err(RecoveryError::Key(e)) => Err(WebError::internal(e)),
    }
}

fn show(page: &Page, staff: &Staff<MayRead>, codes: &[String]) -> Result<HttpResponse, WebError> {
    let mut context = staff.context();
    context.insert("codes", codes);
    context.insert("recovery_codes", &RECOVERY_CODES);
    page.render("admin/recovery.html", context)
}
