//! One place of care: how to reach it and what it offers.

use serde::Serialize;

use crate::domain::clinical::{Condition, Payment, Setting, Treatment};
use crate::domain::schedule::Day;
use crate::search::Site;
use crate::web::views::listing::{OpeningView, PhoneView, PriceView, address_lines, directions_url};

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
    /// What it costs.
    pub price: Option<PriceView<'a>>,
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
    pub safety: [SafetyLine; 7],
}

/// One day's opening.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HoursLine {
    /// Day.
    pub day: Day,
    /// `9:00 am`.
    pub opens: String,
    /// `5:00 pm`.
    pub closes: String,
}

/// One statement about safety.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct SafetyLine {
    /// The last part of the text key `safety-{word}`.
    pub word: &'static str,
    /// `None`: not provided.
    pub said: Option<bool>,
}

impl<'a> PlaceView<'a> {
    /// What the public may know of it; [`Site`] holds no more.
    pub fn of(site: &'a Site) -> Self {
        let offer = &site.offer;
        let safety = &offer.safety;
        let line = |word, said| SafetyLine { word, said };
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
            hours: offer
                .hours
                .iter()
                .map(|h| HoursLine { day: h.day, opens: clock_text(&h.opens), closes: clock_text(&h.closes) })
                .collect(),
            zone: zone_of(site),
            price: offer.price.as_ref().map(PriceView::from),
            treatments: offer.treatments.clone(),
            conditions: offer.conditions.clone(),
            payments: offer.payments.clone(),
            settings: offer.settings.clone(),
            accepting_new: offer.accepting_new,
            first_opening: offer.first_opening.as_ref().map(OpeningView::from),
            step_free: offer.step_free,
            safety: [
                line("prescriber_on_site", safety.prescriber_on_site),
                line("monitoring", safety.monitoring),
                line("rescue_equipment", safety.rescue_equipment),
                line("evaluation_first", safety.evaluation_first),
                line("written_plan", safety.written_plan),
                line("anxiety_experience", safety.anxiety_experience),
                line("ride_home_rule", safety.ride_home_rule),
            ],
        }
    }
}

/// `17:30` as people in the US write it. What is not a time stays as it is.
fn clock_text(time: &str) -> String {
    let Some((hour, minute)) = time.split_once(':') else { return time.to_string() };
    match hour.parse::<u32>() {
        Ok(hour) if hour < 24 => {
            let half = if hour < 12 { "am" } else { "pm" };
            format!("{}:{minute} {half}", (hour + 11) % 12 + 1)
        }
        _ => time.to_string(),
    }
}

/// What people call the clocks of US places; by the beginning of the IANA name, the longer one first.
const ZONES: &[(&str, &str)] = &[
    ("America/Indiana/Tell_City", "central"),
    ("America/Indiana/Knox", "central"),
    ("America/Indiana", "eastern"),
    ("America/Kentucky", "eastern"),
    ("America/New_York", "eastern"),
    ("America/Detroit", "eastern"),
    ("America/Chicago", "central"),
    ("America/Menominee", "central"),
    ("America/North_Dakota", "central"),
    ("America/Denver", "mountain"),
    ("America/Boise", "mountain"),
    ("America/Phoenix", "arizona"),
    ("America/Los_Angeles", "pacific"),
    ("America/Adak", "hawaii"),
    ("Pacific/Honolulu", "hawaii"),
    ("America/Anchorage", "alaska"),
    ("America/Juneau", "alaska"),
    ("America/Sitka", "alaska"),
    ("America/Nome", "alaska"),
    ("America/Yakutat", "alaska"),
    ("America/Metlakatla", "alaska"),
    ("America/Puerto_Rico", "atlantic"),
    ("America/St_Thomas", "atlantic"),
    ("Pacific/Guam", "chamorro"),
    ("Pacific/Saipan", "chamorro"),
    ("Pacific/Pago_Pago", "samoa"),
];

fn zone_of(site: &Site) -> Option<&'static str> {
    let name = site.time_zone()?;
    ZONES.iter().find(|(zone, _)| name.starts_with(zone)).map(|(_, word)| *word)
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
        let place = PlaceView::of(&site);
        assert_eq!(place.lines, ["14 Elm St, Suite 2", "Boise, ID 83702"]);
        let url = place.directions_url.expect("a shown street");
        assert!(url.ends_with("destination=14%20Elm%20St%2C%20Suite%202%2C%20Boise%2C%20ID%2083702"), "{url}");
        assert_eq!(place.zone, Some("mountain"));
    }

    #[test]
    fn a_hidden_street_gets_no_directions() {
        let site = site(true);
        let place = PlaceView::of(&site);
        assert!(place.hidden_street);
        assert_eq!((place.lines, place.directions_url), (vec!["Boise, ID 83702".to_string()], None));
    }

    #[test]
    fn times_read_as_people_write_them() {
        assert_eq!(
            ["00:30", "09:00", "12:00", "17:45", "late"].map(clock_text),
            ["12:30 am", "9:00 am", "12:00 pm", "5:45 pm", "late"]
        );
    }
}
