//! What a practice says of its prices, first openings and hours.

use chrono::{DateTime, Duration, Utc};

use crate::domain::money::Price;
use crate::domain::schedule::{Day, FirstOpening, Hours, Within};

use super::practice::{Founder, Kind};
use super::words::Words;

impl Founder {
    pub(super) fn price(&mut self, kind: Kind, said_at: DateTime<Utc>) -> Option<Price> {
        let random = &mut self.cast.random;
        if !random.percent(80) {
            return None;
        }
        let (low, high) = match kind {
            Kind::Infusion | Kind::ManyPlaces | Kind::Anesthetist => (350, 750),
            Kind::Esketamine => (500, 900),
            Kind::Physician | Kind::Rural => (250, 550),
            Kind::Nurse | Kind::Telehealth => (150, 350),
            Kind::Therapist => (120, 240),
        };
        let dollars = |n: i64| u32::try_from(n).ok();
        Some(Price {
            intake: if random.percent(70) { dollars(random.between(10, 35) * 10) } else { None },
            per_session: dollars(random.between(low / 10, high / 10) * 10),
            usual_sessions: if random.percent(60) { dollars(random.between(4, 8)) } else { None },
            includes: random.percent(50).then(|| random.pick(&Words::get().price_includes).clone()),
            as_of: Some(said_at.date_naive()),
        })
    }

    pub(super) fn first_opening(&mut self, said_at: DateTime<Utc>) -> Option<FirstOpening> {
        let random = &mut self.cast.random;
        random.percent(70).then(|| FirstOpening {
            within: *random.pick(&[Within::OneWeek, Within::OneWeek, Within::TwoToFourWeeks, Within::WaitingList]),
            said_on: Some((said_at - Duration::days(random.between(0, 5))).date_naive()),
        })
    }

    pub(super) fn hours(&mut self) -> Vec<Hours> {
        let random = &mut self.cast.random;
        let weekdays = [Day::Mon, Day::Tue, Day::Wed, Day::Thu, Day::Fri];
        let how_many = random.between(3, 5) as usize;
        let mut days = random.some(&weekdays, how_many);
        if random.percent(20) {
            days.push(Day::Sat);
        }
        let (opens, closes) =
            *random.pick(&[("08:00", "16:00"), ("09:00", "17:00"), ("09:00", "18:00"), ("10:00", "18:30")]);
        days.into_iter().map(|day| Hours { day, opens: opens.to_owned(), closes: closes.to_owned() }).collect()
    }
}
