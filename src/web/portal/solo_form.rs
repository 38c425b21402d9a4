//! From a posted form to a dossier, and from a dossier's problems back to the questions they are about.

use std::collections::BTreeMap;

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value, json};

use super::entry;
use super::fields::{Kind, Question, To, questions};
use crate::domain::check::Check;
use crate::domain::credential::CredentialKind;
use crate::domain::dossier_shape::DOSSIER;
use crate::domain::problem::{Place, Problem};
use crate::domain::shape::Problems;
use crate::pipeline::submit::{self, SubmitError};
use crate::rules::Rules;
use crate::verify::entry_faults;
use crate::web::extract::form::Form;

/// A dossier put together from answers, with the question behind each of its values.
#[derive(Debug)]
pub struct Draft {
    /// The dossier as JSON.
    pub value: Value,
    /// JSON pointer, question.
    sources: Vec<(String, &'static Question)>,
}

/// Something to mend: the question, and what is wrong with its answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// The question's name.
    pub question: &'static str,
    /// What is wrong.
    pub wrong: Wrong,
}

/// What is wrong with an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Wrong {
    /// There is none.
    Missing,
    /// There is none, and this is why it is asked for.
    Needed(String),
    /// No date, time or number that can be read: the text key that says how it is written.
    Unreadable(&'static str),
    /// A sentence.
    Because(String),
}

/// One answered part of a credential: its field, the value, and the question.
type Part = (&'static str, Value, &'static Question);

impl Draft {
    /// Puts the answers where they belong. Form machinery (token, honeypot) is no question and is left out.
    pub fn of(form: &Form, now: DateTime<Utc>) -> Draft {
        let mut draft = Draft { value: frame(), sources: Vec::new() };
        let mut credentials: BTreeMap<(&'static str, CredentialKind), Vec<Part>> = BTreeMap::new();
        let mut hours = Vec::new();
        for question in questions() {
            let answers: Vec<&str> = form.all(question.name).collect();
            let Some(value) = entry::value(question.kind, &answers) else { continue };
            match question.to {
                To::At(pointer) => draft.put(pointer.to_string(), value, question),
                To::Credential(kind, part) => {
                    credentials.entry(("/clinicians/0", kind)).or_default().push((part, value, question));
                }
                To::SiteCredential(kind, part) => {
                    credentials.entry(("/locations/0", kind)).or_default().push((part, value, question));
                }
                To::Hours => {
                    draft.sources.push((format!("/locations/0/hours/{}", hours.len()), question));
                    hours.push(value);
                }
            }
        }
        for ((holder, kind), parts) in credentials {
            draft.put_credential(holder, kind, parts);
        }
        if !hours.is_empty() {
            set(&mut draft.value, "/locations/0/hours", Value::Array(hours));
        }
        draft.fill_in(now);
        draft
    }

    fn put(&mut self, pointer: String, value: Value, question: &'static Question) {
        set(&mut self.value, &pointer, value);
        self.sources.push((pointer, question));
    }

    fn put_credential(&mut self, holder: &str, kind: CredentialKind, parts: Vec<Part>) {
        let list = format!("{holder}/credentials");
        let index = self.value.pointer(&list).and_then(Value::as_array).map_or(0, Vec::len);
        let mut credential = Map::from_iter([("kind".to_string(), json!(kind.as_str()))]);
        for (part, value, question) in parts {
            credential.insert(part.to_string(), value);
            self.sources.push((format!("{list}/{index}/{part}"), question));
        }
        match self.value.pointer_mut(&list) {
            Some(Value::Array(items)) => items.push(Value::Object(credential)),
            _ => set(&mut self.value, &list, json!([credential])),
        }
    }

    /// What follows from the answers: the name of the practice, the day of the prices, the moment of signing.
    fn fill_in(&mut self, now: DateTime<Utc>) {
        let said = |value: &Value, pointer: &str| value.pointer(pointer).and_then(Value::as_str).map(str::to_string);
        if said(&self.value, "/provider/name").is_none() {
            let parts = ["first_name", "last_name"].map(|part| said(&self.value, &format!("/clinicians/0/{part}")));
            let name = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
            if !name.is_empty() {
                set(&mut self.value, "/provider/name", json!(name));
            }
        }
        let today = json!(now.date_naive().to_string());
        for (holder, day) in [("/locations/0/price", "as_of"), ("/locations/0/first_opening", "said_on")] {
            if self.value.pointer(holder).is_some() {
                set(&mut self.value, &format!("{holder}/{day}"), today.clone());
            }
        }
        if self.value.pointer("/attestation/name").is_some() {
            set(&mut self.value, "/attestation/at", json!(now.to_rfc3339_opts(SecondsFormat::Secs, true)));
        }
    }

    /// Values that a dossier cannot have, and what it cannot be without.
    fn impossible(&self) -> Vec<Fault> {
        let mut problems = Problems::default();
        DOSSIER.read(&self.value, "", &mut problems);
        problems.structure.iter().chain(&problems.values).map(|problem| self.of_problem(problem)).collect()
    }

    /// Parts that do not fit together, what is missing, and numbers that contradict themselves.
    fn unsound(&self, rules: &Rules, now: DateTime<Utc>) -> Vec<Fault> {
        match submit::read(&self.value) {
            Ok(dossier) => entry_faults(&dossier, rules, now).iter().map(|check| self.of_check(check)).collect(),
            Err(SubmitError::Malformed(problems) | SubmitError::Unacceptable(problems)) => {
                problems.iter().map(|problem| self.of_problem(problem)).collect()
            }
            // Reading touches neither database nor keys.
            Err(_) => Vec::new(),
        }
    }

    fn of_problem(&self, problem: &Problem) -> Fault {
        let pointer = match &problem.place {
            Place::Body(pointer) => pointer.as_str(),
            _ => "",
        };
        let question = self.behind(pointer);
        let kind = questions().find(|q| q.name == question).map(|q| q.kind);
        let wrong = match (problem.code, kind) {
            ("missing", _) => Wrong::Missing,
            (_, Some(Kind::Date)) => Wrong::Unreadable("form-bad-date"),
            (_, Some(Kind::Hours(_))) => Wrong::Unreadable("form-bad-hours"),
            (_, Some(Kind::Whole)) => Wrong::Unreadable("form-bad-number"),
            _ => Wrong::Because(problem.detail.clone()),
        };
        Fault { question, wrong }
    }

    /// The question whose answer stands at a pointer, or above or below it.
    fn behind(&self, pointer: &str) -> &'static str {
        let within = |a: &str, b: &str| a == b || a.strip_prefix(b).is_some_and(|rest| rest.starts_with('/'));
        let answered = self.sources.iter().find(|(p, _)| within(pointer, p) || within(p, pointer)).map(|(_, q)| *q);
        let unanswered = || questions().find(|q| matches!(q.to, To::At(p) if within(p, pointer) || within(pointer, p)));
        let named = answered.or_else(unanswered).map_or("attestation", |q| q.name);
        if pointer == "/provider/name" && answered.is_none() { "first_name" } else { named }
    }

