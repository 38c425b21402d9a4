//! Validate: do the parts of a dossier fit together? What a field may hold is `domain::dossier_shape`'s table; which
//! credentials a provider needs is `data/rules/requirements.toml`, checked as `credential.required`.

use std::collections::HashSet;

use crate::domain::dossier::Dossier;
use crate::domain::problem::Problem;
use crate::domain::schedule::Hours;

/// Everything that does not fit. Empty means that the dossier can be stored.
pub fn problems(dossier: &Dossier) -> Vec<Problem> {
    let mut problems = Vec::new();
    if dossier.locations.is_empty() {
        problems.push(Problem::body("/locations", "missing", "Give at least one location."));
    }
    let mut keys = HashSet::new();
    for (i, location) in dossier.locations.iter().enumerate() {
        if !keys.insert(location.key.as_str()) {
            let detail = format!("Another location already has the key \"{}\".", location.key);
            problems.push(Problem::body(format!("/locations/{i}/key"), "duplicate_key", detail));
        }
        if location.latitude.is_some() != location.longitude.is_some() {
            let detail = "Give latitude and longitude together, or neither.";
            problems.push(Problem::body(format!("/locations/{i}/latitude"), "incomplete_point", detail));
        }
        problems.extend(hours(&location.hours, &format!("/locations/{i}")));
    }
    for (c, clinician) in dossier.clinicians.iter().enumerate() {
        for (l, key) in clinician.locations.iter().enumerate() {
            if !keys.contains(key.as_str()) {
                let shown: String = key.chars().take(60).collect();
                let detail = format!("No location has the key \"{shown}\".");
                problems.push(Problem::body(format!("/clinicians/{c}/locations/{l}"), "dangling_key", detail));
            }
        }
    }
    problems
}

/// Opening hours that end before they begin; each with its place below `location`.
pub fn hours(hours: &[Hours], location: &str) -> Vec<Problem> {
    let wrong = hours.iter().enumerate().filter(|(_, hours)| hours.closes <= hours.opens);
    let said = "The closing time must be after the opening time.";
    wrong.map(|(h, _)| Problem::body(format!("{location}/hours/{h}/closes"), "bad_hours", said)).collect()
}
