//! Plants, checks, counts.

use std::collections::BTreeMap;

use vouchsafe::domain::check::{Check, Outcome};
use vouchsafe::domain::dossier::Dossier;
use vouchsafe::geo::Gazetteer;
use vouchsafe::rules::Rules;
use vouchsafe::sources::Sources;
use vouchsafe::verify::{Context, verify};

use super::case::{Case, now};
use super::exclusion_faults;
use super::honest::VARIATIONS;
use super::lists::{Lists, Overlaid};
use super::paper_faults::{self, Fault, Must};
use super::people::{People, Person};

/// A dossier with one fault.
pub struct Planted {
    pub fault: &'static Fault,
    pub case: Case,
}

/// An honest dossier and how it varies.
pub struct Honest {
    pub variation: &'static str,
    pub case: Case,
}

/// Every fault that is planted.
pub fn faults() -> impl Iterator<Item = &'static Fault> {
    paper_faults::FAULTS.iter().chain(exclusion_faults::FAULTS)
}

/// Draws somebody: from the real people in turn where there are any, else invented.
pub struct Draw<'a> {
    pub people: &'a mut People,
    pub real: &'a [Person],
    next: usize,
}

impl<'a> Draw<'a> {
    pub fn new(people: &'a mut People, real: &'a [Person]) -> Self {
        Draw { people, real, next: 0 }
    }

    fn person(&mut self) -> Person {
        if self.real.is_empty() {
            return self.people.person();
        }
        self.next += 1;
        self.real[(self.next - 1) % self.real.len()].clone()
    }

    /// So many dossiers of each fault.
    pub fn planted(&mut self, each: usize) -> Vec<Planted> {
        let mut all = Vec::new();
        for fault in faults() {
            let (mut done, mut tried) = (0, 0);
            while done < each && tried < each * 400 {
                tried += 1;
                let person = self.person();
                let mut case = Case::honest(person, self.people);
                if (fault.suits)(&case) && (fault.plant)(&mut case, self.people) {
                    all.push(Planted { fault, case });
                    done += 1;
                }
            }
        }
        all
    }

    /// So many honest dossiers, the variations in turn.
    pub fn honest(&mut self, count: usize) -> Vec<Honest> {
        let turns = (0..count).map(|n| &VARIATIONS[n % VARIATIONS.len()]);
        turns
            .map(|way| {
                let person = self.person();
                let mut case = Case::honest(person, self.people);
                (way.apply)(&mut case, self.people);
                Honest { variation: way.name, case }
            })
            .collect()
    }
}

/// Moves what a case needs into the lists, for lists that are then loaded into a database.
pub fn enter(case: &mut Case, lists: &mut Lists) {
    lists.exclusions.append(&mut case.rows);
    for record in case.registry.drain(..) {
        lists.nppes.insert(record.npi.clone(), record);
    }
}

/// Every check of a dossier against the lists and what the case adds to them.
pub fn checks(case: &Case, base: &dyn Sources) -> Vec<Check> {
    let nppes = case.registry.iter().map(|r| (r.npi.clone(), r.clone())).collect();
    let sources = Overlaid { base, own: Lists { nppes, exclusions: case.rows.clone() }.indexed() };
    let dossier: Dossier = serde_json::from_value(case.dossier.clone()).expect("a dossier");
    let context = Context {
        lookups: &case.lookups,
        sources: &sources,
        rules: Rules::builtin(),
        gazetteer: Gazetteer::get(),
        listed: Some(&[]),
        unasked: &[],
        now: now(),
    };
    verify(&dossier, &context).into_iter().map(|f| f.check).collect()
}

/// What became of one kind of fault.
#[derive(Debug, Default, Clone)]
pub struct Tally {
    pub planted: usize,
    pub as_wanted: usize,
    /// By code and outcome, with the tier where there is one.
    pub by: BTreeMap<String, usize>,
    /// Missed ones, for invented people only.
    pub missed: Vec<String>,
}

