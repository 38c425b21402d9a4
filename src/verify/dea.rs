//! DEA checks: form, check digit, the letters, and the date. An offline check cannot say that a registration is active.
//!
//! A number is never printed: not in a sentence, not in evidence.

use super::codes::Code;
use super::finding::{Compared, Draft, Placed, Subject, end_of, in_words};
use super::view::{View, of_kind};
use crate::domain::credential::{Credential, CredentialKind, DeaBasis};
use crate::domain::dossier::Clinician;
use crate::domain::fold::fold;
use crate::domain::numbers::DeaNumber;
use crate::rules::{DeaKind, PracticeClass};

/// All DEA checks of a dossier: registrations of clinicians, of places and of the organization.
pub(super) fn check(view: &View<'_>, out: &mut Vec<Placed>) {
    let mut all = |subject: Subject, credentials: &[Credential], person: Option<&Clinician>| {
        for (index, credential) in of_kind(credentials, CredentialKind::Dea) {
            let registration = Registration { view, subject, index, credential, person };
            registration.check(out);
        }
    };
    all(Subject::Provider, &view.dossier.provider.credentials, None);
    for (i, clinician) in view.dossier.clinicians.iter().enumerate() {
        all(Subject::Clinician(i), &clinician.credentials, Some(clinician));
    }
    for (i, location) in view.dossier.locations.iter().enumerate() {
        all(Subject::Location(i), &location.credentials, None);
    }
}

/// One claimed registration.
struct Registration<'v, 'a> {
    view: &'v View<'a>,
    subject: Subject,
    index: usize,
    credential: &'v Credential,
    /// Whose it is; none for a place or an organization.
    person: Option<&'v Clinician>,
}

impl Registration<'_, '_> {
    fn basis(&self) -> DeaBasis {
        self.credential.basis.unwrap_or(DeaBasis::Own)
    }

    fn draft(&self, code: Code) -> Draft {
        self.view.draft(code, self.subject).about_credential(self.index)
    }

    fn check(&self, out: &mut Vec<Placed>) {
        // Military and other federal duty needs no registration, and "none" claims none: there is nothing to check.
        if matches!(self.basis(), DeaBasis::None | DeaBasis::FederalWaiver) {
            return;
        }
        let written = self.credential.number.as_deref().map(str::trim).filter(|n| !n.is_empty());
        match written {
            None => out.push(self.draft(Code::DeaFormat).not_checked("No DEA number is given.")),
            Some(number) => {
                match DeaNumber::parse(number) {
                    None => {
                        let draft = self.draft(Code::DeaFormat);
                        out.push(draft.fail(
                            "The DEA number must be two letters and seven digits; a hyphen and suffix may follow.",
                        ));
                    }
                    Some(dea) => self.check_number(&dea, out),
                }
            }
        }
        out.push(self.expiry());
    }

    fn check_number(&self, dea: &DeaNumber, out: &mut Vec<Placed>) {
        out.push(self.format(dea));
        out.push(self.check_digit(dea));
        out.push(self.registrant(dea));
        if let (Some(person), DeaBasis::Own) = (self.person, self.basis()) {
            out.push(self.surname(dea, person));
        }
    }

    /// `dea.format`: the suffix belongs to people who work under an institution's number (21 CFR 1301.22(c)).
    fn format(&self, dea: &DeaNumber) -> Placed {
        let draft = self.draft(Code::DeaFormat);
        match (self.basis(), dea.suffix.is_some()) {
            (DeaBasis::Institution, false) if self.person.is_some() => {
                draft.review("The institution's DEA number is given without the suffix that it assigns to each person.")
            }
            (DeaBasis::Institution, _) | (_, false) => draft.pass("The DEA number has the right form."),
            (_, true) => {
                draft.fail("The DEA number has a suffix, which only a person under an institution's registration has.")
            }
        }
    }

    /// `dea.check_digit`: (d1+d3+d5) + 2(d2+d4+d6) ends in d7.
    fn check_digit(&self, dea: &DeaNumber) -> Placed {
        let draft = self.draft(Code::DeaCheckDigit);
        if dea.check_digit_ok() {
            draft.pass("The DEA number's check digit fits.")
        } else {
            draft.fail("The DEA number's check digit does not fit the other digits: one of them is wrong.")
        }
    }

    /// `dea.registrant`: the first letter suits the profession and whose registration it is.
    fn registrant(&self, dea: &DeaNumber) -> Placed {
        let draft = self.draft(Code::DeaRegistrant);
        let draft = if self.person.is_some() { draft.saw("profession") } else { draft };
        let Some(class) = self.view.rules().dea.class(dea.registrant) else {
            return draft.review("Sources differ on what this first letter of a DEA number means.");
        };
        let words = class.words.as_str();
        match class.name {
            DeaKind::Abolished | DeaKind::OtherBusiness => {
                return draft.fail(format!("The first letter of the DEA number is that of {words}."));
            }
            DeaKind::Practitioner | DeaKind::MidLevel | DeaKind::None => {}
        }
        let expected = match (self.basis(), self.person) {
            (DeaBasis::Own, Some(person)) => self.view.rules().scope.of(person.profession).dea,
            // An institution, an employer or a place is registered as a practitioner or a clinic, not as a mid-level.
            _ => DeaKind::Practitioner,
        };
        if expected == class.name {
            return draft.pass(format!("The first letter of the DEA number is that of {words}, as it should be."));
        }
        let whose = match (expected, self.person) {
            (DeaKind::None, _) => "this profession seldom has a registration of its own",
            (_, Some(p)) if self.basis() == DeaBasis::Own => match self.view.rules().scope.of(p.profession).class {
                PracticeClass::Physician => "this is a physician",
                _ => "this is a mid-level practitioner",
            },
            _ => "the registration is an institution's, an employer's or a place's",
        };
        draft.review(format!("The first letter of the DEA number is that of {words}, but {whose}."))
    }

    /// `dea.surname`: the second character is the initial of any surname ever held, or 9 for a business name.
    fn surname(&self, dea: &DeaNumber, person: &Clinician) -> Placed {
        let draft = self.draft(Code::DeaSurname).saw_all(&["last_name", "former_last_names"]);
        let initial = dea.initial.to_ascii_lowercase();
        let surnames = std::iter::once(&person.last_name).chain(&person.former_last_names);
        let fits = surnames.flat_map(|s| initials(s)).any(|i| i == initial);
        if initial == '9' || fits {
            draft.compared("initial", Compared::Equal).pass("The second letter of the DEA number fits the surname.")
        } else {
            draft
                .compared("initial", Compared::Different)
                .review("The second letter of the DEA number is the initial of none of the surnames given.")
        }
    }

    /// `dea.expiry`: not past.
    fn expiry(&self) -> Placed {
        let draft = self.draft(Code::DeaExpiry);
        match self.credential.expires_on {
            Some(last) if last < self.view.today() => {
                draft.fail(format!("The DEA registration expired on {}.", in_words(last)))
            }
            Some(last) => draft
                .until(Some(end_of(last)))
                .pass(format!("The DEA registration runs to {} (as claimed).", in_words(last))),
            // The employer's date is the employer's to watch.
            None if self.basis() == DeaBasis::Employer => {
                draft.pass("The employer's registration has no date of this person's own.")
            }
            None => draft.not_checked("The DEA registration's expiry date is not given."),
        }
    }
}

/// The initials of a surname's parts: either half of a double name may have been registered.
fn initials(surname: &str) -> Vec<char> {
    fold(surname).split(|c: char| !c.is_alphanumeric() && c != '\'').filter_map(|w| w.chars().next()).collect()
}
