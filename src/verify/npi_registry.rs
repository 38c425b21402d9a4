//! What the registry says of an NPI's holder, held against the dossier.
//!
//! NPPES is self-reported: a match says that the claim agrees with the registry, not that a board was asked.

use chrono::{DateTime, Utc};

use super::codes::Code;
use super::finding::{Compared, Draft, Placed, days_after, end_of, in_words};
use super::npi::{Holder, label};
use super::npi_names::{self, Person, Words};
use super::view::{View, license_key, listed, of_kind, usps};
use crate::domain::check::Outcome;
use crate::domain::credential::CredentialKind;
use crate::domain::dossier::Clinician;
use crate::sources::record::business_key;
use crate::sources::{LIST_CLOCK_DAYS, LoadedSource, NppesRecord};

/// A registry record and whose claim it is held against.
pub(super) struct Found<'f, 'a> {
    /// Who claims the NPI.
    pub holder: &'f Holder<'a>,
    /// The dossier.
    pub view: &'f View<'a>,
    /// The registry.
    pub loaded: &'f LoadedSource,
    /// Its record.
    pub record: &'f NppesRecord,
}

impl<'a> Found<'_, 'a> {
    /// Every comparison that applies.
    pub fn check(&self, out: &mut Vec<Placed>) {
        out.push(self.registered());
        // A deactivated row is almost empty: there is nothing to compare with.
        if self.record.is_deactivated() {
            return;
        }
        out.extend(self.entity_type());
        match self.holder.clinician {
            Some(clinician) => {
                out.push(self.person_name(clinician));
                out.push(self.taxonomy(clinician));
                out.extend(self.licenses(clinician));
            }
            None => out.push(self.organization_name()),
        }
        out.extend(self.state());
    }

    fn draft(&self, code: Code) -> Draft {
        self.holder.draft(self.view, code).told_by(label(self.loaded)).until(Some(self.clock_ends()))
    }

    fn clock_ends(&self) -> DateTime<Utc> {
        end_of(days_after(self.loaded.list_date, LIST_CLOCK_DAYS))
    }

    /// A pass while the registry is inside its clock; stale afterwards.
    fn agrees(&self, draft: Draft, detail: impl Into<String>) -> Placed {
        if self.loaded.in_date(self.view.today()) {
            draft.pass(detail)
        } else {
            draft.says(
                Outcome::Stale,
                format!("{} The registry loaded here is more than {LIST_CLOCK_DAYS} days old.", detail.into()),
            )
        }
    }

    /// `npi.registered`: in NPPES and active; a reactivated NPI is active, a deactivated one fails whatever the list's age.
    fn registered(&self) -> Placed {
        let draft = self.draft(Code::NpiRegistered).compared("npi", Compared::Equal).with_row(self.record);
        if self.record.is_deactivated() {
            let since = self.record.deactivated_on.map(|d| format!(" on {}", in_words(d))).unwrap_or_default();
            let replaced = self.record.replacement_npi.is_some();
            let instead = if replaced { "; the registry names another NPI in its place" } else { "" };
            let draft = draft.note("state", "deactivated");
            let draft = if replaced { draft.note("replaced", true) } else { draft };
            return draft.fail(format!("The NPI was deactivated{since}{instead}."));
        }
        let again = if self.record.deactivated_on.is_some() { "reactivated and active" } else { "active" };
        self.agrees(draft.note("state", "active"), format!("The NPI is {again} in the national registry."))
    }

    /// `npi.entity_type`: a person's NPI is type 1, an organization's type 2.
    fn entity_type(&self) -> Option<Placed> {
        let draft = self.draft(Code::NpiEntityType);
        let (wanted, whose) = if self.holder.clinician.is_some() { (1, "a person") } else { (2, "an organization") };
        match self.record.entity_type {
            0 => None,
            found if found == wanted => Some(self.agrees(draft, format!("The NPI belongs to {whose}."))),
            _ => Some(draft.review(format!("The registry does not have this NPI as that of {whose}."))),
        }
    }

    /// `npi.name` of a person: a pass in any usual spelling; a failure only where surname and license both differ.
    fn person_name(&self, clinician: &Clinician) -> Placed {
        let words = &self.view.rules().names;
        let claimed = Person {
            first: Words::of(&clinician.first_name, words),
            middle: Words::of(clinician.middle_name.as_deref().unwrap_or_default(), words),
            surnames: std::iter::once(&clinician.last_name)
                .chain(&clinician.former_last_names)
                .map(|s| Words::of(s, words))
                .collect(),
        };
        let record = self.registered_person();
        let names = npi_names::compare(&claimed, &record, words);
        let draft = self
            .draft(Code::NpiName)
            .saw_all(&["first_name", "middle_name", "last_name", "former_last_names"])
            .compared("surname", names.surname)
            .compared("given_name", names.given)
            .against(self.registered_names())
            .with_row(self.record);
        if names.exact() {
            return self.agrees(draft, "The name equals the registry's.");
        }
        if names.same() {
            let how = if names.surname == Compared::Swapped {
                "with given name and surname swapped"
            } else {
                "in another spelling"
            };
            return self.agrees(draft, format!("The name is the registry's {how}."));
        }
        if claimed.first.is_empty() && matches!(names.surname, Compared::Equal | Compared::Near) {
            return draft.not_checked("The surname is the registry's; there is no given name to compare.");
        }
        if names.surname == Compared::Missing {
            return draft.review("The registry's record has no name to compare with.");
        }
        let license = self.license_agreement(clinician);
        let draft = draft.compared("license", license);
        match (names.surname, license) {
            (Compared::Different, Compared::Different) => {
                draft.fail("Neither the surname nor any license number is that of the NPI's holder in the registry.")
            }
            (Compared::Different, _) => draft.review("The surname is not one that the registry has for this NPI."),
            _ => draft.review("The given name is not the one that the registry has for this NPI."),
        }
    }

    /// Every name on the record, as written.
    fn registered_names(&self) -> impl Iterator<Item = String> {
        let record = self.record;
        let others = record.other_names.iter().flat_map(|o| [&o.last_or_organization, &o.first_name]);
        let own = [&record.last_name, &record.first_name, &record.middle_name, &record.organization_name];
        own.into_iter().chain(others).cloned()
    }

    fn registered_person(&self) -> Person {
        let words = &self.view.rules().names;
        let others = self.record.other_names.iter().map(|o| o.last_or_organization.as_str());
        Person {
            first: Words::of(&self.record.first_name, words),
            middle: Words::of(&self.record.middle_name, words),
            surnames: std::iter::once(self.record.last_name.as_str())
                .chain(others)
                .map(|s| Words::of(s, words))
                .filter(|w| !w.is_empty())
                .collect(),
        }
    }

    /// Whether any claimed license is one of the registry's; `Missing` where either side names none.
    fn license_agreement(&self, clinician: &Clinician) -> Compared {
        let claimed: Vec<String> = of_kind(&clinician.credentials, CredentialKind::StateLicense)
            .filter_map(|(_, c)| c.number.as_deref().map(license_key))
            .filter(|n| !n.is_empty())
            .collect();
        let held: Vec<String> =
            self.record.taxonomies.iter().map(|t| license_key(&t.license_number)).filter(|n| !n.is_empty()).collect();
        if claimed.is_empty() || held.is_empty() {
            return Compared::Missing;
        }
        let agrees =
            claimed.iter().any(|c| held.iter().any(|h| matches!(numbers(c, h), Compared::Equal | Compared::Near)));
        if agrees { Compared::Equal } else { Compared::Different }
    }

    /// `npi.name` of an organization: any of its names is any of the registry's, form words apart.
    fn organization_name(&self) -> Placed {
        let provider = &self.view.dossier.provider;
        let draft = self
            .draft(Code::NpiName)
            .saw_all(&["name", "legal_name", "dba_names"])
            .against(self.registered_names())
            .with_row(self.record);
        let claimed: Vec<String> = std::iter::once(provider.name.as_str())
            .chain(provider.legal_name.as_deref())
            .chain(provider.dba_names.iter().map(String::as_str))
            .map(business_key)
            .filter(|k| !k.is_empty())
            .collect();
        let others = self.record.other_names.iter().map(|o| o.last_or_organization.as_str());
        let held: Vec<String> = std::iter::once(self.record.organization_name.as_str())
            .chain(others)
            .map(business_key)
            .filter(|k| !k.is_empty())
            .collect();
        if held.is_empty() {
            return draft.compared("name", Compared::Missing).review("The registry's record has no organization name.");
        }
        if claimed.iter().any(|c| held.contains(c)) {
            return self.agrees(draft.compared("name", Compared::Equal), "The name is the registry's.");
        }
        // Jaro-Winkler above 0.92: a word more, less or abbreviated.
        let near = claimed.iter().any(|c| {
            held.iter()
                .any(|h| c.starts_with(h.as_str()) || h.starts_with(c.as_str()) || strsim::jaro_winkler(c, h) > 0.92)
        });
        if near {
            return self.agrees(draft.compared("name", Compared::Near), "The name is close to the registry's.");
        }
        draft
            .compared("name", Compared::Different)
            .review("The organization's name is not one that the registry has for this NPI.")
    }

    /// `npi.taxonomy`: some taxonomy of the record suits the profession.
    fn taxonomy(&self, clinician: &Clinician) -> Placed {
        let codes = self.record.taxonomies.iter().map(|t| t.code.clone());
        let draft = self.draft(Code::NpiTaxonomy).saw("profession").against(codes);
        let groups = &self.view.rules().taxonomy;
        if self.record.taxonomies.iter().all(|t| t.code.is_empty()) {
            return draft.not_checked("The registry names no specialty for this NPI.");
        }
        if self.record.taxonomies.iter().any(|t| groups.suits(clinician.profession, &t.code)) {
            self.agrees(draft, "The registry's specialty suits the profession.")
        } else {
            draft.review("None of the registry's specialties suits the profession.")
        }
    }

    /// `npi.state`: the registry knows the holder in a state of the dossier, by any practice address or license.
    fn state(&self) -> Option<Placed> {
        let claimed = match self.holder.clinician {
            Some(clinician) => self.view.states_of(clinician),
            None => self.view.all_states(),
        };
        if claimed.is_empty() {
            return None;
        }
        let draft = match self.holder.clinician {
            Some(_) => self.draft(Code::NpiState).saw("locations"),
            None => self.draft(Code::NpiState),
        };
        let mut draft = draft.saw_at("/provider/telehealth_states");
        for (i, _) in self.view.dossier.locations.iter().enumerate() {
            draft = draft.saw_at(format!("/locations/{i}/state"));
        }
        let held: Vec<String> = std::iter::once(&self.record.practice)
            .chain(&self.record.practice_locations)
            .map(|place| &place.state)
            .chain(self.record.taxonomies.iter().map(|t| &t.license_state))
            .map(|s| usps(s))
            .filter(|s| !s.is_empty())
            .collect();
        let draft = draft.against(held.iter().cloned());
        Some(if held.is_empty() {
            draft.not_checked("The registry names no state for this NPI.")
        } else if held.iter().any(|s| claimed.contains(s)) {
            self.agrees(draft, "The registry has this NPI in a state of the listing.")
        } else {
            let states = &self.view.rules().states;
            let names = listed(claimed.iter().map(|s| states.name(s)));
            draft.review(format!(
                "The registry has this NPI in another state than {names}; registry addresses are often old."
            ))
        })
    }

    /// `npi.license`: each claimed license against the registry's own list for that state.
    fn licenses(&self, clinician: &'a Clinician) -> Vec<Placed> {
        of_kind(&clinician.credentials, CredentialKind::StateLicense)
            .filter_map(|(i, license)| {
                let number = license_key(license.number.as_deref()?);
                let state = usps(license.state.as_deref()?);
                if number.is_empty() || state.is_empty() {
                    return None;
                }
                let draft = self.draft(Code::NpiLicense).about_credential(i).note("state", state.as_str());
                let in_state = self.record.taxonomies.iter().filter(|t| usps(&t.license_state) == state);
                let held: Vec<String> =
                    in_state.map(|t| license_key(&t.license_number)).filter(|n| !n.is_empty()).collect();
                let draft = draft.against(held.iter().cloned());
                let best = held.iter().map(|h| numbers(&number, h)).min_by_key(|c| npi_names::closeness(*c));
                Some(match best {
                    Some(word @ (Compared::Equal | Compared::Near)) => self.agrees(
                        draft.compared("number", word),
                        "The license number matches the national registry (self-reported). Board not checked.",
                    ),
                    Some(Compared::OneDigit) => draft
                        .compared("number", Compared::OneDigit)
                        .review("The license number differs in one place from the registry's for this state."),
                    Some(word) => draft.compared("number", word).review(
                        "The license number is not the one that the registry has for this state (self-reported).",
                    ),
                    None => draft
                        .compared("number", Compared::Missing)
                        .not_checked("The registry names no license for this state."),
                })
            })
            .collect()
    }
}

/// Compares two license numbers that are letters and digits only.
/// Leading zeros do not count, nor letters that only one of them writes.
fn numbers(a: &str, b: &str) -> Compared {
    if a == b {
        return Compared::Equal;
    }
    let digits =
        |s: &str| s.chars().filter(char::is_ascii_digit).collect::<String>().trim_start_matches('0').to_string();
    let bare = |s: &str| s.chars().all(|c| c.is_ascii_digit());
    let same_digits = !digits(a).is_empty() && digits(a) == digits(b);
    if same_digits && (bare(a) || bare(b)) {
        return Compared::Near;
    }
    let one_place = a.len() == b.len() && a.bytes().zip(b.bytes()).filter(|(x, y)| x != y).count() == 1;
    if one_place { Compared::OneDigit } else { Compared::Different }
}
