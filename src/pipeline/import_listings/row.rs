//! One row of another directory's listings: a place, and what the row says of its provider.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use crate::domain::check::Outcome;
use crate::domain::dossier::Dossier;
use crate::domain::dossier_shape::DOSSIER;
use crate::domain::numbers::{NpiFault, npi_fault};
use crate::domain::problem::{Place, Problem};
use crate::domain::shape::Problems;
use crate::geo::Gazetteer;
use crate::rules::Rules;
use crate::sources::memory::MemorySources;
use crate::sources::number;
use crate::verify::{self, Context};

/// The columns of the contract.
pub(super) const COLUMNS: [&str; 20] = [
    "id",
    "name",
    "kind",
    "npi",
    "line1",
    "line2",
    "city",
    "state",
    "postal_code",
    "latitude",
    "longitude",
    "phone",
    "website",
    "treatments",
    "conditions",
    "settings",
    "payments",
    "languages",
    "accepting_new",
    "price_per_session",
];

/// Without these a row is no listing.
pub(super) const NEEDED: [&str; 5] = ["id", "name", "city", "state", "postal_code"];

/// The longest id that is kept, characters.
const LONGEST_ID: usize = 200;

/// A row's cells as they stand in the file; empty where the column is absent.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// Where the row begins, the header being line 1.
    pub number: u64,
    /// In the order of [`COLUMNS`].
    pub cells: [String; COLUMNS.len()],
}

/// What one row amounts to.
#[derive(Debug, Clone)]
pub(super) struct Site {
    /// Where the row begins.
    pub line: u64,
    /// The other directory's id of the provider.
    pub id: String,
    /// Whether the row says `kind` at all.
    pub says_kind: bool,
    /// A dossier of this one place.
    pub dossier: Dossier,
}

/// What rows are read by.
pub(super) struct Reader<'a> {
    rules: &'a Rules,
    sources: MemorySources,
    now: DateTime<Utc>,
}

impl<'a> Reader<'a> {
    pub fn new(rules: &'a Rules, now: DateTime<Utc>) -> Self {
        Reader { rules, sources: MemorySources::default(), now }
    }

    /// Reads a row, every problem at once.
    pub fn site(&self, line: &Line) -> Result<Site, Vec<Problem>> {
        let mut problems = Vec::new();
        let raw = raw(line, &mut problems);
        let mut found = Problems::default();
        DOSSIER.read(&raw, "", &mut found);
        // A cell that was refused already is told once.
        let told: Vec<Place> = problems.iter().map(|p| p.place.clone()).collect();
        let found = found.structure.into_iter().chain(found.values).map(|p| in_row(line, &raw, p));
        problems.extend(found.filter(|p| !told.contains(&p.place)));
        if !problems.is_empty() {
            return Err(problems);
        }
        let dossier: Dossier = serde_json::from_value(raw)
            .map_err(|e| vec![Problem::row(line.number, "", "unreadable_row", e.to_string())])?;
        problems.extend(missing_address(line, &dossier));
        problems.extend(self.misplaced(line, &dossier));
        if !problems.is_empty() {
            return Err(problems);
        }
        let id = line.cell("id").to_string();
        Ok(Site { line: line.number, id, says_kind: !line.cell("kind").is_empty(), dossier })
    }

    /// A place that is not where it says, by the same checks as a submission's.
    fn misplaced(&self, line: &Line, dossier: &Dossier) -> Vec<Problem> {
        let context = Context {
            lookups: &[],
            sources: &self.sources,
            rules: self.rules,
            gazetteer: Gazetteer::get(),
            listed: None,
            unasked: &[],
            now: self.now,
        };
        let failed = verify::places(dossier, &context).into_iter().map(|f| f.check);
        failed
            .filter(|c| c.outcome == Outcome::Fail)
            .map(|c| {
                let column = COLUMN_OF_CHECK.iter().find(|(code, _)| *code == c.code).map_or("", |(_, column)| *column);
                Problem::row(line.number, column, "impossible_place", c.detail)
            })
            .collect()
    }
}

/// The column that a failed check of the place is about.
const COLUMN_OF_CHECK: [(&str, &str); 3] =
    [("location.resolved", "postal_code"), ("location.consistent", "state"), ("location.sentinel", "latitude")];

/// Fields of a dossier that go by another name than their column.
const COLUMN_OF_FIELD: [(&str, &str); 3] =
    [("organization_npi", "npi"), ("per_session", "price_per_session"), ("price", "price_per_session")];

impl Line {
    pub fn cell(&self, column: &str) -> &str {
        COLUMNS.iter().position(|c| *c == column).map_or("", |at| self.cells[at].as_str())
    }

    fn problem(&self, column: &str, code: &'static str, detail: impl Into<String>) -> Problem {
        Problem::row(self.number, column, code, detail)
    }
}

