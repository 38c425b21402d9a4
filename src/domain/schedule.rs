//! Opening hours and first openings.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::words::wire_words;

wire_words! {
    /// Day of the week.
    Day { Mon => "mon", Tue => "tue", Wed => "wed", Thu => "thu", Fri => "fri", Sat => "sat", Sun => "sun" }
}

wire_words! {
    /// How soon a new patient is seen.
    Within {
        OneWeek => "1_week",
        TwoToFourWeeks => "2_4_weeks",
        WaitingList => "waiting_list",
    }
}

impl Within {
    /// What a filter on this word accepts: within four weeks is within one, too.
    pub const fn covers(self) -> &'static [Within] {
        match self {
            Within::OneWeek => &[Within::OneWeek],
            Within::TwoToFourWeeks => &[Within::OneWeek, Within::TwoToFourWeeks],
            Within::WaitingList => &[Within::WaitingList],
        }
    }
}

/// Open from `opens` to `closes` (HH:MM, the place's own time zone) on one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// Day.
    pub day: Day,
    /// HH:MM.
    pub opens: String,
    /// HH:MM, after `opens`.
    pub closes: String,
}

/// When the first appointment can be had, and when that was said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FirstOpening {
    /// How soon.
    pub within: Within,
    /// Day it was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said_on: Option<NaiveDate>,
}

impl FirstOpening {
    /// As of the day on which the provider last confirmed every detail of the listing, this one among them: said again.
    pub fn confirmed(self, on: Option<NaiveDate>) -> Self {
        // None is earlier than any day.
        FirstOpening { said_on: self.said_on.max(on), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn confirming_the_details_says_the_opening_again_and_never_makes_it_older() {
        let day = |d| NaiveDate::from_ymd_opt(2026, 11, d);
        for (said, confirmed, told) in
            [(day(3), day(20), day(20)), (day(20), day(3), day(20)), (None, day(3), day(3)), (day(3), None, day(3))]
        {
            let opening = FirstOpening { within: Within::OneWeek, said_on: said };
            assert_eq!(opening.confirmed(confirmed).said_on, told);
        }
    }
}
