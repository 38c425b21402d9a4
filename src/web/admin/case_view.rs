//! A submission as the review page shows it: each part of the dossier beside the checks on it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::domain::check::Outcome;
use crate::domain::draft::place_name;
use crate::domain::lookup::{LookupKind, RecordedLookup};
use crate::domain::overrides::Standing;
use crate::domain::private;
use crate::pipeline::review::{Asked, Case, Judged, Said};
use crate::rules::{Boards, Confidence};

use super::asked_view::{self, AskedView};
use super::words::{self, Names};

/// One part: the provider, a person, a place, an owner.
#[derive(Debug, Serialize)]
pub struct Section {
    /// Anchor.
    id: String,
    title: String,
    facts: Vec<Fact>,
    credentials: Vec<CredentialView>,
    /// Credentials that nobody has to look at; folded away under their names.
    at_rest: Vec<CredentialView>,
    /// Checks that did not pass, what is gravest first.
    open: Vec<CheckView>,
    /// Checks that pass because people said so: never folded away.
    settled: Vec<CheckView>,
    passed: Vec<CheckView>,
    /// A place or an owner whose checks passed all by themselves: what the dossier says is folded away.
    is_folded: bool,
    /// Identity control is recorded here: the provider alone.
    is_provider: bool,
    lookups: Vec<LookupView>,
    supervisor: Option<SupervisorView>,
}

/// The supervisor that a clinician names.
#[derive(Debug, Serialize)]
struct SupervisorView {
    /// Names them in forms, such as `clinicians/0/supervisor`.
    subject: String,
    npi: String,
    lookups: Vec<LookupView>,
}

/// One value.
#[derive(Debug, Serialize)]
struct Fact {
    name: String,
    value: String,
    is_private: bool,
}

/// One credential, with the look-ups that were made of it.
#[derive(Debug, Serialize)]
struct CredentialView {
    title: String,
    /// Where it stands in the dossier; names it in forms.
    pointer: String,
    subject: String,
    is_license: bool,
    facts: Vec<Fact>,
    lookups: Vec<LookupView>,
    /// Where a license is looked up; none for other credentials.
    boards: Vec<BoardView>,
}

/// A board's look-up.
#[derive(Debug, Serialize)]
struct BoardView {
    name: String,
    url: String,
    is_confirmed: bool,
}

/// A look-up that somebody recorded.
#[derive(Debug, Serialize)]
struct LookupView {
    result: String,
    place: String,
    by: String,
    at: DateTime<Utc>,
    expires_on: Option<String>,
}

/// One check.
#[derive(Debug, Serialize)]
pub struct CheckView {
    id: String,
    code: String,
    subject: String,
    word: &'static str,
    emphasis: &'static str,
    is_blocking: bool,
    detail: String,
    source: String,
    checked_at: DateTime<Utc>,
    age: String,
    /// Of the values that it looked at, shortened.
    hash: String,
    valid_until: Option<DateTime<Utc>>,
    compared: Vec<String>,
    notes: Vec<Fact>,
    question: String,
    is_question: bool,
    has_list_rows: bool,
    answer: Option<AnswerView>,
    asked: Vec<AskedView>,
}

/// Why a question is no cause for concern.
#[derive(Debug, Serialize)]
struct AnswerView {
    by: String,
    at: DateTime<Utc>,
    text: String,
}

impl From<Said> for AnswerView {
    fn from(said: Said) -> Self {
        AnswerView { by: said.by, at: said.at, text: said.text }
    }
}

