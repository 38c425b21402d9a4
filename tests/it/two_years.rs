//! Two years pass for many listings, day by day, with the clock in the test's hand: each state of freshness and each request
//! to confirm comes on its day, and no other day has one. What is expected is worked out here from the contract's numbers
//! and from what each provider does, not by the program.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, NaiveDate, Utc};
use vouchsafe::db::audit::{self, Actor};
use vouchsafe::db::listings::{self, ListingState, NewListing};
use vouchsafe::db::{jobs, mails, organizations};
use vouchsafe::domain::freshness::Freshness;
use vouchsafe::domain::job::JobKind;
use vouchsafe::domain::task::TaskKind;
use vouchsafe::pipeline::index::{self, Feed};
use vouchsafe::pipeline::{Desk, attest, dossier, monitor};
use vouchsafe::reads::tasks;

use crate::support::database::TestDatabase;
use crate::support::invented;

const DAYS: i64 = 731;

/// The days after a confirmation on which a mail goes: 15, 10 and 5 before the 90th, 1, 14 and 28 after.
const MAIL_DAYS: [i64; 6] = [75, 80, 85, 91, 104, 118];

/// The contract: up to which day what.
fn expected_freshness(days: i64) -> Freshness {
    match days {
        ..=75 => Freshness::Current,
        76..=90 => Freshness::DueSoon,
        91..=131 => Freshness::Unconfirmed,
        132..=364 => Freshness::Suppressed,
        _ => Freshness::Archived,
    }
}

/// What a provider does with the mails.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Habit {
    /// Confirms so many days after the last time, by the link of the newest mail.
    Link(i64),
    /// The same, once by staff's telephone and then never.
    PhoneOnce(i64),
    /// Never.
    Never,
    /// Never, and is taken out of the directory on this day.
    Removed(i64),
    /// Never, and is hidden from the first of these days up to the second.
    Hidden(i64, i64),
}

/// In time, at the last moment, late, after the searches let go, on the last day that a link is good, never.
const HABITS: [Habit; 12] = [
    Habit::Link(78),
    Habit::Link(76),
    Habit::Link(83),
    Habit::Link(90),
    Habit::Link(92),
    Habit::Link(110),
    Habit::Link(140),
    Habit::Link(177),
    Habit::PhoneOnce(125),
    Habit::Never,
    Habit::Removed(100),
    Habit::Hidden(78, 105),
];

/// One listing and what is known of it.
struct Life {
    organization_id: String,
    contact: Option<usize>,
    habit: Habit,
    /// The days of its publication and confirmations, counted from the first day of all.
    confirmed_on: i64,
    has_phoned: bool,
    state: ListingState,
}

struct World {
    desk: Desk,
    first: DateTime<Utc>,
    lives: Vec<Life>,
    /// The newest link that each address got.
    links: BTreeMap<usize, String>,
    /// The newest mail that was looked at.
    last_mail: Option<String>,
}

fn address_of(contact: usize) -> String {
    format!("desk{contact}@example.com")
}

impl World {
    /// Listings are published one a day over the first weeks. Some share an address, some have none.
    fn begin(desk: Desk, count: usize) -> Self {
        let first: DateTime<Utc> = "2026-11-23T16:00:00Z".parse().expect("a time");
        desk.clock.set(first);
        desk.db.write(|c| jobs::ask(c, JobKind::Remind, "", first, first)).expect("asked");
        let lives = (0..count).map(|i| Life {
            organization_id: String::new(),
            contact: (i % 17 != 16).then_some(i),
            habit: HABITS[i % HABITS.len()],
            confirmed_on: i64::try_from(i % 40).expect("small"),
            has_phoned: false,
            state: ListingState::Public,
        });
        let mut lives: Vec<Life> = lives.collect();
        // Three of one group: the habits are the first one's, the days their own.
        for first in (0..count.saturating_sub(30)).step_by(50) {
            let (contact, habit) = (Some(first), HABITS[(first / 50) % 8]);
            for member in [first, first + 5, first + 21] {
                (lives[member].contact, lives[member].habit) = (contact, habit);
            }
        }
        World { desk, first, lives, links: BTreeMap::new(), last_mail: None }
    }

