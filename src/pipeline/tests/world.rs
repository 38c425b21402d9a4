//! Two providers, the lists, the clock: what happens to them goes through the program's own functions.

use chrono::{DateTime, Days, Duration, Utc};
use serde_json::Value;

use crate::db::evidence::{Answer, EvidenceRow, LookupRow, NewEvidence, Run};
use crate::domain::badge::Badge;
use crate::domain::check::{Check, Finding, Outcome};
use crate::domain::dossier::Dossier;
use crate::domain::freshness::Freshness;
use crate::domain::lookup::{LookupKind, LookupResult, RecordedLookup};
use crate::domain::overrides::{
    self as memory, Matter, Memory, Override, OverrideAct, People, Standing, people_to_clear,
};
use crate::keys::Keys;
use crate::pipeline::dossier::OpenDossier;
use crate::pipeline::verify::{self, Acts};
use crate::pipeline::{index, overrides, review};
use crate::rules::Rules;
use crate::sources::memory::MemorySources;

use super::act::Act;
use super::edit::{apply, draft};
use super::lists::{Lists, PEOPLE, ROWS, row_key, sources};
use super::truth::{Clearing, Truth, What};

/// A run with what only the model keeps of it.
#[derive(Clone)]
pub struct Made {
    pub run: Run,
    hits: Vec<Vec<review::KeptHit>>,
    pub lists: Lists,
}

/// One version of what a provider sent, and its newest run.
#[derive(Clone)]
pub struct Version {
    pub open: OpenDossier,
    pub made: Option<Made>,
}

/// What the public sees of a provider.
struct Listed {
    version: usize,
    is_hidden: bool,
    confirmed_at: DateTime<Utc>,
    /// As the index holds them: selected when the run or the version changed.
    checks: Vec<Check>,
}

struct Provider {
    org: String,
    draft: Value,
    versions: Vec<Version>,
    listed: Option<Listed>,
    acts: Acts,
}

/// Everything.
pub struct World {
    now: DateTime<Utc>,
    keys: Keys,
    lists: Lists,
    sources: MemorySources,
    providers: Vec<Provider>,
    truth: Truth,
}

