//! The monthly sample: listings drawn at random, phoned, and what that says of all.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Duration, Months, NaiveDate, NaiveTime, Utc};

use super::proportion::Share;
use super::words::wire_words;
use crate::keys::sha256_hex;

/// So many listings are drawn for a month; all where there are fewer.
pub const SIZE: usize = 50;
/// Nobody answered so often: the listing counts as unreachable.
pub const TRIES: usize = 3;
/// Two tries are so far apart: on different days, on whichever coast.
pub const APART: Duration = Duration::hours(16);

/// A calendar month, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(NaiveDate);

impl Month {
    /// The month of a moment.
    pub fn of(at: DateTime<Utc>) -> Month {
        Month::around(at.date_naive())
    }

    /// The month in which a day is.
    pub fn around(day: NaiveDate) -> Month {
        Month(day.with_day(1).unwrap_or(day))
    }

    /// Its first day.
    pub fn first_day(self) -> NaiveDate {
        self.0
    }

    /// The moment after it.
    pub fn end(self) -> DateTime<Utc> {
        (self.0 + Months::new(1)).and_time(NaiveTime::MIN).and_utc()
    }
}

/// `2026-11`.
impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m"))
    }
}

/// The listings of a month: those whose id, digested behind the seed, comes first. Whoever has the seed and the ids can draw again,
/// and nobody who does not have the seed can say what will be drawn.
pub fn draw<'a>(seed: &str, ids: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut first = BTreeSet::new();
    for id in ids {
        first.insert((ticket(seed, id), id));
        if first.len() > SIZE {
            first.pop_last();
        }
    }
    first.into_iter().map(|(_, id)| id.to_string()).collect()
}

/// Which of a drawn listing's places is phoned, drawn by the same seed.
pub fn place_drawn<'a>(seed: &str, listing: &str, places: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    places.into_iter().min_by_key(|place| ticket(seed, &format!("{listing}\n{place}")))
}

/// What the lists of a draw were: a digest of their ids in order, which a second draw can be held against.
pub fn digest_of(ids: &[&str]) -> String {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    sha256_hex(ids.join("\n").as_bytes())
}

fn ticket(seed: &str, id: &str) -> String {
    sha256_hex(format!("{seed}\n{id}").as_bytes())
}

wire_words! {
    /// What came of one try to phone.
    Reached {
        /// Somebody who can say.
        Answered => "answered",
        /// Nobody, or nobody who can say.
        NoAnswer => "no_answer",
        /// The number is somebody else's or out of service, or none is listed.
        WrongNumber => "wrong_number",
    }
}

wire_words! {
    /// Whether a part of the listing is as they say.
    Answer {
        /// As listed.
        Right => "right",
        /// Otherwise.
        Wrong => "wrong",
        /// They could not or would not say.
        NotSaid => "not_said",
        /// The listing says nothing of it: it was not asked.
        NotListed => "not_listed",
    }
}

impl Answer {
    /// What may be chosen where it is asked.
    pub const ASKED: &'static [Answer] = &[Answer::Right, Answer::Wrong, Answer::NotSaid];
}

wire_words! {
    /// How a drawn listing ended.
    Outcome {
        /// Somebody answered.
        Answered => "answered",
        /// The number was wrong.
        WrongNumber => "wrong_number",
        /// Nobody answered, on so many days or until the month was over.
        Unreachable => "unreachable",
        /// Nobody phoned before the month was over.
        NotPhoned => "not_phoned",
        /// Hidden or removed before it was phoned.
        DroppedOut => "dropped_out",
    }
}

/// What they said of each part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answers {
    /// Where it is.
    pub address: Answer,
    /// Whether it takes new patients, as listed.
    pub new_patients: Answer,
    /// How it treats.
    pub treatments: Answer,
}

impl Answers {
    /// In one order.
    pub fn all(self) -> [Answer; 3] {
        [self.address, self.new_patients, self.treatments]
    }

    /// Everything that was asked is as listed.
    pub fn is_exact(self) -> bool {
        let all = self.all();
        all.contains(&Answer::Right) && all.iter().all(|a| matches!(a, Answer::Right | Answer::NotListed))
    }

    /// Something is otherwise.
    pub fn is_wrong(self) -> bool {
        self.all().contains(&Answer::Wrong)
    }
}

/// A drawn listing that is done with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settled {
    /// How it ended.
    pub outcome: Outcome,
    /// What they said, where somebody answered.
    pub answers: Option<Answers>,
}

/// What a month's sample says. What is not known to be right counts as not right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figure {
    /// Drawn.
    pub drawn: u32,
    /// Of these, hidden or removed before they were phoned: in no share below.
    pub dropped_out: u32,
    /// Of the rest, not phoned.
    pub not_phoned: u32,
    /// Nobody answered.
    pub unreachable: u32,
    /// The number was wrong.
    pub wrong_number: u32,
    /// Right in everything that was asked, of all that did not drop out.
    pub exact: Share,
    /// Somebody answered, of all that did not drop out.
    pub reached: Share,
    /// The address was right, of those that were reached and list one.
    pub address: Share,
    /// It takes new patients as listed, of those that were reached and say.
    pub new_patients: Share,
    /// Treatments as listed, of those that were reached and name some.
    pub treatments: Share,
}

