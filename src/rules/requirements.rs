//! What a dossier must say: rows that ask one thing of one subject, under conditions.

use serde::{Deserialize, Serialize};

use crate::domain::clinical::{Setting, Treatment};
use crate::domain::credential::{Coverage, Credential, CredentialKind, DeaBasis, Profession};
use crate::domain::dossier::ProviderKind;

/// Of whom something is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NeedOf {
    /// Each clinician.
    Clinician,
    /// Each place.
    Location,
    /// The provider.
    Provider,
}

/// Who else may answer for the subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AlsoFrom {
    /// The organization's own credentials.
    Provider,
    /// The credentials of any clinician of the place.
    CliniciansHere,
    /// A prescriber at each place of the clinician makes the field unnecessary.
    PrescribersHere,
}

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted<'a> {
    /// A value, as a path from the subject; from the dossier's root where it begins with `/`.
    Field(&'a str),
    /// A credential of this kind.
    Credential(CredentialKind),
}

/// One thing asked.
#[derive(Debug, Deserialize)]
#[serde(try_from = "NeedRow")]
pub struct Need {
    /// Of whom.
    pub of: NeedOf,
    /// What it is called in a sentence.
    pub words: String,
    /// Who else may answer.
    pub also_from: Vec<AlsoFrom>,
    field: Option<String>,
    credential: Option<CredentialKind>,
    professions: Vec<Profession>,
    treatments: Vec<Treatment>,
    settings: Vec<Setting>,
    provider_kinds: Vec<ProviderKind>,
    prescribes: Option<bool>,
}

/// A row as it stands in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NeedRow {
    of: NeedOf,
    words: String,
    field: Option<String>,
    credential: Option<CredentialKind>,
    #[serde(default)]
    also_from: Vec<AlsoFrom>,
    #[serde(default)]
    professions: Vec<Profession>,
    #[serde(default)]
    treatments: Vec<Treatment>,
    #[serde(default)]
    settings: Vec<Setting>,
    #[serde(default)]
    provider_kinds: Vec<ProviderKind>,
    prescribes: Option<bool>,
}

impl TryFrom<NeedRow> for Need {
    type Error = String;

    fn try_from(row: NeedRow) -> Result<Self, Self::Error> {
        if row.field.is_some() == row.credential.is_some() {
            return Err(format!("\"{}\" must ask for either a field or a credential", row.words));
        }
        Ok(Need {
            of: row.of,
            words: row.words,
            also_from: row.also_from,
            field: row.field,
            credential: row.credential,
            professions: row.professions,
            treatments: row.treatments,
            settings: row.settings,
            provider_kinds: row.provider_kinds,
            prescribes: row.prescribes,
        })
    }
}

/// What is known of a subject when its needs are looked up.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    /// For clinicians.
    pub profession: Option<Profession>,
    /// For clinicians.
    pub prescribes: bool,
    /// What is offered at the place, or at any place of the clinician or provider.
    pub treatments: &'a [Treatment],
    /// How.
    pub settings: &'a [Setting],
    /// Clinic or solo.
    pub provider_kind: ProviderKind,
}

impl Need {
    /// What is asked.
    pub fn wanted(&self) -> Wanted<'_> {
        match (&self.field, self.credential) {
            (_, Some(kind)) => Wanted::Credential(kind),
            (Some(field), None) => Wanted::Field(field),
            (None, None) => Wanted::Field(""),
        }
    }

    /// Of these professions; empty: of all.
    pub fn professions(&self) -> &[Profession] {
        &self.professions
    }

    /// Where one of these treatments is offered; empty: whatever is.
    pub fn treatments(&self) -> &[Treatment] {
        &self.treatments
    }

    /// Where patients are seen so; empty: however.
    pub fn settings(&self) -> &[Setting] {
        &self.settings
    }

    /// Of these kinds of provider; empty: of all.
    pub fn provider_kinds(&self) -> &[ProviderKind] {
        &self.provider_kinds
    }

    /// Of who prescribes, or of who does not; `None`: of both.
    pub fn prescribes(&self) -> Option<bool> {
        self.prescribes
    }

    /// Whether the row asks anything here. An empty condition holds for all.
    pub fn applies(&self, to: &Circumstances<'_>) -> bool {
        fn any<T: PartialEq>(condition: &[T], have: &[T]) -> bool {
            condition.is_empty() || condition.iter().any(|c| have.contains(c))
        }
        any(&self.professions, to.profession.as_slice())
            && any(&self.treatments, to.treatments)
            && any(&self.settings, to.settings)
            && any(&self.provider_kinds, &[to.provider_kind])
            && self.prescribes.is_none_or(|p| p == to.prescribes)
    }

    /// Whether some subject would be asked the same thing by both rows.
    pub(super) fn overlaps(&self, other: &Need) -> bool {
        self.of == other.of
            && self.wanted() == other.wanted()
            && meet(&self.professions, &other.professions)
            && meet(&self.treatments, &other.treatments)
            && meet(&self.settings, &other.settings)
            && meet(&self.provider_kinds, &other.provider_kinds)
            && (self.prescribes.is_none() || other.prescribes.is_none() || self.prescribes == other.prescribes)
    }
}

/// Whether two conditions can hold at once; an empty one always holds.
fn meet<T: PartialEq>(a: &[T], b: &[T]) -> bool {
    a.is_empty() || b.is_empty() || a.iter().any(|one| b.contains(one))
}

