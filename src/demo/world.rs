//! The whole demo as data: who is listed since when, who waits, and what the lists say of them.

use chrono::{DateTime, Duration, Utc};

use crate::domain::credential::CredentialKind;
use crate::geo::{Gazetteer, ZipPlace};
use crate::rules::Rules;

use super::people::Cast;
use super::practice::{Founder, Kind, Practice};
use super::random::Random;
use super::reference::{Known, Lists};
use super::story::{Flaw, STORIES, Story, Turn, WAITING};
use super::words::{Surroundings, zips};

/// The demo is the same every time but for the date.
const SEED: u64 = 0x6b65_7461;

/// A practice with its story.
#[derive(Debug)]
pub struct Listed {
    /// The practice.
    pub practice: Practice,
    /// When it was approved.
    pub approved_at: DateTime<Utc>,
    /// When it last confirmed its details, where later than its signature.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// When a person looked at the boards again.
    pub looked_again_at: Option<DateTime<Utc>>,
    /// What turned up.
    pub turn: Turn,
}

/// A practice that waits for a reviewer.
#[derive(Debug)]
pub struct Waiting {
    /// The practice.
    pub practice: Practice,
    /// When it came in.
    pub received_at: DateTime<Utc>,
    /// What is wrong with it.
    pub flaw: Flaw,
}

/// Everything.
#[derive(Debug)]
pub struct World {
    /// By the moment of approval.
    pub listed: Vec<Listed>,
    /// Oldest first.
    pub waiting: Vec<Waiting>,
    /// The lists as they stood in the months before.
    pub lists_before: Lists,
    /// The lists in force now.
    pub lists_now: Lists,
}

impl World {
    /// Invents the world as of a moment; what it needs to be in order is what these rules ask for.
    pub fn invent(rules: &'static Rules, now: DateTime<Utc>) -> Self {
        let today = now.date_naive();
        let mut founder = Founder::new(Cast::new(SEED, rules, today));
        let mut sites = Sites::shuffled(&mut founder.cast.random);
        let mut lists = Lists::of_strangers(&mut founder.cast);
        let mut stories: Vec<&Story> = STORIES.iter().flat_map(|s| std::iter::repeat_n(s, s.count)).collect();
        founder.cast.random.shuffle(&mut stories);
        let mut listed: Vec<Listed> = stories.iter().map(|story| list(&mut founder, &mut sites, story, now)).collect();
        listed.sort_by_key(|l| l.approved_at);
        let waiting = WAITING
            .iter()
            .map(|(kind, flaw, days)| wait(&mut founder, &mut sites, *kind, *flaw, now - Duration::days(*days)));
        let mut waiting: Vec<Waiting> = waiting.collect();
        waiting.sort_by_key(|w| w.received_at);
        for practice in listed.iter().map(|l| &l.practice).chain(waiting.iter().map(|w| &w.practice)) {
            lists.register(practice, today);
        }
        for w in &mut waiting {
            spoil(w, &mut lists);
        }
        let mut lists_now = lists.clone();
        for l in &listed {
            turn(l, &mut lists_now, now);
        }
        World { listed, waiting, lists_before: lists, lists_now }
    }
}

/// The ZIPs in an order of chance, those of one city apart so that a practice can have several.
struct Sites {
    cities: Vec<ZipPlace>,
    towns: Vec<ZipPlace>,
}

impl Sites {
    fn shuffled(random: &mut Random) -> Self {
        let of = |kind| {
            let here = zips().filter(move |(_, k)| *k == kind);
            here.filter_map(|(zip, _)| Gazetteer::get().zip(zip)).collect::<Vec<_>>()
        };
        let (mut cities, mut towns) = (of(Surroundings::City), of(Surroundings::Town));
        random.shuffle(&mut cities);
        random.shuffle(&mut towns);
        Sites { cities, towns }
    }

    /// A place in the city, or when none is left in a town; begins again when all are used.
    fn next(&mut self, random: &mut Random) -> (ZipPlace, Surroundings) {
        let in_town = random.percent(22) && !self.towns.is_empty();
        let taken = if in_town { self.towns.pop() } else { self.cities.pop() };
        match taken {
            Some(zip) => (zip, if in_town { Surroundings::Town } else { Surroundings::City }),
            None => {
                *self = Sites::shuffled(random);
                (self.cities[0], Surroundings::City)
            }
        }
    }

    /// More places in the same city.
    fn more(&mut self, home: ZipPlace, most: usize) -> Vec<ZipPlace> {
        let here = |z: &ZipPlace| z.city == home.city && z.state == home.state;
        let found: Vec<ZipPlace> = self.cities.iter().copied().filter(here).take(most).collect();
        self.cities.retain(|z| !found.iter().any(|f| f.zip == z.zip));
        found
    }
}