/// The parts of a dossier in the order of a report. Private values are left out unless `shows_private`.
/// `viewer` is the staff id of who looks: a proposal is another person's to confirm.
pub fn sections(
    case: &Case,
    boards: &Boards,
    names: Names<'_>,
    shows_private: bool,
    viewer: &str,
    now: DateTime<Utc>,
) -> Vec<Section> {
    let private = private::pointers(&case.open.value).into_iter().collect();
    let reader = Reader { case, boards, names, private, shows_private, viewer, now };
    let dossier = &case.open.dossier;
    let mut all = vec![reader.section("provider", "/provider", format!("Provider: {}", dossier.provider.name))];
    for (i, c) in dossier.clinicians.iter().enumerate() {
        let title = format!("{} {}, {}", c.first_name, c.last_name, c.profession.as_str().to_uppercase());
        all.push(reader.section(&format!("clinicians/{i}"), &format!("/clinicians/{i}"), title));
    }
    for (i, l) in dossier.locations.iter().enumerate() {
        let name = l.name.clone().or_else(|| l.city.clone()).unwrap_or_else(|| l.key.clone());
        all.push(reader.section(&format!("locations/{i}"), &format!("/locations/{i}"), format!("Place: {name}")));
    }
    for (i, o) in dossier.provider.owners.iter().enumerate() {
        let title = format!("Owner: {} {}", o.first_name, o.last_name);
        all.push(reader.section(&format!("owners/{i}"), &format!("/provider/owners/{i}"), title));
    }
    tell_apart(&mut all);
    all
}

/// Parts of one name are numbered: a title names a landmark, and two landmarks of one name are none.
fn tell_apart(sections: &mut [Section]) {
    let mut of_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (i, section) in sections.iter().enumerate() {
        of_name.entry(section.title.clone()).or_default().push(i);
    }
    for same in of_name.values().filter(|same| same.len() > 1) {
        for (n, i) in same.iter().enumerate() {
            sections[*i].title.push_str(&format!(" ({} of {})", n + 1, same.len()));
        }
    }
}

/// A check that stands in the way of an approval.
#[derive(Debug, Serialize)]
pub struct InTheWay {
    /// `code (subject)`.
    what: String,
    /// The part of the page that it is about.
    anchor: String,
    /// That part's title.
    title: Option<String>,
    /// The check's own sentence, where several of one name stand in the way of one part.
    detail: Option<String>,
    /// Somebody proposed to let it stand, and another person has to agree.
    waits_for_second: bool,
}

/// What stands in the way of an approval, in the words of the page.
pub fn in_the_way(case: &Case, sections: &[Section]) -> Vec<InTheWay> {
    let one = |(at, what): (usize, &String)| {
        let (code, subject) = what.split_once(" (").map_or(("", "checks"), |(c, s)| (c, s.trim_end_matches(')')));
        let anchor = subject.replace('/', "-");
        let of_it = case.checks.iter().filter(|c| c.check.code == code && c.check.subject == subject);
        let is_one_of_several = case.blocked.iter().filter(|other| *other == what).count() > 1;
        let nth = case.blocked.iter().take(at).filter(|other| *other == what).count();
        let own = of_it.clone().filter(|c| c.outcome != Outcome::Pass).nth(nth).filter(|_| is_one_of_several);
        let mut overrides = of_it.flat_map(|c| &c.asked).flat_map(|asked| &asked.overrides);
        InTheWay {
            what: what.clone(),
            detail: own.map(|c| c.check.detail.clone()),
            title: sections.iter().find(|s| s.id == anchor).map(|s| s.title.clone()),
            waits_for_second: overrides.any(|(_, standing)| *standing == Standing::Waiting),
            anchor,
        }
    };
    case.blocked.iter().enumerate().map(one).collect()
}

struct Reader<'a> {
    case: &'a Case,
    boards: &'a Boards,
    names: Names<'a>,
    private: BTreeSet<String>,
    shows_private: bool,
    viewer: &'a str,
    now: DateTime<Utc>,
}

