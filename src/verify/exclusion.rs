//! Exclusion lists: clinicians, owners and the organization against the LEIE, SAM and the states' own lists.
//!
//! A hit counts whatever the list's age. Without a hit, only a complete list inside its clock clears anyone.

use std::collections::{BTreeSet, HashSet};

use sha2::{Digest, Sha256};

use super::codes::Code;
use super::exclusion_entity::Entity;
use super::exclusion_match::{KnownName, Match, Suspect};
use super::exclusion_names::Spelling;
use super::exclusion_reach::Reach;
use super::finding::{Compared, Draft, Placed, Subject, days_after, end_of};
use super::npi::label;
use super::view::{View, listed, usps};
use crate::domain::check::{Hit, Outcome, Tier};
use crate::domain::dossier::{Clinician, Owner};
use crate::domain::fold::fold;
use crate::domain::numbers::npi_fault;
use crate::rules::Rules;
use crate::sources::{Brief, ExclusionRecord, LIST_CLOCK_DAYS, ListName, Listed, LoadedSource, SourceError, Sources};

/// The lists with their checks.
const LISTS: [(ListName, Code); 3] = [
    (ListName::Leie, Code::ExclusionLeie),
    (ListName::Sam, Code::ExclusionSam),
    (ListName::StateExclusions, Code::ExclusionState),
];

/// All exclusion checks of a dossier.
pub(super) fn check(view: &View<'_>, out: &mut Vec<Placed>) {
    let provider_states = view.all_states();
    let mut subjects = Vec::new();
    if !view.is_unasked(super::PROVIDER) {
        subjects.push(organization(view, &provider_states));
    }
    let clinicians: Vec<(usize, &Clinician, BTreeSet<String>)> =
        view.dossier.clinicians.iter().enumerate().map(|(i, c)| (i, c, states_with_licenses(view, c))).collect();
    subjects.extend(clinicians.iter().map(|(i, c, states)| clinician(view, *i, c, states)));
    let owners = view.dossier.provider.owners.iter().enumerate();
    subjects.extend(owners.map(|(i, o)| owner(view, i, o, &provider_states)));
    for subject in &subjects {
        for (list, code) in LISTS {
            out.push(screen(view, subject, list, code));
        }
    }
}

/// Somebody or something to look for, and the values that it is looked for by.
struct Wanted<'a> {
    subject: Subject,
    by: By<'a>,
    /// Under which a list may hold it; the same for every list.
    keys: Vec<String>,
    states: &'a BTreeSet<String>,
    looked_at: &'static [&'static str],
}

enum By<'a> {
    Person(Suspect<'a>, Vec<Spelling<'static>>, Reach),
    Entity(Entity<'a>),
}

impl<'a> Wanted<'a> {
    fn person(view: &View<'_>, subject: Subject, suspect: Suspect<'a>, looked_at: &'static [&'static str]) -> Self {
        let (keys, states, own) = (suspect.keys(&view.rules().names), suspect.states, suspect.spellings(view.rules()));
        let reach = Reach::of(&suspect.names, &view.rules().names);
        Wanted { subject, by: By::Person(suspect, own, reach), keys, states, looked_at }
    }

    /// Whether a row can be about the subject at all.
    fn is_worth_judging(&self, row: &Brief) -> bool {
        match &self.by {
            By::Person(person, _, reach) => reach.includes(person.born, row),
            By::Entity(_) => true,
        }
    }

    fn judge(&self, row: &Listed, rules: &Rules) -> Option<Match> {
        match &self.by {
            By::Person(person, own, _) => person.judge(own, row, rules),
            By::Entity(entity) => entity.judge(row),
        }
    }
}

