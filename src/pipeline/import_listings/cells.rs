//! What a cell says: written by people and by spreadsheets, read where that is safe. What is not understood stays text, which
//! the dossier's table refuses with what it expected.

use serde_json::{Value, json};

use crate::geo::Gazetteer;

/// The state's code; what is no state stays, to be refused.
pub(super) fn state_code(cell: &str) -> String {
    Gazetteer::get().state(cell).map_or_else(|| cell.to_string(), |state| state.code.to_string())
}

/// An address of the web without its beginning gets it: `example.org`.
pub(super) fn address_of(cell: &str) -> String {
    let bare = !cell.is_empty() && !cell.contains("://") && cell.contains('.') && !cell.contains([' ', '@']);
    if bare { format!("https://{cell}") } else { cell.to_string() }
}

/// A word as the contract writes it: `Self-pay` is `self_pay`.
pub(super) fn word(cell: &str) -> String {
    cell.trim().to_lowercase().replace([' ', '-'], "_")
}

/// The words of a cell, each once.
pub(super) fn words(cell: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in cell.split(';').map(word).filter(|w| !w.is_empty()) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words
}

/// A number, or the text that is none, to be refused.
pub(super) fn number_in(cell: &str) -> Option<Value> {
    if cell.is_empty() {
        return None;
    }
    let number = cell.parse::<f64>().ok().filter(|n| n.is_finite());
    Some(number.map_or_else(|| json!(cell), |n| json!(n)))
}

pub(super) fn yes_or_no(cell: &str) -> Option<Value> {
    match cell.to_ascii_lowercase().as_str() {
        "" => None,
        "true" | "yes" | "y" | "1" | "1.0" => Some(json!(true)),
        "false" | "no" | "n" | "0" | "0.0" => Some(json!(false)),
        _ => Some(json!(cell)),
    }
}

/// Whole dollars: `450`, `$450`, `1,200.00`.
pub(super) fn dollars(cell: &str) -> Option<Value> {
    if cell.is_empty() {
        return None;
    }
    let number = cell.trim_start_matches('$').trim();
    let number = number.strip_suffix(".00").or(number.strip_suffix(".0")).unwrap_or(number);
    let digits = if has_thousands(number) { number.replace(',', "") } else { number.to_string() };
    let whole = digits.parse::<u64>().ok();
    Some(json!({ "per_session": whole.map_or_else(|| json!(cell), |n| json!(n)) }))
}

/// `1,200`, not `12,00`.
fn has_thousands(number: &str) -> bool {
    let mut parts = number.split(',');
    parts.next().is_some_and(|first| (1..=3).contains(&first.len())) && parts.all(|part| part.len() == 3)
}

/// As much of what was written as a sentence can hold.
pub(super) fn start_of(written: &str) -> String {
    written.chars().take(40).collect()
}
