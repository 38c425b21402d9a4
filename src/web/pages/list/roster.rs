//! `/list/{draft}/roster`: a group uploads the table of its clinicians, sees what is found row by row, mends it or uploads it
//! again, and takes everybody over at once.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;

use super::sheet::said;
use super::tasks::{Doubt, doubts};
use super::{At, foreign, opened};
use crate::domain::draft::{Draft, Whose};
use crate::domain::problem::{Place, Problem};
use crate::domain::roster::{LARGEST, Uploaded};
use crate::pipeline::draft;
use crate::pipeline::roster::columns::{COLUMNS, NEEDED};
use crate::pipeline::roster::upload;
use crate::web::error::WebError;
use crate::web::extract::form::Form;
use crate::web::extract::query::QueryPairs;
use crate::web::extract::upload::{self as multipart, File};
use crate::web::portal::roster::{EXAMPLES, OnTrial, Trial, trial};
use crate::web::state::{AppState, State};
use crate::web::views::Page;
use crate::web::views::form::Shown;

/// A clinician of the roster.
#[derive(Serialize)]
struct PersonView {
    /// Of the element.
    id: String,
    name: String,
    npi: String,
    rows: Vec<RowLink>,
    standing: Standing,
    /// They are in the listing already.
    is_known: bool,
    /// What cannot be read, what is missing, what the checks say; a sentence each.
    said: Vec<String>,
}

#[derive(Serialize)]
struct RowLink {
    line: u64,
    url: String,
}

/// How a clinician's rows stand.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Standing {
    /// Something in them cannot be read.
    Unreadable,
    /// Something is missing.
    Missing,
    /// The checks have something to say.
    Doubt,
    /// Nothing was found.
    Fine,
}

/// A column as the page explains it.
#[derive(Serialize)]
struct ColumnView {
    name: &'static str,
    label: String,
    example: &'static str,
    is_needed: bool,
}

/// `GET`: what was found, or how to send a file.
pub async fn show(
    page: Page,
    state: State,
    id: web::Path<String>,
    query: QueryPairs,
) -> Result<HttpResponse, WebError> {
    let at = At::of(&id, &query);
    let draft = match of_clinic(&page, &state, &at).await? {
        Ok(draft) => draft,
        Err(elsewhere) => return Ok(elsewhere),
    };
    shown(&page, &state, &at, draft, Vec::new(), StatusCode::OK).await
}

/// `POST`: a file, in place of the one that was sent before.
pub async fn send(
    page: Page,
    state: State,
    req: HttpRequest,
    id: web::Path<String>,
    query: QueryPairs,
    payload: web::Payload,
) -> Result<HttpResponse, WebError> {
    let at = At::of(&id, &query);
    let draft = match of_clinic(&page, &state, &at).await? {
        Ok(draft) => draft,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let ours = |form: &Form| if at.is_ours(&state, form) { Ok(()) } else { Err(foreign()) };
    let (refused, status) = match multipart::read(&req, payload, LARGEST, ours).await?.file {
        File::Absent => (page.say("roster-no-file", &[])?, StatusCode::UNPROCESSABLE_ENTITY),
        File::TooBig => (page.say("roster-too-big", &[])?, StatusCode::PAYLOAD_TOO_LARGE),
        File::Whole(bytes) => match upload::read(&bytes, &page.say("roster-your-file", &[])?) {
            Err(error) => (error.to_string(), StatusCode::UNPROCESSABLE_ENTITY),
            Ok(uploaded) => return keep(&page, &state, at, Some(uploaded)).await,
        },
    };
    shown(&page, &state, &at, draft, vec![Shown::about("file", refused)], status).await
}

/// `POST .../forget`: the file is taken away again.
pub async fn forget(
    page: Page,
    state: State,
    id: web::Path<String>,
    query: QueryPairs,
    form: Form,
) -> Result<HttpResponse, WebError> {
    let at = At::of(&id, &query);
    if !at.is_ours(&state, &form) {
        return Err(foreign());
    }
    keep(&page, &state, at, None).await
}

async fn keep(page: &Page, state: &State, at: At, uploaded: Option<Uploaded>) -> Result<HttpResponse, WebError> {
    let to = at.path("/roster");
    state
        .blocking(move |s| draft::change(&s.desk(), &at.id, &at.key, |draft| draft.roster.clone_from(&uploaded)))
        .await?;
    Ok(page.redirect(&to))
}

/// `POST .../use`: everybody in the roster becomes part of the listing, or nobody. Pressed twice is as good as once.
pub async fn take_over(
    page: Page,
    state: State,
    id: web::Path<String>,
    query: QueryPairs,
    form: Form,
) -> Result<HttpResponse, WebError> {
    let at = At::of(&id, &query);
    if !at.is_ours(&state, &form) {
        return Err(foreign());
    }
    let draft = match of_clinic(&page, &state, &at).await? {
        Ok(draft) => draft,
        Err(elsewhere) => return Ok(elsewhere),
    };
    if draft.roster.is_none() {
        return Ok(page.redirect(&at.path("")));
    }
    let asked = at.clone();
    let taken = state
        .blocking(move |s| {
            let now = s.clock.now();
            draft::change(&s.desk(), &asked.id, &asked.key, |draft| {
                let Some(uploaded) = &draft.roster else { return true };
                let trial = trial(draft, uploaded, s.rules, now);
                let is_in_order = trial.is_in_order();
                if is_in_order {
                    *draft = trial.draft;
                }
                is_in_order
            })
        })
        .await?;
    Ok(page.redirect(&at.path(if taken == Some(false) { "/roster" } else { "" })))
}

/// `GET /list/roster.csv`: the header line, to be filled in.
pub async fn empty() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header(("content-disposition", "attachment; filename=\"roster.csv\""))
        .body(format!("{}\r\n", COLUMNS.join(",")))
}

