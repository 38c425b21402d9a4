//! No badge without evidence: random lives of two providers, on the program's own pure functions.
//!
//! Each step changes the world as a provider, a reviewer, a list or the clock could, and after each the truth
//! ([`truth`]), which was kept by person and value and never by a place in a dossier, is asked whether the badge that
//! shows may. Beyond this file nothing is a copy of the program's rules: checks, hashes, override memory, what is worth
//! keeping and the selection for the index are the functions that the server runs.
//!
//! `VOUCHSAFE_BADGE_STEPS` (100,000) and `VOUCHSAFE_BADGE_SEED` (1) set how long and which; a failure prints the seed
//! and the shortest sequence of steps that still fails.

mod act;
mod edit;
mod lists;
mod truth;
mod world;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};

use act::Act;
use world::World;

/// A life has so many steps.
const LIFE: usize = 60;

/// What a life came to.
#[derive(Debug, Default, Clone, Copy)]
struct Tally {
    steps: usize,
    /// Steps after which a badge was shown.
    shown: usize,
    /// Of these, with an override that the badge stands on.
    on_override: usize,
}

/// Lives a sequence; the first step after which a badge stands on nothing, and what is missing.
fn live(acts: &[Act]) -> Result<Tally, (usize, String)> {
    let mut world = World::new();
    let mut tally = Tally::default();
    for (step, act) in acts.iter().enumerate() {
        let lived = catch_unwind(AssertUnwindSafe(|| {
            world.live(*act);
            world.missing()
        }));
        match lived {
            Err(_) => return Err((step, "the program panicked".into())),
            Ok(Some(missing)) => return Err((step, missing)),
            Ok(None) => {}
        }
        tally.steps += 1;
        let (shown, on_override) = world.shown();
        tally.shown += usize::from(shown);
        tally.on_override += usize::from(on_override);
    }
    Ok(tally)
}

/// The shortest part of a failing sequence that still fails: steps are left out one by one until none can be.
fn shortest(mut acts: Vec<Act>) -> (Vec<Act>, String) {
    let mut why = String::new();
    loop {
        if let Err((step, said)) = live(&acts) {
            acts.truncate(step + 1);
            why = said;
        }
        let without = |i: usize| -> Vec<Act> {
            acts.iter().enumerate().filter(|(at, _)| *at != i).map(|(_, act)| *act).collect()
        };
        match (0..acts.len()).rev().map(without).find(|fewer| live(fewer).is_err()) {
            Some(fewer) => acts = fewer,
            None => return (acts, why),
        }
    }
}

fn setting(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().map_or(usual, |text| text.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

#[test]
fn no_badge_is_shown_without_evidence_in_date_for_exactly_the_values_and_people_shown() {
    let (steps, seed) = (setting("VOUCHSAFE_BADGE_STEPS", 100_000), setting("VOUCHSAFE_BADGE_SEED", 1));
    let lives = usize::try_from(steps).expect("a size").div_ceil(LIFE);
    let next = AtomicUsize::new(0);
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(4);
    let tallies: Vec<Tally> = std::thread::scope(|scope| {
        let work = || {
            let mut sum = Tally::default();
            loop {
                let life = next.fetch_add(1, Ordering::Relaxed);
                if life >= lives {
                    return sum;
                }
                let acts = act::sequence(seed, life as u64, LIFE);
                match live(&acts) {
                    Ok(t) => {
                        sum.steps += t.steps;
                        sum.shown += t.shown;
                        sum.on_override += t.on_override;
                    }
                    Err(_) => {
                        let (acts, why) = shortest(acts);
                        panic!("seed {seed}, life {life}: {why}\nafter {acts:#?}");
                    }
                }
            }
        };
        let handles: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        handles.into_iter().map(|h| h.join().unwrap_or_else(|e| std::panic::resume_unwind(e))).collect()
    });
    let sum = |of: fn(&Tally) -> usize| tallies.iter().map(of).sum::<usize>();
    let (steps, shown, on_override) = (sum(|t| t.steps), sum(|t| t.shown), sum(|t| t.on_override));
    println!("{steps} steps from seed {seed}: a badge after {shown} of them, {on_override} of these on an override");
    // A model in which badges are rare would prove little.
    assert!(shown * 20 > steps, "badges are too rare: {shown} of {steps}");
    assert!(on_override * 500 > steps, "overrides are too rare: {on_override} of {steps}");
}

#[test]
fn the_truth_notices_a_badge_that_stands_on_nothing() {
    let verified = act::to_a_badge();
    let mut honest = World::new();
    verified.iter().for_each(|act| honest.live(*act));
    assert!(honest.shown().0, "the way to a badge leads there, but: {:#?}", honest.open_checks());
    for (name, wrong) in world::WRONGS {
        let mut world = World::new();
        verified.iter().for_each(|act| world.live(*act));
        assert_eq!(world.missing(), None);
        wrong(&mut world);
        assert!(world.missing().is_some(), "{name} goes unnoticed");
    }
}
