//! `/admin/reference`: the reference data in force, how old it is, who loaded it, what it did to listings, and what was tried lately.

pub mod back;
mod known;
pub mod load;
mod words;

use actix_web::HttpResponse;
use actix_web::http::header::REFRESH;
use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::domain::reference_act::{ActKind, ActState};
use crate::reads::reference_page::{self, ReferencePage, Standing};
use crate::web::error::WebError;
use crate::web::state::State;
use crate::web::views::Page;

use self::known::{SOURCES, Source};
use self::words::{age, effects, grouped, rows};
use super::guard::{MayRead, Staff};

/// Its address.
pub(super) const PATH: &str = "/admin/reference";

/// While something is loaded the page asks for itself again after so many seconds.
const AGAIN: &str = "3";

/// One source, loaded or not.
#[derive(Debug, Serialize)]
struct Line {
    name: String,
    what: &'static str,
    from: &'static str,
    url: &'static str,
    load_href: String,
    loaded: Option<Loaded>,
}

/// What is in force of it.
#[derive(Debug, Serialize)]
struct Loaded {
    version: String,
    list_date: String,
    age: String,
    is_stale: bool,
    is_complete: bool,
    rows: String,
    against_before: Option<String>,
    loaded_at: String,
    by: String,
    file: String,
    sha256: String,
    effects: Vec<String>,
    previous: Option<String>,
    back_href: String,
}

/// One thing that staff did.
#[derive(Debug, Serialize)]
struct Tried {
    at: String,
    what: String,
    by: String,
    word: &'static str,
    is_grave: bool,
    said: String,
}

/// The page.
pub async fn show(state: State, page: Page, staff: Staff<MayRead>) -> Result<HttpResponse, WebError> {
    let now = state.clock.now();
    let read = state.blocking(move |s| reference_page::read(&s.db, &s.reference, now)).await?;
    let is_running = read.acts.iter().any(|(_, standing, _)| *standing == ActState::Running);
    let mut context = staff.context();
    context.insert("lines", &lines(&read, now));
    context.insert("acts", &tried(&read));
    context.insert("checks_due", &grouped(read.checks_due));
    context.insert("has_checks_due", &(read.checks_due > 0));
    context.insert("is_running", &is_running);
    context.insert("clock_days", &known::CLOCK_DAYS);
    let mut answer = page.render("admin/reference.html", context)?;
    if is_running {
        answer.headers_mut().insert(REFRESH, actix_web::http::header::HeaderValue::from_static(AGAIN));
    }
    Ok(answer)
}

fn lines(read: &ReferencePage, now: DateTime<Utc>) -> Vec<Line> {
    let mut lines = Vec::new();
    for source in SOURCES {
        let of_source: Vec<&Standing> = read.standing.iter().filter(|one| one.list == source.list).collect();
        if of_source.is_empty() {
            lines.push(line(source, source.name.to_string(), None));
        }
        for standing in of_source {
            let name = format!("{} {}", source.name, standing.state).trim_end().to_string();
            lines.push(line(source, name, Some(loaded(source, standing, read.checks_due > 0, now))));
        }
    }
    lines
}

fn line(source: &Source, name: String, loaded: Option<Loaded>) -> Line {
    let load_href = format!("{PATH}/{}/load", source.list);
    Line { name, what: source.what, from: source.from, url: source.url, load_href, loaded }
}

fn loaded(source: &Source, standing: &Standing, is_checking: bool, now: DateTime<Utc>) -> Loaded {
    let act = standing.act.as_ref();
    let is_addition = act.is_some_and(|(act, _)| !act.complete);
    let against = act.and_then(|(act, _)| act.told.against_before).filter(|_| !is_addition);
    let key = known::key(source.list, &standing.state);
    Loaded {
        version: standing.version.clone(),
        list_date: standing.list_date.to_string(),
        age: age(standing.list_date, now.date_naive()),
        // A code set has no clock: nobody is cleared by it.
        is_stale: source.has_clock && !standing.is_in_date,
        is_complete: standing.is_complete,
        rows: rows(standing.rows),
        against_before: against.map(|(added, gone)| format!("{} new, {} gone", grouped(added), grouped(gone))),
        loaded_at: standing.loaded_at.to_rfc3339(),
        by: act.map(|(_, email)| email.clone()).unwrap_or_else(|| "a command line".into()),
        file: act.map(|(act, _)| act.file.clone()).unwrap_or_default(),
        sha256: standing.sha256.clone(),
        effects: effects(standing.counts, is_addition, is_checking, source.has_clock),
        previous: standing.previous.as_ref().map(|(version, n)| format!("{version}, {}", rows(*n))),
        back_href: format!("{PATH}/{key}/back"),
    }
}

fn tried(read: &ReferencePage) -> Vec<Tried> {
    let each = read.acts.iter().map(|(act, standing, email)| {
        let name = known::source(&act.list).map_or(act.list.as_str(), |source| source.name);
        let name = format!("{name} {}", act.states).trim_end().to_string();
        let what = match act.kind {
            ActKind::Load => format!("{name}: {}", act.file),
            ActKind::Back => format!("{name}: back to {}", act.told.version),
        };
        Tried {
            at: act.begun_at.to_rfc3339(),
            what,
            by: email.clone(),
            word: words::state(act.kind, *standing),
            is_grave: matches!(standing, ActState::Refused | ActState::BrokenOff),
            said: words::said(act, *standing),
        }
    });
    each.collect()
}
