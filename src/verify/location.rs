//! Whether a place is where it says: its ZIP exists, agrees with state and city, and its point is a real one.

use super::codes::Code;
use super::finding::{Compared, Placed, Subject};
use super::view::{View, usps};
use crate::domain::dossier::Location;
use crate::domain::place::Point;
use crate::geo::ZipPlace;
use crate::geo::distance::miles;
use crate::geo::names::name_key;

/// The source that checks of a ZIP name.
pub(super) const GAZETTEER: &str = "ZIP gazetteer";

/// All location checks of a dossier.
pub(super) fn check(view: &View<'_>, out: &mut Vec<Placed>) {
    for (i, location) in view.dossier.locations.iter().enumerate() {
        let subject = Subject::Location(i);
        let written = location.postal_code.as_deref().map(str::trim).filter(|z| !z.is_empty());
        let zip = location.zip5().and_then(|z| view.ctx.gazetteer.zip(z));
        if let Some(written) = written {
            out.push(resolved(view, subject, written, zip));
        }
        if let Some(zip) = zip {
            out.push(consistent(view, subject, location, zip));
        }
        out.extend(sentinel(view, subject, location));
    }
}

/// `location.resolved`: the ZIP exists.
fn resolved(view: &View<'_>, subject: Subject, written: &str, zip: Option<ZipPlace>) -> Placed {
    let draft = view.draft(Code::LocationResolved, subject).saw("postal_code").told_by(GAZETTEER);
    match zip {
        Some(zip) => draft.pass(format!("ZIP {} is in {}, {}.", zip.zip, zip.city, zip.state)),
        None => draft.compared("zip", Compared::Missing).fail(format!("There is no ZIP {}.", start_of(written))),
    }
}

/// `location.consistent`: the ZIP lies in the state; the city is one that the ZIP goes by.
fn consistent(view: &View<'_>, subject: Subject, location: &Location, zip: ZipPlace) -> Placed {
    let draft =
        view.draft(Code::LocationConsistent, subject).saw_all(&["postal_code", "state", "city"]).told_by(GAZETTEER);
    let states = &view.rules().states;
    if let Some(state) = location.state.as_deref().map(usps).filter(|s| !s.is_empty()) {
        // A few ZIPs cross a state line: the gazetteer knows them.
        let inside = view.ctx.gazetteer.zip_is_in(zip.zip, &state).unwrap_or(state == zip.state);
        if !inside {
            let (is, says) = (states.name(zip.state), states.name(&state));
            return draft
                .compared("state", Compared::Different)
                .fail(format!("ZIP {} is in {is}, but the address says {says}.", zip.zip));
        }
    }
    let Some(city) = location.city.as_deref().map(str::trim).filter(|c| !c.is_empty()) else {
        return draft.compared("city", Compared::Missing).pass(format!("ZIP {} agrees with the state.", zip.zip));
    };
    if name_key(city) == name_key(zip.city) {
        return draft.compared("city", Compared::Equal).pass(format!("ZIP {} agrees with state and city.", zip.zip));
    }
    let (same, city) = (view.ctx.gazetteer.is_one_city(city, zip.city, zip.state), start_of(city));
    if same {
        return draft.compared("city", Compared::Near).pass(format!("{city} is another name of {}.", zip.city));
    }
    draft
        .compared("city", Compared::Different)
        .review(format!("ZIP {} belongs to {}, but the address says {city}.", zip.zip, zip.city))
}

/// `location.sentinel`: a given point is not a stand-in for "unknown", and near its ZIP.
fn sentinel(view: &View<'_>, subject: Subject, location: &Location) -> Option<Placed> {
    let draft = view.draft(Code::LocationSentinel, subject).saw_all(&["latitude", "longitude", "postal_code"]);
    let (latitude, longitude) = match (location.latitude, location.longitude) {
        (None, None) => return None,
        (Some(latitude), Some(longitude)) => (latitude, longitude),
        _ => return Some(draft.fail("Latitude and longitude belong together; one of them is missing.")),
    };
    let Some(point) = Point::new(latitude, longitude) else {
        return Some(draft.fail("The coordinates are not on the earth."));
    };
    let rules = &view.rules().places;
    let stand_in = rules
        .sentinel
        .iter()
        .find(|s| Point::new(s.latitude, s.longitude).is_some_and(|p| miles(p, point) <= rules.sentinel_miles));
    if let Some(stand_in) = stand_in {
        return Some(draft.fail(format!("The coordinates are {}, which stands for an unknown place.", stand_in.name)));
    }
    let away = location.zip5().and_then(|zip| view.ctx.gazetteer.miles_from_zip(zip, point));
    Some(match away {
        None => draft.pass("The coordinates are no stand-in for an unknown place."),
        Some(away) if away > rules.max_miles_from_zip => draft
            .compared("point", Compared::Different)
            .fail(format!("The coordinates are {away:.0} miles from the middle of the ZIP.")),
        Some(away) => draft
            .compared("point", Compared::Near)
            .pass(format!("The coordinates are {away:.1} miles from the middle of the ZIP.")),
    })
}

/// As much of what was written as a sentence can hold.
fn start_of(written: &str) -> String {
    written.chars().take(40).collect()
}
