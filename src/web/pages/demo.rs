//! `GET /demo`: who can sign in to the demo, with the codes of this moment, and the mails that it would have sent.
//! Anywhere else the address does not exist.

use actix_web::HttpResponse;
use serde::Serialize;
use tera::Context;

use crate::reads::mail::{self, Mail};
use crate::staff::demo::{PASSWORD, STAFF};
use crate::web::error::WebError;
use crate::web::state::{AppState, State};
use crate::web::views::Page;

/// How many mails are shown.
const NEWEST: i64 = 40;

#[derive(Serialize)]
struct SignIn {
    role: &'static str,
    email: &'static str,
    password: &'static str,
    code: Option<String>,
}

/// The page.
pub async fn show(page: Page, state: State) -> Result<HttpResponse, WebError> {
    if !state.demo {
        return Err(WebError::not_found());
    }
    let (accounts, mails) = state.blocking(read).await?;
    let mut context = Context::new();
    context.insert("accounts", &accounts);
    context.insert("mails", &mails);
    page.render("demo.html", context)
}

fn read(state: &AppState) -> Result<(Vec<SignIn>, Vec<Mail>), WebError> {
    let mut accounts = Vec::new();
    for colleague in &STAFF {
        let code = colleague.code(&state.accounts).map_err(WebError::internal)?;
        accounts.push(SignIn { role: colleague.role.as_str(), email: colleague.email, password: PASSWORD, code });
    }
    Ok((accounts, mail::newest(&state.db, NEWEST)?))
}
