//! What is true of people, licenses and rows, kept by who and what they are and never by a place in a dossier: nothing
//! here asks the program.

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde_json::{Value, json};

use crate::domain::lookup::{LookupKind, LookupResult, RecordedLookup};
use crate::domain::overrides::OverrideAct;
use crate::pipeline::dossier::OpenDossier;

use super::lists::{Lists, PEOPLE, ROWS, npi};
use super::world::Version;

/// What a clearing is about.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// A row of the list, in an edition.
    Row((usize, u8)),
    /// A failed check.
    Failure(String),
}

/// A clearing, by whom it is about.
#[derive(Debug, Clone)]
pub struct Clearing {
    org: String,
    who: String,
    what: What,
    until: NaiveDate,
    pub acts: Vec<(OverrideAct, usize)>,
}

impl Clearing {
    pub fn begun(version: &Version, subject: &str, what: What, until: NaiveDate, act: (OverrideAct, usize)) -> Self {
        let open = &version.open;
        let one = at(&open.value, subject);
        let who = match &what {
            What::Row(_) => identity(one),
            What::Failure(code) => failing(code, one, lists_of(version)),
        };
        Clearing { org: open.organization_id.clone(), who, what, until, acts: vec![act] }
    }

    /// How many different people stand behind it on this day.
    fn people(&self, today: NaiveDate) -> usize {
        use OverrideAct::{Cleared, Confirmed, Proposed};
        match self.acts.as_slice() {
            _ if today > self.until => 0,
            [(Cleared, _)] => 1,
            [(Proposed, a), (Confirmed, b)] if a != b => 2,
            _ => 0,
        }
    }
}

/// What people saw, and of what exactly.
#[derive(Debug, Default)]
pub struct Truth {
    /// Organization, person and license, what was seen, when.
    pub boards: Vec<(String, String, LookupResult, DateTime<Utc>)>,
    /// Organization, who confirmed what, what they answered, when.
    pub identities: Vec<(String, String, LookupResult, DateTime<Utc>)>,
    pub clearings: Vec<Clearing>,
    /// Organization, code, what the question was about.
    answers: Vec<(String, String, String)>,
}

fn text(of: &Value, fields: &[&str]) -> String {
    let said = fields.iter().map(|f| of.get(*f).filter(|v| **v != json!([])).cloned().unwrap_or(Value::Null));
    Value::from(said.collect::<Vec<_>>()).to_string()
}

fn at<'a>(dossier: &'a Value, subject: &str) -> &'a Value {
    let list = if subject.starts_with("owners") { "/provider/" } else { "/" };
    dossier.pointer(&format!("{list}{subject}")).expect("the subject is there")
}

/// Who somebody is.
fn identity(one: &Value) -> String {
    text(
        one,
        &[
            "npi",
            "organization_npi",
            "first_name",
            "middle_name",
            "last_name",
            "former_last_names",
            "date_of_birth",
            "name",
            "legal_name",
            "dba_names",
        ],
    )
}

/// What a failure is about: the number, and for a name the name and what the registry has instead.
fn failing(code: &str, one: &Value, lists: &Lists) -> String {
    match code {
        "npi.registered" => text(one, &["npi", "organization_npi"]),
        _ => named_against(one, lists),
    }
}

fn named_against(one: &Value, lists: &Lists) -> String {
    let registered = (0..PEOPLE.len()).find(|k| one["npi"] == npi(*k)).map(|k| lists.surname(k));
    json!([named(one), registered]).to_string()
}

/// What was asked when a version was checked last.
fn lists_of(version: &Version) -> &Lists {
    &version.made.as_ref().expect("checked").lists
}

fn named(one: &Value) -> String {
    text(one, &["npi", "first_name", "last_name", "former_last_names", "organization_npi", "name", "legal_name"])
}

fn licensed(person: &Value) -> String {
    let who = text(person, &["first_name", "last_name", "npi", "profession"]);
    json!([who, text(&person["credentials"][0], &["number", "state", "expires_on"])]).to_string()
}

