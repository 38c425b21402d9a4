//! `/list`: a provider writes a listing page by page. Whoever holds the draft's link can leave at any page and go on later.

mod check;
mod remove;
pub mod roster;
pub mod roster_row;
mod rows;
mod sheet;
mod start;
mod tasks;
pub mod written;

pub use check::{send, show as check};
pub use remove::remove;
pub use rows::{done_licenses, done_owners, licenses, owners};
pub use sheet::{answer, answer_about, answer_nth, ask, ask_about, ask_nth};
pub use start::{begin, form as begin_form, start};
pub use tasks::show as tasks;

use actix_web::HttpResponse;
use tera::Context;

use crate::pipeline::draft::{self, DraftError, Opened, Writing};
use crate::pipeline::submit;
use crate::web::error::WebError;
use crate::web::extract::form::Form;
use crate::web::extract::form_token;
use crate::web::extract::link::only_ours;
use crate::web::extract::query::QueryPairs;
use crate::web::problem::Code;
use crate::web::state::{AppState, State};
use crate::web::views::Page;

/// One draft as an address names it.
#[derive(Debug, Clone)]
pub(super) struct At {
    id: String,
    key: String,
    /// The page that the reader came from is the one on which answers are checked.
    from_check: bool,
}

impl At {
    fn of(id: &str, query: &QueryPairs) -> At {
        let key = query.first("key").unwrap_or_default();
        At { id: only_ours(id), key: only_ours(key), from_check: query.first("from") == Some("check") }
    }

    /// The address of a page of this draft, without language.
    fn path(&self, below: &str) -> String {
        format!("/list/{}{below}?key={}", self.id, self.key)
    }

    /// The same, when it leads back to where answers are checked.
    fn path_from_check(&self, below: &str) -> String {
        format!("{}&from=check", self.path(below))
    }

    fn form_name(&self) -> String {
        format!("draft:{}", self.id)
    }

    /// Whether a page of ours showed the form, and not days ago.
    fn is_ours(&self, state: &AppState, form: &Form) -> bool {
        form_token::check(state, &self.form_name(), form).is_ok()
    }

    /// What every page of a draft shows.
    fn context(&self, page: &Page, state: &AppState) -> Context {
        let mut context = Context::new();
        context.insert("token", &form_token::issue(state, &self.form_name()));
        context.insert("tasks_url", &page.link(&self.path("")));
        // The key goes with the link to this page in the other language.
        let from = if self.from_check { "&from=check" } else { "" };
        context.insert("query", &format!("?key={}{from}", self.key));
        context
    }
}

/// A draft that can be changed, or where whoever holds its link is sent instead.
async fn opened(page: &Page, state: &State, at: &At) -> Result<Result<Writing, HttpResponse>, WebError> {
    let asked = at.clone();
    let opened = state.blocking(move |s| draft::open(&s.desk(), &asked.id, &asked.key)).await?;
    Ok(match opened {
        Opened::Writing(writing) => Ok(*writing),
        Opened::Sent(reference) => Err(sent(page, state, &reference)),
    })
}

/// To the page that says how far a submission is.
fn sent(page: &Page, state: &State, reference: &str) -> HttpResponse {
    page.redirect(&submit::status_path(reference, &submit::status_key(&state.desk(), reference)))
}

impl From<DraftError> for WebError {
    fn from(error: DraftError) -> Self {
        match error {
            DraftError::Unknown => WebError::not_found(),
            DraftError::NothingChanged => WebError::new(Code::Conflict).detail(error.to_string()),
            DraftError::Submit(e) => e.into(),
            DraftError::Dossier(e) => e.into(),
            DraftError::Db(e) => e.into(),
            DraftError::Key(e) => WebError::internal(e),
        }
    }
}

/// A form that a program filled in, or that came from elsewhere.
fn foreign() -> WebError {
    WebError::new(Code::ForeignForm)
}
