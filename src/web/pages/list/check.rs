//! `/list/{draft}/check`: every answer once more, what the automatic checks say, the signature, and sending.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::tasks::{Doubt, doubts};
use super::{At, opened, sent};
use crate::domain::draft::{Draft, Whose, place_name};
use crate::pipeline::draft::{self, DraftError};
use crate::web::error::WebError;
use crate::web::extract::form::Form;
use crate::web::extract::query::QueryPairs;
use crate::web::extract::visitor_form::by_a_person;
use crate::web::portal::answers;
use crate::web::portal::fields::{Kind, Question};
use crate::web::portal::progress::{Page as Step, Progress, Standing};
use crate::web::portal::sheets::sheet;
use crate::web::state::State;
use crate::web::views::Page;
use crate::web::views::form::{Field, Shown};
use crate::web::views::languages::language_name;

/// The answers of one page.
#[derive(Serialize)]
struct SheetView {
    id: String,
    title: String,
    change_url: String,
    lines: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    label: String,
    /// `None`: not provided.
    text: Option<String>,
}

/// The answers under one heading of the task list.
#[derive(Serialize)]
struct TaskView {
    title: String,
    parts: Vec<PartView>,
}

/// The answers about one person or place, folded away unless something is left to do.
#[derive(Serialize)]
struct PartView {
    title: String,
    standing: Standing,
    /// What the automatic checks found that may be wrong, a sentence each.
    doubts: Vec<String>,
    sheets: Vec<SheetView>,
}

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
    context.insert("tasks", &tasks(page, at, &draft, &progress, &doubts)?);
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

fn tasks(
    page: &Page,
    at: &At,
    draft: &Draft,
    progress: &Progress<'_>,
    doubts: &[Doubt],
) -> Result<Vec<TaskView>, WebError> {
    let mut tasks = Vec::new();
    for task in progress.tasks() {
        let mut parts = Vec::new();
        for row in &task.rows {
            let mut sheets = Vec::new();
            for step in progress.pages(task.name, &row.whose) {
                for own in each(draft, step) {
                    sheets.push(sheet_view(page, at, draft, progress, own)?);
                }
            }
            let title = match &row.label {
                Some(label) => label.clone(),
                None => page.say(row.called, &[])?,
            };
            // A place stands under several headings; what is doubted about it stands under the first.
            let is_first = matches!(task.name, "who" | "people" | "places");
            let own = doubts.iter().filter(|doubt| is_first && doubt.whose == row.whose);
            let doubts = own.map(|doubt| doubt.text.clone()).collect();
            parts.push(PartView { title, standing: row.standing, doubts, sheets });
        }
        tasks.push(TaskView { title: page.say(&format!("task-{}", task.name), &[])?, parts });
    }
    Ok(tasks)
}

/// A list as the pages of what is on it.
fn each(draft: &Draft, step: Step) -> Vec<Step> {
    let owners = draft.provider.get("owners").and_then(|o| o.as_array()).map_or(0, Vec::len);
    match step {
        Step::Licenses(id) => {
            (0..draft.license_count(&id)).map(|n| Step::Sheet("license", Whose::License(id.clone(), n))).collect()
        }
        Step::Owners => (0..owners).map(|n| Step::Sheet("owner", Whose::Owner(n))).collect(),
        step => vec![step],
    }
}

fn sheet_view(page: &Page, at: &At, draft: &Draft, progress: &Progress<'_>, step: Step) -> Result<SheetView, WebError> {
    let Step::Sheet(name, whose) = &step else { return Err(WebError::internal("a list is no page of questions")) };
    let own = sheet(name).ok_or_else(|| WebError::internal("a page that is not in the table"))?;
    let mut lines = Vec::new();
    for question in progress.asking().questions(own, whose) {
        let label = page.say(&format!("field-{}", question.name), &[])?;
        lines.push(Line { label, text: text(page, draft, whose, question)? });
    }
    Ok(SheetView {
        id: step.key().replace('/', "-"),
        title: page.say(&format!("sheet-{name}"), &[])?,
        change_url: page.link(&at.path_from_check(&step.path())),
        lines,
    })
}

/// An answer in words.
fn text(page: &Page, draft: &Draft, whose: &Whose, question: &'static Question) -> Result<Option<String>, WebError> {
    let part = draft.part(whose);
    if question.kind.is_secret() {
        return Ok(answers::held(part, question).and_then(|_| page.hint("secret-given")));
    }
    let typed = answers::typed(part, question);
    let worded = |group: &str, word: &str| page.say(&format!("{group}-{word}"), &[]);
    let words: Vec<String> = match question.kind {
        Kind::One(group, _) | Kind::Any(group, _) if !group.is_empty() => {
            typed.iter().map(|word| worded(group, word)).collect::<Result<_, _>>()?
        }
        Kind::Maybe | Kind::Tick => typed
            .iter()
            .map(|word| page.say(if word == "true" { "yes" } else { "no" }, &[]))
            .collect::<Result<_, _>>()?,
        Kind::Languages => typed.iter().map(|code| language_name(page.locale(), code).to_string()).collect(),
        Kind::Places => {
            let name = |id: &String| {
                let place = draft.part(&Whose::Place(id.clone()));
                place.and_then(place_name).unwrap_or(id).to_string()
            };
            typed.iter().map(name).collect()
        }
        Kind::Whole if question.name != "price_usual_sessions" => typed.iter().map(|n| format!("${n}")).collect(),
        _ => typed,
    };
    Ok((!words.is_empty()).then(|| words.join(", ")))
}
