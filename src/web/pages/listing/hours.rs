//! Opening hours as pages show them, and whether a place is open now.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::domain::schedule::{Day, Hours};
use crate::search::{Doors, Site, Turn};

/// One day's opening.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HoursLine {
    /// Day.
    pub day: Day,
    /// `9:00 am`.
    pub opens: String,
    /// `5:00 pm`.
    pub closes: String,
}

impl HoursLine {
    /// As people in the US write them.
    pub fn of(hours: &Hours) -> Self {
        HoursLine { day: hours.day, opens: clock_text(&hours.opens), closes: clock_text(&hours.closes) }
    }
}

/// Open or not at this moment, by the posted hours.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DoorsView {
    /// `always`, `open`, `open_late` (until another day), `closed` (until later today) or `closed_days`: the last part of the text key `doors-{word}`.
    pub word: &'static str,
    /// The day of the next change.
    pub day: Option<Day>,
    /// Its time: `9:00 am`.
    pub time: String,
    /// The hour of that, from 1 to 12: Spanish says "la 1:00" and "las 2:00". 0 where there is no change.
    pub hour: u32,
}

impl DoorsView {
    /// `None` where nobody knows.
    pub fn of(site: &Site, now: DateTime<Utc>) -> Option<Self> {
        let view = |word, turn: Option<Turn>| DoorsView {
            word,
            day: turn.as_ref().map(|t| t.day),
            hour: turn.as_ref().and_then(|t| hour_of(&t.time)).map_or(0, twelve),
            time: turn.map(|t| clock_text(&t.time)).unwrap_or_default(),
        };
        Some(match Doors::of(site, now)? {
            Doors::Always => view("always", None),
            Doors::Open(turn) => view(if turn.is_today { "open" } else { "open_late" }, Some(turn)),
            Doors::Closed(turn) => view(if turn.is_today { "closed" } else { "closed_days" }, Some(turn)),
        })
    }
}

/// `17:30` as people in the US write it. What is not a time stays as it is.
fn clock_text(time: &str) -> String {
    let Some((hour, (_, minute))) = hour_of(time).zip(time.split_once(':')) else { return time.to_string() };
    let half = if hour % 24 < 12 { "am" } else { "pm" };
    format!("{}:{minute} {half}", twelve(hour))
}

/// From 0 to 24.
fn hour_of(time: &str) -> Option<u32> {
    time.split_once(':')?.0.parse().ok().filter(|hour| *hour <= 24)
}

fn twelve(hour: u32) -> u32 {
    (hour + 11) % 12 + 1
}

/// What people call the clocks of US places; by the beginning of the IANA name, the longer one first.
const ZONES: &[(&str, &str)] = &[
    ("America/Indiana/Tell_City", "central"),
    ("America/Indiana/Knox", "central"),
    ("America/Indiana", "eastern"),
    ("America/Kentucky", "eastern"),
    ("America/New_York", "eastern"),
    ("America/Detroit", "eastern"),
    ("America/Chicago", "central"),
    ("America/Menominee", "central"),
    ("America/North_Dakota", "central"),
    ("America/Denver", "mountain"),
    ("America/Boise", "mountain"),
    ("America/Phoenix", "arizona"),
    ("America/Los_Angeles", "pacific"),
    ("America/Adak", "hawaii"),
    ("Pacific/Honolulu", "hawaii"),
    ("America/Anchorage", "alaska"),
    ("America/Juneau", "alaska"),
    ("America/Sitka", "alaska"),
    ("America/Nome", "alaska"),
    ("America/Yakutat", "alaska"),
    ("America/Metlakatla", "alaska"),
    ("America/Puerto_Rico", "atlantic"),
    ("America/St_Thomas", "atlantic"),
    ("Pacific/Guam", "chamorro"),
    ("Pacific/Saipan", "chamorro"),
    ("Pacific/Pago_Pago", "samoa"),
];

/// What people call the zone of a place.
pub fn zone_of(site: &Site) -> Option<&'static str> {
    let name = site.time_zone()?;
    ZONES.iter().find(|(zone, _)| name.starts_with(zone)).map(|(_, word)| *word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_as_people_write_them() {
        assert_eq!(
            ["00:30", "09:00", "12:00", "17:45", "24:00", "late", "31:00"].map(clock_text),
            ["12:30 am", "9:00 am", "12:00 pm", "5:45 pm", "12:00 am", "late", "31:00"]
        );
    }
}
