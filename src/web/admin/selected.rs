//! Several submissions of the queue at once: what will happen to each is shown first, then it happens.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde::Serialize;

use crate::db::DbError;
use crate::domain::ids::Id;
use crate::domain::staff::StaffState;
use crate::domain::submission::SubmissionState;
use crate::pipeline::Desk;
use crate::pipeline::review::{self, Case, HoldError, RemindError, Reviewer};
use crate::web::error::WebError;
use crate::web::extract::form::Form;
use crate::web::state::{AppState, State};
use crate::web::views::Page;

use super::failure;
use super::guard::{MayDecide, SessionForm, Staff};
use super::queue_filter::PER_PAGE;

/// What can be done with several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Take,
    Assign,
    Release,
    CheckAgain,
    Remind,
}

/// An act in words.
struct Words {
    act: Act,
    /// In the form.
    word: &'static str,
    /// On its button.
    name: &'static str,
    /// Of a submission before it is done.
    will: &'static str,
    /// Afterwards.
    did: &'static str,
    /// The lists under which there is a button for it.
    lists: &'static [&'static str],
}

const ACTS: [Words; 5] = [
    Words {
        act: Act::Take,
        word: "take",
        name: "Take",
        will: "will be yours",
        did: "is yours",
        lists: &["open", "waiting"],
    },
    Words {
        act: Act::Assign,
        word: "assign",
        name: "Give to somebody",
        will: "will be theirs",
        did: "is theirs",
        lists: &["open", "waiting"],
    },
    Words {
        act: Act::Release,
        word: "release",
        name: "Give back",
        will: "will be nobody's",
        did: "is nobody's",
        lists: &["open", "waiting"],
    },
    Words {
        act: Act::CheckAgain,
        word: "check",
        name: "Check again",
        will: "will be checked again, within a minute or so",
        did: "is being checked again; reload its page in a minute",
        lists: &["open", "waiting"],
    },
    Words {
        act: Act::Remind,
        word: "remind",
        name: "Remind the provider",
        will: "will be reminded by mail",
        did: "is reminded by mail",
        lists: &["waiting"],
    },
];

/// A button under the queue.
#[derive(Debug, Serialize)]
pub struct Button {
    word: &'static str,
    name: &'static str,
}

/// The buttons under a list.
pub fn acts(list: &str) -> Vec<Button> {
    let own = ACTS.iter().filter(|known| known.lists.contains(&list));
    own.map(|known| Button { word: known.word, name: known.name }).collect()
}

/// Somebody who can be given something.
#[derive(Debug, Clone, Serialize)]
struct Colleague {
    id: String,
    email: String,
}

/// Everybody who may decide.
fn colleagues(s: &AppState) -> Result<Vec<Colleague>, DbError> {
    let all = s.accounts.colleagues()?.into_iter().filter(|a| a.state == StaffState::Active && a.role.may_decide());
    Ok(all.map(|a| Colleague { id: a.id.to_string(), email: a.email }).collect())
}

/// One of the selected.
#[derive(Debug, Serialize)]
struct Line {
    id: String,
    reference: String,
    provider: String,
    /// What will happen, or what did.
    says: String,
    /// Nothing will, or did.
    is_left: bool,
}

