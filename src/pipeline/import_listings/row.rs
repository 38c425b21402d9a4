//! One row of another directory's listings: a place, and what the row says of its provider.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use crate::domain::check::Outcome;
use crate::domain::dossier::Dossier;
use crate::domain::dossier_shape::DOSSIER;
use crate::domain::numbers::{NpiFault, npi_fault};
use crate::domain::problem::{Place, Problem};
use crate::domain::shape::Problems;
use crate::domain::spreadsheet::meant;
use crate::geo::Gazetteer;
use crate::rules::Rules;
use crate::sources::memory::MemorySources;
use crate::sources::number;
use crate::verify::{self, Context};

use super::cells::{address_of, dollars, number_in, start_of, state_code, word, words, yes_or_no};

/// The columns of a file of listings (contract, "Listings CSV").
pub const COLUMNS: [&str; 20] = [
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
    /// Cells as they stand in the file, without the apostrophe that keeps a spreadsheet from seeing a formula; an id that one wrote as
    /// `17.0` is `17`.
    pub fn of(number: u64, mut cells: [String; COLUMNS.len()]) -> Self {
        for cell in cells.iter_mut().filter(|cell| meant(cell).len() < cell.len()) {
            cell.remove(0);
        }
        if let Ok(id) = number::identifier(cells[0].clone()) {
            cells[0] = id;
        }
        Line { number, cells }
    }

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
    } else if number::identifier(line.cell("id").to_string()).is_err() {
        problems.push(line.problem("id", "lost_digits", number::LOST_DIGITS));
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A row of these cells, beside an id, a name and an address that are in order.
    fn read(cells: &[(&str, &str)]) -> Result<Site, Vec<(String, String)>> {
        let usual = [("id", "1"), ("name", "Quay"), ("city", "Portland"), ("state", "OR"), ("postal_code", "97202")];
        let cell = |column: &str| {
            let given = cells.iter().chain(&usual).find(|(name, _)| *name == column);
            given.map(|(_, cell)| cell.to_string()).unwrap_or_default()
        };
        let line = Line::of(7, COLUMNS.map(cell));
        let told = |p: Problem| match p.place {
            Place::Row(7, column) => (column, p.detail),
            other => panic!("{other:?}"),
        };
        let reader = Reader::new(Rules::builtin(), DateTime::UNIX_EPOCH);
        reader.site(&line).map_err(|problems| problems.into_iter().map(told).collect())
    }

    #[test]
    fn a_cell_is_understood_where_that_is_safe() {
        for (column, cell, pointer, understood) in [
            ("kind", "Solo", "/provider/kind", json!("solo")),
            ("kind", "", "/provider/kind", json!("clinic")),
            ("npi", "2000000002.0", "/provider/organization_npi", json!("2000000002")),
            ("website", "quay.example.org/a", "/provider/website", json!("https://quay.example.org/a")),
            ("website", "http://quay.example.org", "/provider/website", json!("http://quay.example.org")),
            ("languages", "EN; es;en", "/provider/languages", json!(["en", "es"])),
            ("state", "oregon", "/locations/0/state", json!("OR")),
            ("postal_code", "97202.0", "/locations/0/postal_code", json!("97202")),
            ("treatments", " IV;;Nasal Compounded ", "/locations/0/treatments", json!(["iv", "nasal_compounded"])),
            ("payments", "Self-Pay", "/locations/0/payments", json!(["self_pay"])),
            ("accepting_new", "No", "/locations/0/accepting_new", json!(false)),
            ("price_per_session", "$1,250", "/locations/0/price/per_session", json!(1250)),
            ("price_per_session", "450.00", "/locations/0/price/per_session", json!(450)),
        ] {
            let site = read(&[(column, cell)]).unwrap_or_else(|told| panic!("{cell}: {told:?}"));
            let dossier = serde_json::to_value(&site.dossier).expect("serializes");
            assert_eq!(dossier.pointer(pointer), Some(&understood), "{column} {cell}");
        }
    }

    #[test]
    fn a_cell_that_cannot_be_right_is_named_with_what_was_expected() {
        for (column, cell, what) in [
            ("id", "", "this is needed"),
            ("id", "1.2E+09", "lost"),
            ("name", "", "needed"),
            ("kind", "hospital", "`hospital`: Use one of: clinic, solo."),
            ("npi", "123", "`123`: expected an NPI: ten digits"),
            ("npi", "2000000003", "the last digit"),
            ("npi", "2.0E+09", "lost"),
            ("city", "", "`telehealth` alone"),
            ("state", "Oregano", "`Oregano`: Use the two capital letters"),
            ("state", "WA", "ZIP 97202 is in Oregon"),
            ("postal_code", "9720", "`9720`: Write the ZIP code as five digits"),
            ("postal_code", "00000", "There is no ZIP 00000."),
            ("latitude", "45.5", "one of them is missing"),
            ("phone", "555-0101", "ten digits"),
            ("website", "call us", "https://"),
            ("treatments", "iv;botox", "`botox`: Use one of: iv, im,"),
            ("conditions", "sadness", "`sadness`: Use one of: anxiety,"),
            ("settings", "spa", "`spa`: Use one of: clinic,"),
            ("payments", "gold", "`gold`: Use one of: medicare,"),
            ("languages", "English", "two-letter code"),
            ("accepting_new", "maybe", "`maybe`: This must be true or false."),
            ("price_per_session", "450.50", "`450.50`: This must be a whole number."),
            ("price_per_session", "12,00", "`12,00`"),
            ("price_per_session", "999999999", "100000"),
        ] {
            let told = read(&[(column, cell)]).expect_err(cell);
            assert_eq!(told.len(), 1, "{column} {cell}: {told:?}");
            assert!(told[0].0 == column && told[0].1.contains(what), "{column} {cell}: {told:?}");
        }
    }

    #[test]
    fn coordinates_must_be_on_earth_near_the_zip_and_no_stand_in() {
        for (latitude, longitude, column) in [
            ("0", "0", "latitude"),
            ("91", "-122.6", "latitude"),
            ("45.48", "-200", "longitude"),
            ("25.7", "-80.2", "latitude"),
            ("45,48", "-122.6", "latitude"),
        ] {
            let told = read(&[("latitude", latitude), ("longitude", longitude)]).expect_err(latitude);
            assert_eq!(told[0].0, column, "{told:?}");
        }
        let site = read(&[("latitude", "45.482"), ("longitude", "-122.644")]).expect("is right");
        assert_eq!(site.dossier.locations[0].latitude, Some(45.482));
    }

    #[test]
    fn telehealth_alone_needs_no_address_and_anything_else_does() {
        let nowhere = [("city", ""), ("state", ""), ("postal_code", "")];
        let with = |settings: &'static str| read(&[&nowhere[..], &[("settings", settings)]].concat());
        assert!(with("telehealth").is_ok());
        assert_eq!(with("telehealth;clinic").map(drop).expect_err("no address").len(), 3);
    }

    #[test]
    fn every_problem_of_a_row_is_told_at_once() {
        let told = read(&[("name", ""), ("treatments", "botox"), ("npi", "1")]).expect_err("bad");
        let columns: Vec<&str> = told.iter().map(|(column, _)| column.as_str()).collect();
        assert_eq!(columns, ["npi", "name", "treatments"]);
    }

    proptest! {
        #[test]
        fn no_row_panics(cells in proptest::collection::vec("[ -~é;$,.0-9]{0,12}", COLUMNS.len())) {
            let mut cells = cells.into_iter();
            let line = Line::of(2, COLUMNS.map(|_| cells.next().unwrap_or_default()));
            let reader = Reader::new(Rules::builtin(), DateTime::UNIX_EPOCH);
            if let Ok(site) = reader.site(&line) {
                prop_assert_eq!(site.dossier.locations.len(), 1);
            }
        }
    }
}
