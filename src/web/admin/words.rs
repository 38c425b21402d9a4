//! How staff pages say things: outcomes, states, deadlines, places in a dossier.

use chrono::{DateTime, Duration, Utc};
use serde_json::Value;

use crate::domain::check::Outcome;
use crate::domain::submission::SubmissionState;

/// An outcome in words, and how it stands out (`""`, `strong`, `grave`).
pub fn outcome(outcome: Outcome) -> (&'static str, &'static str) {
    match outcome {
        Outcome::Pass => ("Passed", "strong"),
        Outcome::Fail => ("Failed", "grave"),
        Outcome::Review => ("To review", "grave"),
        Outcome::NotChecked => ("Not checked", ""),
        Outcome::Stale => ("Out of date", ""),
        Outcome::Error => ("Could not be checked", "grave"),
    }
}

/// Where a submission stands, in words.
pub fn state(state: SubmissionState) -> &'static str {
    match state {
        SubmissionState::Received => "Being checked",
        SubmissionState::InReview => "Waits for review",
        SubmissionState::ChangesRequested => "Waits for the provider",
        SubmissionState::Published => "Published",
        SubmissionState::Rejected => "Not published",
        SubmissionState::Withdrawn => "Withdrawn",
    }
}

/// A decision in words.
pub fn decision(word: &str) -> &'static str {
    match word {
        "approve" => "Approved",
        "ask_for_changes" => "Asked for changes",
        "reject" => "Rejected",
        _ => "Decided",
    }
}

/// A deadline as people say it.
pub fn due(due_at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let left = due_at - now;
    if left < Duration::zero() {
        return format!("Late by {}", span(-left));
    }
    if due_at.date_naive() == now.date_naive() {
        return "Due today".to_string();
    }
    format!("Due in {}", span(left))
}

/// How long ago something happened.
pub fn ago(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    match now - at {
        passed if passed < Duration::minutes(1) => "just now".to_string(),
        passed => format!("{} ago", span(passed)),
    }
}

fn span(time: Duration) -> String {
    let of = |n: i64, unit: &str| format!("{n} {unit}{}", if n == 1 { "" } else { "s" });
    match time {
        t if t >= Duration::hours(36) => of((t.num_hours() + 12) / 24, "day"),
        t if t >= Duration::hours(1) => of(t.num_hours(), "hour"),
        t => of(t.num_minutes().max(1), "minute"),
    }
}

/// `how_many` of something: `1 failed`, `2 to review`; nothing for none.
pub fn flags(counts: &[(usize, &str)]) -> Vec<String> {
    counts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect()
}

/// A field's name in words: `date_of_birth` is `Date of birth`, `npi` is `NPI`.
pub fn field(name: &str) -> String {
    const SHORT: &[(&str, &str)] = &[
        ("npi", "NPI"),
        ("dba_names", "Trade names"),
        ("line1", "Street"),
        ("line2", "Suite"),
        ("postal_code", "ZIP"),
        ("organization_npi", "Organization NPI"),
        ("supervisor_npi", "Supervisor's NPI"),
        ("no_expiry", "Never expires"),
        ("dea", "DEA registration"),
        ("state_cds", "State drug registration"),
        ("acls", "ACLS"),
        ("spravato_rems", "Spravato REMS certification"),
    ];
    if let Some((_, said)) = SHORT.iter().find(|(n, _)| *n == name) {
        return (*said).to_string();
    }
    let mut letters = name.replace('_', " ");
    if let Some(first) = letters.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    letters
}

/// A JSON pointer below its subject in words: `/clinicians/0/credentials/1/number` is `credential 2, number`.
pub fn pointer(pointer: &str, subject: &str) -> String {
    let whole = format!("/{subject}");
    let owner = format!("/provider/{subject}");
    let below = pointer.strip_prefix(&whole).or_else(|| pointer.strip_prefix(&owner)).unwrap_or(pointer);
    let mut said: Vec<String> = Vec::new();
    for part in below.split('/').filter(|p| !p.is_empty()) {
        match (part.parse::<usize>(), said.last_mut()) {
            (Ok(n), Some(list)) => *list = format!("{} {}", singular(list), n + 1),
            _ => said.push(lower_first(&field(part))),
        }
    }
    if said.is_empty() { "everything here".to_string() } else { said.join(", ") }
}

fn singular(list: &str) -> &str {
    list.strip_suffix('s').unwrap_or(list)
}

/// Lower case, unless it begins with an abbreviation.
fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        (Some(a), Some(b)) if b.is_lowercase() => format!("{}{b}{}", a.to_lowercase(), letters.as_str()),
        _ => text.to_string(),
    }
}

/// A value of a dossier as text; words with underscores become words.
pub fn value(value: &Value) -> String {
    value_of(value)
}

fn value_of(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(true) => "yes".to_string(),
        Value::Bool(false) => "no".to_string(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(value_of).collect::<Vec<_>>().join(", "),
        Value::Object(fields) if fields.contains_key("opens") => {
            let part = |name: &str| fields.get(name).map(value_of).unwrap_or_default();
            format!("{} {}-{}", part("day"), part("opens"), part("closes"))
        }
        Value::Object(fields) => {
            let parts = fields.iter().map(|(name, v)| format!("{} {}", field(name).to_lowercase(), value_of(v)));
            parts.collect::<Vec<_>>().join("; ")
        }
        number => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_deadline_reads_as_people_say_it() {
        let now: DateTime<Utc> = "2026-11-23T12:00:00Z".parse().expect("a time");
        let said = |hours: i64| due(now + Duration::hours(hours), now);
        assert_eq!(
            [said(48), said(13), said(3), said(-1), said(-72)],
            ["Due in 2 days", "Due in 13 hours", "Due today", "Late by 1 hour", "Late by 3 days"]
        );
        assert_eq!(ago(now - Duration::seconds(20), now), "just now");
        assert_eq!(ago(now - Duration::minutes(90), now), "1 hour ago");
    }

    #[test]
    fn places_in_a_dossier_read_as_words() {
        for (at, subject, said) in [
            ("/clinicians/0/npi", "clinicians/0", "NPI"),
            ("/clinicians/0/date_of_birth", "clinicians/0", "date of birth"),
            ("/clinicians/0/credentials/1/number", "clinicians/0", "credential 2, number"),
            ("/provider/owners/0/last_name", "owners/0", "last name"),
            ("/locations/1/state", "clinicians/0", "location 2, state"),
            ("/provider", "provider", "everything here"),
        ] {
            assert_eq!(pointer(at, subject), said, "{at}");
        }
    }

    #[test]
    fn values_read_without_brackets() {
        assert_eq!(value(&json!(["iv", "im"])), "iv, im");
        assert_eq!(value(&json!({ "intake": 300, "per_session": 450 })), "intake 300; per session 450");
        let monday = json!([{ "day": "mon", "opens": "09:00", "closes": "17:00" }]);
        assert_eq!(value(&monday), "mon 09:00-17:00");
        assert_eq!(value(&json!(true)), "yes");
    }
}