fn organization<'a>(view: &'a View<'_>, states: &'a BTreeSet<String>) -> Wanted<'a> {
    let provider = &view.dossier.provider;
    let names = std::iter::once(provider.name.as_str())
        .chain(provider.legal_name.as_deref())
        .chain(provider.dba_names.iter().map(String::as_str));
    let clinicians = view.dossier.clinicians.iter().map(|c| format!("{} {}", c.first_name, c.last_name));
    let owners = provider.owners.iter().map(|o| format!("{} {}", o.first_name, o.last_name));
    let people = clinicians.chain(owners).collect();
    let zips = view.dossier.locations.iter().filter_map(|l| l.zip5().map(String::from));
    let npi = provider.organization_npi.as_deref();
    let entity = Entity { names: names.collect(), people, npi, zips: zips.collect(), states };
    let looked_at = &["name", "legal_name", "dba_names", "organization_npi"];
    let keys = entity.keys();
    Wanted { subject: Subject::Provider, by: By::Entity(entity), keys, states, looked_at }
}

fn clinician<'a>(view: &View<'a>, index: usize, person: &'a Clinician, states: &'a BTreeSet<String>) -> Wanted<'a> {
    let suspect = Suspect {
        names: known_names(view, person),
        born: person.date_of_birth,
        npi: person.npi.as_deref(),
        practice: view.states_of(person),
        states,
        profession: Some(person.profession),
    };
    let looked_at =
        &["npi", "first_name", "middle_name", "last_name", "former_last_names", "date_of_birth", "profession"];
    Wanted::person(view, Subject::Clinician(index), suspect, looked_at)
}

/// Every given name with every surname, as claimed and as the registry has them for the claimed NPI: who leaves a former name
/// out is found by it all the same. That the registry could not be asked is said by `npi.registered`.
fn known_names(view: &View<'_>, person: &Clinician) -> BTreeSet<KnownName> {
    let claimed_middle = person.middle_name.clone().unwrap_or_default();
    let mut given = vec![(person.first_name.clone(), claimed_middle)];
    let mut surnames = vec![person.last_name.clone()];
    surnames.extend(person.former_last_names.iter().cloned());
    let npi = person.npi.as_deref().map(str::trim).filter(|n| npi_fault(n).is_none());
    if let Some(record) = npi.and_then(|n| view.ctx.sources.nppes(n).ok().flatten()) {
        let registered = std::iter::once((record.first_name.clone(), record.middle_name.clone()));
        let registered = registered.chain(record.other_names.iter().map(|o| (o.first_name.clone(), String::new())));
        for (first, middle) in registered {
            // An initial, or the claimed name without its middle name, says less than the claim itself.
            let says_more = fold(&first) != fold(&person.first_name) || !middle.trim().is_empty();
            if first.trim().chars().count() > 1 && says_more {
                given.push((first, middle));
            }
        }
        surnames.push(record.last_name.clone());
        surnames.extend(record.other_names.iter().map(|o| o.last_or_organization.clone()));
    }
    let written = |s: &String| !s.trim().is_empty();
    let pairs = given.iter().filter(|(first, _)| written(first)).flat_map(|g| surnames.iter().map(move |s| (g, s)));
    let mut names: BTreeSet<KnownName> = pairs
        .filter(|(_, last)| written(last))
        .map(|((first, middle), last)| KnownName { first: first.clone(), middle: middle.clone(), last: last.clone() })
        .collect();
    if !written(&person.first_name) {
        names.insert(KnownName { first: String::new(), middle: String::new(), last: person.last_name.clone() });
    }
    names
}

fn owner<'a>(view: &View<'_>, index: usize, person: &'a Owner, states: &'a BTreeSet<String>) -> Wanted<'a> {
    let name = KnownName { first: person.first_name.clone(), middle: String::new(), last: person.last_name.clone() };
    let suspect = Suspect {
        names: BTreeSet::from([name]),
        born: person.date_of_birth,
        npi: None,
        practice: states.clone(),
        states,
        profession: None,
    };
    let looked_at = &["first_name", "last_name", "date_of_birth"];
    Wanted::person(view, Subject::Owner(index), suspect, looked_at)
}

