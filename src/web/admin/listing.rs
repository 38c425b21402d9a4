//! Deciding on a listing: it is suspended, two people lift that, or what the program hid comes back.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::domain::ids::Id;
use crate::domain::listing::{ListingAct, SuspensionReason};
use crate::pipeline::review::{self, BroughtBack, Case, ListingVerdict, ReviewError, Suspended};
use crate::web::error::WebError;
use crate::web::extract::form::Form;
use crate::web::state::State;
use crate::web::views::Page;
use crate::web::views::page::see_other;

use super::ahead::{self, Ahead, UndoView};
use super::guard::{MayDecide, SessionForm, Staff};
use super::submissions::{Returned, address, id_of, render};
use super::{failure, said};

/// How the listing of a submission stands, and what may be decided on it.
#[derive(Debug, Serialize)]
pub(super) struct ListingView {
    version: i64,
    word: &'static str,
    held_at: Option<DateTime<Utc>>,
    /// What may be done, or why nothing may.
    note: &'static str,
    acts: Vec<ActView>,
    suspension: Option<SuspensionView>,
    brought_back: Option<BroughtBackView>,
}

/// That it was brought back in sight just now.
#[derive(Debug, Serialize)]
struct BroughtBackView {
    by: String,
    undo: UndoView,
}

/// An act that is possible now.
#[derive(Debug, Serialize)]
struct ActView {
    word: &'static str,
    words: &'static str,
    label: &'static str,
    hint: &'static str,
    /// One button, without words and without a mail.
    is_short: bool,
    reasons: Vec<(&'static str, &'static str)>,
}

/// A suspension that is open.
#[derive(Debug, Serialize)]
struct SuspensionView {
    reason: &'static str,
    text: String,
    by: String,
    since: DateTime<Utc>,
    to_lift: Option<ToLiftView>,
    undo: Option<UndoView>,
}

#[derive(Debug, Serialize)]
struct ToLiftView {
    by: String,
    at: DateTime<Utc>,
    text: String,
}

/// What the provider reads, and what only colleagues do.
const FOR_PROVIDER: (&str, &str) =
    ("What the provider will read", "Plain sentences. Sent by mail; shown before it goes.");
const FOR_COLLEAGUE: (&str, &str) =
    ("Why it shall be lifted", "For the second person, who reads it here. No mail goes yet.");

impl ActView {
    fn of(act: ListingAct, words: &'static str, reasons: &[SuspensionReason]) -> Self {
        let (label, hint) = if act == ListingAct::AskToLift { FOR_COLLEAGUE } else { FOR_PROVIDER };
        let is_short = matches!(act, ListingAct::TakeBack | ListingAct::Keep | ListingAct::HideAgain);
        let reasons = reasons.iter().map(|reason| (reason.as_str(), said_reason(*reason))).collect();
        ActView { word: act.as_str(), words, label, hint, is_short, reasons }
    }
}

/// A reason in words.
const fn said_reason(reason: SuspensionReason) -> &'static str {
    match reason {
        SuspensionReason::Finding => "What the checks found is so",
        SuspensionReason::OfficialAction => "A board or a court acted, and no list says so yet",
        SuspensionReason::UnsafeCare => "Unsafe care, confirmed by a person",
        SuspensionReason::Identity => "Not who it says it is",
        SuspensionReason::Misleading => "It says what is not so",
        SuspensionReason::Other => "Another reason",
    }
}

/// How a listing without a suspension stands: in sight, whether something stands against it, whether the way back is free.
fn unsuspended(is_public: bool, stands_against: bool, is_free: bool) -> (&'static str, &'static str) {
    match (is_public, stands_against) {
        (true, true) => (
            "In sight, being re-checked",
            "Answer what is open below. If what was found is so, suspend it: it is then out of sight until two people bring it back.",
        ),
        (true, false) => ("In sight", "Nothing stands against it."),
        (false, true) => (
            "Out of sight, hidden by what was found",
            "The program hid it at once. Look at what was found; if it is so, confirm it by suspending the listing.",
        ),
        (false, false) if is_free => {
            ("Out of sight", "Nothing stands against it any more. It does not come back by itself.")
        }
        (false, false) => ("Out of sight", "Nothing failed any more; what is due first stands above."),
    }
}

