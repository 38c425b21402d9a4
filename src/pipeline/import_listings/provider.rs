//! The rows of one id: the places of one provider.

use std::collections::HashMap;

use crate::domain::dossier::{Dossier, Location};
use crate::domain::fold::letters_and_digits;
use crate::domain::problem::Problem;
use crate::keys::sha256_hex;
use crate::sources::record::business_words;

use super::row::Site;

/// As many places as a dossier holds.
const MOST_PLACES: usize = 200;

/// A provider as the file has it.
#[derive(Debug, Clone)]
pub(super) struct Provider {
    /// The other directory's id.
    pub id: String,
    /// Where its first row begins.
    pub line: u64,
    /// What its rows amount to; the places have the keys `1`, `2`, ... in the order of the file.
    pub dossier: Dossier,
    /// Over what the rows say, in whatever order they stand.
    pub digest: String,
}

impl Provider {
    /// Puts the rows of one id together. A row that contradicts those before it, or says the same place again, is a problem
    /// and left out.
    pub fn of(sites: Vec<Site>, problems: &mut Vec<Problem>) -> Option<Provider> {
        let mut sites = sites.into_iter();
        let first = sites.next()?;
        let mut says_kind = first.says_kind;
        let mut dossier = first.dossier;
        let mut known: HashMap<String, u64> = HashMap::from([(place_key(&dossier, 0), first.line)]);
        for site in sites {
            if let Some(problem) = contradiction(&dossier, says_kind, &known, &site) {
                problems.push(problem);
                continue;
            }
            known.insert(place_key(&site.dossier, 0), site.line);
            if site.says_kind {
                (says_kind, dossier.provider.kind) = (true, site.dossier.provider.kind);
            }
            add(&mut dossier, site.dossier);
        }
        let digest = digest(&dossier);
        Some(Provider { id: first.id, line: first.line, dossier, digest })
    }

    /// What names a place by its name, street and ZIP: two ids with one of these in common are one listing twice.
    pub fn site_keys(&self) -> impl Iterator<Item = SiteKey> {
        site_keys(&self.dossier)
    }
}

/// Name, ZIP and street, folded.
pub(super) type SiteKey = (String, String, String);

/// The keys of a dossier's places that have a street.
pub(super) fn site_keys(dossier: &Dossier) -> impl Iterator<Item = SiteKey> {
    let name = business_words(&dossier.provider.name).concat();
    dossier.locations.iter().filter_map(move |place| {
        let street = letters_and_digits(place.line1.as_deref()?);
        let zip = place.zip5()?.to_string();
        Some((name.clone(), zip, street)).filter(|(name, _, street)| !name.is_empty() && !street.is_empty())
    })
}

/// Why a further row cannot be one of this provider.
fn contradiction(so_far: &Dossier, says_kind: bool, known: &HashMap<String, u64>, site: &Site) -> Option<Problem> {
    let problem = |column: &str, detail: String| Some(Problem::row(site.line, column, "contradiction", detail));
    let (own, other) = (&so_far.provider, &site.dossier.provider);
    if let (Some(npi), Some(before)) = (&other.organization_npi, &own.organization_npi)
        && npi != before
    {
        return problem("npi", format!("a row above with the same id has the NPI {before}; one id is one provider"));
    }
    if says_kind && site.says_kind && other.kind != own.kind {
        return problem("kind", format!("a row above with the same id says `{}`; one id is one provider", own.kind));
    }
    if let Some(line) = known.get(&place_key(&site.dossier, 0)) {
        return problem("line1", format!("line {line} has the same id and place; a row is a place of its own"));
    }
    if so_far.locations.len() >= MOST_PLACES {
        return problem("id", format!("a provider can have at most {MOST_PLACES} places"));
    }
    None
}

/// What tells the places of one provider apart.
fn place_key(dossier: &Dossier, at: usize) -> String {
    let Some(place) = dossier.locations.get(at) else { return String::new() };
    let part = |text: &Option<String>| letters_and_digits(text.as_deref().unwrap_or_default());
    let name = if place.line1.is_none() { letters_and_digits(&dossier.provider.name) } else { String::new() };
    let zip = place.zip5().unwrap_or_default();
    format!(
        "{name}/{}/{}/{}/{zip}/{}",
        part(&place.line1),
        part(&place.line2),
        part(&place.city),
        place.is_telehealth_only()
    )
}

/// Takes a further row in: its place, and what it alone says of the provider.
fn add(dossier: &mut Dossier, more: Dossier) {
    let own = &mut dossier.provider;
    let other = more.provider;
    own.organization_npi = own.organization_npi.take().or(other.organization_npi);
    own.website = own.website.take().or(other.website);
    for language in other.languages {
        if !own.languages.contains(&language) {
            own.languages.push(language);
        }
    }
    let site_name = Some(other.name).filter(|name| *name != own.name);
    let key = (dossier.locations.len() + 1).to_string();
    dossier.locations.extend(more.locations.into_iter().map(|place| Location {
        key: key.clone(),
        name: site_name.clone(),
        ..place
    }));
}

/// The order of the rows does not count.
fn digest(dossier: &Dossier) -> String {
    let text = |value: serde_json::Value| value.to_string();
    let mut parts: Vec<String> = dossier
        .locations
        .iter()
        .map(|l| text(serde_json::json!(Location { key: String::new(), ..l.clone() })))
        .collect();
    parts.sort_unstable();
    parts.push(text(serde_json::json!(dossier.provider)));
    sha256_hex(parts.join("\n").as_bytes())
}

/// Gives the places the keys that they had in the version before, so that their ids stay: the same address first, then the
/// rest in turn. A new place gets a number that none ever had.
pub(super) fn keep_keys(dossier: &mut Dossier, before: &Dossier, ever: impl Iterator<Item = String>) {
    let mut old: Vec<(String, String)> =
        (0..before.locations.len()).map(|at| (place_key(before, at), before.locations[at].key.clone())).collect();
    let mut next = ever.filter_map(|key| key.parse::<u64>().ok()).max().unwrap_or(0) + 1;
    let own: Vec<String> = (0..dossier.locations.len()).map(|at| place_key(dossier, at)).collect();
    let mut keys: Vec<Option<String>> =
        own.iter().map(|key| old.iter().position(|(known, _)| known == key).map(|at| old.remove(at).1)).collect();
    let mut rest = old.into_iter().map(|(_, key)| key);
    for (place, key) in dossier.locations.iter_mut().zip(&mut keys) {
        place.key = key.take().or_else(|| rest.next()).unwrap_or_else(|| {
            next += 1;
            (next - 1).to_string()
        });
    }
}