/// States of practice and of every license: a person may be excluded by a state they have left.
fn states_with_licenses(view: &View<'_>, clinician: &Clinician) -> BTreeSet<String> {
    let mut states = view.states_of(clinician);
    states.extend(clinician.credentials.iter().filter_map(|c| c.state.as_deref()).map(usps).filter(|s| !s.is_empty()));
    states
}

/// Every row of a list that may be about the subject and is in force.
fn candidates(sources: &dyn Sources, list: ListName, wanted: &Wanted<'_>) -> Result<Vec<Listed>, SourceError> {
    let mut rows = Vec::new();
    let npi = match &wanted.by {
        By::Person(p, ..) => p.npi,
        By::Entity(e) => e.npi,
    };
    if let Some(npi) = npi.map(str::trim).filter(|n| !n.is_empty()) {
        rows.extend(sources.exclusions_by_npi(list, npi)?);
    }
    rows.extend(sources.exclusions_worth(list, &wanted.keys, &|row| wanted.is_worth_judging(row))?);
    if list == ListName::Sam && rows.iter().any(|r| repeats_leie(r)) {
        complete_from_leie(&mut rows, &sources.exclusions_by_key(ListName::Leie, &wanted.keys)?);
    }
    Ok(rows)
}

/// Each row once, the first of its kind. Rows of a test or of a list without hashes are all kept. Two states may print one and
/// the same row.
fn each_once(matches: &mut Vec<Match>) {
    let mut seen = HashSet::new();
    matches.retain(|m| m.row.row_hash.is_empty() || seen.insert((m.row.row_hash.clone(), m.row.agency.clone())));
}

fn repeats_leie(row: &ExclusionRecord) -> bool {
    row.agency.eq_ignore_ascii_case("HHS") && row.excluded_on.is_some()
}

/// About half of SAM repeats the LEIE (agency HHS), without birth dates: a row of the same name and day takes birth date and NPI
/// from there, so that the two lists say the same of one exclusion.
fn complete_from_leie(rows: &mut [Listed], leie: &[Listed]) {
    for row in rows.iter_mut().filter(|r| repeats_leie(r)) {
        let twin = leie.iter().find(|l| {
            l.excluded_on == row.excluded_on
                && l.last_name.eq_ignore_ascii_case(&row.last_name)
                && l.first_name.eq_ignore_ascii_case(&row.first_name)
                && l.business_name.eq_ignore_ascii_case(&row.business_name)
        });
        if let Some(twin) = twin {
            let mut completed = ExclusionRecord::clone(row);
            completed.date_of_birth = row.date_of_birth.or(twin.date_of_birth);
            if row.npi.is_empty() {
                completed.npi.clone_from(&twin.npi);
            }
            *row = completed.into();
        }
    }
}

/// By name alone a row of a state where somebody neither practices nor is licensed says nothing about them: on a state's own list
/// in any spelling, on SAM, which has no birth dates for anybody, where the name is not the very same.
fn is_of_another_state(found: &Match, list: ListName, states: &BTreeSet<String>) -> bool {
    let by_name_alone = found.tier == Tier::Possible && found.birth_date == Compared::Missing;
    let of_state = match list {
        ListName::StateExclusions => found.row.agency.trim(),
        ListName::Sam if found.name != Compared::Equal => found.row.state.trim(),
        _ => "",
    };
    by_name_alone && !of_state.is_empty() && !states.contains(of_state)
}

