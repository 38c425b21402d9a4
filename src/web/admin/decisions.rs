//! Deciding: approve, ask for changes, reject. Of two who decide at once one wins; the other reads what was decided.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use crate::domain::submission::{Decision, DecisionReason};
use crate::pipeline::review::{self, AskedDocument, ReviewError, ToChange, Verdict};
use crate::web::error::WebError;
use crate::web::extract::form::Form;
use crate::web::state::State;
use crate::web::views::page::see_other;

use super::ahead::{self, Ahead};
use super::guard::{MayDecide, SessionForm, Staff};
use super::posted::Posted;
use super::submissions::{DecisionView, address, id_of, seen_version};
use super::{failure, said, words};

const FORM: &str = "decision";

/// A decision as it was sent.
struct Sent {
    seen_version: i64,
    decision: Decision,
    reason: DecisionReason,
    text: String,
    /// What is to be changed or added.
    asked: ToChange,
}

/// Shows what the decision would do and the mail that goes, or opens the form again. Nothing changes.
pub async fn look(posted: Posted) -> Result<HttpResponse, WebError> {
    if let Some(again) = ahead::opened_again(FORM, &posted.form) {
        return posted.again(again).await;
    }
    let sent = match read(&posted.form) {
        Ok(sent) => sent,
        Err((field, text)) => return posted.returned(FORM, field, text).await,
    };
    let wanted = posted.id.clone();
    let (sent, looked) = posted
        .state
        .blocking(move |s| {
            let looked = review::look_ahead(&s.desk(), wanted.as_str(), &sent.verdict(), &sent.asked);
            let named = match looked {
                Ok(ahead) => Ok((ahead, review::case(&s.desk(), wanted.as_str()).map_err(failure)?)),
                Err(e) => Err(e),
            };
            Ok::<_, WebError>((sent, named))
        })
        .await?;
    let (ahead, case) = match looked {
        Ok(both) => both,
        Err(e) => return refused(&posted, &sent, e).await,
    };
    let action = format!("{}/decision", address(&posted.id));
    let (act, happens) = said_ahead(sent.decision, &ahead);
    let (provider, reference) = (&case.open.dossier.provider.name, &case.submission.reference);
    ahead::show(
        &posted.page,
        &posted.staff,
        &posted.form,
        Ahead { provider, reference, act, happens, mail: ahead.mail, action: &action },
    )
}

/// What the button says, and what happens.
fn said_ahead(decision: Decision, ahead: &review::Ahead) -> (&'static str, Vec<&'static str>) {
    let nobody = "The provider gave no address: nobody is told but by their status page.";
    let (act, what) = match decision {
        Decision::Approve if !ahead.shows => ("Approve", "The listing stays out of sight: a person suspended it."),
        Decision::Approve if ahead.is_change => {
            ("Approve the change", "What the provider changed is public at once, in place of what is listed now.")
        }
        Decision::Approve => ("Approve and publish", "The listing is public at once."),
        Decision::AskForChanges => {
            ("Ask for changes", "The provider can open the form again and change what you ask for.")
        }
        Decision::Reject if ahead.is_change => ("Reject the change", "What is listed now stays as it is."),
        Decision::Reject => ("Reject", "It is not published. The provider can send a new listing."),
    };
    (act, std::iter::once(what).chain(ahead.mail.is_none().then_some(nobody)).collect())
}

/// Takes the form.
pub async fn decide(posted: Posted) -> Result<HttpResponse, WebError> {
    let sent = match read(&posted.form) {
        Ok(sent) => sent,
        Err((field, text)) => return posted.returned(FORM, field, text).await,
    };
    let (wanted, reviewer) = (posted.id.clone(), posted.staff.reviewer());
    let (sent, decided) = posted
        .state
        .blocking(move |s| {
            let decided = review::decide_about(&s.desk(), &reviewer, wanted.as_str(), &sent.verdict(), &sent.asked);
            Ok::<_, WebError>((sent, decided))
        })
        .await?;
    match decided {
        Ok(()) => Ok(see_other(&address(&posted.id))),
        Err(e) => refused(&posted, &sent, e).await,
    }
}

/// Takes the newest decision back.
pub async fn undo(
    state: State,
    staff: Staff<MayDecide>,
    path: web::Path<String>,
    form: SessionForm,
) -> Result<HttpResponse, WebError> {
    let (id, reviewer, seen) = (id_of(&path)?, staff.reviewer(), seen_version(&form.0)?);
    let to = address(&id);
    state.blocking(move |s| review::undo(&s.desk(), &reviewer, id.as_str(), seen).map_err(failure)).await?;
    Ok(see_other(&to))
}

/// A decision that was not taken, as its page says it.
async fn refused(posted: &Posted, sent: &Sent, e: ReviewError) -> Result<HttpResponse, WebError> {
    match e {
        ReviewError::Stale { .. } | ReviewError::WrongState(_) => conflict(posted, sent).await,
        e @ ReviewError::ReasonNeeded => posted.returned(FORM, "text", said(&e)).await,
        e @ ReviewError::Blocked(_) => posted.returned(FORM, "decision", said(&e)).await,
        e => Err(failure(e)),
    }
}

impl Sent {
    fn verdict(&self) -> Verdict<'_> {
        let Sent { seen_version, decision, reason, ref text, .. } = *self;
        Verdict { seen_version, decision, reason, text }
    }
}

fn read(form: &Form) -> Result<Sent, (&'static str, &'static str)> {
    let word = |name: &str| form.raw(name).unwrap_or_default();
    let decision: Decision = word("decision").parse().map_err(|_| ("decision", "Choose what you decide."))?;
    let seen_version =
        word("version").parse().map_err(|_| ("decision", "The form does not say what it was made for; reload."))?;
    let reason = match decision {
        Decision::Approve => DecisionReason::Complete,
        _ => word("reason")
            .parse()
            .ok()
            .filter(|r| *r != DecisionReason::Complete)
            .ok_or(("reason", "Choose the reason that fits best."))?,
    };
    let is_asked = decision == Decision::AskForChanges;
    let ticked = form.all("page").filter(|page| is_asked && page.len() < 60);
    /// Longest name of a document, in characters: a sentence.
    const LONGEST_NAME: usize = 300;
    let what = form.prose("document_what");
    let is_wanted = is_asked && form.has("document");
    if is_wanted && what.chars().count() > LONGEST_NAME {
        return Err(("document_what", "Name the document in at most 300 characters."));
    }
    let document = is_wanted.then(|| AskedDocument { what: Some(what).filter(|what| !what.is_empty()) });
    Ok(Sent {
        seen_version,
        decision,
        reason,
        text: form.text("text").unwrap_or_default().to_string(),
        asked: ToChange { pages: ticked.map(str::to_string).collect(), document },
    })
}

/// 409: what you chose, beside what somebody else decided meanwhile.
async fn conflict(posted: &Posted, sent: &Sent) -> Result<HttpResponse, WebError> {
    let wanted = posted.id.clone();
    let case = posted.state.blocking(move |s| review::case(&s.desk(), wanted.as_str()).map_err(failure)).await?;
    let mut context = posted.staff.context();
    context.insert("action", &address(&posted.id));
    context.insert("provider", &case.open.dossier.provider.name);
    context.insert("reference", &case.submission.reference);
    context.insert("state", words::state(case.submission.state));
    context.insert("mine", words::decision(sent.decision.as_str()));
    context.insert("my_text", &sent.text);
    context.insert("theirs", &case.decisions.iter().find(|d| d.undone_at.is_none()).map(DecisionView::of));
    posted.page.render_as(StatusCode::CONFLICT, "admin/conflict.html", context)
}
