//! How long what was sent to us took until a person decided, by the week of the decision.

use chrono::{DateTime, Utc};

use super::business_days::{after_business_days, business_time};
use super::weekly::Week;

/// What we promise: decided within so many business days.
pub const PROMISED_DAYS: u32 = 2;

/// What happened to a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// It came, or came again.
    Came,
    /// A person decided.
    Decided,
    /// The last decision was taken back while its mail waited: it never was.
    TakenBack,
}

/// Something that happened to a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: DateTime<Utc>,
    /// To which.
    pub subject: String,
    /// What.
    pub what: What,
}

/// One week in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WeekFigures {
    /// Which.
    pub week: Week,
    /// Submissions and changes that came, those that came again included.
    pub came: u64,
    /// Decisions.
    pub decided: u64,
    /// Business hours (24 a business day) within which half of them were decided; `None` where nothing was.
    pub p50_hours: Option<u64>,
    /// The same for nine of ten.
    pub p90_hours: Option<u64>,
    /// How many of a hundred were decided within [`PROMISED_DAYS`].
    pub in_time_percent: Option<u64>,
}

/// The numbers of these weeks, in their order. A decision is measured from when its submission last came before it; one whose
/// submission came earlier than all `events` counts as decided and in no time.
pub fn by_week(mut events: Vec<Event>, weeks: &[Week]) -> Vec<WeekFigures> {
    events.sort_by_key(|event| (event.at, event.what));
    let events = standing(events);
    let mut came_at = std::collections::HashMap::new();
    let mut sums = vec![Sum::default(); weeks.len()];
    for event in &events {
        let week = weeks.iter().position(|week| *week == Week::of(event.at));
        if event.what == What::Came {
            came_at.insert(event.subject.as_str(), event.at);
            if let Some(n) = week {
                sums[n].came += 1;
            }
        } else if let Some(n) = week {
            sums[n].decided += 1;
            if let Some(came) = came_at.get(event.subject.as_str()) {
                let took = u64::try_from(business_time(*came, event.at).num_minutes()).unwrap_or_default();
                sums[n].hours.push(took.div_ceil(60));
                sums[n].in_time += usize::from(event.at <= after_business_days(*came, PROMISED_DAYS));
            }
        }
    }
    weeks.iter().zip(sums).map(|(week, sum)| sum.figures(*week)).collect()
}

/// Without the decisions that were taken back.
fn standing(events: Vec<Event>) -> Vec<Event> {
    let mut kept: Vec<Event> = Vec::with_capacity(events.len());
    for event in events {
        if event.what == What::TakenBack {
            let taken_back = kept.iter().rposition(|e| e.what == What::Decided && e.subject == event.subject);
            taken_back.map(|at| kept.remove(at));
        } else {
            kept.push(event);
        }
    }
    kept
}

/// What is summed up of a week.
#[derive(Debug, Clone, Default)]
struct Sum {
    came: u64,
    decided: u64,
    /// Business hours of each decision that can be measured.
    hours: Vec<u64>,
    in_time: usize,
}

impl Sum {
    fn figures(mut self, week: Week) -> WeekFigures {
        self.hours.sort_unstable();
        WeekFigures {
            week,
            came: self.came,
            decided: self.decided,
            p50_hours: nearest_rank(&self.hours, 50),
            p90_hours: nearest_rank(&self.hours, 90),
            in_time_percent: percent(self.in_time, self.hours.len()),
        }
    }
}

/// The smallest of sorted values that `percent` of a hundred do not exceed.
fn nearest_rank(sorted: &[u64], percent: usize) -> Option<u64> {
    let rank = (sorted.len() * percent).div_ceil(100);
    sorted.get(rank.checked_sub(1)?).copied()
}

/// How many of a hundred, rounded down so that 100 means all; `None` of nothing.
pub fn percent(part: usize, of: usize) -> Option<u64> {
    u64::try_from((part * 100).checked_div(of)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(at: &str, subject: &str, what: What) -> Event {
        Event { at: at.parse().expect("a time"), subject: subject.into(), what }
    }

    #[test]
    fn ranks_are_values_that_were_there() {
        assert_eq!([50, 90, 100].map(|p| nearest_rank(&[1, 2, 3, 4, 10], p)), [Some(3), Some(10), Some(10)]);
        assert_eq!([50, 90].map(|p| nearest_rank(&[7], p)), [Some(7), Some(7)]);
        assert_eq!(nearest_rank(&[], 50), None);
        assert_eq!([percent(199, 200), percent(0, 5), percent(0, 0)], [Some(99), Some(0), None]);
    }

    #[test]
    fn a_decision_is_measured_in_business_time_from_when_the_submission_last_came() {
        let week = Week::of("2026-11-16T00:00:00Z".parse().expect("a time"));
        let events = vec![
            // Friday noon to Monday noon: one business day.
            event("2026-11-13T12:00:00Z", "a", What::Came),
            event("2026-11-16T12:00:00Z", "a", What::Decided),
            // Came again, and was decided within 25 hours of that.
            event("2026-11-02T08:00:00Z", "b", What::Came),
            event("2026-11-17T08:00:00Z", "b", What::Came),
            event("2026-11-18T09:00:00Z", "b", What::Decided),
            // Three business days.
            event("2026-11-16T08:00:00Z", "c", What::Came),
            event("2026-11-19T08:00:00Z", "c", What::Decided),
            // Came before anything that is known.
            event("2026-11-20T08:00:00Z", "d", What::Decided),
            // Decided, and taken back: it never was.
            event("2026-11-19T09:00:00Z", "e", What::Decided),
            event("2026-11-19T09:04:00Z", "e", What::TakenBack),
        ];
        let figures = by_week(events, &[week.back(1), week]);
        assert_eq!((figures[0].came, figures[0].decided, figures[0].p50_hours), (1, 0, None));
        let this = figures[1];
        assert_eq!((this.came, this.decided), (2, 4));
        assert_eq!((this.p50_hours, this.p90_hours, this.in_time_percent), (Some(25), Some(72), Some(66)));
    }
}
