//! Deciding on a listing that was checked again: it stays out of sight, or comes back.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::domain::listing::ListingAct;
use crate::pipeline::review::{self, Case, ListingVerdict, ReviewError};
use crate::web::error::WebError;
use crate::web::state::State;
use crate::web::views::Page;
use crate::web::views::page::see_other;

use super::guard::{MayDecide, SessionForm, Staff};
use super::submissions::{Returned, address, id_of, render};
use super::{failure, said};

const FORM: &str = "listing-decision";

/// How the listing of a submission stands, and what may be decided on it.
#[derive(Debug, Serialize)]
pub(super) struct ListingView {
    version: i64,
    word: &'static str,
    held_at: Option<DateTime<Utc>>,
    /// The word of the act that is possible now.
    act: Option<&'static str>,
    /// What the button and the choice say.
    act_words: &'static str,
    /// Why there is no act, or what it does.
    note: &'static str,
}

impl ListingView {
    /// `None` where no listing shows this submission's dossier.
    pub(super) fn of(case: &Case) -> Option<Self> {
        let listing = case.listing.as_ref()?;
        let (hide, show) = (Some(ListingAct::Hide.as_str()), Some(ListingAct::Show.as_str()));
        let is_held = listing.held_at.is_some();
        let (word, act, act_words, note) = match (listing.is_public(), case.stands_against) {
            (true, true) => (
                "In sight, being re-checked",
                hide,
                "Confirm, and take it out of sight",
                "Answer what is open below. If what was found is so, confirm it: the listing is then out of sight until a person brings it back.",
            ),
            (true, false) => ("In sight", None, "", "Nothing stands against it."),
            (false, true) if is_held => (
                "Out of sight, confirmed by a person",
                None,
                "",
                "What was found still stands. New evidence (a look-up, a newer list, a corrected listing) is what can bring it back.",
            ),
            (false, true) => (
                "Out of sight, hidden by what was found",
                hide,
                "Confirm that it stays out of sight",
                "The program hid it at once. Look at what was found and confirm it.",
            ),
            (false, false) if case.blocked.is_empty() => (
                "Out of sight",
                show,
                "Bring it back",
                "Nothing stands against it any more. It does not come back by itself.",
            ),
            (false, false) => ("Out of sight", None, "", "Nothing failed any more; what is due first stands above."),
        };
        let held_at = listing.held_at.map(|at| at.and_utc());
        Some(ListingView { version: listing.version, word, held_at, act, act_words, note })
    }
}

/// Takes the form.
pub async fn decide(
    state: State,
    page: Page,
    staff: Staff<MayDecide>,
    path: web::Path<String>,
    form: SessionForm,
) -> Result<HttpResponse, WebError> {
    let (id, form, reviewer) = (id_of(&path)?, form.0, staff.reviewer());
    let returned = |text: String| Some(Returned::of(FORM.to_string(), &form, "text", text));
    let word = |name: &str| form.raw(name).unwrap_or_default();
    let (Ok(act), Ok(seen_version)) = (word("act").parse::<ListingAct>(), word("version").parse::<i64>()) else {
        let text = "The form does not say what it was made for; reload.".to_string();
        return render(&state, &page, &staff, &id, returned(text)).await;
    };
    let (wanted, text) = (id.clone(), form.text("text").unwrap_or_default().to_string());
    let decided = state
        .blocking(move |s| {
            let verdict = ListingVerdict { seen_version, act, text: &text };
            Ok::<_, WebError>(review::decide_listing(&s.desk(), &reviewer, wanted.as_str(), &verdict))
        })
        .await?;
    match decided {
        Ok(()) => Ok(see_other(&format!("{}#listing", address(&id)))),
        Err(e @ (ReviewError::ReasonNeeded | ReviewError::NothingToConfirm | ReviewError::Blocked(_))) => {
            render(&state, &page, &staff, &id, returned(said(&e))).await
        }
        Err(e) => Err(failure(e)),
    }
}
