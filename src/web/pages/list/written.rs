//! Every answer of a listing in words, page by page: before it is sent, and on the record of what was sent. Birth dates and DEA
//! numbers are never in it, only that they were given.

use serde::Serialize;

use super::tasks::Doubt;
use crate::domain::draft::{Draft, Whose, place_name};
use crate::web::error::WebError;
use crate::web::portal::answers;
use crate::web::portal::fields::{Kind, Question};
use crate::web::portal::progress::{Page as Step, Progress, Standing};
use crate::web::portal::sheets::sheet;
use crate::web::views::Page;
use crate::web::views::languages::language_name;

/// The answers of one page.
#[derive(Debug, Serialize)]
pub struct SheetView {
    id: String,
    title: String,
    /// Where it is changed; `None` on a page that only shows.
    change_url: Option<String>,
    lines: Vec<Line>,
}

#[derive(Debug, Serialize)]
struct Line {
    label: String,
    /// `None`: not provided.
    text: Option<String>,
}

/// The answers under one heading of the task list.
#[derive(Debug, Serialize)]
pub struct TaskView {
    title: String,
    parts: Vec<PartView>,
}

/// The answers about one person or place.
#[derive(Debug, Serialize)]
struct PartView {
    title: String,
    standing: Standing,
    /// What the automatic checks found that may be wrong, a sentence each.
    doubts: Vec<String>,
    sheets: Vec<SheetView>,
}

/// Everything that is asked, with its answers. `change` says where the answers of a page are changed.
pub fn tasks(
    page: &Page,
    draft: &Draft,
    progress: &Progress<'_>,
    doubts: &[Doubt],
    change: &dyn Fn(&Step) -> Option<String>,
) -> Result<Vec<TaskView>, WebError> {
    let mut tasks = Vec::new();
    for task in progress.tasks() {
        let mut parts = Vec::new();
        for row in &task.rows {
            let mut sheets = Vec::new();
            for step in progress.pages(task.name, &row.whose) {
                for own in each(draft, step) {
                    sheets.push(sheet_view(page, draft, progress, own, change)?);
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

fn sheet_view(
    page: &Page,
    draft: &Draft,
    progress: &Progress<'_>,
    step: Step,
    change: &dyn Fn(&Step) -> Option<String>,
) -> Result<SheetView, WebError> {
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
        change_url: change(&step),
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
