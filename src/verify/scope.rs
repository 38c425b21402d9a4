//! Who may prescribe, and whether each treatment suits where and how it is given.

use super::codes::Code;
use super::finding::{Placed, Subject, end_of, in_words};
use super::license::allows_telehealth;
use super::view::{View, listed, of_kind};
use crate::domain::check::Outcome;
use crate::domain::clinical::{Setting, Treatment};
use crate::domain::credential::{CredentialKind, DeaBasis};
use crate::domain::dossier::{Clinician, Location};
use crate::rules::Prescribes;

/// Scope checks of clinicians and places; supervision has its own file.
pub(super) fn check(view: &View<'_>, out: &mut Vec<Placed>) {
    for (i, clinician) in view.dossier.clinicians.iter().enumerate() {
        if clinician.prescribes {
            out.push(may_prescribe(view, Subject::Clinician(i), clinician));
        }
    }
    for (i, location) in view.dossier.locations.iter().enumerate() {
        let subject = Subject::Location(i);
        if location.treatments.iter().any(|t| t.is_medicine()) {
            out.push(prescriber_here(view, subject, location));
        }
        if location.settings.contains(&Setting::Telehealth) {
            out.push(telehealth(view, subject, location));
        }
        if !location.treatments.is_empty() {
            out.push(setting(view, subject, location));
        }
    }
}

/// Someone at the place says that they prescribe, and their profession may.
pub(super) fn has_prescriber(view: &View<'_>, location: &Location) -> bool {
    prescribers(view, location).any(|(_, c)| matches!(prescribes(view, c), Prescribes::Yes | Prescribes::ByState))
}

fn prescribers<'v>(view: &'v View<'_>, location: &'v Location) -> impl Iterator<Item = (usize, &'v Clinician)> {
    view.people_at(location).filter(|(_, c)| c.prescribes)
}

fn prescribes(view: &View<'_>, clinician: &Clinician) -> Prescribes {
    view.rules().scope.of(clinician.profession).prescribes
}

/// `scope.prescriber` of a person: the profession may prescribe, and not under an employer's registration
/// (who uses that one administers or dispenses, 21 CFR 1301.22(b)).
fn may_prescribe(view: &View<'_>, subject: Subject, clinician: &Clinician) -> Placed {
    let draft = view.draft(Code::ScopePrescriber, subject).saw_all(&["profession", "prescribes", "credentials"]);
    let bases: Vec<DeaBasis> =
        of_kind(&clinician.credentials, CredentialKind::Dea).map(|(_, c)| c.basis.unwrap_or(DeaBasis::Own)).collect();
    let prescribing = bases.iter().any(|b| !matches!(b, DeaBasis::Employer | DeaBasis::None));
    let employer_only = !prescribing && bases.contains(&DeaBasis::Employer);
    let claims_none = !prescribing && bases.contains(&DeaBasis::None);
    match prescribes(view, clinician) {
        Prescribes::No => draft.fail("This profession may not prescribe ketamine."),
        Prescribes::Rarely => draft.review("Only a few states let this profession prescribe: a person confirms it."),
        _ if employer_only => {
            draft.fail("Under an employer's DEA registration a person may give medicine, but not prescribe it.")
        }
        _ if claims_none => {
            draft.fail("This person prescribes, ketamine is a controlled drug, and no DEA registration is claimed.")
        }
        Prescribes::Yes => draft.pass("This profession may prescribe."),
        Prescribes::ByState => draft.pass("This profession may prescribe as its state allows."),
    }
}

/// `scope.prescriber` of a place: where medicine is given, a prescriber works there.
fn prescriber_here(view: &View<'_>, subject: Subject, location: &Location) -> Placed {
    let mut draft = view.draft(Code::ScopePrescriber, subject).saw_all(&["key", "treatments"]);
    for (i, _) in view.people_at(location) {
        for field in ["profession", "prescribes", "locations"] {
            draft = draft.saw_at(format!("/clinicians/{i}/{field}"));
        }
    }
    if has_prescriber(view, location) {
        return draft.pass("A prescriber works at this place.");
    }
    if prescribers(view, location).any(|(_, c)| prescribes(view, c) == Prescribes::Rarely) {
        return draft.review("The only prescriber here is of a profession that few states let prescribe.");
    }
    draft.fail("Medicine is offered here, but nobody who may prescribe it works at this place.")
}

