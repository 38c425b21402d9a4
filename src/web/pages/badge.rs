//! `GET /badge/{slug}.svg`: what may be said of a listing right now, as a picture for the provider's own page. It is asked for each
//! time, so that an old copy cannot say what is no longer so; who asks is not logged (`middleware::trace`).

use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CROSS_ORIGIN_RESOURCE_POLICY, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::check::VerificationStatus;
use crate::search::Standing;
use crate::web::error::WebError;
use crate::web::middleware::caching;
use crate::web::state::State;
use crate::web::views::Page;
use crate::web::views::filters::date_text;

use super::provider::{Asked, find, moved};

const SVG: &str = "image/svg+xml";

/// The colors of a badge: of a word that holds, and of every other.
const HOLDS: &str = "#0b6b57";
const OTHER: &str = "#5a5f66";

/// The badge of a listing; one that is not there has a badge that says so.
pub async fn show(
    req: HttpRequest,
    page: Page,
    state: State,
    slug: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let (snapshot, now) = (state.index.current(), state.clock.now());
    let said = match find(&snapshot, &slug, now) {
        Ok(Asked::Moved(slug)) => return Ok(for_any_page(moved(page.link(&format!("/badge/{slug}.svg"))))),
        Ok(Asked::Here(provider)) => Some(words(&provider.standing(now), now)),
        Err(_) => None,
    };
    let Some((key, day, color)) = said else {
        let svg = drawn(&page.say("badge-not-listed", &[])?, "", OTHER);
        let answer = HttpResponse::NotFound().insert_header((CACHE_CONTROL, "no-store")).content_type(SVG).body(svg);
        return Ok(for_any_page(answer));
    };
    let day = day.map(|day| date_text(page.locale(), day)).unwrap_or_default();
    let svg = drawn(&page.say(key, &[])?, &day, color);
    Ok(for_any_page(caching::tagged(&req, SVG, "no-cache", svg.into_bytes())))
}

/// It may stand on any page (`middleware::headers` lets this stand), runs nothing and loads nothing.
fn for_any_page(mut answer: HttpResponse) -> HttpResponse {
    let headers = answer.headers_mut();
    headers.insert(CROSS_ORIGIN_RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    answer
}

/// The text, the day of the oldest check where it holds, and the color. Only the badge itself is green.
fn words(standing: &Standing, now: DateTime<Utc>) -> (&'static str, Option<NaiveDate>, &'static str) {
    let badge = &standing.badge;
    if badge.shown {
        return ("badge-verified", badge.checked_at.map(|at| at.date_naive()), HOLDS);
    }
    let today = Some(now.date_naive());
    match badge.status {
        VerificationStatus::Verified => ("badge-unconfirmed", today, OTHER),
        VerificationStatus::PartlyVerified => ("badge-partly", today, OTHER),
        VerificationStatus::Rechecking => ("badge-rechecking", today, OTHER),
        VerificationStatus::Unverified => ("badge-unverified", today, OTHER),
    }
}

/// Two lines beside our name. The texts are ours alone: nothing of them needs escaping but what this does.
fn drawn(text: &str, day: &str, color: &str) -> String {
    let plain = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let (text, day) = (plain(text), plain(day));
    let label = if day.is_empty() { format!("vouchsafe: {text}") } else { format!("vouchsafe: {text}, {day}") };
    let below =
        if day.is_empty() { String::new() } else { format!("<text x=\"118\" y=\"34\" font-size=\"11\">{day}</text>") };
    let first = if day.is_empty() { 27 } else { 19 };
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"300\" height=\"44\" viewBox=\"0 0 300 44\" role=\"img\" aria-label=\"{label}\">\
         <title>{label}</title><rect width=\"300\" height=\"44\" rx=\"6\" fill=\"{color}\"/>\
         <rect x=\"1\" y=\"1\" width=\"104\" height=\"42\" rx=\"5\" fill=\"#fff\"/>\
         <g font-family=\"system-ui, sans-serif\" fill=\"#fff\"><text x=\"12\" y=\"27\" font-size=\"14\" font-weight=\"600\" fill=\"{color}\">vouchsafe</text>\
         <text x=\"118\" y=\"{first}\" font-size=\"13\" font-weight=\"600\">{text}</text>{below}</g></svg>"
    )
}
