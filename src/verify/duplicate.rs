//! `duplicate.*`: the same provider listed twice. A clinician who works at several clinics is no duplicate.

use std::collections::BTreeSet;

use super::codes::Code;
use super::finding::{Draft, Placed, Subject};
use super::view::{View, license_key, of_kind, usps};
use super::{ListedElsewhere, ListedPlace};
use crate::domain::credential::CredentialKind;
use crate::domain::dossier::{Dossier, Location};
use crate::domain::fold::letters_and_digits;
use crate::domain::phone::phone_digits;
use crate::sources::record::business_key;

/// Street lines this alike (Jaro-Winkler) with one house number and ZIP are one address ("Odgen St", "N Ogden St").
const ONE_STREET: f64 = 0.85;
/// Names this alike (Jaro-Winkler over their letters) at one address or phone are one provider.
const ONE_NAME: f64 = 0.93;

/// All duplicate checks of a dossier.
pub(super) fn check(view: &View<'_>, out: &mut Vec<Placed>) {
    out.extend(organization(view));
    out.push(near_copy(view));
    for (i, clinician) in view.dossier.clinicians.iter().enumerate() {
        let Some(npi) = clinician.npi.as_deref().map(str::trim).filter(|n| !n.is_empty()) else { continue };
        let draft = view.draft(Code::DuplicateNpi, Subject::Clinician(i)).saw("npi");
        let others = view.dossier.clinicians.iter().enumerate().filter(|(j, _)| *j != i);
        let same = others.filter(|(_, c)| c.npi.as_deref().map(str::trim) == Some(npi));
        let same: Vec<String> = same.map(|(_, c)| format!("{} {}", c.first_name, c.last_name)).collect();
        out.push(if same.is_empty() {
            draft.pass("No other clinician of this dossier has this NPI.")
        } else {
            draft.against(same).review("Two clinicians of this dossier have the same NPI.")
        });
    }
}

fn places(view: &View<'_>, mut draft: Draft) -> Draft {
    for (i, _) in view.dossier.locations.iter().enumerate() {
        for field in ["line1", "postal_code"] {
            draft = draft.saw_at(format!("/locations/{i}/{field}"));
        }
    }
    draft
}

/// `duplicate.npi` of the organization: its NPI is already listed at one of these addresses.
fn organization(view: &View<'_>) -> Option<Placed> {
    let npi = view.dossier.provider.organization_npi.as_deref().map(str::trim).filter(|n| !n.is_empty())?;
    let draft = places(view, view.draft(Code::DuplicateNpi, Subject::Provider).saw("organization_npi"));
    let Some(listed) = view.ctx.listed else {
        return Some(draft.not_checked("No directory is at hand to compare with."));
    };
    let same = |l: &&ListedElsewhere| l.organization_npi.as_deref().map(str::trim) == Some(npi);
    let twice: Vec<String> =
        listed.iter().filter(same).filter(|l| shares_address(view, l)).map(|l| l.id.clone()).collect();
    Some(if twice.is_empty() {
        draft.pass("This organization's NPI is not listed at any of these addresses.")
    } else {
        draft.against(twice).review("This organization's NPI is already listed at the same address.")
    })
}

/// `duplicate.listing`: much the same name at the same address or phone.
fn near_copy(view: &View<'_>) -> Placed {
    let draft = places(view, view.draft(Code::DuplicateListing, Subject::Provider).saw("name"));
    let Some(listed) = view.ctx.listed else {
        return draft.not_checked("No directory is at hand to compare with.");
    };
    let own = business_key(&view.dossier.provider.name);
    let alike = |l: &&ListedElsewhere| strsim::jaro_winkler(&own, &business_key(&l.name)) >= ONE_NAME;
    let copies = listed.iter().filter(alike).filter(|l| shares_address(view, l) || shares_phone(view, l));
    let copies: Vec<String> = copies.map(|l| l.id.clone()).collect();
    if copies.is_empty() {
        draft.pass("No provider of much the same name is listed at this address or phone.")
    } else {
        draft.against(copies).review("A provider of much the same name is already listed at this address or phone.")
    }
}

fn shares_address(view: &View<'_>, listed: &ListedElsewhere) -> bool {
    view.dossier.locations.iter().any(|own| listed.places.iter().any(|other| is_one_address(own, other)))
}

fn is_one_address(own: &Location, other: &ListedPlace) -> bool {
    let (Some(line), Some(zip)) = (own.line1.as_deref(), own.zip5()) else { return false };
    let (a, b) = (letters_and_digits(line), letters_and_digits(&other.line1));
    other.postal_code.get(..5) == Some(zip)
        && !a.is_empty()
        && house(&a) == house(&b)
        && strsim::jaro_winkler(&a, &b) >= ONE_STREET
}

/// What any duplicate of this dossier shares with it at least once: house number and ZIP, a phone, a license. By these a
/// directory of any size finds the few listings that the checks compare.
pub fn twin_keys(dossier: &Dossier) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for place in &dossier.locations {
        if let (Some(line), Some(zip)) = (place.line1.as_deref(), place.zip5()) {
            keys.insert(format!("address/{zip}/{}", house(&letters_and_digits(line))));
        }
        keys.extend(place.phone.as_deref().and_then(phone_digits).map(|digits| format!("phone/{digits}")));
    }
    for clinician in &dossier.clinicians {
        for (_, license) in of_kind(&clinician.credentials, CredentialKind::StateLicense) {
            if let (Some(number), Some(state)) = (license.number.as_deref(), license.state.as_deref()) {
                keys.insert(format!("license/{}/{}", usps(state), license_key(number)));
            }
        }
    }
    keys
}

fn house(folded_line: &str) -> String {
    folded_line.chars().take_while(char::is_ascii_digit).collect()
}

fn shares_phone(view: &View<'_>, listed: &ListedElsewhere) -> bool {
    let own = view.dossier.locations.iter().filter_map(|l| phone_digits(l.phone.as_deref()?));
    own.into_iter().any(|p| listed.places.iter().any(|other| phone_digits(&other.phone).as_deref() == Some(p.as_str())))
}
