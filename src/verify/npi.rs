//! NPI checks: form, check digit, and whether the registry knows it. What the registry says of its holder has its own file.

use super::codes::Code;
use super::finding::{Compared, Draft, Placed, Subject};
use super::npi_registry::Found;
use super::view::View;
use crate::domain::check::Outcome;
use crate::domain::dossier::Clinician;
use crate::domain::numbers::{NpiFault, npi_fault};
use crate::sources::{LoadedSource, RegistryAnswer};

/// All NPI checks of a dossier.
pub(super) fn check(view: &View<'_>, out: &mut Vec<Placed>) {
    if let Some(npi) = view.dossier.provider.organization_npi.as_deref().filter(|n| !n.trim().is_empty()) {
        let holder = Holder { subject: Subject::Provider, field: "organization_npi", npi, clinician: None };
        holder.check(view, out);
    }
    for (i, clinician) in view.dossier.clinicians.iter().enumerate() {
        if let Some(npi) = clinician.npi.as_deref().filter(|n| !n.trim().is_empty()) {
            let holder = Holder { subject: Subject::Clinician(i), field: "npi", npi, clinician: Some(clinician) };
            holder.check(view, out);
        }
    }
}

/// Source and version as reports print them.
pub(super) fn label(loaded: &LoadedSource) -> String {
    format!("{} {}", loaded.list.label(), loaded.version)
}

/// Whoever holds the NPI: the organization or a clinician.
pub(super) struct Holder<'a> {
    subject: Subject,
    field: &'static str,
    npi: &'a str,
    /// The person; none for the organization.
    pub clinician: Option<&'a Clinician>,
}

impl<'a> Holder<'a> {
    /// Begins a finding about the NPI.
    pub fn draft(&self, view: &View<'_>, code: Code) -> Draft {
        view.draft(code, self.subject).saw(self.field)
    }

    fn check(&self, view: &View<'a>, out: &mut Vec<Placed>) {
        let fault = npi_fault(self.npi);
        out.push(self.format(view, fault));
        if fault != Some(NpiFault::Format) {
            out.push(self.check_digit(view, fault));
        }
        if fault.is_some() {
            let draft = self.draft(view, Code::NpiRegistered);
            out.push(draft.not_checked("The NPI is not well formed, so it was not looked up."));
            return;
        }
        match view.ctx.sources.registry(self.npi.trim()) {
            Err(e) => {
                let draft = self.draft(view, Code::NpiRegistered).told_by("NPPES");
                out.push(draft.says(Outcome::Error, format!("The national registry could not be asked: {e}.")));
            }
            Ok(RegistryAnswer::NotLoaded) => {
                let draft = self.draft(view, Code::NpiRegistered).told_by("NPPES");
                out.push(draft.not_checked("The national registry (NPPES) is not loaded here."));
            }
            Ok(RegistryAnswer::NotFound(loaded)) => out.push(self.not_found(view, &loaded)),
            Ok(RegistryAnswer::NotListed(service)) => out.push(self.not_listed(view, &service)),
            Ok(RegistryAnswer::Found(loaded, record)) => {
                let found = Found { holder: self, view, loaded: &loaded, record: &record };
                found.check(out);
            }
        }
    }

    /// `npi.format`: ten digits, the first 1 or 2 (45 CFR 162.406).
    fn format(&self, view: &View<'_>, fault: Option<NpiFault>) -> Placed {
        let draft = self.draft(view, Code::NpiFormat);
        if fault == Some(NpiFault::Format) {
            draft.fail("The NPI must have ten digits and begin with 1 or 2.")
        } else {
            draft.pass("The NPI has ten digits and begins with 1 or 2.")
        }
    }

    /// `npi.check_digit`: Luhn over 80840 and the NPI (45 CFR 162.406).
    fn check_digit(&self, view: &View<'_>, fault: Option<NpiFault>) -> Placed {
        let draft = self.draft(view, Code::NpiCheckDigit);
        if fault == Some(NpiFault::CheckDigit) {
            draft.fail(
                "The NPI's check digit does not fit the other nine digits: one of them is wrong or two are swapped.",
            )
        } else {
            draft.pass("The NPI's check digit fits.")
        }
    }

    /// `npi.registered` for an NPI that the registry does not have: a failure only against a complete list in date.
    fn not_found(&self, view: &View<'_>, loaded: &LoadedSource) -> Placed {
        let draft = self.draft(view, Code::NpiRegistered).told_by(label(loaded)).compared("npi", Compared::Missing);
        if loaded.complete && loaded.in_date(view.today()) {
            draft.fail("The NPI is not in the national registry (NPPES).")
        } else if loaded.complete {
            draft.not_checked(
                "The NPI is not in the national registry loaded here, which is too old to say that it does not exist.",
            )
        } else {
            draft.not_checked("The NPI is not in the part of the national registry that is loaded here.")
        }
    }

    /// `npi.registered` for an NPI that the registry's service does not show: it may hide deactivated ones, and it may be wrong.
    fn not_listed(&self, view: &View<'_>, service: &LoadedSource) -> Placed {
        let draft = self.draft(view, Code::NpiRegistered).told_by(label(service)).compared("npi", Compared::Missing);
        draft.not_checked(
            "The national registry's own service does not show this NPI, which is no proof that it does not exist.",
        )
    }
}
