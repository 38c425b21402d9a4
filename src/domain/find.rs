//! By what words staff find a submission: its names, NPIs, licenses, phones, addresses and reference.

use std::collections::BTreeSet;

use serde_json::Value;

use super::fold::fold;

/// The longest word that is kept, characters.
const LONGEST: usize = 64;
/// The shortest that is looked for: one letter would find everything.
const SHORTEST: usize = 2;
/// As many words as a search looks at.
const MOST_ASKED: usize = 6;
/// As many words as the largest listing has, and more.
const MOST_KEPT: usize = 6000;

/// The words of a submission, from its reference, the address that is written to, and its dossier without private values.
pub fn terms(reference: &str, contact: Option<&str>, dossier: &Value) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    add(&mut all, Some(reference));
    add(&mut all, contact);
    let provider = &dossier["provider"];
    for name in ["name", "legal_name", "organization_npi", "email"] {
        add(&mut all, provider[name].as_str());
    }
    add_each(&mut all, &provider["dba_names"]);
    for place in dossier["locations"].as_array().into_iter().flatten() {
        add(&mut all, place["name"].as_str());
        all.extend(place["phone"].as_str().and_then(digits));
    }
    let clinicians = dossier["clinicians"].as_array().into_iter().flatten();
    for person in clinicians.chain(provider["owners"].as_array().into_iter().flatten()) {
        for name in ["first_name", "middle_name", "last_name", "npi"] {
            add(&mut all, person[name].as_str());
        }
        add_each(&mut all, &person["former_last_names"]);
        let held = person["credentials"].as_array().into_iter().flatten();
        held.filter(|c| c["kind"] == "state_license").for_each(|c| add(&mut all, c["number"].as_str()));
    }
    all.into_iter().take(MOST_KEPT).collect()
}

/// What somebody looks for: a submission is found by a word for each of these that begins with it.
pub fn asked(text: &str) -> Vec<String> {
    // A phone number is one word however it is written.
    if let Some(number) = digits(text) {
        return vec![number];
    }
    let words = text.split_whitespace().filter_map(word).filter(|word| word.chars().count() >= SHORTEST);
    words.take(MOST_ASKED).collect()
}

/// The reference that somebody typed, as it is stored: `vs-7f3k-92qx` is `VS-7F3K-92QX`. `None` of anything else.
pub fn reference(text: &str) -> Option<String> {
    let upper = text.trim().to_uppercase();
    let parts: Vec<&str> = upper.split('-').collect();
    let is_group = |part: &str| part.len() == 4 && part.chars().all(|c| c.is_ascii_alphanumeric());
    matches!(parts[..], ["VS", one, other] if is_group(one) && is_group(other)).then_some(upper)
}

fn add_each(all: &mut BTreeSet<String>, list: &Value) {
    list.as_array().into_iter().flatten().for_each(|text| add(all, text.as_str()));
}

/// Each word, and of a word with a hyphen or the like also its parts.
fn add(all: &mut BTreeSet<String>, text: Option<&str>) {
    for whole in text.unwrap_or_default().split_whitespace() {
        all.extend(word(whole));
        all.extend(whole.split(|c: char| !c.is_alphanumeric()).filter_map(word));
    }
}

/// Letters and digits alone, folded: `VS-7F3K-92QX` is found without its hyphens, `Peña` without its tilde.
fn word(text: &str) -> Option<String> {
    let word: String = fold(text).chars().filter(|c| c.is_alphanumeric()).take(LONGEST).collect();
    (!word.is_empty()).then_some(word)
}

/// The digits of a US phone number without its country code; `None` of anything else.
fn digits(text: &str) -> Option<String> {
    let is_written_so = text.chars().all(|c| c.is_ascii_digit() || " ()-.+".contains(c));
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let national = if digits.len() == 11 { digits.strip_prefix('1').unwrap_or(&digits) } else { &digits };
    (is_written_so && (7..=10).contains(&national.len())).then(|| national.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn found(query: &str) -> bool {
        let dossier = json!({
            "provider": { "name": "Quiet Harbor Psychiatry", "email": "ana@quiet-harbor.org", "dba_names": ["Harbor Light"] },
            "locations": [{ "phone": "(503) 555-0142" }],
            "clinicians": [{ "first_name": "Ana", "last_name": "Peña-Reyes", "npi": "1234567893",
                             "credentials": [{ "kind": "state_license", "number": "MD-123456" }, { "kind": "dea", "number": "X1" }] }],
        });
        let terms = terms("VS-7F3K-92QX", Some("office@example.org"), &dossier);
        let words = asked(query);
        !words.is_empty() && words.iter().all(|word| terms.iter().any(|term| term.starts_with(word.as_str())))
    }

    #[test]
    fn a_submission_is_found_by_each_of_its_names_and_numbers_however_they_are_written() {
        for query in [
            "quiet harbor",
            "harbor qui",
            "PENA",
            "peña-reyes",
            "reyes",
            "ana reyes",
            "1234567893",
            "md123456",
            "MD-123456",
            "vs-7f3k-92qx",
            "7f3k",
            "ana@quiet-harbor.org",
            "office@example.org",
            "503-555-0142",
            "+1 (503) 555 0142",
            "5035550142",
            "light",
        ] {
            assert!(found(query), "{query}");
        }
        for query in ["", " ", "a", "noisy harbor", "x1", "555-0142", "9876543210"] {
            assert!(!found(query), "{query}");
        }
    }
}
