//! What a whole course of treatment costs, as far as a place has said.

use serde::Serialize;

use super::money::Price;
use super::words::wire_words;

wire_words! {
    /// A number that a sum needs.
    Part {
        Intake => "intake",
        PerSession => "per_session",
        UsualSessions => "usual_sessions",
    }
}

/// The sum, or what stands in its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "known")]
pub enum Course {
    /// Every part was stated.
    #[serde(rename = "all")]
    Sum {
        /// First visit, US dollars.
        intake: u32,
        /// One session, US dollars.
        per_session: u32,
        /// Sessions in a usual course.
        sessions: u32,
        /// All of it, US dollars.
        total: u64,
    },
    /// Some parts were stated. There is no sum: unknown is never zero.
    Some {
        /// What was not.
        missing: Vec<Part>,
    },
    /// No part was.
    None,
}

impl Course {
    /// First visit and the usual number of sessions. A course of no sessions is none: then their number counts as not stated.
    pub fn of(price: &Price) -> Course {
        let sessions = price.usual_sessions.filter(|n| *n > 0);
        if let (Some(intake), Some(per_session), Some(sessions)) = (price.intake, price.per_session, sessions) {
            let total = u64::from(intake) + u64::from(sessions) * u64::from(per_session);
            return Course::Sum { intake, per_session, sessions, total };
        }
        let stated = [
            (Part::Intake, price.intake.is_some()),
            (Part::PerSession, price.per_session.is_some()),
            (Part::UsualSessions, sessions.is_some()),
        ];
        let missing: Vec<Part> = stated.into_iter().filter(|(_, stated)| !stated).map(|(part, _)| part).collect();
        if missing.len() == stated.len() { Course::None } else { Course::Some { missing } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn price(intake: Option<u32>, per_session: Option<u32>, usual_sessions: Option<u32>) -> Price {
        Price { intake, per_session, usual_sessions, ..Price::default() }
    }

    #[test]
    fn a_course_is_the_first_visit_and_its_sessions() {
        let course = Course::of(&price(Some(250), Some(450), Some(6)));
        assert_eq!(course, Course::Sum { intake: 250, per_session: 450, sessions: 6, total: 2_950 });
    }

    #[test]
    fn a_first_visit_that_costs_nothing_is_known() {
        let course = Course::of(&price(Some(0), Some(450), Some(6)));
        assert!(matches!(course, Course::Sum { total: 2_700, .. }), "{course:?}");
    }

    #[test]
    fn what_was_not_said_is_named_and_makes_no_sum() {
        for (stated, missing) in [
            (price(None, Some(450), Some(6)), vec![Part::Intake]),
            (price(Some(250), None, Some(6)), vec![Part::PerSession]),
            (price(Some(250), Some(450), None), vec![Part::UsualSessions]),
            (price(None, Some(450), None), vec![Part::Intake, Part::UsualSessions]),
            (price(Some(250), Some(450), Some(0)), vec![Part::UsualSessions]),
        ] {
            assert_eq!(Course::of(&stated), Course::Some { missing }, "{stated:?}");
        }
        assert_eq!(Course::of(&Price::default()), Course::None);
        assert_eq!(Course::of(&price(None, None, Some(0))), Course::None);
    }

    #[test]
    fn the_largest_numbers_do_not_wrap_around() {
        let most = Some(u32::MAX);
        let expected = u64::from(u32::MAX) + u64::from(u32::MAX) * u64::from(u32::MAX);
        let course = Course::of(&price(most, most, most));
        assert!(matches!(course, Course::Sum { total, .. } if total == expected), "{course:?}");
    }
}
