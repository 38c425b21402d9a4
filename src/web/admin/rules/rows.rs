//! The rows of a rule table as staff read them: headed in words, what few rows say drawn together, a long list folded away by state.

use serde::Serialize;

use crate::rules::sheet::Part;
use crate::rules::{Boards, States};

use super::links::{Linked, linked};

/// More rows than this are folded away state by state, where they have one.
const MOST_IN_SIGHT: usize = 60;
/// More columns than this do not fit side by side: what fewer than half of the rows say is drawn together in one.
const MOST_COLUMNS: usize = 7;
/// The heading of that one.
const BESIDES: &str = "Besides";
/// What rows that hold for every state without one of its own are folded away under.
const NATIONAL: &str = "Wherever a state has none of its own";

/// What rows of a kind are called together.
const TOGETHER: &[(&str, &str)] = &[
    ("board", "Boards"),
    ("check", "Checks"),
    ("claim", "Claims"),
    ("class", "Classes"),
    ("credential", "Credentials"),
    ("group", "Groups"),
    ("need", "Needs"),
    ("nicknames", "Nicknames"),
    ("profession", "Professions"),
    ("sentinel", "Points"),
    ("state", "States"),
    ("treatment", "Treatments"),
];

/// Columns whose cells are names that other pages show as they are.
const OF_CODES: [&str; 2] = ["code", "codes"];

/// Written in large letters wherever they stand.
const INITIALS: [&str; 7] = ["acls", "cds", "dea", "npi", "rems", "url", "zip"];

/// Rows of one kind.
#[derive(Debug, Serialize)]
pub(super) struct Rows {
    name: String,
    count: usize,
    columns: Vec<String>,
    groups: Vec<Group>,
}

/// Some of them, their cells with what can be followed in them.
#[derive(Debug, Serialize)]
struct Group {
    /// What they are folded away under; none where they stand in sight.
    name: Option<String>,
    rows: Vec<Vec<Vec<Linked>>>,
}

impl Rows {
    pub(super) fn of(part: Part, states: &States) -> Rows {
        let (name, count) = (together(&part.name), part.rows.len());
        let state = part.columns.iter().position(|column| column == "state").filter(|_| count > MOST_IN_SIGHT);
        let (mut columns, rows) = drawn_together(worded(part));
        let groups = match state {
            Some(state) => {
                columns.remove(state);
                by_state(rows, state, states)
            }
            None => vec![Group { name: None, rows: rows.iter().map(|row| cells(row)).collect() }],
        };
        Rows { name, count, columns, groups }
    }
}

fn together(name: &str) -> String {
    TOGETHER.iter().find(|(one, _)| *one == name).map_or_else(|| named(name), |(_, all)| (*all).to_string())
}

/// A key of the file as a heading: `remote_prescribing.last_day` is `Remote prescribing: last day`.
pub(super) fn named(key: &str) -> String {
    let mut name = spaced(&key.replace('.', ": "));
    if let Some(first) = name.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    name
}

fn spaced(words: &str) -> String {
    let word = |word: &str| if INITIALS.contains(&word) { word.to_uppercase() } else { word.to_string() };
    words.split(['_', ' ']).map(word).collect::<Vec<_>>().join(" ")
}

/// A remark; the keys that it begins with read as the headings do.
pub(super) fn remark(text: &str) -> String {
    let is_key = |key: &str| key.bytes().all(|b| b.is_ascii_lowercase() || matches!(b, b'_' | b',' | b' '));
    match text.split_once(": ") {
        Some((keys, rest)) if is_key(keys) => format!("{}: {rest}", named(keys)),
        _ => text.to_string(),
    }
}

/// Words of the program in each cell as words of people. A place is read by its column, so that the columns keep their keys.
fn worded(part: Part) -> Part {
    let is_word =
        |item: &str| item.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'/'));
    let item = |item: &str| if is_word(item) { spaced(item) } else { item.to_string() };
    let cell = |(column, cell): (&String, String)| {
        if OF_CODES.contains(&column.as_str()) {
            cell
        } else {
            cell.split(", ").map(item).collect::<Vec<_>>().join(", ")
        }
    };
    let rows = part.rows.into_iter().map(|row| part.columns.iter().zip(row).map(cell).collect()).collect();
    Part { rows, ..part }
}

