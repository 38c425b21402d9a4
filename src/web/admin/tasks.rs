//! The queue of tasks: look-ups, identities, re-checks that a person must see. What is due first first.

use actix_web::HttpResponse;
use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::domain::problem::Problem;
use crate::domain::task::TaskKind;
use crate::geo::Gazetteer;
use crate::pipeline::{monitor, post};
use crate::reads::sample;
use crate::reads::tasks::{self, MOST_COUNTED, OpenTask};
use crate::web::error::WebError;
use crate::web::extract::query::QueryPairs;
use crate::web::problem::Code;
use crate::web::state::State;
use crate::web::views::Page;

use super::guard::{MayRead, Staff};
use super::work_filter::in_words;
use super::{comments, dated, outbox, reports, requests, words};

/// Lines a page.
const PER_PAGE: i64 = 50;
/// As far as pages go.
const LAST_PAGE: i64 = MOST_COUNTED / PER_PAGE;

#[derive(Serialize)]
struct Line {
    /// Where it is done; `None` where no submission carried the listing.
    href: Option<String>,
    what: &'static str,
    about: Option<String>,
    who: Option<String>,
    provider: String,
    is_listed: bool,
    why: &'static str,
    codes: Vec<String>,
    since: String,
    since_at: String,
    due: String,
    is_late: bool,
}

/// What each kind asks for, and why.
const fn said(kind: TaskKind) -> (&'static str, &'static str) {
    match kind {
        TaskKind::BoardLookup => (
            "Look the license up at its board",
            "Due at approval, at expiry and every 180 days; the badge waits for it.",
        ),
        TaskKind::Identity => ("Confirm who sent it", "Nobody has confirmed a contact from the official record yet."),
        TaskKind::Supervisor => ("Ask the supervisor", "The supervisor named has not confirmed yet."),
        TaskKind::Expired => (
            "See whether it was renewed",
            "Its last day has passed, or its renewal is pending: the badge is off. Record what you see, or confirm it.",
        ),
        TaskKind::Finding => (
            "Look at what was found",
            "A check failed or asks something. Answer it, or confirm it, which hides the listing.",
        ),
        TaskKind::Final => (
            "Confirm what hid the listing",
            "An exclusion, a deactivated NPI or a license revoked or suspended hid it at once.",
        ),
        TaskKind::Call => (
            "Call the provider",
            "Mail comes back, nobody confirms the details, or something about the listing was found or said to be wrong.",
        ),
        TaskKind::Updated => (
            "Look at what changed",
            "Hours, prices, new patients or the first opening were changed and are public already. Say that they are well, or put back what was there.",
        ),
        TaskKind::Clear => {
            ("Decide whether it comes back", "The listing is out of sight and nothing stands against it any more.")
        }
    }
}

/// The queue.
pub async fn show(
    state: State,
    page: Page,
    staff: Staff<MayRead>,
    query: QueryPairs,
) -> Result<HttpResponse, WebError> {
    let number = match query.first("page").map_or(Ok(1), str::parse::<i64>) {
        Ok(number @ 1..=LAST_PAGE) => number,
        _ => {
            let problem = Problem::query("page", "bad_number", "page is a number from 1 to 20.");
            return Err(WebError::new(Code::BadQuery).with_problem(problem));
        }
    };
    let now = state.clock.now();
    let (open, total, old_lists, late, reports, comments, requests, mail, to_phone) = state
        .blocking(move |s| {
            let (open, total) = tasks::open(&s.db, now, PER_PAGE, (number - 1) * PER_PAGE)?;
            let late = monitor::late(&s.desk())?;
            // They are due within two days, most tasks later: they stand above the first page.
            let reports = if number == 1 { reports::due_first(s, now)? } else { (Vec::new(), reports::count(s)?) };
            let comments = comments::waiting(s)?;
            let requests = requests::waiting(s)?;
            let mail = outbox::Notice::of(post::trouble(&s.db, now)?, s.demo, now);
            Ok::<_, WebError>((
                open,
                total,
                tasks::old_lists(&s.reference, now)?,
                late,
                reports,
                comments,
                requests,
                mail,
                sample::to_phone(&s.db, now)?,
            ))
        })
        .await?;
    let mut context = staff.context();
    context.insert("all", &in_words(total + reports.1 + comments.count + requests.count));
    context.insert("total", &in_words(total));
    context.insert("reports", &reports.0);
    context.insert("reports_total", &in_words(reports.1));
    context.insert("comments", &comments);
    context.insert("requests", &requests);
    context.insert("to_phone", &to_phone);
    context.insert("lines", &open.iter().map(|task| line(task, now)).collect::<Vec<_>>());
    let lists = old_lists.iter().map(|l| (format!("{} {}", l.name, l.version), l.import_as)).collect::<Vec<_>>();
    context.insert("old_lists", &lists);
    context.insert("dated", &dated::lines(state.rules, now));
    context.insert("late", &late.map(|l| (l.count, words::ago(l.since, now), l.error)));
    context.insert("mail", &mail);
    let at = |n: i64| format!("/admin/tasks?page={n}");
    context.insert("previous", &(number > 1).then(|| at(number - 1)));
    context.insert("next", &(number * PER_PAGE < total && number < LAST_PAGE).then(|| at(number + 1)));
    page.render("admin/tasks.html", context)
}

fn line(task: &OpenTask, now: DateTime<Utc>) -> Line {
    let asked = &task.asked;
    let (what, why) = said(asked.kind);
    let part = match asked.kind {
        TaskKind::Final | TaskKind::Clear => "listing".to_string(),
        TaskKind::Supervisor => format!("{}-supervisor", asked.subject.replace('/', "-")),
        _ => asked.subject.replace('/', "-"),
    };
    let about = task.credential.as_ref().map(|(kind, state)| {
        let state = state.as_deref().map(|s| Gazetteer::get().state(s).map_or(s, |state| state.name));
        format!("{} {}", words::field(kind.as_str()), state.unwrap_or_default()).trim_end().to_string()
    });
    Line {
        href: match asked.kind {
            TaskKind::Call => Some(super::call::address(&task.organization_id)),
            TaskKind::Updated => Some(super::update::address(&task.organization_id)),
            _ => task.submission_id.as_ref().map(|id| format!("/admin/submissions/{id}#{part}")),
        },
        what,
        about,
        who: task.who.clone(),
        provider: task.provider.clone(),
        is_listed: !task.is_in_review,
        why,
        codes: asked.codes.clone(),
        since: words::ago(asked.since, now),
        since_at: asked.since.to_rfc3339(),
        due: words::due(asked.due_at, now),
        is_late: asked.due_at < now,
    }
}
