//! Results as cards. A card is rendered once and kept with the snapshot for as long as its standing holds; its number in the list and
//! its distance are filled in each time.

use serde::Serialize;
use tera::Context;

use crate::domain::clinical::Payment;
use crate::domain::place::Position;
use crate::search::kept::Form;
use crate::search::pattern::{Pattern, hole};
use crate::search::{Found, Hit, Query, Standing};
use crate::web::error::WebError;
use crate::web::views::filters::miles_text;
use crate::web::views::listing::{OpeningView, PhoneView, PriceView, StandingView, address_lines, directions_url};
use crate::web::views::treatments::TreatmentsView;
use crate::web::views::{Locale, Markup, Page};

use super::results::zip_of;

#[derive(Debug, Serialize)]
struct Card<'a> {
    number: String,
    /// Its number leads to its pin.
    pinned: bool,
    name: &'a str,
    slug: &'a str,
    url: String,
    site: Option<&'a str>,
    place: String,
    telehealth: bool,
    distance: Option<DistanceView>,
    phone: Option<PhoneView>,
    phone_in_question: bool,
    directions_url: Option<String>,
    treatments: Vec<TreatmentsView>,
    payments: &'a [Payment],
    price: Option<PriceView<'a>>,
    accepting_new: Option<bool>,
    first_opening: Option<OpeningView>,
    standing: StandingView,
}

#[derive(Debug, Serialize)]
struct DistanceView {
    miles: String,
    here: bool,
}

/// How far a place is, as far as the shape of its card depends on it.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Distance {
    Unknown,
    /// In the ZIP that was named, no one knows where.
    Here,
    Miles(f64),
}

impl Distance {
    fn of(query: &Query, hit: &Hit<'_>, miles: Option<f64>) -> Self {
        let Some(near) = query.near.as_ref() else { return Distance::Unknown };
        let Some(spot) = hit.site().spot else { return Distance::Unknown };
        let here = spot.position == Position::ZipCentroid
            && zip_of(near).is_some_and(|zip| {
                let site_zip = hit.site().address.postal_code.as_deref().and_then(|z| z.get(..5));
                site_zip == Some(zip)
            });
        match miles {
            None => Distance::Unknown,
            Some(_) if here => Distance::Here,
            Some(miles) => Distance::Miles(miles),
        }
    }

    fn words(self) -> String {
        match self {
            Distance::Miles(miles) => miles_text(miles),
            Distance::Unknown | Distance::Here => String::new(),
        }
    }

    fn view(self, miles: String) -> Option<DistanceView> {
        match self {
            Distance::Unknown => None,
            Distance::Here => Some(DistanceView { miles, here: true }),
            Distance::Miles(_) => Some(DistanceView { miles, here: false }),
        }
    }
}

/// Of a card, or a little more.
const USUAL_BYTES: usize = 2_500;

/// How a card is shown in one list.
#[derive(Debug, Clone, Copy)]
struct Shown {
    distance: Distance,
    /// Beside a map on which it has a pin.
    pinned: bool,
}

const NUMBER: u16 = 0;
const MILES: u16 = 1;

/// The form of a card (that of the API's results: `web::api::results`).
fn form(locale: Locale, shown: Shown) -> Form {
    let distance = match shown.distance {
        Distance::Unknown => 0,
        Distance::Here => 1,
        Distance::Miles(_) => 2,
    };
    let locale = match locale {
        Locale::En => 1,
        Locale::Es => 4,
    };
    Form(locale + distance + if shown.pinned { 6 } else { 0 })
}

/// The cards of one page of results, numbered from the one behind `skipped`.
pub fn cards(page: &Page, query: &Query, found: &Found<'_>, skipped: usize, map: bool) -> Result<Markup, WebError> {
    let mut html = String::with_capacity(found.hits.len() * USUAL_BYTES);
    for ((hit, miles), number) in found.measured().zip(skipped + 1..) {
        let distance = Distance::of(query, hit, miles);
        let shown = Shown { distance, pinned: map && hit.site().spot.is_some() };
        let miles = distance.words();
        let kept = hit.kept(form(page.locale(), shown), |standing| pattern(page, hit, shown, standing))?;
        match kept {
            Some(card) => card.pattern.fill(&mut html, |hole, html| match hole {
                NUMBER => html.push_str(&number.to_string()),
                // Digits, a point, and a sign that has to be escaped.
                _ => html.push_str(Markup::text(&miles).as_str()),
            }),
            None => {
                let words = (number.to_string(), distance.view(miles));
                html.push_str(&render(page, hit, words, shown.pinned, &hit.standing())?);
            }
        }
    }
    Ok(Markup::trusted(html))
}

/// `None` where the provider's own words could be taken for a hole.
fn pattern(page: &Page, hit: &Hit<'_>, shown: Shown, standing: &Standing) -> Result<Option<Pattern>, WebError> {
    let holes = (hole(NUMBER), shown.distance.view(hole(MILES)));
    // Its name in the list, the link to its pin, its number.
    let numbers = std::iter::repeat_n(NUMBER, if shown.pinned { 3 } else { 2 });
    let miles = matches!(shown.distance, Distance::Miles(_)).then_some(MILES);
    let card = Pattern::read(&render(page, hit, holes, shown.pinned, standing)?);
    Ok(card.filter(|card| card.holes().eq(numbers.chain(miles))))
}

fn render(
    page: &Page,
    hit: &Hit<'_>,
    (number, distance): (String, Option<DistanceView>),
    pinned: bool,
    standing: &Standing,
) -> Result<String, WebError> {
    let (profile, offer) = (hit.profile(), &hit.site().offer);
    let card = Card {
        number,
        pinned,
        name: &profile.name,
        slug: &profile.slug,
        url: page.link(&format!("/providers/{}", profile.slug)),
        site: offer.name.as_deref().filter(|name| *name != profile.name),
        place: address_lines(&hit.site().address).join(", "),
        telehealth: offer.is_telehealth_only(),
        distance,
        phone: offer.phone.as_deref().and_then(PhoneView::of),
        phone_in_question: offer.phone_in_question,
        directions_url: directions_url(hit.site()),
        treatments: TreatmentsView::of(page, &offer.treatments)?,
        payments: &offer.payments,
        price: offer.price.as_ref().map(PriceView::from),
        accepting_new: offer.accepting_new,
        first_opening: offer.first_opening.as_ref().map(OpeningView::from),
        standing: StandingView::of(standing, profile.confirmed_at),
    };
    let mut context = Context::new();
    context.insert("card", &card);
    page.part("search_card.html", &context)
}
