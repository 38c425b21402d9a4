//! How staff pages say things: outcomes, states, deadlines, places in a dossier.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde_json::Value;

use crate::domain::check::Outcome;
use crate::domain::submission::SubmissionState;
use crate::web::views::Locale;
use crate::web::views::filters::{date_text, moment_text};
use crate::web::views::languages::language_name;

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

/// Texts of the public pages by their keys: how codes are named there.
pub type Names<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Fields whose codes the public pages have names for, and what the keys of these begin with.
const NAMED: &[(&str, &str)] = &[
    ("authority", "authority-"),
    ("basis", "dea-basis-"),
    ("conditions", "condition-"),
    ("coverage", "coverage-"),
    ("day", "day-"),
    ("kind", "provider-kind-"),
    ("payments", "payment-"),
    ("profession", "profession-"),
    ("settings", "setting-"),
    ("treatments", "treatment-"),
    ("within", "opening-"),
];

/// A value as text, as it is written.
pub fn value(value: &Value) -> String {
    value_of(&|_, text| text.to_string(), "", value)
}

/// A value of the field called `name` in the words of the page: codes by their names, dates as everywhere on it.
pub fn said(names: Names<'_>, name: &str, value: &Value) -> String {
    value_of(&|name, text| in_words(names, name, text), name, value)
}

fn in_words(names: Names<'_>, name: &str, text: &str) -> String {
    if let Some(moment) = moment(text) {
        return moment;
    }
    if name == "languages" {
        return language_name(Locale::En, text).to_string();
    }
    match NAMED.iter().find(|(field, _)| *field == name) {
        Some((_, key)) => names(&format!("{key}{text}")).unwrap_or_else(|| text.replace('_', " ")),
        None => text.to_string(),
    }
}

/// A day or a moment as the page writes it; none where the text is neither.
pub fn moment(text: &str) -> Option<String> {
    if let Ok(day) = text.parse::<NaiveDate>() {
        return Some(date_text(Locale::En, day));
    }
    let at = DateTime::parse_from_rfc3339(text).ok()?;
    Some(moment_text(Locale::En, at.to_utc()))
}

fn value_of(text_of: &dyn Fn(&str, &str) -> String, name: &str, value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(true) => "yes".to_string(),
        Value::Bool(false) => "no".to_string(),
        Value::String(text) => text_of(name, text),
        Value::Array(items) => items.iter().map(|item| value_of(text_of, name, item)).collect::<Vec<_>>().join(", "),
        Value::Object(fields) if fields.contains_key("opens") => {
            let part = |name: &str| fields.get(name).map(|v| value_of(text_of, name, v)).unwrap_or_default();
            format!("{} {}-{}", part("day"), part("opens"), part("closes"))
        }
        Value::Object(fields) => {
            let parts = fields.iter().map(|(name, v)| match (name.as_str(), value_of(text_of, name, v)) {
                // Its words say themselves what they are.
                ("within", said) => said,
                (name, said) => format!("{} {said}", field(name).to_lowercase()),
            });
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
        assert_eq!(value(&json!("2027-10-16")), "2027-10-16", "as it is written, to be compared letter by letter");
    }

    #[test]
    fn codes_of_a_dossier_read_as_the_public_pages_name_them_and_dates_as_everywhere() {
        let views = crate::web::views::Views::load().expect("texts");
        let names = |key: &str| views.text(Locale::En, key);
        for (name, value, expected) in [
            ("kind", json!("solo"), "One practitioner"),
            ("profession", json!("do"), "Physician (DO)"),
            ("basis", json!("own"), "Their own"),
            ("languages", json!(["en", "zh"]), "English, Chinese"),
            ("treatments", json!(["iv"]), "Ketamine through a vein (IV)"),
            ("hours", json!([{ "day": "mon", "opens": "09:00", "closes": "17:00" }]), "Monday 09:00-17:00"),
            ("first_opening", json!({ "within": "2_4_weeks" }), "First visit in 2 to 4 weeks"),
            ("expires_on", json!("2027-10-16"), "16 Oct 2027"),
            ("at", json!("2026-11-28T04:18:31.873145Z"), "28 Nov 2026, 04:18 UTC"),
            ("kind", json!("state_license"), "state license"),
            ("number", json!("MD_1"), "MD_1"),
        ] {
            assert_eq!(said(&names, name, &value), expected, "{name}");
        }
    }

    #[test]
    fn every_code_of_a_dossier_has_a_name() {
        use crate::domain::{clinical, credential, dossier};
        let views = crate::web::views::Views::load().expect("texts");
        for (field, words) in [
            ("authority", credential::Authority::WORDS),
            ("basis", credential::DeaBasis::WORDS),
            ("coverage", credential::Coverage::WORDS),
            ("kind", dossier::ProviderKind::WORDS),
            ("conditions", clinical::Condition::WORDS),
            ("payments", clinical::Payment::WORDS),
            ("profession", credential::Profession::WORDS),
            ("settings", clinical::Setting::WORDS),
            ("treatments", clinical::Treatment::WORDS),
        ] {
            let (_, key) = NAMED.iter().find(|(name, _)| *name == field).expect("a row");
            for word in words {
                assert!(views.text(Locale::En, &format!("{key}{word}")).is_some(), "{key}{word}");
            }
        }
    }
}
