//! What is wrong with answers, each fault at its question: what cannot be read, what is missing, what contradicts itself.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::answers::held;
use super::asking::{Asking, of};
use super::fields::{Kind, Of, Question, Sheet, To};
use super::sheets::{SHEETS, sheet};
use crate::domain::check::Check;
use crate::domain::credential::CredentialKind;
use crate::domain::dossier_shape::DOSSIER;
use crate::domain::draft::{Draft, Item, WORK_EMAIL, Whose, licenses};
use crate::domain::email;
use crate::domain::problem::{Place, Problem};
use crate::domain::shape::Problems;
use crate::pipeline::submit::{self, SubmitError};
use crate::rules::Rules;
use crate::verify::entry_faults;

/// Something to mend.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// Of which part.
    pub whose: Whose,
    /// The page's name.
    pub sheet: &'static str,
    /// The question's name.
    pub question: &'static str,
    /// What is wrong with its answer.
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

impl Wrong {
    /// It stands in the way of keeping the answer: nothing that we hold could mean it.
    pub fn is_unreadable(&self) -> bool {
        matches!(self, Wrong::Unreadable(_))
    }
}

/// Where a question stands.
type Spot = (Whose, &'static Sheet, &'static Question);

/// Answers of a page that a dossier cannot hold. They cannot be kept.
pub fn unreadable(draft: &Draft, whose: &Whose, page: &str) -> Vec<Fault> {
    let dossier = draft.dossier();
    let mut problems = Problems::default();
    DOSSIER.read(&dossier, "", &mut problems);
    let all = problems.structure.iter().chain(&problems.values).filter(|problem| problem.code != "missing");
    let faults = all.filter_map(|problem| of_problem(draft, &dossier, problem));
    first_of_each(faults.filter(|f| f.whose == *whose && f.sheet == page).collect())
}

/// Everything in a draft that can be mended now, in the order of the pages, one fault a question.
pub fn faults(draft: &Draft, rules: &Rules, now: DateTime<Utc>) -> Vec<Fault> {
    let asking = Asking::of(draft, rules, now);
    let dossier = draft.dossier();
    let mut problems = Problems::default();
    DOSSIER.read(&dossier, "", &mut problems);
    let read = problems.structure.iter().chain(&problems.values);
    let mut faults: Vec<Fault> = read.filter_map(|problem| of_problem(draft, &dossier, problem)).collect();
    faults.extend(unanswered(draft, &asking));
    let stood_in = draft.stood_in();
    match submit::read(&stood_in) {
        Ok(typed) => {
            let checks = entry_faults(&typed, rules, now);
            faults.extend(checks.iter().filter_map(|check| of_check(draft, &stood_in, &asking, check)));
        }
        Err(SubmitError::Malformed(problems) | SubmitError::Unacceptable(problems)) => {
            faults.extend(problems.iter().filter_map(|problem| of_problem(draft, &stood_in, problem)));
        }
        // Reading touches neither database nor keys.
        Err(_) => {}
    }
    faults
        .retain(|fault| sheet(fault.sheet).is_some_and(|s| asking.sheets(&fault.whose).any(|own| own.name == s.name)));
    first_of_each(faults)
}

/// What the form itself cannot do without.
fn unanswered(draft: &Draft, asking: &Asking<'_>) -> Vec<Fault> {
    let people = draft.people.iter().map(|p| Whose::Person(p.id.clone()));
    let mut faults = Vec::new();
    for whose in std::iter::once(Whose::Provider).chain(people) {
        for page in asking.sheets(&whose) {
            let needed = asking.questions(page, &whose).filter(|q| asking.is_needed_here(q));
            faults.extend(needed.filter(|q| held(draft.part(&whose), q).is_none()).map(|question| Fault {
                whose: whose.clone(),
                sheet: page.name,
                question: question.name,
                wrong: Wrong::Missing,
            }));
        }
    }
    let mistyped = |p: &&Item| {
        let given = p.value.get(WORK_EMAIL).and_then(Value::as_str);
        given.is_some_and(|text| !text.trim().is_empty() && email::folded(text).is_none())
    };
    faults.extend(draft.people.iter().filter(mistyped).map(|p| Fault {
        whose: Whose::Person(p.id.clone()),
        sheet: "person",
        question: WORK_EMAIL,
        wrong: Wrong::Unreadable("form-bad-email"),
    }));
    // Whoever treats has a license somewhere, before it is known where.
    let unlicensed = draft.people.iter().filter(|p| draft.license_count(&p.id) == 0);
    faults.extend(unlicensed.map(|p| Fault {
        whose: Whose::License(p.id.clone(), 0),
        sheet: "license",
        question: "license_state",
        wrong: Wrong::Missing,
    }));
    faults
}

