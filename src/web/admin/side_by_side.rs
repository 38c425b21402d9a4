//! A dossier's person or practice beside a row of a list, value by value, with what differs marked letter by letter.

use serde::Serialize;
use serde_json::Value;
use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::words;

/// One value on both sides.
#[derive(Debug, Serialize, PartialEq)]
pub struct Line {
    name: &'static str,
    ours: Vec<Piece>,
    theirs: Vec<Piece>,
    /// What the comparison says, in a word; for those who do not see the marks.
    word: &'static str,
}

/// A stretch of text, marked where the other side has something else.
#[derive(Debug, Serialize, PartialEq)]
pub struct Piece {
    text: String,
    is_marked: bool,
}

/// What is compared: its name, where the dossier has it below its subject, and the column of the list. The first value of the
/// dossier that fits best is compared.
const COMPARED: &[(&str, &[&str], &str)] = &[
    ("Last name", &["last_name", "former_last_names"], "last_name"),
    ("First name", &["first_name"], "first_name"),
    ("Middle name", &["middle_name"], "middle_name"),
    ("Birth date", &["date_of_birth"], "date_of_birth"),
    ("NPI", &["npi", "organization_npi"], "npi"),
    ("Business name", &["name", "legal_name", "dba_names"], "business_name"),
];

/// The same of the places where the dossier says that they work.
const OF_PLACES: &[(&str, &str, &str)] = &[
    ("Street", "line1", "address"),
    ("City", "city", "city"),
    ("State", "state", "state"),
    (ZIP, "postal_code", "postal_code"),
];

/// Compared by its five digits: lists and dossiers add four more, or not.
const ZIP: &str = "ZIP";

/// Holds what a check looked at against a row. `ours` is the person or practice; lines that neither side has are left out.
pub fn compare(ours: &Value, places: &[&Value], row: &Value) -> Vec<Line> {
    let own = COMPARED.iter().map(|(name, fields, column)| {
        let values = fields.iter().flat_map(|field| texts(&ours[*field])).collect();
        line(name, values, text(&row[*column]))
    });
    let placed = OF_PLACES.iter().map(|(name, field, column)| {
        let short = |text: String| if *name == ZIP { text.chars().take(5).collect() } else { text };
        let values = places.iter().flat_map(|place| texts(&place[*field])).map(short).collect();
        line(name, values, short(text(&row[*column])))
    });
    own.chain(placed).flatten().collect()
}

/// The columns of a row that are compared.
pub fn is_compared(column: &str) -> bool {
    COMPARED.iter().any(|(_, _, of)| *of == column) || OF_PLACES.iter().any(|(_, _, of)| *of == column)
}

fn text(value: &Value) -> String {
    words::value(value).trim().to_string()
}

fn texts(value: &Value) -> Vec<String> {
    let all = match value {
        Value::Array(all) => all.iter().map(text).collect(),
        Value::Null => Vec::new(),
        one => vec![text(one)],
    };
    all.into_iter().filter(|text: &String| !text.is_empty()).collect()
}

/// `None` where neither side has the value.
fn line(name: &'static str, mut values: Vec<String>, theirs: String) -> Option<Line> {
    values.sort();
    values.dedup();
    let plain = |text: &str| vec![Piece { text: text.to_string(), is_marked: false }];
    if theirs.is_empty() {
        let said = values.join(", ");
        return (!said.is_empty()).then(|| Line {
            name,
            ours: plain(&said),
            theirs: Vec::new(),
            word: "not on the list",
        });
    }
    let best =
        values.iter().map(|value| marked(value, &theirs)).min_by_key(|(ours, theirs)| weight(ours) + weight(theirs));
    let Some((ours, marked_theirs)) = best else {
        return Some(Line { name, ours: Vec::new(), theirs: plain(&theirs), word: "not in the dossier" });
    };
    let differs = ours.iter().chain(&marked_theirs).any(|piece| piece.is_marked);
    Some(Line { name, ours, theirs: marked_theirs, word: if differs { "differs" } else { "the same" } })
}

/// How many letters are marked.
fn weight(pieces: &[Piece]) -> usize {
    pieces.iter().filter(|piece| piece.is_marked).map(|piece| piece.text.chars().count()).sum()
}

/// Both texts in pieces. Large and small letters are the same: lists are written in large ones.
fn marked(ours: &str, theirs: &str) -> (Vec<Piece>, Vec<Piece>) {
    let letters = |text: &str| text.chars().collect::<Vec<char>>();
    let folded =
        |letters: &[char]| letters.iter().map(|c| c.to_lowercase().next().unwrap_or(*c)).collect::<Vec<char>>();
    let (our, their) = (letters(ours), letters(theirs));
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for op in capture_diff_slices(Algorithm::Myers, &folded(&our), &folded(&their)) {
        let is_marked = op.tag() != DiffTag::Equal;
        for (pieces, of) in [(&mut left, &our[op.old_range()]), (&mut right, &their[op.new_range()])] {
            if !of.is_empty() {
                pieces.push(Piece { text: of.iter().collect(), is_marked });
            }
        }
    }
    (left, right)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shown(pieces: &[Piece]) -> String {
        pieces.iter().map(|p| if p.is_marked { format!("[{}]", p.text) } else { p.text.clone() }).collect()
    }

    fn said(ours: &Value, places: &[&Value], row: &Value) -> Vec<String> {
        let all = compare(ours, places, row);
        all.iter().map(|l| format!("{}: {} | {} ({})", l.name, shown(&l.ours), shown(&l.theirs), l.word)).collect()
    }

    #[test]
    fn letters_and_digits_that_differ_are_marked_and_large_letters_are_no_difference() {
        let ours =
            json!({ "last_name": "Reyes", "first_name": "Ana", "date_of_birth": "1979-03-14", "npi": "2000000010" });
        let row = json!({ "last_name": "REYESS", "first_name": "ANA", "date_of_birth": "1979-03-24", "npi": "" });
        assert_eq!(
            said(&ours, &[], &row),
            [
                "Last name: Reyes | REYES[S] (differs)",
                "First name: Ana | ANA (the same)",
                "Birth date: 1979-03-[1]4 | 1979-03-[2]4 (differs)",
                "NPI: 2000000010 |  (not on the list)",
            ]
        );
    }

    #[test]
    fn of_several_names_and_places_the_nearest_is_compared() {
        let ours = json!({ "last_name": "Lopez", "former_last_names": ["Reyes"], "middle_name": null });
        let places = [
            &json!({ "city": "Portland", "state": "OR" }),
            &json!({ "city": "Boise", "state": "ID", "line1": "1 Oak St", "postal_code": "83702-1234" }),
        ];
        let row = json!({ "last_name": "REYES", "middle_name": "M", "city": "BOISE", "state": "ID", "address": "1 OAK ST", "postal_code": "83702" });
        assert_eq!(
            said(&ours, &places, &row),
            [
                "Last name: Reyes | REYES (the same)",
                "Middle name:  | M (not in the dossier)",
                "Street: 1 Oak St | 1 OAK ST (the same)",
                "City: Boise | BOISE (the same)",
                "State: ID | ID (the same)",
                "ZIP: 83702 | 83702 (the same)",
            ]
        );
    }
}