/// What a board acts against, however the rest of the license is written.
fn numbered(person: &Value) -> String {
    json!([person["npi"], text(&person["credentials"][0], &["number", "state"])]).to_string()
}

fn provider_of(dossier: &Value) -> String {
    let npis: Vec<&Value> = dossier["clinicians"].as_array().into_iter().flatten().map(|c| &c["npi"]).collect();
    json!([text(&dossier["provider"], &["name", "legal_name", "organization_npi", "email"]), npis]).to_string()
}

fn supervised(person: &Value) -> String {
    format!("supervised {}", text(person, &["npi", "supervisor_npi"]))
}

impl Truth {
    /// Remembers a look-up by what it was of.
    pub fn looked_up(&mut self, open: &OpenDossier, lookup: &RecordedLookup) {
        let org = open.organization_id.clone();
        if lookup.kind == LookupKind::BoardStatus {
            let person = at(&open.value, &lookup.subject);
            let acted =
                matches!(lookup.result, LookupResult::Restricted | LookupResult::Suspended | LookupResult::Revoked);
            let key = if acted { numbered(person) } else { licensed(person) };
            self.boards.push((org, key, lookup.result, lookup.looked_at));
        } else {
            let key = match lookup.subject.strip_suffix("/supervisor") {
                Some(person) => supervised(at(&open.value, person)),
                None => provider_of(&open.value),
            };
            self.identities.push((org, key, lookup.result, lookup.looked_at));
        }
    }

    /// Remembers an answer by what it was about.
    pub fn answered(&mut self, version: &Version, code: &str, subject: &str) {
        let about = asked(code, at(&version.open.value, subject), lists_of(version));
        self.answers.push((version.open.organization_id.clone(), code.into(), about));
    }

    fn was_answered(&self, org: &str, code: &str, one: &Value, lists: &Lists) -> bool {
        self.answers.iter().any(|(o, c, about)| o == org && c == code && *about == asked(code, one, lists))
    }

    fn cleared(&self, org: &str, who: &str, what: &What, needed: usize, today: NaiveDate) -> bool {
        self.clearings.iter().any(|c| c.org == org && c.who == who && c.what == *what && c.people(today) >= needed)
    }

    fn confirmed(&self, org: &str, key: &str) -> bool {
        latest(&self.identities, org, &[key.into()]).is_some_and(|(result, _)| result == LookupResult::Confirmed)
    }