/// The draft, if it is one of a clinic.
pub(super) async fn of_clinic(page: &Page, state: &State, at: &At) -> Result<Result<Draft, HttpResponse>, WebError> {
    match opened(page, state, at).await? {
        Ok(writing) if writing.draft.is_solo() => Err(WebError::not_found()),
        Ok(writing) => Ok(Ok(writing.draft)),
        Err(elsewhere) => Ok(Err(elsewhere)),
    }
}

async fn shown(
    page: &Page,
    state: &State,
    at: &At,
    draft: Draft,
    problems: Vec<Shown>,
    status: StatusCode,
) -> Result<HttpResponse, WebError> {
    let mut context = at.context(page, state);
    context.insert("action", &page.link(&at.path("/roster")));
    context.insert("use_url", &page.link(&at.path("/roster/use")));
    context.insert("forget_url", &page.link(&at.path("/roster/forget")));
    context.insert("problems", &problems);
    context.insert("error", &Shown::of(&problems, "file"));
    context.insert("columns", &columns(page)?);
    let found = match draft.roster.clone() {
        None => None,
        Some(uploaded) => Some(state.blocking(move |s| Ok::<_, WebError>(looked_at(s, &draft, uploaded))).await?),
    };
    if let Some((uploaded, trial, wrong)) = &found {
        let people = trial.people.iter().map(|person| person_view(page, at, person, wrong));
        let people = people.collect::<Result<Vec<_>, _>>()?;
        let count = |standing| people.iter().filter(|p| p.standing == standing).count();
        context.insert("unreadable", &count(Standing::Unreadable));
        context.insert("missing", &count(Standing::Missing));
        context.insert("doubtful", &count(Standing::Doubt));
        context.insert("fine", &count(Standing::Fine));
        context.insert("row_count", &uploaded.rows.len());
        context.insert("place_count", &trial.places);
        context.insert("unknown", &uploaded.unknown);
        context.insert("others", &trial.others);
        context.insert("people", &people);
    }
    context.insert("is_there", &found.is_some());
    page.render_as(status, "list/roster.html", context)
}

fn columns(page: &Page) -> Result<Vec<ColumnView>, WebError> {
    let view = |(name, example): &(&'static str, &'static str)| {
        let label = label(page, name)?;
        Ok(ColumnView { name, label, example, is_needed: NEEDED.contains(name) })
    };
    EXAMPLES.iter().map(view).collect()
}

/// What a column is called: as its question is on the page of a person, but where that rests on the page's heading.
pub(super) fn label(page: &Page, column: &str) -> Result<String, WebError> {
    page.hint(&format!("roster-field-{column}")).map_or_else(|| page.say(&format!("field-{column}"), &[]), Ok)
}

/// The roster in the listing, and what the checks find wrong with it.
fn looked_at(state: &AppState, draft: &Draft, uploaded: Uploaded) -> (Uploaded, Trial, Vec<Doubt>) {
    let trial = trial(draft, &uploaded, state.rules, state.clock.now());
    let wrong = doubts(state, &trial.draft);
    (uploaded, trial, wrong)
}

fn person_view(page: &Page, at: &At, person: &OnTrial, wrong: &[Doubt]) -> Result<PersonView, WebError> {
    let group = &person.group;
    let taken = person.taken.as_ref();
    let is_own = |doubt: &&Doubt| taken.is_some_and(|t| doubt.whose == Whose::Person(t.id.clone()));
    let doubts: Vec<String> = wrong.iter().filter(is_own).map(|doubt| doubt.sentence.clone()).collect();
    let missing =
        person.faults.iter().map(|fault| Ok(said(page, fault)?.text)).collect::<Result<Vec<_>, WebError>>()?;
    let mut unread = group.problems.iter().map(|p| in_words(page, p)).collect::<Result<Vec<_>, _>>()?;
    if taken.is_none() && unread.is_empty() {
        unread.push(page.say("roster-no-room", &[])?);
    }
    let standing = match () {
        () if taken.is_none() => Standing::Unreadable,
        () if !missing.is_empty() => Standing::Missing,
        () if !doubts.is_empty() => Standing::Doubt,
        () => Standing::Fine,
    };
    let first = group.lines.first().copied().unwrap_or_default();
    let row = |line: &u64| RowLink { line: *line, url: page.link(&at.path(&format!("/roster/{line}"))) };
    Ok(PersonView {
        id: format!("row-{first}"),
        name: if group.name.is_empty() { page.say("roster-nameless", &[])? } else { group.name.clone() },
        npi: group.npi.clone(),
        rows: group.lines.iter().map(row).collect(),
        standing,
        is_known: taken.is_some_and(|t| !t.is_new),
        said: [unread, missing, doubts].concat(),
    })
}

/// What cannot be read, with its row and column.
pub(super) fn in_words(page: &Page, problem: &Problem) -> Result<String, WebError> {
    match &problem.place {
        Place::Row(line, column) if COLUMNS.contains(&column.as_str()) => {
            let column = column.as_str().into();
            let args = [("line", (*line).into()), ("column", column), ("what", problem.detail.as_str().into())];
            page.say("roster-cell", &args)
        }
        _ => Ok(problem.detail.clone()),
    }
}