/// Checks the planted faults.
pub fn detect(planted: &[Planted], sources: &dyn Sources) -> Vec<(&'static str, Tally)> {
    let mut tallies: Vec<(&'static str, Tally)> = faults().map(|f| (f.name, Tally::default())).collect();
    for Planted { fault, case } in planted {
        let Some((_, tally)) = tallies.iter_mut().find(|(name, _)| *name == fault.name) else { continue };
        let of_code = |case: &Case| -> Vec<Check> {
            let mut found = checks(case, sources);
            found.retain(|c| fault.codes.contains(&c.code.as_str()) && matters(c.outcome));
            found
        };
        let mut found = of_code(case);
        if fault.must == Must::Pass {
            // A namesake among the strangers of the lists is not this case's doing.
            let strangers = of_code(&Case { rows: Vec::new(), ..case.clone() });
            found.retain(|c| !strangers.contains(c));
        }
        let worst = found.iter().max_by_key(|c| c.outcome == Outcome::Fail);
        let as_wanted = matches!(
            (fault.must, worst.map(|c| c.outcome)),
            (Must::BeFound, Some(_)) | (Must::BeAsked, Some(Outcome::Review)) | (Must::Pass, None)
        );
        tally.planted += 1;
        tally.as_wanted += usize::from(as_wanted);
        let tier = worst.and_then(|c| c.evidence.get("tier")).and_then(|t| t.as_str());
        let how = match (worst, tier) {
            (Some(c), Some(tier)) => format!("{} {} ({tier})", c.code, c.outcome),
            (Some(c), None) => format!("{} {}", c.code, c.outcome),
            (None, _) => "no fail, no review".into(),
        };
        *tally.by.entry(how).or_default() += 1;
        if !as_wanted && !case.person.real && tally.missed.len() < 5 {
            tally.missed.push(format!("{} {}", case.person.first, case.person.last));
        }
    }
    tallies
}

fn matters(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Fail | Outcome::Review)
}

/// What became of honest people.
#[derive(Debug, Default, Clone)]
pub struct Alarms {
    pub dossiers: usize,
    /// With a blocking check that failed.
    pub failed: usize,
    /// People with a birth date: clinicians and owners.
    pub people: usize,
    /// By code: people with a `review` there.
    pub exclusion_reviews: BTreeMap<String, usize>,
    /// Which checks failed, by variation.
    pub why: BTreeMap<String, usize>,
    /// What agreed where an exclusion list asked for a person.
    pub agreed: BTreeMap<String, usize>,
    /// Which checks of the first clinician other than exclusions asked for a person.
    pub asked: BTreeMap<String, usize>,
}

impl Alarms {
    /// Blocking failures, in a hundred dossiers.
    pub fn failed_percent(&self) -> f64 {
        100.0 * self.failed as f64 / self.dossiers.max(1) as f64
    }

    /// Reviews of an exclusion code, in a hundred people.
    pub fn review_percent(&self, code: &str) -> f64 {
        100.0 * self.exclusion_reviews.get(code).copied().unwrap_or(0) as f64 / self.people.max(1) as f64
    }
}

/// Checks the honest.
pub fn alarms(honest: &[Honest], sources: &dyn Sources) -> Alarms {
    let mut seen = Alarms::default();
    for Honest { variation, case } in honest {
        let found = checks(case, sources);
        seen.dossiers += 1;
        let failed: Vec<&Check> = found.iter().filter(|c| c.blocking && c.outcome == Outcome::Fail).collect();
        seen.failed += usize::from(!failed.is_empty());
        for check in failed {
            let tier = check.evidence.get("tier").and_then(|t| t.as_str()).unwrap_or_default();
            *seen.why.entry(format!("{} {tier} of {} ({variation})", check.code, check.subject)).or_default() += 1;
        }
        for check in &found {
            let person = check.subject != "provider" && check.code.starts_with("exclusion.");
            seen.people += usize::from(person && check.code == "exclusion.leie");
            if check.outcome == Outcome::Review && person {
                *seen.exclusion_reviews.entry(check.code.clone()).or_default() += 1;
                let word = |field: &str| check.evidence.get(field).and_then(|w| w.as_str()).unwrap_or("-").to_string();
                let what = format!("{} name {}, birth date {}", check.code, word("name"), word("birth_date"));
                *seen.agreed.entry(what).or_default() += 1;
            } else if check.outcome == Outcome::Review && check.subject == "clinicians/0" {
                *seen.asked.entry(check.code.clone()).or_default() += 1;
            }
        }
    }
    seen
}
