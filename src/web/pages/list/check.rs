//! `/list/{draft}/check`: every answer once more, what the automatic checks say, the signature, and sending.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::tasks::doubts;
use super::{At, opened, sent, written};
use crate::domain::draft::Draft;
use crate::pipeline::draft::{self, DraftError};
use crate::web::error::WebError;
use crate::web::extract::form::Form;
use crate::web::extract::query::QueryPairs;
use crate::web::extract::visitor_form::by_a_person;
use crate::web::portal::progress::{Page as Step, Progress};
use crate::web::state::State;
use crate::web::views::Page;
use crate::web::views::form::{Field, Shown};

/// `GET`.
pub async fn show(
    page: Page,
    state: State,
    id: web::Path<String>,
    query: QueryPairs,
) -> Result<HttpResponse, WebError> {
    let at = At::of(&id, &query);
    let writing = match opened(&page, &state, &at).await? {
        Ok(writing) => writing,
        Err(elsewhere) => return Ok(elsewhere),
    };
    shown(&page, &state, &at, writing.draft, None, Vec::new(), StatusCode::OK).await
}

/// `POST`: signs and sends.
pub async fn send(
    page: Page,
    state: State,
    id: web::Path<String>,
    query: QueryPairs,
    form: Form,
) -> Result<HttpResponse, WebError> {
    by_a_person(&form)?;
    let at = At::of(&id, &query);
    let writing = match opened(&page, &state, &at).await? {
        Ok(writing) => writing,
        Err(elsewhere) => return Ok(elsewhere),
    };
    if !at.is_ours(&state, &form) {
        let problem = Shown { href: None, text: page.say("form-too-old", &[])? };
        return shown(&page, &state, &at, writing.draft, Some(&form), vec![problem], StatusCode::FORBIDDEN).await;
    }
    let problems = in_the_way(&page, &state, &at, &writing.draft, &form)?;
    if !problems.is_empty() {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return shown(&page, &state, &at, writing.draft, Some(&form), problems, status).await;
    }
    let signature = form.text("attestation").unwrap_or_default().to_string();
    let asked = at.clone();
    let done =
        state.blocking(move |s| Ok::<_, WebError>(draft::send(&s.desk(), &asked.id, &asked.key, &signature))).await?;
    match done {
        Ok(reference) => Ok(sent(&page, &state, &reference)),
        Err(DraftError::NothingChanged) => {
            let problem = Shown { href: None, text: page.say("check-nothing", &[])? };
            shown(&page, &state, &at, writing.draft, Some(&form), vec![problem], StatusCode::CONFLICT).await
        }
        Err(error) => Err(error.into()),
    }
}

/// What is left to do before it can be sent, each with the way there.
fn in_the_way(page: &Page, state: &State, at: &At, draft: &Draft, form: &Form) -> Result<Vec<Shown>, WebError> {
    let progress = Progress::of(draft, state.rules, state.clock.now());
    let mut problems = Vec::new();
    for fault in progress.faults() {
        let step = Step::Sheet(fault.sheet, fault.whose.clone());
        let href = Some(format!("{}#{}", page.link(&at.path_from_check(&step.path())), fault.question));
        problems.push(Shown { href, ..super::sheet::said(page, fault)? });
    }
    for row in progress.tasks().iter().flat_map(|task| &task.rows) {
        let url = page.link(&at.path(&row.page.path()));
        let is_said = problems
            .iter()
            .any(|p| p.href.as_deref().is_some_and(|h| h.starts_with(url.split('?').next().unwrap_or(&url))));
        let is_open = !progress.is_done(&row.page);
        if is_open && !is_said {
            let called = match &row.label {
                Some(label) => label.clone(),
                None => page.say(row.called, &[])?,
            };
            let text = page.say("check-open", &[("row", called.into())])?;
            problems.push(Shown { href: Some(url), text });
        }
    }
    let signature = form.text("attestation").unwrap_or_default();
    if signature.is_empty() || signature.chars().count() > 200 {
        let label = page.say("field-attestation", &[])?;
        problems.push(Shown::about("attestation", page.say("form-missing", &[("label", label.into())])?));
    }
    Ok(problems)
}

async fn shown(
    page: &Page,
    state: &State,
    at: &At,
    draft: Draft,
    form: Option<&Form>,
    problems: Vec<Shown>,
    status: StatusCode,
) -> Result<HttpResponse, WebError> {
    let mut context = at.context(page, state);
    let solo = draft.is_solo();
    let (draft, doubts) = state
        .blocking(move |s| {
            let doubts = doubts(s, &draft);
            Ok::<_, WebError>((draft, doubts))
        })
        .await?;
    let progress = Progress::of(&draft, state.rules, state.clock.now());
    let change = |step: &Step| Some(page.link(&at.path_from_check(&step.path())));
    context.insert("tasks", &written::tasks(page, &draft, &progress, &doubts, &change)?);
    context.insert("has_doubts", &!doubts.is_empty());
    context.insert("solo", &solo);
    context.insert("problems", &problems);
    context.insert("action", &page.link(&at.path("/check")));
    let signature = Field {
        id: "attestation",
        name: "attestation",
        kind: "text",
        label: page.say("field-attestation", &[])?,
        error: Shown::of(&problems, "attestation"),
        value: form.and_then(|f| f.raw("attestation")).unwrap_or_default().to_string(),
        autocomplete: "name",
        ..Field::default()
    };
    context.insert("signature", &signature);
    page.render_as(status, "list/check.html", context)
}
