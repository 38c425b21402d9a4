//! `/portal`: what its reader looks after, how it stands, and what waits for them.

use actix_web::HttpResponse;
use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::submission::SubmissionState;
use crate::pipeline::submit;
use crate::reads::managed::{self, ManagedListing};
use crate::reads::submission::{self, OwnSubmission};
use crate::web::error::WebError;
use crate::web::state::{AppState, State};
use crate::web::views::Page;

use super::guard::Manager;

/// One listing, and the links to what there is of it.
#[derive(Serialize)]
struct ListingView {
    name: String,
    people_url: String,
    /// Who of a clinic's clinicians answered for themselves.
    clinicians_url: Option<String>,
    /// Where hours, prices and the like are changed; `None` until something was published.
    details_url: Option<String>,
    /// Its own numbers; `None` until something was published.
    numbers_url: Option<String>,
    /// `sent` until something was published; then `public`, `hidden` or `removed`.
    standing: &'static str,
    page_url: Option<String>,
    confirm: Option<ConfirmView>,
    expiring: Vec<ExpiringView>,
    sent: Option<SentView>,
}

/// Until when the details count as confirmed.
#[derive(Serialize)]
struct ConfirmView {
    until: Option<String>,
    days_left: Option<i64>,
}

#[derive(Serialize)]
struct ExpiringView {
    kind: String,
    holder: Option<String>,
    last_day: String,
    days_left: i64,
}

/// What was sent in last.
#[derive(Serialize)]
struct SentView {
    state: SubmissionState,
    reference: String,
    message: Option<String>,
    status_url: String,
    may_change: bool,
}

/// The page.
pub async fn show(state: State, page: Page, manager: Manager) -> Result<HttpResponse, WebError> {
    let visitor = manager.visitor.clone();
    let listings = state
        .blocking(move |s| -> Result<Vec<ListingView>, WebError> {
            let now = s.clock.now();
            let own = managed::listings(&s.db, &s.managers.organizations(&visitor)?, now)?;
            own.into_iter().map(|listing| view(s, listing, now.date_naive())).collect()
        })
        .await?;
    let mut context = manager.context();
    context.insert("listings", &listings);
    page.render("portal/home.html", context)
}

fn view(state: &AppState, listing: ManagedListing, today: NaiveDate) -> Result<ListingView, WebError> {
    let sent = match &listing.reference {
        Some(reference) => submission::by_reference(&state.db, reference)?.map(|own| sent(state, &own)),
        None => None,
    };
    let shown = listing.shown.as_ref();
    let is_public = shown.is_some_and(|s| s.slug.is_some());
    Ok(ListingView {
        people_url: format!("/portal/managers/{}", listing.organization_id),
        details_url: shown.filter(|s| !s.is_removed).map(|_| super::listing::address(&listing.organization_id)),
        clinicians_url: listing.is_clinic.then(|| super::own_word::address(&listing.organization_id)),
        numbers_url: shown.filter(|s| !s.is_removed).map(|_| super::numbers::address(&listing.organization_id)),
        standing: match shown {
            None => "sent",
            Some(shown) if shown.is_removed => "removed",
            Some(_) if is_public => "public",
            Some(_) => "hidden",
        },
        page_url: shown.and_then(|s| s.slug.as_ref()).map(|slug| format!("/providers/{slug}")),
        confirm: shown.filter(|s| !s.is_removed).map(|s| ConfirmView {
            until: s.confirmed_until.map(|day| day.to_string()),
            days_left: s.confirmed_until.map(|day| (day - today).num_days()),
        }),
        expiring: shown.map(|s| s.expiring.as_slice()).unwrap_or_default().iter().map(|e| expiring(e, today)).collect(),
        name: listing.name,
        sent,
    })
}

fn expiring(paper: &managed::Expiring, today: NaiveDate) -> ExpiringView {
    ExpiringView {
        kind: paper.kind.clone(),
        holder: paper.holder.clone(),
        last_day: paper.last_day.to_string(),
        days_left: (paper.last_day - today).num_days(),
    }
}

fn sent(state: &AppState, own: &OwnSubmission) -> SentView {
    let reference = own.submission.reference.clone();
    let key = submit::status_key(&state.desk(), &reference);
    SentView {
        state: own.submission.state,
        message: own.message().map(str::to_string),
        status_url: submit::status_path(&reference, &key),
        may_change: own.submission.state == SubmissionState::ChangesRequested,
        reference,
    }
}
