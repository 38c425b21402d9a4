//! Between what was typed and what a draft holds: answers go into the values of a part, and come out again for the page.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::entry;
use super::fields::{Kind, Question, To};
use crate::domain::draft::{Part, is_given};
use crate::web::extract::form::Form;

/// Puts the answers of a page into a part. What was left empty is taken out, but for secrets, which are never shown: an empty
/// one stays as it is.
pub fn put<'q>(part: &mut Part, questions: impl Iterator<Item = &'q Question>, form: &Form, now: DateTime<Utc>) {
    let mut hours: Option<Vec<Value>> = None;
    for question in questions {
        let answers: Vec<&str> = form.all(question.name).collect();
        match question.to {
            To::Hours => {
                let days = hours.get_or_insert_default();
                days.extend(spans(question.kind, &answers));
            }
            To::Field(path) => {
                let value = entry::value(question.kind, &answers);
                if value.is_some() || !question.kind.is_secret() {
                    set(part, path, value);
                }
            }
            To::Credential(kind, name) => {
                let value = entry::value(question.kind, &answers);
                if value.is_some() || !question.kind.is_secret() {
                    set_in_credential(part, kind.as_str(), name, value);
                }
            }
        }
    }
    if let Some(days) = hours {
        set(part, "hours", (!days.is_empty()).then(|| json!(days)));
    }
    date(part, "price", "as_of", now);
    date(part, "first_opening", "said_on", now);
}

/// One day may have a break: `9-12, 13-17`.
fn spans(kind: Kind, answers: &[&str]) -> Vec<Value> {
    let typed = answers.iter().find(|a| !a.trim().is_empty()).copied().unwrap_or_default();
    typed.split([',', ';']).filter_map(|span| entry::value(kind, &[span])).collect()
}

/// What was said of prices and of the first opening counts from the day on which it was said.
fn date(part: &mut Part, holder: &str, day: &str, now: DateTime<Utc>) {
    if let Some(Value::Object(said)) = part.get_mut(holder) {
        said.remove(day);
        if said.is_empty() {
            part.remove(holder);
        } else {
            said.insert(day.to_string(), json!(now.date_naive().to_string()));
        }
    }
}

/// Sets a value at a path, or takes it out together with what it leaves empty.
fn set(part: &mut Part, path: &str, value: Option<Value>) {
    match (path.split_once('/'), value) {
        (None, Some(value)) => {
            part.insert(path.to_string(), value);
        }
        (None, None) => {
            part.remove(path);
        }
        (Some((holder, rest)), value) => {
            let inner = part.entry(holder).or_insert_with(|| json!({}));
            if let Value::Object(inner) = inner {
                set(inner, rest, value);
            }
            if part.get(holder).and_then(Value::as_object).is_some_and(Map::is_empty) {
                part.remove(holder);
            }
        }
    }
}

fn set_in_credential(part: &mut Part, kind: &str, name: &str, value: Option<Value>) {
    let held = part.entry("credentials").or_insert_with(|| json!([]));
    let Value::Array(held) = held else { return };
    let at = held.iter().position(|c| c["kind"] == kind);
    match (at.and_then(|at| held.get_mut(at)), value) {
        (Some(Value::Object(credential)), Some(value)) => {
            credential.insert(name.to_string(), value);
        }
        (Some(Value::Object(credential)), None) => {
            credential.remove(name);
        }
        (_, Some(value)) => {
            held.push(Value::Object(Map::from_iter([("kind".to_string(), json!(kind)), (name.to_string(), value)])));
        }
        (_, None) => {}
    }
    // A credential of which nothing is said any more is none.
    held.retain(|c| c["kind"] != kind || c.as_object().is_none_or(|c| c.len() > 1));
    if held.is_empty() {
        part.remove("credentials");
    }
}

/// The answer of a question as the part holds it.
pub fn held<'v>(part: Option<&'v Part>, question: &Question) -> Option<&'v Value> {
    let value = match question.to {
        To::Field(path) => {
            let mut parts = path.split('/');
            let first = part?.get(parts.next()?)?;
            parts.try_fold(first, |value, name| value.get(name))
        }
        To::Credential(kind, name) => {
            let held = part?.get("credentials")?.as_array()?;
            held.iter().find(|c| c["kind"] == kind.as_str())?.get(name)
        }
        To::Hours => part?.get("hours"),
    };
    value.filter(|value| is_given(Some(value)))
}

