//! `/list/{draft}`: the task list. What is done, what is missing, what the automatic checks say so far.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::{At, opened};
use crate::domain::check::{Check, Outcome};
use crate::domain::draft::{Draft, Whose};
use crate::pipeline::submit::{self, SubmitError};
use crate::pipeline::verify;
use crate::reads::known::{Practice, known};
use crate::verify::twin_keys;
use crate::web::error::WebError;
use crate::web::extract::query::QueryPairs;
use crate::web::portal::progress::{Progress, Row, Standing};
use crate::web::state::{AppState, State};
use crate::web::views::{Page, subject};

/// A heading of the list.
#[derive(Serialize)]
struct TaskView {
    title: String,
    rows: Vec<RowView>,
    /// What adds rows, each with its words.
    add: Vec<AddView>,
}

#[derive(Serialize)]
struct AddView {
    url: String,
    text: String,
}

#[derive(Serialize)]
struct RowView {
    /// Of the element that says how far it is.
    id: String,
    label: String,
    url: String,
    standing: Standing,
}

/// `GET /list/{draft}?key=`.
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
    let draft = writing.draft;
    let progress = Progress::of(&draft, state.rules, state.clock.now());
    let mut tasks = Vec::new();
    for task in progress.tasks() {
        let rows = task.rows.iter().map(|row| view(&page, &at, row)).collect::<Result<Vec<_>, _>>()?;
        let title = page.say(&format!("task-{}", task.name), &[])?;
        tasks.push(TaskView { title, rows, add: add(&page, &at, &draft, task.name)? });
    }
    let mut context = at.context(&page, &state);
    context.insert("tasks", &tasks);
    context.insert("may_send", &progress.is_complete());
    context.insert("check_url", &page.link(&at.path("/check")));
    context.insert("last_day", &writing.last_day.to_string());
    context.insert("changes", &writing.changes);
    let (known, doubts) =
        state.blocking(move |s| -> Result<_, WebError> { Ok((listed_already(s, &draft)?, doubts(s, &draft))) }).await?;
    context.insert("claim_url", &known.map(|slug| page.link(&format!("/claim/{slug}"))));
    context.insert("doubts", &doubts);
    page.render("list/tasks.html", context)
}

fn view(page: &Page, at: &At, row: &Row) -> Result<RowView, WebError> {
    let (called, label) = (page.say(row.called, &[])?, row.label.clone());
    // A row that is done leads to its answers, where each can be changed.
    let url = match row.standing {
        Standing::Done => format!("{}#{}", page.link(&at.path("/check")), row.page.key().replace('/', "-")),
        _ => page.link(&at.path(&row.page.path())),
    };
    Ok(RowView {
        id: format!("is-{}", row.page.task().to_string() + &row.page.key().replace('/', "-")),
        label: label.unwrap_or(called),
        url,
        standing: row.standing,
    })
}

fn add(page: &Page, at: &At, draft: &Draft, task: &str) -> Result<Vec<AddView>, WebError> {
    let ways = match task {
        "people" if !draft.is_solo() => {
            vec![(format!("/npi/{}", draft.next_id('p')), "add-person"), ("/roster".to_string(), "roster-add")]
        }
        "places" => vec![(format!("/place/{}", draft.next_id('l')), "add-place")],
        _ => Vec::new(),
    };
    let view = |(path, key): (String, &str)| Ok(AddView { url: page.link(&at.path(&path)), text: page.say(key, &[])? });
    ways.into_iter().map(view).collect()
}

/// The listing in sight that this practice seems to be, so that it is claimed and not sent in a second time. Somebody may work at
/// several clinics: the NPI of a person names a practice only where there is one person.
fn listed_already(state: &AppState, draft: &Draft) -> Result<Option<String>, WebError> {
    if draft.is_listed {
        return Ok(None);
    }
    let Ok(dossier) = submit::read(&draft.stood_in()) else { return Ok(None) };
    let own = dossier.clinicians.first().and_then(|c| c.npi.as_deref()).filter(|_| draft.is_solo());
    let practice = Practice {
        npis: dossier.provider.organization_npi.as_deref().into_iter().chain(own).collect(),
        name: &dossier.provider.name,
        twin_keys: twin_keys(&dossier),
    };
    Ok(known(&state.db, &practice)?)
}

/// What an automatic check finds wrong in the answers.
#[derive(Serialize)]
pub struct Doubt {
    /// The part that it is about.
    #[serde(skip)]
    pub(super) whose: Whose,
    /// A sentence that names the part where there are several.
    pub(super) text: String,
    /// The same without its name.
    #[serde(skip)]
    pub(super) sentence: String,
}

/// What the automatic checks find wrong in what was answered so far. What is merely missing is said by the list,
/// and whether somebody stands on an exclusion list is told to nobody who holds a link.
pub(super) fn doubts(state: &AppState, draft: &Draft) -> Vec<Doubt> {
    let report = submit::read(&draft.stood_in()).and_then(|dossier| Ok(verify::once(&state.desk(), &dossier)?));
    let report = match report {
        Ok(report) => report,
        Err(SubmitError::Malformed(_) | SubmitError::Unacceptable(_)) => return Vec::new(),
        Err(error) => {
            tracing::warn!(%error, "a draft could not be checked");
            return Vec::new();
        }
    };
    let is_told = |check: &Check| {
        let code = check.code.as_str();
        let is_said_elsewhere = matches!(code, "credential.required" | "license.present");
        let is_wrong = matches!(check.outcome, Outcome::Fail | Outcome::Review);
        is_wrong && !code.starts_with("exclusion.") && !is_said_elsewhere && is_answered(draft, &check.subject)
    };
    let dossier = draft.dossier();
    let doubt = |c: Check| Doubt {
        whose: whose(draft, &c.subject),
        text: subject::about(&dossier, &c.subject, &c.detail),
        sentence: c.detail,
    };
    let mut doubts: Vec<Doubt> = report.checks.into_iter().filter(is_told).map(doubt).collect();
    doubts.dedup_by(|a, b| a.text == b.text);
    doubts
}

/// The part of a draft that a check's subject names, such as `clinicians/0`.
fn whose(draft: &Draft, subject: &str) -> Whose {
    let (list, at) = subject.split_once('/').unwrap_or((subject, ""));
    let at = at.parse::<usize>().ok();
    let person = at.and_then(|at| draft.people.get(at)).filter(|_| list == "clinicians");
    let place = at.and_then(|at| draft.places.get(at)).filter(|_| list == "locations");
    match (person, place) {
        (Some(person), _) => Whose::Person(person.id.clone()),
        (_, Some(place)) => Whose::Place(place.id.clone()),
        _ => Whose::Provider,
    }
}

/// Whether enough is known of a check's subject to say that something is wrong with it: of nobody who has no name yet, and of no
/// place while it is open who works there.
fn is_answered(draft: &Draft, subject: &str) -> bool {
    if draft.is_listed {
        return true;
    }
    let person = |id: &str| draft.done.contains(&format!("work/{id}"));
    let (list, at) = subject.split_once('/').unwrap_or((subject, ""));
    let at = at.parse::<usize>().ok();
    match (list, at) {
        ("clinicians", Some(at)) => draft.people.get(at).is_some_and(|p| person(&p.id)),
        ("locations", Some(at)) => {
            let is_told = |id: &str| draft.done.contains(&format!("care/{id}"));
            draft.places.get(at).is_some_and(|p| is_told(&p.id)) && draft.people.iter().all(|p| person(&p.id))
        }
        _ => draft.done.contains("you"),
    }
}
