//! One registration, one place: controlled drugs are stored under a registration of that place (21 CFR 1301.12).
//!
//! A place may rest on the own registration of somebody who works there. Where one person works at several places that
//! keep drugs, that registration is of one of them alone; which one, the dossier cannot say.

use std::collections::BTreeMap;

use super::view::{View, of_kind};
use crate::domain::credential::{Credential, CredentialKind, DeaBasis};

/// Of these places (positions), those that are left without a registration when each one is given to one place alone.
/// A registration of the institution, of the employer or a federal one may serve any number.
pub(super) fn left_without(view: &View<'_>, places: &[usize]) -> Vec<usize> {
    let mut given: BTreeMap<Registration, usize> = BTreeMap::new();
    places.iter().copied().filter(|place| !give(view, *place, &mut given, &mut Vec::new())).collect()
}

/// Whose, and which of theirs: a clinician by position, or nobody for the provider.
type Registration = (Option<usize>, usize);

/// Finds a registration for the place, moving others to another one of theirs where that makes room (augmenting paths).
fn give(
    view: &View<'_>,
    place: usize,
    given: &mut BTreeMap<Registration, usize>,
    tried: &mut Vec<Registration>,
) -> bool {
    let (own, serves_any) = usable(view, place);
    if serves_any {
        return true;
    }
    for registration in own {
        if tried.contains(&registration) {
            continue;
        }
        tried.push(registration);
        let is_free = match given.get(&registration).copied() {
            None => true,
            Some(holder) => give(view, holder, given, tried),
        };
        if is_free {
            given.insert(registration, place);
            return true;
        }
    }
    false
}

/// The registrations that may be the place's, and whether one of them serves any number of places.
fn usable(view: &View<'_>, place: usize) -> (Vec<Registration>, bool) {
    let Some(location) = view.dossier.locations.get(place) else { return (Vec::new(), true) };
    let mut own = Vec::new();
    let mut serves_any = false;
    let mut sort = |whose: Option<usize>, credentials: &[Credential]| {
        for (index, credential) in of_kind(credentials, CredentialKind::Dea) {
            match credential.basis.unwrap_or(DeaBasis::Own) {
                DeaBasis::Own => own.push((whose, index)),
                DeaBasis::Institution | DeaBasis::Employer | DeaBasis::FederalWaiver => serves_any = true,
                DeaBasis::None => {}
            }
        }
    };
    for (i, clinician) in view.people_at(location) {
        sort(Some(i), &clinician.credentials);
    }
    sort(None, &view.dossier.provider.credentials);
    (own, serves_any)
}
