//! What a load did to the listing that is checked: noted beside the run that found it, for the page of reference data.

use chrono::{DateTime, Utc};

use crate::db::evidence::Run;
use crate::db::listings::{self, ListingRow};
use crate::db::reference_effects::{self, Noted};
use crate::db::{Conn, DbError};
use crate::domain::check::{Check, Outcome, Report, SourceLine};
use crate::domain::reference_act::Effect;
use crate::pipeline::dossier::OpenDossier;

/// Checks that a list decides: code, the list as reports print it, and as it is typed.
const DECIDED: [(&str, &str, &str); 4] = [
    ("exclusion.leie", "LEIE", "leie"),
    ("exclusion.sam", "SAM", "sam"),
    ("exclusion.state", "STATE-EXCLUSIONS", "state-exclusions"),
    ("npi.registered", "NPPES", "nppes"),
];

/// Notes it, where the listing shows this very dossier and a list is another one than in the run before, be that one of this version or
/// of the one that it follows. Without a run before (an import put the listing there unchecked) whatever is found is new.
pub(super) fn note(
    conn: &mut Conn,
    before: Option<&Run>,
    open: &OpenDossier,
    report: &Report,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let shown = listings::get(conn, &open.organization_id)?.filter(|l| l.dossier_id == open.id && !l.is_removed());
    let Some(listing) = shown else { return Ok(()) };
    let old_lines = before.map(|run| run.sources.as_slice()).unwrap_or_default();
    let changed: Vec<&SourceLine> = report.sources.iter().filter(|line| !old_lines.contains(*line)).collect();
    let noted: Vec<Noted<'_>> =
        report.checks.iter().flat_map(|check| of_check(check, before, &changed, &listing)).collect();
    if noted.is_empty() { Ok(()) } else { reference_effects::note(conn, &open.organization_id, &noted, now) }
}

fn of_check<'a>(
    check: &'a Check,
    before: Option<&Run>,
    changed: &[&'a SourceLine],
    listing: &ListingRow,
) -> Vec<Noted<'a>> {
    let Some((_, name, list)) = DECIDED.iter().find(|(code, ..)| *code == check.code) else { return Vec::new() };
    let of_list = || changed.iter().filter(|line| line.name == *name);
    // Of several state lists that changed at once, the one that the check speaks of.
    let spoken_of = of_list().find(|line| check.source.contains(&line.version) || check.detail.contains(&line.version));
    let Some(line) = spoken_of.or(of_list().next()) else { return Vec::new() };
    let old = before.and_then(|run| {
        run.rows.iter().map(|row| &row.check).find(|old| old.code == check.code && old.subject == check.subject)
    });
    let (stood, stands) = (old.is_some_and(is_hit), is_hit(check));
    let hides = check.is_final() && !old.is_some_and(Check::is_final) && listing.is_public();
    let effects = [(Effect::Found, stands && !stood), (Effect::Gone, stood && !stands), (Effect::Hidden, hides)];
    let state = if *list == "state-exclusions" { line.version.split(' ').next().unwrap_or_default() } else { "" };
    let of_kind =
        |effect| Noted { list, state, loaded_at: line.loaded_at, code: &check.code, subject: &check.subject, effect };
    effects.into_iter().filter(|(_, is_so)| *is_so).map(|(effect, _)| of_kind(effect)).collect()
}

/// Somebody is on the list, or may be: the list itself speaks against them, not its age or absence.
fn is_hit(check: &Check) -> bool {
    let speaks = matches!(check.outcome, Outcome::Fail | Outcome::Review);
    speaks && (check.code == "npi.registered" || check.evidence.contains_key("tier"))
}