/// The row as JSON of the dossier's shape, which then is read like a submission. What a spreadsheet did to a cell is undone
/// where that is safe.
fn raw(line: &Line, problems: &mut Vec<Problem>) -> Value {
    if line.cell("id").is_empty() {
        problems.push(line.problem("id", "missing", "this is needed: it tells the listings of a directory apart"));
    } else if line.cell("id").chars().count() > LONGEST_ID {
        problems.push(line.problem("id", "too_long", format!("use at most {LONGEST_ID} characters")));
    }
    let mut provider = Map::new();
    put(&mut provider, "name", line.cell("name"));
    let kind = word(line.cell("kind"));
    put(&mut provider, "kind", if kind.is_empty() { "clinic" } else { &kind });
    put(&mut provider, "organization_npi", &npi(line, problems));
    put(&mut provider, "website", &address_of(line.cell("website")));
    provider.insert("languages".into(), json!(words(line.cell("languages"))));

    let mut place = Map::from_iter([("key".to_string(), json!("1"))]);
    for column in ["line1", "line2", "city", "phone"] {
        put(&mut place, column, line.cell(column));
    }
    let state = state_code(line.cell("state"));
    put(&mut place, "postal_code", &number::zip(line.cell("postal_code").to_string(), &state));
    put(&mut place, "state", &state);
    for column in ["treatments", "conditions", "settings", "payments"] {
        place.insert(column.into(), json!(words(line.cell(column))));
    }
    for column in ["latitude", "longitude"] {
        place.extend(number_in(line.cell(column)).map(|n| (column.to_string(), n)));
    }
    place.extend(yes_or_no(line.cell("accepting_new")).map(|said| ("accepting_new".to_string(), said)));
    place.extend(dollars(line.cell("price_per_session")).map(|price| ("price".to_string(), price)));
    json!({ "provider": Value::Object(provider), "locations": [Value::Object(place)] })
}

fn put(map: &mut Map<String, Value>, field: &str, cell: &str) {
    if !cell.is_empty() {
        map.insert(field.to_string(), json!(cell));
    }
}

/// The NPI with all its digits, if it can be one.
fn npi(line: &Line, problems: &mut Vec<Problem>) -> String {
    let text = match number::identifier(line.cell("npi").to_string()) {
        Ok(text) => text,
        Err(number::LostDigits) => {
            problems.push(line.problem("npi", "lost_digits", number::LOST_DIGITS));
            return String::new();
        }
    };
    let fault = if text.is_empty() { None } else { npi_fault(&text) };
    let detail = match fault {
        None => return text,
        Some(NpiFault::Format) => "expected an NPI: ten digits, the first of them 1 or 2",
        Some(NpiFault::CheckDigit) => "the last digit of this NPI does not fit the others; look for a mistyped one",
    };
    problems.push(line.problem("npi", "impossible_npi", format!("`{}`: {detail}", start_of(&text))));
    String::new()
}

/// The state's code; what is no state stays, to be refused.
fn state_code(cell: &str) -> String {
    Gazetteer::get().state(cell).map_or_else(|| cell.to_string(), |state| state.code.to_string())
}

/// An address of the web without its beginning gets it: `example.org`.
fn address_of(cell: &str) -> String {
    let bare = !cell.is_empty() && !cell.contains("://") && cell.contains('.') && !cell.contains([' ', '@']);
    if bare { format!("https://{cell}") } else { cell.to_string() }
}

/// A word as the contract writes it: `Self-pay` is `self_pay`.
fn word(cell: &str) -> String {
    cell.trim().to_lowercase().replace([' ', '-'], "_")
}

/// The words of a cell, each once.
fn words(cell: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in cell.split(';').map(word).filter(|w| !w.is_empty()) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words
}

/// A number, or the text that is none, to be refused.
fn number_in(cell: &str) -> Option<Value> {
    if cell.is_empty() {
        return None;
    }
    let number = cell.parse::<f64>().ok().filter(|n| n.is_finite());
    Some(number.map_or_else(|| json!(cell), |n| json!(n)))
}

fn yes_or_no(cell: &str) -> Option<Value> {
    match cell.to_ascii_lowercase().as_str() {
        "" => None,
        "true" | "yes" | "y" | "1" | "1.0" => Some(json!(true)),
        "false" | "no" | "n" | "0" | "0.0" => Some(json!(false)),
        _ => Some(json!(cell)),
    }
}

/// Whole dollars: `450`, `$450`, `1,200.00`.
fn dollars(cell: &str) -> Option<Value> {
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

/// A problem of the dossier, told by the row and column that it came from and what stands there.
fn in_row(line: &Line, raw: &Value, problem: Problem) -> Problem {
    let Place::Body(pointer) = &problem.place else { return problem };
    let field = pointer.rsplit('/').find(|part| part.parse::<usize>().is_err()).unwrap_or_default();
    let column = COLUMN_OF_FIELD.iter().find(|(name, _)| *name == field).map_or(field, |(_, column)| *column);
    let found = match raw.pointer(pointer) {
        Some(Value::String(text)) => format!("`{}`: ", start_of(text)),
        Some(Value::Number(number)) => format!("`{number}`: "),
        _ => String::new(),
    };
    Problem::row(line.number, column, problem.code, format!("{found}{}", problem.detail))
}

/// A place without an address is telehealth alone, which has to say so.
fn missing_address(line: &Line, dossier: &Dossier) -> Vec<Problem> {
    let Some(place) = dossier.locations.first().filter(|place| !place.is_telehealth_only()) else { return Vec::new() };
    let cells = [("city", &place.city), ("state", &place.state), ("postal_code", &place.postal_code)];
    let missing = cells.into_iter().filter(|(_, cell)| cell.is_none());
    let detail = "this is needed, unless the settings are `telehealth` alone";
    missing.map(|(column, _)| line.problem(column, "missing", detail)).collect()
}

/// As much of what was written as a sentence can hold.
fn start_of(written: &str) -> String {
    written.chars().take(40).collect()
}
