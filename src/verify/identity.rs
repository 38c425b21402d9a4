//! Control of the identity. NPI and license numbers are public: anyone can recite them.

use super::codes::Code;
use super::finding::{Placed, Subject, in_words};
use super::view::View;
use crate::domain::lookup::{LookupKind, LookupResult};

/// The source that a recorded confirmation names.
pub(super) const RECORD: &str = "official record, looked up by a person";

/// `identity.control`: a person recorded that the submitter controls a contact taken from the official record.
pub(super) fn check(view: &View<'_>, out: &mut Vec<Placed>) {
    let mut draft = view.draft(Code::IdentityControl, Subject::Provider).saw_all(&["organization_npi", "email"]);
    for (i, _) in view.dossier.clinicians.iter().enumerate() {
        draft = draft.saw_at(format!("/clinicians/{i}/npi"));
    }
    let subject = Subject::Provider.to_string();
    let Some(lookup) = view.latest_lookup(LookupKind::IdentityControl, &subject, None) else {
        out.push(
            draft.not_checked(
                "Nobody has confirmed yet that the submitter controls a contact from the official record.",
            ),
        );
        return;
    };
    let on = in_words(lookup.looked_at.date_naive());
    // The contact itself stays with the look-up: reports are public in part.
    let draft = draft.told_by(RECORD).made_at(lookup.looked_at);
    out.push(match lookup.result {
        LookupResult::Confirmed => {
            draft.pass(format!("Control of a contact from the official record was confirmed on {on}."))
        }
        LookupResult::Denied => {
            draft.fail(format!("The contact on the official record answered on {on} that this is not theirs."))
        }
        _ => draft.not_checked("The recorded look-up does not say whether control was confirmed."),
    });
}