/// One subject against one list.
fn screen(view: &View<'_>, wanted: &Wanted<'_>, list: ListName, code: Code) -> Placed {
    let today = view.today();
    let mut draft = view.draft(code, wanted.subject).saw_all(wanted.looked_at).told_by(list.label());
    for (i, _) in view.dossier.locations.iter().enumerate() {
        draft = draft.saw_at(Subject::Location(i).pointer("state"));
    }
    let asked = coverage(view, list, wanted.states).and_then(|c| Ok((c, candidates(view.ctx.sources, list, wanted)?)));
    let (coverage, rows) = match asked {
        Ok(answer) => answer,
        Err(e) => return draft.says(Outcome::Error, format!("The {} list could not be asked: {e}.", name(list))),
    };
    let draft = draft.told_by(coverage.source.clone());
    let in_force = rows.iter().filter(|r| r.reinstated_on.is_none_or(|day| day > today));
    let mut matches: Vec<Match> = in_force.filter_map(|row| wanted.judge(row, view.rules())).collect();
    each_once(&mut matches);
    matches.retain(|found| !is_of_another_state(found, list, wanted.states));
    // What fails first, then the surest, then by the row itself, so that reports are stable: a waiver on one row takes
    // nothing from another.
    matches.sort_by(|a, b| {
        (fails(b), sureness(b.tier), &a.row.row_hash).cmp(&(fails(a), sureness(a.tier), &b.row.row_hash))
    });
    verdict(draft, list, &coverage, &matches)
}

fn fails(found: &Match) -> bool {
    matches!(found.tier, Tier::Confirmed | Tier::Probable) && !found.waived
}

fn sureness(tier: Tier) -> u8 {
    match tier {
        Tier::Confirmed => 4,
        Tier::Probable => 3,
        Tier::Possible => 2,
        Tier::AutoCleared => 1,
        Tier::None => 0,
    }
}

/// What a list can say to someone who is not on it.
struct Coverage {
    source: String,
    absence: Absence,
}

enum Absence {
    /// A pass, until the end of the clock.
    Clears(chrono::DateTime<chrono::Utc>),
    /// Nothing, and why.
    SaysNothing(Outcome, String),
}

fn coverage(view: &View<'_>, list: ListName, states: &BTreeSet<String>) -> Result<Coverage, SourceError> {
    if list != ListName::StateExclusions {
        let loaded = view.ctx.sources.loaded(list)?;
        return Ok(match loaded {
            None => Coverage {
                source: list.label().to_string(),
                absence: Absence::SaysNothing(
                    Outcome::NotChecked,
                    format!("The {} list is not loaded here.", name(list)),
                ),
            },
            Some(loaded) => Coverage { source: label(&loaded), absence: absence(view, &loaded, name(list)) },
        });
    }
    state_coverage(view, states)
}

/// The states' lists come one by one: all states of the subject must be covered.
fn state_coverage(view: &View<'_>, states: &BTreeSet<String>) -> Result<Coverage, SourceError> {
    let label = ListName::StateExclusions.label();
    if states.is_empty() {
        let detail = "No state is given, so no state exclusion list can be asked.".to_string();
        let absence = Absence::SaysNothing(Outcome::NotChecked, detail);
        return Ok(Coverage { source: label.to_string(), absence });
    }
    let mut versions = Vec::new();
    let mut missing = Vec::new();
    let mut soonest: Option<Absence> = None;
    for state in states {
        let state_name = view.rules().states.name(state);
        match view.ctx.sources.loaded_state_list(state)? {
            None => missing.push(state_name),
            Some(loaded) => {
                versions.push(format!("{state} {}", loaded.version));
                let one = absence(view, &loaded, &format!("{state_name} exclusion"));
                soonest = Some(match (soonest, one) {
                    (Some(Absence::Clears(a)), Absence::Clears(b)) => Absence::Clears(a.min(b)),
                    (Some(said @ Absence::SaysNothing(..)), _) => said,
                    (_, one) => one,
                });
            }
        }
    }
    let source = if versions.is_empty() { label.to_string() } else { format!("{label} {}", versions.join(", ")) };
    let absence = match soonest {
        Some(absence) if missing.is_empty() => absence,
        _ => Absence::SaysNothing(
            Outcome::NotChecked,
            format!("No exclusion list is loaded here for {}.", listed(missing)),
        ),
    };
    Ok(Coverage { source, absence })
}

