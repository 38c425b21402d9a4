//! Invented registries and exclusion lists that know the invented people.

use chrono::{Duration, NaiveDate};

use crate::domain::credential::{Credential, CredentialKind, Profession};
use crate::domain::dossier::{Clinician, Dossier};
use crate::geo::Gazetteer;
use crate::keys::sha256_hex;
use crate::sources::record::{NppesTaxonomy, OtherName, PracticeAddress};
use crate::sources::{ExclusionRecord, NppesRecord};

use super::people::Cast;
use super::practice::Practice;

/// States whose exclusion list is not loaded in the demo: what is there cannot be checked in full.
pub const UNLISTED_STATES: [&str; 3] = ["NM", "SD", "VT"];

/// The lists of one month.
#[derive(Debug, Clone, Default)]
pub struct Lists {
    /// The registry.
    pub nppes: Vec<NppesRecord>,
    /// The federal exclusion list.
    pub leie: Vec<ExclusionRecord>,
    /// The federal contractors' exclusion list.
    pub sam: Vec<ExclusionRecord>,
    /// The states' lists: USPS code and row.
    pub states: Vec<(&'static str, ExclusionRecord)>,
}

impl Lists {
    /// Lists of strangers, before anybody of the demo is on them.
    pub fn of_strangers(cast: &mut Cast) -> Self {
        let leie = (0..180).map(|_| stranger(cast, "1128a4")).collect();
        let sam = (0..60).map(|_| ExclusionRecord { agency: "HHS".into(), ..stranger(cast, "Prohibition") }).collect();
        let mut lists = Lists { leie, sam, ..Lists::default() };
        for state in Gazetteer::get().states() {
            if !UNLISTED_STATES.contains(&state.code) {
                let row = |cast: &mut Cast| ExclusionRecord { agency: state.code.into(), ..stranger(cast, "Medicaid") };
                lists.states.extend((0..3).map(|_| (state.code, row(cast))).collect::<Vec<_>>());
            }
        }
        lists
    }

    /// Enters a practice's people in the registry as they should stand there.
    pub fn register(&mut self, practice: &Practice, today: NaiveDate) {
        let dossier = &practice.dossier;
        self.nppes.extend(organization(dossier, today));
        self.nppes.extend(dossier.clinicians.iter().filter_map(|c| person(c, dossier, today)));
        self.nppes.extend(practice.supervisors.iter().filter_map(|c| person(c, dossier, today)));
    }

    /// Marks an NPI as deactivated: the registry then says little else.
    pub fn deactivate(&mut self, npi: &str, on: NaiveDate) {
        if let Some(record) = self.nppes.iter_mut().find(|r| r.npi == npi) {
            *record = NppesRecord { npi: npi.to_owned(), deactivated_on: Some(on), ..NppesRecord::default() };
        }
    }

    /// Takes an NPI out of the registry, as if it had not been issued when the file was made.
    pub fn forget(&mut self, npi: &str) {
        self.nppes.retain(|r| r.npi != npi);
    }

    /// Puts a clinician on the federal list with what the list would know.
    pub fn exclude(&mut self, clinician: &Clinician, state: &str, known: Known, on: NaiveDate) {
        self.leie.push(hashed(ExclusionRecord {
            last_name: clinician.last_name.to_uppercase(),
            first_name: clinician.first_name.to_uppercase(),
            specialty: "INDIVIDUAL".into(),
            npi: clinician.npi.clone().filter(|_| known == Known::Npi).unwrap_or_default(),
            date_of_birth: clinician.date_of_birth.filter(|_| known != Known::NameOnly),
            state: state.to_owned(),
            exclusion_type: "1128a4".into(),
            excluded_on: Some(on),
            ..ExclusionRecord::default()
        }));
    }
}

/// What a list knows of somebody besides the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// Nothing.
    NameOnly,
    /// The birth date.
    BirthDate,
    /// NPI and birth date.
    Npi,
}

fn stranger(cast: &mut Cast, exclusion_type: &str) -> ExclusionRecord {
    let (first, last) = cast.name();
    let born = cast.birth_date();
    let state = cast.random.pick(Gazetteer::get().states()).code;
    let excluded = cast.today() - Duration::days(cast.random.between(400, 6000));
    hashed(ExclusionRecord {
        last_name: last.to_uppercase(),
        first_name: first.to_uppercase(),
        specialty: cast
            .random
            .pick(&["NURSE/NURSES AIDE", "PHARMACY", "OWNER/OPERATOR", "HEALTH CARE AIDE"])
            .to_string(),
        npi: if cast.random.percent(30) { cast.numbers.npi() } else { String::new() },
        date_of_birth: Some(born),
        state: state.to_owned(),
        exclusion_type: exclusion_type.to_owned(),
        excluded_on: Some(excluded),
        ..ExclusionRecord::default()
    })
}