fn first_of_each(faults: Vec<Fault>) -> Vec<Fault> {
    let mut first: Vec<Fault> = Vec::new();
    for fault in faults {
        if !first.iter().any(|f| f.whose == fault.whose && f.question == fault.question) {
            first.push(fault);
        }
    }
    let order = |fault: &Fault| {
        let page = SHEETS.iter().position(|s| s.name == fault.sheet);
        let asked = sheet(fault.sheet).and_then(|s| s.questions.iter().position(|q| q.name == fault.question));
        (page, fault.whose.clone(), asked)
    };
    first.sort_by_key(order);
    first
}

fn of_problem(draft: &Draft, dossier: &Value, problem: &Problem) -> Option<Fault> {
    let Place::Body(pointer) = &problem.place else { return None };
    let (whose, sheet, question) = spot(draft, dossier, pointer)?;
    let wrong = match (problem.code, question.kind) {
        ("missing", _) => Wrong::Missing,
        (_, Kind::Date | Kind::SecretDate) => Wrong::Unreadable("form-bad-date"),
        (_, Kind::Hours(_)) => Wrong::Unreadable("form-bad-hours"),
        (_, Kind::Whole) => Wrong::Unreadable("form-bad-number"),
        _ => Wrong::Because(problem.detail.clone()),
    };
    // The practice of one person needs no name of its own; the person's is wanting.
    if pointer == "/provider/name" && draft.is_solo() {
        return None;
    }
    Some(Fault { whose, sheet: sheet.name, question: question.name, wrong })
}

fn of_check(draft: &Draft, dossier: &Value, asking: &Asking<'_>, check: &Check) -> Option<Fault> {
    let field = check.evidence.get("field").and_then(Value::as_str);
    let credential = check.evidence.get("credential").and_then(Value::as_str);
    if asking.is_asked_of_the_person(&check.subject, field.unwrap_or_default()) {
        return None;
    }
    let subject = match check.subject.strip_prefix("owners/") {
        Some(n) => format!("/provider/owners/{n}"),
        None => format!("/{}", check.subject),
    };
    let at = |below: &str| spot(draft, dossier, &format!("{subject}/{below}"));
    let (whose, sheet, question) = match (check.code.as_str(), field) {
        // The signature is asked for when it is sent.
        (_, Some("attestation")) => return None,
        ("credential.required", Some(field)) => match (credential, field.split_once('.')) {
            (Some(pointer), Some((_, part))) => spot(draft, dossier, &format!("{pointer}/{part}"))?,
            _ => of_field(draft, dossier, &subject, field)?,
        },
        // One license is wanting: it is the next of this person's.
        ("license.present", _) => {
            let (whose, ..) = at("first_name")?;
            let Whose::Person(id) = whose else { return None };
            let next = draft.license_count(&id);
            let page = sheet("license")?;
            (Whose::License(id, next), page, page.questions.first()?)
        }
        _ => match check.code.split('.').next()? {
            "npi" if check.subject == "provider" => at("organization_npi")?,
            "npi" => at("npi")?,
            "license" => spot(draft, dossier, &format!("{}/number", credential?))?,
            "dea" => spot(draft, dossier, &format!("{}/number", credential?))?,
            _ => at("postal_code")?,
        },
    };
    let wrong = match field {
        Some(field) if check.code == "credential.required" => {
            let said = check.detail.trim_start_matches("Missing: ").trim_end_matches('.');
            let is_plain = !field.contains('.') && CredentialKind::WORDS.iter().all(|word| *word != field);
            if is_plain { Wrong::Missing } else { Wrong::Needed(said.to_string()) }
        }
        _ => Wrong::Because(check.detail.clone()),
    };
    Some(Fault { whose, sheet: sheet.name, question: question.name, wrong })
}

