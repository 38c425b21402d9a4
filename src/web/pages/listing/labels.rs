//! What the places of one provider are called, so that each can be told from the others.

use crate::search::Site;
use crate::web::views::listing::address_lines;

/// A name of its own, else the first line of the address; both where another place has the same. `None` where there is neither.
pub fn labels(sites: &[Site]) -> Vec<Option<String>> {
    let line = |site: &Site| address_lines(&site.address).into_iter().next();
    let short: Vec<Option<String>> = sites.iter().map(|site| site.offer.name.clone().or_else(|| line(site))).collect();
    let whole = |(label, site): (&Option<String>, &Site)| {
        let label = label.clone()?;
        let shared = short.iter().flatten().filter(|other| **other == label).count() > 1;
        let more = line(site).filter(|line| shared && *line != label);
        Some([Some(label), more].into_iter().flatten().collect::<Vec<_>>().join(", "))
    };
    short.iter().zip(sites).map(whole).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::clinical::Setting;
    use crate::domain::ids::Id;
    use crate::search::listing::{Address, Location, Offer};

    fn site(name: Option<&str>, line1: Option<&str>) -> Site {
        let address = Address { line1: line1.map(String::from), ..Address::default() };
        let offer = Offer { name: name.map(String::from), settings: vec![Setting::Clinic], ..Offer::default() };
        Site::of(Location { id: Id::new(), address, point: None, hide_street: false, offer }, |_| None)
    }

    #[test]
    fn a_name_that_two_places_share_is_told_apart_by_the_street() {
        let sites = [
            site(Some("Downtown"), Some("1 Elm St")),
            site(Some("Downtown"), Some("2 Oak St")),
            site(None, Some("3 Fir St")),
            site(None, None),
        ];
        let found: Vec<String> = labels(&sites).into_iter().map(Option::unwrap_or_default).collect();
        assert_eq!(found, ["Downtown, 1 Elm St", "Downtown, 2 Oak St", "3 Fir St", ""]);
    }
}
