//! Looking afterwards at what was public at once: old and new side by side; it is well, or it is put back with a reason.

use actix_web::{HttpResponse, web};
use serde::Serialize;
use serde_json::Value;

use crate::domain::at_once::AtOnce;
use crate::domain::ids::Id;
use crate::domain::schedule::Day;
use crate::pipeline::update::{self, Look, LookError, Looked, PlaceLook, UpdateError};
use crate::web::error::WebError;
use crate::web::problem::Code;
use crate::web::state::State;
use crate::web::views::Page;
use crate::web::views::page::see_other;

use super::guard::{MayDecide, MayRead, Right, SessionForm, Staff};
use super::submissions::{Returned, id_of};
use super::words;

const FORM: &str = "look";

/// The page's address.
pub(super) fn address(organization_id: &str) -> String {
    format!("/admin/updates/{organization_id}")
}

/// One place with what differs.
#[derive(Debug, Serialize)]
struct PlaceView {
    name: String,
    lines: Vec<Line>,
}

/// One field, before and now.
#[derive(Debug, Serialize)]
struct Line {
    name: String,
    old: String,
    new: String,
}

/// The page.
pub async fn show(
    state: State,
    page: Page,
    staff: Staff<MayRead>,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    render(&state, &page, &staff, &id_of(&path)?, None).await
}

/// Takes what came of looking.
pub async fn decide(
    state: State,
    page: Page,
    staff: Staff<MayDecide>,
    path: web::Path<String>,
    form: SessionForm,
) -> Result<HttpResponse, WebError> {
    let (id, form, reviewer) = (id_of(&path)?, form.0, staff.reviewer());
    let returned = |field, text: &str| Some(Returned::of(FORM.to_string(), &form, field, text));
    let looked = match form.raw("result") {
        Some("seen") => Looked::Seen,
        Some("put_back") => Looked::PutBack,
        _ => {
            let text = "Choose whether it is well or is put back.";
            return render(&state, &page, &staff, &id, returned("result", text)).await;
        }
    };
    let (wanted, seen, reason) = (id.clone(), form.raw("seen").unwrap_or_default().to_string(), form.prose("reason"));
    let done = state
        .blocking(move |s| {
            let desk = s.desk();
            Ok::<_, WebError>(match looked {
                Looked::Seen => update::seen(&desk, &reviewer, &wanted, &seen),
                Looked::PutBack => update::put_back(&desk, &reviewer, &wanted, &seen, &reason),
            })
        })
        .await?;
    match done {
        Ok(()) => Ok(see_other(&address(id.as_str()))),
        Err(LookError::ReasonNeeded) => {
            let text = "Write why, in at most 2,000 characters. Those who look after the listing read it.";
            render(&state, &page, &staff, &id, returned("reason", text)).await
        }
        Err(LookError::Stale | LookError::Update(UpdateError::Stale)) => {
            let said = "The listing changed meanwhile, or somebody else looked. Nothing was done; look at it again.";
            Err(WebError::new(Code::Conflict).detail(said))
        }
        Err(LookError::Update(e)) => Err(e.into()),
        Err(LookError::Db(e)) => Err(e.into()),
    }
}

async fn render<R: Right>(
    state: &State,
    page: &Page,
    staff: &Staff<R>,
    id: &Id,
    returned: Option<Returned>,
) -> Result<HttpResponse, WebError> {
    let (wanted, now) = (id.clone(), state.clock.now());
    let look: Look = state.blocking(move |s| Ok::<_, WebError>(update::look(&s.desk(), &wanted)?)).await?;
    let mut context = staff.context();
    context.insert("action", &address(id.as_str()));
    context.insert("provider", &look.name);
    context.insert("public_page", &look.slug.as_ref().map(|slug| format!("/providers/{slug}")));
    context.insert("review_page", &look.submission_id.as_ref().map(|id| format!("/admin/submissions/{id}")));
    context.insert("count", &look.count);
    context.insert("made", &look.made.map(|(first, _)| words::ago(first, now)));
    context.insert("seen", &look.seen);
    context.insert("places", &look.places.iter().map(|place| view(page, place)).collect::<Result<Vec<_>, _>>()?);
    context.insert("returned", &returned);
    let status = if returned.is_some() { Code::InvalidValues.status() } else { actix_web::http::StatusCode::OK };
    page.render_as(status, "admin/update.html", context)
}

/// What differs, part by part: of hours the days, of a price its amounts and words.
fn view(page: &Page, place: &PlaceLook) -> Result<PlaceView, WebError> {
    let (old, new) = (place.old.to_value(), place.new.to_value());
    let names: words::Names<'_> = &|key| page.hint(key);
    let line = |name: String, of: &dyn Fn(&Value) -> String| Line { name, old: of(&old), new: of(&new) };
    let days = Day::ALL.iter().map(|day| Ok((*day, page.say(&format!("day-{day}"), &[])?)));
    let days: Vec<(Day, String)> = days.collect::<Result<_, WebError>>()?;
    let lines = place.fields.iter().flat_map(|field| match field {
        AtOnce::Hours => {
            days.iter().map(|(day, name)| line(format!("Hours, {name}"), &|v| hours_on(*day, v))).collect()
        }
        AtOnce::Price => ["intake", "per_session", "usual_sessions", "includes"]
            .map(|part| line(format!("Price, {}", part.replace('_', " ")), &|v| words::value(&v["price"][part])))
            .into(),
        AtOnce::AcceptingNew => vec![line("New patients".to_string(), &|v| words::value(&v["accepting_new"]))],
        AtOnce::FirstOpening => {
            vec![line("First opening".to_string(), &|v| words::said(names, "within", &v["first_opening"]["within"]))]
        }
    });
    Ok(PlaceView { name: place.name.clone(), lines: lines.filter(|line| line.old != line.new).collect() })
}

fn hours_on(day: Day, details: &Value) -> String {
    let all = details["hours"].as_array().map(Vec::as_slice).unwrap_or_default();
    let spans = all.iter().filter(|span| span["day"] == day.as_str());
    let said = |span: &Value| format!("{}-{}", words::value(&span["opens"]), words::value(&span["closes"]));
    spans.map(said).collect::<Vec<_>>().join(", ")
}
