//! What an uploaded roster would make of a listing, person by person, before it is taken over.

use chrono::{DateTime, Utc};

use super::faults::Fault;
use super::progress::Progress;
use crate::domain::draft::{Draft, Whose};
use crate::domain::roster::Uploaded;
use crate::pipeline::roster::take::{Taken, take};
use crate::pipeline::roster::upload::{Group, people, place_count};
use crate::rules::Rules;

/// What a column holds, for the table on the page that asks for the file. Its name in words is the text `field-{column}`.
pub const EXAMPLES: [(&str, &str); 23] = [
    ("npi", "1234567893"),
    ("first_name", "Ana"),
    ("middle_name", "Maria"),
    ("last_name", "Reyes"),
    ("former_last_names", "Lopez; Ortiz"),
    ("profession", "md, do, np, pa, crna"),
    ("prescribes", "yes, no"),
    ("work_email", "ana@example.org"),
    ("license_state", "OR"),
    ("license_number", "MD12345"),
    ("license_expires_on", "2027-06-30"),
    ("line1", "12 Elm Street"),
    ("city", "Portland"),
    ("state", "OR"),
    ("postal_code", "97205"),
    ("supervisor_npi", "1679576722"),
    ("malpractice_issuer", "The Doctors Company"),
    ("malpractice_number", "PL-20417"),
    ("malpractice_expires_on", "2027-01-01"),
    ("date_of_birth", "1980-04-05"),
    ("dea_number", "AR1234563"),
    ("dea_basis", "own, institution, employer"),
    ("dea_expires_on", "2028-06-30"),
];

/// A listing as it would be with an uploaded roster in it.
pub struct Trial {
    /// The listing with everybody in it who can be read.
    pub draft: Draft,
    /// The clinicians of the roster, in order.
    pub people: Vec<OnTrial>,
    /// How many places the roster names.
    pub places: usize,
    /// Names of those who are in the listing and not in the roster.
    pub others: Vec<String>,
}

/// A clinician of the roster.
pub struct OnTrial {
    /// What their rows say.
    pub group: Group,
    /// Who they would be in the listing; `None` where something cannot be read.
    pub taken: Option<Taken>,
    /// What would still be asked of them.
    pub faults: Vec<Fault>,
}

impl Trial {
    /// Nothing in the roster is unreadable, and everybody in it has room.
    pub fn is_in_order(&self) -> bool {
        self.people.iter().all(|person| person.taken.is_some())
    }
}

/// Takes a roster into a copy of a listing.
pub fn trial(draft: &Draft, uploaded: &Uploaded, rules: &Rules, now: DateTime<Utc>) -> Trial {
    let groups = people(uploaded, rules);
    let mut with = draft.clone();
    with.roster = None;
    let taken = take(&mut with, &groups);
    count_as_answered(&mut with, taken.iter().flatten(), rules, now);
    let progress = Progress::of(&with, rules, now);
    let own = |id: &str| {
        let is_own = |fault: &&Fault| match &fault.whose {
            Whose::Person(person) | Whose::License(person, _) => person == id,
            _ => false,
        };
        progress.faults().iter().filter(is_own).cloned().collect::<Vec<_>>()
    };
    let places = place_count(&groups);
    let is_in_it = |id: &str| taken.iter().flatten().any(|t| t.id == *id);
    let named = |person: &crate::domain::draft::Item| crate::domain::draft::full_name(&person.value);
    let others = with.people.iter().filter(|p| !is_in_it(&p.id)).filter_map(named).collect();
    let people = groups.into_iter().zip(&taken).map(|(group, taken)| OnTrial {
        group,
        faults: taken.as_ref().map(|t| own(&t.id)).unwrap_or_default(),
        taken: taken.clone(),
    });
    let people = people.collect();
    drop(progress);
    Trial { draft: with, people, places, others }
}

/// What a roster says needs no second answer: every page about its people counts as answered, and what is missing there opens it
/// again by itself.
fn count_as_answered<'a>(draft: &mut Draft, taken: impl Iterator<Item = &'a Taken>, rules: &Rules, now: DateTime<Utc>) {
    let keys: Vec<String> = {
        let progress = Progress::of(draft, rules, now);
        let pages = taken.flat_map(|t| progress.pages("people", &Whose::Person(t.id.clone())));
        pages.map(|page| page.key()).collect()
    };
    draft.done.extend(keys);
}
