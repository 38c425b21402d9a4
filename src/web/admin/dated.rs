//! Dated facts that have to be read again, as staff are told of them above their lists.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use crate::rules::Rules;
use crate::web::guide::Guide;
use crate::web::guide::due::due;

/// One line of the component `staff.dated`.
#[derive(Debug, Serialize)]
pub struct Line {
    says: String,
    file: &'static str,
    on: NaiveDate,
    is_past: bool,
}

/// What is due now.
pub fn lines(rules: &Rules, now: DateTime<Utc>) -> Vec<Line> {
    let today = now.date_naive();
    let line =
        |due: crate::web::guide::due::Due| Line { says: due.says, file: due.file, on: due.on, is_past: due.on < today };
    due(Guide::get(), rules, today).into_iter().map(line).collect()
}