    /// What a badge over this version lacks now.
    pub fn missing(
        &self,
        org: &str,
        version: &Version,
        confirmed_at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Option<String> {
        let (value, today) = (&version.open.value, now.date_naive());
        let Some(made) = &version.made else { return Some("no check was made of this version".into()) };
        let lists = &made.lists;
        if (now - confirmed_at).num_days() > 90 {
            return Some("the details were not confirmed for a quarter".into());
        }
        if !lists.complete || today > lists.dated + Days::new(35) || today > lists.registry_dated + Days::new(35) {
            return Some("the lists that were asked clear nobody today".into());
        }
        if !self.confirmed(org, &provider_of(value)) {
            return Some("nobody confirmed who this provider is".into());
        }
        let cure = value["provider"]["description"] == "We cure depression.";
        if cure && !self.was_answered(org, "claims.cure", &value["provider"], lists) {
            return Some("nobody read the promise".into());
        }
        let people = value["clinicians"].as_array().into_iter().flatten();
        let owners = value["provider"]["owners"].as_array().into_iter().flatten();
        let of_people = people.clone().find_map(|person| self.person_lacks(org, person, lists, today));
        let everyone = people.chain(owners).chain(std::iter::once(&value["provider"]));
        of_people.or_else(|| everyone.into_iter().find_map(|one| self.uncleared(org, one, lists, today)))
    }

    fn person_lacks(&self, org: &str, person: &Value, lists: &Lists, today: NaiveDate) -> Option<String> {
        let who = &person["npi"];
        let seen = latest(&self.boards, org, &[licensed(person), numbered(person)])
            .is_some_and(|(result, at)| result == LookupResult::Active && today <= at.date_naive() + Days::new(180));
        if !seen {
            return Some(format!("the license of {who} was not seen active, or too long ago, or since seen otherwise"));
        }
        let expires: NaiveDate = person["credentials"][0]["expires_on"].as_str()?.parse().ok()?;
        if today > expires {
            return Some(format!("the license of {who} ran out"));
        }
        let k = (0..PEOPLE.len()).find(|k| *who == npi(*k));
        let k = k.expect("an NPI of the pool");
        if lists.deactivated.contains(&k) {
            return Some(format!("{who} is deactivated"));
        }
        let stands =
            |code: &str| self.cleared(org, &failing(code, person, lists), &What::Failure(code.into()), 2, today);
        if lists.missing.contains(&k) && !stands("npi.registered") {
            return Some(format!("{who} is not in the registry"));
        }
        let (first, last) = (PEOPLE[k].0, lists.surname(k));
        let is_own = person["first_name"] == first && person["last_name"] == last;
        let read = self.was_answered(org, "npi.name", person, lists) || stands("npi.name");
        if !is_own && !lists.missing.contains(&k) && !read {
            return Some(format!("{who} is somebody else's"));
        }
        let supervisor = person.get("supervisor_npi").filter(|_| person["profession"] == "associate")?;
        let on_list = lists.rows.iter().any(|(i, _)| ROWS[*i].3.is_some_and(|s| *supervisor == npi(s)));
        let gone = (0..PEOPLE.len())
            .any(|s| *supervisor == npi(s) && (lists.deactivated.contains(&s) || lists.missing.contains(&s)));
        (on_list || gone || !self.confirmed(org, &supervised(person)))
            .then(|| format!("the supervisor of {who} is not confirmed, not active or excluded"))
    }

    /// A row of the list that stands against somebody and that nobody cleared for them.
    fn uncleared(&self, org: &str, one: &Value, lists: &Lists, today: NaiveDate) -> Option<String> {
        lists.rows.iter().find_map(|row| {
            let needed = people_needed(one, row.0)?;
            let is_cleared = needed < 3 && self.cleared(org, &identity(one), &What::Row(*row), needed, today);
            (!is_cleared).then(|| format!("row {row:?} stands against {}", identity(one)))
        })
    }
}

/// What was seen last by the day of looking; of one moment, what was recorded last.
fn latest(
    of: &[(String, String, LookupResult, DateTime<Utc>)],
    org: &str,
    keys: &[String],
) -> Option<(LookupResult, DateTime<Utc>)> {
    let own = of.iter().filter(|(o, k, ..)| o == org && keys.contains(k));
    own.max_by_key(|(.., at)| *at).map(|(_, _, result, at)| (*result, *at))
}

fn asked(code: &str, one: &Value, lists: &Lists) -> String {
    if code == "npi.name" { named_against(one, lists) } else { text(one, &["description"]) }
}

/// How many people it takes to clear this row for somebody; 3 for nobody can, none where the row is about another.
fn people_needed(one: &Value, row: usize) -> Option<usize> {
    let (first, last, born, whose) = ROWS[row];
    if first.is_empty() {
        return (one.get("name").is_some_and(|n| n == last)).then_some(2);
    }
    if whose.is_some_and(|k| one.get("npi").is_some_and(|n| *n == npi(k))) {
        return Some(3);
    }
    let is = |field: &str, name: &str| one.get(field).and_then(Value::as_str).is_some_and(|v| v.to_uppercase() == name);
    let former = one.get("former_last_names").and_then(Value::as_array);
    let once = former.is_some_and(|all| all.iter().any(|v| v.as_str().is_some_and(|v| v.to_uppercase() == last)));
    if !is("first_name", first) || !(is("last_name", last) || once) {
        return None;
    }
    match one.get("date_of_birth").and_then(Value::as_str) {
        Some(own) if own == born => Some(2),
        // Where either side has no birth date the names alone are a question, unless the row has another's NPI.
        _ if whose.is_some() => None,
        Some(_) if !born.is_empty() => None,
        _ => Some(1),
    }
}