impl ListingView {
    /// `None` where no listing shows this submission's dossier.
    pub(super) fn of(case: &Case, viewer: &str) -> Option<Self> {
        let listing = case.listing.as_ref()?;
        let (version, held_at) = (listing.version, listing.held_at.map(|at| at.and_utc()));
        let is_free = case.blocked.is_empty() && !case.stands_against;
        if let Some(suspended) = &case.suspension {
            let note = if is_free {
                "Two people bring it back: one asks, another lifts it."
            } else {
                "What stands against it has to be answered before two people can bring it back."
            };
            let acts = acts_on(suspended, is_free, viewer);
            let suspension = Some(SuspensionView::of(suspended, viewer));
            return Some(ListingView {
                version,
                word: "Suspended, out of sight",
                held_at: None,
                note,
                acts,
                suspension,
                brought_back: None,
            });
        }
        let (word, note) = unsuspended(listing.is_public(), case.stands_against, is_free);
        let show = (!listing.is_public() && is_free).then(|| ActView::of(ListingAct::Show, "Bring it back", &[]));
        let reasons = SuspensionReason::ALL.iter().filter(|r| case.stands_against || **r != SuspensionReason::Finding);
        let reasons: Vec<_> = reasons.copied().collect();
        let suspend = ActView::of(ListingAct::Suspend, "Suspend the listing", &reasons);
        let is_undone = case.brought_back.as_ref().is_some_and(|back| back.undoable.staff_id == viewer);
        let hide = is_undone.then(|| ActView::of(ListingAct::HideAgain, "Take that back", &[]));
        let acts = hide.into_iter().chain(show).chain([suspend]).collect();
        let view =
            |back: &BroughtBack| BroughtBackView { by: back.by.clone(), undo: UndoView::of(&back.undoable, viewer) };
        let brought_back = case.brought_back.as_ref().map(view);
        Some(ListingView { version, word, held_at, note, acts, suspension: None, brought_back })
    }
}

/// What this person may do about a suspension.
fn acts_on(suspended: &Suspended, is_free: bool, viewer: &str) -> Vec<ActView> {
    let is_undone = suspended.undoable.as_ref().is_some_and(|undoable| undoable.staff_id == viewer);
    let asked_by_me = suspended.to_lift.as_ref().map(|to_lift| to_lift.staff_id == viewer);
    let acts = [
        is_undone.then(|| ActView::of(ListingAct::TakeBack, "Take the suspension back", &[])),
        (asked_by_me == Some(false) && is_free).then(|| ActView::of(ListingAct::Lift, "Lift the suspension", &[])),
        (asked_by_me == Some(false)).then(|| ActView::of(ListingAct::Keep, "Keep the suspension", &[])),
        (asked_by_me == Some(true)).then(|| ActView::of(ListingAct::Keep, "Take my request back", &[])),
        (asked_by_me.is_none() && is_free).then(|| ActView::of(ListingAct::AskToLift, "Ask to lift it", &[])),
    ];
    acts.into_iter().flatten().collect()
}

impl SuspensionView {
    fn of(suspended: &Suspended, viewer: &str) -> Self {
        SuspensionView {
            reason: said_reason(suspended.reason),
            text: suspended.text.clone(),
            by: suspended.by.clone(),
            since: suspended.since,
            undo: suspended.undoable.as_ref().map(|undoable| UndoView::of(undoable, viewer)),
            to_lift: suspended.to_lift.as_ref().map(|to_lift| ToLiftView {
                by: to_lift.by.clone(),
                at: to_lift.at,
                text: to_lift.text.clone(),
            }),
        }
    }
}

/// A decision on a listing as it was sent.
struct Sent {
    act: ListingAct,
    seen_version: i64,
    reason: Option<SuspensionReason>,
    text: String,
}

impl Sent {
    fn read(form: &Form) -> Result<Self, (&'static str, &'static str)> {
        let word = |name: &str| form.raw(name).unwrap_or_default();
        let (Ok(act), Ok(seen_version)) = (word("act").parse::<ListingAct>(), word("version").parse::<i64>()) else {
            return Err(("text", "The form does not say what it was made for; reload."));
        };
        let reason = word("reason").parse().ok();
        if act == ListingAct::Suspend && reason.is_none() {
            return Err(("reason", "Choose the reason that fits best."));
        }
        Ok(Sent { act, seen_version, reason, text: form.text("text").unwrap_or_default().to_string() })
    }