    fn of_check(&self, check: &Check) -> Fault {
        if check.code == "credential.required" {
            let field = check.evidence.get("field").and_then(Value::as_str).unwrap_or_default();
            let said = check.detail.trim_start_matches("Missing: ").trim_end_matches('.');
            let is_plain = questions().any(|q| matches!(q.to, To::At(p) if p.ends_with(field)));
            let wrong = if is_plain { Wrong::Missing } else { Wrong::Needed(said.to_string()) };
            return Fault { question: asked_for(field), wrong };
        }
        let question = match check.code.split('.').next() {
            Some("npi") => "npi",
            Some("license") => "license_number",
            Some("dea") => "dea_number",
            _ => "postal_code",
        };
        Fault { question, wrong: Wrong::Because(check.detail.clone()) }
    }
}

/// Everything that whoever filled in the form can mend now, in the order of the questions, one fault a question.
///
/// Answers that cannot be read are left out of the second look (and a name or profession that is missing is stood in
/// for), so that what else is missing is said at the same time.
pub fn faults(form: &Form, draft: &Draft, rules: &Rules, now: DateTime<Utc>) -> Vec<Fault> {
    let mut faults = draft.impossible();
    let readable: Vec<(String, String)> = form
        .fields()
        .iter()
        .filter(|(name, _)| !faults.iter().any(|f| f.question == name))
        .cloned()
        .chain(STAND_INS.iter().map(|(name, value)| (name.to_string(), value.to_string())))
        .collect();
    // Of two answers the first one counts, so a stand-in only fills a gap.
    faults.extend(Draft::of(&Form::of(readable), now).unsound(rules, now));
    let mut first: Vec<Fault> = Vec::new();
    for fault in faults {
        if !first.iter().any(|f| f.question == fault.question) {
            first.push(fault);
        }
    }
    first.sort_by_key(|f| questions().position(|q| q.name == f.question));
    first
}