    fn publish_those_of(&mut self, day: i64) {
        let now = self.desk.clock.now();
        for (i, life) in self.lives.iter_mut().enumerate().filter(|(_, l)| l.confirmed_on == day) {
            let mut raw = invented::dossier();
            raw["provider"]["name"] = format!("Practice {i}").into();
            raw["provider"]["email"] = life.contact.map(address_of).into();
            let typed = serde_json::from_value(raw).expect("a dossier");
            let desk = &self.desk;
            let made = desk.db.write(|c| -> Result<String, dossier::DossierError> {
                let organization = organizations::insert(c, &format!("Practice {i}"), "solo", None, now)?;
                let row = dossier::store(c, &desk.keys, &organization.id, &typed, now)?;
                let new = NewListing {
                    organization_id: &organization.id,
                    dossier_id: &row.id,
                    contact: life.contact.map(address_of),
                    twin_keys: BTreeSet::new(),
                };
                listings::publish(c, &new, Some(now), now)?;
                Ok(organization.id)
            });
            life.organization_id = made.expect("published");
        }
    }

    /// What people do in the morning: those of one address act together, because one link is for all of them.
    fn live(&mut self, day: i64) {
        let now = self.desk.clock.now();
        let mut pressed = BTreeSet::new();
        for life in self.lives.iter_mut().filter(|l| l.confirmed_on < day && !l.organization_id.is_empty()) {
            let since = day - life.confirmed_on;
            let mut to_state = None;
            match life.habit {
                Habit::Link(after) if since == after => pressed.extend(life.contact),
                Habit::PhoneOnce(after) if since == after && !life.has_phoned => {
                    attest::confirm(&self.desk, &life.organization_id, &Actor::Staff("pat".into())).expect("confirmed");
                    (life.confirmed_on, life.has_phoned) = (day, true);
                }
                Habit::Removed(after) if since == after => to_state = Some(ListingState::Removed),
                Habit::Hidden(from, _) if since == from => to_state = Some(ListingState::Hidden),
                Habit::Hidden(_, to) if since == to => to_state = Some(ListingState::Public),
                _ => {}
            }
            if let Some(state) = to_state {
                let set = self.desk.db.write(|c| listings::set_state(c, &life.organization_id, state, now));
                set.expect("moved");
                life.state = state;
            }
        }
        for contact in pressed {
            let link = self.links.get(&contact).expect("a mail came before").clone();
            let (id, key) = link.split_once("?key=").expect("a key");
            for _ in 0..2 {
                let done = attest::confirm_by_link(&self.desk, id, key).expect("answers");
                assert!(matches!(done, attest::Link::Open(_)), "day {day}: {done:?}");
            }
            let theirs = self.lives.iter_mut().filter(|l| l.contact == Some(contact) && !l.organization_id.is_empty());
            theirs.for_each(|l| l.confirmed_on = day);
        }
    }

    /// Of each address that should be written to today, how many listings the mail names.
    fn expected_mails(&self, day: i64) -> BTreeMap<String, usize> {
        let in_sight = || {
            self.lives
                .iter()
                .filter(|l| l.confirmed_on <= day && l.state == ListingState::Public && !l.organization_id.is_empty())
        };
        let missed = |l: &Life| matches!(l.habit, Habit::Hidden(_, to) if day - l.confirmed_on == to);
        let due =
            in_sight().filter(|l| MAIL_DAYS.contains(&(day - l.confirmed_on)) || missed(l)).filter_map(|l| l.contact);
        let named = |contact| in_sight().filter(|l| l.contact == Some(contact)).count();
        due.map(|contact| (address_of(contact), named(contact))).collect()
    }