fn absence(view: &View<'_>, loaded: &LoadedSource, name: &str) -> Absence {
    if !loaded.complete {
        let detail = format!("Only a part of the {name} list is loaded here: not being in it clears nobody.");
        return Absence::SaysNothing(Outcome::NotChecked, detail);
    }
    if !loaded.in_date(view.today()) {
        let detail = format!("The {name} list loaded here is more than {LIST_CLOCK_DAYS} days old.");
        return Absence::SaysNothing(Outcome::Stale, detail);
    }
    Absence::Clears(end_of(days_after(loaded.list_date, LIST_CLOCK_DAYS)))
}

/// What the matches and the list's coverage amount to (contract, "Exclusions").
fn verdict(draft: Draft, list: ListName, coverage: &Coverage, matches: &[Match]) -> Placed {
    let list = name(list);
    let compared = |found: &Match| {
        let draft = draft.clone().tier(found.tier).compared("npi", found.npi);
        let draft = draft.compared("name", found.name).compared("birth_date", found.birth_date);
        if found.waived { draft.note("waiver", true) } else { draft }
    };
    let (against, cleared): (Vec<&Match>, Vec<&Match>) =
        matches.iter().partition(|m| !matches!(m.tier, Tier::AutoCleared | Tier::None));
    let hits = against.into_iter().map(|found| {
        let (outcome, detail) = what_a_hit_says(found, list);
        let verdict = compared(found).would_say(outcome, detail);
        Hit { row_hash: row_key(&found.row), tier: found.tier, waived: found.waived, verdict }
    });
    let hits: Vec<Hit> = hits.collect();
    let without = cleared.first().map_or_else(|| draft.clone().tier(Tier::None), |namesake| compared(namesake));
    let unlisted = match &coverage.absence {
        Absence::SaysNothing(outcome, detail) => without.would_say(*outcome, detail.clone()),
        Absence::Clears(until) => {
            let detail = match cleared.first() {
                Some(_) => format!("Not on the {list} list; a row of the same name is another's."),
                None => format!("Not on the {list} list."),
            };
            without.until(Some(*until)).would_say(Outcome::Pass, detail)
        }
    };
    matches.iter().fold(draft, |draft, found| draft.with_row(&*found.row)).says_of_hits(hits, unlisted)
}

fn what_a_hit_says(found: &Match, list: &str) -> (Outcome, String) {
    match (found.tier, found.waived) {
        (Tier::Confirmed | Tier::Probable, true) => {
            let detail =
                format!("On the {list} list, with a waiver for the state of practice: a person reads the waiver.");
            (Outcome::Review, detail)
        }
        (Tier::Confirmed, false) => (Outcome::Fail, format!("On the {list} list: the NPI is the same.")),
        (Tier::Probable, false) => (Outcome::Fail, format!("Probably on the {list} list: {}.", why_probable(found))),
        (Tier::Possible | Tier::AutoCleared | Tier::None, _) => {
            (Outcome::Review, format!("Somebody of this name is on the {list} list: a person compares the two."))
        }
    }
}

/// Names a row for the override memory. One and the same row on two states' lists is two rows.
fn row_key(row: &ExclusionRecord) -> String {
    let name =
        if row.row_hash.is_empty() { serde_json::to_string(row).unwrap_or_default() } else { row.row_hash.clone() };
    data_encoding::HEXLOWER.encode(&Sha256::digest(format!("{}\u{1f}{name}", row.agency).as_bytes()))
}

fn why_probable(found: &Match) -> &'static str {
    if found.birth_date == Compared::Equal { "name and birth date are the same" } else { "name and ZIP are the same" }
}

fn name(list: ListName) -> &'static str {
    match list {
        ListName::Leie => "federal exclusion (OIG)",
        ListName::Sam => "federal award exclusion (SAM)",
        _ => "state exclusion",
    }
}
