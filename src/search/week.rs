//! When a place is open in the course of a week, on the clock on its own wall.

use chrono::{DateTime, Datelike, Timelike, Utc};
use chrono_tz::Tz;

use crate::domain::schedule::{Day, Hours};

use super::site::Site;

/// A minute of the week: 0 is Monday 00:00.
pub(super) type Minute = u16;

const DAY: Minute = 24 * 60;
const WEEK: Minute = 7 * DAY;

/// When a place is open in the course of a week, on its own clock.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Week {
    /// Sorted; from the first minute to the one in which it closes, that one not included. None touches the next.
    pub(super) spans: Vec<(Minute, Minute)>,
}

impl Week {
    /// Of published hours. Those that close before they open pass midnight; what is no time of day, and what closes in the minute in
    /// which it opens, says nothing.
    pub(super) fn of(hours: &[Hours]) -> Week {
        let mut spans: Vec<(Minute, Minute)> = hours.iter().flat_map(spans_of).collect();
        spans.sort_unstable();
        spans.dedup_by(|next, before| {
            let touch = next.0 <= before.1;
            if touch {
                before.1 = before.1.max(next.1);
            }
            touch
        });
        Week { spans }
    }

    pub(super) fn is_open(&self, minute: Minute) -> bool {
        let begun = self.spans.partition_point(|(opens, _)| *opens <= minute);
        begun.checked_sub(1).is_some_and(|last| minute < self.spans[last].1)
    }
}

/// One span, or two where Sunday night runs into Monday.
fn spans_of(hours: &Hours) -> Vec<(Minute, Minute)> {
    let Some((opens, closes)) = minute_of_day(&hours.opens).zip(minute_of_day(&hours.closes)) else { return vec![] };
    if opens == closes || opens == DAY {
        return vec![];
    }
    // The words are declared from Monday on.
    let midnight = hours.day as Minute * DAY;
    let (from, to) = (midnight + opens, midnight + closes + if closes < opens { DAY } else { 0 });
    if to <= WEEK { vec![(from, to)] } else { vec![(from, WEEK), (0, to - WEEK)] }
}

/// `HH:MM` to `24:00`, in minutes.
fn minute_of_day(time: &str) -> Option<Minute> {
    let (hour, minute) = time.split_once(':')?;
    let number = |digits: &str| -> Option<Minute> {
        let plain = digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| digits.parse().ok()).flatten()
    };
    let (hour, minute) = (number(hour)?, number(minute)?);
    let time = hour * 60 + minute;
    (minute < 60 && time <= DAY).then_some(time)
}

/// The minute that a clock in the zone shows.
pub(super) fn minute_of_week(zone: Tz, now: DateTime<Utc>) -> Minute {
    let there = now.with_timezone(&zone);
    let minutes = there.weekday().num_days_from_monday() * u32::from(DAY) + there.hour() * 60 + there.minute();
    // Less than a week of minutes.
    minutes as Minute
}

/// A minute at which a place opens or closes, as its posted hours have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// The day there.
    pub day: Day,
    /// `HH:MM` there, from `00:00` to `23:59`.
    pub time: String,
    /// Later on the day that it is there now.
    pub is_today: bool,
}

/// Open or not at one moment, as posted hours have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doors {
    /// All the week.
    Always,
    /// Open until then.
    Open(Turn),
    /// Closed until then.
    Closed(Turn),
}

impl Doors {
    /// At a place, by the clock there. `None` where it posted no hours, or its zone is not known.
    pub fn of(site: &Site, now: DateTime<Utc>) -> Option<Doors> {
        let zone: Tz = site.time_zone()?.parse().ok()?;
        Week::of(&site.offer.hours).doors(minute_of_week(zone, now))
    }
}

impl Week {
    /// `None` of a week without hours.
    fn doors(&self, now: Minute) -> Option<Doors> {
        let (first, last) = (*self.spans.first()?, *self.spans.last()?);
        if first == (0, WEEK) {
            return Some(Doors::Always);
        }
        if let Some((_, closes)) = self.spans.iter().find(|(opens, closes)| (*opens..*closes).contains(&now)) {
            // Sunday night may run into Monday.
            let runs_on = last.1 == WEEK && *closes == WEEK && first.0 == 0;
            return Some(Doors::Open(Turn::of(if runs_on { first.1 } else { *closes }, now)));
        }
        let next = self.spans.iter().find(|(opens, _)| *opens > now).unwrap_or(&first);
        Some(Doors::Closed(Turn::of(next.0, now)))
    }
}

impl Turn {
    fn of(at: Minute, now: Minute) -> Turn {
        let (days, minute) = (at % WEEK / DAY, at % DAY);
        let day = Day::ALL[usize::from(days)];
        Turn {
            day,
            time: format!("{:02}:{:02}", minute / 60, minute % 60),
            is_today: at / DAY == now / DAY && at > now,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn week(hours: &[(Day, &str, &str)]) -> Week {
        let hour = |(day, opens, closes): &(Day, &str, &str)| Hours {
            day: *day,
            opens: (*opens).into(),
            closes: (*closes).into(),
        };
        Week::of(&hours.iter().map(hour).collect::<Vec<_>>())
    }

    fn at(day: Day, hour: Minute, minute: Minute) -> Minute {
        day as Minute * DAY + hour * 60 + minute
    }

    fn turn(day: Day, time: &str, is_today: bool) -> Turn {
        Turn { day, time: time.into(), is_today }
    }

    #[test]
    fn a_closed_place_says_when_it_opens_next() {
        let office = week(&[(Day::Mon, "09:00", "12:00"), (Day::Mon, "13:00", "17:00"), (Day::Thu, "08:30", "12:00")]);
        for (now, opens) in [
            (at(Day::Mon, 8, 59), turn(Day::Mon, "09:00", true)),
            (at(Day::Mon, 12, 0), turn(Day::Mon, "13:00", true)),
            (at(Day::Mon, 17, 0), turn(Day::Thu, "08:30", false)),
            (at(Day::Wed, 10, 0), turn(Day::Thu, "08:30", false)),
            (at(Day::Sun, 23, 59), turn(Day::Mon, "09:00", false)),
        ] {
            assert_eq!(office.doors(now), Some(Doors::Closed(opens)), "{now}");
        }
        let once = week(&[(Day::Mon, "09:00", "10:00")]);
        assert_eq!(once.doors(at(Day::Mon, 11, 0)), Some(Doors::Closed(turn(Day::Mon, "09:00", false))));
    }

    #[test]
    fn an_open_place_says_when_it_closes_past_midnight_and_past_sunday_too() {
        let late = week(&[(Day::Sun, "22:00", "02:30"), (Day::Fri, "18:00", "24:00")]);
        for (now, closes) in [
            (at(Day::Sun, 23, 0), turn(Day::Mon, "02:30", false)),
            (at(Day::Mon, 2, 29), turn(Day::Mon, "02:30", true)),
            (at(Day::Fri, 18, 0), turn(Day::Sat, "00:00", false)),
        ] {
            assert_eq!(late.doors(now), Some(Doors::Open(closes)), "{now}");
        }
    }

    #[test]
    fn a_week_without_a_gap_has_no_turn_and_one_without_hours_says_nothing() {
        let always: Vec<_> = Day::ALL.iter().map(|day| (*day, "00:00", "24:00")).collect();
        assert_eq!(week(&always).doors(at(Day::Wed, 3, 0)), Some(Doors::Always));
        assert_eq!(week(&[]).doors(0), None);
        assert_eq!(week(&[(Day::Mon, "morning", "noon")]).doors(0), None);
    }
}