impl Reader<'_> {
    fn section(&self, subject: &str, at: &str, title: String) -> Section {
        let empty = Map::new();
        let fields = self.case.open.value.pointer(at).and_then(Value::as_object).unwrap_or(&empty);
        let is_provider = subject == "provider";
        let own = self.case.checks.iter().filter(|c| c.check.subject == subject);
        let (passed, mut open): (Vec<&Judged>, Vec<_>) = own.partition(|c| c.outcome == Outcome::Pass);
        let (settled, passed): (Vec<&Judged>, Vec<_>) = passed.into_iter().partition(|c| is_settled_by_people(c));
        open.sort_by_key(|c| gravity(c.outcome));
        let is_place_or_owner = !is_provider && !subject.starts_with("clinicians/");
        let is_folded = is_place_or_owner && open.is_empty() && settled.is_empty() && !passed.is_empty();
        let credentials = self.credentials(fields, subject, at).into_iter();
        let (at_rest, credentials): (Vec<_>, Vec<_>) = credentials.partition(|c| self.is_at_rest(c));
        let views = |of: Vec<&Judged>| of.into_iter().map(|c| check(c, self.names, self.viewer, self.now)).collect();
        Section {
            id: subject.replace('/', "-"),
            title,
            facts: self.facts(fields, at, &["credentials", "owners", "key"]),
            credentials,
            at_rest,
            open: views(open),
            settled: views(settled),
            passed: views(passed),
            is_folded,
            lookups: if is_provider { self.lookups(LookupKind::IdentityControl, subject, None) } else { Vec::new() },
            is_provider,
            supervisor: self.supervisor(fields, subject),
        }
    }

    /// Not a license, and whatever checks looked at it passed by themselves. What no check looked at stays in sight.
    fn is_at_rest(&self, credential: &CredentialView) -> bool {
        let inside = format!("{}/", credential.pointer);
        let is_about = |at: &String| *at == credential.pointer || at.starts_with(&inside);
        let mut checks = self.case.checks.iter().filter(|c| c.looked_at.iter().any(is_about)).peekable();
        let is_checked = checks.peek().is_some();
        let has_passed = |c: &Judged| c.outcome == Outcome::Pass && !is_settled_by_people(c);
        !credential.is_license && credential.lookups.is_empty() && is_checked && checks.all(has_passed)
    }

    fn supervisor(&self, fields: &Map<String, Value>, subject: &str) -> Option<SupervisorView> {
        let npi = fields.get("supervisor_npi").and_then(Value::as_str).map(str::trim).filter(|n| !n.is_empty())?;
        let subject = format!("{subject}/supervisor");
        let lookups = self.lookups(LookupKind::IdentityControl, &subject, None);
        Some(SupervisorView { subject, npi: npi.to_string(), lookups })
    }

    fn facts(&self, fields: &Map<String, Value>, at: &str, without: &[&str]) -> Vec<Fact> {
        let shown = fields.iter().filter(|(name, value)| !without.contains(&name.as_str()) && !value.is_null());
        shown
            .map(|(name, value)| {
                let is_private = self.private.contains(&format!("{at}/{name}"));
                let hidden = is_private && !self.shows_private;
                let value = match name.as_str() {
                    _ if hidden => "not shown to your role".to_string(),
                    "locations" => self.places(value),
                    _ => words::said(self.names, name, value),
                };
                Fact { name: words::field(name), value, is_private }
            })
            .collect()
    }

    /// Where somebody works, by the names of the places in place of their keys.
    fn places(&self, keys: &Value) -> String {
        let named = |key: &str| {
            let all = self.case.open.value["locations"].as_array()?.iter();
            let place = all.filter_map(Value::as_object).find(|place| place.get("key").is_some_and(|k| k == key))?;
            place_name(place).map(str::to_string)
        };
        let keys = keys.as_array().into_iter().flatten().filter_map(Value::as_str);
        keys.map(|key| named(key).unwrap_or_else(|| key.to_string())).collect::<Vec<_>>().join(", ")
    }

    fn credentials(&self, fields: &Map<String, Value>, subject: &str, at: &str) -> Vec<CredentialView> {
        let list = fields.get("credentials").and_then(Value::as_array);
        let each = list.into_iter().flatten().enumerate().filter_map(|(i, c)| Some((i, c.as_object()?)));
        each.map(|(i, credential)| {
            let pointer = format!("{at}/credentials/{i}");
            let text = |name: &str| credential.get(name).and_then(Value::as_str).unwrap_or_default();
            let is_license = text("kind") == "state_license";
            let title = format!("{} {}", words::field(text("kind")), text("state"));
            CredentialView {
                title: title.trim().to_string(),
                facts: self.facts(credential, &pointer, &["kind", "state"]),
                lookups: self.lookups(LookupKind::BoardStatus, subject, Some(&pointer)),
                boards: if is_license { self.boards(subject, text("state")) } else { Vec::new() },
                subject: subject.to_string(),
                is_license,
                pointer,
            }
        })
        .collect()
    }

    /// Where a license of this person and state is looked up.
    fn boards(&self, subject: &str, state: &str) -> Vec<BoardView> {
        let person = subject.strip_prefix("clinicians/").and_then(|i| i.parse::<usize>().ok());
        let Some(person) = person.and_then(|i| self.case.open.dossier.clinicians.get(i)) else { return Vec::new() };
        let found = self.boards.of(&state.trim().to_uppercase(), person.profession).into_iter();
        found
            .map(|b| BoardView {
                name: b.name.clone(),
                url: b.url.clone(),
                is_confirmed: b.confidence == Confidence::Confirmed,
            })
            .collect()
    }

    fn lookups(&self, kind: LookupKind, subject: &str, credential: Option<&str>) -> Vec<LookupView> {
        let fits = |l: &&RecordedLookup| {
            l.kind == kind && l.subject == subject && (credential.is_none() || l.credential.as_deref() == credential)
        };
        let newest_first = self.case.lookups.iter().rev().filter(fits);
        newest_first
            .map(|l| LookupView {
                result: l.result.as_str().replace('_', " "),
                place: l.place.clone(),
                by: l.looked_by.clone(),
                at: l.looked_at,
                expires_on: l.expires_on.map(|d| d.to_string()),
            })
            .collect()
    }
}