/// A way to take the truth from under a badge, by name.
type Wrong = (&'static str, fn(&mut World));

/// Ways to take the truth from under a badge.
pub const WRONGS: [Wrong; 6] = [
    ("a license that nobody looked up", |w| w.truth.boards.clear()),
    ("an identity that nobody confirmed", |w| w.truth.identities.clear()),
    ("a namesake on the list that was asked", |w| w.made_mut(|made| made.lists.rows.push((0, 0)))),
    ("a deactivated NPI in the registry that was asked", |w| w.made_mut(|made| made.lists.deactivated.push(0))),
    ("another surname in the registry that was asked", |w| w.made_mut(|made| made.lists.renamed.push((0, 0)))),
    ("a list that was too old", |w| w.made_mut(|made| made.lists.dated -= Duration::days(40))),
];

impl World {
    pub fn new() -> World {
        let now: DateTime<Utc> = "2026-11-20T12:00:00Z".parse().expect("a moment");
        let lists = Lists {
            rows: Vec::new(),
            dated: now.date_naive(),
            registry_dated: now.date_naive(),
            complete: true,
            deactivated: Vec::new(),
            missing: Vec::new(),
            renamed: Vec::new(),
            loaded_at: now,
        };
        let provider = |org: usize| Provider {
            org: format!("org-{org}"),
            draft: draft(org),
            versions: Vec::new(),
            listed: None,
            acts: Acts::default(),
        };
        World {
            now,
            keys: Keys::from_bytes([7; 32]),
            sources: sources(&lists),
            lists,
            providers: vec![provider(0), provider(1)],
            truth: Truth::default(),
        }
    }

    fn made_mut(&mut self, change: impl FnOnce(&mut Made)) {
        let provider = &mut self.providers[0];
        let version = provider.listed.as_ref().expect("listed").version;
        change(provider.versions[version].made.as_mut().expect("checked"));
    }

    /// What is missing for a badge that shows.
    pub fn missing(&self) -> Option<String> {
        let shown = self.providers.iter().filter(|p| self.has_badge(p));
        shown
            .filter_map(|p| {
                let listed = p.listed.as_ref()?;
                let version = &p.versions[listed.version];
                self.truth
                    .missing(&p.org, version, listed.confirmed_at, self.now)
                    .map(|why| format!("{}: {why}", p.org))
            })
            .next()
    }

    /// Whether some badge is shown, and whether one stands on an override.
    pub fn shown(&self) -> (bool, bool) {
        let shown: Vec<&Listed> =
            self.providers.iter().filter(|p| self.has_badge(p)).filter_map(|p| p.listed.as_ref()).collect();
        let stands = |c: &Check| c.evidence.contains_key("cleared_rows") || c.evidence.contains_key("overridden");
        (!shown.is_empty(), shown.iter().any(|l| l.checks.iter().any(stands)))
    }

    /// What did not pass of what the first provider sent last.
    pub fn open_checks(&self) -> Vec<String> {
        let rows = self.sent(0).and_then(|v| v.made.as_ref()).map(|made| &made.run.rows).into_iter().flatten();
        let open = rows.map(|r| &r.check).filter(|c| c.outcome != Outcome::Pass);
        open.map(|c| format!("{} {} {}: {}", c.code, c.subject, c.outcome, c.detail)).collect()
    }

    fn has_badge(&self, provider: &Provider) -> bool {
        provider.listed.as_ref().is_some_and(|listed| {
            let freshness = Freshness::of(Some(listed.confirmed_at), listed.confirmed_at, self.now);
            let badge = Badge::of(&listed.checks, freshness, Some(listed.confirmed_at), self.now);
            badge.shown && !listed.is_hidden
        })
    }

    /// Lets it happen.
    pub fn live(&mut self, act: Act) {
        match act {
            Act::Edit(org, edit) => apply(&mut self.providers[org].draft, edit),
            Act::Send(org) => self.send(org),
            Act::Board { org, license, result } => {
                let lookups = self.boards(org, result);
                if let Some(lookup) = lookups.into_iter().nth(license) {
                    self.record(org, vec![lookup]);
                }
            }
            Act::Identity { org, result } => self.record(org, vec![lookup_of("provider".into(), result, self.now)]),
            Act::Supervisor { org, person, result } => {
                self.record(org, vec![lookup_of(format!("clinicians/{person}/supervisor"), result, self.now)]);
            }
            Act::LookUpAll(org) => self.look_up_all(org),
            Act::Clear { org, which, staff, days } => {
                if self.clear(org, which, staff, days) {
                    self.check(org);
                }
            }
            Act::Follow { org, which, staff, act } => {
                if self.follow(org, which, staff, act) {
                    self.check(org);
                }
            }
            Act::Settle(org) => {
                let cleared = (0..self.questions(org).len()).filter(|which| self.clear(org, *which, 0, 300)).count();
                let begun = self.providers[org].acts.overrides.len();
                let confirm = |which: &usize| self.follow(org, *which, 1, OverrideAct::Confirmed);
                if cleared + (0..begun).filter(confirm).count() > 0 {
                    self.check(org);
                }
            }
            Act::Approve(org) => self.approve(org),
            Act::Confirm(org) => {
                let now = self.now;
                if let Some(listed) = &mut self.providers[org].listed {
                    listed.confirmed_at = now;
                }
            }
            Act::Load { rows, changed, age, complete } => {
                let edition = |i: usize| changed >> i & 1;
                self.lists.rows = (0..ROWS.len()).filter(|i| rows >> i & 1 == 1).map(|i| (i, edition(i))).collect();
                self.lists.dated = self.now.date_naive() - Duration::days(age);
                self.lists.registry_dated = self.lists.dated;
                (self.lists.complete, self.lists.loaded_at) = (complete, self.now);
                self.sources = sources(&self.lists);
            }
            Act::Registry { deactivated, missing, renamed, to } => {
                let of = |mask: u8| (0..PEOPLE.len()).filter(|k| mask >> k & 1 == 1).collect::<Vec<_>>();
                self.lists.renamed = of(renamed).into_iter().map(|k| (k, to)).collect();
                // Of somebody whom it does not have, the registry cannot say that the number was deactivated.
                (self.lists.deactivated, self.lists.missing) = (of(deactivated & !missing), of(missing));
                (self.lists.registry_dated, self.lists.loaded_at) = (self.now.date_naive(), self.now);
                self.sources = sources(&self.lists);
            }
            Act::Screen(org) => self.screen(org),
            Act::Check(org) => self.check(org),
            Act::Hours(hours) => self.now += Duration::hours(hours),
        }
    }

    fn send(&mut self, org: usize) {
        let provider = &mut self.providers[org];
        let dossier: Dossier = serde_json::from_value(provider.draft.clone()).expect("the model's dossiers are such");
        let id = format!("{}-{}", provider.org, provider.versions.len());
        let value = serde_json::to_value(&dossier).expect("JSON");
        let open = OpenDossier { id, organization_id: provider.org.clone(), version: 1, dossier, value };
        provider.versions.push(Version { open, made: None });
        self.check(org);
    }

    /// As `verify::run` has it: what was sent last, and the listing where that shows another version.
    fn check(&mut self, org: usize) {
        let Some(last) = self.providers[org].versions.len().checked_sub(1) else { return };
        self.examine(org, last, true);
        if self.providers[org].listed.as_ref().is_some_and(|l| l.version != last) {
            self.screen(org);
        }
    }

    /// As `verify::screen` has it.
    fn screen(&mut self, org: usize) {
        if let Some(version) = self.providers[org].listed.as_ref().map(|l| l.version) {
            self.examine(org, version, false);
        }
    }

    fn examine(&mut self, org: usize, version: usize, always: bool) {
        let rules = Rules::builtin();
        let provider = &mut self.providers[org];
        let at = &mut provider.versions[version];
        let verify::Examined { findings, hashes } =
            verify::examine(rules, &self.keys, &at.open, &provider.acts, &self.sources, &[], self.now);
        let report = crate::verify::report(&findings, &self.sources, self.now);
        let found: Vec<NewEvidence> = findings.iter().zip(hashes).map(|(f, hash)| evidence(f, hash)).collect();
        let in_force = at.made.as_ref().map(|made| &made.run);
        let kept = always || verify::news::is_news(in_force, &found, &report.sources, rules.version(), self.now);
        if kept {
            let number = in_force.map_or(1, |run| run.number + 1);
            let row = |(i, e): (usize, NewEvidence)| EvidenceRow {
                id: i.to_string(),
                check: e.check,
                looked_at: e.looked_at,
                value_hash: e.value_hash,
                sealed_rows: None,
            };
            let rows = found.into_iter().enumerate().map(row).collect();
            let (id, rules_version) = (number.to_string(), rules.version().to_string());
            let run = Run { id, number, as_of: self.now, sources: report.sources, rules_version, rows };
            let hits = findings.iter().map(|f| f.hits.iter().map(review::KeptHit::from).collect()).collect();
            at.made = Some(Made { run, hits, lists: self.lists.clone() });
        }
        let is_listed = provider.listed.as_ref().is_some_and(|l| l.version == version);
        // A final finding hides; what is said of a run that was not kept was said by the one in force.
        if let Some(listed) = provider.listed.as_mut().filter(|_| is_listed && kept) {
            listed.is_hidden |= report.checks.iter().any(Check::is_final);
        }
        if kept && is_listed {
            self.index(org);
        }
    }

    /// What the index selects of the run in force, each check held against the values shown.
    fn index(&mut self, org: usize) {
        let Provider { versions, listed, .. } = &mut self.providers[org];
        if let Some(listed) = listed {
            let version = &versions[listed.version];
            let run = version.made.as_ref().map(|made| made.run.clone());
            listed.checks = index::in_force(&self.keys, &version.open, run);
        }
    }

    fn sent(&self, org: usize) -> Option<&Version> {
        self.providers[org].versions.last()
    }

    fn boards(&self, org: usize, result: LookupResult) -> Vec<RecordedLookup> {
        let people = self.sent(org).and_then(|v| v.open.value["clinicians"].as_array().cloned()).unwrap_or_default();
        let board = |i: usize| RecordedLookup {
            kind: LookupKind::BoardStatus,
            credential: Some(format!("/clinicians/{i}/credentials/0")),
            ..lookup_of(format!("clinicians/{i}"), result, self.now)
        };
        (0..people.len()).map(board).collect()
    }

    fn record(&mut self, org: usize, lookups: Vec<RecordedLookup>) {
        let Some(open) = self.sent(org).map(|v| v.open.clone()) else { return };
        let before = self.providers[org].acts.lookups.len();
        for lookup in lookups {
            let at = verify::look_ups::subject_pointer(&lookup.subject);
            if open.value.pointer(&at).is_none_or(Value::is_null) {
                continue;
            }
            let value_hash = verify::look_ups::lookup_hash(&self.keys, &open.value, &lookup);
            self.truth.looked_up(&open, &lookup);
            self.providers[org].acts.lookups.push(LookupRow { lookup, value_hash });
        }
        if self.providers[org].acts.lookups.len() > before {
            self.check(org);
        }
    }

    fn look_up_all(&mut self, org: usize) {
        let mut lookups = self.boards(org, LookupResult::Active);
        let people = lookups.len();
        lookups.push(lookup_of("provider".into(), LookupResult::Confirmed, self.now));
        let supervised = (0..people).map(|i| format!("clinicians/{i}/supervisor"));
        lookups.extend(supervised.map(|subject| lookup_of(subject, LookupResult::Confirmed, self.now)));
        self.record(org, lookups);
        let Some(version) = self.sent(org).cloned() else { return };
        let rows = version.made.iter().flat_map(|made| &made.run.rows);
        let asked = |r: &&EvidenceRow| {
            r.check.outcome == Outcome::Review && verify::is_answerable(Rules::builtin(), &r.check.code)
        };
        let answers: Vec<Answer> = rows.filter(asked).map(|r| self.answer_to(&version.open, r)).collect();
        if answers.is_empty() {
            return;
        }
        for answer in answers {
            self.truth.answered(&version, &answer.code, &answer.subject);
            self.providers[org].acts.answers.push(answer);
        }
        self.check(org);
    }

    fn answer_to(&self, open: &OpenDossier, row: &EvidenceRow) -> Answer {
        Answer {
            id: String::new(),
            dossier_id: open.id.clone(),
            code: row.check.code.clone(),
            subject: row.check.subject.clone(),
            value_hash: row.value_hash.clone(),
            reason: "asked".into(),
            staff_id: "staff-0".into(),
            answered_by: "staff-0".into(),
            answered_at: self.now.naive_utc(),
            found_hash: overrides::found_hash(&row.check),
        }
    }

    /// Everything that could be overridden now, as the review page has it.
    fn questions(&self, org: usize) -> Vec<(Matter, People, String, What)> {
        let Some(Version { open, made: Some(made) }) = self.sent(org) else { return Vec::new() };
        let rules = Rules::builtin();
        let mut all = Vec::new();
        for (row, hits) in made.run.rows.iter().zip(&made.hits) {
            let Some(about) = overrides::about_hash(rules, &self.keys, open, &row.check, &row.looked_at) else {
                continue;
            };
            if row.check.is_final() {
                continue;
            }
            let subject = &row.check.subject;
            if let Some(matter) = overrides::failure_matter(rules, &row.check, &about) {
                all.push((matter, People::Two, subject.clone(), What::Failure(row.check.code.clone())));
            }
            for hit in hits {
                if let Some(people) = people_to_clear(hit.tier, hit.waived) {
                    let matter = overrides::row_matter(&row.check, &about, &hit.row_hash);
                    let known = |(i, edition): &&(usize, u8)| row_key(*i, *edition) == hit.row_hash;
                    let row = *made.lists.rows.iter().find(known).expect("a row of the list");
                    all.push((matter, people, subject.clone(), What::Row(row)));
                }
            }
        }
        all
    }

    /// Answers whether anything was done.
    fn clear(&mut self, org: usize, which: usize, staff: usize, days: u64) -> bool {
        let questions = self.questions(org);
        let Some((matter, people, subject, what)) = questions.get(which % questions.len().max(1)).cloned() else {
            return false;
        };
        let known = &self.providers[org].acts.overrides;
        let waits = known.iter().any(|o| o.matter == matter && o.standing(self.now) == Standing::Waiting);
        if waits || Memory::new(known, self.now).covers(&matter, people).is_some() {
            return false;
        }
        let act = if people == People::One { OverrideAct::Cleared } else { OverrideAct::Proposed };
        let expires_on = self.now.date_naive() + Days::new(days);
        let version = self.providers[org].versions.last().expect("sent");
        self.truth.clearings.push(Clearing::begun(version, &subject, what, expires_on, (act, staff)));
        let begun = Override {
            id: self.truth.clearings.len().to_string(),
            matter,
            subject,
            tier: None,
            expires_on,
            acts: vec![act_of(act, staff, self.now)],
        };
        self.providers[org].acts.overrides.push(begun);
        true
    }

    /// Answers whether anything was done.
    fn follow(&mut self, org: usize, which: usize, staff: usize, act: OverrideAct) -> bool {
        let questions = self.questions(org);
        let known = &mut self.providers[org].acts.overrides;
        let count = known.len().max(1);
        let Some(so_far) = known.get_mut(which % count) else { return false };
        let gone = !questions.iter().any(|(matter, ..)| *matter == so_far.matter);
        if so_far.may(act, &format!("staff-{staff}"), self.now).is_err() || act == OverrideAct::Confirmed && gone {
            return false;
        }
        let at = so_far.acts.last().map_or(self.now, |last| last.at.max(self.now));
        so_far.acts.push(act_of(act, staff, at));
        let id: usize = so_far.id.parse().expect("a number");
        self.truth.clearings[id - 1].acts.push((act, staff));
        true
    }

    fn approve(&mut self, org: usize) {
        let provider = &mut self.providers[org];
        let Some(last) = provider.versions.len().checked_sub(1) else { return };
        let Some(made) = &provider.versions[last].made else { return };
        let is_public = provider.listed.as_ref().is_some_and(|l| l.version == last);
        if is_public || review::stands_in_the_way(&made.run, self.now).is_err() {
            return;
        }
        let confirmed_at = self.now;
        provider.listed = Some(Listed { version: last, is_hidden: false, confirmed_at, checks: Vec::new() });
        self.index(org);
    }
}

fn act_of(act: OverrideAct, staff: usize, at: DateTime<Utc>) -> memory::Act {
    let who = format!("staff-{staff}");
    memory::Act { act, staff_id: who.clone(), by: who, reason: "compared".into(), at }
}

fn lookup_of(subject: String, result: LookupResult, at: DateTime<Utc>) -> RecordedLookup {
    RecordedLookup {
        kind: LookupKind::IdentityControl,
        subject,
        credential: None,
        result,
        place: "an official record".into(),
        expires_on: None,
        looked_by: "staff-0".into(),
        looked_at: at,
    }
}

fn evidence(finding: &Finding, value_hash: String) -> NewEvidence {
    NewEvidence { value_hash, check: finding.check.clone(), looked_at: finding.looked_at.clone(), sealed_rows: None }
}
