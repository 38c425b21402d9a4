//! How sure a row of an exclusion list is about an organization.

use std::collections::BTreeSet;

use super::exclusion_match::{Match, compare_npi, is_waived};
use super::finding::Compared;
use crate::domain::check::Tier;
use crate::sources::record::business_words;
use crate::sources::{ExclusionRecord, Listed, exclusion_keys};

/// Width of the entity-name column of the LEIE: longer names are cut.
const BUSINESS_WIDTH: usize = 30;
/// So many letters of a cut name tell whose it is.
const SHORTEST_CUT: usize = 12;
/// One wrong letter in a shorter name makes another name of it.
const SHORTEST_MISSPELT: usize = 8;
/// From this length two wrong letters still leave a name recognizable.
const LONG_NAME: usize = 14;

/// An organization to look for.
pub(super) struct Entity<'a> {
    /// Every name it goes by.
    pub names: Vec<&'a str>,
    /// The people of the dossier, who are looked for by themselves: given and family name.
    pub people: Vec<String>,
    /// NPI of type 2.
    pub npi: Option<&'a str>,
    /// Five-digit ZIPs of its places.
    pub zips: BTreeSet<String>,
    /// States of its places and of telehealth.
    pub states: &'a BTreeSet<String>,
}

impl Entity<'_> {
    /// Every key under which a list may hold this organization, or the person by whose name it is called.
    pub fn keys(&self) -> Vec<String> {
        let mut keys: BTreeSet<String> = self.names.iter().flat_map(|n| exclusion_keys::business(n)).collect();
        for name in self.personal_names() {
            keys.extend(business_words(name).iter().flat_map(|w| exclusion_keys::given_as_surname(w)));
        }
        keys.into_iter().collect()
    }

    /// Names that are a person's, but for those of the dossier's people: these are compared with their birth dates.
    fn personal_names(&self) -> impl Iterator<Item = &str> {
        let known: BTreeSet<String> =
            self.people.iter().filter_map(|p| exclusion_keys::people_in_business(p)).collect();
        self.names
            .iter()
            .copied()
            .filter(move |n| exclusion_keys::people_in_business(n).is_some_and(|key| !known.contains(&key)))
    }

    /// Judges one row that was found by NPI or name.
    pub fn judge(&self, row: &Listed) -> Option<Match> {
        let npi = compare_npi(self.npi, &row.npi);
        let name = if row.business_name.is_empty() { self.person_fit(row) } else { self.entity_fit(row) };
        let zip = row.postal_code.get(..5).is_some_and(|zip| self.zips.contains(zip));
        let state = row.state.trim().is_empty() || self.states.contains(row.state.trim());
        let tier = match (npi, name) {
            (Compared::Equal, _) => Tier::Confirmed,
            // Another number at another address: another organization.
            (Compared::Different, Fit::Equal) if !zip => Tier::AutoCleared,
            (_, Fit::Equal) if zip => Tier::Probable,
            // The same name elsewhere, without a number to compare: a person looks.
            (_, Fit::Equal) => Tier::Possible,
            (Compared::Different, _) if !zip => return None,
            (_, Fit::Slip) if zip || state => Tier::Possible,
            (_, Fit::Person) => Tier::Possible,
            (_, Fit::Longer) if zip => Tier::Possible,
            _ => return None,
        };
        let name = match name {
            Fit::Equal => Compared::Equal,
            Fit::Other => Compared::Different,
            _ => Compared::Near,
        };
        let waived = is_waived(row, self.states);
        Some(Match { tier, npi, name, birth_date: Compared::Missing, waived, row: row.clone() })
    }

    /// A row about a person, whose name the organization bears.
    fn person_fit(&self, row: &ExclusionRecord) -> Fit {
        let called = |text: String| exclusion_keys::people_in_business(&text);
        let listed = [
            called(format!("{} {}", row.first_name, row.last_name)),
            called(format!("{} {} {}", row.first_name, row.middle_name, row.last_name)),
        ];
        let own = self.personal_names().filter_map(exclusion_keys::people_in_business);
        if own.into_iter().any(|key| listed.contains(&Some(key))) { Fit::Person } else { Fit::Other }
    }

    fn entity_fit(&self, row: &ExclusionRecord) -> Fit {
        let is_cut = row.business_name.trim().chars().count() + 1 >= BUSINESS_WIDTH;
        let listed = exclusion_keys::business_names(&row.business_name);
        let own = self.names.iter().flat_map(|n| exclusion_keys::business_names(n));
        own.flat_map(|a| listed.iter().map(move |b| compare(&a, b, is_cut)).collect::<Vec<_>>())
            .min()
            .unwrap_or(Fit::Other)
    }
}

