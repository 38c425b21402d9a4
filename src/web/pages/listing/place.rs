//! One place of care: how to reach it and what it offers.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::domain::clinical::{Condition, Payment, SafetyPractice, Setting, Treatment};
use crate::domain::course::Course;
use crate::domain::dossier::Safety;
use crate::search::Site;
use crate::web::views::listing::{OpeningView, PhoneView, PriceView, address_lines, directions_url};

use super::hours::{DoorsView, HoursLine, zone_of};

/// A place as `provider.html` shows it; a card shows parts of it.
#[derive(Debug, Serialize)]
pub struct PlaceView<'a> {
    /// Where on the page it stands: the fragment of its address.
    pub anchor: String,
    /// Name of the site, where it has its own.
    pub name: Option<String>,
    /// The address, a line each; without the street where that is hidden.
    pub lines: Vec<String>,
    /// The street stays with us.
    pub hidden_street: bool,
    /// Nothing to visit.
    pub telehealth: bool,
    /// What to call.
    pub phone: Option<PhoneView>,
    /// People told us that it does not answer.
    pub phone_in_question: bool,
    /// Leads to a map elsewhere; only for a street that is shown.
    pub directions_url: Option<String>,
    /// Opening hours.
    pub hours: Vec<HoursLine>,
    /// Whose clock they follow: the last part of the text key `zone-{zone}`.
    pub zone: Option<&'static str>,
    /// Open or not now, by those hours.
    pub doors: Option<DoorsView>,
    /// What it costs.
    pub price: Option<PriceView<'a>>,
    /// What all of it costs.
    pub course: Course,
    /// How treatment is given.
    pub treatments: Vec<Treatment>,
    /// For what.
    pub conditions: Vec<Condition>,
    /// How it can be paid.
    pub payments: Vec<Payment>,
    /// Where.
    pub settings: Vec<Setting>,
    /// Taking new patients; `None`: not provided.
    pub accepting_new: Option<bool>,
    /// How soon.
    pub first_opening: Option<OpeningView>,
    /// Step-free entrance.
    pub step_free: Option<bool>,
    /// What it says of its own safety practice.
    pub safety: Vec<SafetyLine>,
}

/// One statement about safety.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct SafetyLine {
    /// The last part of the text key `safety-{word}`.
    pub word: SafetyPractice,
    /// `None`: not provided.
    pub said: Option<bool>,
}

impl SafetyLine {
    /// What a place says of who is in the room, in the order of the page. Nobody of ours has seen it: there is no check of it.
    pub fn all(safety: &Safety) -> Vec<SafetyLine> {
        SafetyPractice::ALL.iter().map(|word| SafetyLine { word: *word, said: safety.said(*word) }).collect()
    }
}

impl<'a> PlaceView<'a> {
    /// What the public may know of it; [`Site`] holds no more.
    pub fn of(site: &'a Site, now: DateTime<Utc>) -> Self {
        let offer = &site.offer;
        let telehealth = offer.is_telehealth_only();
        PlaceView {
            anchor: format!("place-{}", site.id),
            name: offer.name.clone(),
            lines: address_lines(&site.address),
            hidden_street: !telehealth && site.address.line1.is_none() && site.address.city.is_some(),
            telehealth,
            phone: offer.phone.as_deref().and_then(PhoneView::of),
            phone_in_question: offer.phone_in_question,
            directions_url: directions_url(site),
            hours: offer.hours.iter().map(HoursLine::of).collect(),
            zone: zone_of(site),
            doors: DoorsView::of(site, now),
            price: offer.price.as_ref().map(PriceView::from),
            course: offer.price.as_ref().map_or(Course::None, Course::of),
            treatments: offer.treatments.clone(),
            conditions: offer.conditions.clone(),
            payments: offer.payments.clone(),
            settings: offer.settings.clone(),
            accepting_new: offer.accepting_new,
            first_opening: offer.first_opening.as_ref().map(OpeningView::from),
            step_free: offer.step_free,
            safety: SafetyLine::all(&offer.safety),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::Id;
    use crate::search::listing::{Address, Location, Offer};

    fn site(hide_street: bool) -> Site {
        let address = Address {
            line1: Some("14 Elm St".into()),
            line2: Some("Suite 2".into()),
            city: Some("Boise".into()),
            state: Some("ID".into()),
            postal_code: Some("83702".into()),
        };
        let offer = Offer { settings: vec![Setting::Clinic], ..Offer::default() };
        Site::of(Location { id: Id::new(), address, point: None, hide_street, offer }, |_| None)
    }

    #[test]
    fn a_place_has_its_address_a_way_there_and_its_clock() {
        let site = site(false);
        let place = PlaceView::of(&site, DateTime::UNIX_EPOCH);
        assert_eq!(place.lines, ["14 Elm St, Suite 2", "Boise, ID 83702"]);
        let url = place.directions_url.expect("a shown street");
        assert!(url.ends_with("destination=14%20Elm%20St%2C%20Suite%202%2C%20Boise%2C%20ID%2083702"), "{url}");
        assert_eq!(place.zone, Some("mountain"));
    }

    #[test]
    fn a_hidden_street_gets_no_directions() {
        let site = site(true);
        let place = PlaceView::of(&site, DateTime::UNIX_EPOCH);
        assert!(place.hidden_street);
        assert_eq!((place.lines, place.directions_url), (vec!["Boise, ID 83702".to_string()], None));
    }
}
