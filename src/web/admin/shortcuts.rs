//! Keyboard shortcuts: off until somebody asks for them, kept in a cookie of the browser that they use (WCAG 2.1.4).

use actix_web::HttpResponse;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header::HeaderMap;

use crate::web::error::WebError;
use crate::web::extract::session_cookie;
use crate::web::views::page::see_other;

use super::account::PATH;
use super::guard::{MayRead, SessionForm, Staff};

const NAME: &str = "vouchsafe_shortcuts";
const ON: &str = "on";

/// What each key does, as the account page lists it; `assets/js/shortcuts.js` does it.
pub(super) const KEYS: &[(&str, &str)] = &[
    ("w", "All work"),
    ("q", "Queue"),
    ("t", "Tasks"),
    ("a", "Audit log"),
    ("j", "Next entry of a list"),
    ("k", "Previous entry of a list"),
    ("c", "Where the checks stand"),
    ("d", "Your decision"),
    ("s", "Search and filters"),
    ("?", "This table"),
];

/// Whether this browser asked for them.
pub(super) fn are_on(headers: &HeaderMap) -> bool {
    session_cookie::value_of(headers, NAME) == Some(ON)
}

/// `POST /admin/account/shortcuts`: on or off.
pub async fn choose(_staff: Staff<MayRead>, form: SessionForm) -> Result<HttpResponse, WebError> {
    let is_on = form.0.raw("shortcuts") == Some(ON);
    let lasts = if is_on { Duration::days(365) } else { Duration::ZERO };
    let cookie =
        Cookie::build(NAME, ON).path("/admin").http_only(true).same_site(SameSite::Strict).max_age(lasts).finish();
    let mut answer = see_other(&format!("{PATH}#shortcuts"));
    answer.add_cookie(&cookie).map_err(WebError::internal)?;
    Ok(answer)
}
