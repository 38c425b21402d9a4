//! `GET /providers/{slug}`, `/providers/{slug}.vcf` and `/providers/{slug}/verification`; `POST /providers/{slug}/called`.

mod cards;
mod people;
mod structured;
mod vcard;

use actix_web::http::header::{CONTENT_DISPOSITION, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use tera::Context;

use self::people::PersonView;
use super::listing::{CheckRow, PlaceView, QUESTIONS, each, in_short, labels};
use super::listing_request;
use crate::domain::check::VerificationStatus;
use crate::domain::credential::Profession;
use crate::domain::freshness::Freshness;
use crate::domain::listing_request::RequestKind;
use crate::domain::weekly::Event;
use crate::geo::Gazetteer;
use crate::reads::managed;
use crate::rules::Boards;
use crate::search::{Published, Snapshot};
use crate::web::error::WebError;
use crate::web::extract::reader::Reader;
use crate::web::middleware::caching;
use crate::web::problem::Code;
use crate::web::state::State;
use crate::web::views::Page;
use crate::web::views::languages::language_name;
use crate::web::views::listing::StandingView;

/// What `provider.html` shows.
#[derive(Debug, Serialize)]
struct ProviderView<'a> {
    name: String,
    url: String,
    verification_url: String,
    called_url: String,
    card_url: String,
    compare_url: String,
    report_url: String,
    comments_url: String,
    removal_url: String,
    website: Option<String>,
    description: Option<String>,
    /// Of the provider's own words; empty where it cannot be told, which says so to whoever reads the page aloud.
    own_language: &'a str,
    languages: Vec<String>,
    telehealth_states: Vec<String>,
    professions: Vec<Profession>,
    standing: StandingView,
    places: Vec<PlaceView<'a>>,
    people: Vec<PersonView<'a>>,
    checks: Vec<CheckRow>,
}

/// What a slug leads to.
pub(super) enum Asked<'a> {
    /// This provider.
    Here(&'a Published),
    /// It has another slug now.
    Moved(&'a str),
}

/// Finds a provider. A page that nobody confirmed for a year is gone.
pub(super) fn find<'a>(snapshot: &'a Snapshot, slug: &str, now: DateTime<Utc>) -> Result<Asked<'a>, WebError> {
    let provider = snapshot.provider(slug).ok_or_else(WebError::not_found)?;
    if provider.standing(now).freshness == Freshness::Archived {
        return Err(WebError::new(Code::Gone));
    }
    let current = provider.profile.slug.as_str();
    Ok(if current == slug { Asked::Here(provider) } else { Asked::Moved(current) })
}

pub(super) fn moved(to: String) -> HttpResponse {
    HttpResponse::MovedPermanently().insert_header(("location", to)).finish()
}

pub(super) fn path(slug: &str) -> String {
    format!("/providers/{slug}")
}

/// The provider's page.
pub async fn show(page: Page, state: State, slug: web::Path<String>, reader: Reader) -> Result<HttpResponse, WebError> {
    let (snapshot, now) = (state.index.current(), state.clock.now());
    match find(&snapshot, &slug, now)? {
        Asked::Moved(slug) => Ok(moved(page.link(&path(slug)))),
        Asked::Here(provider) => {
            let mut context = Context::new();
            context.insert("provider", &ProviderView::of(provider, &page, &state.rules.boards, now));
            context.insert("structured", &structured(provider, &page, &state, now)?);
            context.insert("questions", &QUESTIONS);
            context.insert("claim_url", &claim_url(provider, &page, &state).await);
            let answer = page.render("provider.html", context)?;
            reader.count(&state, Event::Opened, [&provider.profile.provider_id]);
            Ok(answer)
        }
    }
}

/// `POST /providers/{slug}/called`: a browser tells that a call button was pressed. It sends nothing else and gets no more back, so
/// that the call does not wait for us.
pub async fn called(state: State, slug: web::Path<String>, reader: Reader) -> Result<HttpResponse, WebError> {
    let (snapshot, now) = (state.index.current(), state.clock.now());
    let Asked::Here(provider) = find(&snapshot, &slug, now)? else { return Err(WebError::not_found()) };
    reader.count(&state, Event::Called, [&provider.profile.provider_id]);
    Ok(HttpResponse::NoContent().finish())
}

/// Where it is claimed: only while nobody looks after it. One that its provider confirmed has somebody, so that the database is asked
/// about the others alone; where it does not answer, the page does without the link.
async fn claim_url(provider: &Published, page: &Page, state: &State) -> Option<String> {
    if provider.profile.confirmed_at.is_some() {
        return None;
    }
    let id = provider.profile.provider_id.to_string();
    let is_managed = state.blocking(move |s| Ok::<_, WebError>(managed::is_managed(&s.db, &id)?)).await.unwrap_or(true);
    (!is_managed).then(|| page.link(&listing_request::path(RequestKind::Claim, &provider.profile.slug)))
}