/// The answers of a question as they are typed; none of a secret.
pub fn typed(part: Option<&Part>, question: &Question) -> Vec<String> {
    if question.kind.is_secret() {
        return Vec::new();
    }
    let Some(value) = held(part, question) else { return Vec::new() };
    match (question.kind, value) {
        (Kind::Hours(day), Value::Array(all)) => {
            let time = |span: &Value, name: &str| span[name].as_str().unwrap_or_default().to_string();
            let own = all.iter().filter(|span| span["day"] == day.as_str());
            let spans: Vec<String> = own.map(|s| format!("{}-{}", time(s, "opens"), time(s, "closes"))).collect();
            if spans.is_empty() { Vec::new() } else { vec![spans.join(", ")] }
        }
        (Kind::List, Value::Array(words)) => {
            vec![words.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")]
        }
        (_, Value::Array(words)) => words.iter().filter_map(Value::as_str).map(str::to_string).collect(),
        (Kind::Date, Value::String(day)) => vec![as_written(day)],
        (_, Value::String(text)) => vec![text.clone()],
        (_, other) => vec![other.to_string()],
    }
}

/// `2027-06-30` as people in the US write it.
fn as_written(day: &str) -> String {
    let parts: Vec<&str> = day.split('-').collect();
    match parts.as_slice() {
        [year, month, day] => format!("{}/{}/{year}", month.trim_start_matches('0'), day.trim_start_matches('0')),
        _ => day.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::portal::sheets::sheet;

    fn now() -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + chrono::Duration::days(20_000)
    }

    fn answered(name: &str, part: &mut Part, fields: &[(&str, &str)]) {
        let fields = fields.iter().map(|(n, v)| (n.to_string(), v.to_string())).collect();
        put(part, sheet(name).expect("a page").questions.iter(), &Form::of(fields), now());
    }

    fn shown(name: &str, part: &Part) -> Vec<(&'static str, String)> {
        let questions = sheet(name).expect("a page").questions.iter();
        questions.flat_map(|q| typed(Some(part), q).into_iter().map(|text| (q.name, text))).collect()
    }

    #[test]
    fn what_was_answered_is_shown_as_it_is_typed() {
        let mut part = Part::new();
        let typed = [("first_opening", "1_week"), ("hours_mon", "9-12, 13:00-17:30"), ("hours_fri", "8-5")];
        answered("hours", &mut part, &typed);
        assert_eq!(part["first_opening"]["said_on"], json!("2024-10-04"));
        let shown = shown("hours", &part);
        assert!(shown.contains(&("hours_mon", "09:00-12:00, 13:00-17:30".into())), "{shown:?}");
        assert!(shown.contains(&("hours_fri", "08:00-17:00".into())), "{shown:?}");
    }

    #[test]
    fn what_is_emptied_is_gone_and_leaves_nothing_behind() {
        let mut part = Part::new();
        answered("prices", &mut part, &[("price_intake", "250")]);
        answered("papers", &mut part, &[("board_issuer", "ABPN"), ("acls_expires_on", "6/30/2027")]);
        assert_eq!(shown("papers", &part), [("board_issuer", "ABPN".into()), ("acls_expires_on", "6/30/2027".into())]);
        answered("prices", &mut part, &[("price_intake", "")]);
        answered("papers", &mut part, &[]);
        assert_eq!(part, Part::new());
    }

    #[test]
    fn a_secret_is_kept_when_its_field_is_left_empty_and_never_shown() {
        let mut part = Part::new();
        answered("private", &mut part, &[("date_of_birth", "4/5/1980"), ("dea_number", "FR1234563")]);
        answered("private", &mut part, &[("date_of_birth", ""), ("dea_expires_on", "6/30/2028")]);
        assert_eq!(part["date_of_birth"], json!("1980-04-05"));
        assert_eq!(part["credentials"][0]["number"], json!("FR1234563"));
        assert_eq!(shown("private", &part), [("dea_expires_on", "6/30/2028".into())]);
    }

    #[test]
    fn what_the_page_does_not_ask_stays() {
        let mut part =
            Part::from_iter([("issued_on".to_string(), json!("2020-01-01")), ("state".to_string(), json!("WA"))]);
        answered("license", &mut part, &[("license_state", "OR")]);
        assert_eq!((&part["issued_on"], &part["state"]), (&json!("2020-01-01"), &json!("OR")));
    }
}
