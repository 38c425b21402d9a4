//! One submission: the dossier beside its checks, what may be done with it, and what was done.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use crate::domain::ids::Id;
use crate::domain::submission::{DecisionReason, SubmissionState};
use crate::keys::new_token;
use crate::pipeline::clinician;
use crate::pipeline::document;
use crate::pipeline::message;
use crate::pipeline::review::{self, Case, Reviewer};
use crate::reads;
use crate::rules::Boards;
use crate::web::error::WebError;
use crate::web::extract::form::Form;
use crate::web::problem::Code;
use crate::web::state::State;
use crate::web::views::Page;
use crate::web::views::page::see_other;

use super::ahead::UndoView;
use super::difference_view::DifferenceView;
use super::documents::DocumentView;
use super::guard::{MayDecide, MayRead, Right, SessionForm, Staff};
use super::listing::ListingView;
use super::log_words::Told;
use super::messages::MessageView;
use super::own_words::OwnWordView;
use super::{case_view, failure, pages_to_change, words};

/// Longest place, contact or name that a look-up keeps.
pub(super) const LONGEST_TEXT: usize = 300;

/// A form that could not be taken, or is opened again; the page shows it with what was written.
#[derive(Debug, Serialize)]
pub(super) struct Returned {
    /// Which form, by the id of its element.
    pub form: String,
    /// Which field, by its name.
    pub field: &'static str,
    /// What is wrong and how to mend it; empty where the form is only opened again.
    pub text: String,
    /// What was written.
    pub values: BTreeMap<String, String>,
    /// The boxes that were ticked of the pages to change.
    pub pages: Vec<String>,
}

impl Returned {
    /// With everything that was sent but its token.
    pub fn of(form_id: String, form: &Form, field: &'static str, text: impl Into<String>) -> Self {
        let sent = form.fields().iter().filter(|(name, _)| name != "form_token");
        let pages = form.all("page").map(str::to_string).collect();
        Returned { form: form_id, field, text: text.into(), values: sent.cloned().collect(), pages }
    }
}

/// Who has the submission.
#[derive(Serialize)]
struct HoldView<'a> {
    is_mine: bool,
    staff_id: &'a str,
    email: &'a str,
    since: String,
}

/// Reads the id in an address.
pub(super) fn id_of(path: &str) -> Result<Id, WebError> {
    Id::parse(path).ok_or_else(WebError::not_found)
}

/// The version of what the form's page showed.
pub(super) fn seen_version(form: &Form) -> Result<i64, WebError> {
    let said = "The form does not say what it was made for; reload its page.";
    let version = form.raw("version").unwrap_or_default().parse();
    version.map_err(|_| WebError::new(Code::InvalidValues).detail(said))
}

/// Where a submission is shown.
pub(super) fn address(id: &Id) -> String {
    format!("/admin/submissions/{id}")
}

impl<R: Right> Staff<R> {
    /// As the pipeline names who reviews.
    pub(super) fn reviewer(&self) -> Reviewer {
        Reviewer { id: self.visitor.staff_id.to_string(), email: self.visitor.email.clone() }
    }
}

/// The page.
pub async fn show(
    state: State,
    page: Page,
    staff: Staff<MayRead>,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    render(&state, &page, &staff, &id_of(&path)?, None).await
}