/// What search engines may read of it. Nothing of a page that is out of searches or being looked at again, so that they do not pass on
/// what we doubt.
fn structured(provider: &Published, page: &Page, state: &State, now: DateTime<Utc>) -> Result<Option<Value>, WebError> {
    let standing = provider.standing(now);
    let stands = standing.freshness.is_listed() && standing.badge.status != VerificationStatus::Rechecking;
    let url = state.public_url.join(&page.link(&path(&provider.profile.slug)));
    stands.then(|| structured::of(provider, page, &url)).transpose()
}

/// A card for the address book, one for each place.
pub async fn card(
    req: HttpRequest,
    page: Page,
    state: State,
    slug: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let (snapshot, now) = (state.index.current(), state.clock.now());
    match find(&snapshot, &slug, now)? {
        Asked::Moved(slug) => Ok(moved(page.link(&format!("{}.vcf", path(slug))))),
        Asked::Here(provider) => {
            let slug = &provider.profile.slug;
            let text = cards::of(provider, &state.public_url.join(&page.link(&path(slug))));
            let mut answer = caching::tagged(&req, "text/vcard; charset=utf-8", "no-cache", text.into_bytes());
            // Slugs are lower-case ASCII letters, digits and hyphens.
            let name = HeaderValue::from_str(&format!("attachment; filename=\"{slug}.vcf\""));
            answer.headers_mut().insert(CONTENT_DISPOSITION, name.map_err(WebError::internal)?);
            Ok(answer)
        }
    }
}

/// Every check, person by person.
pub async fn verification(page: Page, state: State, slug: web::Path<String>) -> Result<HttpResponse, WebError> {
    let (snapshot, now) = (state.index.current(), state.clock.now());
    match find(&snapshot, &slug, now)? {
        Asked::Moved(slug) => Ok(moved(page.link(&format!("{}/verification", path(slug))))),
        Asked::Here(provider) => {
            let mut context = Context::new();
            context.insert("provider", &ProviderView::of(provider, &page, &state.rules.boards, now));
            context.insert("groups", &each(provider, now));
            context.insert("as_of", &now);
            page.render("verification.html", context)
        }
    }
}

impl<'a> ProviderView<'a> {
    fn of(provider: &'a Published, page: &Page, boards: &'a Boards, now: DateTime<Utc>) -> Self {
        let profile = &provider.profile;
        let url = page.link(&path(&profile.slug));
        let mut professions: Vec<Profession> = profile.clinicians.iter().map(|c| c.profession).collect();
        professions.sort_unstable();
        professions.dedup();
        ProviderView {
            name: profile.name.clone(),
            verification_url: format!("{url}/verification"),
            called_url: format!("{}/called", path(&profile.slug)),
            card_url: format!("{url}.vcf"),
            compare_url: page.link(&format!("/compare?ids={}", profile.slug)),
            report_url: format!("{url}/report"),
            comments_url: format!("{url}/comments"),
            removal_url: page.link(&listing_request::path(RequestKind::Removal, &profile.slug)),
            url,
            website: profile.website.clone(),
            description: profile.description.clone(),
            own_language: own_language(&profile.languages),
            languages: profile.languages.iter().map(|code| language_name(page.locale(), code).to_string()).collect(),
            telehealth_states: profile.telehealth_states.iter().map(|code| state_name(code)).collect(),
            professions,
            standing: StandingView::of(&provider.standing(now), profile.confirmed_at),
            places: places(provider, now),
            people: profile.clinicians.iter().map(|person| PersonView::of(person, boards)).collect(),
            checks: in_short(provider, now),
        }
    }
}

/// Each under a heading that tells it from the others.
fn places(provider: &Published, now: DateTime<Utc>) -> Vec<PlaceView<'_>> {
    let several = provider.sites.len() > 1;
    let place = |(site, label): (_, Option<String>)| {
        let place = PlaceView::of(site, now);
        if several { PlaceView { name: label, ..place } } else { place }
    };
    provider.sites.iter().zip(labels(&provider.sites)).map(place).collect()
}

/// A provider that speaks one language writes in it; of one that speaks more nobody told us.
fn own_language(languages: &[String]) -> &str {
    match languages {
        [only] => only,
        _ => "",
    }
}

/// The state's name; a code that is none stays as it is.
fn state_name(code: &str) -> String {
    Gazetteer::get().state(code).map_or_else(|| code.to_string(), |state| state.name.to_string())
}