/// A part of a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CredentialPart {
    /// `number`
    Number,
    /// `state`
    State,
    /// `issuer`
    Issuer,
    /// `expires_on`, or `no_expiry`
    ExpiresOn,
}

impl CredentialPart {
    /// As the dossier calls it.
    pub const fn as_str(self) -> &'static str {
        match self {
            CredentialPart::Number => "number",
            CredentialPart::State => "state",
            CredentialPart::Issuer => "issuer",
            CredentialPart::ExpiresOn => "expires_on",
        }
    }

    /// Whether the credential has it. "Never expires" is an answer only for what may never expire.
    fn is_given(self, credential: &Credential, may_never_expire: bool) -> bool {
        let given = |text: &Option<String>| text.as_deref().is_some_and(|t| !t.trim().is_empty());
        match self {
            CredentialPart::Number => given(&credential.number),
            CredentialPart::State => given(&credential.state),
            CredentialPart::Issuer => given(&credential.issuer),
            CredentialPart::ExpiresOn => credential.expires_on.is_some() || (may_never_expire && credential.no_expiry),
        }
    }
}

/// What a listed credential of one kind must say.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CredentialNeed {
    /// Which kind.
    pub kind: CredentialKind,
    /// Its parts.
    pub needs: Vec<CredentialPart>,
    #[serde(default)]
    bases: Vec<DeaBasis>,
    #[serde(default)]
    coverages: Vec<Coverage>,
    /// Some of this kind last for life.
    #[serde(default)]
    may_never_expire: bool,
}

impl CredentialNeed {
    /// Only where the registration is one of these; empty: whichever it is.
    pub fn bases(&self) -> &[DeaBasis] {
        &self.bases
    }

    /// Only where coverage is one of these; empty: whichever it is.
    pub fn coverages(&self) -> &[Coverage] {
        &self.coverages
    }

    /// Whether both rows speak of the same credential.
    pub(super) fn overlaps(&self, other: &CredentialNeed) -> bool {
        self.kind == other.kind && meet(&self.bases, &other.bases) && meet(&self.coverages, &other.coverages)
    }
}

/// Everything asked.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirements {
    /// Of subjects.
    pub need: Vec<Need>,
    /// Of listed credentials.
    pub credential: Vec<CredentialNeed>,
}

impl Requirements {
    /// What is asked of this subject here.
    pub fn needs<'a>(&'a self, of: NeedOf, to: &'a Circumstances<'a>) -> impl Iterator<Item = &'a Need> {
        self.need.iter().filter(move |n| n.of == of && n.applies(to))
    }

    /// Parts that a listed credential lacks.
    pub fn missing_parts(&self, credential: &Credential) -> Vec<CredentialPart> {
        let basis = credential.basis.unwrap_or(DeaBasis::Own);
        let coverage = credential.coverage.unwrap_or(Coverage::Policy);
        self.credential
            .iter()
            .filter(|row| row.kind == credential.kind)
            .filter(|row| row.bases.is_empty() || row.bases.contains(&basis))
            .filter(|row| row.coverages.is_empty() || row.coverages.contains(&coverage))
            .flat_map(|row| row.needs.iter().map(|part| (*part, row.may_never_expire)))
            .filter(|(part, may_never_expire)| !part.is_given(credential, *may_never_expire))
            .map(|(part, _)| part)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::clinical::{Setting, Treatment};
    use crate::domain::credential::{CredentialKind, Profession};
    use crate::domain::dossier::ProviderKind;
    use crate::rules::Rules;

    use super::*;

    fn asked(of: NeedOf, to: &Circumstances<'_>) -> Vec<String> {
        let needs = Rules::builtin().requirements.needs(of, to);
        needs
            .map(|n| match n.wanted() {
                Wanted::Field(f) => f.to_string(),
                Wanted::Credential(k) => k.to_string(),
            })
            .collect()
    }

    fn clinician(profession: Profession, prescribes: bool) -> Circumstances<'static> {
        Circumstances {
            profession: Some(profession),
            prescribes,
            treatments: &[Treatment::Iv, Treatment::TherapyAssisted],
            settings: &[Setting::Clinic],
            provider_kind: ProviderKind::Clinic,
        }
    }

    #[test]
    fn a_prescriber_needs_a_dea_registration_and_a_therapist_never_does() {
        let dea = CredentialKind::Dea.to_string();
        assert!(asked(NeedOf::Clinician, &clinician(Profession::Md, true)).contains(&dea));
        assert!(!asked(NeedOf::Clinician, &clinician(Profession::Md, false)).contains(&dea));
        assert!(!asked(NeedOf::Clinician, &clinician(Profession::Lcsw, true)).contains(&dea));
    }

    #[test]
    fn everyone_needs_an_npi_and_malpractice_coverage() {
        for profession in Profession::ALL {
            let asked = asked(NeedOf::Clinician, &clinician(*profession, false));
            assert!(
                asked.iter().any(|a| a == "npi") && asked.iter().any(|a| a == "malpractice_insurance"),
                "{profession}"
            );
        }
    }

    #[test]
    fn a_place_that_gives_infusions_needs_acls_and_a_drug_registration() {
        let place = Circumstances { profession: None, ..clinician(Profession::Md, false) };
        let asked = asked(NeedOf::Location, &place);
        assert!(asked.iter().any(|a| a == "acls") && asked.iter().any(|a| a == "dea"), "{asked:?}");
    }
}
