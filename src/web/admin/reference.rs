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
use crate::reads::reference_page::{self, Counts, ReferencePage, Standing};
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
    /// Of several, which stand one by one further down.
    is_sum: bool,
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
    context.insert("states", &states(&read, now));
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
    let line = |source: &Source| {
        let of_source: Vec<&Standing> = read.standing.iter().filter(|one| one.list == source.list).collect();
        let one = if source.is_of_states { all_states(&of_source) } else { of_source.first().copied().cloned() };
        Line {
            name: source.name.to_string(),
            what: source.what,
            from: source.from,
            url: source.url,
            load_href: format!("{PATH}/{}/load", source.list),
            is_sum: source.is_of_states,
            loaded: one.map(|one| loaded(source, &one, read.checks_due > 0, now)),
        }
    };
    SOURCES.iter().map(line).collect()
}

/// The lists of the states in one: as old as the oldest, loaded when the last one was.
fn all_states(each: &[&Standing]) -> Option<Standing> {
    let newest = each.iter().max_by_key(|one| one.loaded_at)?;
    let sum = |of: fn(&Counts) -> usize| each.iter().map(|one| of(&one.counts)).sum();
    let states = if each.len() == 1 { "1 state".to_string() } else { format!("{} states", each.len()) };
    Some(Standing {
        state: String::new(),
        version: states,
        list_date: each.iter().map(|one| one.list_date).min()?,
        rows: each.iter().map(|one| one.rows).sum(),
        is_complete: each.iter().all(|one| one.is_complete),
        is_in_date: each.iter().all(|one| one.is_in_date),
        sha256: String::new(),
        previous: None,
        counts: Counts {
            found: sum(|c| c.found),
            gone: sum(|c| c.gone),
            hidden: sum(|c| c.hidden),
            shown_again: sum(|c| c.shown_again),
        },
        ..Standing::clone(newest)
    })
}

/// The lists of states, one by one.
fn states(read: &ReferencePage, now: DateTime<Utc>) -> Vec<Line> {
    let of_states = SOURCES.iter().filter(|source| source.is_of_states);
    let pairs = of_states
        .flat_map(|source| read.standing.iter().filter(|one| one.list == source.list).map(move |s| (source, s)));
    let line = |(source, standing): (&Source, &Standing)| Line {
        name: standing.state.clone(),
        what: "",
        from: "",
        url: "",
        load_href: String::new(),
        is_sum: false,
        loaded: Some(loaded(source, standing, read.checks_due > 0, now)),
    };
    pairs.map(line).collect()
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
        effects: match source.has_clock {
            true => effects(standing.counts, source.finds, is_addition, is_checking),
            false => Vec::new(),
        },
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