/// `scope.telehealth`: somebody may treat in every served state; remote prescribing only as long as its federal rule.
fn telehealth(view: &View<'_>, subject: Subject, location: &Location) -> Placed {
    let mut draft = view
        .draft(Code::ScopeTelehealth, subject)
        .saw_all(&["settings", "treatments"])
        .saw_at("/provider/telehealth_states");
    for (i, _) in view.people_at(location) {
        draft = draft.saw_at(format!("/clinicians/{i}/prescribes")).saw_at(format!("/clinicians/{i}/credentials"));
    }
    let served: Vec<String> = view.served_states().collect();
    if served.is_empty() {
        return draft.not_checked("Telehealth is offered, but no state that it serves is named.");
    }
    // Medicine without a needle: what needs a clinic is not given from afar, whatever the settings are.
    let remote_medicine = location.treatments.iter().any(|t| t.is_medicine() && !t.needs_clinic());
    let uncovered = served.iter().filter(|state| {
        let mut people = view.people_at(location).filter(|(_, c)| c.prescribes || !remote_medicine);
        !people.any(|(_, c)| allows_telehealth(view, c, state))
    });
    let states = &view.rules().states;
    let uncovered = listed(uncovered.map(|s| states.name(s)));
    if !uncovered.is_empty() {
        let who = if remote_medicine { "prescriber" } else { "clinician" };
        return draft.fail(format!("No {who} here may treat patients in {uncovered}."));
    }
    let last_day = view.rules().scope.remote_prescribing_ends();
    if remote_medicine && view.today() > last_day {
        return draft.review(format!(
            "The federal rule for remote prescribing was due to end on {}: a person confirms what holds now.",
            in_words(last_day)
        ));
    }
    draft.until(remote_medicine.then(|| end_of(last_day))).pass("Every state served has somebody who may treat there.")
}

/// `scope.setting`: each treatment can be given in a setting of the place; the best of its settings counts.
fn setting(view: &View<'_>, subject: Subject, location: &Location) -> Placed {
    let draft = view.draft(Code::ScopeSetting, subject).saw_all(&["treatments", "settings"]);
    if location.settings.is_empty() {
        return draft.not_checked("No setting is given.");
    }
    let best = |treatment| {
        let row = view.rules().scope.treatment(treatment);
        location.settings.iter().map(|s| row.within(*s)).min_by_key(|o| severity(*o)).unwrap_or(Outcome::Fail)
    };
    let of = |outcome: Outcome| {
        listed(location.treatments.iter().filter(|t| best(**t) == outcome).map(|t| treatment_words(*t)))
    };
    let (refused, asked) = (of(Outcome::Fail), of(Outcome::Review));
    if !refused.is_empty() {
        let why =
            if location.is_telehealth_only() { "telehealth is the only setting" } else { "no clinic is a setting" };
        draft.fail(format!("{refused} cannot be given here: {why}."))
    } else if !asked.is_empty() {
        draft.review(format!("{asked} outside a clinic: a person confirms how patients are watched."))
    } else {
        draft.pass("Each treatment suits a setting of the place.")
    }
}

fn severity(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Pass => 0,
        Outcome::Fail => 2,
        _ => 1,
    }
}

fn treatment_words(treatment: Treatment) -> &'static str {
    match treatment {
        Treatment::Iv => "IV ketamine",
        Treatment::Im => "IM ketamine",
        Treatment::Esketamine => "esketamine",
        Treatment::Sublingual => "sublingual ketamine",
        Treatment::NasalCompounded => "compounded nasal ketamine",
        Treatment::TherapyAssisted => "ketamine-assisted therapy",
    }
}