fn hashed(row: ExclusionRecord) -> ExclusionRecord {
    ExclusionRecord { row_hash: sha256_hex(format!("{row:?}").as_bytes()), ..row }
}

fn organization(dossier: &Dossier, today: NaiveDate) -> Option<NppesRecord> {
    let name = dossier.provider.legal_name.as_ref().unwrap_or(&dossier.provider.name);
    Some(NppesRecord {
        npi: dossier.provider.organization_npi.clone()?,
        entity_type: 2,
        organization_name: name.to_uppercase(),
        other_names: vec![OtherName {
            last_or_organization: dossier.provider.name.to_uppercase(),
            ..OtherName::default()
        }],
        practice: address(dossier, None),
        last_updated: Some(today - Duration::days(200)),
        taxonomies: vec![NppesTaxonomy { code: "261QM0850X".into(), primary: true, ..NppesTaxonomy::default() }],
        ..NppesRecord::default()
    })
}

fn person(clinician: &Clinician, dossier: &Dossier, today: NaiveDate) -> Option<NppesRecord> {
    let code = taxonomy(clinician.profession);
    let of_license = |(i, license): (usize, &Credential)| NppesTaxonomy {
        code: code.clone(),
        license_number: license.number.clone().unwrap_or_default(),
        license_state: license.state.clone().unwrap_or_default(),
        primary: i == 0,
    };
    let licenses = clinician.credentials.iter().filter(|c| c.kind == CredentialKind::StateLicense);
    let former = clinician
        .former_last_names
        .iter()
        .map(|n| OtherName { last_or_organization: n.to_uppercase(), first_name: clinician.first_name.to_uppercase() });
    Some(NppesRecord {
        npi: clinician.npi.clone()?,
        entity_type: 1,
        last_name: clinician.last_name.to_uppercase(),
        first_name: clinician.first_name.to_uppercase(),
        middle_name: clinician.middle_name.as_deref().unwrap_or_default().to_uppercase(),
        credential_text: clinician.profession.as_str().to_uppercase(),
        other_names: former.collect(),
        practice: address(dossier, Some(clinician)),
        last_updated: Some(today - Duration::days(400)),
        taxonomies: licenses.enumerate().map(of_license).collect(),
        ..NppesRecord::default()
    })
}

fn address(dossier: &Dossier, of: Option<&Clinician>) -> PracticeAddress {
    let works_at = |key: &String| of.is_none_or(|c| c.locations.is_empty() || c.locations.contains(key));
    let Some(place) = dossier.locations.iter().find(|l| works_at(&l.key)) else { return PracticeAddress::default() };
    let upper = |text: &Option<String>| text.as_deref().unwrap_or_default().to_uppercase();
    let digits = |text: &Option<String>| upper(text).chars().filter(char::is_ascii_digit).collect();
    // Who works by telehealth alone is registered in the first state that it serves.
    let served = dossier.provider.telehealth_states.first().cloned();
    PracticeAddress {
        line1: upper(&place.line1),
        line2: upper(&place.line2),
        city: upper(&place.city),
        state: upper(&place.state.clone().or(served)),
        postal_code: upper(&place.postal_code),
        phone: digits(&place.phone),
    }
}

/// A whole NUCC code of the profession's group: the group's tables may name only the beginning.
fn taxonomy(profession: Profession) -> String {
    let code = match profession {
        Profession::Md | Profession::Do => "2084P0800X",
        Profession::Np => "363LP0808X",
        Profession::Cns => "364SP0808X",
        Profession::Crna => "367500000X",
        Profession::Pa => "363A00000X",
        Profession::Aa => "367H00000X",
        Profession::Rn => "163WP0808X",
        Profession::Psychologist => "103TC0700X",
        Profession::Lcsw => "1041C0700X",
        Profession::Lpc | Profession::Associate => "101YM0800X",
        Profession::Lmft => "106H00000X",
    };
    code.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Rules;

    #[test]
    fn the_registry_of_the_demo_gives_everybody_a_code_of_their_profession() {
        for profession in Profession::ALL {
            assert!(Rules::builtin().taxonomy.suits(*profession, &taxonomy(*profession)), "{profession}");
        }
    }
}
