//! Changes are laid over the index that is there, and at times it is built anew beside them.

use std::time::{Duration, Instant};

use vouchsafe::clock::Clock;
use vouchsafe::db::audit::Actor;
use vouchsafe::domain::lookup::{LookupResult, RecordedLookup};
use vouchsafe::jobs::refresh::{self, Habits, Refresher};
use vouchsafe::pipeline::{Desk, attest, index, review};
use vouchsafe::search::Index;

use crate::on_both;
use crate::support::invented;

/// More than enough on a busy machine.
const SOON: Duration = Duration::from_secs(20);

fn follow(desk: &Desk, singly: usize) -> (Index, Refresher) {
    let index = Index::default();
    let habits = Habits { singly, ..Habits::default() };
    let refresher = refresh::start_with(desk.clone(), index.clone(), habits).expect("the first snapshot");
    (index, refresher)
}

/// One more of a numbered sort of clinics. Answers the submission's id.
fn publish(desk: &Desk, number: usize) -> String {
    let mut dossier = invented::dossier();
    dossier["provider"]["name"] = format!("Invented Clinic {}", ["One", "Two", "Three", "Four", "Five"][number]).into();
    dossier["locations"][0]["line1"] = format!("{number} N Elsewhere Ave").into();
    dossier["locations"][0]["phone"] = format!("503-555-017{number}").into();
    invented::publish_dossier(desk, &dossier)
}

fn until(what: &str, is_so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < SOON, "{what}: not within {SOON:?}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// How many are public, and how many of these no index knows.
fn seen(index: &Index, desk: &Desk) -> (usize, usize) {
    let snapshot = index.current();
    (snapshot.providers().count(), snapshot.looked_at_singly(desk.clock.now()))
}

on_both! {
    fn changes_are_public_before_the_index_knows_them_and_when_they_are_many_it_is_built_anew(db: TestDatabase) {
        let desk = invented::desk(&db);
        invented::load_lists(&desk.reference, &[invented::record()], &[]);
        publish(&desk, 0);
        let (index, _refresher) = follow(&desk, 2);
        assert_eq!(seen(&index, &desk), (1, 0));
        publish(&desk, 1);
        until("the second is public", || seen(&index, &desk) == (2, 1));
        publish(&desk, 2);
        until("the third is public", || seen(&index, &desk) == (3, 2));
        publish(&desk, 3);
        until("there is an index of four", || seen(&index, &desk) == (4, 0));
        let last = publish(&desk, 4);
        until("the next is laid over it", || seen(&index, &desk) == (5, 1));
        let revoked = invented::lookups(desk.clock.now())[0].clone();
        let revoked = RecordedLookup { result: LookupResult::Revoked, ..revoked };
        review::record_lookup(&desk, &invented::reviewer(), &last, &revoked).expect("recorded");
        until("what is hidden is gone", || seen(&index, &desk).0 < 5);
    }

    fn the_index_is_built_anew_when_it_is_old_and_misses_no_change_meanwhile(db: TestDatabase) {
        let desk = invented::desk(&db);
        invented::load_lists(&desk.reference, &[invented::record()], &[]);
        publish(&desk, 0);
        let (index, _refresher) = follow(&desk, 500);
        publish(&desk, 1);
        until("the second is public", || seen(&index, &desk) == (2, 1));
        desk.clock.advance(chrono::Duration::minutes(11));
        publish(&desk, 2);
        let now = desk.clock.now();
        until("the third is public, and the index new", || seen(&index, &desk).0 == 3 && index.current().as_of() == now);
        until("it knows at least the first two", || seen(&index, &desk).1 <= 1);
    }

    fn whoever_confirms_the_details_says_the_first_opening_again(db: TestDatabase) {
        let desk = invented::desk(&db);
        invented::load_lists(&desk.reference, &[invented::record()], &[]);
        let mut dossier = invented::dossier();
        dossier["locations"][0]["accepting_new"] = true.into();
        dossier["locations"][0]["first_opening"] = serde_json::json!({ "within": "1_week", "said_on": "2026-11-01" });
        invented::publish_dossier(&desk, &dossier);
        let told = |desk: &Desk| {
            let snapshot = index::build(desk).expect("builds");
            let provider = snapshot.providers().next().expect("listed");
            (provider.profile.provider_id.to_string(), provider.sites[0].offer.first_opening.clone().expect("said").said_on)
        };
        let later = Desk { clock: Clock::fixed(desk.clock.now() + chrono::Duration::days(30)), ..desk.clone() };
        let (id, _) = told(&desk);
        attest::confirm(&later, &id, &Actor::Program("test")).expect("confirmed");
        assert_eq!(told(&later).1, Some(later.clock.now().date_naive()));
    }
}
