//! What gives a removed listing away when another directory's file names it again, under whichever id.
//!
//! Kept as keyed digests: whoever reads the table learns neither who was removed nor whether somebody was.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::db::{Conn, DbError, removed_twins};
use crate::domain::dossier::Dossier;
use crate::domain::fold::letters_and_digits;
use crate::domain::phone::phone_digits;
use crate::keys::{Keys, Purpose};
use crate::sources::record::business_words;

/// The digests of a dossier. Any one in common with something removed is enough.
pub(in crate::pipeline) fn digests(keys: &Keys, dossier: &Dossier) -> BTreeSet<String> {
    traits(dossier).iter().map(|one| keys.sign(Purpose::RemovedTwin, one.as_bytes())).collect()
}

/// When something like this dossier was removed on request: staff are told before they list it again.
pub fn removed_before(conn: &mut Conn, keys: &Keys, dossier: &Dossier) -> Result<Option<DateTime<Utc>>, DbError> {
    let digests = digests(keys, dossier);
    removed_twins::last(conn, &digests.iter().collect::<Vec<_>>())
}

/// Its NPIs; each place by name and street, by street and phone, and by name and phone. A person's NPI counts where they are the only
/// one there: of a clinic with several, who leaves it may well be listed elsewhere.
fn traits(dossier: &Dossier) -> BTreeSet<String> {
    let own = dossier.provider.organization_npi.iter();
    let persons = match dossier.clinicians.as_slice() {
        [only] => only.npi.as_ref(),
        _ => None,
    };
    let mut found: BTreeSet<String> = own.chain(persons).map(|npi| format!("npi/{}", npi.trim())).collect();
    let name = business_words(&dossier.provider.name).concat();
    for place in &dossier.locations {
        let street = place.line1.as_deref().map(letters_and_digits).filter(|street| !street.is_empty());
        let at = street.zip(place.zip5()).map(|(street, zip)| format!("{zip}/{street}"));
        let phone = place.phone.as_deref().and_then(phone_digits);
        let named = (!name.is_empty()).then_some(&name);
        let pairs = [
            named.zip(at.as_ref()).map(|(name, at)| format!("place/{name}/{at}")),
            at.as_ref().zip(phone.as_ref()).map(|(at, phone)| format!("line/{at}/{phone}")),
            named.zip(phone.as_ref()).map(|(name, phone)| format!("call/{name}/{phone}")),
        ];
        found.extend(pairs.into_iter().flatten());
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn dossier(name: &str, street: &str, phone: &str, npi: &str, people: &[&str]) -> Dossier {
        let people: Vec<_> = people
            .iter()
            .map(|npi| json!({ "first_name": "A", "last_name": "B", "profession": "md", "npi": npi }))
            .collect();
        let raw = json!({
            "provider": { "name": name, "kind": "clinic", "organization_npi": npi },
            "locations": [{ "key": "a", "line1": street, "city": "Portland", "state": "OR", "postal_code": "97202-1111", "phone": phone }],
            "clinicians": people,
        });
        serde_json::from_value(raw).expect("a dossier")
    }

    #[test]
    fn a_listing_is_known_again_by_any_two_of_its_name_street_and_phone_or_by_its_npi() {
        let keys = Keys::from_bytes([7; 32]);
        let shares = |a: &Dossier, b: &Dossier| !digests(&keys, a).is_disjoint(&digests(&keys, b));
        let removed = dossier("Harbor Ketamine, LLC", "12 Invented Way", "503-555-0101", "2000000002", &["2000000010"]);
        for (same, twin) in [
            ("npi", dossier("Another Name", "9 Elsewhere St", "503-555-9999", "2000000002", &[])),
            ("the only person's npi", dossier("Another Name", "9 Elsewhere St", "503-555-9999", "2000000010", &[])),
            ("name and street", dossier("HARBOR KETAMINE", "12 invented way", "503-555-9999", "", &[])),
            ("street and phone", dossier("Another Name", "12 Invented Way", "(503) 555-0101", "", &[])),
            ("name and phone", dossier("Harbor Ketamine", "9 Elsewhere St", "+1 503 555 0101", "", &[])),
        ] {
            assert!(shares(&removed, &twin), "{same}");
        }
        for (only, other) in [
            ("the street", dossier("Another Name", "12 Invented Way", "503-555-9999", "", &[])),
            ("the phone", dossier("Another Name", "9 Elsewhere St", "503-555-0101", "", &[])),
            ("the name", dossier("Harbor Ketamine", "9 Elsewhere St", "503-555-9999", "", &[])),
        ] {
            assert!(!shares(&removed, &other), "{only}");
        }
        let clinic = dossier("Big Clinic", "1 Wide Rd", "503-555-0200", "2000000028", &["2000000036", "2000000044"]);
        let left = dossier("On Her Own", "2 Small Rd", "503-555-0300", "2000000036", &[]);
        assert!(!shares(&clinic, &left), "one of several people may be listed elsewhere");
    }

    #[test]
    fn what_is_missing_is_nobodys_twin() {
        let keys = Keys::from_bytes([7; 32]);
        let empty: Dossier = serde_json::from_value(
            json!({ "provider": { "name": "", "kind": "solo" }, "locations": [{ "key": "a" }] }),
        )
        .expect("a dossier");
        assert!(digests(&keys, &empty).is_empty());
        assert!(!digests(&keys, &dossier("A", "1 B St", "503-555-0101", "", &[])).iter().any(|d| d.contains("503")));
    }
}
