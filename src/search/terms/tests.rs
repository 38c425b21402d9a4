//! The names of treatments and conditions, and searches by them.

use super::*;
use crate::geo::Gazetteer;
use crate::search::names::ReadAs;
use crate::search::parse::{Audience, Request};
use crate::search::{Slice, Snapshot, search, testing};

#[test]
fn every_term_has_its_own_letters_and_few_enough_words() {
    let written = written().term.iter().map(|of| of.names.len()).sum::<usize>();
    assert_eq!(terms().keys.len(), written, "two terms share their letters");
    assert!(terms().all.iter().all(|term| term.words.len() <= MOST_WORDS));
    assert!(terms().beside.iter().all(|word| *word == letters_and_digits(word)));
}

#[test]
fn every_treatment_and_nearly_every_condition_can_be_named() {
    let meant = terms().all.iter().fold(Meaning::default(), |all, term| all.or(term.meaning));
    assert_eq!(meant.treatments.iter().collect::<Vec<_>>(), Treatment::ALL);
    let unnamed: Vec<_> = Condition::ALL.iter().filter(|c| !meant.conditions.contains(**c)).collect();
    assert_eq!(unnamed, [&Condition::AnxietyOther], "nobody looks for what is left over");
}

#[test]
fn neither_a_word_too_many_nor_another_short_word_is_a_slip() {
    let typed = |text: &str| text.split(' ').map(String::from).collect::<Vec<_>>();
    assert_eq!(nearly(&typed("depression m"), 1), None);
    assert_eq!(nearly(&typed("ketamine in"), 1), None);
    assert!(nearly(&typed("ketamin iv"), 1).is_some());
}

/// A made-up town: who is there, what they give and what they treat.
const TOWN: [(&str, &[Treatment], &[Condition]); 7] = [
    ("Harbor Psychiatry", &[Treatment::Esketamine], &[Condition::Depression]),
    ("Harbor Infusion Center", &[Treatment::Iv], &[Condition::Ptsd]),
    ("Spravato Center of Alder", &[Treatment::Iv], &[Condition::Ocd]),
    ("Alder Counseling", &[Treatment::TherapyAssisted], &[Condition::Anxiety]),
    ("Dana Whitcomb", &[Treatment::Sublingual, Treatment::Im], &[Condition::Panic]),
    ("Ana Trochez", &[], &[]),
    ("Dr. Lorenz", &[Treatment::NasalCompounded], &[Condition::ChronicPain]),
];

fn town() -> Snapshot {
    let listings: Vec<_> = TOWN
        .iter()
        .map(|(name, treatments, conditions)| {
            let mut listing = testing::listing(name, 45.5, -122.6);
            listing.locations[0].offer.treatments = treatments.to_vec();
            listing.locations[0].offer.conditions = conditions.to_vec();
            listing
        })
        .collect();
    testing::snapshot(&listings)
}

/// The names that `q` finds, by name, and what was read.
fn found(q: &str) -> (Vec<String>, Vec<ReadAs>) {
    let pairs = [("q".to_string(), q.to_string())];
    let request = Request::parse(&pairs, Gazetteer::get(), Audience::Page).expect("it asks something");
    let town = town();
    let found = search(&town, &request.query, &Slice::first(20), testing::now());
    (found.hits.iter().map(|hit| hit.profile().name.clone()).collect(), found.read_as)
}

fn names(q: &str) -> Vec<String> {
    found(q).0
}

#[test]
fn a_misspelt_treatment_finds_who_offers_it_and_says_what_was_read() {
    for q in ["eskatamine", "esketamin", "Eskitamine"] {
        let (names, read_as) = found(q);
        assert_eq!(names, ["Harbor Psychiatry"], "{q}");
        assert_eq!(read_as.len(), 1, "{q}");
        assert_eq!((&read_as[0].typed, &read_as[0].names), (&q.to_lowercase(), &Vec::new()), "{q}");
        assert_eq!(read_as[0].treatments, [Treatment::Esketamine], "{q}");
    }
    for q in ["trochees", "lozanges", "intramusculer", "sublingal"] {
        assert_eq!(names(q), ["Dana Whitcomb"], "{q}");
    }
}

