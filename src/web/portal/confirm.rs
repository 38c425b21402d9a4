//! `/portal/confirm/{request}`: the page behind the link in a reminder. It shows what patients read and has one button.
//! Opening it changes nothing, because mail scanners open links; pressing the button confirms, and nothing else.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Duration, Utc};
use serde::Serialize;
use tera::Context;

use crate::domain::confirmation::{LINK_DAYS, STEPS};
use crate::domain::freshness::CONFIRMED_DAYS;
use crate::pipeline::attest::{self, Link, Named};
use crate::search::Snapshot;
use crate::web::error::WebError;
use crate::web::extract::form::Form;
use crate::web::extract::form_token;
use crate::web::extract::link::only_ours;
use crate::web::extract::query::QueryPairs;
use crate::web::pages::listing::{PlaceView, labels};
use crate::web::state::State;
use crate::web::views::Page;

/// A listing on the page.
#[derive(Debug, Serialize)]
struct ListingView<'a> {
    name: &'a str,
    confirmed_at: Option<DateTime<Utc>>,
    /// Where patients read it; `None` where it is out of sight.
    url: Option<String>,
    /// Where whoever looks after it changes it, once signed in.
    change_url: String,
    places: Vec<PlaceView<'a>>,
}

#[derive(Debug, Serialize)]
struct Press {
    action: String,
    token: String,
    key: String,
}

/// `GET /portal/confirm/{request}?key=`.
pub async fn show(
    page: Page,
    state: State,
    request: web::Path<String>,
    query: QueryPairs,
) -> Result<HttpResponse, WebError> {
    let (id, key) = (request.into_inner(), query.first("key").unwrap_or_default().to_string());
    let asked = (id.clone(), key.clone());
    let link = state.blocking(move |s| attest::open_link(&s.desk(), &asked.0, &asked.1)).await?;
    match link {
        Link::Open(named) => opened(&page, &state, &named, &id, &key),
        Link::Expired => {
            let renew = Press {
                action: page.link(&format!("/portal/confirm/{id}/new")),
                token: form_token::issue(&state, &form_name(&id)),
                key,
            };
            closed(&page, StatusCode::GONE, "expired", Some(&renew))
        }
        Link::Unknown => closed(&page, StatusCode::NOT_FOUND, "unknown", None),
    }
}

/// `POST /portal/confirm/{request}`. A page that was open for long is shown again, and its button is good.
pub async fn press(page: Page, state: State, request: web::Path<String>, form: Form) -> Result<HttpResponse, WebError> {
    let (id, key) = (request.into_inner(), form.raw("key").unwrap_or_default().to_string());
    let back = address(&id, &key);
    if form_token::check(&state, &form_name(&id), &form).is_ok() {
        // What it led to is said by the page itself, the same for a first press and a second.
        state.blocking(move |s| attest::confirm_by_link(&s.desk(), &id, &key)).await?;
    }
    Ok(page.redirect(&back))
}

/// `POST /portal/confirm/{request}/new`: a new link goes to the address that we have. It is never shown here.
pub async fn renew(page: Page, state: State, request: web::Path<String>, form: Form) -> Result<HttpResponse, WebError> {
    let (id, key) = (request.into_inner(), form.raw("key").unwrap_or_default().to_string());
    if form_token::check(&state, &form_name(&id), &form).is_err() {
        return Ok(page.redirect(&address(&id, &key)));
    }
    state.blocking(move |s| attest::renew_link(&s.desk(), &id, &key)).await?;
    closed(&page, StatusCode::OK, "renewed", None)
}

fn address(id: &str, key: &str) -> String {
    format!("/portal/confirm/{}?key={}", only_ours(id), only_ours(key))
}

fn form_name(id: &str) -> String {
    format!("confirm:{id}")
}

fn opened(page: &Page, state: &State, named: &[Named], id: &str, key: &str) -> Result<HttpResponse, WebError> {
    let (snapshot, now) = (state.index.current(), state.clock.now());
    let listings: Vec<ListingView<'_>> = named.iter().map(|one| listing(page, &snapshot, one, now)).collect();
    let to_confirm = || named.iter().filter(|one| one.is_public);
    let is_done = to_confirm().next().is_some() && to_confirm().all(|one| one.is_answered);
    let mut context = Context::new();
    context.insert("listings", &listings);
    context.insert("count", &to_confirm().count().max(1));
    let next = to_confirm().filter_map(|one| one.confirmed_at).min().filter(|_| is_done);
    context.insert("next", &next.map(|at| at + Duration::days(CONFIRMED_DAYS + STEPS[0])));
    let press = (!is_done && to_confirm().next().is_some()).then(|| Press {
        action: page.link(&format!("/portal/confirm/{id}")),
        token: form_token::issue(state, &form_name(id)),
        key: key.to_string(),
    });
    context.insert("press", &press);
    // The key goes with the link to this page in the other language.
    context.insert("query", &format!("?key={key}"));
    page.render("portal/confirm.html", context)
}

fn listing<'a>(page: &Page, snapshot: &'a Snapshot, named: &'a Named, now: DateTime<Utc>) -> ListingView<'a> {
    let provider = snapshot.provider(&named.organization_id).filter(|_| named.is_public);
    let places = provider.map(|provider| {
        let several = provider.sites.len() > 1;
        let place = |(site, label): (_, Option<String>)| {
            let place = PlaceView::of(site, now);
            if several { PlaceView { name: label, ..place } } else { place }
        };
        provider.sites.iter().zip(labels(&provider.sites)).map(place).collect()
    });
    ListingView {
        name: &named.name,
        confirmed_at: named.confirmed_at,
        change_url: super::account::listing::address(&named.organization_id),
        url: provider.map(|p| page.link(&format!("/providers/{}", p.profile.slug))),
        places: places.unwrap_or_default(),
    }
}

/// A link that confirms nothing: why, and the button that sends a new one.
fn closed(page: &Page, status: StatusCode, why: &str, renew: Option<&Press>) -> Result<HttpResponse, WebError> {
    let mut context = Context::new();
    context.insert("why", why);
    context.insert("days", &LINK_DAYS);
    context.insert("renew", &renew);
    let query = renew.map(|renew| format!("?key={}", only_ours(&renew.key)));
    context.insert("query", &query.unwrap_or_default());
    page.render_as(status, "portal/closed.html", context)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_only_what_our_links_are_made_of() {
        assert_eq!(address("0199-ab", "k_-7"), "/portal/confirm/0199-ab?key=k_-7");
        assert_eq!(address("//evil.example", "a&b\r\nc"), "/portal/confirm/evilexample?key=abc");
    }
}