/// How two names of organizations compare; the better fit sorts first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// One name, forms and punctuation apart, or as much of it as the list's column holds.
    Equal,
    /// One name, with a slip of the pen.
    Slip,
    /// A person's name, in another order or with a title.
    Person,
    /// One name with a word more.
    Longer,
    /// Another name.
    Other,
}

fn compare(own: &str, listed: &str, listed_is_cut: bool) -> Fit {
    let (own_words, listed_words) = (business_words(own), business_words(listed));
    let (a, b) = (own_words.concat(), listed_words.concat());
    // Two letters are not a name.
    if a.chars().count() < 3 || b.chars().count() < 3 {
        return Fit::Other;
    }
    // The last word of a cut name may be half a word, or half a legal form.
    let whole = listed_words[..listed_words.len() - 1].concat();
    let begins = a.starts_with(&b) || (whole.chars().count() >= SHORTEST_CUT && a.starts_with(&whole));
    if a == b || (listed_is_cut && b.chars().count() >= SHORTEST_CUT && begins) {
        return Fit::Equal;
    }
    let (short, long) = (a.chars().count().min(b.chars().count()), a.chars().count().max(b.chars().count()));
    let slips = strsim::osa_distance(&a, &b);
    if (slips == 1 && short >= SHORTEST_MISSPELT) || (slips == 2 && long >= LONG_NAME) {
        return Fit::Slip;
    }
    let person = exclusion_keys::people_in_business(own);
    if person.is_some() && person == exclusion_keys::people_in_business(listed) {
        return Fit::Person;
    }
    let (fewer, more) =
        if own_words.len() < listed_words.len() { (&own_words, &listed_words) } else { (&listed_words, &own_words) };
    if fewer.len() > 1 && more.starts_with(fewer) { Fit::Longer } else { Fit::Other }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(own: &str, listed: ExclusionRecord) -> Option<Tier> {
        let states = BTreeSet::from(["IN".to_string()]);
        let entity = Entity {
            names: vec![own],
            people: vec!["Dana Whitcomb".into()],
            npi: None,
            zips: BTreeSet::from(["46240".to_string()]),
            states: &states,
        };
        assert!(exclusion_keys::of_row(&listed).iter().any(|k| entity.keys().contains(k)), "{own} is not looked up");
        entity.judge(&listed.into()).map(|m| m.tier)
    }

    fn row(name: &str, state: &str, zip: &str) -> ExclusionRecord {
        ExclusionRecord {
            business_name: name.into(),
            state: state.into(),
            postal_code: zip.into(),
            ..Default::default()
        }
    }

    #[test]
    fn an_entity_needs_its_zip_to_be_probable() {
        let listed = |zip| row("J MEDICAL BRACING", "IN", zip);
        assert_eq!(judged("J Medical Bracing, LLC", listed("46240")), Some(Tier::Probable));
        assert_eq!(judged("J Medical Bracing, LLC", listed("46201")), Some(Tier::Possible));
    }

    #[test]
    fn a_name_that_is_cut_or_misspelt_is_still_found() {
        for (own, listed) in [
            ("Stillwater Ketamine Treatment Center LLC", "STILLWATER KETAMINE TREATMENT"),
            ("Stillwater Ketamine Treatment, Inc", "STILLWATER KETAMINE TREATMENT,"),
            ("Stillwater Ketamine Therapy Associates PLLC", "STILLWATER KETAMINE THERAPY AS"),
            ("Stillwater Ketamine", "STILWATER KETAMINE INC"),
            ("Quiet Harbor Clinic", "STILLWATER HEALTH DBA QUIET HARBOR CLINIC"),
        ] {
            assert_eq!(judged(own, row(listed, "IN", "46201")), Some(Tier::Possible), "{own}");
        }
    }

    #[test]
    fn a_practice_called_by_a_person_s_name_is_looked_for_as_that_person() {
        let person = ExclusionRecord { last_name: "HALE".into(), first_name: "ROBERT".into(), ..Default::default() };
        assert_eq!(judged("Robert Hale MD PC", person), Some(Tier::Possible));
        assert_eq!(judged("Hale, Robert", row("ROBERT HALE MD", "OH", "")), Some(Tier::Possible));
    }
}