fn list(founder: &mut Founder, sites: &mut Sites, story: &Story, now: DateTime<Utc>) -> Listed {
    let random = &mut founder.cast.random;
    let (home, surroundings) = sites.next(random);
    // A moment in office hours of the Americas, so that nothing seems done at night.
    let mut ago = |days: &std::ops::RangeInclusive<i64>| {
        let day = (now - Duration::days(random.between(*days.start(), *days.end()))).date_naive();
        let minute = random.between(14 * 60, 22 * 60);
        (day.and_time(chrono::NaiveTime::MIN).and_utc() + Duration::minutes(minute)).min(now - Duration::hours(1))
    };
    let approved_at = ago(&story.approved);
    let confirmed_at = story.confirmed.as_ref().map(&mut ago);
    let looked_again_at = story.looked_again.then(|| ago(&(3..=80)));
    let kind = kind_for(random, surroundings);
    let places = match kind {
        Kind::ManyPlaces => sites.more(home, 2),
        _ => Vec::new(),
    };
    let kind = if kind == Kind::ManyPlaces && places.is_empty() { Kind::Infusion } else { kind };
    let zips = [vec![home], places].concat();
    let served = served_states(random, kind, home.state);
    let signed_at = approved_at - Duration::days(random.between(1, 3));
    let mut practice = founder.found(kind, &zips, &served, signed_at);
    if story.turn == Turn::LicenseRanOut {
        expire_license(&mut practice, now - Duration::days(9));
    }
    Listed { practice, approved_at, confirmed_at, looked_again_at, turn: story.turn }
}

fn kind_for(random: &mut Random, surroundings: Surroundings) -> Kind {
    use Kind::*;
    match surroundings {
        Surroundings::Town => *random.pick(&[Rural, Rural, Rural, Physician, Nurse, Therapist]),
        Surroundings::City => *random.pick(&[
            Infusion,
            Infusion,
            Infusion,
            ManyPlaces,
            ManyPlaces,
            Esketamine,
            Esketamine,
            Esketamine,
            Physician,
            Physician,
            Nurse,
            Nurse,
            Anesthetist,
            Telehealth,
            Therapist,
            Therapist,
        ]),
    }
}

/// States served by telehealth besides the practice's own.
fn served_states(random: &mut Random, kind: Kind, home: &'static str) -> Vec<&'static str> {
    const WIDE: [&str; 10] = ["CA", "CO", "FL", "GA", "NY", "OH", "OR", "PA", "TX", "WA"];
    if kind != Kind::Telehealth {
        return Vec::new();
    }
    let how_many = random.between(1, 3) as usize;
    let mut served = random.some(&WIDE, how_many);
    served.retain(|s| *s != home);
    served.insert(0, home);
    served
}

fn wait(founder: &mut Founder, sites: &mut Sites, kind: Kind, flaw: Flaw, received_at: DateTime<Utc>) -> Waiting {
    let (home, _) = sites.next(&mut founder.cast.random);
    let practice = founder.found(kind, &[home], &[], received_at - Duration::minutes(20));
    Waiting { practice, received_at, flaw }
}

fn expire_license(practice: &mut Practice, at: DateTime<Utc>) {
    let lead = practice.dossier.clinicians.first_mut();
    let license = lead.and_then(|c| c.credentials.iter_mut().find(|c| c.kind == CredentialKind::StateLicense));
    if let Some(license) = license {
        license.expires_on = Some(at.date_naive());
    }
}

/// Makes a waiting submission what its flaw says.
fn spoil(waiting: &mut Waiting, lists: &mut Lists) {
    let on = waiting.received_at.date_naive();
    let state = waiting.practice.dossier.locations.first().and_then(|l| l.state.clone()).unwrap_or_default();
    let Some(lead) = waiting.practice.dossier.clinicians.first_mut() else { return };
    match waiting.flaw {
        Flaw::None => {}
        Flaw::NpiCheckDigit => lead.npi = lead.npi.as_deref().map(with_wrong_digit),
        Flaw::NpiDeactivated => lists.deactivate(lead.npi.as_deref().unwrap_or_default(), on - Duration::days(40)),
        Flaw::NpiUnknown => lists.forget(lead.npi.as_deref().unwrap_or_default()),
        Flaw::Excluded => lists.exclude(lead, &state, Known::Npi, on - Duration::days(300)),
        Flaw::SamePersonListed => lists.exclude(lead, &state, Known::BirthDate, on - Duration::days(300)),
        Flaw::Namesake => lists.exclude(lead, "", Known::NameOnly, on - Duration::days(300)),
        Flaw::LicenseExpired => expire_license(&mut waiting.practice, waiting.received_at - Duration::days(20)),
        Flaw::PapersMissing => {
            let gone = [CredentialKind::MalpracticeInsurance, CredentialKind::Acls];
            waiting
                .practice
                .dossier
                .clinicians
                .iter_mut()
                .for_each(|c| c.credentials.retain(|c| !gone.contains(&c.kind)));
        }
        Flaw::Claims => {
            let text = "Ketamine is the most effective treatment there is, completely safe and non-addictive. Relief is guaranteed.";
            waiting.practice.dossier.provider.description = Some(text.to_owned());
        }
    }
}

/// The last digit one further: the form stays, the check digit does not fit.
fn with_wrong_digit(npi: &str) -> String {
    let (body, last) = npi.split_at(npi.len().saturating_sub(1));
    let digit = last.parse::<u8>().unwrap_or_default();
    format!("{body}{}", (digit + 1) % 10)
}

/// What the newest lists say and the ones before did not.
fn turn(listed: &Listed, lists: &mut Lists, now: DateTime<Utc>) {
    let recently = (now - Duration::days(12)).date_naive();
    let Some(lead) = listed.practice.dossier.clinicians.first() else { return };
    match listed.turn {
        Turn::Quiet | Turn::LicenseRanOut => {}
        Turn::NamesakeListed => lists.exclude(lead, "", Known::NameOnly, recently),
        Turn::Excluded => lists.exclude(lead, "", Known::Npi, recently),
        Turn::Deactivated => lists.deactivate(lead.npi.as_deref().unwrap_or_default(), recently),
    }
}

#[cfg(test)]
mod tests;
