//! What waits for a person, what is due first first.

use actix_web::HttpResponse;
use serde::Serialize;

use crate::pipeline::message::{self, Unopened};
use crate::pipeline::review::{self, Waiting};
use crate::web::error::WebError;
use crate::web::extract::query::QueryPairs;
use crate::web::state::State;
use crate::web::views::Page;

use super::guard::{MayRead, Staff};
use super::queue_filter::{Asked, LISTS, List, kind_words};
use super::{dated, failure, seconds, selected, words};

#[derive(Serialize)]
struct Line {
    id: String,
    href: String,
    reference: String,
    kind: &'static str,
    provider: String,
    state: &'static str,
    received: String,
    received_at: String,
    due: Option<String>,
    is_late: bool,
    has_message: bool,
    /// By whom.
    taken: Option<String>,
    flags: Vec<String>,
}

/// A submission about which the provider wrote what nobody has opened, wherever it stands.
#[derive(Serialize)]
struct Written {
    href: String,
    reference: String,
    provider: String,
}

impl Written {
    fn of(unopened: Unopened) -> Self {
        Written {
            href: format!("/admin/submissions/{}#messages", unopened.submission_id),
            reference: unopened.reference,
            provider: unopened.provider,
        }
    }
}

#[derive(Serialize)]
struct Tab {
    href: String,
    name: &'static str,
    is_current: bool,
}

/// One of the lists.
pub async fn show(
    state: State,
    page: Page,
    staff: Staff<MayRead>,
    query: QueryPairs,
) -> Result<HttpResponse, WebError> {
    let asked = Asked::of(&query)?;
    let (now, viewer) = (state.clock.now(), staff.visitor.staff_id.to_string());
    let (part, sift, is_open) = (asked.part(), asked.sift(&viewer, now), asked.list.word == "open");
    let most = review::most_counted(&part, &sift);
    let looks = viewer.clone();
    let (waiting, total, seconds, unopened) = state
        .blocking(move |s| {
            let desk = s.desk();
            let (waiting, total) = review::queue(&desk, &part, &sift).map_err(failure)?;
            let seconds = if is_open { seconds::waiting(&desk, &looks).map_err(failure)? } else { Vec::new() };
            Ok::<_, WebError>((waiting, total, seconds, message::unopened(&desk)?))
        })
        .await?;
    let lines: Vec<Line> = waiting.into_iter().map(|w| line(w, is_open, &viewer, now)).collect();
    let tab = |list: &List| Tab {
        href: format!("/admin/queue?list={}", list.word),
        name: list.name,
        is_current: list.word == asked.list.word,
    };
    let written: Vec<Written> = unopened.into_iter().map(Written::of).collect();
    let (previous, next) = asked.pages(total);
    let mut context = staff.context();
    context.insert("tabs", &LISTS.iter().map(tab).collect::<Vec<_>>());
    context.insert("name", asked.list.name);
    context.insert("total", &if total > most { format!("more than {most}") } else { total.to_string() });
    context.insert("lines", &lines);
    context.insert("seconds", &seconds);
    context.insert("written", &written);
    context.insert("dated", &dated::lines(state.rules, now));
    context.insert("list", asked.list.word);
    context.insert("q", &asked.text);
    context.insert("kinds", &asked.kinds());
    context.insert("holders", &asked.holders());
    context.insert("is_late", &asked.is_late());
    context.insert("is_sifted", &asked.is_sifted());
    context.insert("acts", &selected::acts(asked.list.word));
    context.insert("previous", &previous);
    context.insert("next", &next);
    page.render("admin/queue.html", context)
}

fn line(w: Waiting, is_open: bool, viewer: &str, now: chrono::DateTime<chrono::Utc>) -> Line {
    let s = &w.submission;
    Line {
        href: format!("/admin/submissions/{}", s.id),
        reference: s.reference.clone(),
        id: s.id.clone(),
        kind: kind_words(w.brings),
        taken: w.hold.map(|hold| if hold.staff_id == viewer { "you".to_string() } else { hold.email }),
        state: words::state(s.state),
        received: words::ago(s.received_at, now),
        received_at: s.received_at.to_rfc3339(),
        due: is_open.then(|| words::due(s.due_at, now)),
        is_late: is_open && s.due_at < now,
        has_message: w.has_message,
        flags: words::flags(&[(w.failed, "failed"), (w.to_review, "to review"), (w.to_look_up, "to look up")]),
        provider: w.provider,
    }
}
