//! `GET /providers/{slug}` and `/providers/{slug}/verification`.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use tera::Context;

use super::listing::{CheckRow, PlaceView, each, in_short};
use crate::domain::credential::{Authority, Profession};
use crate::domain::freshness::Freshness;
use crate::geo::Gazetteer;
use crate::search::listing::{Clinician, License};
use crate::search::{Published, Snapshot};
use crate::web::error::WebError;
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
    report_url: String,
    website: Option<String>,
    description: Option<String>,
    languages: Vec<String>,
    telehealth_states: Vec<String>,
    professions: Vec<Profession>,
    standing: StandingView,
    places: Vec<PlaceView<'a>>,
    people: Vec<PersonView>,
    checks: Vec<CheckRow>,
}

/// Someone who treats.
#[derive(Debug, Serialize)]
struct PersonView {
    name: String,
    profession: Profession,
    prescribes: bool,
    npi: Option<String>,
    licenses: Vec<LicenseView>,
}

/// A licence as the board's own look-up shows it.
#[derive(Debug, Serialize)]
struct LicenseView {
    authority: Authority,
    state: String,
    number: String,
    expires_on: Option<NaiveDate>,
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
pub async fn show(page: Page, state: State, slug: web::Path<String>) -> Result<HttpResponse, WebError> {
    let (snapshot, now) = (state.index.current(), state.clock.now());
    match find(&snapshot, &slug, now)? {
        Asked::Moved(slug) => Ok(moved(page.link(&path(slug)))),
        Asked::Here(provider) => {
            let mut context = Context::new();
            context.insert("provider", &ProviderView::of(provider, &page, now));
            page.render("provider.html", context)
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
            context.insert("provider", &ProviderView::of(provider, &page, now));
            context.insert("groups", &each(provider, now));
            context.insert("as_of", &now);
            page.render("verification.html", context)
        }
    }
}

impl<'a> ProviderView<'a> {
    fn of(provider: &'a Published, page: &Page, now: DateTime<Utc>) -> Self {
        let profile = &provider.profile;
        let url = page.link(&path(&profile.slug));
        let mut professions: Vec<Profession> = profile.clinicians.iter().map(|c| c.profession).collect();
        professions.sort_unstable();
        professions.dedup();
        ProviderView {
            name: profile.name.clone(),
            verification_url: format!("{url}/verification"),
            report_url: format!("{url}/report"),
            url,
            website: profile.website.clone(),
            description: profile.description.clone(),
            languages: profile.languages.iter().map(|code| language_name(page.locale(), code).to_string()).collect(),
            telehealth_states: profile.telehealth_states.iter().map(|code| state_name(code)).collect(),
            professions,
            standing: StandingView::of(&provider.standing(now), profile.confirmed_at),
            places: provider.sites.iter().map(PlaceView::of).collect(),
            people: profile.clinicians.iter().map(PersonView::of).collect(),
            checks: in_short(provider, now),
        }
    }
}

impl PersonView {
    fn of(person: &Clinician) -> Self {
        let license = |l: &License| LicenseView {
            authority: l.authority,
            state: state_name(&l.state),
            number: l.number.clone(),
            expires_on: l.expires_on,
        };
        PersonView {
            name: person.name.clone(),
            profession: person.profession,
            prescribes: person.prescribes,
            npi: person.npi.clone(),
            licenses: person.licenses.iter().map(license).collect(),
        }
    }
}

/// The state's name; a code that is none stays as it is.
fn state_name(code: &str) -> String {
    Gazetteer::get().state(code).map_or_else(|| code.to_string(), |state| state.name.to_string())
}
