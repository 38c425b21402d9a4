//! `rems.esketamine`: under the Spravato REMS the setting is certified, not the clinician.

use chrono::Duration;

use super::codes::Code;
use super::finding::{Placed, Subject};
use super::view::{View, of_kind};
use crate::domain::clinical::{Setting, Treatment};
use crate::domain::credential::CredentialKind;

/// The REMS check of every place that offers esketamine.
pub(super) fn check(view: &View<'_>, out: &mut Vec<Placed>) {
    for (i, location) in view.dossier.locations.iter().enumerate() {
        if !location.treatments.contains(&Treatment::Esketamine) {
            continue;
        }
        let draft = view.draft(Code::RemsEsketamine, Subject::Location(i)).saw_all(&[
            "treatments",
            "settings",
            "safety",
            "credentials",
        ]);
        // A number has a digit; "pending" is none.
        let certified = of_kind(&location.credentials, CredentialKind::SpravatoRems).any(|(_, c)| {
            c.number.as_deref().is_some_and(|n| n.contains(|d: char| d.is_ascii_digit()))
                && c.expires_on.is_none_or(|d| d >= view.today())
        });
        let safety = location.safety;
        out.push(if !certified {
            draft.note("field", "spravato_rems").fail("Esketamine is offered, but no REMS confirmation in date is given for this place.")
        } else if !location.settings.contains(&Setting::Clinic) {
            draft.fail("The REMS certifies a clinic, and this place is none.")
        } else if safety.prescriber_on_site == Some(false) || safety.monitoring == Some(false) {
            draft.fail("The REMS asks for a prescriber on site and two hours of monitoring, and the place says that it has not both.")
        } else {
            // The quarter's clock: a confirmation is shown again every 90 days.
            let until = view.now() + Duration::days(view.rules().clocks.rems_days);
            draft.until(Some(until)).pass("A REMS confirmation for this place is given (as claimed).")
        });
    }
}
