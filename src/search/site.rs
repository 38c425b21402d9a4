//! A place as the public may know it.
//!
//! [`Site::of`] is the one door between what a provider gave and what anyone is shown or can measure:
//! nothing behind it knows a hidden street.

use crate::domain::ids::Id;
use crate::domain::place::{Point, Position};
use crate::geo::Gazetteer;

use super::listing::{Address, Location, Offer};

/// One public place.
#[derive(Debug, Clone, PartialEq)]
pub struct Site {
    /// Stable across versions.
    pub id: Id,
    /// Without the street where that is hidden; empty for telehealth alone.
    pub address: Address,
    /// Where distances are measured to; `None` for telehealth alone and where the ZIP is unknown.
    pub spot: Option<Spot>,
    /// What is offered.
    pub offer: Offer,
}

/// A point and how well it is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spot {
    /// Degrees.
    pub point: Point,
    /// The place's own, or its ZIP's centroid.
    pub position: Position,
}

impl Site {
    /// Leaves out what must not be public. `centroid` gives the point of a five-digit ZIP.
    ///
    /// With `hide_street` the street, the ZIP+4 (which names one side of one block) and the place's own point go,
    /// so that neither the address nor distances from several places give a home away.
    pub fn of(location: Location, centroid: impl Fn(&str) -> Option<Point>) -> Site {
        let Location { id, address, point, hide_street, offer } = location;
        if offer.is_telehealth_only() {
            return Site { id, address: Address::default(), spot: None, offer };
        }
        let zip = address.postal_code.as_deref().and_then(|z| z.trim().get(..5)).map(str::to_string);
        let exact = point.filter(|_| !hide_street).map(|point| Spot { point, position: Position::Exact });
        let spot = exact.or_else(|| {
            let point = centroid(zip.as_deref()?)?;
            Some(Spot { point, position: Position::ZipCentroid })
        });
        let address =
            if hide_street { Address { line1: None, line2: None, postal_code: zip, ..address } } else { address };
        Site { id, address, spot, offer }
    }

    /// The IANA name of the zone whose clock the opening hours follow: what the place says, else its ZIP's. It may be none that exists.
    pub fn time_zone(&self) -> Option<&str> {
        let zip = || self.address.postal_code.as_deref().and_then(|z| z.trim().get(..5));
        self.offer.time_zone.as_deref().or_else(|| Some(Gazetteer::get().zip(zip()?)?.time_zone))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::clinical::Setting;

    fn centroid(zip: &str) -> Option<Point> {
        (zip == "97202").then(|| Point::new(45.48, -122.64)).flatten()
    }

    fn home() -> Location {
        Location {
            id: Id::new(),
            address: Address {
                line1: Some("1 Private Lane".into()),
                line2: Some("Apt 2".into()),
                city: Some("Portland".into()),
                state: Some("OR".into()),
                postal_code: Some("97202-1234".into()),
            },
            point: Point::new(45.4777, -122.6543),
            hide_street: true,
            offer: Offer { settings: vec![Setting::HomeVisit], ..Offer::default() },
        }
    }

    #[test]
    fn a_hidden_street_is_gone_and_the_zip_stands_for_the_point() {
        let site = Site::of(home(), centroid);
        let spot = site.spot.expect("the ZIP is known");
        assert_eq!(spot.position, Position::ZipCentroid);
        assert_eq!(Some(spot.point), centroid("97202"));
        assert_eq!(site.address.postal_code.as_deref(), Some("97202"));
        let shown = format!("{site:?}");
        for secret in ["Private Lane", "Apt 2", "1234", "45.4777", "122.6543"] {
            assert!(!shown.contains(secret), "{secret} in {shown}");
        }
    }

    #[test]
    fn a_hidden_street_in_an_unknown_zip_has_no_point_at_all() {
        let mut home = home();
        home.address.postal_code = Some("00000".into());
        assert_eq!(Site::of(home, centroid).spot, None);
    }

    #[test]
    fn a_shown_address_keeps_its_own_point_and_lends_its_zips_where_it_has_none() {
        let mut clinic = home();
        clinic.hide_street = false;
        let site = Site::of(clinic.clone(), centroid);
        assert_eq!(site.spot, clinic.point.map(|point| Spot { point, position: Position::Exact }));
        assert_eq!(site.address, clinic.address);
        clinic.point = None;
        assert_eq!(Site::of(clinic, centroid).spot.map(|s| s.position), Some(Position::ZipCentroid));
    }

    #[test]
    fn telehealth_alone_has_neither_address_nor_point() {
        let mut remote = home();
        remote.hide_street = false;
        remote.offer.settings = vec![Setting::Telehealth];
        let site = Site::of(remote, centroid);
        assert_eq!((site.address, site.spot), (Address::default(), None));
    }
}
