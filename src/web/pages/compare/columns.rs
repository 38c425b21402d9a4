//! One provider as a column: what holds for all of it, and what its places say, said once where they say the same.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::address;
use crate::domain::clinical::{Payment, SafetyPractice, Setting};
use crate::domain::course::Course;
use crate::search::{Published, Site};
use crate::web::error::WebError;
use crate::web::pages::listing::labels;
use crate::web::views::Page;
use crate::web::views::languages::language_name;
use crate::web::views::listing::{OpeningView, PhoneView, PriceView, StandingView, address_lines};
use crate::web::views::treatments::TreatmentsView;

/// As `compare.html` and `compare_sheet.html` take it.
#[derive(Debug, Serialize)]
pub struct ColumnView<'a> {
    name: &'a str,
    url: String,
    /// The comparison without it.
    without_url: String,
    standing: StandingView,
    languages: Vec<String>,
    addresses: Vec<Said<String>>,
    phones: Vec<Said<Option<PhoneView>>>,
    accepting: Vec<Said<Option<bool>>>,
    openings: Vec<Said<Option<OpeningView>>>,
    courses: Vec<Said<CourseView<'a>>>,
    treatments: Vec<Said<Vec<TreatmentsView>>>,
    /// In the order of the lines of each place.
    safety: Vec<SafetyRow>,
    payments: Vec<Said<&'a [Payment]>>,
    step_free: Vec<Said<StepFree>>,
}

/// What some places say.
#[derive(Debug, PartialEq, Serialize)]
struct Said<T> {
    /// Which; none where all of them say it.
    places: Vec<String>,
    what: T,
}

/// Prices and their sum.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct CourseView<'a> {
    course: Course,
    price: Option<PriceView<'a>>,
}

/// What the places say of one question of safety.
#[derive(Debug, Serialize)]
struct SafetyRow {
    word: SafetyPractice,
    said: Vec<Said<Option<bool>>>,
}

/// The entrance, where there is one.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
enum StepFree {
    Yes,
    No,
    Unknown,
    NoOffice,
}

impl StepFree {
    fn of(site: &Site) -> Self {
        match site.offer.step_free {
            _ if site.offer.is_telehealth_only() => StepFree::NoOffice,
            Some(true) => StepFree::Yes,
            Some(false) => StepFree::No,
            None => StepFree::Unknown,
        }
    }
}

impl<'a> ColumnView<'a> {
    /// Of one of the providers with these slugs.
    pub fn of(provider: &'a Published, page: &Page, slugs: &[&str], now: DateTime<Utc>) -> Result<Self, WebError> {
        let (profile, sites) = (&provider.profile, provider.sites.as_slice());
        let others: Vec<&str> = slugs.iter().copied().filter(|slug| *slug != profile.slug).collect();
        let labels = named(sites, page)?;
        let treatments: Vec<_> =
            sites.iter().map(|site| TreatmentsView::of(page, &site.offer.treatments)).collect::<Result<_, _>>()?;
        let places = Places { labels: &labels, sites };
        Ok(ColumnView {
            name: &profile.name,
            url: page.link(&format!("/providers/{}", profile.slug)),
            without_url: address(page, &others, false),
            standing: StandingView::of(&provider.standing(now), profile.confirmed_at),
            languages: profile.languages.iter().map(|code| language_name(page.locale(), code).to_string()).collect(),
            addresses: labels.iter().zip(sites).map(|(label, site)| where_it_is(label, site)).collect(),
            phones: places.say(|site| site.offer.phone.as_deref().and_then(PhoneView::of)),
            accepting: places.say(|site| site.offer.accepting_new),
            openings: places.say(|site| site.offer.first_opening.as_ref().map(OpeningView::from)),
            courses: places.say(CourseView::of),
            treatments: said(&labels, treatments.into_iter()),
            safety: places.safety(),
            payments: places.say(|site| site.offer.payments.as_slice()),
            step_free: places.say(StepFree::of),
        })
    }
}

impl<'a> CourseView<'a> {
    fn of(site: &'a Site) -> Self {
        let price = site.offer.price.as_ref();
        CourseView { course: price.map_or(Course::None, Course::of), price: price.map(PriceView::from) }
    }
}

/// The places of one provider, each with what it is called.
struct Places<'a, 'l> {
    labels: &'l [String],
    sites: &'a [Site],
}

impl<'a> Places<'a, '_> {
    fn say<T: PartialEq>(&self, what: impl Fn(&'a Site) -> T) -> Vec<Said<T>> {
        said(self.labels, self.sites.iter().map(what))
    }

    fn safety(&self) -> Vec<SafetyRow> {
        let row = |practice: &SafetyPractice| SafetyRow {
            word: *practice,
            said: self.say(|site| site.offer.safety.said(*practice)),
        };
        SafetyPractice::ALL.iter().map(row).collect()
    }
}

/// Places that say the same together, in the order of the first of them.
fn said<T: PartialEq>(labels: &[String], whats: impl Iterator<Item = T>) -> Vec<Said<T>> {
    let mut groups: Vec<Said<T>> = Vec::new();
    for (label, what) in labels.iter().zip(whats) {
        match groups.iter_mut().find(|group| group.what == what) {
            Some(group) => group.places.push(label.clone()),
            None => groups.push(Said { places: vec![label.clone()], what }),
        }
    }
    if let [all] = groups.as_mut_slice() {
        all.places.clear();
    }
    groups
}

/// What each place is called, in words where it has neither name nor address.
fn named(sites: &[Site], page: &Page) -> Result<Vec<String>, WebError> {
    let word = |site: &Site| {
        let telehealth = site.offer.settings.contains(&Setting::Telehealth);
        page.say(if telehealth { "card-telehealth" } else { "not-provided" }, &[])
    };
    labels(sites).into_iter().zip(sites).map(|(label, site)| label.map_or_else(|| word(site), Ok)).collect()
}

/// A name of its own, and the address.
fn where_it_is(label: &str, site: &Site) -> Said<String> {
    let address = address_lines(&site.address).join(", ");
    match &site.offer.name {
        Some(name) if !address.is_empty() => Said { places: vec![name.clone()], what: address },
        _ if address.is_empty() => Said { places: Vec::new(), what: label.to_string() },
        _ => Said { places: Vec::new(), what: address },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(whats: &[u32]) -> Vec<(String, u32)> {
        let labels: Vec<String> = ["North", "South", "West"].map(String::from).into();
        said(&labels, whats.iter().copied()).into_iter().map(|s| (s.places.join("+"), s.what)).collect()
    }

    #[test]
    fn what_all_places_say_is_said_once_and_the_rest_by_place() {
        assert_eq!(groups(&[7, 7, 7]), [(String::new(), 7)]);
        assert_eq!(groups(&[7]), [(String::new(), 7)]);
        assert_eq!(groups(&[7, 8, 7]), [("North+West".to_string(), 7), ("South".to_string(), 8)]);
        assert_eq!(groups(&[]), []);
    }
}
