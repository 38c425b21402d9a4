//! `/list/{draft}/roster/{line}`: one row of an uploaded roster, to be mended in place or left out.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::roster::{in_words, label, of_clinic};
use super::{At, foreign};
use crate::domain::draft::Draft;
use crate::domain::problem::{Place, Problem};
use crate::domain::roster::UploadedRow;
use crate::pipeline::draft;
use crate::pipeline::roster::columns::{NEEDED, SECRET};
use crate::pipeline::roster::upload;
use crate::rules::Rules;
use crate::web::error::WebError;
use crate::web::extract::form::Form;
use crate::web::extract::query::QueryPairs;
use crate::web::extract::visitor_form::by_a_person;
use crate::web::portal::roster::EXAMPLES;
use crate::web::state::State;
use crate::web::views::Page;
use crate::web::views::form::{Field, Shown};

/// The button that takes the row out.
const LEAVE_OUT: &str = "leave_out";

/// `GET`.
pub async fn show(
    page: Page,
    state: State,
    path: web::Path<(String, u64)>,
    query: QueryPairs,
) -> Result<HttpResponse, WebError> {
    let (id, line) = path.into_inner();
    let at = At::of(&id, &query);
    let draft = match of_clinic(&page, &state, &at).await? {
        Ok(draft) => draft,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let row = row(&draft, line)?;
    shown(&page, &state, &at, row, &problems_of(&draft, line, state.rules), StatusCode::OK)
}

/// `POST`: keeps the row as it was typed, or leaves it out. What can still not be read is shown again.
pub async fn mend(
    page: Page,
    state: State,
    path: web::Path<(String, u64)>,
    query: QueryPairs,
    form: Form,
) -> Result<HttpResponse, WebError> {
    by_a_person(&form)?;
    let (id, line) = path.into_inner();
    let at = At::of(&id, &query);
    if !at.is_ours(&state, &form) {
        return Err(foreign());
    }
    let draft = match of_clinic(&page, &state, &at).await? {
        Ok(draft) => draft,
        Err(elsewhere) => return Ok(elsewhere),
    };
    // Pressed twice, the second time the row is gone.
    if form.has(LEAVE_OUT) && row(&draft, line).is_err() {
        return Ok(page.redirect(&at.path("/roster")));
    }
    row(&draft, line)?;
    let (asked, is_left_out) = (at.clone(), form.has(LEAVE_OUT));
    let changed = state
        .blocking(move |s| {
            draft::change(&s.desk(), &asked.id, &asked.key, |draft| {
                if let Some(uploaded) = &mut draft.roster {
                    if is_left_out {
                        uploaded.rows.retain(|row| row.line != line);
                    } else if let Some(row) = uploaded.row_mut(line) {
                        type_over(row, &form);
                    }
                }
                if draft.roster.as_ref().is_some_and(|uploaded| uploaded.rows.is_empty()) {
                    draft.roster = None;
                }
                draft.clone()
            })
        })
        .await?;
    let Some(draft) = changed else { return Ok(page.redirect(&at.path(""))) };
    let problems = problems_of(&draft, line, state.rules);
    match row(&draft, line) {
        Ok(row) if !problems.is_empty() => shown(&page, &state, &at, row, &problems, StatusCode::UNPROCESSABLE_ENTITY),
        _ => Ok(page.redirect(&at.path("/roster"))),
    }
}

/// Puts what was typed in the place of what the file said. What is never shown stays where nothing was typed.
fn type_over(row: &mut UploadedRow, form: &Form) {
    row.unreadable = None;
    for (column, _) in EXAMPLES {
        match form.text(column) {
            Some(text) => {
                row.cells.insert(column.to_string(), text.to_string());
            }
            None if SECRET.contains(&column) => {}
            None => {
                row.cells.remove(column);
            }
        }
    }
}

fn row(draft: &Draft, line: u64) -> Result<&UploadedRow, WebError> {
    draft.roster.as_ref().and_then(|uploaded| uploaded.row(line)).ok_or_else(WebError::not_found)
}

/// What cannot be read in this row.
fn problems_of(draft: &Draft, line: u64, rules: &Rules) -> Vec<Problem> {
    let people = draft.roster.as_ref().map(|uploaded| upload::people(uploaded, rules)).unwrap_or_default();
    people.into_iter().flat_map(|group| group.problems).filter(|p| p.row_number() == line).collect()
}

fn shown(
    page: &Page,
    state: &State,
    at: &At,
    row: &UploadedRow,
    problems: &[Problem],
    status: StatusCode,
) -> Result<HttpResponse, WebError> {
    let about = |problem: &Problem| {
        let text = in_words(page, problem)?;
        Ok::<_, WebError>(match &problem.place {
            Place::Row(_, column) if !column.is_empty() => Shown::about(column, text),
            _ => Shown { href: None, text },
        })
    };
    let problems = problems.iter().map(about).collect::<Result<Vec<_>, _>>()?;
    let fields = EXAMPLES.iter().map(|(column, example)| {
        let cell = row.cells.get(*column);
        let is_secret = SECRET.contains(column);
        let kept = if is_secret && cell.is_some() { page.hint("secret-kept") } else { None };
        let hint = page.say("roster-column", &[("column", (*column).into()), ("example", (*example).into())])?;
        Ok(Field {
            id: column,
            name: column,
            kind: "text",
            label: label(page, column)?,
            hint: kept.or(Some(hint)),
            error: Shown::of(&problems, column),
            value: cell.filter(|_| !is_secret).cloned().unwrap_or_default(),
            optional: !NEEDED.contains(column),
            autocomplete: "off",
            ..Field::default()
        })
    });
    let fields = fields.collect::<Result<Vec<_>, WebError>>()?;
    let mut context = at.context(page, state);
    context.insert("line", &row.line);
    context.insert("action", &page.link(&at.path(&format!("/roster/{}", row.line))));
    context.insert("roster_url", &page.link(&at.path("/roster")));
    context.insert("problems", &problems);
    context.insert("fields", &fields);
    page.render_as(status, "list/roster_row.html", context)
}