/// Headings and rows, at most so many columns as fit.
fn drawn_together(part: Part) -> (Vec<String>, Vec<Vec<String>>) {
    let names: Vec<String> = part.columns.iter().map(|column| named(column)).collect();
    if names.len() <= MOST_COLUMNS {
        return (names, part.rows);
    }
    let is_rare = |column: usize| {
        let says = part.rows.iter().filter(|row| row.get(column).is_some_and(|cell| !cell.is_empty())).count();
        says * 2 < part.rows.len()
    };
    let (rare, kept): (Vec<usize>, Vec<usize>) = (0..names.len()).partition(|column| is_rare(*column));
    if rare.is_empty() {
        return (names, part.rows);
    }
    let pick = |row: &[String], columns: &[usize]| -> Vec<String> {
        columns.iter().map(|column| row.get(*column).cloned().unwrap_or_default()).collect()
    };
    let draw = |row: &Vec<String>| {
        let said = rare.iter().zip(pick(row, &rare)).filter(|(_, cell)| !cell.is_empty());
        let said: Vec<String> = said.map(|(column, cell)| format!("{}: {cell}", names[*column])).collect();
        let mut drawn = pick(row, &kept);
        drawn.push(said.join("; "));
        drawn
    };
    let rows = part.rows.iter().map(draw).collect();
    let mut columns = pick(&names, &kept);
    columns.push(BESIDES.to_string());
    (columns, rows)
}

fn cells(row: &[String]) -> Vec<Vec<Linked>> {
    row.iter().map(|cell| linked(cell)).collect()
}

/// The rows of each state under its name, without the column that says it; in the order in which the states turn up.
fn by_state(rows: Vec<Vec<String>>, column: usize, states: &States) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for mut row in rows {
        let code = row.remove(column);
        let name = if code == Boards::NATIONAL { NATIONAL.to_string() } else { states.name(&code).to_string() };
        match groups.iter_mut().find(|group| group.name.as_ref() == Some(&name)) {
            Some(group) => group.rows.push(cells(&row)),
            None => groups.push(Group { name: Some(name), rows: vec![cells(&row)] }),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{Rules, sheet};

    #[test]
    fn every_kind_of_row_has_a_name_for_all_of_them_and_no_table_is_wider_than_a_page() {
        let rules = Rules::builtin();
        for part in rules.tables().iter().flat_map(|head| sheet::of(head).parts) {
            assert!(TOGETHER.iter().any(|(one, _)| *one == part.name), "{}", part.name);
            let rows = Rows::of(part, &rules.states);
            assert!(rows.columns.len() <= MOST_COLUMNS, "{}: {:?}", rows.name, rows.columns);
            assert!(rows.groups.iter().flat_map(|group| &group.rows).all(|row| row.len() == rows.columns.len()));
        }
    }

    #[test]
    fn keys_and_remarks_read_as_headings() {
        assert_eq!(named("remote_prescribing.last_day"), "Remote prescribing: last day");
        assert_eq!(named("rems_days"), "REMS days");
        assert_eq!(remark("also_from: who else may list it."), "Also from: who else may list it.");
        assert_eq!(remark("Each row asks: one thing."), "Each row asks: one thing.");
    }

    #[test]
    fn what_few_rows_say_stands_in_one_cell_and_nothing_is_lost() {
        let text = |cells: [&str; 8]| cells.map(String::from).to_vec();
        let part = Part {
            name: "need".into(),
            columns: text(["of", "field", "words", "code", "also_from", "prescribes", "settings", "treatments"]),
            rows: vec![
                text(["clinician", "supervisor_npi", "a day", "a.b_c", "clinicians_here", "yes", "", ""]),
                text(["location", "city", "a city", "a.d", "", "", "clinic, home_visit", ""]),
                text(["location", "state", "a state", "a.e", "", "", "", ""]),
            ],
        };
        let (columns, rows) = drawn_together(worded(part));
        assert_eq!(columns, ["Of", "Field", "Words", "Code", BESIDES]);
        assert_eq!(
            rows[0],
            ["clinician", "supervisor NPI", "a day", "a.b_c", "Also from: clinicians here; Prescribes: yes"]
        );
        assert_eq!(rows[1][4], "Settings: clinic, home visit");
        assert_eq!(rows[2][4], "");
    }
}
