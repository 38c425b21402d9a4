//! Open now: whether a place's published hours hold at the moment of a search, by the clock on the place's own wall.
//!
//! Hours become minutes of the week when the snapshot is built; many places share the same week, which is kept once. A search asks for
//! the time in each zone once, and a row's test is a search in a handful of numbers. Why so: decision 0026.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::site::Site;
use super::week::{Minute, Week, minute_of_week};

/// The opening hours of every row of a snapshot.
#[derive(Debug, Default)]
pub(super) struct Openings {
    zones: Vec<Tz>,
    /// Each different week with the number of its zone.
    weeks: Vec<(Week, usize)>,
    /// The week of each row; [`UNKNOWN`] without hours or without a zone that is known.
    of_row: Vec<u32>,
}

const UNKNOWN: u32 = u32::MAX;

impl Openings {
    /// Of the places of a snapshot's rows, in their order.
    pub(super) fn of<'a>(sites: impl Iterator<Item = &'a Site>) -> Openings {
        let mut openings = Openings::default();
        let mut known: HashMap<(Week, usize), u32> = HashMap::new();
        for site in sites {
            let week = openings.read(site).map(|week| {
                *known.entry(week).or_insert_with_key(|week| {
                    openings.weeks.push(week.clone());
                    openings.weeks.len() as u32 - 1
                })
            });
            openings.of_row.push(week.unwrap_or(UNKNOWN));
        }
        openings
    }

    fn read(&mut self, site: &Site) -> Option<(Week, usize)> {
        if site.offer.hours.is_empty() {
            return None;
        }
        let week = Week::of(&site.offer.hours);
        let zone: Tz = site.time_zone().filter(|_| !week.spans.is_empty())?.parse().ok()?;
        let number = self.zones.iter().position(|z| *z == zone).unwrap_or_else(|| {
            self.zones.push(zone);
            self.zones.len() - 1
        });
        Some((week, number))
    }

    /// What can be asked of each row at one moment.
    pub(super) fn at(&self, now: DateTime<Utc>) -> OpenNow<'_> {
        let minutes = self.zones.iter().map(|zone| minute_of_week(*zone, now)).collect();
        OpenNow { openings: self, minutes }
    }
}

/// Who is open at one moment.
#[derive(Debug)]
pub struct OpenNow<'s> {
    openings: &'s Openings,
    /// For each zone the time on its clocks.
    minutes: Vec<Minute>,
}