impl Figure {
    /// Of these listings.
    pub fn of(settled: impl IntoIterator<Item = Settled>) -> Figure {
        let mut figure = Figure::default();
        for one in settled {
            figure.drawn += 1;
            match one.outcome {
                Outcome::DroppedOut => {
                    figure.dropped_out += 1;
                    continue;
                }
                Outcome::NotPhoned => figure.not_phoned += 1,
                Outcome::Unreachable => figure.unreachable += 1,
                Outcome::WrongNumber => figure.wrong_number += 1,
                Outcome::Answered => {}
            }
            figure.reached.count(one.outcome == Outcome::Answered);
            figure.exact.count(one.answers.is_some_and(Answers::is_exact));
            let Some(answers) = one.answers else { continue };
            let shares = [&mut figure.address, &mut figure.new_patients, &mut figure.treatments];
            for (share, answer) in shares.into_iter().zip(answers.all()).filter(|(_, a)| *a != Answer::NotListed) {
                share.count(answer == Answer::Right);
            }
        }
        figure
    }

    /// Anybody was phoned: without that it says nothing of the directory.
    pub fn says_something(&self) -> bool {
        self.exact.of > self.not_phoned
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(count: usize) -> Vec<String> {
        (0..count).map(|n| format!("listing-{n}")).collect()
    }

    #[test]
    fn fifty_are_drawn_by_the_seed_alone_and_all_where_there_are_fewer() {
        let (all, few) = (ids(120), ids(7));
        let drawn = |seed: &str, ids: &[String]| draw(seed, ids.iter().map(String::as_str));
        let (first, mut turned) = (drawn("seed", &all), all.clone());
        turned.reverse();
        assert_eq!((first.len(), &first), (SIZE, &drawn("seed", &turned)), "the order of the list is no matter");
        assert_eq!(first.iter().collect::<BTreeSet<_>>().len(), SIZE, "nobody twice");
        assert_ne!(first, drawn("another seed", &all));
        assert_eq!(drawn("seed", &few).len(), 7);
        // Each listing comes up about as often as any other: in 400 draws 167 times on average, with a spread of 10.
        let mut times = std::collections::HashMap::new();
        for seed in 0..400 {
            drawn(&seed.to_string(), &all).into_iter().for_each(|id| *times.entry(id).or_insert(0) += 1);
        }
        assert!(times.len() == 120 && times.values().all(|n| (117..=217).contains(n)), "{times:?}");
    }

    #[test]
    fn a_digest_tells_which_listings_were_drawn_from() {
        assert_eq!(digest_of(&["b", "a"]), digest_of(&["a", "b"]));
        assert_ne!(digest_of(&["a", "b"]), digest_of(&["a", "c"]));
    }

    #[test]
    fn a_month_ends_where_the_next_begins() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().expect("a time");
        let december = Month::of(at("2026-12-31T23:59:59Z"));
        assert_eq!((december.to_string(), december.end()), ("2026-12".into(), at("2027-01-01T00:00:00Z")));
        assert_eq!(Month::of(december.end()).first_day().to_string(), "2027-01-01");
    }

    #[test]
    fn what_is_not_known_to_be_right_counts_as_not_right_and_what_dropped_out_counts_nowhere() {
        use Answer as A;
        let said = |address, new_patients, treatments| Settled {
            outcome: Outcome::Answered,
            answers: Some(Answers { address, new_patients, treatments }),
        };
        let ended = |outcome| Settled { outcome, answers: None };
        let figure = Figure::of([
            said(A::Right, A::Right, A::Right),
            said(A::NotListed, A::Right, A::Right),
            said(A::Right, A::Wrong, A::Right),
            said(A::Right, A::NotSaid, A::Right),
            said(A::NotListed, A::NotListed, A::NotListed),
            ended(Outcome::WrongNumber),
            ended(Outcome::Unreachable),
            ended(Outcome::NotPhoned),
            ended(Outcome::DroppedOut),
        ]);
        let share = |right, of| Share { right, of };
        assert_eq!((figure.drawn, figure.dropped_out, figure.not_phoned), (9, 1, 1));
        assert_eq!((figure.unreachable, figure.wrong_number), (1, 1));
        assert_eq!((figure.exact, figure.reached), (share(2, 8), share(5, 8)));
        assert_eq!((figure.address, figure.new_patients, figure.treatments), (share(3, 3), share(2, 4), share(4, 4)));
        assert!(figure.says_something());
        assert!(!Figure::of([ended(Outcome::NotPhoned), ended(Outcome::DroppedOut)]).says_something());
    }
}
