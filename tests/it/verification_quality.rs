//! The measurement of `docs/verification-quality.md`, small: every kind of fault is found, and honest people are left alone.

#[path = "../quality/mod.rs"]
mod quality;

use quality::lists::{Lists, Sizes, list_date};
use quality::measure::{self, Draw};
use quality::people::{People, today};
use vouchsafe::clock::Clock;
use vouchsafe::db::reference::{NewLoad, ReferenceSources, Staging};
use vouchsafe::sources::{ExclusionRecord, ListName};

use crate::on_both;

#[test]
fn every_kind_of_fault_is_found_and_honest_people_are_left_alone() {
    let mut people = People::new(20_261_125);
    let lists = Lists::invent(&mut people, Sizes { leie: 4_000, sam: 1_000, states: 500 }).indexed();
    let mut draw = Draw::new(&mut people, &[]);
    for (fault, tally) in measure::detect(&draw.planted(4), &lists) {
        assert_eq!((tally.planted, tally.as_wanted), (4, 4), "{fault}: {:?} {:?}", tally.by, tally.missed);
    }
    let alarms = measure::alarms(&draw.honest(480), &lists);
    assert_eq!(alarms.failed, 0, "{:?}", alarms.why);
    for code in ["exclusion.leie", "exclusion.sam", "exclusion.state"] {
        assert!(alarms.review_percent(code) <= 1.0, "{:?} of {}", alarms.exclusion_reviews, alarms.people);
    }
}

on_both! {
    fn the_databases_find_everybody_whom_the_lists_in_memory_find(test: TestDatabase) {
        let mut people = People::new(7);
        let mut lists = Lists::invent(&mut people, Sizes { leie: 300, sam: 60, states: 30 });
        let mut planted = Draw::new(&mut people, &[]).planted(1);
        planted.retain(|p| p.fault.codes.iter().any(|c| c.starts_with("exclusion.")));
        for one in &mut planted {
            measure::enter(&mut one.case, &mut lists);
        }
        let db = test.reference();
        for list in [ListName::Leie, ListName::Sam, ListName::StateExclusions, ListName::Nppes] {
            let new = NewLoad {
                list, version: "2026-11".into(), list_date: list_date(), complete: true, sha256: list.as_str().into(),
                loaded_at: Clock::fixed(quality::case::now()).now(),
            };
            let mut staging = Staging::begin(&db, &new).expect("begins");
            if list == ListName::Nppes {
                lists.nppes.values().for_each(|r| staging.nppes(list_date(), r).expect("staged"));
            }
            let rows = lists.exclusions.iter().filter(|(of, _)| *of == list).map(|(_, r)| r);
            rows.for_each(|r| staging.exclusion(state_of(list, r), list_date(), r).expect("staged"));
            staging.finish().expect("in force");
        }
        let sources = ReferenceSources::open(&db, today()).expect("opens");
        let tallies = measure::detect(&planted, &sources);
        let planted: usize = tallies.iter().map(|(_, t)| t.planted).sum();
        assert!(planted > 30, "{planted}");
        for (fault, tally) in tallies {
            assert_eq!(tally.planted, tally.as_wanted, "{fault}: {:?} {:?}", tally.by, tally.missed);
        }
    }
}

fn state_of(list: ListName, row: &ExclusionRecord) -> &str {
    if list == ListName::StateExclusions { &row.agency } else { "" }
}