impl OpenNow<'_> {
    /// Whether the place of a row is, as far as anybody knows.
    pub(super) fn admits(&self, row: usize) -> bool {
        let week = self.openings.weeks.get(self.openings.of_row[row] as usize);
        week.is_some_and(|(week, zone)| week.is_open(self.minutes[*zone]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::schedule::{Day, Hours};
    use crate::search::listing::{Location, Offer};
    use crate::search::testing;

    fn hours(day: Day, opens: &str, closes: &str) -> Hours {
        Hours { day, opens: opens.into(), closes: closes.into() }
    }

    fn site(hours: Vec<Hours>, zone: Option<&str>, zip: Option<&str>) -> Site {
        let mut place: Location = testing::location(None);
        place.address.postal_code = zip.map(String::from);
        place.offer = Offer { hours, time_zone: zone.map(String::from), ..place.offer };
        Site::of(place, |_| None)
    }

    fn is_open(site: &Site, at: &str) -> bool {
        let now = DateTime::parse_from_rfc3339(at).expect("a moment").with_timezone(&Utc);
        Openings::of(std::iter::once(site)).at(now).admits(0)
    }

    /// In Denver on Mondays.
    fn on_monday(spans: &[(&str, &str)]) -> Site {
        site(spans.iter().map(|(o, c)| hours(Day::Mon, o, c)).collect(), Some("America/Denver"), None)
    }

    #[test]
    fn a_place_is_open_from_the_minute_it_opens_until_the_minute_it_closes() {
        // 27 July 2026 is a Monday; Denver is six hours behind.
        let day = on_monday(&[("09:00", "12:00"), ("13:00", "17:00")]);
        for (at, open) in [
            ("2026-07-27T08:59:59-06:00", false),
            ("2026-07-27T09:00:00-06:00", true),
            ("2026-07-27T11:59:59-06:00", true),
            ("2026-07-27T12:00:00-06:00", false),
            ("2026-07-27T13:00:00-06:00", true),
            ("2026-07-27T16:59:59-06:00", true),
            ("2026-07-27T17:00:00-06:00", false),
            ("2026-07-28T10:00:00-06:00", false),
        ] {
            assert_eq!(is_open(&day, at), open, "{at}");
        }
    }

    #[test]
    fn hours_that_pass_midnight_belong_to_the_next_day_and_sundays_to_monday() {
        let late = site(
            vec![hours(Day::Sun, "22:00", "02:30"), hours(Day::Fri, "18:00", "00:00")],
            Some("America/Chicago"),
            None,
        );
        // 26 July 2026 is a Sunday; Chicago is five hours behind.
        for (at, open) in [
            ("2026-07-26T02:00:00-05:00", false),
            ("2026-07-26T21:59:00-05:00", false),
            ("2026-07-26T23:59:00-05:00", true),
            ("2026-07-27T00:00:00-05:00", true),
            ("2026-07-27T02:29:00-05:00", true),
            ("2026-07-27T02:30:00-05:00", false),
            ("2026-07-31T23:59:00-05:00", true),
            ("2026-08-01T00:00:00-05:00", false),
        ] {
            assert_eq!(is_open(&late, at), open, "{at}");
        }
    }

    #[test]
    fn spans_of_a_day_that_overlap_or_touch_are_one() {
        let day = on_monday(&[("13:00", "17:00"), ("09:00", "12:30"), ("12:00", "13:00"), ("09:30", "10:00")]);
        assert_eq!(Week::of(&day.offer.hours).spans, [(9 * 60, 17 * 60)]);
        assert!(is_open(&day, "2026-07-27T12:45:00-06:00"));
    }

    #[test]
    fn an_hour_that_the_clock_skips_in_spring_is_no_opening_hour() {
        let early = |opens, closes| site(vec![hours(Day::Sun, opens, closes)], Some("America/New_York"), None);
        // On 8 March 2026 the clock goes from 01:59:59 at -05:00 to 03:00:00 at -04:00.
        let (before, after) = ("2026-03-08T06:59:59Z", "2026-03-08T07:00:00Z");
        assert_eq!([before, after].map(|at| is_open(&early("01:00", "02:30"), at)), [true, false]);
        assert_eq!([before, after].map(|at| is_open(&early("02:00", "02:59"), at)), [false, false]);
        assert_eq!([before, after].map(|at| is_open(&early("02:30", "10:00"), at)), [false, true]);
        // Hours at nine are at nine on both sides of the change.
        let weekend = site(
            vec![hours(Day::Sat, "09:00", "10:00"), hours(Day::Sun, "09:00", "10:00")],
            Some("America/New_York"),
            None,
        );
        assert!(is_open(&weekend, "2026-03-07T14:30:00Z") && !is_open(&weekend, "2026-03-07T13:30:00Z"));
        assert!(is_open(&weekend, "2026-03-08T13:30:00Z") && !is_open(&weekend, "2026-03-08T14:30:00Z"));
    }

    #[test]
    fn an_hour_that_the_clock_shows_twice_in_autumn_counts_both_times() {
        let night = site(vec![hours(Day::Sun, "01:00", "01:30")], Some("America/New_York"), None);
        // On 1 November 2026 01:00 to 01:59 comes at -04:00 and again at -05:00.
        for (at, open) in [
            ("2026-11-01T05:15:00Z", true),
            ("2026-11-01T05:45:00Z", false),
            ("2026-11-01T06:15:00Z", true),
            ("2026-11-01T06:45:00Z", false),
            ("2026-11-01T07:15:00Z", false),
        ] {
            assert_eq!(is_open(&night, at), open, "{at}");
        }
    }

    #[test]
    fn the_zone_of_the_zip_holds_where_the_place_names_none() {
        let nine_to_five = || vec![hours(Day::Mon, "09:00", "17:00")];
        let at_zip = |zip| site(nine_to_five(), None, Some(zip));
        // 16:30 UTC on Monday, 27 July 2026: 12:30 in New York, 09:30 in Phoenix and Los Angeles, 02:30 on Tuesday in Guam.
        let noon = "2026-07-27T16:30:00Z";
        assert!(is_open(&at_zip("10001"), noon) && is_open(&at_zip("85004-1234"), noon));
        assert!(!is_open(&at_zip("96910"), noon));
        // 23:30 UTC on Sunday is Monday 09:30 in Guam and Saipan, Sunday everywhere else.
        let dawn = "2026-07-26T23:30:00Z";
        assert!(is_open(&at_zip("96910"), dawn) && is_open(&at_zip("96950"), dawn) && !is_open(&at_zip("10001"), dawn));
        // What the place says of itself comes first.
        assert!(!is_open(&site(nine_to_five(), Some("Pacific/Guam"), Some("10001")), noon));
    }

    #[test]
    fn arizona_keeps_its_clock_all_the_year_but_for_the_navajo_nation() {
        let morning = |zone: &str| site(vec![hours(Day::Wed, "09:00", "10:00")], Some(zone), None);
        let (january, july) = ("2026-01-14T16:30:00Z", "2026-07-15T16:30:00Z");
        let at = |zone: &str| [january, july].map(|moment| is_open(&morning(zone), moment));
        assert_eq!(at("America/Phoenix"), [true, true]);
        assert_eq!(at("America/Denver"), [true, false]);
        // Window Rock follows Denver, and says so.
        assert_eq!(at("America/Shiprock"), [true, false]);
    }

    #[test]
    fn territories_and_zones_of_half_hours_are_right() {
        // Monday 09:15 there.
        for (zone, at) in [
            ("America/Puerto_Rico", "2026-07-27T13:15:00Z"),
            ("America/St_Thomas", "2026-01-12T13:15:00Z"),
            ("Pacific/Pago_Pago", "2026-07-27T20:15:00Z"),
            ("Pacific/Honolulu", "2026-07-27T19:15:00Z"),
            ("America/Adak", "2026-07-27T18:15:00Z"),
            ("America/St_Johns", "2026-07-27T11:45:00Z"),
            ("Asia/Kathmandu", "2026-07-27T03:30:00Z"),
        ] {
            assert!(is_open(&site(vec![hours(Day::Mon, "09:15", "09:16")], Some(zone), None), at), "{zone}");
        }
    }

    #[test]
    fn without_hours_or_without_a_known_zone_nobody_knows_and_it_is_not_open() {
        let always = || Day::ALL.iter().map(|day| hours(*day, "00:00", "24:00")).collect::<Vec<_>>();
        let at = "2026-07-27T16:30:00Z";
        assert!(is_open(&site(always(), Some("America/Denver"), None), at));
        for (hours, zone, zip) in [
            (vec![], Some("America/Denver"), Some("80202")),
            (always(), None, None),
            (always(), None, Some("00000")),
            (always(), Some("Mountain time"), Some("80202")),
            (vec![hours(Day::Mon, "morning", "17:00")], Some("America/Denver"), None),
            (vec![hours(Day::Mon, "10:00", "10:00")], Some("America/Denver"), None),
            (vec![hours(Day::Mon, "09:75", "25:00")], Some("America/Denver"), None),
        ] {
            assert!(!is_open(&site(hours.clone(), zone, zip), at), "{hours:?} {zone:?} {zip:?}");
        }
    }

    #[test]
    fn every_zone_of_the_gazetteer_is_one_that_the_tables_know() {
        for zip in crate::geo::Gazetteer::get().zips() {
            assert!(zip.time_zone.parse::<Tz>().is_ok(), "{} of {}", zip.time_zone, zip.zip);
        }
    }

    #[test]
    fn places_that_keep_the_same_week_on_the_same_clock_share_it() {
        let day = |zone| site(vec![hours(Day::Mon, "09:00", "17:00")], Some(zone), None);
        let sites = [day("America/Denver"), day("America/Boise"), day("America/Denver"), on_monday(&[])];
        let openings = Openings::of(sites.iter());
        assert_eq!((openings.weeks.len(), openings.of_row), (2, vec![0, 1, 0, UNKNOWN]));
    }
}
