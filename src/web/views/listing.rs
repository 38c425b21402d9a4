//! Parts of a listing as templates take them (`templates/components.html`), on cards and on its page.

use chrono::{DateTime, NaiveDate, Utc};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use crate::domain::badge::StripWord;
use crate::domain::check::VerificationStatus;
use crate::domain::freshness::Freshness;
use crate::domain::money::Price;
use crate::domain::place::Position;
use crate::domain::schedule::{FirstOpening, Within};
use crate::search::listing::Address;
use crate::search::{Site, Standing};

/// What may be said of a listing: `ui.standing` and `ui.strip`.
#[derive(Debug, Serialize)]
pub struct StandingView {
    status: VerificationStatus,
    shown: bool,
    checked_at: Option<DateTime<Utc>>,
    strip: [StripView; 5],
    freshness: Freshness,
    confirmed_at: Option<DateTime<Utc>>,
}

/// One word of the strip.
#[derive(Debug, Serialize)]
pub struct StripView {
    what: &'static str,
    word: StripWord,
    date: Option<DateTime<Utc>>,
}

impl StandingView {
    /// At the moment that `standing` speaks of.
    pub fn of(standing: &Standing, confirmed_at: Option<DateTime<Utc>>) -> Self {
        let strip = standing.badge.strip;
        let entries = [
            ("identity", strip.identity),
            ("license", strip.license),
            ("exclusions", strip.exclusions),
            ("drug_registration", strip.drug_registration),
            ("details", strip.details),
        ];
        StandingView {
            status: standing.badge.status,
            shown: standing.badge.shown,
            checked_at: standing.badge.checked_at,
            strip: entries.map(|(what, e)| StripView { what, word: e.word, date: e.date }),
            freshness: standing.freshness,
            confirmed_at,
        }
    }
}

/// A telephone number to read and to call.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PhoneView {
    /// As written; ten bare digits, as the national registry has them, are set apart.
    pub text: String,
    /// `tel:` and the number.
    pub href: String,
}

impl PhoneView {
    /// `None` where the text holds no number that can be called. US numbers without country code get it.
    pub fn of(text: &str) -> Option<Self> {
        let number: String = text.chars().take_while(|c| !c.is_alphabetic()).filter(char::is_ascii_digit).collect();
        let href = match number.len() {
            10 => format!("tel:+1{number}"),
            11..=15 => format!("tel:+{number}"),
            _ => return None,
        };
        let text = text.trim();
        let shown = match (text == number, number.len()) {
            (true, 10) => format!("{}-{}-{}", &number[..3], &number[3..6], &number[6..]),
            _ => text.to_string(),
        };
        Some(PhoneView { text: shown, href })
    }
}

/// What treatment costs: `ui.price`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PriceView<'a> {
    intake: Option<u32>,
    per_session: Option<u32>,
    usual_sessions: Option<u32>,
    includes: Option<&'a str>,
    as_of: Option<NaiveDate>,
}

impl<'a> From<&'a Price> for PriceView<'a> {
    fn from(price: &'a Price) -> Self {
        PriceView {
            intake: price.intake,
            per_session: price.per_session,
            usual_sessions: price.usual_sessions,
            includes: price.includes.as_deref(),
            as_of: price.as_of,
        }
    }
}

/// How soon a new patient is seen: `ui.accepting`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OpeningView {
    within: Within,
    said_on: Option<NaiveDate>,
}

impl From<&FirstOpening> for OpeningView {
    fn from(opening: &FirstOpening) -> Self {
        OpeningView { within: opening.within, said_on: opening.said_on }
    }
}

/// The lines of an address: street, and `City, ST ZIP`. Fewer where the street is hidden; none for telehealth alone.
pub fn address_lines(address: &Address) -> Vec<String> {
    let street = [&address.line1, &address.line2].into_iter().flatten().cloned().collect::<Vec<_>>().join(", ");
    let region = [&address.state, &address.postal_code].into_iter().flatten().cloned().collect::<Vec<_>>().join(" ");
    let town = [address.city.clone().unwrap_or_default(), region];
    let town = town.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    [street, town].into_iter().filter(|line| !line.is_empty()).collect()
}

/// Where a map finds the way to a place; `None` where its street is not public.
pub fn directions_url(site: &Site) -> Option<String> {
    let exact = site.spot.filter(|s| s.position == Position::Exact);
    let to = match (&site.address.line1, exact) {
        (Some(_), _) => address_lines(&site.address).join(", "),
        (None, Some(spot)) => format!("{},{}", spot.point.latitude, spot.point.longitude),
        (None, None) => return None,
    };
    let to = utf8_percent_encode(&to, NON_ALPHANUMERIC);
    Some(format!("https://www.google.com/maps/dir/?api=1&destination={to}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_can_be_called_however_it_is_written() {
        let href = |text| PhoneView::of(text).map(|p| p.href);
        assert_eq!(href("(503) 555-0142").as_deref(), Some("tel:+15035550142"));
        assert_eq!(href("+1 503 555 0142 ext. 7").as_deref(), Some("tel:+15035550142"));
        assert_eq!(href("503-CALM"), None);
        let text = |text| PhoneView::of(text).map(|p| p.text);
        assert_eq!(text("5035550142").as_deref(), Some("503-555-0142"), "as the registry has it");
        assert_eq!(text(" (503) 555-0142").as_deref(), Some("(503) 555-0142"), "as somebody wrote it");
    }

    #[test]
    fn an_address_without_its_street_is_city_state_and_zip() {
        let address = Address {
            city: Some("Portland".into()),
            state: Some("OR".into()),
            postal_code: Some("97202".into()),
            ..Address::default()
        };
        assert_eq!(address_lines(&address), ["Portland, OR 97202"]);
        let whole = Address { line1: Some("1 Main St".into()), line2: Some("Suite 2".into()), ..address };
        assert_eq!(address_lines(&whole), ["1 Main St, Suite 2", "Portland, OR 97202"]);
        assert_eq!(address_lines(&Address::default()), Vec::<String>::new());
    }
}
