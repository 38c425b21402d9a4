//! The figures that the page names: days, miles and counts, each from where the engine has it.

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::deadline::STEPS;
use crate::domain::freshness::{CONFIRMED_DAYS, LISTED_DAYS, PAGE_DAYS};
use crate::rules::Rules;
use crate::verify::basis::Holds;
use crate::verify::codes::Code;

/// Days, but for the last five.
#[derive(Debug, Serialize)]
pub struct Figures {
    list: Option<i64>,
    board_lookup: i64,
    no_expiry_lookup: i64,
    rems: i64,
    override_usual: i64,
    override_most: i64,
    confirmed: i64,
    listed: i64,
    page: i64,
    /// Days before a paper's last one on which its holder is warned.
    warned: [i64; 3],
    /// To this day a controlled drug may be prescribed without a visit in person.
    remote_rule: NaiveDate,
    checks: usize,
    blocking: usize,
    miles_from_zip: f64,
    license_number: usize,
}

impl Figures {
    /// By these rules.
    pub fn of(rules: &Rules) -> Figures {
        let clocks = &rules.clocks;
        Figures {
            list: Holds::List.days(rules),
            board_lookup: clocks.board_lookup_days,
            no_expiry_lookup: clocks.no_expiry_lookup_days,
            rems: clocks.rems_days,
            override_usual: clocks.override_days,
            override_most: clocks.override_most_days,
            confirmed: CONFIRMED_DAYS,
            listed: LISTED_DAYS,
            page: PAGE_DAYS,
            warned: STEPS,
            remote_rule: rules.scope.remote_prescribing_ends(),
            checks: Code::ALL.len(),
            blocking: Code::ALL.iter().filter(|code| code.blocking()).count(),
            miles_from_zip: rules.places.max_miles_from_zip,
            license_number: rules.shapes.max_length,
        }
    }
}

/// A rule table as the page names it.
#[derive(Debug, Serialize)]
pub struct TableView {
    /// The last part of the text key `table-{key}`.
    key: &'static str,
    as_of: NaiveDate,
    source: &'static str,
}

/// Every rule table in force.
pub fn tables(rules: &'static Rules) -> Vec<TableView> {
    let view = |table: &'static crate::rules::TableHead| TableView {
        key: table.name.trim_end_matches(".toml"),
        as_of: table.as_of,
        source: &table.source,
    };
    rules.tables().iter().map(view).collect()
}