/// Whether a pass rests on what people said: an override in force, or an answer.
fn is_settled_by_people(judged: &Judged) -> bool {
    let in_force = |asked: &Asked| asked.overrides.iter().any(|(_, s)| matches!(s, Standing::InForce(..)));
    judged.answer.is_some() || judged.asked.iter().any(in_force)
}

/// What a reviewer looks at first.
fn gravity(outcome: Outcome) -> usize {
    const GRAVEST_FIRST: [Outcome; 5] =
        [Outcome::Fail, Outcome::Review, Outcome::Error, Outcome::Stale, Outcome::NotChecked];
    GRAVEST_FIRST.iter().position(|o| *o == outcome).unwrap_or(GRAVEST_FIRST.len())
}

fn check(judged: &Judged, names: Names<'_>, viewer: &str, now: DateTime<Utc>) -> CheckView {
    let check = &judged.check;
    let (word, emphasis) = words::outcome(judged.outcome);
    let notes = check.evidence.iter().filter(|(_, v)| !v.is_null() && !v.is_object());
    CheckView {
        id: judged.id.clone(),
        code: check.code.clone(),
        subject: check.subject.clone(),
        word,
        emphasis,
        is_blocking: check.blocking,
        detail: check.detail.clone(),
        source: check.source.clone(),
        checked_at: check.checked_at,
        age: words::ago(check.checked_at, now),
        hash: judged.value_hash.chars().take(12).collect(),
        valid_until: check.valid_until,
        compared: judged.looked_at.iter().map(|p| words::pointer(p, &check.subject)).collect(),
        notes: notes
            .map(|(name, v)| Fact {
                name: words::field(name),
                value: words::said(names, name, v).replace('_', " "),
                is_private: false,
            })
            .collect(),
        question: judged.question.clone(),
        is_question: judged.outcome == Outcome::Review && judged.is_answerable,
        has_list_rows: judged.has_list_rows,
        answer: judged.answer.clone().map(AnswerView::from),
        asked: asked_view::asked(judged, names, viewer),
    }
}