/// The answers that would make this dossier again, so that a listing can be changed; the private ones are wanting.
/// `None` where the dossier holds more than the form asks, which a change through the form would lose.
pub fn answers(dossier: &Value) -> Option<Form> {
    let form = Form::of(questions().flat_map(|q| answer(dossier, q)).collect());
    let mut again = Draft::of(&form, DateTime::UNIX_EPOCH).value;
    let mut stored = dossier.clone();
    for value in [&mut again, &mut stored] {
        for pointer in ["/attestation/at", "/locations/0/price/as_of", "/locations/0/first_opening/said_on"] {
            value.pointer_mut(pointer).map(Value::take);
        }
    }
    (again == stored).then_some(form)
}

fn answer(dossier: &Value, question: &'static Question) -> Vec<(String, String)> {
    let of_credential = |list: &str, kind: CredentialKind, part: &str| {
        let held = dossier.pointer(list)?.as_array()?;
        held.iter().find(|c| c["kind"] == kind.as_str())?.get(part)
    };
    let value = match (question.to, question.kind) {
        (To::At(pointer), _) => dossier.pointer(pointer),
        (To::Credential(kind, part), _) => of_credential("/clinicians/0/credentials", kind, part),
        (To::SiteCredential(kind, part), _) => of_credential("/locations/0/credentials", kind, part),
        (To::Hours, Kind::Hours(day)) => {
            let days = dossier.pointer("/locations/0/hours").and_then(Value::as_array);
            days.and_then(|days| days.iter().find(|h| h["day"] == day.as_str()))
        }
        (To::Hours, _) => None,
    };
    let one = |text: String| vec![(question.name.to_string(), text)];
    match (value, question.kind) {
        (None, _) => Vec::new(),
        (Some(Value::Array(words)), Kind::List) => {
            one(words.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "))
        }
        (Some(Value::Array(words)), _) => words.iter().filter_map(Value::as_str).flat_map(|w| one(w.into())).collect(),
        (Some(Value::Object(hours)), _) => {
            let time = |name: &str| hours.get(name).and_then(Value::as_str).unwrap_or_default();
            one(format!("{}-{}", time("opens"), time("closes")))
        }
        (Some(Value::String(text)), _) => one(text.clone()),
        (Some(other), _) => one(other.to_string()),
    }
}

/// Of a registered nurse nothing is asked that is not asked of everybody.
const STAND_INS: &[(&str, &str)] = &[("first_name", "-"), ("last_name", "-"), ("profession", "rn")];

/// The question that `credential.required` asks for: a field, a kind of credential, or a part of one. The form has one
/// practitioner and one place, and no field name stands in both.
fn asked_for(field: &str) -> &'static str {
    let (kind, part) = field.split_once('.').unwrap_or((field, ""));
    let matches = |q: &&'static Question| match q.to {
        To::At(pointer) => {
            let own = pointer.trim_start_matches("/clinicians/0/").trim_start_matches("/locations/0/");
            let own = own.trim_start_matches("/provider/").trim_start_matches('/');
            own == field || own.strip_prefix(field).is_some_and(|rest| rest.starts_with('/'))
        }
        To::Credential(k, p) | To::SiteCredential(k, p) => k.as_str() == kind && (part.is_empty() || p == part),
        To::Hours => false,
    };
    questions().find(matches).map_or("attestation", |q| q.name)
}

/// One practitioner at one place.
fn frame() -> Value {
    json!({
        "provider": { "kind": "solo" },
        "locations": [{ "key": "main" }],
        "clinicians": [{ "locations": ["main"] }],
    })
}