    fn verdict(&self) -> ListingVerdict<'_> {
        let Sent { act, seen_version, reason, ref text } = *self;
        ListingVerdict { act, seen_version, reason, text }
    }

    fn form_id(form: &Form) -> String {
        format!("listing-{}", form.raw("act").unwrap_or_default())
    }
}

/// What the button says, and what happens.
const fn said_ahead(act: ListingAct) -> (&'static str, &'static str) {
    match act {
        ListingAct::Suspend => ("Suspend the listing", "It is out of sight at once. Two people bring it back."),
        ListingAct::AskToLift => ("Ask to lift it", "It stays out of sight until a second person lifts it."),
        ListingAct::Lift | ListingAct::Show => ("Bring the listing back", "It is in sight at once."),
        ListingAct::TakeBack => ("Take the suspension back", "All is as it was before; no mail goes."),
        ListingAct::HideAgain => ("Take that back", "It is out of sight as it was before; no mail goes."),
        ListingAct::Keep => ("Keep the suspension", "It stays out of sight."),
    }
}

/// Shows what the act would do and the mail that goes, or opens the form again. Nothing changes.
pub async fn look(
    state: State,
    page: Page,
    staff: Staff<MayDecide>,
    path: web::Path<String>,
    form: SessionForm,
) -> Result<HttpResponse, WebError> {
    let (id, form, reviewer) = (id_of(&path)?, form.0, staff.reviewer());
    if let Some(again) = ahead::opened_again(&Sent::form_id(&form), &form) {
        return render(&state, &page, &staff, &id, Some(again)).await;
    }
    let sent = match Sent::read(&form) {
        Ok(sent) => sent,
        Err((field, text)) => return returned(&state, &page, &staff, &id, &form, (field, text.to_string())).await,
    };
    let (wanted, act) = (id.clone(), sent.act);
    let looked = state
        .blocking(move |s| {
            let looked = review::look_ahead_at_listing(&s.desk(), &reviewer, wanted.as_str(), &sent.verdict());
            let named = match looked {
                Ok(mail) => Ok((mail, review::case(&s.desk(), wanted.as_str()).map_err(failure)?)),
                Err(e) => Err(e),
            };
            Ok::<_, WebError>(named)
        })
        .await?;
    let (mail, case) = match looked {
        Ok(both) => both,
        Err(e) => return refused(&state, &page, &staff, &id, &form, e).await,
    };
    let action = format!("{}/listing", address(&id));
    let (act, happens) = said_ahead(act);
    let (provider, reference) = (&case.open.dossier.provider.name, &case.submission.reference);
    ahead::show(&page, &staff, &form, Ahead { provider, reference, act, happens: vec![happens], mail, action: &action })
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
    let sent = match Sent::read(&form) {
        Ok(sent) => sent,
        Err((field, text)) => return returned(&state, &page, &staff, &id, &form, (field, text.to_string())).await,
    };
    let wanted = id.clone();
    let decided = state
        .blocking(move |s| {
            Ok::<_, WebError>(review::decide_listing(&s.desk(), &reviewer, wanted.as_str(), &sent.verdict()))
        })
        .await?;
    match decided {
        Ok(()) => Ok(see_other(&format!("{}#listing", address(&id)))),
        Err(e) => refused(&state, &page, &staff, &id, &form, e).await,
    }
}

async fn returned(
    state: &State,
    page: &Page,
    staff: &Staff<MayDecide>,
    id: &Id,
    form: &Form,
    (field, text): (&'static str, String),
) -> Result<HttpResponse, WebError> {
    render(state, page, staff, id, Some(Returned::of(Sent::form_id(form), form, field, text))).await
}

/// An act that was not taken, as its page says it.
async fn refused(
    state: &State,
    page: &Page,
    staff: &Staff<MayDecide>,
    id: &Id,
    form: &Form,
    e: ReviewError,
) -> Result<HttpResponse, WebError> {
    match e {
        e @ (ReviewError::ReasonNeeded | ReviewError::NothingToConfirm | ReviewError::Blocked(_)) => {
            returned(state, page, staff, id, form, ("text", said(&e))).await
        }
        e => Err(failure(e)),
    }
}