/// A field, or a kind of credential, that a part should have.
fn of_field(draft: &Draft, dossier: &Value, subject: &str, field: &str) -> Option<Spot> {
    if let Some(spot) = spot(draft, dossier, &format!("{subject}/{field}")) {
        return Some(spot);
    }
    let (whose, ..) = spot(draft, dossier, &format!("{subject}/settings"))
        .or_else(|| spot(draft, dossier, &format!("{subject}/first_name")))
        .or_else(|| spot(draft, dossier, &format!("{subject}/name")))?;
    let kind = field.split('.').next()?;
    let is_kind = |q: &&'static Question| matches!(q.to, To::Credential(k, _) if k.as_str() == kind);
    // What a place lacks may be somebody's there: ACLS is a card of a person.
    let own = pages(of(&whose)).find_map(|s| s.questions.iter().find(is_kind).map(|q| (whose.clone(), s, q)));
    own.or_else(|| {
        let place = match &whose {
            Whose::Place(id) => id.as_str(),
            _ => return None,
        };
        let person = Whose::Person(somebody_at(draft, dossier, place)?);
        pages(Of::Person).find_map(|s| s.questions.iter().find(is_kind).map(|q| (person.clone(), s, q)))
    })
}

/// The first person who works at a place.
fn somebody_at(draft: &Draft, dossier: &Value, place: &str) -> Option<String> {
    let works_there = |person: &Value| person["locations"].as_array().is_some_and(|l| l.iter().any(|key| key == place));
    let people = dossier.get("clinicians").and_then(Value::as_array)?;
    let at = people.iter().position(works_there).unwrap_or(0);
    draft.people.get(at).map(|p| p.id.clone())
}

fn pages(of: Of) -> impl Iterator<Item = &'static Sheet> {
    SHEETS.iter().filter(move |sheet| sheet.of == of)
}

/// The question whose answer stands at a pointer of the draft's dossier.
fn spot(draft: &Draft, dossier: &Value, pointer: &str) -> Option<Spot> {
    let parts: Vec<&str> = pointer.split('/').skip(1).collect();
    let number = |text: &str| text.parse::<usize>().ok();
    match parts.as_slice() {
        ["provider", "owners", n, rest @ ..] => of_path(Whose::Owner(number(n)?), rest),
        ["provider", rest @ ..] => of_path(Whose::Provider, rest),
        ["clinicians", n, rest @ ..] => {
            let id = draft.people.get(number(n)?)?.id.clone();
            let held = dossier.pointer(&format!("/clinicians/{n}/credentials")).and_then(Value::as_array);
            match (rest, held) {
                (["credentials", c, part @ ..], Some(held)) => {
                    let at = number(c)?;
                    match licenses(held).position(|license| license == at) {
                        Some(nth) => of_path(Whose::License(id, nth), part),
                        None => of_credential(Whose::Person(id), held.get(at)?, part),
                    }
                }
                _ => of_path(Whose::Person(id), rest),
            }
        }
        ["locations", n, rest @ ..] => {
            let whose = Whose::Place(draft.places.get(number(n)?)?.id.clone());
            match rest {
                ["hours", at, ..] => {
                    let day = dossier.pointer(&format!("/locations/{n}/hours/{at}/day")).and_then(Value::as_str)?;
                    let is_day = |q: &&Question| matches!(q.kind, Kind::Hours(d) if d.as_str() == day);
                    let page = sheet("hours")?;
                    Some((whose, page, page.questions.iter().find(is_day)?))
                }
                ["credentials", c, part @ ..] => {
                    let credential = dossier.pointer(&format!("/locations/{n}/credentials/{c}"))?;
                    of_credential(whose, credential, part)
                }
                _ => of_path(whose, rest),
            }
        }
        _ => None,
    }
}

fn of_path(whose: Whose, path: &[&str]) -> Option<Spot> {
    let path = path.join("/");
    let within = |field: &str| {
        field == path
            || path.strip_prefix(field).is_some_and(|rest| rest.starts_with('/'))
            || field.strip_prefix(&path).is_some_and(|rest| rest.starts_with('/'))
    };
    let is_there = |q: &&'static Question| matches!(q.to, To::Field(field) if within(field));
    pages(of(&whose)).find_map(|s| s.questions.iter().find(is_there).map(|q| (whose.clone(), s, q)))
}

fn of_credential(whose: Whose, credential: &Value, part: &[&str]) -> Option<Spot> {
    let kind = credential.get("kind")?.as_str()?;
    let of_kind = |q: &&'static Question| matches!(q.to, To::Credential(k, _) if k.as_str() == kind);
    let exact = |q: &&'static Question| of_kind(q) && matches!(q.to, To::Credential(_, p) if part.first() == Some(&p));
    let find = |is: &dyn Fn(&&'static Question) -> bool| {
        pages(of(&whose)).find_map(|s| s.questions.iter().find(|q| is(q)).map(|q| (whose.clone(), s, q)))
    };
    find(&exact).or_else(|| find(&of_kind))
}

#[cfg(test)]
mod tests;