/// Sets a value, making the objects on the way to it.
fn set(root: &mut Value, pointer: &str, value: Value) {
    let mut at = root;
    for part in pointer.split('/').skip(1) {
        at = match at {
            Value::Array(items) => match part.parse::<usize>().ok().and_then(|i| items.get_mut(i)) {
                Some(item) => item,
                None => return,
            },
            other => {
                if !other.is_object() {
                    *other = json!({});
                }
                let Value::Object(map) = other else { return };
                map.entry(part.to_string()).or_insert(Value::Null)
            }
        };
    }
    *at = value;
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    fn now() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, 23, 12, 0, 0).single().expect("a moment")
    }

    fn form(changes: &[(&str, &str)]) -> Form {
        let complete = [
            ("first_name", "Ana"),
            ("last_name", "Reyes"),
            ("date_of_birth", "4/5/1980"),
            ("npi", "1234567893"),
            ("profession", "md"),
            ("prescribes", "true"),
            ("license_state", "OR"),
            ("license_number", "MD123456"),
            ("license_expires_on", "12/31/2027"),
            ("dea_number", "FR1234563"),
            ("dea_expires_on", "6/30/2028"),
            ("malpractice_issuer", "Example Mutual"),
            ("malpractice_number", "P-1"),
            ("malpractice_expires_on", "1/1/2028"),
            ("acls_expires_on", "1/1/2028"),
            ("settings", "clinic"),
            ("line1", "1420 SE Division St"),
            ("city", "Portland"),
            ("state", "OR"),
            ("postal_code", "97202"),
            ("treatments", "iv"),
            ("price_per_session", "$475"),
            ("hours_mon", "9am-5pm"),
            ("attestation", "Ana Reyes"),
        ];
        let mut fields: Vec<(String, String)> = complete.iter().map(|(n, v)| (n.to_string(), v.to_string())).collect();
        for (name, value) in changes {
            fields.retain(|(n, _)| n != name);
            fields.push((name.to_string(), value.to_string()));
        }
        Form::of(fields)
    }

    fn found(form: &Form) -> Vec<Fault> {
        super::faults(form, &Draft::of(form, now()), Rules::builtin(), now())
    }

    fn faults(changes: &[(&str, &str)]) -> Vec<&'static str> {
        found(&form(changes)).iter().map(|f| f.question).collect()
    }

    #[test]
    fn a_complete_form_is_a_dossier_without_faults() {
        let draft = Draft::of(&form(&[]), now());
        assert_eq!(found(&form(&[])), []);
        assert_eq!(draft.value["provider"]["name"], "Ana Reyes");
        assert_eq!(draft.value["locations"][0]["price"], json!({ "per_session": 475, "as_of": "2026-11-23" }));
        assert_eq!(draft.value["locations"][0]["hours"][0]["closes"], "17:00");
        assert_eq!(draft.value["clinicians"][0]["credentials"].as_array().map(Vec::len), Some(4));
    }

    #[test]
    fn an_empty_form_asks_for_everything_at_once() {
        let asked: Vec<_> = found(&Form::default()).iter().map(|f| f.question).collect();
        assert_eq!(
            asked,
            [
                "first_name",
                "last_name",
                "date_of_birth",
                "npi",
                "profession",
                "malpractice_issuer",
                "settings",
                "treatments",
                "attestation"
            ]
        );
    }

    #[test]
    fn what_is_needed_follows_the_profession_and_the_treatment() {
        assert_eq!(faults(&[("dea_number", ""), ("dea_expires_on", "")]), ["dea_number"]);
        assert_eq!(faults(&[("acls_expires_on", "")]), ["acls_expires_on"]);
        assert_eq!(faults(&[("acls_expires_on", ""), ("treatments", "sublingual")]), Vec::<&str>::new());
        assert_eq!(faults(&[("profession", "np")]), ["board_issuer"]);
        assert_eq!(faults(&[("license_number", "")]), ["license_number"]);
        assert_eq!(faults(&[("attestation", "")]), ["attestation"]);
    }

    #[test]
    fn a_dossier_that_came_from_the_form_fills_it_in_again_and_another_does_not() {
        let several = [("former_last_names", "Ortiz, Paz"), ("telehealth_states", "OR, WA"), ("hours_tue", "8-12")];
        let stored = Draft::of(&form(&several), now()).value;
        let form = answers(&stored).expect("the form's own");
        assert_eq!((form.text("former_last_names"), form.text("hours_tue")), (Some("Ortiz, Paz"), Some("08:00-12:00")));
        assert_eq!(form.all("treatments").collect::<Vec<_>>(), ["iv"]);
        let mut richer = stored.clone();
        richer["provider"]["owners"] = json!([{ "first_name": "A", "last_name": "B" }]);
        assert_eq!(answers(&richer), None);
    }

    #[test]
    fn each_fault_stands_at_its_question() {
        assert_eq!(faults(&[("npi", "1234567890")]), ["npi"]);
        assert_eq!(faults(&[("postal_code", "00001")]), ["postal_code"]);
        assert_eq!(
            faults(&[("license_expires_on", "soon"), ("hours_mon", "closed")]),
            ["license_expires_on", "hours_mon"]
        );
        assert_eq!(faults(&[("price_per_session", "a lot"), ("email", "ana@")]), ["email", "price_per_session"]);
    }

    #[test]
    fn no_fault_repeats_a_birth_date_or_a_dea_number() {
        for (date, dea) in [("4/5/19800", "FR1234560"), ("4/5/1980", "FR1234560")] {
            let said = format!("{:?}", found(&form(&[("date_of_birth", date), ("dea_number", dea)])));
            assert!(said.contains("dea_number"), "{said}");
            assert!(!said.contains("1980") && !said.contains("FR123456"), "{said}");
        }
    }
}