/// Runs all checks again.
pub async fn check_again(
    state: State,
    _staff: Staff<MayDecide>,
    path: web::Path<String>,
    form: SessionForm,
) -> Result<HttpResponse, WebError> {
    let id = id_of(&path)?;
    let to = address(&id);
    // Asked for beside one check, the answer is there.
    let at =
        form.0.raw("at").filter(|at| at.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')).unwrap_or("checks");
    state.blocking(move |s| review::check_again(&s.desk(), id.as_str()).map_err(failure)).await?;
    Ok(see_other(&format!("{to}#{at}")))
}

/// The page, again with a form that could not be taken.
pub(super) async fn render<R: Right>(
    state: &State,
    page: &Page,
    staff: &Staff<R>,
    id: &Id,
    returned: Option<Returned>,
) -> Result<HttpResponse, WebError> {
    let wanted = id.clone();
    let (case, history, documents, own_words, messages) = state
        .blocking(move |s| {
            let case = review::case(&s.desk(), wanted.as_str()).map_err(failure)?;
            let history = reads::audit::of_submission(&s.db, wanted.as_str())?;
            let documents = document::list(&s.desk(), wanted.as_str())?;
            let own_words = clinician::standing(&s.desk(), &case.submission.organization_id)?;
            let messages = message::list(&s.desk(), wanted.as_str())?;
            Ok::<_, WebError>((case, history, documents, own_words, messages))
        })
        .await?;
    let own_words: Vec<OwnWordView> = own_words.into_iter().map(OwnWordView::of).collect();
    let mut context = staff.context();
    insert(
        &mut context,
        page,
        &case,
        &state.rules.boards,
        state.clock.now(),
        staff.visitor.role.may_decide(),
        &staff.visitor.staff_id.to_string(),
    );
    context.insert("documents", &documents.iter().map(DocumentView::of).collect::<Vec<_>>());
    let messages: Vec<MessageView> = messages.into_iter().map(MessageView::of).collect();
    context.insert("new_messages", &messages.iter().filter(|m| m.is_new).count());
    context.insert("messages", &messages);
    context.insert("once", &new_token().map_err(WebError::internal)?);
    context.insert("override_day", &review::usual_day(&state.desk()).to_string());
    context.insert("override_last_day", &review::last_day(&state.desk()).to_string());
    context.insert("action", &address(id));
    context.insert("history", &history.into_iter().map(Told::of).collect::<Vec<_>>());
    context.insert("own_done", &own_words.iter().filter(|one| one.is_done).count());
    context.insert("own_words", &own_words);
    context.insert("pages", &pages_to_change::of(page, &case.open.value, state.rules, state.clock.now())?);
    let is_refused = returned.as_ref().is_some_and(|returned| !returned.text.is_empty());
    let status = if is_refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    context.insert("is_refused", &is_refused);
    context.insert("returned", &returned);
    page.render_as(status, "admin/submission.html", context)
}

fn insert(
    context: &mut tera::Context,
    page: &Page,
    case: &Case,
    boards: &Boards,
    now: chrono::DateTime<chrono::Utc>,
    may_decide: bool,
    viewer: &str,
) {
    let s = &case.submission;
    let is_open = s.state == SubmissionState::InReview;
    context.insert("provider", &case.open.dossier.provider.name);
    context.insert("reference", &s.reference);
    context.insert("version", &s.version);
    context.insert("state", words::state(s.state));
    context.insert("is_open", &is_open);
    context.insert("can_reject_only", &(s.state == SubmissionState::ChangesRequested));
    context.insert("received_at", &s.received_at);
    context.insert("received", &words::ago(s.received_at, now));
    context.insert("due", &is_open.then(|| words::due(s.due_at, now)));
    context.insert("contact", &s.contact);
    context.insert("may_take", &!s.state.is_final());
    let hold = case.hold.as_ref().map(|hold| HoldView {
        is_mine: hold.staff_id == viewer,
        staff_id: &hold.staff_id,
        email: &hold.email,
        since: words::ago(hold.since, now),
    });
    context.insert("hold", &hold);
    let imported = case.imported.as_ref();
    context.insert("imported", &imported.map(|from| (&from.file, &from.sha256, &from.origin, &from.source_id)));
    context.insert("listing", &ListingView::of(case, viewer));
    context.insert("undo", &case.undoable.as_ref().map(|undoable| UndoView::of(undoable, viewer)));
    context.insert("removed_before", &case.removed_before);
    context.insert("attestation", &case.open.dossier.attestation);
    context.insert("dossier_version", &case.open.version);
    context.insert("public_page", &case.is_public.then(|| format!("/providers/{}", case.slug)));
    context.insert("checked_at", &case.checked_at);
    context.insert("sources", &case.sources);
    let names = |key: &str| page.hint(key);
    let sections = case_view::sections(case, boards, &names, may_decide, viewer, now);
    context.insert("blocked", &case_view::in_the_way(case, &sections));
    context.insert("sections", &sections);
    context.insert("difference", &DifferenceView::of(case, &names));
    context.insert("decisions", &case.decisions.iter().map(DecisionView::of).collect::<Vec<_>>());
    context.insert("today", &now.date_naive().to_string());
    let reasons = DecisionReason::ALL.iter().filter(|r| **r != DecisionReason::Complete);
    context.insert("reasons", &reasons.map(|r| (r.as_str(), words::field(r.as_str()))).collect::<Vec<_>>());
}

/// A decision that was made.
#[derive(Debug, Serialize)]
pub(super) struct DecisionView {
    outcome: String,
    reason: String,
    by: String,
    at: chrono::DateTime<chrono::Utc>,
    text: String,
    undone_at: Option<chrono::DateTime<chrono::Utc>>,
}

impl DecisionView {
    pub(super) fn of(decided: &review::Decided) -> Self {
        DecisionView {
            outcome: words::decision(&decided.outcome).to_string(),
            reason: words::field(&decided.reason_code),
            by: decided.said.by.clone(),
            at: decided.said.at,
            text: decided.said.text.clone(),
            undone_at: decided.undone_at,
        }
    }
}