/// `POST /admin/queue/selected`: without `sure` shows what will happen, with it does it.
pub async fn act(
    state: State,
    page: Page,
    staff: Staff<MayDecide>,
    SessionForm(form): SessionForm,
) -> Result<HttpResponse, WebError> {
    let wanted = form.raw("act").unwrap_or_default();
    let Words { act, word, name, will, did, .. } =
        *ACTS.iter().find(|known| known.word == wanted).ok_or_else(WebError::not_found)?;
    let (ids, wanted_to) = (selected(&form), form.raw("to").unwrap_or_default().to_string());
    let (reviewer, is_asked) = (staff.reviewer(), form.has("sure"));
    let (lines, colleagues, is_sure) = state
        .blocking(move |s| {
            let desk = s.desk();
            let colleagues = if act == Act::Assign { colleagues(s)? } else { Vec::new() };
            let to = colleagues.iter().find(|one| one.id == wanted_to).cloned();
            // Without anybody to give it to nothing is done: the page asks once more.
            let is_sure = is_asked && (act != Act::Assign || to.is_some());
            let by = By { reviewer: &reviewer, to: to.map(|one| Reviewer { id: one.id, email: one.email }) };
            let line = |id: &Id| line(&desk, &by, id, (act, is_sure), if is_sure { did } else { will });
            let lines = ids.iter().map(line).collect::<Result<Vec<_>, WebError>>()?;
            Ok::<_, WebError>((lines, colleagues, is_sure))
        })
        .await?;
    let is_nobody = is_asked && !is_sure;
    let mut context = staff.context();
    context.insert("name", name);
    context.insert("word", word);
    context.insert("is_done", &is_sure);
    context.insert("may_go_on", &lines.iter().any(|line| !line.is_left));
    context.insert("lines", &lines);
    context.insert("colleagues", &colleagues);
    context.insert("is_nobody", &is_nobody);
    let status = if lines.is_empty() || is_nobody { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    page.render_as(status, "admin/selected.html", context)
}

/// The boxes that were ticked, each once.
fn selected(form: &Form) -> Vec<Id> {
    let mut ids: Vec<Id> = Vec::new();
    for id in form.all("id").filter_map(Id::parse) {
        if !ids.contains(&id) && ids.len() < usize::try_from(PER_PAGE).unwrap_or(0) {
            ids.push(id);
        }
    }
    ids
}

/// Who acts, and to whom something is given.
struct By<'a> {
    reviewer: &'a Reviewer,
    to: Option<Reviewer>,
}

fn line(desk: &Desk, by: &By<'_>, id: &Id, (act, is_sure): (Act, bool), says: &'static str) -> Result<Line, WebError> {
    let case = review::case(desk, id.as_str()).map_err(failure)?;
    let left = match left_alone(act, &case, &by.reviewer.id) {
        None if is_sure => done(desk, by, id, act)?,
        other => other,
    };
    Ok(Line {
        id: id.to_string(),
        reference: case.submission.reference.clone(),
        provider: case.open.dossier.provider.name.clone(),
        is_left: left.is_some(),
        says: left.unwrap_or_else(|| says.to_string()),
    })
}

/// Why nothing will happen; `None` where something will.
fn left_alone(act: Act, case: &Case, viewer: &str) -> Option<String> {
    let is_mine = case.hold.as_ref().is_some_and(|hold| hold.staff_id == viewer);
    match act {
        _ if case.submission.state.is_final() => Some("is left: it is decided".into()),
        Act::Take if is_mine => Some("is yours already".into()),
        Act::Take => case.hold.as_ref().map(|hold| format!("is left: {} has it", hold.email)),
        Act::Assign if is_mine => None,
        Act::Assign => case.hold.as_ref().map(|hold| format!("is left: {} has it", hold.email)),
        Act::Release if !is_mine => Some("is left: it is not yours".into()),
        Act::Remind if case.submission.state != SubmissionState::ChangesRequested => {
            Some("is left: it does not wait for the provider".into())
        }
        Act::Release | Act::CheckAgain | Act::Remind => None,
    }
}

/// Does it; the answer is why it could not be done.
fn done(desk: &Desk, by: &By<'_>, id: &Id, act: Act) -> Result<Option<String>, WebError> {
    let held = |taken: Result<(), HoldError>| match taken {
        Ok(()) => Ok(None),
        Err(HoldError::Held(hold)) => Ok(Some(format!("is left: {} has it", hold.email))),
        Err(HoldError::Db(e)) => Err(e.into()),
    };
    let reviewer = by.reviewer;
    match act {
        Act::Take => held(review::take(desk, reviewer, id.as_str(), None)),
        Act::Assign => match &by.to {
            Some(to) => held(review::assign(desk, reviewer, id.as_str(), to)),
            None => Ok(Some("is left: nobody was chosen".into())),
        },
        Act::Release => Ok(review::release(desk, reviewer, id.as_str()).map(|()| None)?),
        Act::CheckAgain => Ok(review::ask_check(desk, reviewer, id.as_str()).map(|()| None)?),
        Act::Remind => match review::remind(desk, reviewer, id.as_str()) {
            Ok(()) => Ok(None),
            Err(RemindError::Db(e)) => Err(e.into()),
            Err(RemindError::Review(e)) => Err(failure(e)),
            Err(refused) => Ok(Some(format!("is left: {refused}"))),
        },
    }
}
