//! Everything that is due: one list of all open work, what cannot wait first, then what is due first. Where staff begin.

use actix_web::HttpResponse;
use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::domain::comment::Subject;
use crate::domain::work::WorkKind;
use crate::reads::work::{self, OpenWork};
use crate::web::error::WebError;
use crate::web::extract::query::QueryPairs;
use crate::web::state::State;
use crate::web::views::Page;

use super::guard::{MayRead, Staff};
use super::work_filter::{Asked, in_words, kind_name};
use super::{comments, dated, failure, reports, requests, seconds, words};

/// Something that is special about a line.
#[derive(Serialize)]
struct Tag {
    text: &'static str,
    is_grave: bool,
}

#[derive(Serialize)]
struct Line {
    /// Where it is done; `None` where no submission carried the listing.
    href: Option<String>,
    kind: &'static str,
    reference: Option<String>,
    about: String,
    /// What a report says; whom a task is about, and which checks found something.
    detail: String,
    tags: Vec<Tag>,
    due: String,
    is_late: bool,
    holder: Option<String>,
}

/// `GET /admin/work`.
pub async fn show(
    state: State,
    page: Page,
    staff: Staff<MayRead>,
    query: QueryPairs,
) -> Result<HttpResponse, WebError> {
    let asked = Asked::of(&query)?;
    let (now, viewer) = (state.clock.now(), staff.visitor.staff_id.to_string());
    let (sift, part) = (asked.sift(&viewer, now), asked.part());
    // They have no deadline of their own: above the first lines of all.
    let (is_start, looks) = (asked.is_start(), viewer.clone());
    let (lines, has_more, counts, seconds) = state
        .blocking(move |s| {
            let (lines, has_more) = work::page(&s.db, &sift, now, part)?;
            let seconds = if is_start { seconds::waiting(&s.desk(), &looks).map_err(failure)? } else { Vec::new() };
            Ok::<_, WebError>((lines, has_more, work::count(&s.db, now)?, seconds))
        })
        .await?;
    let (previous, next) = asked.pages(has_more);
    let mut context = staff.context();
    context.insert("total", &in_words(counts.iter().map(|(_, count)| count).sum()));
    context.insert("kinds", &asked.choices(&counts));
    context.insert("lines", &lines.iter().map(|open| line(open, &viewer, now)).collect::<Vec<_>>());
    context.insert("dated", &dated::lines(state.rules, now));
    context.insert("seconds", &seconds);
    context.insert("q", &asked.text);
    context.insert("is_late", &asked.is_late);
    context.insert("is_mine", &asked.is_mine);
    context.insert("is_sifted", &asked.is_sifted());
    context.insert("previous", &previous);
    context.insert("next", &next);
    page.render("admin/work.html", context)
}

fn line(open: &OpenWork, viewer: &str, now: DateTime<Utc>) -> Line {
    let work = &open.work;
    let is_late = work.due_at < now;
    Line {
        href: address(open),
        kind: match work.kind {
            WorkKind::LookUp if is_late => "Check overdue",
            kind => kind_name(kind),
        },
        reference: open.reference.clone(),
        about: match &work.topic {
            Some(topic) => comments::about(&Subject::Topic(topic.clone()), None),
            None => work.provider.clone().unwrap_or_default(),
        },
        detail: detail(open),
        tags: tags(open),
        due: words::due(work.due_at, now),
        is_late,
        holder: open.holder.as_ref().map(|(id, email)| if id == viewer { "you".into() } else { email.clone() }),
    }
}

fn detail(open: &OpenWork) -> String {
    let work = &open.work;
    if let Some(reason) = work.reason {
        return reports::what(reason).to_string();
    }
    let found = matches!(work.kind, WorkKind::Exclusion | WorkKind::Finding | WorkKind::Hidden | WorkKind::Call);
    let codes = work.codes.iter().filter(|_| found).cloned();
    open.who.iter().cloned().chain(codes).collect::<Vec<_>>().join(", ")
}

fn tags(open: &OpenWork) -> Vec<Tag> {
    let is = |kind| open.work.kind == kind;
    let all = [
        (is(WorkKind::Report) && open.work.cannot_wait, "cannot wait", true),
        (is(WorkKind::Comment) && open.work.cannot_wait, "crisis words", true),
        (open.has_exclusion_hit, "exclusion hit", true),
        (open.has_message, "new message", false),
    ];
    all.into_iter().filter(|(holds, ..)| *holds).map(|(_, text, is_grave)| Tag { text, is_grave }).collect()
}

/// Where it is done.
fn address(open: &OpenWork) -> Option<String> {
    let work = &open.work;
    let organization = || work.organization_id.as_deref();
    let on_review = |part: &str| open.submission_id.as_ref().map(|id| format!("/admin/submissions/{id}{part}"));
    match work.kind {
        WorkKind::New | WorkKind::Change | WorkKind::Question => on_review(""),
        WorkKind::Claim | WorkKind::Removal => Some(requests::address(&work.id)),
        WorkKind::Report => Some(reports::address(&work.id)),
        WorkKind::Comment => Some(comments::address(&work.id)),
        WorkKind::Call => organization().map(super::call::address),
        WorkKind::Update => organization().map(super::update::address),
        WorkKind::Hidden | WorkKind::Return => on_review("#listing"),
        WorkKind::Supervisor => on_review(&format!("#{}-supervisor", work.subject.replace('/', "-"))),
        WorkKind::Exclusion | WorkKind::LookUp | WorkKind::Paper | WorkKind::Finding | WorkKind::Identity => {
            on_review(&format!("#{}", work.subject.replace('/', "-")))
        }
    }
}
