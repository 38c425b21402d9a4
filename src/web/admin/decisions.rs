//! Deciding: approve, ask for changes, reject. Of two who decide at once one wins; the other reads what was decided.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use crate::domain::ids::Id;
use crate::domain::submission::{Decision, DecisionReason};
use crate::pipeline::review::{self, AskedDocument, ReviewError, ToChange, Verdict};
use crate::web::error::WebError;
use crate::web::extract::form::Form;
use crate::web::state::State;
use crate::web::views::Page;
use crate::web::views::page::see_other;

use super::guard::{MayDecide, SessionForm, Staff};
use super::submissions::{DecisionView, Returned, address, id_of, render};
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

/// Takes the form.
pub async fn decide(
    state: State,
    page: Page,
    staff: Staff<MayDecide>,
    path: web::Path<String>,
    form: SessionForm,
) -> Result<HttpResponse, WebError> {
    let (id, form) = (id_of(&path)?, form.0);
    let returned = |field, text: String| Some(Returned::of(FORM.to_string(), &form, field, text));
    let sent = match read(&form) {
        Ok(sent) => sent,
        Err((field, text)) => return render(&state, &page, &staff, &id, returned(field, text.to_string())).await,
    };
    let (wanted, reviewer) = (id.clone(), staff.reviewer());
    let (sent, decided) = state
        .blocking(move |s| {
            let Sent { seen_version, decision, reason, ref text, ref asked } = sent;
            let verdict = Verdict { seen_version, decision, reason, text };
            let decided = review::decide_about(&s.desk(), &reviewer, wanted.as_str(), &verdict, asked);
            Ok::<_, WebError>((sent, decided))
        })
        .await?;
    match decided {
        Ok(()) => Ok(see_other(&address(&id))),
        Err(ReviewError::Stale { .. } | ReviewError::WrongState(_)) => {
            conflict(&state, &page, &staff, &id, &sent).await
        }
        Err(e @ ReviewError::ReasonNeeded) => render(&state, &page, &staff, &id, returned("text", said(&e))).await,
        Err(e @ ReviewError::Blocked(_)) => render(&state, &page, &staff, &id, returned("decision", said(&e))).await,
        Err(e) => Err(failure(e)),
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
async fn conflict(
    state: &State,
    page: &Page,
    staff: &Staff<MayDecide>,
    id: &Id,
    sent: &Sent,
) -> Result<HttpResponse, WebError> {
    let wanted = id.clone();
    let case = state.blocking(move |s| review::case(&s.desk(), wanted.as_str()).map_err(failure)).await?;
    let mut context = staff.context();
    context.insert("action", &address(id));
    context.insert("provider", &case.open.dossier.provider.name);
    context.insert("reference", &case.submission.reference);
    context.insert("state", words::state(case.submission.state));
    context.insert("mine", words::decision(sent.decision.as_str()));
    context.insert("my_text", &sent.text);
    context.insert("theirs", &case.decisions.first().map(DecisionView::of));
    page.render_as(StatusCode::CONFLICT, "admin/conflict.html", context)
}
