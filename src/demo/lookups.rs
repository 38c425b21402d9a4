//! What the demo's reviewer looks up, and finds.

use chrono::{DateTime, Utc};

use crate::domain::credential::CredentialKind;
use crate::domain::dossier::Dossier;
use crate::domain::lookup::{LookupKind, LookupResult, RecordedLookup};
use crate::pipeline::review::Reviewer;
use crate::rules::States;

/// The sender holds a contact of the official record.
pub fn identity_lookup(reviewer: &Reviewer, at: DateTime<Utc>) -> RecordedLookup {
    RecordedLookup {
        kind: LookupKind::IdentityControl,
        subject: "provider".into(),
        credential: None,
        result: LookupResult::Confirmed,
        place: "Called the number on the NPPES record (invented)".into(),
        expires_on: None,
        looked_by: reviewer.email.clone(),
        looked_at: at,
    }
}

/// Each supervisor who is named says so.
pub fn supervisor_lookups(dossier: &Dossier, reviewer: &Reviewer, at: DateTime<Utc>) -> Vec<RecordedLookup> {
    let supervised = dossier.clinicians.iter().enumerate().filter(|(_, c)| c.supervisor_npi.is_some());
    let lookup =
        |(i, _)| RecordedLookup { subject: format!("clinicians/{i}/supervisor"), ..identity_lookup(reviewer, at) };
    supervised.map(lookup).collect()
}

/// Every license, as a reviewer finds it on its board's site.
pub fn board_lookups(
    states: &States,
    dossier: &Dossier,
    reviewer: &Reviewer,
    at: DateTime<Utc>,
) -> Vec<RecordedLookup> {
    let mut lookups = Vec::new();
    for (i, clinician) in dossier.clinicians.iter().enumerate() {
        for (c, license) in
            clinician.credentials.iter().enumerate().filter(|(_, c)| c.kind == CredentialKind::StateLicense)
        {
            let state = license.state.as_deref().unwrap_or_default();
            lookups.push(RecordedLookup {
                kind: LookupKind::BoardStatus,
                subject: format!("clinicians/{i}"),
                credential: Some(format!("/clinicians/{i}/credentials/{c}")),
                result: LookupResult::Active,
                place: format!("{} license look-up (invented)", states.name(state)),
                expires_on: license.expires_on,
                looked_by: reviewer.email.clone(),
                looked_at: at,
            });
        }
    }
    lookups
}
