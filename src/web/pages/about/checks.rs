//! Every check that is made, from the engine's own table of codes.

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::badge::strip_entry;
use crate::rules::{OverrideBy, Rules};
use crate::verify::basis::{Holds, LooksAt};
use crate::verify::codes::Code;

/// The checks behind one word of the strip; `rest` counts for the badge alone.
#[derive(Debug, Serialize)]
pub struct CheckGroup {
    /// The last part of the text key `strip-{key}`, or `rest`.
    key: &'static str,
    checks: Vec<CheckLine>,
}

#[derive(Debug, Serialize)]
struct CheckLine {
    /// The code with dashes: the last part of the text key `check-{what}`.
    what: String,
    looks_at: &'static [LooksAt],
    holds: Vec<HoldsView>,
    if_not: IfNot,
}

#[derive(Debug, Serialize)]
struct HoldsView {
    word: Holds,
    days: Option<i64>,
    last_day: Option<NaiveDate>,
}

/// What follows where a check is not passed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
enum IfNot {
    /// No badge until new evidence is there.
    Evidence,
    /// No badge, unless two people let it stand for a time.
    TwoPeople,
    /// No badge, unless people see that it is another of the same name.
    Row,
    /// A person answers a question; until then no badge.
    Asks,
}

/// In the order of the strip, then the rest.
pub fn groups(rules: &Rules) -> Vec<CheckGroup> {
    let mut groups: Vec<CheckGroup> = Vec::new();
    for key in ["identity", "license", "exclusions", "drug_registration", "rest"] {
        let here = Code::ALL.iter().filter(|code| strip_entry(code.as_str()).unwrap_or("rest") == key);
        groups.push(CheckGroup { key, checks: here.map(|code| line(*code, rules)).collect() });
    }
    groups
}

fn line(code: Code, rules: &Rules) -> CheckLine {
    let holds = code.holds().iter().map(|word| HoldsView {
        word: *word,
        days: word.days(rules),
        last_day: word.last_day(rules),
    });
    CheckLine {
        what: code.as_str().replace('.', "-"),
        looks_at: code.looks_at(),
        holds: holds.collect(),
        if_not: match rules.overrides.of(code.as_str()) {
            _ if !code.blocking() => IfNot::Asks,
            OverrideBy::Evidence => IfNot::Evidence,
            OverrideBy::TwoPeople => IfNot::TwoPeople,
            OverrideBy::Row => IfNot::Row,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_of_the_engine_stands_in_one_group() {
        let groups = groups(Rules::builtin());
        let mut shown: Vec<&str> = groups.iter().flat_map(|g| &g.checks).map(|c| c.what.as_str()).collect();
        shown.sort_unstable();
        let mut known: Vec<String> = Code::ALL.iter().map(|code| code.as_str().replace('.', "-")).collect();
        known.sort_unstable();
        assert_eq!(shown, known);
    }
}