#[test]
fn sprovato_finds_who_offers_spravato_and_who_is_called_so() {
    for q in ["Sprovato", "spravatto", "Spravado", "spravato"] {
        let (names, read_as) = found(q);
        assert_eq!(names, ["Harbor Psychiatry", "Spravato Center of Alder"], "{q}");
        assert_eq!(read_as[0].treatments, [Treatment::Esketamine], "{q}");
    }
    assert_eq!(
        names("Spravato Center of Alder"),
        ["Spravato Center of Alder"],
        "the whole name finds its bearer alone"
    );
}

#[test]
fn the_other_words_narrow_what_a_treatment_finds() {
    assert_eq!(names("sprovato harbor psychiatry"), ["Harbor Psychiatry"]);
    assert_eq!(names("harbor sprovato"), ["Harbor Psychiatry"]);
    assert_eq!(names("sprovato lorenz"), [""; 0]);
    assert_eq!(names("dana ptsd"), [""; 0]);
    assert_eq!(names("harbor ptsd"), ["Harbor Infusion Center"]);
}

#[test]
fn a_word_that_a_name_begins_with_is_that_name_and_no_misspelt_treatment() {
    let (names, read_as) = found("trochez");
    assert_eq!((names, read_as), (vec!["Ana Trochez".to_string()], Vec::new()), "one letter from \"troches\"");
    let (names, read_as) = found("infusion");
    assert_eq!(names, ["Harbor Infusion Center", "Spravato Center of Alder"], "by name, and by what they give");
    assert_eq!(read_as[0].treatments, [Treatment::Iv]);
}

#[test]
fn of_names_and_terms_spelt_as_nearly_both_are_taken_and_told() {
    let (names, read_as) = found("trochex");
    assert_eq!(names, ["Ana Trochez", "Dana Whitcomb"]);
    assert_eq!(
        (&read_as[0].names[..], &read_as[0].treatments[..]),
        (&["trochez".to_string()][..], &[Treatment::Sublingual][..])
    );
}

#[test]
fn terms_of_several_words_are_read_as_one_however_they_are_joined_and_in_spanish_too() {
    for (q, expected) in [
        ("ketamine-assisted psychotherapy", "Alder Counseling"),
        ("ketamine assisted psychotherpy", "Alder Counseling"),
        ("KAP", "Alder Counseling"),
        ("IM ketamine", "Dana Whitcomb"),
        ("compounded nasal spray", "Dr. Lorenz"),
        ("dolor crónico", "Dr. Lorenz"),
        ("ataques de panico", "Alder Counseling, Dana Whitcomb"),
        ("panick attaks dana", "Dana Whitcomb"),
        ("ketamina para depresion harbor", ""),
        ("post traumatic stress", "Harbor Infusion Center"),
        ("obsesivo-compulsivo", "Spravato Center of Alder"),
    ] {
        assert_eq!(names(q).join(", "), expected, "{q}");
    }
    assert_eq!(names("nasal spray"), ["Dr. Lorenz", "Harbor Psychiatry"], "both are sprays");
}

#[test]
fn small_words_beside_a_term_ask_nothing() {
    assert_eq!(names("ketamine therapy for ptsd"), ["Harbor Infusion Center"]);
    assert_eq!(names("tratamiento con ketamina para el TEPT"), ["Harbor Infusion Center"]);
    assert_eq!(names("therapy"), [""; 0], "alone it is looked for as a name");
}

#[test]
fn a_condition_finds_what_its_filter_finds() {
    assert_eq!(names("anxiety"), ["Alder Counseling", "Dana Whitcomb"], "panic is among the anxieties");
    assert_eq!(names("panic"), names("anxiety"), "and who treats anxiety is found for panic, as by the filter");
    assert_eq!(names("anxeity"), names("anxiety"));
    assert_eq!(found("depresion").1[0].conditions, [Condition::Depression]);
}