    fn written_today(&mut self) -> BTreeMap<String, usize> {
        let newest = self.desk.db.read(|c| mails::newest(c, 500)).expect("reads");
        let seen = std::mem::replace(&mut self.last_mail, newest.first().map(|mail| mail.id.clone()));
        let mut today = BTreeMap::new();
        for mail in newest.iter().take_while(|mail| Some(&mail.id) != seen.as_ref()) {
            let named = mail.body.split("----").next().expect("English").matches("Practice ").count();
            let twice = today.insert(mail.recipient.clone(), named);
            assert_eq!(twice, None, "two mails to {} on one day", mail.recipient);
            let link = mail.body.split("/portal/confirm/").nth(1).and_then(|l| l.split_whitespace().next());
            let contact = mail.recipient.trim_start_matches("desk").split('@').next().and_then(|n| n.parse().ok());
            self.links.insert(contact.expect("a number"), link.expect("a link").to_string());
        }
        today
    }

    fn expected_calls(&self, day: i64) -> BTreeSet<String> {
        let due = self.lives.iter().enumerate().filter(|(_, l)| {
            l.state == ListingState::Public
                && (121..=131).contains(&(day - l.confirmed_on))
                && !l.organization_id.is_empty()
        });
        due.map(|(i, _)| format!("Practice {i}")).collect()
    }

    fn calls(&self) -> BTreeSet<String> {
        let open = tasks::open(&self.desk.db, self.desk.clock.now(), 1000, 0).expect("reads").0;
        open.into_iter().filter(|t| t.asked.kind == TaskKind::Call).map(|t| t.provider).collect()
    }

    fn do_what_is_due(&self) -> usize {
        let mut done = 0;
        while monitor::step(&self.desk).expect("works") {
            done += 1;
        }
        done
    }
}

fn two_years(db: &TestDatabase, count: usize) {
    let mut world = World::begin(invented::desk(db), count);
    let (mut mails_seen, mut changes, mut freshness) = (0, 0, BTreeMap::new());
    // The listings as the server has them: what changed is laid over what was there.
    let mut feed = Feed::on(index::build(&world.desk).expect("builds"));
    for day in 0..DAYS {
        world.desk.clock.set(world.first + Duration::days(day));
        world.publish_those_of(day);
        world.live(day);
        assert!(world.do_what_is_due() > 0, "day {day}: the job is done daily");
        let (expected, written) = (world.expected_mails(day), world.written_today());
        assert_eq!(written, expected, "day {day}");
        assert_eq!(world.do_what_is_due(), 0, "day {day}: nothing is done twice");
        mails_seen += written.len();
        assert_eq!(world.calls(), world.expected_calls(day), "day {day}");

        let (snapshot, now) = (feed.follow(&world.desk).expect("follows"), world.desk.clock.now());
        for life in world.lives.iter().filter(|l| l.confirmed_on <= day && !l.organization_id.is_empty()) {
            let found = snapshot.provider(&life.organization_id).map(|p| p.standing(now).freshness);
            let since = day - life.confirmed_on;
            let expected = (life.state == ListingState::Public).then(|| expected_freshness(since));
            assert_eq!(found, expected, "day {day}, {:?}, {since} days", life.habit);
            if freshness.insert(life.organization_id.clone(), found) != Some(found) {
                changes += 1;
            }
        }
    }
    // The test has something to see.
    assert!(mails_seen > count * 6 && changes > count * 4, "{mails_seen} mails, {changes} changes");
    let last: NaiveDate = world.desk.clock.today();
    assert_eq!(last, "2028-11-22".parse::<NaiveDate>().expect("a day"));
    assert_eq!(world.desk.db.read(audit::faults).expect("reads"), Vec::<String>::new());
}

#[test]
fn two_years_of_two_hundred_listings_go_as_the_contract_says() {
    two_years(&TestDatabase::sqlite(), 200);
}

#[test]
fn two_years_of_some_listings_go_the_same_way_on_postgresql() {
    two_years(&TestDatabase::postgresql(), 36);
}
